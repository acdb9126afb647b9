"""How far a scan has got, in words."""

from fieldtui.locale import _, listed, listed_numbers, ngettext
from fieldtui.sync.codes.collected import Collected
from fieldtui.sync.codes.fountain import Spring
from fieldtui.sync.codes.frames import Session
from fieldtui.sync.codes.typed import Typed


def progress_words(collected: Collected, session: Session) -> str:
    """How many codes of a file are here, and which are missing; of endless ones, how many more will do."""
    held, missing = len(collected.held(session)), collected.missing(session)
    if isinstance(session, Spring) and (lacking := collected.lacking(session)):
        return ngettext(
            "{held} codes are here; {count} more will do, whichever it is.",
            "{held} codes are here; {count} more will do, whichever they are.",
            lacking,
        ).format(held=held, count=lacking)
    if not missing:
        return _("All {total} codes are here.").format(total=session.total)
    return _("{held} of {total} codes are here; still missing: {numbers}.").format(
        held=held, total=session.total, numbers=listed_numbers(missing)
    )


def stray_words(typed: Typed) -> list[str]:
    """What came beside whole frames, and what to do about it; nothing when all was well."""
    strays, sentences = typed.strays, []
    if typed.input_method:
        sentences.append(_("An input method is on: switch it to English letters, or the scanner's letters go astray."))
    counts = (
        ngettext("{count} code with a wrong character", "{count} codes with a wrong character", strays.damaged).format(
            count=strays.damaged
        )
        if strays.damaged
        else "",
        ngettext("{count} code cut short", "{count} codes cut short", strays.cut_short).format(count=strays.cut_short)
        if strays.cut_short
        else "",
        ngettext(
            "{count} line that is no code of ours", "{count} lines that are no codes of ours", strays.foreign
        ).format(count=strays.foreign)
        if strays.foreign
        else "",
    )
    if any(counts):
        sentences.append(_("Left out: {what}.").format(what=listed(filter(None, counts))))
    return sentences
