"""Problems that did not come up on a visit: by telephone, at a round table, from above."""

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from fieldtui.locale import _
from fieldtui.tui import actions
from fieldtui.tui.fields import form_field, plan_fields, problem_lines
from fieldtui.tui.screens.form_place import FormPlace
from fieldtui.tui.widgets.form import Form
from fieldtui.work.visits import enter_problems

if TYPE_CHECKING:
    from fieldtui.work.steps import Entry


class ProblemsScreen(FormPlace):
    place = actions.PROBLEMS
    BINDINGS = actions.bindings(actions.PROBLEMS)
    form_name = "problems"

    def body(self) -> ComposeResult:
        yield Form(
            [
                form_field("problem", "enterprise", self.desk, placeholder=_("initials, name or code")),
                form_field("problem", "source", self.desk, "call"),
                *plan_fields("problem", self.desk),
                replace(
                    problem_lines(self.desk, "problem", lambda: self.form.values(), self.today),
                    label=_("Problems: one a line, type text @department !urgent ~hoped for by &enterprise"),
                ),
                form_field("problem", "description", self.desk, rows=5),
            ]
        )

    def begin(self) -> None:
        super().begin()
        self.understand_plan("problem", "plan")

    def understand(self, name: str) -> None:
        super().understand(name)
        self.understand_plan("problem", name)

    def heading(self) -> str:
        return _("Problem · new")

    def entry(self) -> "Entry":
        return enter_problems(self.desk, {"id": self.draft_id, **self.form.values()}, self.today)
