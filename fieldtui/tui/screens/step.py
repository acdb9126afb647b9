"""A step 跟进 in the life of a problem or another record, or after a visit: choose which, fill in what it needs."""

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult

from fieldtui.ledger.drafts import Draft
from fieldtui.locale import _
from fieldtui.tui import actions
from fieldtui.tui.fields import form_field
from fieldtui.tui.screens.form_place import FormPlace
from fieldtui.tui.widgets.form import Form, FormField
from fieldtui.work.record_words import title_of
from fieldtui.work.step_form import MEANT_TODAY, StepForm, possible_steps
from fieldtui.work.step_words import came_to

if TYPE_CHECKING:
    from fieldtui.work.steps import Entry


class StepScreen(FormPlace):
    """The fields change with the step that is chosen; what was typed into those that stay is kept."""

    place = actions.STEP
    BINDINGS = actions.bindings(actions.STEP)
    form_name = "step"

    def __init__(
        self, *, problem: str = "", visit: str = "", about: str = "", planned: str = "", draft: Draft | None = None
    ) -> None:
        """`about` is a project, lead, idea, policy or task."""
        super().__init__(draft=draft)
        values = dict(draft.values) if draft else {}
        self._about = {
            "problem": str(values.pop("problem", problem)),
            "visit": str(values.pop("visit", visit)),
            "about": str(values.pop("about", about)),
            "does": str(values.pop("does", planned)),
        }
        self._typed: dict[str, str] = {}
        self._values: dict[str, str] = {name: str(value) for name, value in values.items()}

    def body(self) -> ComposeResult:
        self._rules = StepForm(self.desk, self.about(), self.today)
        self._steps = self.possible()
        chosen = self._values.get("step")
        if chosen not in self._steps:
            chosen = "note" if self._about["does"] and "note" in self._steps else next(iter(self._steps))
        self._chosen = chosen
        yield Form(self._fields())

    def possible(self) -> dict[str, str]:
        """Code → word of the steps that may be chosen."""
        return possible_steps(self.desk, self.about())

    def _fields(self) -> list[FormField]:
        start = self.begin_with(self._chosen)
        step = form_field("follow_up", "step", self.desk, self._chosen, editor="choice", choices=self._steps)
        names = self._rules.fields(self._chosen)
        return [step, *(self._field(name, start[name]) for name in names)]

    def _field(self, name: str, value: str) -> FormField:
        if name in MEANT_TODAY:
            return form_field("follow_up", name, self.desk, value, placeholder=_("today"), settled=True)
        choices = self._rules.choices(name)
        if choices:
            label = _("Step to correct")
            return form_field("follow_up", name, self.desk, value, editor="choice", choices=choices, label=label)
        return form_field("follow_up", name, self.desk, value)

    def begin(self) -> None:
        """At the choice of the step: the one that usually comes next is chosen already."""
        if self._values:
            self.form.fill(self._values)
        if self._from_draft:
            self.say_age(self._from_draft)
        self.form.editor("step").focus()
        planned = self.desk.ledger.row("follow_up", self._about["does"]) if self._about["does"] else None
        if planned:
            self.note(_("Planned for {day}: {words}").format(day=planned["due"][5:], words=planned["reason"]))

    def heading(self) -> str:
        if self._living:
            return _("Follow-up") + " · " + title_of(self.desk, self._living)
        visit = (self.desk.ledger.row("visit", self._about["visit"]) if self._about["visit"] else None) or {}
        name = self.desk.name("enterprise", visit.get("enterprise")) or self.desk.name("project", visit.get("project"))
        return _("Follow-up") + " · " + _("after the visit to {name}").format(name=name)

    def saved_words(self) -> str:
        words = came_to(self.desk, self._living)
        return _("Saved: {words}.").format(words=words) if words else super().saved_words()

    def understand(self, name: str) -> None:
        self.form.hint(name, self._rules.understood(name, self.form.value(name)))

    def begin_with(self, step: str) -> dict[str, str]:
        """What the fields of a step begin with."""
        return self._rules.start(step)

    @on(Form.Changed)
    async def _other_step(self, event: Form.Changed) -> None:
        code = self.form.value("step")
        if event.name == "step" and code and code != self._chosen:
            # Also what the chosen step has no field for comes back when another step has one again.
            self._typed |= {name: value for name, value in self.form.values().items() if value and name != "step"}
            self._chosen = code
            await self.form.replace_after("step", self._fields()[1:])
            self.form.fill(self._typed)

    def draft_values(self) -> dict[str, str]:
        return {**self.form.values(), **self._about}

    def about(self) -> str:
        return self._living or self._about["visit"]

    @property
    def _living(self) -> str:
        """The record whose life the step is of; "" after a visit."""
        return self._about["problem"] or self._about["about"]

    def entry(self) -> "Entry":
        about = {name: value for name, value in self._about.items() if value}
        return self._rules.entry({"id": self.draft_id, **self.form.values(), **about})
