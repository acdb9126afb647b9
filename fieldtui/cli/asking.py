"""Questions that a person answers with yes or no, in the language spoken: click's own are English."""

import click

from fieldtui.locale import _
from fieldtui.model.text import half_width

YES = ("y", "yes", "是")
NO = ("", "n", "no", "否")


def agreed(question: str) -> bool:
    """Whether a person says yes; nothing is no. What is neither is asked again."""
    while True:
        shown = _("{question} [y yes / N no]:").format(question=question)
        answer = half_width(click.prompt(shown, default="", show_default=False, prompt_suffix=" ", err=True))
        said = answer.strip().casefold()
        if said in (*YES, *NO):
            return said in YES
        click.echo(_("Answer y or n."), err=True)
