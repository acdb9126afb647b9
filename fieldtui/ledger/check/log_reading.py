"""The log, read line by line and to its end, past damage too: what is sound, what is not, and what to do."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fieldtui.ledger.calling import command
from fieldtui.ledger.change import Change
from fieldtui.ledger.check.finding import Finding, sound, told, unsound
from fieldtui.ledger.check.names import Names, shortened
from fieldtui.ledger.history import History
from fieldtui.ledger.lock import seal_of
from fieldtui.ledger.log import FORMAT, Commit, checksum_in, read_line
from fieldtui.ledger.seal import LockedError, Seal, SealError
from fieldtui.ledger.view_file import Mark
from fieldtui.ledger.workspace import Workspace
from fieldtui.locale import _, ngettext
from fieldtui.model.sentence import reason_of

SETTLING = 0.2
"""Seconds that another window's write may take which looks unfinished now."""


@dataclass(slots=True)
class LogReading:
    """What was read. `commits` has (stamp of the commit, its changes) up to the first line that is not sound.

    `end` is the offset behind them, `size` that of the file. `damaged` is the first bad line that others follow, and
    `unknown` the first one with a right checksum whose content this version can't read (both counted from 1, else 0).
    `after` has the changes of sound lines behind the damaged one. `words_to_drop`: erased ones are still in it.
    """

    history: History = field(default_factory=History)
    commits: list[tuple[int, list[Change]]] = field(default_factory=list)
    end: int = 0
    size: int = 0
    damaged: int = 0
    unknown: int = 0
    newer: bool = False
    unreadable: str = ""
    after_commits: int = 0
    after: list[Change] = field(default_factory=list)
    wrong_ids: list[int] = field(default_factory=list)
    known_ids: int = 0
    words_to_drop: bool = False

    @property
    def whole(self) -> bool:
        """Whether all of it was read; an unfinished last line was never a part of it."""
        return not (self.damaged or self.unknown or self.newer or self.unreadable)

    @property
    def torn(self) -> int:
        """Bytes of an unfinished write at the end."""
        return self.size - self.end if self.whole else 0

    @property
    def last_at(self) -> int:
        """The stamp of the last commit; 0 when there is none."""
        return self.commits[-1][0] if self.commits else 0


def read_log(workspace: Workspace) -> LogReading:
    """Reads all of it and raises nothing: what goes wrong stands in the result."""
    reading = _read(workspace.log)
    if reading.torn:
        # Another window may be in the middle of a save.
        time.sleep(SETTLING)
        again = _read(workspace.log)
        if again.size != reading.size:
            reading = again
    reading.words_to_drop = reading.history.apply_erasures()
    return reading


def entries_not_in(log: Path, other: Path) -> int:
    """How many entries that can be read in the log `other` are not in `log`; each of the two may be damaged.

    What a new device said again for the one before it bears another id, but is of the same record and time.
    """
    known = {(change.of, change.at) for change in _read(log).history}
    reading = _read(other)
    return len({(change.of, change.at) for change in (*reading.history, *reading.after)} - known)


def _read(path: Path) -> LogReading:
    reading = LogReading()
    bad, before = 0, ""
    try:
        if not path.exists():
            return reading
        seal = seal_of(path.parent)
        with path.open("rb") as file:
            reading.size, end = os.fstat(file.fileno()).st_size, 0
            for number, line in enumerate(file, 1):
                end += len(line)
                # It may grow while it is read.
                reading.size = max(reading.size, end)
                try:
                    commit = _commit(line, end, seal, before)
                except SealError:
                    # It is whole, so it is no unfinished write.
                    commit, bad = None, bad or number
                    reading.damaged = bad
                # Bound to it, whether it is right or not.
                before = checksum_in(line)
                if bad and not reading.damaged:
                    # Only the very last line can be an unfinished write.
                    reading.damaged = bad
                if commit is None:
                    bad = bad or number
                elif bad:
                    reading.after_commits += 1
                    reading.after += _changes(commit) or []
                elif not _take(reading, commit, number):
                    return reading
    except OSError as error:
        reading.unreadable = reason_of(error)
    except LockedError as error:
        reading.unreadable = str(error).rstrip(".。")
    return reading


def _commit(line: bytes, end: int, seal: Seal, before: str) -> Commit | None:
    """The commit that a line is, or None when the line is not sound."""
    try:
        read = read_line(line[:-1], seal, before) if line.endswith(b"\n") else None
    except (SealError, LockedError):
        raise
    except ValueError:
        return None
    return Commit(read[0], end, read[1]) if read is not None and isinstance(read[0], dict) else None


def _take(reading: LogReading, commit: Commit, number: int) -> bool:
    """Adds a sound line; False when this version can't read what it holds, and nothing behind it counts."""
    version = commit.body.get("v", 0)
    reading.newer = type(version) is int and version > FORMAT
    changes = _changes(commit) if type(version) is int and version <= FORMAT else None
    if changes is None:
        reading.unknown = 0 if reading.newer else number
        return False
    kept = commit.body.get("ids")
    if kept is not None:
        reading.known_ids += len(changes)
        if kept != [change.id for change in changes]:
            reading.wrong_ids.append(number)
    reading.history.add(commit, changes)
    reading.commits.append((commit.body["at"], changes))
    reading.end = commit.end
    return True


