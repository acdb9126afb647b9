"""Where in a TOML text each key stands, so that a mistake can be told with its line.

Whether the text is TOML at all is known to tomllib; what is read here must have passed it.
"""

import re
from typing import NamedTuple

Path = tuple[str | int, ...]

_TOKEN = re.compile(
    r'(?P<string>"""(?:\\.|[^\\])*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*')"
    r"|(?P<comment>#[^\n]*)|(?P<end>\n)|(?P<mark>[\[\]{}=,.])|(?P<bare>[^\s\[\]{}=,.\"'#]+)",
    re.DOTALL,
)


class _Token(NamedTuple):
    kind: str
    word: str
    line: int


def key_lines(text: str) -> dict[Path, int]:
    """Keys and places in lists (from 0), as in ("flow", "steps", 3, "to") → the line, from 1, on which each begins."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0
        self._found: dict[Path, int] = {}
        self._tables: dict[Path, int] = {}
        """The table that stands last in each list of tables `[[…]]`."""

    def read(self) -> dict[Path, int]:
        section: Path = ()
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token.kind == "end":
                self._at += 1
            elif token.word == "[":
                section = self._header()
            else:
                self._entry(section)
        return self._found

    def _header(self) -> Path:
        line = self._take().line
        is_list = self._tokens[self._at].word == "["
        if is_list:
            self._take()
        keys = self._key()
        path: Path = ()
        for place, key in enumerate(keys):
            path = (*path, key)
            self._found.setdefault(path, line)
            if is_list and place == len(keys) - 1:
                self._tables[path] = self._tables.get(path, -1) + 1
            if path in self._tables:
                path = (*path, self._tables[path])
                self._found.setdefault(path, line)
        while self._at < len(self._tokens) and self._tokens[self._at].word == "]":
            self._take()
        return path

    def _entry(self, section: Path) -> None:
        line = self._tokens[self._at].line
        path = section
        for key in self._key():
            path = (*path, key)
            self._found.setdefault(path, line)
        self._take()  # =
        self._value(path)

    def _key(self) -> list[str]:
        keys = [_plain(self._take())]
        while self._tokens[self._at].word == ".":
            self._take()
            keys.append(_plain(self._take()))
        return keys

    def _value(self, path: Path) -> None:
        match self._tokens[self._at].word:
            case "[":
                self._list(path)
            case "{":
                self._inline(path)
            case _plain_value:
                # A number with a point, a date with a time: several tokens.
                while self._at < len(self._tokens) and not self._stands(",", "]", "}"):
                    if self._tokens[self._at].kind == "end":
                        break
                    self._take()

    def _list(self, path: Path) -> None:
        self._take()
        place = 0
        while not self._skipped_to("]"):
            self._found[(*path, place)] = self._tokens[self._at].line
            self._value((*path, place))
            place += 1
            self._skip_comma()
        self._take()

    def _inline(self, path: Path) -> None:
        self._take()
        while not self._skipped_to("}"):
            self._entry(path)
            self._skip_comma()
        self._take()

    def _skipped_to(self, word: str) -> bool:
        while self._tokens[self._at].kind == "end":
            self._at += 1
        return self._stands(word)

    def _skip_comma(self) -> None:
        while self._tokens[self._at].kind == "end":
            self._at += 1
        if self._stands(","):
            self._take()

    def _stands(self, *words: str) -> bool:
        token = self._tokens[self._at]
        return token.kind == "mark" and token.word in words

    def _take(self) -> _Token:
        token = self._tokens[self._at]
        self._at += 1
        return token


def _plain(token: _Token) -> str:
    return token.word[1:-1] if token.kind == "string" else token.word


def _tokens(text: str) -> "list[_Token]":
    found, line = [], 1
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup or ""
        if kind != "comment":
            found.append(_Token(kind, token[0], line))
        line += token[0].count("\n")
    return found
