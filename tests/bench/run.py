"""Measures the program beside its baselines in the same run, and prints a table. It tells and judges nothing.

python tests/bench/run.py [--only start|key|save|search] [--runs 20]
"""

import argparse
import json
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

# First, for it makes the checkout's own program the one that is found.
from county import add_options, county, size_from
from figures import Measured, table
from keys import keys
from saves import saves
from searches import searches
from starts import starts

KEYS_A_RUN = SEARCHES_A_RUN = 10

BENCHES: dict[str, Callable[[Path, int], Iterator[Measured]]] = {
    "start": starts,
    "key": lambda county, runs: keys(county, runs * KEYS_A_RUN),
    "save": saves,
    "search": lambda county, runs: searches(county, runs * SEARCHES_A_RUN),
}


def main() -> None:
    options = _options()
    place = county(options.county, size_from(options))
    rows: list[Measured] = []
    for name, bench in BENCHES.items():
        if name in (options.only or BENCHES):
            try:
                rows.extend(bench(place, options.runs))
            except Exception:
                # One that can't be measured leaves the others to be told.
                print(f"{name} could not be measured:\n{traceback.format_exc()}", file=sys.stderr)
    if rows:
        print(table(rows))
    if options.json:
        options.json.write_text(json.dumps([row.figures() for row in rows], ensure_ascii=False, indent=1), "utf-8")


def _options() -> argparse.Namespace:
    import platformdirs

    parser = argparse.ArgumentParser(description="Measures the program beside its baselines.")
    parser.add_argument("--only", action="append", choices=list(BENCHES), help="may be given several times")
    parser.add_argument("--runs", type=int, default=20, help="starts and saves; ten times as many keys and searches")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    cache = platformdirs.user_cache_path("fieldtui-bench", appauthor=False)
    parser.add_argument("--county", type=Path, default=cache, metavar="DIR", help="where counties are kept; on a disk")
    add_options(parser)
    return parser.parse_args()


if __name__ == "__main__":
    main()
