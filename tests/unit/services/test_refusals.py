"""A log has the code of each refusal once, and no secret."""

from __future__ import annotations

import logging

import pytest

from inspector_app.domain.errors import AccessError, InspectorError, ScanError
from inspector_app.services.refusals import SeenRefusals, note_refusal, without_secrets

LOG = logging.getLogger("room")


@pytest.fixture
def noted(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO)
    return caplog


def fields(noted: pytest.LogCaptureFixture) -> list[object]:
    return [vars(record)["fields"] for record in noted.records]


def test_code_and_params_are_noted(noted: pytest.LogCaptureFixture) -> None:
    note_refusal(LOG, AccessError("wrong_pin", seconds=5))
    assert fields(noted) == [{"code": "wrong_pin", "params": {"seconds": 5}}]
    assert (noted.records[0].levelno, noted.messages) == (logging.INFO, ["refused code=wrong_pin"])


@pytest.mark.parametrize("name", ["pin", "PIN", "badge", "token", "password"])
def test_secrets_are_hidden_by_name(name: str) -> None:
    assert without_secrets({name: "1234", "inner": {name: "1234"}}) == {
        name: "…",
        "inner": {name: "…"},
    }


@pytest.mark.parametrize("text", ["INS:B:w4n-9", "ins:b:w4n-9", "INS：B：w4n-9", "x INS:B:w4n-9"])
def test_a_badge_inside_another_text_is_hidden(text: str) -> None:
    (hidden,) = without_secrets({"text": text}).values()
    assert "w4n" not in str(hidden)


def test_other_codes_stay_readable() -> None:
    assert without_secrets({"text": "INS:L:A1-000123", "count": 3}) == {
        "text": "INS:L:A1-000123",
        "count": 3,
    }


def test_a_refusal_that_is_drawn_again_is_noted_once(noted: pytest.LogCaptureFixture) -> None:
    seen = SeenRefusals(LOG)
    first, other = ScanError("scan_unusable", text="a"), ScanError("scan_unusable", text="b")
    for problem in (first, first, ScanError("scan_unusable", text="a"), other, first, other):
        seen.note(problem)
    assert fields(noted) == [
        {"code": "scan_unusable", "params": {"text": "a"}},
        {"code": "scan_unusable", "params": {"text": "b"}},
    ]


def test_a_refusal_met_again_is_noted_again(noted: pytest.LogCaptureFixture) -> None:
    seen = SeenRefusals(LOG)
    problem: InspectorError = ScanError("scan_unusable")
    seen.again(problem)
    seen.note(problem)
    seen.again(ScanError("scan_unusable"))
    assert len(noted.records) == 2
