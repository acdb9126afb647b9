"""Bundles that lie where sticks and chat programs put them."""

from collections.abc import Iterable
from pathlib import Path

from fieldtui.ledger.ledger import Ledger
from fieldtui.ledger.streams import OFFICE
from fieldtui.locale import _
from fieldtui.model.county_time import local_time
from fieldtui.sync.bundle import BundleError, Manifest
from fieldtui.sync.exchange import party_of, read_file
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
    found = []
    for folder in folders:
        for path in _files(folder):
            try:
                bundle = read_file(path)
            except BundleError:
                continue
            if (
                bundle.manifest.to == party_of(ledger.workspace)
                and bundle.sender != ledger.workspace.device
                and bundle.manifest.county == ledger.workspace.county
            ):
                words = f"{sender_name(bundle.sender, ledger)} {local_time(bundle.manifest.at):%m-%d %H:%M}"
                if _taken_in(bundle.manifest, ledger):
                    words += "  " + _("taken in already")
                found.append((bundle.manifest.at, path, words))
    return [(path, words) for _at, path, words in sorted(found, key=lambda item: (-item[0], item[1].name))]


def _taken_in(manifest: Manifest, ledger: Ledger) -> bool:
    partner = ledger.partner(manifest.sender if ledger.workspace.role == "office" else OFFICE)
    return manifest.upto.count <= partner.received.count and manifest.at <= partner.received_bundle_at


def _files(folder: Path) -> list[Path]:
    try:
        files = [path for path in folder.glob("*.json") if path.is_file() and path.stat().st_size <= LARGEST_LOOKED_AT]
        return sorted(files, key=lambda path: -path.stat().st_mtime)[:MOST_FILES]
    except OSError:
        return []
