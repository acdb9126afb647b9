"""Whether the parts of a plan agree with each other: names that are known, numbers that fit, nothing twice."""

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import chain
from typing import TYPE_CHECKING

from fieldtui.locale import _, listed
from fieldtui.model.flow import Flow
from fieldtui.model.flow_checks import flow_faults, other_faults, problem_faults
from fieldtui.model.kinds import describe
from fieldtui.model.plan_meetings import MeetingKind
from fieldtui.model.plan_part import Fault

if TYPE_CHECKING:
    from fieldtui.model.plan import Plan

_SHOWN = 12


def plan_faults(plan: "Plan") -> Iterator[Fault]:
    """All that does not agree, each with the place that it is about."""
    yield from _nothing_twice(plan)
    yield from _inside("flow", chain(flow_faults(plan.flow), problem_faults(plan.flow)))
    for name, flow in plan.flows.items():
        yield from _inside("flows", _inside(name, chain(flow_faults(flow), other_faults(flow))))
    yield from _one_word_for_one_code(plan)
    yield from _steps_start_known_deadlines(plan)
    yield from _places_and_types(plan)
    yield from _times(plan)
    yield from _projects(plan)
    yield from _meetings(plan)
    yield from _figures(plan)
    yield from _scores(plan)


def _inside(key: str, faults: Iterable[Fault]) -> Iterator[Fault]:
    return (Fault((key, *fault.place), fault.sentence) for fault in faults)


def _unknown(named: str, known: Iterable[str], of: str, *place: str | int) -> Iterator[Fault]:
    words = list(known)
    if named not in words:
        near = get_close_matches(named, words) or words[:_SHOWN]
        more = "…" if len(words) > _SHOWN and len(near) > 1 else ""
        sentence = _("“{name}” is not in {list}; write one that is: {known}.")
        yield Fault(place, sentence.format(name=named, list=of, known=listed(near) + more or "[]"))


# ---- nothing twice


def _nothing_twice(plan: "Plan") -> Iterator[Fault]:
    for title, items in plan.coded_lists.items():
        yield from _repeated(title, [item.code for item in items], "code")
        yield from _repeated(title, [item.name for item in items], "name")
    yield from _repeated("departments", plan.departments)
    yield from _repeated("affiliations", [item.name for item in plan.affiliations], "name")
    totals = [item.region or item.affiliation or "" for item in plan.expected_totals]
    yield from _repeated("expected_totals", totals)
    if plan.scores:
        yield from _inside("scores", _repeated("rows", [row.code for row in plan.scores.rows], "code"))
    words: dict[str, str] = {}
    for place, item in enumerate(plan.problem_types):
        for word in sorted({item.name, *item.aliases}):
            if word in words and words[word] != item.code:
                yield Fault(
                    ("problem_types", place, "aliases"),
                    _("“{word}” stands twice: for {one} and for {other}; a short word means one type.").format(
                        word=word, one=words[word], other=item.code
                    ),
                )
            words.setdefault(word, item.code)


