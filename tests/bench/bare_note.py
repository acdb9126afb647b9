"""The least that Textual needs to type a note: what our note is held against. Run as a program."""

from textual.app import App, ComposeResult
from textual.widgets import TextArea


class BareNote(App[None]):
    def compose(self) -> ComposeResult:
        yield TextArea()


if __name__ == "__main__":
    BareNote().run()
