"""The benchmarks still run: each row of their table has its figures. How large they are is not asked here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

RUN = Path(__file__).parent / "bench" / "run.py"
SMALL = ("--enterprises", "30", "--visits", "60", "--problems", "30", "--rows", "60", "--runs", "1")
SMALL_LEDGER = ("--sizes", "200", "--changes", "200", "--bundles", "0.1")
ROWS = {
    "start to first paint": "bare Textual",
    "start to today's list filled": "bare Textual",
    "peak memory, list filled": "bare Textual",
    "key to paint, note of a visit": "bare TextArea",
    "5,000 characters pasted to paint": "bare TextArea",
    "key to paint, problem in one line": "bare Input",
    "save, visit with two problems": "append + fsync",
    "enterprise by initials": "plain scan",
    "filter of the problem list": "plain scan",
    "save, two problems, at 200": "append + fsync",
    "save at rest, at 200": "sqlite3 WAL FULL",
    "open, one record, at 200": "orjson.loads",
    "memory, every table, at 200": "orjson.loads",
    "rebuild, at 200": "parsing the log",
    "merge 200, at 200": "parsing them",
    "bundle, a cadre's week": "gzip of its changes",
    "seal, check and open 200": "parsing them",
    "check and open 0.1 MB": "orjson.loads",
    "peak memory, opening 0.1 MB": "orjson.loads",
    "a week packed for codes": "its changes gzipped",
    "save, locked": "open",
    "opening, locked": "open",
    "making and drawing one at 200×60": "with the best mask",
}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="terminals and memory are measured on Linux")
def test_every_row_has_its_figures(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    run = subprocess.run(
        [
            sys.executable,
            str(RUN),
            *SMALL,
            *SMALL_LEDGER,
            "--county",
            str(tmp_path / "counties"),
            "--json",
            str(figures),
        ],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert (run.returncode, run.stderr) == (0, "")
    assert "Cost against size" in run.stdout
    rows = json.loads(figures.read_text("utf-8"))
    assert ROWS.items() <= {row["what"]: row["beside"] for row in rows}.items()
    for row in rows:
        assert row["what"] in run.stdout
        for side in (row["ours"], row["baseline"]):
            assert side["count"] >= 1
            assert 0 < side["median"] <= side["p95"], row["what"]
        assert row["ratio"] > 0
