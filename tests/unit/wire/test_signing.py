from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.domain.errors import EvidenceError, SyncError
from inspector_app.wire import signing
from inspector_app.wire.signing import HttpAnswer, HttpRequest

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = KEY.public_key().public_bytes_raw()
URL = "http://central.test:8417/v1/stations/7?after=3"


def signed(body: bytes = b"hello") -> HttpRequest:
    request = HttpRequest("POST", URL, {"host": "central.test:8417"})
    signing.sign_request(request, body, "t:s", NOW, KEY.sign)
    return request


def code_of(request: HttpRequest, public: bytes = PUBLIC, now: datetime = NOW) -> str:
    try:
        signing.verify_request(request, public, now)
    except SyncError as problem:
        return problem.code
    return ""


def test_a_signed_request_holds_and_names_its_key() -> None:
    request = signed()
    assert code_of(request) == ""
    assert signing.claimed_key_id(request.headers) == "t:s"
    assert signing.split_key_id("t:s") == ("t", "s")


@pytest.mark.parametrize(
    "changed",
    [
        {"method": "PUT"},
        {"url": URL.replace("after=3", "after=4")},
        {"url": URL.replace("stations/7", "stations/8")},
        {"url": URL.replace("central.test", "elsewhere.test")},
    ],
)
def test_each_covered_part_is_protected(changed: dict[str, str]) -> None:
    assert code_of(replace(signed(), **changed)) == "bad_signature"


def test_a_foreign_key_or_no_signature_is_refused() -> None:
    assert code_of(signed(), OTHER.public_key().public_bytes_raw()) == "bad_signature"
    assert code_of(HttpRequest("GET", URL, {})) == "bad_signature"
    with pytest.raises(SyncError) as caught:
        signing.claimed_key_id({"signature-input": "rubbish="})
    assert caught.value.code == "unsigned"


def test_a_swapped_body_is_found_by_comparing_the_digest() -> None:
    request = signed(b"hello")
    assert code_of(request) == ""  # the head alone still holds
    digest = request.headers["content-digest"]
    signing.check_content_digest(digest, hashlib.sha256(b"hello").digest())
    with pytest.raises(EvidenceError) as caught:
        signing.check_content_digest(digest, hashlib.sha256(b"hellO").digest())
    assert caught.value.code == "digest_mismatch"


def test_a_swapped_digest_breaks_the_signature() -> None:
    request = signed()
    request.headers["content-digest"] = signing.content_digest(b"other")
    assert code_of(request) == "bad_signature"


@pytest.mark.parametrize(
    ("minutes", "code"),
    [(0, ""), (4, ""), (-4, ""), (6, "clock_skew"), (-6, "clock_skew"), (525600, "clock_skew")],
)
def test_age_is_judged_by_our_own_clock(minutes: int, code: str) -> None:
    assert code_of(signed(), now=NOW + timedelta(minutes=minutes)) == code


def test_a_signature_without_the_digest_is_not_enough() -> None:
    request = signed()
    weak = request.headers["signature-input"].replace(' "content-digest"', "")
    request.headers["signature-input"] = weak
    assert code_of(request) == "bad_signature"


PART = {
    "protocol-version": "1", "upload-offset": "5", "upload-complete": "?0",
    "content-encoding": "zstd",
}  # fmt: skip


@pytest.mark.parametrize("name", PART)
def test_what_the_body_is_stands_under_the_signature_where_it_is_sent(name: str) -> None:
    def part(fields: dict[str, str]) -> HttpRequest:
        request = HttpRequest("PATCH", URL, dict(fields))
        signing.sign_request(request, b"hello", "t:s", NOW, KEY.sign)
        return request

    whole = part(PART)
    assert code_of(whole) == ""
    whole.headers[name] = "other"
    assert code_of(whole) == "bad_signature"
    del whole.headers[name]
    assert code_of(whole) == "bad_signature"
    lacking = {field: text for field, text in PART.items() if field != name}
    added = part(lacking)
    added.headers[name] = PART[name]
    # Who signs no version is a station of an early version, and signed nothing of the others.
    assert code_of(added) == ("" if name == "protocol-version" else "bad_signature")


def answered(request: HttpRequest, body: bytes = b"{}") -> HttpAnswer:
    fields = {"content-digest": signing.content_digest(body), "date": signing.http_date(NOW)}
    answer = HttpAnswer(200, request, fields)
    signing.sign_answer(answer, NOW, KEY.sign)
    return answer


def test_an_answer_tells_an_authenticated_time() -> None:
    assert signing.verify_answer(answered(signed()), b"{}", PUBLIC) == NOW


def test_an_answer_to_another_request_is_foreign() -> None:
    recorded = answered(signed(b"one"))
    for request in (signed(b"two"), HttpRequest("GET", URL, {})):
        with pytest.raises(SyncError) as caught:
            signing.verify_answer(replace(recorded, request=request), b"{}", PUBLIC)
        assert caught.value.code == "foreign_answer"


@pytest.mark.parametrize("status", [201, 404])
def test_an_answer_with_another_status_is_foreign(status: int) -> None:
    with pytest.raises(SyncError):
        signing.verify_answer(replace(answered(signed()), status_code=status), b"{}", PUBLIC)


def test_a_login_page_is_foreign() -> None:
    page = HttpAnswer(200, signed(), {"content-type": "text/html", "date": "whenever"})
    with pytest.raises(SyncError) as caught:
        signing.verify_answer(page, b"<html>", PUBLIC)
    assert caught.value.code == "foreign_answer"


def test_an_answer_with_a_swapped_body_is_foreign() -> None:
    with pytest.raises(SyncError):
        signing.verify_answer(answered(signed()), b"[]", PUBLIC)


def test_dates_of_the_header_survive_the_trip() -> None:
    assert signing.http_date(NOW) == "Sun, 01 Mar 2026 08:00:00 GMT"
    assert signing.parse_date(signing.http_date(NOW)) == NOW
    with pytest.raises(ValueError):
        signing.parse_date("Sun, 01 Mar 2026 08:00:00 CET")
