"""JSON lines in the data folder, also from what speaks through structlog."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from inspector_app.bootstrap.journal_log import end_logs, log_to, route_structlog
from inspector_app.domain.errors import WalkError
from inspector_app.services.refusals import note_refusal
from tests.conftest import ExpectedLog


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    end_logs()


def lines(folder: Path, name: str = "station.log") -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()]


def test_a_refusal_is_one_json_line(tmp_path: Path) -> None:
    log_to(tmp_path / "logs")
    note_refusal(logging.getLogger("room"), WalkError("no_such_carton", carton=99))
    (line,) = lines(tmp_path / "logs")
    assert line.pop("at")
    assert line == {
        "level": "info", "from": "room", "message": "refused code=no_such_carton",
        "code": "no_such_carton", "params": {"carton": 99},
    }  # fmt: skip


def test_a_fault_keeps_its_traceback(tmp_path: Path, expected_log: ExpectedLog) -> None:
    expected_log("failed")
    log_to(tmp_path)
    try:
        raise ZeroDivisionError  # noqa: TRY301
    except ZeroDivisionError:
        logging.getLogger("room").exception("failed")
    assert "ZeroDivisionError" in str(lines(tmp_path)[0]["fault"])


def test_structlog_reaches_the_same_file_without_secrets(
    tmp_path: Path, expected_log: ExpectedLog
) -> None:
    expected_log("sync attempt failed")
    route_structlog()
    log_to(tmp_path)
    log = structlog.get_logger("sync")
    log.info("refused", code="chain_fork", badge="w4n-9", params={"text": "INS:B:w4n-9"})
    try:
        raise ZeroDivisionError  # noqa: TRY301
    except ZeroDivisionError:
        log.exception("sync attempt failed", station="s")
    told, fault = lines(tmp_path)
    assert (told["message"], told["code"], told["badge"]) == ("refused", "chain_fork", "…")
    assert "w4n" not in (tmp_path / "station.log").read_text("utf-8")
    assert (fault["station"], fault["level"]) == ("s", "error")
    assert "ZeroDivisionError" in str(fault["fault"])


def test_a_name_logging_uses_itself_is_no_accident(tmp_path: Path) -> None:
    route_structlog()
    log_to(tmp_path)
    structlog.get_logger("central").info("told", name="x", args=1, module="y")
    assert lines(tmp_path)[0]["name"] == "x"


def test_a_file_is_opened_once_and_closed_at_the_end(tmp_path: Path) -> None:
    before = list(logging.getLogger().handlers)
    log_to(tmp_path)
    log_to(tmp_path)
    assert len(logging.getLogger().handlers) == len(before) + 1
    end_logs()
    assert logging.getLogger().handlers == before


def test_a_folder_that_cannot_be_made_is_silent(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    before = list(logging.getLogger().handlers)
    log_to(tmp_path / "file" / "logs")
    assert logging.getLogger().handlers == before


@pytest.mark.skipif(os.name == "nt", reason="rights by mode are POSIX")
def test_a_new_data_folder_is_private_even_when_the_log_is_first(tmp_path: Path) -> None:
    log_to(tmp_path / "data" / "logs")
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
