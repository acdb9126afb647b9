"""One bundle read once in a process of its own; prints the most memory that it had, in MB, when it was done.

python tests/bench/bundle_alone.py open|loads FILE KEYS DEVICE
"""

import sys
from pathlib import Path

import orjson


def main() -> None:
    what, file, keys, device = sys.argv[1], *map(Path, sys.argv[2:])
    if what == "open":
        from fieldtui.sync.bundle import open_bundle, read_bundle
        from fieldtui.sync.keys import key_that_opens
        from fieldtui.sync.suite import CURVE25519

        held: object = open_bundle(
            read_bundle(file.read_bytes()), lambda name: key_that_opens(keys, str(device), CURVE25519, name)
        )
    else:
        held = orjson.loads(file.read_bytes())
    # What getrusage tells was partly the parent's.
    peak = next(line for line in Path("/proc/self/status").read_text("ascii").splitlines() if line.startswith("VmHWM"))
    print(int(peak.split()[1]) / 1000)
    del held


if __name__ == "__main__":
    main()
