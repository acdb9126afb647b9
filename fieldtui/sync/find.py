"""Bundles that lie where sticks and chat programs put them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.seal import LockedError
from fieldtui.ledger.streams import OFFICE
from fieldtui.locale import _
from fieldtui.model.county_time import local_time
from fieldtui.sync.bundle import BundleError, Manifest
from fieldtui.sync.contents import contents_of
from fieldtui.sync.enrolment import Enrolment, enrolment_in
from fieldtui.sync.exchange import read_once
from fieldtui.sync.parts import PartManifest
from fieldtui.sync.receipt import Receipt, news_in, said_in
from fieldtui.sync.refusing import party_of
from fieldtui.sync.words import sender_name

LARGEST_LOOKED_AT = 16 * 1024 * 1024
MOST_FILES = 200


def likely_folders(workspace: Path) -> list[Path]:
    """Sticks, the folder for downloads, and the workspace's own folder."""
    # Only this screen asks.
    import platformdirs

    mounted = [
        *Path("/media").glob("*/*"),
        *Path("/run/media").glob("*/*"),
        *(Path(f"{drive}:/") for drive in "DEFGHIJ"),
    ]
    folders = [*mounted, Path(platformdirs.user_downloads_dir()), workspace]
    return [folder for folder in folders if folder.is_dir()]


@dataclass(frozen=True, slots=True)
class Found:
    """A file that lies there. `words`: from whom and when; `is_new`: a bundle that was not taken in yet."""

    path: Path
    words: str
    is_new: bool


def found_in(folders: Sequence[Path], ledger: Ledger) -> list[Found]:
    """What can be taken in; an enrolment only as long as the office is not known."""
    workspace = ledger.workspace
    wanted = workspace.role != "office" and not workspace.office
    return [*(enrolments_in(folders) if wanted else []), *bundles_in(folders, ledger)]


def bundles_in(folders: Iterable[Path], ledger: Ledger) -> list[Found]:
    """The bundles and receipts for this workspace in these folders, the newest first."""
    workspace = ledger.workspace
    found: list[tuple[int, Found]] = []
    seen: set[tuple[str, int]] = set()
    for folder in folders:
        for path in _files(folder):
            try:
                manifest = contents_of(read_once(path))
                if isinstance(manifest, Receipt) and news_in(ledger, manifest):
                    at = said_in(ledger, manifest).at
                    # It is noted by itself, not looked at together with bundles.
                    words = _("receipt") + f" {local_time(at):%m-%d %H:%M}"
                    found.append((at, Found(path, words, is_new=False)))
            except (BundleError, LockedError):
                continue
            if isinstance(manifest, Receipt | Enrolment):
                continue
            # One row for all parts of a bundle, and for its copies.
            named = (manifest.sender, manifest.at)
            if (manifest.county, manifest.to) != (workspace.county, party_of(workspace)) or named in seen:
                continue
            seen.add(named)
            if manifest.sender != workspace.device:
                is_new = True
                words = f"{sender_name(manifest.sender, ledger)} {local_time(manifest.at):%m-%d %H:%M}"
                if isinstance(manifest, PartManifest):
                    words += "  " + _("in {count} parts").format(count=manifest.of)
                elif _taken_in(manifest, ledger):
                    is_new = False
                    words += "  " + _("taken in already")
                found.append((manifest.at, Found(path, words, is_new)))
    return [one for _at, one in sorted(found, key=lambda item: (-item[0], item[1].path.name))]


def enrolments_in(folders: Iterable[Path]) -> list[Found]:
    """The enrolments in these folders, and for whom they are."""
    found = []
    for path in (path for folder in folders for path in _files(folder)):
        enrolment = enrolment_in(path)
        if enrolment is not None:
            found.append(Found(path, _("enrolment") + " " + enrolment.manifest.name, is_new=False))
    return found


def _taken_in(manifest: Manifest, ledger: Ledger) -> bool:
    partner = ledger.partner(manifest.sender if ledger.workspace.role == "office" else OFFICE)
    return manifest.upto.count <= partner.received.count and manifest.at <= partner.received_bundle_at


def _files(folder: Path) -> list[Path]:
    try:
        files = [path for path in folder.glob("*.json") if path.is_file() and path.stat().st_size <= LARGEST_LOOKED_AT]
        return sorted(files, key=lambda path: -path.stat().st_mtime)[:MOST_FILES]
    except OSError:
        return []
