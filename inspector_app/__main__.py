"""``python -m inspector_app``."""

from __future__ import annotations

import sys


def main() -> int:
    """Entry point of the console script."""
    if getattr(sys, "frozen", False):  # a packed program starts its helper processes as itself
        from multiprocessing import freeze_support

        freeze_support()
    from inspector_app.cli.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
