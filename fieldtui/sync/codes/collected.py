"""Frames that came in, kept on disk until their file is whole: an interruption costs no frame."""

from collections.abc import Sequence
from pathlib import Path

from fieldtui.ledger.files import make_folder, replace_file
from fieldtui.ledger.kept import keep
from fieldtui.locale import _
from fieldtui.model.sentence import FieldError, reason_of
from fieldtui.sync.codes.fountain import Spring, caught, library
from fieldtui.sync.codes.frames import Frame, FrameError, Session, put_together
from fieldtui.sync.codes.typed import Typed

MOST_KEPT = 20_000
"""Lines of frames that are read back; older ones are of files that nobody went on with."""


class Collected:
    """What was scanned into a folder: `frames.txt` (a frame a line) while a file has gaps, then the file itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.latest: Session | None = None
        """What the last frame belongs to."""
        self._frames: dict[Session, dict[int, Frame]] = {}
        self._finished: set[Session] = set()
        self._more: dict[Session, int] = {}
        """Of fountains: how many frames more than usual they turned out to need."""
        for frame in _read_back(self._list):
            self._note(frame)

    @property
    def _list(self) -> Path:
        return self.folder / "frames.txt"

    def whole(self, session: Session) -> Path:
        """Where the file of a session is, once nothing of it is missing."""
        return self.folder / f"qr-{session.id.hex()}.json"

    def _note(self, frame: Frame) -> bool:
        """Whether it is new."""
        self.latest = frame.session
        held = self._frames.setdefault(frame.session, {})
        is_new = frame.number not in held
        held.setdefault(frame.number, frame)
        return is_new

    def add(self, frame: Frame) -> bool:
        """Keep a frame; False when it, or its whole file, was here already. FieldError when it can't be written to
        disk, or is of a fountain and the library is missing."""
        if self.is_whole(frame.session):
            return False
        if isinstance(frame.session, Spring):
            library()
        is_new = self._note(frame)
        if is_new:
            try:
                make_folder(self.folder)
                # Not synced: what a power cut takes is scanned once more.
                with self._list.open("a", encoding="ascii") as file:
                    file.write(frame.text + "\n")
            except OSError as error:
                raise _not_written(self._list, error) from error
        return is_new

    def is_whole(self, session: Session) -> bool:
        """Whether the file was written before: a code that is still shown after that is none of a new file."""
        return session in self._finished or self.whole(session).exists()

    def held(self, session: Session) -> list[int]:
        """The numbers that are here."""
        return sorted(self._frames.get(session, {}))

    def lacking(self, session: Session) -> int:
        """How many frames are still missing; of a fountain, how many will probably do."""
        if isinstance(session, Spring):
            return max(0, session.total + self._more.get(session, 0) - len(self.held(session)))
        return len(self.missing(session))

    def missing(self, session: Session) -> list[int]:
        """The numbers that are still missing; of a fountain, which any frames fill, none."""
        if isinstance(session, Spring):
            return []
        held = self._frames.get(session, {})
        return [number for number in range(1, session.total + 1) if number not in held]

    def unfinished(self) -> Sequence[Session]:
        """What has gaps, the one that came last first."""
        others = [session for session in self._frames if session != self.latest]
        return [*filter(None, [self.latest]), *reversed(others)]

    def _finish(self, session: Session) -> Path | None:
        frames = self._frames[session].values()
        try:
            file = caught(session, frames) if isinstance(session, Spring) else put_together(frames)
        except FrameError as error:
            self._drop(session)
            raise FieldError(_("These codes do not fit together; scan them once more.")) from error
        if file is None:
            self._more[session] = len(frames) - session.total + 1
            return None
        path = self.whole(session)
        try:
            keep(path, [file])
        except OSError as error:
            raise _not_written(path, error) from error
        self._finished.add(session)
        self._drop(session)
        return path

    def whole_now(self, session: Session) -> Path | None:
        """The file of a session, written if nothing of it is missing any more; else None. FieldError when it can't be;
        when its frames do not fit together they are dropped, to be scanned again."""
        if self.is_whole(session):
            return self.whole(session)
        return None if self.lacking(session) else self._finish(session)

    def forget(self) -> None:
        """Forget the frames of all that has gaps. FieldError when that can't be written."""
        self._drop(*self._frames)

    def _drop(self, *sessions: Session) -> None:
        """Forget the frames of sessions, here and on disk."""
        for session in sessions:
            del self._frames[session]
        self.latest = None
        lines = [frame.text + "\n" for held in self._frames.values() for frame in held.values()]
        try:
            replace_file(self._list, ["".join(lines).encode("ascii")])
        except OSError as error:
            raise _not_written(self._list, error) from error


def _not_written(path: Path, error: OSError) -> FieldError:
    return FieldError(_("{path} can't be written: {reason}.").format(path=path, reason=reason_of(error)))


def _read_back(path: Path) -> list[Frame]:
    """The frames of the list, however a line of it was cut off."""
    try:
        lines = path.read_text("ascii", "replace").splitlines(keepends=True)
    except OSError:
        return []
    return list(Typed().feed("".join(lines[-MOST_KEPT:])))
