"""Makes this station known to a central system with a one-time code."""

from __future__ import annotations

import uuid

import msgspec

from inspector_app.domain.errors import SyncError
from inspector_app.services.ports import Enrolment, KeyStore, SendQueue
from inspector_app.sync.transport import (
    exchange,
    open_client,
    read_answer,
    success,
    unsigned_request,
)
from inspector_app.wire.enrolment import EnrolmentCode, parse_code, proof_message
from inspector_app.wire.envelope import EnrolAnswer, EnrolRequest
from inspector_app.wire.signing import HttpAnswer, HttpRequest, verify_answer


def enrol(
    queue: SendQueue, keys: KeyStore, *, url: str, code: str, station_id: str, name: str
) -> Enrolment:
    """Enrol and remember it; may be repeated with the same code when the answer was lost.

    ``station_id`` is the UUID the station's journal is linked with. SyncError
    ``bad_enrolment_code``, ``wrong_server`` (the key is not the one the code was given for),
    ``offline``, ``foreign_answer``; RefusedError ``enrolment_refused``, ``station_taken``.
    """
    given = parse_code(code)
    public_key = keys.public_key()
    message = proof_message(given, uuid.UUID(station_id).bytes, public_key)
    request = EnrolRequest(
        code=given.text(),
        station=station_id,
        public_key=public_key,
        proof=keys.sign(message),
        name=name,
    )
    answer = _send(url, msgspec.json.encode(request), given)
    enrolment = Enrolment(
        tenant=answer.tenant, station_id=station_id, url=url, server_key=answer.server_key,
        public_key=public_key,
    )  # fmt: skip
    queue.save_enrolment(enrolment)
    queue.resume()
    return enrolment


def _send(url: str, body: bytes, given: EnrolmentCode) -> EnrolAnswer:
    with open_client(url) as client:
        request = unsigned_request(client, "/v1/enroll", body)
        status, fields, content = exchange(client, request)
    answer = read_answer(success(status, fields, content), EnrolAnswer)
    if not given.is_for(answer.server_key):
        raise SyncError("wrong_server")
    asked = HttpRequest("POST", str(request.url), dict(request.headers.items()))
    verify_answer(HttpAnswer(status, asked, fields), content, answer.server_key)
    return answer
