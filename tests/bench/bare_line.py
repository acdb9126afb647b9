"""The least that Textual needs to type a line: what quick entry is held against. Run as a program."""

from textual.app import App, ComposeResult
from textual.widgets import Input


class BareLine(App[None]):
    def compose(self) -> ComposeResult:
        yield Input()


if __name__ == "__main__":
    BareLine().run()
