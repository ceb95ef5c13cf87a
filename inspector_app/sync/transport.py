"""Signed requests, and answers that are believed only with the central signature."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeVar

import httpx2
import msgspec

from inspector_app.domain.errors import SyncError
from inspector_app.services.ports import Clock, Enrolment, KeyStore
from inspector_app.sync.answers import RefusedError
from inspector_app.sync.pace import Pace
from inspector_app.sync.request_keys import RequestKeys
from inspector_app.sync.trust import line_problem, system_trust, trusting
from inspector_app.wire.envelope import PROTOCOL_MAX, ProblemDetails
from inspector_app.wire.signing import (
    COVERED_FIELDS,
    HttpAnswer,
    HttpRequest,
    content_digest,
    key_id,
    sign_request,
    verify_answer,
)

Message = TypeVar("Message")
_LARGEST: Final = 64 * 1024 * 1024
_TIMEOUT: Final = httpx2.Timeout(30.0, connect=10.0)
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_PHOTO_METHODS: Final = frozenset({"PUT", "PATCH"})
"""Only photos go by these: the limit on the line is theirs."""
for _talkative in ("httpx2", "httpcore2"):
    # They log whole addresses and header fields; presigned addresses are keys to the photo store.
    logging.getLogger(_talkative).setLevel(logging.WARNING)
_NOTICEABLE: Final = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Answer:
    """A proved answer: its status is a success (2xx)."""

    status: int
    body: bytes


def open_client(url: str, authority: str = "") -> httpx2.Client:
    """A client of one central system; the machine's proxy settings hold, but not for loopback.

    ``authority`` is the certificate (PEM) of the only authority that is trusted; without one (a
    station enrolled by an early version) the system's own are.
    """
    return client_of(url, trusting(authority) if authority else system_trust())


def client_of(url: str, verify: ssl.SSLContext) -> httpx2.Client:
    """As ``open_client`` with the trust given."""
    loopback = httpx2.URL(url).host in LOOPBACK
    return httpx2.Client(
        base_url=url,
        verify=verify,
        timeout=_TIMEOUT,
        trust_env=not loopback,
        follow_redirects=False,
        # The digest covers the body as sent; nobody on the way shall pack it differently.
        headers={"accept-encoding": "identity", "protocol-version": str(PROTOCOL_MAX)},
    )


class Transport:
    """The central system as one enrolled station talks to it. Not for use from two threads.

    ``offset`` is server time minus station time as the last proved answer told it.
    """

    def __init__(
        self,
        client: httpx2.Client,
        enrolment: Enrolment,
        keys: KeyStore,
        clock: Clock,
        offset: timedelta = timedelta(0),
    ) -> None:
        self.offset = offset
        self.pace: Pace | None = None
        self.enrolment = enrolment
        self._client = client
        self._keys = keys
        self._clock = clock
        self._key_id = key_id(enrolment.tenant, enrolment.station_id)

    def call(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Answer:
        """A proved success.

        RefusedError with the central system's own code; SyncError ``offline`` without an answer and
        ``foreign_answer`` for one that is not proved. A wrong clock is corrected once.
        """
        try:
            return self._call(method, path, body, headers or {})
        except RefusedError as problem:
            if problem.code != "clock_skew" and not self._turned(problem):
                raise
        return self._call(method, path, body, headers or {})

    def _turned(self, problem: RefusedError) -> bool:
        """Whether another key may be the one the central system knows by now."""
        keys = self._keys
        return problem.code == "bad_signature" and isinstance(keys, RequestKeys) and keys.turn()

    def put_straight(self, url: str, body: bytes, headers: dict[str, str]) -> bool:
        """A PUT to the object store the central system named; whether it says it took it.

        Nothing it says is believed, and nothing of ours but the bytes is told to it. SyncError
        ``offline`` when the line broke.
        """
        try:
            with httpx2.Client(
                timeout=_TIMEOUT, follow_redirects=False, verify=system_trust()
            ) as client:
                length = {"content-length": str(len(body))}
                answer = client.put(url, content=self._paced(body), headers={**headers, **length})
        except httpx2.TransportError as problem:
            raise SyncError("offline") from problem
        return answer.is_success

    def ask(self, kind: type[Message], method: str, path: str, message: Any = None) -> Message:
        """``call`` with JSON in and out; SyncError ``unexpected_answer`` for another message."""
        if message is None:
            answer = self.call(method, path)
        else:
            headers = {"content-type": "application/json"}
            answer = self.call(method, path, msgspec.json.encode(message), headers)
        return read_answer(answer, kind)

    def _paced(self, body: bytes) -> bytes | Iterator[bytes]:
        return body if self.pace is None else self.pace.body(body)

    def _call(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        sending: bytes | Iterator[bytes] | None = body or None
        if body and method in _PHOTO_METHODS:
            sending, headers = self._paced(body), {**headers, "content-length": str(len(body))}
        request = self._client.build_request(method, path, content=sending, headers=headers)
        fields = request.headers
        covered = {name: fields[name] for name in COVERED_FIELDS if name in fields}
        asked = HttpRequest(method, str(request.url), covered)
        created = self._clock.now() + self.offset
        sign_request(asked, body, self._key_id, created, self._keys.sign)
        request.headers.update(asked.headers)
        status, told, content = exchange(self._client, request)
        date = verify_answer(HttpAnswer(status, asked, told), content, self.enrolment.server_key)
        difference = date - self._clock.now()
        self.offset = difference if abs(difference) > _NOTICEABLE else timedelta(0)
        return success(status, told, content)


def exchange(client: httpx2.Client, request: httpx2.Request) -> tuple[int, dict[str, str], bytes]:
    """Status, header fields and body as sent; SyncError ``offline`` on any transport failure, or
    why the line is not trusted (``trust.line_problem``)."""
    try:
        response = client.send(request, stream=True)
        try:
            content = _limited(response.iter_raw())
        finally:
            response.close()
    except (httpx2.TransportError, httpx2.StreamError) as problem:
        raise line_problem(problem) from problem
    return response.status_code, dict(response.headers.items()), content


def success(status: int, fields: dict[str, str], content: bytes) -> Answer:
    """The answer if it is a success, else RefusedError with the code of its problem details."""
    if 200 <= status < 300:
        return Answer(status, content)
    after = fields.get("retry-after", "")
    seconds = int(after) if after.isdecimal() else 0
    try:
        details = msgspec.json.decode(content, type=ProblemDetails)
    except msgspec.DecodeError:
        busy = status == 429 or status >= 500
        code = "server_busy" if busy else "unexpected_answer"
        raise RefusedError(code, status, seconds, {"status": status}) from None
    raise RefusedError(details.code, status, seconds, details.params)


def read_answer(answer: Answer, kind: type[Message]) -> Message:
    """The message of a proved answer; SyncError ``unexpected_answer``."""
    try:
        return msgspec.json.decode(answer.body, type=kind)
    except msgspec.DecodeError as problem:
        raise SyncError("unexpected_answer", status=answer.status) from problem


def unsigned_request(client: httpx2.Client, path: str, body: bytes) -> httpx2.Request:
    """A POST without a signature, as enrolment makes it."""
    headers = {"content-type": "application/json", "content-digest": content_digest(body)}
    return client.build_request("POST", path, content=body, headers=headers)


def _limited(parts: Iterator[bytes]) -> bytes:
    found = bytearray()
    for part in parts:
        found += part
        if len(found) > _LARGEST:
            raise SyncError("foreign_answer", status=200)
    return bytes(found)
