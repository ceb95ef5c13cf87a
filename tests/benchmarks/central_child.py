"""A central system as a process of its own: ``python -m tests.benchmarks.central_child FOLDER``.

Prints its address and ends when its standard input does.
"""

from __future__ import annotations

import sys
from pathlib import Path

from inspector_app.bootstrap import server


def main() -> int:
    """Serve until nobody holds the other end of the input."""
    central = server.start_embedded(Path(sys.argv[1]))
    sys.stdout.write(f"{central.url}\n")
    sys.stdout.flush()
    sys.stdin.read()
    central.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
