"""A visit 走访: one form for the visit, the problems raised, a line each, and the follow-up."""

from datetime import date
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.screen import Screen

from fieldtui.locale import _, ngettext
from fieldtui.tui import actions
from fieldtui.tui.fields import default, form_field, plan_fields, problem_lines
from fieldtui.tui.place import Place
from fieldtui.tui.screens.form_place import FormPlace
from fieldtui.tui.widgets.form import Form, FormField
from fieldtui.work.dates import read_date, show_date
from fieldtui.work.desk import calendar_of
from fieldtui.work.quick_entry import read_follow_up
from fieldtui.work.rules import called
from fieldtui.work.visited_words import day_words, last_visit_by, visited_words
from fieldtui.work.visits import enter_visit, plan_typed

if TYPE_CHECKING:
    from fieldtui.work.steps import Entry


class VisitScreen(FormPlace):
    place = actions.VISIT
    BINDINGS = actions.bindings(actions.VISIT)
    form_name = "visit"

    def body(self) -> ComposeResult:
        me = self.desk.name("person", self.desk.me)
        yield Form(
            [
                self._field("enterprise", find=self._find_enterprise, placeholder=_("initials, name or code")),
                self._field("date", placeholder=_("today"), settled=True, width=11),
                self._field("mode", default("visit", "mode"), beside=True),
                self._field("outcome", default("visit", "outcome"), beside=True),
                self._field("visitors", me, editor="line"),
                self._field("met", beside=True, settled=True, placeholder=_("post and name")),
                self._field("note"),
                *plan_fields("visit", self.desk),
                problem_lines(self.desk, "visit", lambda: self.form.values(), self.today),
                FormField("follow_up", _("Follow-up"), placeholder=_("Wed call about the loan")),
            ]
        )

    def _field(self, name: str, value: str = "", **more: Any) -> FormField:
        return form_field("visit", name, self.desk, value, **more)

    def begin(self) -> None:
        super().begin()
        self.understand("date")
        self.understand_plan("visit", "plan")
        if self._from_draft and self.form.value("note"):
            # Where the typing was broken off, most likely.
            self.form.editor("note").focus()

    def draft_values(self) -> dict[str, str]:
        """What was typed, with the day itself in the place of 今天 or 昨天: a draft may be opened on another day."""
        values = super().draft_values()
        day = read_date(values["date"] or "0", self.today, toward="past")
        return {**values, "date": day.isoformat() if day else values["date"]}

    def heading(self) -> str:
        return _("Visit · new")

    def entry(self) -> "Entry":
        return enter_visit(self.desk, {"id": self.draft_id, **self.form.values()}, self.today)

    def saved_words(self) -> str:
        problems = len(self.form.value("problems").splitlines())
        name = self.form.value("enterprise")
        if not problems:
            return _("Saved: visit to {name}.").format(name=name)
        return ngettext(
            "Saved: visit to {name} with {count} problem.", "Saved: visit to {name} with {count} problems.", problems
        ).format(name=name, count=problems)

    # What is understood

    def understand(self, name: str) -> None:
        self.understand_plan("visit", name)
        text = self.form.value(name)
        match name:
            case "enterprise":
                self.form.hint(name, self._about_enterprise(text))
            case "date":
                day = read_date(text.strip() or "0", self.today, toward="past")
                self.form.hint(name, day_words(day, self.today))
            case "follow_up":
                calendar = calendar_of(plan_typed(self.desk, "visit", self.form.values()))
                read = read_follow_up(text, self.today, calendar.add_working_days)
                self.form.hint(name, f"→ {show_date(read.due, self.today)} · {read.reason}" if read else "")
            case "plan":
                pass
            case _other:
                self.form.hint(name, "")

    def _find_enterprise(self, text: str) -> list[tuple[str, str]]:
        found = self.desk.index("enterprise").find(text, limit=8)
        return [(entry.name, visited_words(self.desk, entry.id)) for entry in found]

    def _about_enterprise(self, text: str) -> str:
        # By its whole name first: the search, which the field itself has just done, is the dear part of a key.
        named = called("enterprise", text.strip(), self.desk) if text.strip() else []
        if named:
            return visited_words(self.desk, named[0]) if len(named) == 1 else ""
        if text.strip() and not self.desk.index("enterprise").find(text, limit=1):
            return _("No enterprise fits; the office adds new ones.")
        return ""

    # What can be done

    def action_save_and_next(self) -> None:
        words = self.save()
        if words is not None:
            below = self.app.screen_stack[-2]
            self.dismiss(words)
            # Opened by the place below, which is then told of the next one too.
            below.call_next(_begin_next, below, words)

    def action_bring_over(self) -> None:
        """People, mode and day of the visit that was saved last."""
        last = last_visit_by(self.desk, self.desk.me)
        if last is None:
            self.note(_("There is no visit yet to bring anything over from."))
            return
        self.form.fill(
            {
                "date": date.fromisoformat(last["date"]).isoformat(),
                "mode": last["mode"],
                "visitors": "、".join(self.desk.name("person", person) for person in last["visitors"]),
            }
        )
        self.note(_("Brought over: day, mode and visitors of the last visit."))


def _begin_next(below: Screen[Any], words: str) -> None:
    screen = VisitScreen()
    below.app.push_screen(screen, below.said if isinstance(below, Place) else None)
    words = "  ".join([words, _("{key}: day, mode and visitors as before.").format(key=actions.key("bring_over"))])
    screen.call_after_refresh(screen.note, words)
