"""Bundles that lie where sticks and chat programs put them."""

from collections.abc import Iterable
from pathlib import Path

from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.streams import OFFICE
from fieldtui.locale import _
from fieldtui.model.county_time import local_time
from fieldtui.sync.bundle import BundleError, Manifest
from fieldtui.sync.enrolment import enrolment_in
from fieldtui.sync.exchange import manifest_in
from fieldtui.sync.parts import PartManifest
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


def bundles_in(folders: Iterable[Path], ledger: Ledger) -> list[tuple[Path, str]]:
    """(file, from whom and when) of the bundles for this workspace in these folders, the newest first."""
    workspace = ledger.workspace
    found = []
    seen: set[tuple[str, int]] = set()
    for folder in folders:
        for path in _files(folder):
            try:
                manifest = manifest_in(path)
            except BundleError:
                continue
            # One row for all parts of a bundle, and for its copies.
            named = (manifest.sender, manifest.at)
            if (manifest.county, manifest.to) != (workspace.county, party_of(workspace)) or named in seen:
                continue
            seen.add(named)
            if manifest.sender != workspace.device:
                words = f"{sender_name(manifest.sender, ledger)} {local_time(manifest.at):%m-%d %H:%M}"
                if isinstance(manifest, PartManifest):
                    words += "  " + _("in {count} parts").format(count=manifest.of)
                elif _taken_in(manifest, ledger):
                    words += "  " + _("taken in already")
                found.append((manifest.at, path, words))
    return [(path, words) for _at, path, words in sorted(found, key=lambda item: (-item[0], item[1].name))]


def enrolments_in(folders: Iterable[Path]) -> list[tuple[Path, str]]:
    """(file, for whom) of the enrolments in these folders."""
    found = []
    for path in (path for folder in folders for path in _files(folder)):
        enrolment = enrolment_in(path)
        if enrolment is not None:
            found.append((path, _("enrolment") + " " + enrolment.manifest.name))
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
