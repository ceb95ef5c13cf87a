"""What pages are told of sending."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from inspector_app.bootstrap.sending import Sender
from inspector_app.services.ports import Enrolment, RetryState, StopReason
from tests.fakes.station import make_station

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def test_a_feed_that_cannot_be_read_is_told_with_what_to_do(tmp_path: Path) -> None:
    with make_station(tmp_path / "station") as opened:
        queue = opened.database.send_queue()
        queue.save_enrolment(
            Enrolment(
                tenant="t", station_id=opened.station.station_id, url="http://127.0.0.1:9",
                server_key=bytes(32),
            )
        )  # fmt: skip
        sender = Sender(opened, lambda: None)
        queue.save_retry(RetryState(unread="orders"))
        status = sender.status()
        assert (status.state, status.code, status.params, status.next_try) == (
            "waiting", "bad_feed_item", {"feed": "orders"}, None,
        )  # fmt: skip
        queue.save_retry(RetryState(unread="orders", code="offline", since=NOW, not_before=NOW))
        assert (sender.status().state, sender.status().code) == ("offline", "offline")
        queue.park(StopReason(code="chain_fork", params={"seq": 3}, at=NOW))
        assert (sender.status().code, sender.status().params) == ("chain_fork", {"seq": 3})
        queue.resume()
        queue.save_retry(RetryState())
        assert (sender.status().code, sender.status().params) == ("", None)
