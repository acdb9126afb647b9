"""Finding while typing: an enterprise by its initials, and the filter of the problem list."""

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from figures import Measured, p95

from fieldtui.ledger.workspace import Workspace
from fieldtui.work.clock import today
from fieldtui.work.desk import STANDING, Desk
from fieldtui.work.listing import Listing
from fieldtui.work.naming import core_name, initials

SCAN = "plain scan"


def searches(county: Path, count: int) -> Iterator[Measured]:
    """Each beside the plainest that Python can do over the same rows; first ones include what they then keep."""
    chance = random.Random(2)
    with Desk.open_to_read(Workspace.load(county)) as desk:
        yield from _enterprises(desk, chance, count)
        yield from _problems(desk, chance, count)


def _enterprises(desk: Desk, chance: random.Random, count: int) -> Iterator[Measured]:
    rows = list(desk.ledger.rows("enterprise"))
    texts = [f"{row['name']} {row['initials']}" for row in rows]
    ours: list[float] = []
    plain: list[float] = []
    made: list[float] = []
    for _time in range(min(count, 5)):
        another = Desk(desk.ledger)
        made.append(_timed(lambda desk=another: desk.index("enterprise").find("slg")))  # type: ignore[misc]
    index = desk.index("enterprise")
    for _time in range(count):
        letters = initials(core_name(chance.choice(rows)["name"]))
        wanted = letters[: chance.randint(1, len(letters))]
        ours.append(_timed(lambda wanted=wanted: index.find(wanted)))  # type: ignore[misc]
        plain.append(_timed(lambda wanted=wanted: [text for text in texts if wanted in text]))  # type: ignore[misc]
    yield Measured("enterprise by initials", ours, SCAN, plain, "16 ms at p95", p95)
    yield Measured("the first one, index made", made, SCAN, plain)


def _problems(desk: Desk, chance: random.Random, count: int) -> Iterator[Measured]:
    rows = list(desk.ledger.rows("problem"))
    texts = [row["title"] for row in rows]
    ours: list[float] = []
    plain: list[float] = []
    made: list[float] = []
    for _time in range(min(count, 5)):
        made.append(_timed(lambda: Listing(desk, "problem", today()).find("示例")))
    listing = Listing(desk, "problem", today())
    listing.find("示例")
    for _time in range(count):
        row = chance.choice(rows)
        enterprise = desk.ledger.row("enterprise", row["enterprise"]) or {}
        state = desk.words("states")[desk.ledger.derived(STANDING, row["id"])["state"]]
        word = chance.choice([row["title"][2:6], enterprise["initials"][:4], state])
        wanted = f"{word} {row['title'][2:4]}" if chance.random() < 0.3 else word
        ours.append(_timed(lambda wanted=wanted: listing.find(wanted)))  # type: ignore[misc]
        plain.append(_timed(lambda word=word: [text for text in texts if word in text]))  # type: ignore[misc]
    yield Measured("filter of the problem list", ours, SCAN, plain, "", p95)
    yield Measured("the list opened and filtered", made, SCAN, plain)


def _timed(action: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000
