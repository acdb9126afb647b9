"""Planned follow-ups: which are still to be done."""

from collections.abc import Iterable

from fieldtui.model.row import Row

PLANNED = "planned"


def still_to_do(follow_ups: Iterable[Row]) -> list[Row]:
    """The planned follow-ups that no other one does, the earliest first; deleted ones neither are planned nor do any.

    One whose doing was corrected stays done, because this list is read before any plan is: whoever corrects plans anew.
    """
    planned: list[Row] = []
    done: set[str] = set()
    for row in follow_ups:
        if row.get("deleted"):
            continue
        done.update(row.get("follows") or ())
        if row.get("step") == PLANNED:
            planned.append(row)
    return sorted((row for row in planned if row["id"] not in done), key=lambda row: (row.get("due", ""), row["id"]))
