"""Makes this station known to a central system with a one-time code."""

from __future__ import annotations

import uuid

import httpx2
import msgspec

from inspector_app.domain.errors import SyncError
from inspector_app.services.ports import Enrolment, EnrolmentKeeper, KeyStore
from inspector_app.sync.transport import (
    LOOPBACK,
    client_of,
    exchange,
    open_client,
    read_answer,
    success,
    unsigned_request,
)
from inspector_app.sync.trust import asking_first
from inspector_app.wire.authority import AuthorityAnswer, check_authority, check_certificate
from inspector_app.wire.enrolment import (
    EnrolmentCode,
    central_address,
    parse_ticket,
    proof_message,
)
from inspector_app.wire.envelope import EnrolAnswer, EnrolRequest
from inspector_app.wire.signing import HttpAnswer, HttpRequest, content_digest, verify_answer


def enrol(
    queue: EnrolmentKeeper,
    keys: KeyStore,
    *,
    url: str,
    code: str,
    station_id: str,
    name: str,
    plain: bool = False,
) -> Enrolment:
    """Enrol and remember it; may be repeated with the same code when the answer was lost.

    ``station_id`` is the UUID the station's journal is linked with. ``url`` may be empty where
    the code brings its address. ``plain`` allows to go without TLS to another machine.

    SyncError ``bad_enrolment_code``, ``enrolment_code_mistyped``, ``central_address``,
    ``plain_http``, ``wrong_server`` (another authority than the code's), ``offline``, ``tls_…``,
    ``foreign_answer``; RefusedError ``enrolment_refused``, ``station_taken``, ``station_revoked``,
    ``station_forked``.
    """
    ticket = parse_ticket(code)
    address = central_address(url) if url.strip() else ticket.url
    check_address(address, plain=plain)
    authority = ask_authority(address, ticket.code)
    public_key = keys.public_key()
    message = proof_message(ticket.code, uuid.UUID(station_id).bytes, public_key)
    request = EnrolRequest(
        code=ticket.code.text(),
        station=station_id,
        public_key=public_key,
        proof=keys.sign(message),
        name=name,
    )
    answer = _send(address, request, authority)
    if answer.authority:
        check_certificate(answer.authority, ticket.code)
    enrolment = Enrolment(
        tenant=answer.tenant, station_id=station_id, url=address, server_key=answer.server_key,
        public_key=public_key, authority=authority.certificate,
    )  # fmt: skip
    queue.save_enrolment(enrolment)
    queue.resume()
    return enrolment


def check_address(address: str, *, plain: bool) -> None:
    """SyncError ``central_address`` for none, ``plain_http`` for one that anybody could listen
    to."""
    if not address:
        raise SyncError("central_address", address="")
    url = httpx2.URL(address)
    if url.scheme == "http" and url.host not in LOOPBACK and not plain:
        raise SyncError("plain_http", address=address)


def ask_authority(address: str, code: EnrolmentCode) -> AuthorityAnswer:
    """The authority of the system at ``address``, held against the code before anything is told
    to it; SyncError ``wrong_server``, ``foreign_answer``."""
    with client_of(address, asking_first()) as client:
        headers = {"content-digest": content_digest(b"")}
        request = client.build_request("GET", "/v1/ca", headers=headers)
        status, fields, content = exchange(client, request)
    if status != 200:
        raise SyncError("foreign_answer", status=status)
    try:
        answer = msgspec.json.decode(content, type=AuthorityAnswer)
    except msgspec.DecodeError as problem:
        raise SyncError("foreign_answer", status=status) from problem
    check_authority(answer, code)
    _prove(request, status, fields, content, answer.server_key)
    return answer


def _send(address: str, message: EnrolRequest, authority: AuthorityAnswer) -> EnrolAnswer:
    with open_client(address, authority.certificate) as client:
        request = unsigned_request(client, "/v1/enroll", msgspec.json.encode(message))
        status, fields, content = exchange(client, request)
    _prove(request, status, fields, content, authority.server_key)
    answer = read_answer(success(status, fields, content), EnrolAnswer)
    if answer.server_key != authority.server_key:
        raise SyncError("wrong_server")
    return answer


def _prove(
    request: httpx2.Request, status: int, fields: dict[str, str], content: bytes, key: bytes
) -> None:
    asked = HttpRequest(request.method, str(request.url), dict(request.headers.items()))
    verify_answer(HttpAnswer(status, asked, fields), content, key)
