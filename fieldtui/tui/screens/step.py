"""A step 跟进 in the life of a problem, or after a visit: choose which, and fill in what it needs."""

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult

from fieldtui.ledger.drafts import Draft
from fieldtui.locale import _
from fieldtui.model.kinds import FieldDescription, describe
from fieldtui.tui import actions
from fieldtui.tui.screens.form_place import FormPlace
from fieldtui.tui.widgets.form import Form, FormField
from fieldtui.work.step_form import StepForm, possible_steps

if TYPE_CHECKING:
    from fieldtui.work.steps import Entry


class StepScreen(FormPlace):
    """The fields change with the step that is chosen; what was typed into those that stay is kept."""

    place = actions.STEP
    BINDINGS = actions.bindings(actions.STEP)
    form_name = "step"

    def __init__(self, *, problem: str = "", visit: str = "", planned: str = "", draft: Draft | None = None) -> None:
        super().__init__(draft)
        values = dict(draft.values) if draft else {}
        self._about = {
            "problem": str(values.pop("problem", problem)),
            "visit": str(values.pop("visit", visit)),
            "does": str(values.pop("does", planned)),
        }
        self._values: dict[str, str] = {name: str(value) for name, value in values.items()}

    def body(self) -> ComposeResult:
        self._rules = StepForm(self.desk, self._about["problem"], self.today)
        self._steps = possible_steps(self.desk, self._about["problem"])
        chosen = self._values.get("step")
        if chosen not in self._steps:
            chosen = "note" if self._about["does"] and "note" in self._steps else next(iter(self._steps))
        self._chosen = chosen
        yield Form(self._fields())

    def _fields(self) -> list[FormField]:
        described = {item.name: item for item in describe("follow_up")}
        start = self._rules.start(self._chosen)
        fields = [FormField("step", described["step"].label, "choice", self._chosen, choices=self._steps)]
        for name in self._rules.fields(self._chosen):
            fields.append(self._field(described[name], start.get(name, "")))
        return fields

    def _field(self, item: FieldDescription, value: str) -> FormField:
        choices = {code: _(word) for code, word in (item.shown.choices or {}).items()}
        if item.type == "flag":
            choices = {"true": _("yes"), "false": _("no")}
        if choices:
            return FormField(item.name, item.label, "choice", value, choices=choices)
        if item.shown.tall:
            return FormField(item.name, item.label, "note", value, rows=4)
        if item.shown.refers and item.type != "list":
            kind = item.shown.refers
            return FormField(item.name, item.label, "name", value, find=lambda text: self._find(kind, text))
        return FormField(item.name, item.label, "line", value)

    def _find(self, kind: str, text: str) -> list[tuple[str, str]]:
        return [(entry.name, "") for entry in self.desk.index(kind).find(text, limit=8)]

    def on_mount(self) -> None:
        self._say_head("")
        if self._values:
            self.form.fill(self._values)
        self.form.editor("step").focus()
        planned = self.desk.ledger.row("follow_up", self._about["does"]) if self._about["does"] else None
        if planned:
            self.note(_("Planned for {day}: {words}").format(day=planned["due"][5:], words=planned["reason"]))

    def _say_head(self, words: str) -> None:
        title = self.desk.name("problem", self._about["problem"]) or _("after a visit")
        self.head(_("Follow-up") + f" · {title}", f"{words}  ".lstrip() + _("Esc back"))

    def draft_kept(self, words: str) -> None:
        self._say_head(words)

    def understand(self, name: str) -> None:
        self.form.hint(name, self._rules.understood(name, self.form.value(name)))

    @on(Form.Changed)
    async def _other_step(self, event: Form.Changed) -> None:
        code = self.form.value("step")
        if event.name == "step" and code and code != self._chosen:
            kept = {name: value for name, value in self.form.values().items() if value and name != "step"}
            self._chosen = code
            old = self.form
            form = Form(self._fields())
            await self.mount(form, after=old)
            await old.remove()
            form.fill({name: value for name, value in kept.items() if name in form.values()})
            form.editor("step").focus()

    def draft_values(self) -> dict[str, str]:
        return {**self.form.values(), **self._about}

    def about(self) -> str:
        return self._about["problem"] or self._about["visit"]

    def entry(self) -> "Entry":
        return self._rules.entry(
            {**self.form.values(), **{name: value for name, value in self._about.items() if value}}
        )
