"""What is said of files before they are taken in: from whom and when, what is new and about whom, what is wrong.

The lines of several files stand one below the other; (tone, words), a tone being as in a list of rows.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from fieldtui.ledger.change import Change
from fieldtui.ledger.ledger import Ledger
from fieldtui.locale import _
from fieldtui.model.county_time import local_time
from fieldtui.sync.arriving import take_in_file, take_in_waiting
from fieldtui.sync.bundle import BundleError
from fieldtui.sync.bundle_lines import by_enterprise, foreseen_words, titles_of
from fieldtui.sync.enrolment import enrolled_as
from fieldtui.sync.envelope import NotYetError
from fieldtui.sync.foreseen import Looked
from fieldtui.sync.refusing import UnknownSenderError
from fieldtui.sync.words import counts_in_words, sender_name, taken_in_words
from fieldtui.sync.writing import records_by_kind

Said = tuple[str, str]
"""(tone, words): "heading", "late" for what is wrong, "soon" for what is to be looked at, "muted", or "wide"."""


def summary(files: Sequence[Looked], ledger: Ledger) -> str:
    """All of what several files bring, in a line."""
    new = [change for one in files if one.why is None and one.foreseen for change in one.foreseen.new]
    count = sum(1 for one in files if one.why is None)
    words = _("{count} of {all} files can be taken in: {counts}.")
    return words.format(count=count, all=len(files), counts=counts_in_words(_counts(new, ledger)[0]))


def lines_of(one: Looked, ledger: Ledger) -> Iterator[Said]:
    """All that is to be said of a file, its items last."""
    yield "heading", one.name
    if one.sender:
        time = f"{local_time(one.at):%Y-%m-%d %H:%M}"
        yield "wide", _("From {sender}, made {time}.").format(sender=sender_name(one.sender, ledger), time=time)
    if one.bundle is not None:
        yield "wide", _("The signature holds.")
    if isinstance(one.why, UnknownSenderError):
        yield from _asks(one, ledger)
    elif one.why is not None:
        yield "late", str(one.why)
    if one.bundle is None or one.foreseen is None:
        return
    yield from _news(one, ledger)


def _asks(one: Looked, ledger: Ledger) -> Iterator[Said]:
    """What is said of a sender who asks to be known."""
    assert one.bundle is not None
    asked = enrolled_as(one.bundle, ledger)
    person = ledger.row("person", asked) if asked else None
    if person:
        yield "wide", _("It was enrolled for {name}.").format(name=person["name"])
    yield "soon", _("The sender is not known here yet: compare the code by telephone before it is accepted.")


def _news(one: Looked, ledger: Ledger) -> Iterator[Said]:
    assert one.bundle is not None
    assert one.foreseen is not None
    manifest, new = one.bundle.manifest, one.foreseen.new
    described = manifest.content.changes if manifest.content else 0
    begun, edited = _counts(new, ledger)
    if begun:
        yield "wide", _("New: {counts}.").format(counts=counts_in_words(begun))
    if edited:
        yield "wide", _("Changed: {counts}.").format(counts=counts_in_words(edited))
    if not new and described:
        yield "wide", _("All of it is here already.")
    elif not new:
        yield "wide", _("It brings nothing new, and makes its sender known.")
    if manifest.receipt.count:
        yield "wide", _("It confirms {count} entries of the other side.").format(count=manifest.receipt.count)
    yield from (("soon", words) for words in foreseen_words(one.foreseen, ledger))
    concerned = by_enterprise(new, ledger)
    if concerned:
        yield "muted", _("By enterprise")
        yield from (("wide", f"{name}  {counts_in_words(counts)}") for name, counts in concerned)
    items = titles_of(new, ledger)
    if items:
        yield "muted", _("All items ({count})").format(count=len(items))
        yield from (("wide", item) for item in items)


def all_lines(files: Sequence[Looked], ledger: Ledger) -> list[Said]:
    """The lines of all files; above those of several, what they bring together."""
    above = [("wide", summary(files, ledger))] if len(files) > 1 else []
    return [*above, *chain.from_iterable(lines_of(one, ledger) for one in files)]


def _counts(changes: Sequence[Change], ledger: Ledger) -> tuple[Counter[str], Counter[str]]:
    """(records that are not here yet, records that are) by kind."""
    begun = [change for change in changes if ledger.kind_of(change.of) is None]
    edited = [change for change in changes if ledger.kind_of(change.of) is not None]
    return Counter(records_by_kind(begun)), Counter(records_by_kind(edited))


def taken_in_together(words: Sequence[str], most: int) -> str:
    """What became of several files, one a line, not more than so many."""
    more = [_("… and {count} more.").format(count=len(words) - most)] if len(words) > most else []
    return "\n".join([*words[:most], *more])


def taken_in_files(
    files: Sequence[Path], ledger: Ledger, tell: Callable[[str], None], stopped: Callable[[], bool]
) -> list[str]:
    """Takes files in one after the other, and what waited for them; returns what became of each, in words.

    One that is refused does not keep the others. Once `stopped` says so no further one is begun.
    """
    said = []
    for number, path in enumerate(files, 1):
        if stopped():
            said.append(_("Stopped; {count} files were not taken in.").format(count=len(files) - number + 1))
            break
        tell(_("Taking in {number}/{all}: {file}").format(number=number, all=len(files), file=path.name))
        said.append(f"{path.name}: {_taken_in(path, ledger)}")
    said += [f"{waiting.file}: {taken_in_words(came, ledger)}" for waiting, came in take_in_waiting(ledger)]
    return said


def _taken_in(path: Path, ledger: Ledger) -> str:
    try:
        return taken_in_words(take_in_file(ledger, path), ledger)
    except UnknownSenderError:
        return _("Its sender is not known yet: it waits here until that is accepted among the devices.")
    except NotYetError as error:
        return _("{reason} It waits here until then.").format(reason=error)
    except BundleError as error:
        return str(error)
