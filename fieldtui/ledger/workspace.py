"""A workspace: one folder with its settings (`fieldtui.toml`), its data and what leaves it."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from fieldtui.ledger.files import replace_file
from fieldtui.locale import _
from fieldtui.model.sentence import FieldError, reason_of

SETTINGS = "fieldtui.toml"
FORMAT = 2
"""Since 2 the lines of the log hold the ids of their changes."""
LOCKED = 3
"""The format of a workspace with a passphrase, and the newest one that is known here."""
ROLES = ("cadre", "office")
HAND_IN_DAYS = 7
OPENED = "opened"
"""The folder, in `data`, of the attached file that is looked at: a copy that is never sealed."""
PURGE_DAYS = 30
"""Days for which the office must have confirmed what is purged."""
FORMER_KEYS = "former"
"""The folder beside a device's keys for keys that are used no more."""


class WorkspaceError(FieldError):
    """There is no workspace there, or it can't be used; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """Who and where: the settings of one folder, and the paths of what lies in it.

    `role` is cadre or office. `person` is "" on a cadre's laptop until the office's first bundle tells who uses it.
    `plan` names the shipped plan that is gone by as long as the ledger holds none. `office` holds the device and public
    key of the office that a cadre's laptop trusts. `retention` says for how many days personal fields of a kind of
    record may be kept. `screen` says how the screens look, `lists` how each list is wanted that is not as usual, `keys`
    which keys do an action other than the usual ones (as said there: the screens judge it). People are told after
    `hand_in_days` without a hand-in; what left a laptop's scope may be purged `purge_days` after it was confirmed.
    `format` is what a program must know that writes here.
    """

    folder: Path
    county: str
    county_name: str
    role: str
    name: str
    device: str
    person: str = ""
    language: str = "zh_CN"
    plan: str = "six-must-visits"
    office: Mapping[str, str] = field(default_factory=dict)
    retention: Mapping[str, int] = field(default_factory=dict)
    screen: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    keys: Mapping[str, object] = field(default_factory=dict)
    hand_in_days: int = HAND_IN_DAYS
    purge_days: int = PURGE_DAYS
    format: int = FORMAT

    @property
    def is_newer(self) -> bool:
        """Whether a newer version made it, which this one may only read."""
        return self.format > LOCKED

    def refuse_newer(self) -> None:
        """WorkspaceError when this version may not write here."""
        if self.is_newer:
            raise WorkspaceError(
                _("This workspace was made by a newer version; install that version, or look at it with --read.")
            )

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def lock(self) -> Path:
        """What a workspace with a passphrase has: its key, wrapped."""
        return self.data / "lock.json"

    @property
    def exports(self) -> Path:
        return self.folder / "exports"

    @property
    def log(self) -> Path:
        return self.data / "log.jsonl"

    @property
    def view(self) -> Path:
        return self.data / "ledger.json"

    @property
    def previous_view(self) -> Path:
        return self.data / "ledger.previous.json"

    @property
    def mark(self) -> Path:
        return self.data / "ledger.mark.json"

    @property
    def drafts(self) -> Path:
        return self.data / "drafts.json"

    @property
    def blobs(self) -> Path:
        return self.data / "blobs"

    @property
    def opened(self) -> Path:
        """The folder of the attached file that is looked at."""
        return self.data / OPENED

    @property
    def scanned(self) -> Path:
        """What was scanned as QR codes: frames until their file is whole, then the file."""
        return self.data / "scanned"

    @property
    def private_keys(self) -> Path:
        return self.data / "keys"

    @property
    def place(self) -> Path:
        """Where this device's key was when it was last used: a copied workspace is known by it."""
        return self.private_keys / "place.json"

    @property
    def backups(self) -> Path:
        return self.data / "backups"

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Reads the settings. WorkspaceError when there are none, or they are not ours."""
        path = folder / SETTINGS
        try:
            settings = tomllib.loads(path.read_text("utf-8"))
            # A newer version says from which one on a program may still read what it writes.
            if settings.get("reads", settings.get("format", FORMAT)) > LOCKED:
                raise WorkspaceError(_("This workspace was made by a newer version; install that version to open it."))
            if settings.get("restoring"):
                raise WorkspaceError(_("A restore was interrupted here; run it again: fieldtui restore FILE"))
            return cls(folder, **_from_settings(settings))
        except FileNotFoundError as error:
            raise WorkspaceError(
                _("{folder} is no workspace; make one with: fieldtui init {folder} --role cadre …").format(
                    folder=folder
                )
            ) from error
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
            reason = reason_of(error) if isinstance(error, OSError) else error
            raise WorkspaceError(
                _("{file} can't be read ({reason}); mend it or restore it from a backup.").format(
                    file=path, reason=reason
                )
            ) from error

    def store(self, **settings: Mapping[str, Any] | str | int) -> "Workspace":
        """Write the settings, some of them changed; comments and the order of an existing file are kept."""
        # Only who sets something up needs a writer of TOML.
        import tomlkit

        changed = replace(self, **settings)  # type: ignore[arg-type] # mypy can't see which field is meant
        path = self.folder / SETTINGS
        document = tomlkit.parse(path.read_text("utf-8")) if path.exists() else tomlkit.document()
        document["format"] = changed.format
        for key, value in _to_settings(changed).items():
            if isinstance(value, Mapping):
                table = document.setdefault(key, tomlkit.table())
                table.update(value)
            else:
                document[key] = value
        if changed.retention:
            # A kind that is kept without limit is left out; elsewhere a key that we don't know is a newer version's.
            document["retention"] = dict(changed.retention)
        else:
            document.pop("retention", None)
        if changed.lists:
            document["lists"] = {key: dict(kept) for key, kept in changed.lists.items()}
        else:
            document.pop("lists", None)
        if changed.keys:
            document["keys"] = dict(changed.keys)
        else:
            document.pop("keys", None)
        if changed.hand_in_days == HAND_IN_DAYS:
            document.pop("hand_in_days", None)
        if changed.purge_days == PURGE_DAYS:
            document.pop("purge_days", None)
        replace_file(path, [tomlkit.dumps(document).encode("utf-8")])
        return changed


def _from_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    read = {
        "county": settings["county"]["code"],
        "county_name": settings["county"]["name"],
        "role": settings["party"]["role"],
        "name": settings["person"]["name"],
        "person": settings["person"].get("id", ""),
        "device": settings["device"]["id"],
        "language": settings.get("language", "zh_CN"),
        "plan": settings.get("plan", "six-must-visits"),
    }
    written_by = settings.get("format", FORMAT)
    if type(written_by) is not int:
        raise TypeError("format: a number expected")
    office = settings.get("office", {})
    retention = dict(settings.get("retention", {}))
    if not all(type(days) is int for days in retention.values()):
        raise TypeError("retention: days expected")
    # A number without quotes is meant as well.
    screen = {name: str(said) if type(said) is int else said for name, said in settings.get("screen", {}).items()}
    lists = {key: dict(kept) for key, kept in settings.get("lists", {}).items()}
    said = [(f"{key}.{name}", value) for key, kept in lists.items() for name, value in kept.items()]
    days = settings.get("hand_in_days", HAND_IN_DAYS)
    if type(days) is not int or days < 1:
        raise TypeError("hand_in_days: days expected")
    purge_days = settings.get("purge_days", PURGE_DAYS)
    if type(purge_days) is not int or purge_days < 0:
        raise TypeError("purge_days: days expected")
    for name, value in [*{**read, **office, **screen}.items(), *said]:
        if not isinstance(value, str):
            raise TypeError(f"{name}: text expected")
    if read["role"] not in ROLES:
        raise TypeError(f"role: {' | '.join(ROLES)} expected")
    return {
        **read,
        "office": office,
        "retention": retention,
        "screen": screen,
        "lists": lists,
        "keys": dict(settings.get("keys", {})),
        "hand_in_days": days,
        "purge_days": purge_days,
        "format": written_by,
    }


def _to_settings(workspace: Workspace) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "language": workspace.language,
        "plan": workspace.plan,
        "county": {"code": workspace.county, "name": workspace.county_name},
        "party": {"role": workspace.role},
        "person": {"name": workspace.name, "id": workspace.person},
        "device": {"id": workspace.device},
    }
    if workspace.office:
        settings["office"] = dict(workspace.office)
    if workspace.hand_in_days != HAND_IN_DAYS:
        settings["hand_in_days"] = workspace.hand_in_days
    if workspace.purge_days != PURGE_DAYS:
        settings["purge_days"] = workspace.purge_days
    if workspace.screen:
        settings["screen"] = dict(workspace.screen)
    return settings


def find_workspace(named: str | None) -> Path:
    """The folder meant: `named` (--workspace), FIELDTUI_WORKSPACE, the current folder, else the user's data folder."""
    chosen = named or os.environ.get("FIELDTUI_WORKSPACE")
    if chosen:
        return Path(chosen).expanduser().absolute()
    if (Path.cwd() / SETTINGS).exists():
        return Path.cwd()
    # Most starts name a workspace or stand in one.
    import platformdirs

    return Path(platformdirs.user_data_dir("fieldtui", appauthor=False))
