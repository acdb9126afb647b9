"""Problems that did not come up on a visit: by telephone, at a round table, from above."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from fieldtui.ledger.drafts import Draft
from fieldtui.locale import _
from fieldtui.model.codes import SOURCES
from fieldtui.tui import actions
from fieldtui.tui.screens.form_place import FormPlace
from fieldtui.tui.widgets.form import Form, FormField
from fieldtui.work.quick_entry import explain, read_problem
from fieldtui.work.visits import enter_problems

if TYPE_CHECKING:
    from fieldtui.work.steps import Entry


class ProblemsScreen(FormPlace):
    place = actions.PROBLEMS
    BINDINGS = actions.bindings(actions.PROBLEMS)
    form_name = "problems"

    def __init__(self, *, enterprise: str = "", draft: Draft | None = None) -> None:
        super().__init__(draft)
        self._enterprise = enterprise
        self._draft = draft

    def body(self) -> ComposeResult:
        sources = {code: _(word) for code, word in SOURCES.items()}
        yield Form(
            [
                FormField(
                    "enterprise", _("Enterprise"), "name", find=self._find, placeholder=_("initials, name or code")
                ),
                FormField("source", _("Source"), "choice", "call", choices=sources),
                FormField(
                    "problems",
                    _("Problems: one a line, type text @department !urgent ~hoped for by"),
                    "lines",
                    explain=self._explain,
                ),
                FormField("description", _("Description"), "note", rows=5),
            ]
        )

    def on_mount(self) -> None:
        self.head(_("Problem · new"), _("Esc back"))
        if self._draft:
            self.form.fill({name: str(value) for name, value in self._draft.values.items()})
        elif self._enterprise:
            self.form.fill({"enterprise": self.desk.name("enterprise", self._enterprise)})
        self.form.begin()

    def draft_kept(self, words: str) -> None:
        self.head(_("Problem · new"), f"{words}  " + _("Esc back"))

    def understand(self, name: str) -> None:
        self.form.hint(name, "")

    def entry(self) -> "Entry":
        return enter_problems(self.desk, self.form.values(), self.today)

    def _find(self, text: str) -> list[tuple[str, str]]:
        return [(entry.name, "") for entry in self.desk.index("enterprise").find(text, limit=8)]

    def _explain(self, line: str) -> str:
        if not line.strip():
            return ""
        problem = read_problem(line, self.desk.vocabulary, self.today)
        return problem.trouble or explain(problem, self.desk.vocabulary, self.today)
