"""Makes the picture of the README from the program itself: python tests/make_picture.py README.svg"""

import asyncio
import sys
import tempfile
from pathlib import Path

from textual.pilot import Pilot

from fieldtui.demo.county import make_county
from fieldtui.locale import use_language
from fieldtui.tui.app import FieldApp
from fieldtui.tui.picture import picture_of
from fieldtui.tui.widgets.rows import RowList
from fieldtui.work.clock import today


async def picture(folder: Path) -> str:
    """Today's list of the sample county's cadre, at 80×24, as SVG."""
    app = FieldApp(make_county(folder, today())["cadre"])
    async with app.run_test(size=(80, 24)) as pilot:
        await filled(pilot)
        return picture_of(app, "fieldtui")


async def filled(pilot: Pilot[None]) -> None:
    while pilot.app.screen.query_one(RowList).current is None:
        await pilot.pause(0.05)
    await pilot.pause()


if __name__ == "__main__":
    use_language("zh_CN")
    with tempfile.TemporaryDirectory() as folder:
        Path(sys.argv[1]).write_text(asyncio.run(picture(Path(folder))), "utf-8")
