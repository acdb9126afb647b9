"""A cloned laptop, a lost one, an office that lost its ledger, by commands: whoever does what they say gets all."""

import re
import shutil
from pathlib import Path

from commands_here import run_here
from story import CADRE, ENTERPRISE, Pair, assert_sound, rows

from fieldtui.ledger.workspace import Workspace
from fieldtui.work.clock import today


class Terminal:
    """Somebody at the terminal of one computer, who reads all that is printed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: object, code: int = 0) -> str:
        done = run_here("--workspace", str(self.folder), *map(str, words))
        said = "\n".join([*done.lines, done.error])
        assert done.code == code, said
        return said

    def visit(self, note: str) -> None:
        self.run("add", "visit", f"enterprise={ENTERPRISE}", f"visitors={CADRE}", f"date={today()}", f"note={note}")

    def export(self, *words: str) -> Path:
        """The last file that was written."""
        return Path(self.run("bundle", "export", *words).strip().splitlines()[-1].split("  ")[0])

    def code(self) -> str:
        return self.run("device", "show").strip()

    def notes(self) -> set[str]:
        return {row["note"] for row in rows(Workspace.load(self.folder), "visit")}

    def conflicts(self) -> str:
        return self.run("conflicts")


def code_in(words: str) -> str:
    """The code that a sentence names."""
    found = re.search(r"\d{4}( \d{4}){4}", words)
    assert found, words
    return found[0]


def both_ways(office: Terminal, laptop: Terminal) -> None:
    office.run("bundle", "import", laptop.export())
    office.run("bundle", "export")
    for file in sorted(office.folder.glob("exports/*.json")):
        if is_for(laptop, file):
            laptop.run("bundle", "import", file)


def is_for(laptop: Terminal, file: Path) -> bool:
    return "本机" in laptop.run("bundle", "show", file)


def test_a_cloned_laptop_both_go_on_and_nobodys_words_are_lost(pair: Pair, tmp_path: Path) -> None:
    office, first = Terminal(pair.office.folder), Terminal(pair.cadre.folder)
    first.visit("拷贝以前。")
    both_ways(office, first)
    first.visit("拷贝以前、没有报送的。")
    clone = Terminal(Path(shutil.copytree(first.folder, tmp_path / "clone")))
    first.visit("原来那台写的。")
    done = run_here(
        "--workspace", str(clone.folder), "add", "visit", *("enterprise=" + ENTERPRISE, f"visitors={CADRE}")
    )
    assert done.code == 2, "nothing was entered, but it knows what it is"
    told = done.error
    assert "拷贝" in told
    assert code_in(told) == clone.code() != first.code()
    assert "报送一个文件" in told
    clone.visit("拷贝出来的那台写的。")
    office.run("bundle", "import", first.export())
    refused = office.run("bundle", "import", clone.export(), code=1)
    assert clone.code() in refused
    assert "device accept" in refused
    assert "待处理" in refused
    (waiting,) = (pair.office.data / "waiting").glob("*.json")
    accepted = office.run("device", "accept", waiting, "--person", CADRE, "--code", clone.code())
    assert "走访 2" in accepted
    everything = {"拷贝以前。", "拷贝以前、没有报送的。", "原来那台写的。", "拷贝出来的那台写的。"}
    assert office.notes() == everything
    for laptop in (first, clone):
        both_ways(office, laptop)
        assert laptop.notes() == everything
    for side in (office, first, clone):
        assert_sound(Workspace.load(side.folder))


def test_an_office_that_lost_its_ledger_gets_again_what_the_laptops_hold(pair: Pair, tmp_path: Path) -> None:
    office, laptop = Terminal(pair.office.folder), Terminal(pair.cadre.folder)
    laptop.visit("备份以前。")
    both_ways(office, laptop)
    office.run("backup", tmp_path / "a.zip")
    laptop.visit("备份以后。")
    both_ways(office, laptop)
    laptop.visit("企服办坏了以后。")
    shutil.rmtree(office.folder)
    told = office.run("restore", tmp_path / "a.zip", office.folder)
    assert code_in(told) == office.code()
    assert "核对" in told
    refused = office.run("bundle", "import", laptop.export(), code=1)
    assert "旧密钥" in refused, "sealed for the key that is gone: it says to send a file first"
    home = office.export()
    unknown = laptop.run("bundle", "import", home, code=1)
    assert code_in(unknown) == office.code()
    assert "device accept" in unknown
    laptop.run("device", "accept", home, "--code", office.code())
    laptop.run("bundle", "import", home)
    both_ways(office, laptop)
    assert office.notes() == laptop.notes() == {"备份以前。", "备份以后。", "企服办坏了以后。"}
    assert "没有" in laptop.conflicts()
    for side in (office, laptop):
        assert_sound(Workspace.load(side.folder))


def test_a_lost_laptop_is_revoked_and_a_new_one_is_filled_with_what_is_its_cadres(pair: Pair, tmp_path: Path) -> None:
    office, lost = Terminal(pair.office.folder), Terminal(pair.cadre.folder)
    lost.visit("丢失以前。")
    both_ways(office, lost)
    assert CADRE in office.run("device", "revoke", CADRE)
    file = tmp_path / "enrolment.json"
    assert code_in(office.run("device", "enrol", CADRE, file)) == office.code()
    new = Terminal(tmp_path / "new")
    new.run("init", new.folder, "--role", "cadre", "--enrolment", file, "--code", office.code())
    refused = office.run("bundle", "import", new.export(), code=1)
    (waiting,) = (pair.office.data / "waiting").glob("*.json")
    office.run("device", "accept", waiting, "--code", code_in(refused))
    assert lost.code() in office.run("device", "list")
    both_ways(office, new)
    assert new.notes() == {"丢失以前。"}
    late = lost.export()
    lost.visit("小偷写的。")
    refused = office.run("bundle", "import", lost.export(), code=1)
    assert "--after" in refused
    office.run("bundle", "import", late)
    assert office.notes() == {"丢失以前。"}
