"""``python -m inspector_app``."""

from __future__ import annotations

import sys


def main() -> int:
    """Entry point of the console script."""
    from inspector_app.cli.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