def _repeated(title: str, words: Iterable[str], *key: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, word in enumerate(words):
        if word in seen:
            yield Fault((title, place, *key), _("“{code}” stands twice in {list}.").format(code=word, list=title))
        seen.add(word)


# ---- flows


def _one_word_for_one_code(plan: "Plan") -> Iterator[Fault]:
    """Lists show steps and states of all flows side by side, so a code has one word, and a step's word one code."""
    words: dict[str, str] = {}
    steps: dict[str, str] = {}
    states: dict[str, str] = {}
    for place, flow in _all_flows(plan):
        for code, word in flow.step_names.items():
            if steps.setdefault(code, word) != word:
                yield Fault((*place, "steps"), _two_words(code, steps[code], word))
            if words.setdefault(word, code) != code:
                yield Fault(
                    (*place, "steps"),
                    _("“{word}” is the word for two steps, {one} and {other}; a word means one step.").format(
                        word=word, one=words[word], other=code
                    ),
                )
        for code, word in flow.state_names.items():
            if states.setdefault(code, word) != word:
                yield Fault((*place, "states"), _two_words(code, states[code], word))


def _two_words(code: str, one: str, other: str) -> str:
    return _("“{code}” is called {one} in one flow and {other} in another; use one word, or another code.").format(
        code=code, one=one, other=other
    )


def _all_flows(plan: "Plan") -> Iterator[tuple[tuple[str, ...], Flow]]:
    yield ("flow",), plan.flow
    for name, flow in plan.flows.items():
        yield ("flows", name), flow


def _steps_start_known_deadlines(plan: "Plan") -> Iterator[Fault]:
    for where, flow in _all_flows(plan):
        for place, row in enumerate(flow.steps):
            for code in row.sets_deadline:
                if code not in plan.deadlines_by_code:
                    yield Fault(
                        (*where, "steps", place, "sets_deadline"),
                        _("Step “{step}” starts the unknown deadline “{code}”.").format(step=row.step, code=code),
                    )


# ---- places, people, problems


def _places_and_types(plan: "Plan") -> Iterator[Fault]:
    regions, levels, marks = (_codes(items) for items in (plan.regions, plan.levels, plan.size_marks))
    for place, region in enumerate(plan.regions):
        if region.level:
            yield from _unknown(region.level, levels, "levels", "regions", place, "level")
    for place, total in enumerate(plan.expected_totals):
        if total.region and total.region not in regions:
            yield Fault(
                ("expected_totals", place, "region"),
                _("An expected total names the unknown region “{code}”.").format(code=total.region),
            )
        if total.affiliation and plan.affiliations:
            names = [item.name for item in plan.affiliations]
            yield from _unknown(total.affiliation, names, "affiliations", "expected_totals", place, "affiliation")
    for place, category in enumerate(plan.categories):
        if category.expected and category.chosen_from is not None and category.chosen_from < category.expected:
            yield Fault(
                ("categories", place, "chosen_from"),
                _("{expected} can't be chosen from {all}.").format(
                    expected=category.expected, all=category.chosen_from
                ),
            )
    for place, item in enumerate(plan.problem_types):
        for department in item.departments:
            if department not in plan.departments:
                yield Fault(
                    ("problem_types", place, "departments"),
                    _("Problem type {code} is led by “{name}”, which is not among the departments.").format(
                        code=item.code, name=department
                    ),
                )
        if item.parent:
            yield from _unknown(item.parent, plan.types, "problem_types", "problem_types", place, "parent")
            if item.parent == item.code or ((above := plan.types.get(item.parent)) and above.parent):
                yield Fault(
                    ("problem_types", place, "parent"),
                    _("Types have two levels: “{code}” can't be below “{parent}”.").format(
                        code=item.code, parent=item.parent
                    ),
                )
    for place, channel in enumerate(plan.channels):
        for mark in channel.size_marks:
            yield from _unknown(mark, marks, "size_marks", "channels", place, "size_marks")


def _times(plan: "Plan") -> Iterator[Fault]:
    if plan.starts and plan.ends and plan.ends < plan.starts:
        yield Fault(
            ("ends",),
            _("The plan ends on {end}, before it starts on {start}.").format(end=plan.ends, start=plan.starts),
        )
    for place, deadline in enumerate(plan.deadlines):
        for key, days in (("urgent", deadline.urgent), ("green_channel", deadline.green_channel)):
            if days and days > deadline.days:
                yield Fault(
                    ("deadlines", place, key),
                    _("What is urgent can't take longer: {days} days, but {usual} otherwise.").format(
                        days=days, usual=deadline.days
                    ),
                )
    both = set(plan.calendar.holidays) & set(plan.calendar.working_days)
    if both:
        yield Fault(("calendar",), _("{day} is both a holiday and a working day.").format(day=min(both)))


def _codes(items: Iterable[object]) -> dict[str, None]:
    return dict.fromkeys(getattr(item, "code") for item in items)  # noqa: B009 - any list of the plan


# ---- projects


def _projects(plan: "Plan") -> Iterator[Fault]:
    milestones = _codes(plan.milestone_kinds)
    for place, kind in enumerate(plan.project_kinds):
        yield from _unknown(kind.flow, plan.flows, "flows", "project_kinds", place, "flow")
        for code in kind.milestones:
            yield from _unknown(code, milestones, "milestone_kinds", "project_kinds", place, "milestones")
        for column in kind.columns:
            yield from _unknown(column.code, _fields_of("project"), "project", "project_kinds", place, "columns")
        for code, count in Counter(kind.milestones).items():
            if count > 1:
                yield Fault(
                    ("project_kinds", place, "milestones"),
                    _("“{code}” stands twice in {list}.").format(code=code, list="milestones"),
                )
    stages = _stages(plan)
    for place, role in enumerate(plan.pairing_roles):
        for code in role.stages:
            yield from _unknown(code, stages, "stages", "pairing_roles", place, "stages")
        if role.stages and not stages:
            yield Fault(("pairing_roles", place, "stages"), _("Stages need project_kinds."))
    for title, items in {"targets": plan.targets, "figures": plan.figures}.items():
        for place, item in enumerate(items):
            for key in ("from_stage", "to_stage"):
                if code := getattr(item, key):
                    yield from _unknown(code, stages, "stages", title, place, key)
    for place, figure in enumerate(plan.figures):
        for key in ("from_milestone", "to_milestone"):
            if code := getattr(figure, key):
                yield from _unknown(code, milestones, "milestone_kinds", "figures", place, key)


def _fields_of(kind: str) -> list[str]:
    return [item.name for item in describe(kind)]


def _stages(plan: "Plan") -> dict[str, None]:
    flows = (plan.flows[kind.flow] for kind in plan.project_kinds if kind.flow in plan.flows)
    return dict.fromkeys(code for flow in flows for code in flow.by_code)


# ---- meetings and tasks


def _meetings(plan: "Plan") -> Iterator[Fault]:
    kinds = {kind.code: kind for kind in plan.meeting_kinds}
    titles: dict[str, str] = {}
    for place, kind in enumerate(plan.meeting_kinds):
        if kind.sequence:
            other = titles.setdefault(kind.sequence.title, kind.code)
            if other != kind.code:
                yield Fault(
                    ("meeting_kinds", place, "sequence", "title"),
                    _("{one} and {other} are counted under one title, “{title}”; their numbers clash.").format(
                        one=other, other=kind.code, title=kind.sequence.title
                    ),
                )
        for partner in kind.together_with:
            where = ("meeting_kinds", place, "together_with")
            yield from _unknown(partner, kinds, "meeting_kinds", *where)
            if partner in kinds:
                yield from (Fault(where, sentence) for sentence in _clashes(kind, kinds[partner]))
    for place, task in enumerate(plan.task_kinds):
        if task.from_meeting:
            yield from _unknown(task.from_meeting, kinds, "meeting_kinds", "task_kinds", place, "from_meeting")


def _clashes(kind: MeetingKind, partner: MeetingKind) -> Iterator[str]:
    if kind.code == partner.code:
        yield _("“{code}” can't be held as one with itself.").format(code=kind.code)
        return
    for one in (kind, partner):
        if not one.sequence:
            yield _("A meeting held as one with another bears both numbers; “{code}” has no sequence.").format(
                code=one.code
            )
    if kind.weekday and partner.weekday and kind.weekday != partner.weekday:
        yield _("“{one}” and “{other}” fall on different weekdays, so they are never one meeting.").format(
            one=kind.code, other=partner.code
        )


# ---- figures and scores


def _figures(plan: "Plan") -> Iterator[Fault]:
    kinds, categories = _codes(plan.project_kinds), _codes(plan.categories)
    for place, figure in enumerate(plan.figures):
        for code in figure.project_kinds:
            yield from _unknown(code, kinds, "project_kinds", "figures", place, "project_kinds")
        for code in figure.categories:
            yield from _unknown(code, categories, "categories", "figures", place, "categories")
        if figure.formula == "days_between" and not (
            (figure.from_stage or figure.from_milestone) and (figure.to_stage or figure.to_milestone)
        ):
            yield Fault(
                ("figures", place),
                _("Days between need two ends: from_stage or from_milestone, to_stage or to_milestone."),
            )


def _scores(plan: "Plan") -> Iterator[Fault]:
    sheet = plan.scores
    if not sheet:
        return
    figures = _codes(plan.figures)
    for place, row in enumerate(sheet.rows):
        yield from _unknown(row.figure, figures, "figures", "scores", "rows", place, "figure")
        if row.cap and row.cap < row.weight:
            yield Fault(
                ("scores", "rows", place, "cap"),
                _("The cap {cap} lies below the weight {weight}, which could never be reached.").format(
                    cap=row.cap, weight=row.weight
                ),
            )
    for code in sheet.tie_breaks:
        yield from _unknown(code, figures, "figures", "scores", "tie_breaks")
    total = sum(row.weight for row in sheet.rows)
    if sheet.total is not None and total != sheet.total:
        yield Fault(
            ("scores", "total"),
            _("The weights add up to {sum}, not to {total}.").format(sum=total, total=sheet.total),
        )
    least, most = sheet.reward_least, sheet.reward_most
    if least is not None and most is not None and most < least:
        yield Fault(
            ("scores", "reward_most"),
            _("Rewards from {least} to {most}: the most is less than the least.").format(least=least, most=most),
        )
