from __future__ import annotations

import pytest

from inspector_app.central.problems import STATUS
from inspector_app.domain.errors import SyncError
from inspector_app.sync.answers import RefusedError, act_on


@pytest.mark.parametrize(
    ("code", "status", "act"),
    [
        ("bad_encoding", 400, "rebuild"),
        ("digest_mismatch", 400, "rebuild"),
        ("clock_skew", 401, "clock"),
        ("unknown_station", 401, "stop"),
        ("bad_signature", 403, "stop"),
        ("chain_fork", 409, "stop"),
        ("station_forked", 423, "stop"),
        ("gap", 409, "resync"),
        ("feed_epoch", 410, "snapshot"),
        ("feed_horizon", 410, "snapshot"),
        ("batch_too_large", 413, "halve"),
        ("blob_mismatch", 422, "reread"),
        ("upgrade_required", 426, "wait_long"),
        ("server_busy", 429, "retry"),
        ("server_busy", 500, "retry"),
        ("central_disk_full", 507, "retry"),
        ("something_of_tomorrow", 413, "halve"),
        ("something_of_tomorrow", 426, "wait_long"),
        ("something_of_tomorrow", 418, "retry"),
    ],
)
def test_the_published_table(code: str, status: int, act: str) -> None:
    assert act_on(RefusedError(code, status, 0, {})) == act


@pytest.mark.parametrize("code", ["offline", "foreign_answer", "unexpected_answer"])
def test_what_is_no_answer_is_tried_again(code: str) -> None:
    assert act_on(SyncError(code)) == "retry"


def test_no_refusal_of_the_central_system_stops_a_queue_by_accident() -> None:
    stops = {
        code
        for code, status in STATUS.items()
        if act_on(RefusedError(code, status, 0, {})) == "stop"
    }
    assert stops == {
        "unknown_station",
        "not_your_station",
        "bad_signature",
        "station_revoked",
        "station_forked",
        "chain_fork",
        "payload_too_large",
    }
