"""Laws 6 and 11 to 14: whatever happens to files and devices, in the end both sides hold the same, and only that."""

from pathlib import Path
from tempfile import mkdtemp

import pytest
from county_of_four import OFFICE, make_county, unsound
from county_post import Computer, Post, carried
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fieldtui.ledger.streams import OFFICE as TO_OFFICE
from fieldtui.ledger.view import HEADS, PURGED
from fieldtui.model.county_time import local_time
from fieldtui.sync.exchange import not_confirmed
from fieldtui.sync.holding import Held
from fieldtui.sync.scope import NEVER_LEFT, scope_of

LAPTOPS = st.sampled_from(["zhang", "zhang", "wang", "zhao"])
WHICH = st.integers(0, 7)
HOW = st.integers(0, 9)


class Exchange(Post, RuleBasedStateMachine):
    """What happens, in any order, and what must hold after each step."""

    def __init__(self, template: Path, folder: Path) -> None:
        RuleBasedStateMachine.__init__(self)
        Post.__init__(self, template, folder)

    # Work

    @rule(
        name=st.sampled_from([OFFICE, "zhang", "wang"]), works=st.lists(st.tuples(WHICH, HOW), min_size=1, max_size=4)
    )
    def a_day_s_work(self, name: str, works: list[tuple[int, int]]) -> None:
        for which, how in works:
            (self.edit if which > 4 else self.record)(self.side(name), which, how)

    @rule(which=st.sampled_from([0, 0, 0, 1, 3, 5]), who=st.integers(0, 3))
    def somebody_else_answers_for_it(self, which: int, who: int) -> None:
        self.pair(which, who)

    @rule(name=LAPTOPS)
    def what_left_the_scope_is_purged(self, name: str) -> None:
        self.purge(self.laptops[name])

    @rule(name=LAPTOPS, works=st.lists(st.tuples(WHICH, HOW), min_size=1, max_size=3), heard=st.booleans())
    def it_comes_and_goes(self, name: str, works: list[tuple[int, int]], heard: bool) -> None:
        """The way on which most is purged: it was theirs, and both sides wrote about it; it is somebody else's now."""
        persons = [laptop.person for laptop in self.laptops.values()]
        self.pair(0, persons.index(self.laptops[name].person) % 3)
        self.hand_in_and_take_home(name)
        for which, how in works:
            self.record(self.office, which, how)
            self.record(self.laptops[name], which, how)
        self.hand_in_and_take_home(name)
        self.pair(0, 3)
        if heard:
            self.hand_in_and_take_home(name)
            # What was written since, nobody has confirmed.
            self.edit(self.laptops[name], works[0][0], 0)
            self.purge(self.laptops[name])

    # The postman

    @rule(name=LAPTOPS, home=st.booleans(), parts=st.sampled_from([False, False, True]))
    def a_file_is_written(self, name: str, home: bool, parts: bool) -> None:
        laptop = self.laptops[name]
        giver, taker = (self.office, laptop) if home else (laptop, self.office)
        partner = giver.ledger.partner(laptop.device if home else TO_OFFICE)
        path = self.write(name, home=home, parts=parts)
        if path is not None and path.exists():
            there = carried(path, taker.ledger.workspace)
            assert min(there, default=10**9) > partner.confirmed.count, "no bundle carries what is confirmed"

    @precondition(lambda self: self.letters)
    @rule(which=WHICH, part=WHICH)
    def one_arrives(self, which: int, part: int) -> None:
        """Any of the last: late, twice, before another, or never; of one in parts any part."""
        letter = self.letters[-1 - which % len(self.letters)]
        self.arrives(self.side(letter.to), letter.paths[part % len(letter.paths)])

    @precondition(lambda self: self.letters)
    @rule(which=WHICH, name=st.sampled_from([OFFICE, "zhang", "wang", "zhao"]))
    def one_goes_astray(self, which: int, name: str) -> None:
        letter = self.letters[-1 - which % len(self.letters)]
        self.arrives(self.side(name), letter.paths[0])

    @rule(name=LAPTOPS)
    def meet_at_the_office(self, name: str) -> None:
        self.hand_in_and_take_home(name)

    def hand_in_and_take_home(self, name: str) -> None:
        for home in (False, True):
            self.write(name, home=home, parts=False)
            letter = self.letters[-1]
            self.arrives(self.side(letter.to), letter.paths[0])

    # Devices

    @rule(name=LAPTOPS)
    def a_backup_is_made(self, name: str) -> None:
        self.back_up(name)

    @precondition(lambda self: self.backups)
    @rule(which=WHICH)
    def a_laptop_is_restored(self, which: int) -> None:
        self.restore(which)

    @rule(name=st.sampled_from(["wang", "zhao"]))
    def a_laptop_is_cloned(self, name: str) -> None:
        self.clone(name)

    @rule(name=st.sampled_from(["zhang", "wang"]))
    def a_laptop_is_lost(self, name: str) -> None:
        self.lose(name)

    @rule(name=st.sampled_from([OFFICE, "zhang", "wang", "zhao"]))
    def a_computer_is_started_anew(self, name: str) -> None:
        self.side(name).reopen()

    # What must hold

    @invariant()
    def no_receipt_claims_what_is_not_held(self) -> None:
        office = self.office.ledger
        for laptop in self.laptops.values():
            device, ledger = laptop.device, laptop.ledger
            held = office.history.chain(device)
            for upto in (ledger.partner(TO_OFFICE).confirmed.count, office.partner(device).received.count):
                assert all(number in held for number in range(1, upto + 1))
            queued = office.history.queued(device)
            for upto in (office.partner(device).confirmed.count, ledger.partner(TO_OFFICE).received.count):
                assert all(change in ledger.history for change in queued[:upto])

    @invariant()
    def what_is_purged_stands_nowhere_else(self) -> None:
        for laptop in self.laptops.values():
            history = laptop.ledger.history
            for row in laptop.ledger.view.rows(PURGED):
                assert laptop.ledger.heads(row["id"]) is None
                assert all(change.device != laptop.device or change.erased for change in history.of(row["id"]))

    def teardown(self) -> None:
        try:
            self.all_has_arrived(rounds=3)
            self.both_sides_agree()
            self.all_that_left_is_purged()
            self.all_has_arrived(rounds=2)
            self.both_sides_agree()
            self.nobody_holds_what_is_outside_their_scope()
            self.what_was_purged_comes_again()
            for _name, side in self.sides():
                side.reopen()
                assert unsound(side.ledger.workspace) == set()
        finally:
            self.close()

    def all_has_arrived(self, rounds: int) -> None:
        for _round in range(rounds):
            for name in self.laptops:
                self.hand_in_and_take_home(name)

    def all_that_left_is_purged(self) -> None:
        for laptop in self.laptops.values():
            self.purge(laptop)

    def what_was_purged_comes_again(self) -> None:
        self.pair(0, 0)
        self.all_has_arrived(rounds=2)
        self.both_sides_agree()

    def scope(self, laptop: Computer) -> set[str]:
        return scope_of(self.office.ledger, laptop.person, local_time(self.office.time()).date())

    def both_sides_agree(self) -> None:
        office = self.office.ledger
        disagreeing = {row["id"]: row for row in office.conflicts()}
        for name, laptop in self.laptops.items():
            scope = self.scope(laptop)
            for record in scope:
                assert laptop.ledger.shown(record) == office.shown(record), (name, record)
            here = {row["id"]: row for row in laptop.ledger.conflicts()}
            assert here.keys() & scope == disagreeing.keys() & scope
            assert not_confirmed(laptop.ledger) == []
            held = Held(office, laptop.device)
            for change in office.history:
                if change.of in scope:
                    assert change in held

    def nobody_holds_what_is_outside_their_scope(self) -> None:
        for name, laptop in self.laptops.items():
            out = {
                row["id"]
                for row in laptop.ledger.view.rows(HEADS)
                if row["kind"] not in NEVER_LEFT and row["id"] not in self.scope(laptop)
            }
            assert out == set(), name
            for change in laptop.ledger.history:
                if change.of not in self.scope(laptop) and change.kind not in NEVER_LEFT:
                    assert not any(field not in change.erased for field in change.set), "no words are left"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_county(tmp_path_factory.mktemp("county"))


def test_laws_6_and_11_to_14_all_that_arrives_is_held_by_whom_it_is_for(
    template: Path, quick_folder: Path, thorough: bool
) -> None:
    class Here(Exchange):
        def __init__(self) -> None:
            # A restored workspace knows its place, so no two examples may lie at one.
            super().__init__(template, Path(mkdtemp(dir=quick_folder)) / "county")

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=600 if thorough else 5,
            stateful_step_count=40 if thorough else 20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
