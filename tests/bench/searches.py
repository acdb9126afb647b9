"""Finding while typing: an enterprise by its initials, and the filter of the problem list."""

import random
from collections.abc import Iterator, Sequence
from operator import itemgetter
from pathlib import Path
from time import perf_counter

from figures import Measured, p95, timed

from fieldtui.ledger.workspace import Workspace
from fieldtui.work.clock import today
from fieldtui.work.desk import STANDING, Desk
from fieldtui.work.list_look import Look
from fieldtui.work.listing import Listing
from fieldtui.work.naming import core_name, initials

SCAN = "plain scan"
PLAIN_SORT = "plain sort by title"


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
    yield from _looks(desk, min(count, 5))


def _looks(desk: Desk, count: int) -> Iterator[Measured]:
    """The list sorted and grouped beside a plain sort of the rows; how long a step of a search holds up a key."""
    rows = list(desk.ledger.rows("problem"))
    plain = [timed(lambda: sorted(rows, key=itemgetter("title"))) for _time in range(count)]
    for words, look in (("sorted by enterprise", Look(sort="of")), ("grouped by state", Look(group="state"))):
        ours = [timed(Listing, desk, "problem", today(), look) for _time in range(count)]
        yield Measured(f"the list {words}", ours, PLAIN_SORT, plain)
    titles = [row["title"] for row in rows]
    scanned = [timed(_scan, titles, "示例") for _time in range(count)]
    first = Listing(desk, "problem", today())
    yield Measured("a step of the first search", list(_steps(first.search("示例"))), SCAN, scanned, "16 ms at p95", p95)
    yield Measured("a step of a later search", list(_steps(first.search("公司"))), SCAN, scanned, "16 ms at p95", p95)


def _steps(search: Iterator[Sequence[str]]) -> Iterator[float]:
    """What each step of a search takes."""
    found: Sequence[str] | None = ()
    while found is not None:
        began = perf_counter()
        found = next(search, None)
        yield (perf_counter() - began) * 1000


def _scan(texts: Sequence[str], wanted: str) -> list[str]:
    return [text for text in texts if wanted in text]
