"""The bugs that `planted_bugs.py` plants can still be planted; whether each is caught, running it says."""

import ast

import pytest
from planted_bugs import BUGS, LAWS, ROOT, Bug


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_the_text_of_each_bug_stands_in_the_program_exactly_once(bug: Bug) -> None:
    source = (ROOT / "fieldtui" / bug.file).read_text("utf-8")
    planted = bug.planted(source)
    ast.parse(planted)
    assert planted != source


def test_each_bug_has_a_name_of_its_own_and_the_tests_that_are_to_catch_them_are_there() -> None:
    assert len({bug.name for bug in BUGS}) == len(BUGS) >= 12
    assert all((ROOT / path).exists() for path in LAWS)
