"""Where the program starts: `fieldtui`, or `python -m fieldtui`."""

from fieldtui.cli import main

if __name__ == "__main__":
    main()
