"""Settling a conflict with a third value, typed into a form of one field."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from fieldtui.ledger.drafts import Draft
from fieldtui.locale import _
from fieldtui.model.kinds import field as field_of
from fieldtui.model.kinds import kind_names
from fieldtui.model.sentence import FieldError
from fieldtui.tui import actions
from fieldtui.tui.fields import form_field
from fieldtui.tui.screens.form_place import FormPlace
from fieldtui.tui.widgets.form import Form, FormField
from fieldtui.work.conflict_words import BASE, heading, whole_words
from fieldtui.work.conflicts import conflicts_in, open_fields, settled_words
from fieldtui.work.desk import Desk
from fieldtui.work.record_words import row_of
from fieldtui.work.rules import choices_of
from fieldtui.work.settling import Settlement, text_of, understood, write


class ThirdValueScreen(FormPlace):
    """A third value in a form of one field. What is typed is a draft like any other."""

    place = actions.THIRD_VALUE
    BINDINGS = actions.bindings(actions.THIRD_VALUE)
    form_name = "settle"
    DEFAULT_CSS = """
    ThirdValueScreen #standing { height: auto; max-height: 9; margin-bottom: 1; color: $text-muted; }
    """

    def __init__(self, record: str = "", field: str = "", *, draft: Draft | None = None) -> None:
        super().__init__(draft=draft)
        self._record = draft.of if draft else record
        self._field = str(draft.values.get("settles", "")) if draft else field
        self._settled = ""

    def body(self) -> ComposeResult:
        conflict = next((one for one in conflicts_in(self.desk, self._record) if one.field == self._field), None)
        with VerticalScroll(id="standing"):
            if conflict:
                for key in (BASE, *map(str, range(len(conflict.values)))):
                    yield Static(whole_words(self.desk, self._record, conflict, key), markup=False)
        yield Form([third_field(self.desk, self._record, self._field)])

    @property
    def _kind(self) -> str:
        return self.desk.ledger.kind_of(self._record) or ""

    def begin(self) -> None:
        if self._from_draft:
            self.form.fill({name: str(value) for name, value in self._from_draft.values.items()})
        self.form.editor(self._field).focus()
        self._is_open()

    def heading(self) -> str:
        return heading(self.desk, self._record)

    def about(self) -> str:
        return self._record

    def draft_values(self) -> dict[str, str]:
        return {**self.form.values(), "settles": self._field}

    def understand(self, name: str) -> None:
        self.form.hint(name, understood(self.desk, self._record, name, self.form.value(name), self.today))

    def _is_open(self) -> bool:
        """Whether there is something to settle; a draft may have lain there while it was settled elsewhere."""
        still = self._field in open_fields(self.desk).get(self._record, ())
        if not still:
            self.alarm(_("This is settled already; {key} throws the draft away.").format(key=actions.key("throw_away")))
        return still

    def save(self) -> str | None:
        """Settle with what was typed; None when something is wrong with it."""
        if not self._is_open():
            return None
        settlement = write(self.desk, self._record, self._field, self.form.value(self._field), self.today)
        if settlement.troubles:
            self.complain(settlement.troubles)
            return None
        sentence = settle_with(self.desk, self._record, settlement)
        if sentence:
            self.alarm(sentence)
            return None
        self._forget_draft()
        value = settlement.values[self._field]
        return _("Settled: {words}.").format(words=settled_words(self.desk, self._record, self._field, value))


def third_field(desk: Desk, record: str, name: str) -> FormField:
    """The form's field for another value; it begins with the one that is shown."""
    kind = desk.ledger.kind_of(record) or ""
    item = field_of(kind, name) if kind in kind_names() else None
    if item is None:
        return FormField(name, name, "note")
    text = text_of(desk, record, name, row_of(desk, record).get(name))
    choices = choices_of(item, row_of(desk, record), desk, kind) if item.shown.plan and item.type != "list" else {}
    if choices:
        return form_field(kind, name, desk, text, editor="choice", choices=choices)
    if item.shown.tall:
        return form_field(kind, name, desk, text, rows=6)
    return form_field(kind, name, desk, text)


def settle_with(desk: Desk, record: str, settlement: Settlement) -> str:
    """Save it; the sentence that says why it can't be, else ""."""
    if settlement.troubles:
        return next(iter(settlement.troubles.values()))
    try:
        desk.ledger.settle(record, settlement.values)
    except FieldError as error:
        return str(error)
    return ""
