"""A disk as a file system keeps it: what is there now, and what of it is sure to be there after a power cut.

Pessimistic on purpose: a file's words are sure only once the file was synced, and a name (made, renamed, linked or
taken away) only once its folder was. What was not synced may be there whole, in part, as zeroes, or not at all.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = 0
"""The number of the folder under which everything lies."""


@dataclass(frozen=True, slots=True)
class Make:
    """A new, empty file or folder `node` called `name` in `folder`."""

    folder: int
    name: str
    node: int
    holds_names: bool


@dataclass(frozen=True, slots=True)
class Link:
    """One more name for `node`."""

    folder: int
    name: str
    node: int


@dataclass(frozen=True, slots=True)
class Rename:
    folder: int
    name: str
    to_folder: int
    to_name: str


@dataclass(frozen=True, slots=True)
class Unlink:
    """A name is taken away, of a file or of an empty folder."""

    folder: int
    name: str


@dataclass(frozen=True, slots=True)
class Write:
    node: int
    offset: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """A file is made `size` bytes long."""

    node: int
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    node: int


@dataclass(frozen=True, slots=True)
class Said:
    """What the workload told, between what it did: no operation on the disk."""

    word: object


Operation = Make | Link | Rename | Unlink | Write | Cut | Sync | Said

Image = dict[str, bytes | None]
"""A folder's content by path within it; None for a folder."""


@dataclass(slots=True)
class File:
    """`synced` is sure to survive; `pending` came after it."""

    synced: bytes = b""
    pending: list[Write | Cut] = field(default_factory=list)


@dataclass(slots=True)
class Folder:
    """The numbers of files and folders by name: as they are now, and as they were when last synced."""

    names: dict[str, int] = field(default_factory=dict)
    synced: dict[str, int] = field(default_factory=dict)


def everything(file: File) -> bytes:
    return _after(file.synced, file.pending)


def nothing_unsynced(file: File) -> bytes:
    return file.synced


def torn(file: File) -> bytes:
    """All but the second half of what was written last."""
    *earlier, last = file.pending or [Cut(0, len(file.synced))]
    if isinstance(last, Write):
        earlier.append(Write(last.node, last.offset, last.content[: len(last.content) // 2]))
    return _after(file.synced, earlier)


def hollow(file: File) -> bytes:
    """As long as it was, with zeroes where words were to come: some file systems note the length first."""
    return _after(file.synced, [_hollowed(step) for step in file.pending])


def half_hollow(file: File) -> bytes:
    """The last write's second half is there, and zeroes stand before it: pages reach a disk in any order."""
    *earlier, last = file.pending or [Cut(0, len(file.synced))]
    if isinstance(last, Write):
        half = len(last.content) // 2
        last = Write(last.node, last.offset, bytes(half) + last.content[half:])
    return _after(file.synced, [*earlier, last])


Words = Callable[[File], bytes]
WORDS: tuple[Words, ...] = (everything, nothing_unsynced, torn, hollow, half_hollow)


def _hollowed(step: Write | Cut) -> Write | Cut:
    return Write(step.node, step.offset, bytes(len(step.content))) if isinstance(step, Write) else step


def _after(content: bytes, steps: list[Write | Cut]) -> bytes:
    if not steps:
        return content
    words = bytearray(content)
    for step in steps:
        size = step.size if isinstance(step, Cut) else step.offset
        words.extend(bytes(max(0, size - len(words))))
        if isinstance(step, Cut):
            del words[size:]
        else:
            words[size : size + len(step.content)] = step.content
    return bytes(words)


class Disk:
    """Files and folders, brought forward by one operation after the other."""

    def __init__(self) -> None:
        self.files: dict[int, File] = {}
        self.folders: dict[int, Folder] = {ROOT: Folder()}

    def next_node(self) -> int:
        return len(self.files) + len(self.folders)

    def apply(self, operation: Operation) -> None:
        match operation:
            case Make(folder, name, node, holds_names):
                if holds_names:
                    self.folders[node] = Folder()
                else:
                    self.files[node] = File()
                self.folders[folder].names[name] = node
            case Link(folder, name, node):
                self.folders[folder].names[name] = node
            case Rename(folder, name, to_folder, to_name):
                self.folders[to_folder].names[to_name] = self.folders[folder].names.pop(name)
            case Unlink(folder, name):
                del self.folders[folder].names[name]
            case Write(node) | Cut(node):
                self.files[node].pending.append(operation)
            case Sync(node) if node in self.files:
                self.files[node] = File(everything(self.files[node]))
            case Sync(node):
                self.folders[node].synced = dict(self.folders[node].names)
            case Said():
                pass

    def sync(self) -> None:
        """All that is there now is sure to survive, as if it had lain there for long."""
        for node in [*self.files, *self.folders]:
            self.apply(Sync(node))

    def after_a_kill(self) -> Image:
        """The process is gone, the system goes on: all that it did is there."""
        return self._image(lambda folder: folder.names, everything)

    def after_a_power_cut(self) -> Iterator[tuple[str, Image]]:
        """What may be there when the power comes back, each with a name that says what survived."""
        for words in WORDS:
            yield f"names as they were, words: {words.__name__}", self._image(lambda folder: folder.names, words)
            yield f"names as synced, words: {words.__name__}", self._image(lambda folder: folder.synced, words)

    def for_sure(self) -> Image:
        """What a power cut leaves at the least."""
        return self._image(lambda folder: folder.synced, nothing_unsynced)

    def with_one_name_lost(self) -> Iterator[tuple[str, Image]]:
        """All survives but for one change to one name, which a file system may put off behind later ones."""
        for number, folder in self.folders.items():
            for name in folder.names.keys() | folder.synced.keys():
                now, before = folder.names.get(name), folder.synced.get(name)
                if now == before:
                    continue
                others = {other: node for other, node in folder.names.items() if other != name}
                names = others if before is None else {**others, name: before}

                def names_of(other: Folder, ours: Folder = folder, names: dict[str, int] = names) -> dict[str, int]:
                    return names if other is ours else other.names

                yield f"the name {name} in folder {number} is as it was before", self._image(names_of, nothing_unsynced)

    def _image(self, names_of: Callable[[Folder], dict[str, int]], words: Words) -> Image:
        image: Image = {}
        waiting = [("", ROOT)]
        while waiting:
            path, number = waiting.pop()
            for name, node in names_of(self.folders[number]).items():
                place = f"{path}{name}"
                if node in self.folders:
                    image[place] = None
                    waiting.append((f"{place}/", node))
                else:
                    image[place] = words(self.files[node])
        return image


def read_image(folder: Path) -> Image:
    """What lies in a real folder."""
    return {
        path.relative_to(folder).as_posix(): None if path.is_dir() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
    }


def write_image(image: Image, folder: Path) -> None:
    """Make a real folder of it, in the place of what was there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in sorted(image):
        content = image[name]
        if content is None:
            (folder / name).mkdir(mode=0o700)
        else:
            (folder / name).write_bytes(content)
