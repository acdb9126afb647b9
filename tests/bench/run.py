"""Measures the program beside its baselines in the same run, and prints a table. It tells and judges nothing.

python tests/bench/run.py [--only start|key|save|search|sheet|seal|codes|lock|ledger] [--runs 20] [--sizes 1000,10000]
"""

import argparse
import itertools
import json
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

# First, for it settles which program is found: the checkout's own, or the one that PYTHONPATH names.
from county import add_options, county, size_from
from curve import curve
from figures import Measured, table
from keys import keys
from large_bundles import large_bundles
from ledger_costs import ledger_costs
from lock_costs import lock_costs
from qr_costs import qr_costs
from saves import saves
from seal_costs import seal_costs
from searches import searches
from sheet_costs import ROWS as SHEET_ROWS
from sheet_costs import sheet_costs
from starts import starts

KEYS_A_RUN = SEARCHES_A_RUN = 10

BENCHES: dict[str, Callable[[argparse.Namespace], Iterator[Measured]]] = {
    "start": lambda options: starts(_county(options), options.runs),
    "key": lambda options: keys(_county(options), options.runs * KEYS_A_RUN),
    "save": lambda options: saves(_county(options), options.runs),
    "search": lambda options: searches(_county(options), options.runs * SEARCHES_A_RUN),
    "sheet": lambda options: sheet_costs(options.rows, min(options.runs, 3)),
    "seal": lambda options: itertools.chain(
        seal_costs(options.county, options.changes, min(options.runs, 5)),
        large_bundles(options.bundles, min(options.runs, 3)),
    ),
    "codes": lambda options: qr_costs(_county(options), options.runs),
    "lock": lambda options: lock_costs(_county(options), options.runs),
    "ledger": lambda options: ledger_costs(options.county, options.sizes, options.changes, options.runs),
}


def main() -> None:
    options = _options()
    rows: list[Measured] = []
    for name, bench in BENCHES.items():
        if name in (options.only or BENCHES):
            try:
                rows.extend(bench(options))
            except Exception:
                # One that can't be measured leaves the others to be told.
                print(f"{name} could not be measured:\n{traceback.format_exc()}", file=sys.stderr)
    if rows:
        print(table(rows))
    if any(row.size for row in rows):
        print("\nCost against size, and × what stands beside it:\n" + curve(rows))
    if options.json:
        options.json.write_text(json.dumps([row.figures() for row in rows], ensure_ascii=False, indent=1), "utf-8")


def _county(options: argparse.Namespace) -> Path:
    return county(options.county, size_from(options))


def _sizes(text: str) -> list[int]:
    return [int(size) for size in text.split(",")]


def _megabytes(text: str) -> list[float]:
    return [float(size) for size in text.split(",")]


def _options() -> argparse.Namespace:
    import platformdirs

    parser = argparse.ArgumentParser(description="Measures the program beside its baselines.")
    parser.add_argument("--only", action="append", choices=list(BENCHES), help="may be given several times")
    parser.add_argument("--runs", type=int, default=20, help="starts and saves; ten times as many keys and searches")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    parser.add_argument(
        "--sizes", type=_sizes, default="1000,10000,100000", metavar="N,N,…", help="records of the ledgers measured"
    )
    parser.add_argument("--rows", type=int, default=SHEET_ROWS, help="of the list that is taken in")
    parser.add_argument("--changes", type=int, default=10_000, help="of others, merged into each of these ledgers")
    parser.add_argument("--bundles", type=_megabytes, default="5,50", metavar="MB,MB…", help="sizes of large bundles")
    cache = platformdirs.user_cache_path("fieldtui-bench", appauthor=False)
    parser.add_argument("--county", type=Path, default=cache, metavar="DIR", help="where counties are kept; on a disk")
    add_options(parser)
    return parser.parse_args()


if __name__ == "__main__":
    main()
