"""A whole enrolment, sign-in and sending with everything logged: no secret is in any of it."""

from __future__ import annotations

import logging
import ssl
from pathlib import Path

import httpx2
import pytest

from inspector_app.bootstrap import central_tls, central_users, embedded_central
from inspector_app.bootstrap.sending import enrol_station
from inspector_app.central.configuration import Layout
from tests.fakes.sealing_station import open_sealing, seal_record, send

PASSWORD = "a password nobody shall read"  # looked for below


def test_no_log_holds_a_code_a_key_a_password_or_a_signed_address(
    central_folder: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    central_users.save_password(central_folder, "admin", PASSWORD)
    central = embedded_central.start_embedded(central_folder, tls=True)
    try:
        token = sign_in(central.url)
        ticket = central.enrolment_code("月台 1")
        with open_sealing(tmp_path / "station") as opened:
            enrol_station(opened, central.url, ticket)
            seal_record(opened, 1, photos=[b"\xff\xd8 a photo of a carton"])
            assert send(opened).outcome == "done"
            private = opened.folder.key.read_text(encoding="ascii")
    finally:
        central.stop()
    files = central_tls.files_of(Layout(central_folder))
    said = "\n".join([*capfd.readouterr(), caplog.text, *written(tmp_path)])
    assert "request" in said  # something was logged at all
    for secret in (
        PASSWORD, token, ticket, ticket.replace("-", ""), private.splitlines()[1],
        files.key.read_text(encoding="ascii").splitlines()[1], "X-Amz-Signature",
    ):  # fmt: skip
        assert secret not in said


def sign_in(url: str) -> str:
    """The session's token."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    form = {"name": "admin", "password": PASSWORD}
    answer = httpx2.post(f"{url}/sign-in", data=form, verify=context)
    assert answer.status_code == 303
    return str(answer.cookies["inspector_session"])


def written(folder: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in folder.rglob("*.log")]
