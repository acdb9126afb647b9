"""Plants bugs in a copy of the program, one at a time, and sees each caught by the tests of the laws.

    python tests/planted_bugs.py [--list] [--only NAME …]

As a plugin of pytest (`-p planted_bugs`) it makes Hypothesis stop at the first failure, and makes sure that it is the
copy that is tested.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# The quickest first, for the first failure ends a run.
LAWS = [
    f"tests/laws/test_{name}.py"
    for name in (
        "merge_laws",
        "laws",
        "laws_of_conflicts",
        "laws_of_keeping",
        "life_laws",
        "laws_of_plans",
        "exchange_laws",
        "convergence",
    )
] + ["tests/test_purging.py"]
CHANGE, MERGE, JUDGE, LIFE = "ledger/change.py", "ledger/merge.py", "ledger/judge.py", "work/life.py"
LEDGER, PROJECTION, HISTORY, DESK = "ledger/ledger.py", "ledger/projection.py", "ledger/history.py", "work/desk.py"
KNOWN_PLANS = "work/known_plans.py"
PURGING, HOLDING = "sync/purging.py", "sync/holding.py"
EXCHANGE, RECORD, VIEW, ERASURE = "sync/exchange.py", "model/record.py", "ledger/view.py", "ledger/erasure.py"


@dataclass(frozen=True)
class Bug:
    """One replacement in a file of the package; `old` stands there exactly once."""

    name: str
    file: str
    old: str
    new: str

    def plant(self, package: Path) -> None:
        path = package / self.file
        path.write_text(self.planted(path.read_text("utf-8")), "utf-8")

    def planted(self, source: str) -> str:
        found = source.count(self.old)
        if found != 1:
            raise LookupError(f"{self.name}: its text stands {found} times in {self.file}, so it can't be planted")
        return source.replace(self.old, self.new)


BUGS = [
    # What identifies a change
    Bug("id_without_over", CHANGE, '"over": over, "words": words}', '"words": words}'),
    Bug("id_without_salt", CHANGE, "ascii_digest(under + name.", "ascii_digest(name."),
    Bug("erasing_takes_all_words", CHANGE, "if name not in gone}", "if not gone}"),
    # The merge
    Bug("dropped_head", MERGE, "if edit.id not in replaced[name])", "if edit.id not in replaced[name])[-1:]"),
    Bug("least_is_shown", MERGE, "_value(standing[-1], name)", "_value(standing[0], name)"),
    Bug("clock_before_tick", CHANGE, "return (self.tick, self.at,", "return (self.at, self.tick,"),
    Bug("tie_by_id", CHANGE, "self.at, self.device, self.id)", "self.at, self.id, self.device)"),
    Bug("equal_values_flagged", MERGE, "if len(heads) > 1 and any(", "if len(heads) > 1 or any("),
    Bug(
        "replaced_for_all_fields",
        MERGE,
        "replaced: dict[str, set[str]] = defaultdict(set)",
        "everywhere: set[str] = set()\n    replaced = defaultdict(lambda: everywhere)",
    ),
    Bug("nothing_replaced", MERGE, "replaced[name].update(edit.over)", "replaced[name].update(edit.over[:1])"),
    Bug("lost_emptiness", MERGE, 'if name in entry.get("lost", ())', 'if entry.get("lost", {}).get(name)'),
    Bug("deletion_beside_edit_unflagged", MERGE, "disagreeing | {DELETED} if self.beside else", ""),
    Bug("own_words_unknown", MERGE, "return device == other.rank[2] and tick > other.rank[0]", "return False"),
    Bug("edit_always_before_deletion", MERGE, "if beside and beside[-1].rank > heads[DELETED][-1].rank", "if beside"),
    Bug("deletion_over_unremembered", MERGE, 'over=tuple(entry.get("over", ())),', "over=(),"),
    Bug("beginning_by_arrival", MERGE, "first = min(edits, key=lambda edit: edit.rank)", "first = next(iter(edits))"),
    # The view in step with the changes
    Bug("made_by_arrival", PROJECTION, 'made = min(old["made"], made, key=made_rank)', 'made = old["made"]'),
    Bug("kind_by_arrival", PROJECTION, "min(changes, key=lambda edit: edit.rank).kind", "changes[0].kind"),
    Bug("wrong_values_count", PROJECTION, "if change.kind != kind or wrong_fields(change)}", "if change.kind != kind}"),
    Bug("late_ones_forgotten", PROJECTION, "if late or any(", "if any("),
    Bug("replaced_before_it_came", PROJECTION, "any(not new.isdisjoint(change.over) for change in known)", "False"),
    Bug("settled_conflict_stays", PROJECTION, "self.view.remove(CONFLICTS, key)", "pass"),
    Bug(
        "chain_end_by_arrival",
        PROJECTION,
        'if known is None or (change.seq, change.tick, change.id) > (known["seq"], known["tick"], known["id"])',
        'if known is None or change.seq >= known["seq"]',
    ),
    Bug(
        "twin_by_arrival", HISTORY, "if twin is None or (change.tick, change.id) > (", "if twin is None or (0, '') > ("
    ),
    Bug("index_keeps_what_left", VIEW, "index.get(old.get(field), set()).discard(key)", "pass"),
    # Writing and reading
    Bug("tick_from_own_chain_only", LEDGER, '"tick": 1 + max(tick, *over.values(), *seen, 0)', '"tick": 1 + tick'),
    Bug(
        "tick_leaps_with_the_clock",
        LEDGER,
        '"tick": 1 + max(tick, *over.values(), *seen, 0)',
        '"tick": 1 + max(tick, *over.values(), *seen, self.clock() // 10_000)',
    ),
    Bug("steps_seen_do_not_count", LEDGER, "*over.values(), *seen, 0)", "*over.values(), 0)"),
    Bug(
        "stale_edit_replaces_all",
        LEDGER,
        "record.seen_heads if record.seen_heads is not None else known",
        "known",
    ),
    Bug("edit_before_the_beginning", LEDGER, 'if not over and "made" in heads_row:', "if False:"),
    Bug("stale_edit_undoes_others", LEDGER, "old = record.seen_row\n", "old = None\n"),
    Bug("emptying_unwritten", LEDGER, 'for name in old if name != "id" and name not in new}', "for name in ()}"),
    Bug(
        "taken_in_twice",
        HISTORY,
        "return change.id not in self._changes or (change.id in again and self.lacks_words_of(change))",
        "return True",
    ),
    Bug("own_id_taken_in", LEDGER, "if any(change.device == self.workspace.device for change in unknown)", "if False"),
    Bug(
        "view_left_behind",
        LEDGER,
        "            self._take(commit, changes)\n",
        "            self._mark = self._mark.advanced(commit)\n",
    ),
    Bug("newer_fields_dropped", RECORD, 'extra="allow"', 'extra="ignore"'),
    # Erasure
    Bug(
        "erased_words_come_back",
        LEDGER,
        "[history.erasures.applied(change) for change in given",
        "[change for change in given",
    ),
    Bug("words_stay_in_the_log", LEDGER, "if any(change.kind == ERASURE for change in changes):", "if False:"),
    Bug(
        "only_one_change_erased",
        ERASURE,
        'for name in change.set.get("changes") or ():',
        'for name in [change.set["changes"][0]]:',
    ),
    # The life of a problem
    Bug("steps_by_arrival", LIFE, "for step in steps}.values(), key=_order)", "for step in steps}.values(), key=id)"),
    Bug("steps_before_what_they_saw", LIFE, "    return _after_what_they_saw(ordered)", "    return ordered"),
    Bug(
        "not_allowed_and_applied",
        LIFE,
        "if sentence or not chosen:\n            standing",
        "if not chosen:\n            standing",
    ),
    Bug("closed_past_a_complaint", LIFE, "            if unseen:", "            if not unseen:"),
    Bug("complaint_counted_twice", LIFE, "counted = complaint.id not in", "counted = complaint.id in"),
    Bug("deleted_step_counts", LIFE, 'if row.get("deleted") or step.id in corrected:', "if step.id in corrected:"),
    Bug(
        "left_problem_not_folded",
        DESK,
        '{step.get("problem", ""), before.get("problem", "")}',
        '{step.get("problem", "")}',
    ),
    Bug("appointment_not_folded", DESK, 'if kind == "appointment":', 'if kind == "appointments":'),
    Bug("plan_judges_nothing_anew", DESK, "    if plans:", "    if not plans:"),
    Bug("unknown_plan_stays_unknown", DESK, ' or not known.is_exact(row.get("plan"))', ""),
    Bug("plans_in_order_of_arrival", KNOWN_PLANS, "sorted(rows, key=_rank, reverse=True)", "list(rows)"),
    Bug("deleted_plan_goes_on", KNOWN_PLANS, 'if row is None or row.get("deleted"):', "if row is None:"),
    Bug("unfit_values_pass", JUDGE, "if value != said[name] or type(value) is not type(said[name]))", "if False)"),
    # Handing in and taking in
    Bug("gap_acknowledged", "sync/refusing.py", "> received.count:", "> received.count + 9:"),
    Bug(
        "lost_file_not_sent_again",
        EXCHANGE,
        "ledger.partner(OFFICE).confirmed.count)",
        "ledger.partner(OFFICE).sent.count)",
    ),
    Bug(
        "sent_is_confirmed",
        EXCHANGE,
        "history.queued(name)[partner.confirmed.count :]",
        "history.queued(name)[partner.sent.count :]",
    ),
    # Purging
    Bug("purged_before_it_is_confirmed", PURGING, "or _since(ledger, record) > before", ""),
    Bug("purged_in_scope", PURGING, 'if row["id"] not in scope and', "if"),
    Bug("purged_is_not_told", HOLDING, "self._sent.get(change.id, 0) > received", "self._sent.get(change.id, 0) > 0"),
    Bug("own_purged_never_comes_back", HOLDING, "and seq < change.seq <= self._own", "and change.seq <= self._own"),
    Bug("purged_is_shown_half", HISTORY, "return record in self._purged", "return False"),
    Bug("an_old_file_brings_it_back", EXCHANGE, "set(ids[max(received.count - after.count, 0) :])", "set(ids)"),
    Bug(
        "what_comes_again_stays_away",
        HISTORY,
        "                    self._replace(change)\n",
        "                    pass\n",
    ),
    Bug(
        "words_stay_when_purged", LEDGER, "change.without_words(change.set) if change.of in gone else change", "change"
    ),
]


def pytest_configure(config: pytest.Config) -> None:
    from hypothesis import HealthCheck, Phase, settings

    import fieldtui

    if not Path(fieldtui.__file__).is_relative_to(config.rootpath):
        pytest.exit(f"{fieldtui.__file__} is not the copy in {config.rootpath}", returncode=3)
    settings.register_profile(
        "planted",
        phases=[Phase.explicit, Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("planted")


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the package and its tests, for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        copy = Path(folder).resolve()
        passed_over = shutil.ignore_patterns("__pycache__", ".hypothesis")
        for name in ("fieldtui", "tests"):
            shutil.copytree(ROOT / name, copy / name, ignore=passed_over)
        shutil.copy(ROOT / "pyproject.toml", copy)
        yield copy


def caught_by(copy: Path) -> str:
    """The first test that fails in a copy, or "" when all pass. RuntimeError when they can't be run."""
    # The copy comes before whatever else this Python finds the package in.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(copy), str(copy / "tests")])}
    command = [sys.executable, "-m", "pytest", "-p", "planted_bugs", "-x", "--tb=no", *LAWS]
    run = subprocess.run(command, cwd=copy, env=environment, capture_output=True, encoding="utf-8", check=False)
    if run.returncode == 0:
        return ""
    failed = re.search(r"^(?:FAILED|ERROR) \S+?::(\S+)", run.stdout, re.MULTILINE)
    # Stopped at the first failure, several processes end as if somebody had interrupted them (2).
    if run.returncode not in (1, 2) or failed is None:
        raise RuntimeError(f"the tests could not be run:\n{run.stdout}{run.stderr}")
    return failed[1]


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--list", action="store_true", help="name the bugs and plant none")
    parser.add_argument("--only", action="append", metavar="NAME", help="plant this one (may be repeated)")
    arguments = parser.parse_args()
    chosen = [bug for bug in BUGS if not arguments.only or bug.name in arguments.only]
    if arguments.list:
        for bug in chosen:
            tell(f"{bug.name:<32} {bug.file}")
        return 0
    if not arguments.only:
        with copied() as copy:
            broken = caught_by(copy)
        if broken:
            tell(f"without any bug {broken} fails already: mend that first")
            return 1
    missed = 0
    for bug in chosen:
        with copied() as copy:
            bug.plant(copy / "fieldtui")
            test = caught_by(copy)
        missed += not test
        tell(f"{bug.name:<32} {'caught by ' + test if test else 'MISSED'}")
    tell(f"{len(chosen) - missed} of {len(chosen)} caught")
    return 1 if missed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
