"""Documents for paper on the screens: choosing one and writing it; opening what a scanned paper is about."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from fieldtui.locale import _
from fieldtui.model.sentence import FieldError
from fieldtui.report.documents.code import is_code, is_whole
from fieldtui.report.documents.kinds import about_record, kind_named
from fieldtui.report.documents.paper import checked, write_document
from fieldtui.report.documents.review import id_of, week_of
from fieldtui.tui import actions
from fieldtui.tui.place import Place
from fieldtui.tui.place.base import PlaceBase
from fieldtui.tui.screens.palette import ChoosingScreen
from fieldtui.work.clock import now
from fieldtui.work.figures.periods import month_of
from fieldtui.work.record_words import title_of

__all__ = ["is_code", "is_whole", "offer_documents", "open_paper"]

BETWEEN = ":"
DAY = timedelta(days=1)


def offer_documents(place: PlaceBase, records: Iterable[str]) -> None:
    """Write the one document that there is about these records, or let one be chosen."""
    choices = [
        (f"{kind.name}{BETWEEN}{record}", f"{_(kind.title)}  {title_of(place.desk, record)}")
        for record in dict.fromkeys(filter(None, records))
        for kind in about_record(place.desk, record)
    ] or list(_reports(place))
    match choices:
        case []:
            place.note(_("There is no document about this; choose a visit, a problem, a unit or a meeting."))
        case [(only, _words)]:
            _write(place, only)
        case _several:
            title = _("Make a document for paper (docx)")
            place.app.push_screen(ChoosingScreen(title, choices), lambda chosen: _write(place, chosen))


def _reports(place: PlaceBase) -> Iterator[tuple[str, str]]:
    """The reports of this and the last week and month, beside the charts; the office has them alone."""
    if place.place != actions.CHARTS or place.desk.my_role() != "clerk":
        return
    week, month = week_of(place.today), month_of(place.today)
    last_week, last_month = week_of(week.start - DAY), month_of(month.start - DAY)
    for name, periods in (("weekly", (week, last_week)), ("monthly", (month, last_month))):
        for period in periods:
            words = _("{start} to {end}").format(start=period.start, end=period.end)
            yield f"{name}{BETWEEN}{id_of(period)}", f"{_(kind_named(name).title)}  {words}"


def _write(place: PlaceBase, chosen: str | None) -> None:
    if not chosen:
        return
    name, _between, record = chosen.partition(BETWEEN)
    try:
        written = write_document(place.desk, kind_named(name), record, now())
    except FieldError as error:
        place.alarm(str(error))
        return
    file = f"exports/{written.path.name}"
    place.note(" ".join(filter(None, [_("Written: {file}").format(file=file), written.to_fill_in])))


def open_paper(place: Place, code: str) -> None:
    """The page of what a paper is about, with a word whether the paper still agrees with the ledger."""
    try:
        found = checked(place.desk, code)
    except FieldError as error:
        place.alarm(str(error))
        return
    if found.about:
        place.open_record(found.about)

    def tell() -> None:
        page = place.app.screen
        if isinstance(page, Place):
            (page.note if found.agrees else page.alarm)(" ".join(found.sentences[:2]))

    # Once the page is there, which says things of its own while it opens.
    place.app.call_later(place.app.call_after_refresh, tell)
