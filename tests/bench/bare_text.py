"""The least that Textual can show: what our start is held against. Run as a program."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class BareText(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("示例 Textual")


if __name__ == "__main__":
    BareText().run()
