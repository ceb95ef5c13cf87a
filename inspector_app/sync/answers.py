"""What the station does with a refusal: the table of ``docs/protocol.md``."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from inspector_app.domain.errors import SyncError

Act: TypeAlias = Literal[
    "retry", "rebuild", "clock", "stop", "wait_long", "resync", "halve", "snapshot", "reread"
]

_BY_CODE: Final[dict[str, Act]] = {
    "bad_encoding": "rebuild",
    "digest_mismatch": "rebuild",
    "clock_skew": "clock",
    "unknown_station": "stop",
    "not_your_station": "stop",
    "bad_signature": "stop",
    "station_revoked": "stop",
    "station_forked": "stop",
    "chain_fork": "stop",
    "payload_too_large": "stop",
    "upgrade_required": "wait_long",
    "gap": "resync",
    "batch_too_large": "halve",
    "too_many_lines": "halve",
    "feed_epoch": "snapshot",
    "feed_horizon": "snapshot",
    "blob_mismatch": "reread",
}
_BY_STATUS: Final[dict[int, Act]] = {410: "snapshot", 413: "halve", 426: "wait_long"}
ALARM_AFTER: Final = 3
"""So many refusals of what we built ourselves call a person."""


class RefusedError(SyncError):
    """A refusal that the central system itself has signed. ``retry_after`` in seconds."""

    def __init__(
        self, code: str, status: int, retry_after: int, params: dict[str, str | int | float]
    ) -> None:
        super().__init__(code, **params)
        self.status = status
        self.retry_after = retry_after


def act_on(problem: SyncError) -> Act:
    """The act for a refusal; anything unknown is simply tried again later."""
    if problem.code in _BY_CODE:
        return _BY_CODE[problem.code]
    return _BY_STATUS.get(problem.status, "retry") if isinstance(problem, RefusedError) else "retry"
