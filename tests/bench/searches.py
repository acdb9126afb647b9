"""Finding while typing: an enterprise by its initials, and the filter of the problem list."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from figures import Measured, p95, timed

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
        made.append(timed(lambda: Desk(desk.ledger).index("enterprise").find("slg")))
    index = desk.index("enterprise")
    for _time in range(count):
        letters = initials(core_name(chance.choice(rows)["name"]))
        wanted = letters[: chance.randint(1, len(letters))]
        ours.append(timed(index.find, wanted))
        plain.append(timed(_scan, texts, wanted))
    yield Measured("enterprise by initials", ours, SCAN, plain, "16 ms at p95", p95)
    yield Measured("the first one, index made", made, SCAN, plain)


def _problems(desk: Desk, chance: random.Random, count: int) -> Iterator[Measured]:
    rows = list(desk.ledger.rows("problem"))
    texts = [row["title"] for row in rows]
    ours: list[float] = []
    plain: list[float] = []
    made: list[float] = []
    for _time in range(min(count, 5)):
        made.append(timed(lambda: Listing(desk, "problem", today()).find("示例")))
    listing = Listing(desk, "problem", today())
    listing.find("示例")
    for _time in range(count):
        row = chance.choice(rows)
        enterprise = desk.ledger.row("enterprise", row["enterprise"]) or {}
        state = desk.words("states")[desk.ledger.derived(STANDING, row["id"])["state"]]
        word = chance.choice([row["title"][2:6], enterprise["initials"][:4], state])
        wanted = f"{word} {row['title'][2:4]}" if chance.random() < 0.3 else word
        ours.append(timed(listing.find, wanted))
        plain.append(timed(_scan, texts, word))
    yield Measured("filter of the problem list", ours, SCAN, plain, "", p95)
    yield Measured("the list opened and filtered", made, SCAN, plain)


def _scan(texts: Sequence[str], wanted: str) -> list[str]:
    return [text for text in texts if wanted in text]
