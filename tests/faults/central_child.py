"""Central systems as processes that can be killed, ended after a commit and given a wrong clock.

The program loads once and then forks a server for each order line (JSON) on its standard input,
for a start that took seconds would be most of a test. A server says its ``{"pid"}``.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine.default import DefaultDialect

import inspector_app.central.app  # noqa: F401  # loaded before the fork, not after each
from inspector_app.bootstrap import server
from inspector_app.bootstrap.clock import SystemClock
from inspector_app.cli import main as cli


def end_after_commits(count: int) -> None:
    """The power goes in the moment the database has promised to keep something."""
    left = [count]
    commit = DefaultDialect.do_commit

    def committing(self: DefaultDialect, connection: Any) -> None:
        commit(self, connection)
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    DefaultDialect.do_commit = committing  # type: ignore[method-assign]


def set_clock(days: float) -> None:
    class Wrong(SystemClock):
        def now(self) -> datetime:
            return super().now() + timedelta(days=days)

    server.SystemClock = Wrong  # type: ignore[misc]


def serve(order: dict[str, Any]) -> int:
    """One server's life."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 2)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    if order.get("end_after"):
        end_after_commits(int(order["end_after"]))
    if order.get("days"):
        set_clock(float(order["days"]))
    os.write(1, json.dumps({"pid": os.getpid()}).encode() + b"\n")
    return cli.main(
        ["central", "serve", "--json", "--data", order["folder"], "--port", str(order["port"]),
         *order.get("words", [])]
    )  # fmt: skip


def nurse() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        if os.fork() == 0:
            code = 1
            try:
                code = serve(json.loads(line))
            finally:
                os._exit(code)


if __name__ == "__main__":
    nurse()
