"""Figures about visits: 走访覆盖率 and 频次达标率. Each is a function of facts and a period."""

from collections.abc import Sequence
from decimal import Decimal

from fieldtui.work.cadence import MET
from fieldtui.work.figures.enterprise_facts import EnterpriseFact
from fieldtui.work.figures.periods import Period
from fieldtui.work.figures.value import Part, Value, counted, in_order, share

Enterprises = Sequence[EnterpriseFact]

NOT_MET = ("absent", "declined", "lost", "closed")
"""What a visit found that met nobody: 未遇 婉拒 失联 停业."""


def coverage(enterprises: Enterprises, period: Period) -> Value:
    """Paired enterprises with at least one visit that met someone ÷ enterprises paired at the end of the period."""
    paired = [item for item in enterprises if item.paired]
    met = (item.id for item in paired if any(visit.outcome == MET for visit in item.visits_in(period)))
    visits = [visit for item in paired for visit in item.visits_in(period)]
    beside = {outcome: counted(visit.id for visit in visits if visit.outcome == outcome) for outcome in NOT_MET}
    return share(counted(met), counted(item.id for item in paired), beside)


def cadence(enterprises: Enterprises, period: Period) -> Value:
    """Σ min(visits, required) ÷ Σ required; behind it the visits, and the enterprises that should be visited."""
    made, required = 0, 0
    asked, short, visits = [], [], []
    for item in enterprises:
        needed = item.required_in(period) if item.paired else 0
        if not needed:
            continue
        theirs = item.visits_in(period)
        made += min(len(theirs), needed)
        required += needed
        asked.append(item.id)
        visits += [visit.id for visit in theirs]
        if len(theirs) < needed:
            short.append(item.id)
    return share(
        Part(Decimal(made), in_order(visits)), Part(Decimal(required), in_order(asked)), {"too_seldom": counted(short)}
    )
