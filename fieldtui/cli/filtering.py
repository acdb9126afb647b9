"""The filter of lists on the command line: the grammar of the screens, but strict."""

from collections.abc import Callable
from functools import partial

from fieldtui.model.row import Row
from fieldtui.model.sentence import FieldError
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.filter_fields import FieldWords, filter_fields
from fieldtui.work.filters import fits, read_filter


def filter_of(desk: Desk, kind: str, text: str) -> Callable[[Row], bool]:
    """Whether a row fits what was typed. FieldError when a field is named that there is not."""
    day = today()
    read = read_filter(text, filter_fields(kind), day)
    if read.troubles:
        raise FieldError(read.troubles[0])

    words = FieldWords(desk, kind, day)

    def holds(row: Row) -> bool:
        return fits(read, words.all_of(row) if read.words else "", partial(words.of, row))

    return holds
