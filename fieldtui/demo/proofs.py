"""What the tour shows to hold: nothing comes in twice, nothing damaged comes in, both sides end up with the same."""

from pathlib import Path

from fieldtui.demo.parties import expect
from fieldtui.ledger.check import check
from fieldtui.sync.bundle import BundleError
from fieldtui.sync.enrol import take_in_and_learn
from fieldtui.sync.exchange import read_file
from fieldtui.sync.words import taken_in_words
from fieldtui.work.desk import Desk, standings


def taken_in_before(desk: Desk, path: Path) -> str:
    """Takes in a file that was taken in before; returns what people are told. StoryError when anything changed."""
    before = desk.ledger.workspace.log.read_bytes()
    taken = take_in_and_learn(desk.ledger, read_file(path))
    expect(taken.known and before == desk.ledger.workspace.log.read_bytes(), "a file came in twice")
    return taken_in_words(taken, desk.ledger)


def refused(desk: Desk, path: Path) -> str:
    """Tries to take in a damaged file; returns why it was refused. StoryError when it was not, or anything changed."""
    before = desk.ledger.workspace.log.read_bytes()
    sentence = ""
    try:
        take_in_and_learn(desk.ledger, read_file(path))
    except BundleError as error:
        sentence = str(error)
    expect(bool(sentence) and before == desk.ledger.workspace.log.read_bytes(), "a damaged file came in")
    return sentence


def damaged(content: bytes) -> tuple[bytes, bytes]:
    """(cut off, altered in one letter): a bundle's file as it may arrive."""
    place = content.index(b'"content"') + len(content) // 4
    letter = b"B" if content[place : place + 1] == b"A" else b"A"
    return content[: len(content) * 2 // 3], content[:place] + letter + content[place + 1 :]


def same_views(desk: Desk, other: Desk) -> bool:
    """Whether the views of two ledgers, as their files, are the same byte for byte."""
    for each in (desk, other):
        each.ledger.flush()
    return desk.ledger.workspace.view.read_bytes() == other.ledger.workspace.view.read_bytes()


def sound(desk: Desk) -> list[str]:
    """What a check of a ledger says. StoryError when it finds something wrong."""
    desk.ledger.flush()
    findings = check(desk.ledger.workspace, standings)
    for finding in findings:
        expect(finding.sound, finding.sentence)
    return [finding.sentence for finding in findings if not finding.told]
