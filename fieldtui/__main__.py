"""Where the program starts: `fieldtui`, or `python -m fieldtui`."""

import os
import sys

WORKSPACE = "--workspace"


def main() -> None:
    """Opens the screens at once when nothing but a workspace is named; all else is for the command line.

    The machinery of the command line takes a twentieth of the time until the first paint; most starts need none of it.
    """
    words = sys.argv[1:]
    if words and not (len(words) == 2 and words[0] == WORKSPACE):
        from fieldtui.cli.main import main as run_command

        run_command()
    from fieldtui.cli.ending import speak_utf8, tell
    from fieldtui.cli.screens import open_screens
    from fieldtui.model.sentence import FieldError

    speak_utf8()
    try:
        open_screens(words[1] if words else None, os.environ.get("FIELDTUI_PASSPHRASE_FILE"), read=False)
    except FieldError as error:
        sys.exit(tell(error))


if __name__ == "__main__":
    main()
