"""The filter of lists on the command line: the grammar of the screens, but strict."""

from collections.abc import Callable

from fieldtui.model.row import Row
from fieldtui.model.sentence import FieldError
from fieldtui.work.clock import today
from fieldtui.work.desk import Desk
from fieldtui.work.filter_fields import all_text, filter_fields, values_of
from fieldtui.work.filters import fits, read_filter


def filter_of(desk: Desk, kind: str, text: str) -> Callable[[Row], bool]:
    """Whether a row fits what was typed. FieldError when a field is named that there is not."""
    day = today()
    read = read_filter(text, filter_fields(kind), day)
    if read.troubles:
        raise FieldError(read.troubles[0])

    def holds(row: Row) -> bool:
        searched = all_text(desk, kind, row, day) if read.words else ""
        return fits(read, searched, values_of(desk, kind, row, day))

    return holds