def _changes(commit: Commit) -> list[Change] | None:
    """The changes of a commit, each with its id computed from its words; None when it holds something else."""
    try:
        changes = [Change.from_json(form) for form in commit.body.get("changes", ())]
        # What the streams say has to be understood too, by whoever adds it up.
        Mark().advanced(commit)
        History().add(commit, ())
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return changes if type(commit.body.get("at")) is int else None


def log_findings(workspace: Workspace, reading: LogReading, names: Names) -> Iterator[Finding]:
    """What is to be said of the log as a file."""
    if reading.unreadable:
        yield unsound(
            "log.unreadable",
            _("{path} can't be read: {reason}.").format(path=workspace.log, reason=reading.unreadable),
        )
    elif reading.newer:
        yield unsound("log.newer", _("The log was written by a newer version; install that version to open it."))
    elif reading.damaged or reading.unknown:
        yield from _damage(workspace, reading, names)
    elif reading.commits or workspace.log.exists() or not _was_written(workspace):
        yield _sound(len(reading.commits))
    if reading.torn:
        yield unsound("log.torn", _torn_words(workspace, reading.torn))
    yield from _ids(workspace, reading)
    if reading.words_to_drop:
        yield unsound(
            "log.erasure", _("Words that were erased still stand in the log; opening the workspace takes them out.")
        )
    yield from _put_aside(workspace)


def _was_written(workspace: Workspace) -> bool:
    """Whether what lies beside the log says that there was one."""
    return workspace.view.exists() or workspace.mark.exists()


def _sound(commits: int) -> Finding:
    return sound(
        "log.sound",
        ngettext("The log is sound: {count} commit.", "The log is sound: {count} commits.", commits).format(
            count=commits
        ),
    )


def _torn_words(workspace: Workspace, size: int) -> str:
    sentence = _(
        "The log ends in an unfinished write ({count} bytes); opening the workspace puts it aside into {folder}."
    )
    return sentence.format(count=size, folder=workspace.backups)


def _damage(workspace: Workspace, reading: LogReading, names: Names) -> Iterator[Finding]:
    before = len(reading.commits)
    if reading.unknown:
        sentence = _(
            "Line {number} of the log holds something that this version can't read; sound commits before it: {before}."
        )
        yield unsound("log.unknown", sentence.format(number=reading.unknown, before=before))
    else:
        sentence = _(
            "Line {number} of the log is damaged. Sound commits before it: {before}; commits after it that can be "
            "read, but can't be relied on without it: {after}."
        )
        counts = {"number": reading.damaged, "before": before, "after": reading.after_commits}
        yield unsound("log.damaged", sentence.format(**counts))
    touched = list(dict.fromkeys(change.of for change in reading.after))
    if touched:
        yield unsound(
            "log.after_damage",
            _("Changed after the damage, so that nobody can say what they hold now: {records}.").format(
                records=names.records(touched)
            ),
        )
    yield way_back(workspace)


def way_back(workspace: Workspace) -> Finding:
    """What to do when the log itself has lost something."""
    newest = newest_backup(workspace)
    if newest is not None:
        return told(
            "backup.newest",
            _("The newest backup is {file}; bring it back with: {command}").format(
                file=newest, command=command(workspace.folder, "restore", newest, "--replace")
            ),
        )
    if workspace.role == "office":
        return told(
            "backup.none",
            _("No backup lies in {folder}; look for a copy of this workspace before anything is written.").format(
                folder=workspace.backups
            ),
        )
    return told(
        "backup.none",
        _(
            "No backup lies in {folder}. Make a new workspace (fieldtui init); once the office accepts it, whatever "
            "it has received comes back."
        ).format(folder=workspace.backups),
    )


def newest_backup(workspace: Workspace) -> Path | None:
    """The backup in data/backups that was written last; None when there is none."""
    try:
        files = [path for path in workspace.backups.glob("*.zip") if path.is_file()]
        return max(files, key=lambda path: path.stat().st_mtime, default=None)
    except OSError:
        return None


def _ids(workspace: Workspace, reading: LogReading) -> Iterator[Finding]:
    if reading.wrong_ids:
        sentence = _("Entries of the log are not what their ids say, in line {lines}; restore it from a backup.")
        yield unsound("log.ids", sentence.format(lines=shortened([str(number) for number in reading.wrong_ids])))
        yield way_back(workspace)
    elif reading.known_ids:
        yield sound("log.ids_sound", _("Every entry is what its id says: {count}.").format(count=reading.known_ids))


def _put_aside(workspace: Workspace) -> Iterator[Finding]:
    try:
        files = sorted(path for path in workspace.backups.glob("torn-*") if path.is_file())
    except OSError:
        return
    if files:
        names = shortened([path.name for path in reversed(files)])
        yield told(
            "log.put_aside",
            _("Unfinished writes that were put aside lie in {folder}: {files}.").format(
                folder=workspace.backups, files=names
            ),
        )
