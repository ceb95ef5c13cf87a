"""A central system as a process of its own: ``python -m tests.benchmarks.central_child FOLDER``.

Prints its address and ends when its standard input does.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import structlog

from inspector_app.bootstrap import embedded_central
from inspector_app.central.configuration import CentralSettings, Operation
from inspector_app.central.limits import LimitSettings


def main() -> int:
    """Serve until nobody holds the other end of the input."""
    # Nobody reads this output after the address: a line a request would fill the pipe and stop us.
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    limits = LimitSettings(enrol_rate=1000, enrol_burst=1000)  # all stations enrol within seconds
    settings = CentralSettings(limits=limits, operation=Operation(log_level="error"))
    central = embedded_central.start_embedded(Path(sys.argv[1]), settings=settings)
    sys.stdout.write(f"{central.url}\n")
    sys.stdout.flush()
    sys.stdin.read()
    central.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
