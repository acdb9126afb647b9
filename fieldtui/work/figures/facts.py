"""All that figures are computed from: the facts of a county at the end of a day, whole or of a part of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal, TypeVar

from fieldtui.work.figures.enterprise_facts import EnterpriseFact
from fieldtui.work.figures.outcomes import OutcomeFact
from fieldtui.work.figures.problem_facts import ProblemFact
from fieldtui.work.figures.stage_facts import ProjectFact, TaskFact

By = Literal["unit", "region", "category"]
NOWHERE = ""
"""The part to which that belongs of which nobody said where it belongs."""

T = TypeVar("T")


@dataclass(frozen=True)
class Facts:
    """What stood at the end of a day. What lies in no plan or is deleted is not among it."""

    end: date
    problems: Sequence[ProblemFact] = ()
    enterprises: Sequence[EnterpriseFact] = ()
    projects: Sequence[ProjectFact] = ()
    tasks: Sequence[TaskFact] = ()
    outcomes: Sequence[OutcomeFact] = ()

    def parts(self, by: By) -> dict[str, "Facts"]:
        """The facts of each unit, region or category, by its code or id. A thing may belong to several.

        A problem belongs to the unit that leads, an enterprise to those that answer for it, and what is about an
        enterprise to its region and its categories.
        """
        of_enterprise, of_problem, of_project, of_task = self._keys(by)
        enterprises = _sorted_in(self.enterprises, of_enterprise)
        problems = _sorted_in(self.problems, of_problem)
        projects = _sorted_in(self.projects, of_project)
        tasks = _sorted_in(self.tasks, of_task)
        keys = sorted({*enterprises, *problems, *projects, *tasks}, key=lambda key: (key == NOWHERE, key))
        return {
            key: replace(
                self,
                problems=problems.get(key, ()),
                enterprises=enterprises.get(key, ()),
                projects=projects.get(key, ()),
                tasks=tasks.get(key, ()),
            )
            for key in keys
        }

    def of_categories(self, categories: Iterable[str]) -> "Facts":
        """Only what is about enterprises of these categories; all, when none are named."""
        wanted = set(categories)
        if not wanted:
            return self
        inside = {item.id for item in self.enterprises if not wanted.isdisjoint(item.categories)}
        return replace(
            self,
            enterprises=[item for item in self.enterprises if item.id in inside],
            problems=[item for item in self.problems if item.enterprise in inside],
            projects=[item for item in self.projects if item.enterprise in inside],
        )

    def of_project_kinds(self, kinds: Iterable[str]) -> "Facts":
        """Only projects of these kinds; all, when none are named."""
        wanted = set(kinds)
        return replace(self, projects=[item for item in self.projects if item.type in wanted]) if wanted else self

    @cached_property
    def _by_id(self) -> dict[str, EnterpriseFact]:
        return {item.id: item for item in self.enterprises}

    def _keys(self, by: By) -> tuple[Callable[[Any], Iterable[str]], ...]:
        """Where an enterprise, a problem, a project and a task belong."""
        if by == "unit":
            return (
                lambda item: item.units,
                lambda item: (item.lead,),
                lambda item: item.units,
                lambda item: (item.unit,),
            )
        if by == "region":
            return (
                lambda item: (item.region,),
                lambda item: (self._region(item.enterprise),),
                lambda item: (item.region or self._region(item.enterprise),),
                lambda _item: (NOWHERE,),
            )
        return (
            lambda item: item.categories,
            lambda item: self._categories(item.enterprise),
            lambda item: self._categories(item.enterprise),
            lambda _item: (NOWHERE,),
        )

    def _region(self, enterprise: str) -> str:
        known = self._by_id.get(enterprise)
        return known.region if known else NOWHERE

    def _categories(self, enterprise: str) -> tuple[str, ...]:
        known = self._by_id.get(enterprise)
        return known.categories if known else ()


def _sorted_in(items: Iterable[T], keys: Callable[[T], Iterable[str]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for item in items:
        for key in tuple(keys(item)) or (NOWHERE,):
            found[key].append(item)
    return dict(found)
