"""Where the text of a plan comes from: what is shipped, and files that a county wrote."""

from collections.abc import Callable
from pathlib import Path

from fieldtui import plans
from fieldtui.locale import _, ngettext
from fieldtui.model.sentence import FieldError, reason_of


def finder(folder: Path) -> Callable[[str], str]:
    """Finds the text of a base by name: a file in this folder, else what comes with the program; else KeyError."""

    def find(name: str) -> str:
        beside = folder / f"{name}.toml"
        return read_file(beside) if beside.is_file() else plans.own_text(name)

    return find


def read_file(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except OSError as error:
        raise FieldError(_("{path} can't be read: {reason}.").format(path=file, reason=reason_of(error))) from error
    except UnicodeDecodeError as error:
        raise FieldError(_("{file} is not UTF-8; save it as UTF-8.").format(file=file)) from error


def no_plan_called(name: str) -> str:
    return _("No plan is called “{name}”; there are: {names}.").format(name=name, names=" ".join(plans.names()))


def whole_text(named: str) -> str:
    """The whole text of a shipped plan, by its name, or of a county's own, by its file, which is checked.

    FieldError when there is no such plan, or with every mistake in it.
    """
    if named in plans.names():
        return plans.read_text(named)
    file = Path(named)
    if not file.is_file():
        raise FieldError(
            _("There is no plan and no file “{name}”; the plans are: {names}.").format(
                name=named, names=" ".join(plans.names())
            )
        )
    from fieldtui.model.plan_check import check_plan
    from fieldtui.model.text import LARGEST_PLAN, plan_text
    from fieldtui.plans.joining import whole

    text, find = read_file(file), finder(file.parent)
    mistakes = check_plan(text, file.name, find)
    if mistakes:
        count = ngettext("{count} mistake.", "{count} mistakes.", len(mistakes)).format(count=len(mistakes))
        raise FieldError("\n".join([*(mistake.told for mistake in mistakes), count]))
    joined: str = plan_text(whole(text, file.name, find).text)
    if len(joined) > LARGEST_PLAN:
        sentence = _("With its base this plan has {count} characters; one that is sent around has at most {limit}.")
        raise FieldError(sentence.format(count=len(joined), limit=LARGEST_PLAN))
    return joined
