"""What changes in a bundle are about, line by line: each record by its title, and how much of it concerns whom."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fieldtui.ledger.change import Change
from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.merge import DELETED
from fieldtui.locale import _, listed
from fieldtui.model.kinds import kind_title
from fieldtui.model.row import Row
from fieldtui.sync.foreseen import Foreseen
from fieldtui.work.desk import FOLLOWED
from fieldtui.work.known_plans import KnownPlans
from fieldtui.work.naming import short_name
from fieldtui.work.record_words import followed, label

MOST_CONFLICTS = 5
SAID = ("title", "name", "reason", "words", "note")
"""The fields by which people know a record, as far as it has them."""
ABOVE = ("project", *FOLLOWED, "belongs_to")
"""The fields by which a record comes to its enterprise."""


def foreseen_words(found: Foreseen, ledger: Ledger) -> Iterator[str]:
    """What is missing before it, and what would disagree."""
    if found.missing:
        words = _("A file before this one is missing ({count} entries): it waits until that has come.")
        yield words.format(count=found.missing)
    if found.conflicts:
        about = listed(
            f"{_name(_known(ledger, record)) or kind_title(kind)} "
            + listed(_("deletion") if name == DELETED else label(kind, name) for name in fields)
            for record, kind, fields in found.conflicts[:MOST_CONFLICTS]
        )
        words = _("Edited here too, so that both will stand until somebody settles it ({count}): {about}.")
        yield words.format(count=len(found.conflicts), about=about)


def titles_of(changes: Sequence[Change], ledger: Ledger | None) -> list[str]:
    """A line for each change of which there are words; a step says of what it is a step, an edit what it touches."""
    titles = {change.of: _name(change.set) for change in changes if _name(change.set)}
    begun = {change.of: change.set["plan"] for change in changes if change.set.get("plan")}
    plans = KnownPlans.of(ledger.view, ledger.workspace.plan) if ledger else None
    lines = []
    for change in changes:
        fields = change.set
        words = [" ".join(str(fields[name]).split()) for name in SAID if fields.get(name)]
        if change.kind == "follow_up" and fields.get("step"):
            step, of = str(fields["step"]), followed(fields)
            row = _known(ledger, of) if ledger and of else {}
            # The words of a step are those of the plan of what it is a step of.
            steps = plans.words(row.get("plan") or begun.get(of))["steps"] if plans else {}
            words = [steps.get(step, step), titles.get(of) or _name(row), *words]
        elif not words and ledger:
            name = _name(_known(ledger, change.of)) or titles.get(change.of, "")
            words = [name, listed(label(change.kind, name) for name in fields)] if name else []
        day = str(fields.get("date") or fields.get("on") or "")
        if any(words):
            lines.append("  ".join(filter(None, ["· " + kind_title(change.kind), day, *words])))
    return lines


def by_enterprise(changes: Sequence[Change], ledger: Ledger) -> list[tuple[str, Counter[str]]]:
    """(short name of an enterprise, how many records of each kind concern it), the most concerned first."""
    coming: dict[str, dict[str, Any]] = {}
    kinds: dict[str, str] = {}
    for change in changes:
        coming.setdefault(change.of, {}).update(change.set)
        kinds[change.of] = change.kind
    found: dict[str, Counter[str]] = {}
    for record, kind in kinds.items():
        enterprise = _enterprise_of(record, coming, ledger)
        if enterprise:
            found.setdefault(enterprise, Counter())[kind] += 1
    named = [
        (short_name(_name({**_known(ledger, enterprise), **coming.get(enterprise, {})})), counts)
        for enterprise, counts in found.items()
    ]
    return sorted(((name, counts) for name, counts in named if name), key=lambda one: (-one[1].total(), one[0]))


def _enterprise_of(record: str, coming: Mapping[str, Mapping[str, Any]], ledger: Ledger) -> str:
    """The enterprise that a record is about, also by way of others that come along with it; "" for none."""
    seen: set[str] = set()
    while record and record not in seen:
        seen.add(record)
        row = {**_known(ledger, record), **coming.get(record, {})}
        if row.get("enterprise"):
            return str(row["enterprise"])
        above = next((str(row[name]) for name in ABOVE if row.get(name)), "")
        if not above and ledger.kind_of(record) == "enterprise":
            return record
        record = above
    return ""


def _name(fields: Row) -> str:
    return str(fields.get("title") or fields.get("name") or "")


def _known(ledger: Ledger, record: str) -> Row:
    """A record that is here already; empty when it is not."""
    kind = ledger.kind_of(record)
    return (ledger.row(kind, record) if kind else None) or {}
