"""The numbers of meetings: each kind of meeting has a sequence of its own, and one meeting may stand in several."""

from collections.abc import Iterable, Mapping
from datetime import date

from fieldtui.model.plan import TOGETHER, MeetingKind
from fieldtui.model.row import Row


def numbers_taken(meetings: Iterable[Row], kind: MeetingKind, day: date) -> dict[int, str]:
    """Number → id of the meetings that stand in the sequence to which one of this kind on this day belongs."""
    whole = kind.sequence is not None and kind.sequence.across_years
    return {
        number: row["id"]
        for row in meetings
        if whole or row["date"][:4] == f"{day.year:04d}"
        if (number := number_of(row, kind.code))
    }


def next_number(meetings: Iterable[Row], kind: MeetingKind, day: date) -> int | None:
    """The number that a meeting of this kind on this day gets; None for a kind that is not counted."""
    if kind.sequence is None:
        return None
    known = list(meetings)
    taken = numbers_taken(known, kind, day)
    if taken:
        return max(taken) + 1
    # With the first year behind it a count that does not run on begins anew.
    return 1 if any(number_of(row, kind.code) for row in known) else kind.sequence.first


def meetings_called(named: str, meetings: Iterable[Row], kinds: Mapping[str, str]) -> list[str]:
    """The ids of the meetings that are meant by the kind and number in a title, however the number is written:
    第4次月讲评, 月讲评4, 第四次月讲评暨第14次周交办会. `kinds`: code → word of the kinds of meeting."""
    from fieldtui.model.records.meeting import held

    codes = {word: code for code, word in kinds.items()} | {code: code for code in kinds}
    said = [held(part) for part in named.split(TOGETHER)]
    asked = {codes.get(one["type"]): one.get("number") for one in said if isinstance(one, dict)}
    if len(asked) < len(said) or None in asked or None in asked.values():
        return []
    return [row["id"] for row in meetings if all(number_of(row, str(code)) == number for code, number in asked.items())]


def number_of(meeting: Row, kind: str) -> int | None:
    """The number that a meeting bears as one of a kind; None when it bears none."""
    return next((held.get("number") for held in meeting["held_as"] if held["type"] == kind), None)
