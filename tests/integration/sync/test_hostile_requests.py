"""Requests no station of ours would make: each is refused with its own code."""

from __future__ import annotations

import asyncio
import hashlib
import json
import tracemalloc
import uuid
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import msgspec
import pytest

from inspector_app.bootstrap.central_maintain import maintain
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.central import losing
from inspector_app.central.api.blobs import photo_arrived
from inspector_app.central.db import photos, stations
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import StorageError
from inspector_app.services.ports import Enrolment, SealedEvent
from inspector_app.wire import rotation
from inspector_app.wire.envelope import MAX_BATCH, MAX_PHOTO, EventLine
from inspector_app.wire.framing import compress, encode_lines
from inspector_app.wire.inspection import PersonPart
from inspector_app.wire.link import link
from inspector_app.wire.signing import (
    COVERED_FIELDS,
    HttpAnswer,
    HttpRequest,
    content_digest,
    key_id,
    sign_request,
    verify_answer,
)
from tests.fakes.sealed_payloads import inspection
from tests.fakes.send_queue import FakeKeys, MemoryStation
from tests.integration.sync import stored
from tests.integration.sync.conftest import StationMaker, engine_of


class Caller:
    """Signs properly, and lets a test spoil anything after or before that. Whatever is answered
    under /v1 has to be signed."""

    def __init__(self, station: MemoryStation) -> None:
        known = station.queue.enrolment()
        assert known is not None
        self.known: Enrolment = known
        self.station = station
        self.path = f"/v1/stations/{known.station_id}"

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        *,
        headers: dict[str, str] | None = None,
        skew: timedelta = timedelta(0),
        who: str | None = None,
        spoil: Callable[[httpx2.Request], None] | None = None,
        sent_body: bytes | None = None,
        present: bool = True,
    ) -> tuple[int, str]:
        with httpx2.Client(base_url=self.known.url, trust_env=False) as client:
            content = body if sent_body is None else sent_body
            fields = {"protocol-version": "1", **(headers or {})}
            request = client.build_request(method, path, content=content or None, headers=fields)
            covered = {each: fields[each] for each in COVERED_FIELDS if each in fields}
            asked = HttpRequest(method, str(request.url), covered if present else {})
            name = who or key_id(self.known.tenant, self.known.station_id)
            moment = datetime.now(UTC) + skew
            sign_request(asked, body, name, moment, self.station.keys.sign)
            request.headers.update(asked.headers)
            if spoil is not None:
                spoil(request)
            answer = client.send(request)
        sent = HttpRequest(method, asked.url, dict(request.headers.items()))  # without what is gone
        told = HttpAnswer(answer.status_code, sent, dict(answer.headers.items()))
        if request.url.path.startswith("/v1/"):
            verify_answer(told, answer.content, self.known.server_key)
        code = ""
        problem = answer.headers.get("content-type") == "application/problem+json"
        if problem and answer.content:
            code = str(answer.json()["code"])
        return answer.status_code, code

    def post_events(self, *lines: EventLine) -> tuple[int, str]:
        return self.send("POST", f"{self.path}/events", encode_lines(lines))


@pytest.fixture
def caller(station: MemoryStation) -> Caller:
    return Caller(station)


def sealed_line(station: MemoryStation, seq: int, previous: bytes, payload: bytes) -> EventLine:
    """A line that the station itself has signed, wherever in its chain it belongs."""
    bound = link(uuid.UUID(station.station_id).bytes, seq, previous, payload)
    return EventLine(
        seq=seq, kind="created", prev=previous.hex(), link=bound.hex(),
        signature=station.keys.sign(bound), payload=payload,
    )  # fmt: skip


def as_line(event: SealedEvent, **changes: object) -> EventLine:
    line = EventLine(
        seq=event.seq,
        kind=event.kind,
        prev=event.previous.hex(),
        link=event.link.hex(),
        signature=event.signature,
        payload=event.payload,
    )
    return msgspec.structs.replace(line, **changes)


def test_no_signature_no_answer_but_a_refusal(caller: Caller) -> None:
    def strip(request: httpx2.Request) -> None:
        del request.headers["signature"]
        del request.headers["signature-input"]

    assert caller.send("GET", caller.path, spoil=strip) == (401, "unsigned")


@pytest.mark.parametrize("who", ["nobody", "a:b", "::", "x:0192f3a0-7b1c-7def-8a01-000000000001"])
def test_unknown_callers_are_refused(caller: Caller, who: str) -> None:
    assert caller.send("GET", caller.path, who=who)[0] == 401


def test_a_station_speaks_only_for_itself(caller: Caller, make_station: StationMaker) -> None:
    other = make_station(2)
    path = f"/v1/stations/{other.station_id}"
    assert caller.send("GET", path) == (403, "not_your_station")
    assert caller.send("POST", f"{path}/events") == (403, "not_your_station")


@pytest.mark.parametrize("minutes", [-10, 10, 525600])
def test_a_stale_or_early_signature_is_refused(caller: Caller, minutes: int) -> None:
    assert caller.send("GET", caller.path, skew=timedelta(minutes=minutes)) == (401, "clock_skew")


@pytest.mark.parametrize("version", ["", "0", "2", "one", "1.5"])
def test_other_protocols_ask_for_an_upgrade(caller: Caller, version: str) -> None:
    headers = {"protocol-version": version}
    assert caller.send("GET", caller.path, headers=headers) == (426, "upgrade_required")


def test_a_swapped_body_is_refused(caller: Caller, station: MemoryStation) -> None:
    line = as_line(station.seal(inspection(1)))
    body = encode_lines([line])
    swapped = body.replace(b'"seq":1', b'"seq":2')
    answer = caller.send("POST", f"{caller.path}/events", body, sent_body=swapped)
    assert answer == (400, "digest_mismatch")


def doubled(name: str, text: str, *, first: bool) -> Callable[[httpx2.Request], None]:
    """One more line of a field, before or after those that are there."""

    def spoil(request: httpx2.Request) -> None:
        more = [(name, text)]
        lines = list(request.headers.multi_items())
        request.headers = httpx2.Headers(more + lines if first else lines + more)

    return spoil


@pytest.mark.parametrize("first", [True, False])
def test_a_swapped_body_with_a_digest_of_its_own_is_refused(
    caller: Caller, station: MemoryStation, tmp_path: Path, first: bool
) -> None:
    sent, meant = as_line(station.seal(inspection(1))), as_line(station.seal(inspection(2)))
    photo = hashlib.sha256(b"bc").hexdigest()
    part = {"upload-offset": "0", "upload-complete": "?1"}
    for method, path, body, swapped, headers in (
        ("POST", f"{caller.path}/events", encode_lines([meant]), encode_lines([sent]), {}),
        ("POST", "/v1/blobs/plan", b'{"blobs":[]}', b'{"blobs": []}', {}),
        ("POST", f"{caller.path}/claims", b'{"lots":[]}', b'{"lots": []}', {}),
        ("PATCH", f"/v1/uploads/{photo}", b"ab", b"bc", part),
    ):
        spoil = doubled("content-digest", content_digest(swapped), first=first)
        found = caller.send(method, path, body, headers=headers, spoil=spoil, sent_body=swapped)
        assert found == (400, "bad_encoding"), path
    assert stored.journal(tmp_path / "central", station) == []
    assert stored.photos_on_disk(tmp_path / "central") == {}


@pytest.mark.parametrize("first", [True, False])
def test_fields_that_must_come_once_are_refused_when_they_come_twice(
    caller: Caller, first: bool
) -> None:
    part = {"upload-offset": "0", "upload-complete": "?0", "content-encoding": "identity"}
    for name, text in (
        ("content-digest", content_digest(b"x")),
        ("content-encoding", "identity"),
        ("protocol-version", "1"),
        ("signature", "inspector=:AA==:"),
        ("signature-input", 'inspector=();keyid="a:b"'),
        ("upload-complete", "?1"),
        ("upload-offset", "1"),
    ):
        spoil = doubled(name, text, first=first)
        found = caller.send("PATCH", f"/v1/uploads/{'0' * 64}", b"x", headers=part, spoil=spoil)
        assert found == (400, "bad_encoding"), name


def test_where_a_part_belongs_and_how_a_body_is_packed_are_signed(
    caller: Caller, station: MemoryStation, tmp_path: Path
) -> None:
    path, photo = f"/v1/uploads/{hashlib.sha256(b'xx').hexdigest()}", b"x"
    part = {"upload-offset": "0", "upload-complete": "?0"}
    line = encode_lines([as_line(station.seal(inspection(1)))])
    for method, place, body, headers, changed in (
        ("PATCH", path, photo, part, {"upload-offset": "1"}),
        ("PATCH", path, photo, part, {"upload-complete": "?1"}),
        ("POST", f"{caller.path}/events", line, {}, {"content-encoding": "zstd"}),
        ("POST", f"{caller.path}/events", compress(line), {"content-encoding": "zstd"},
         {"content-encoding": "identity"}),
        ("POST", f"{caller.path}/events", line, {}, {"upload-offset": "7"}),
    ):  # fmt: skip

        def spoil(request: httpx2.Request, changed: dict[str, str] = changed) -> None:
            request.headers.update(changed)

        found = caller.send(method, place, body, headers=headers, spoil=spoil)
        assert found == (403, "bad_signature"), changed
    assert stored.journal(tmp_path / "central", station) == []
    assert caller.send("PATCH", path, photo, headers=part) == (200, "")


def test_a_station_of_an_early_version_signs_less_and_is_still_heard(
    caller: Caller, station: MemoryStation, tmp_path: Path
) -> None:
    body = compress(encode_lines([as_line(station.seal(inspection(1)))]))
    headers = {"content-encoding": "zstd"}
    found = caller.send("POST", f"{caller.path}/events", body, headers=headers, present=False)
    assert found == (200, "")
    assert stored.journal(tmp_path / "central", station) == stored.expected(station)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"payload": b"other"}, (400, "digest_mismatch")),
        ({"link": "0" * 64}, (400, "digest_mismatch")),
        ({"signature": bytes(64)}, (403, "bad_signature")),
        ({"prev": "1" * 64}, (400, "digest_mismatch")),
        ({"seq": 5}, (409, "gap")),
        ({"payload": bytes(256 * 1024 + 1)}, (413, "payload_too_large")),
    ],
)
def test_a_broken_event_is_refused_and_the_ones_before_it_are_kept(
    caller: Caller,
    station: MemoryStation,
    tmp_path: Path,
    changes: dict[str, object],
    expected: tuple[int, str],
) -> None:
    good, broken = station.seal(inspection(1)), station.seal(inspection(2))
    assert caller.post_events(as_line(good), as_line(broken, **changes)) == expected
    assert [row[0] for row in stored.journal(tmp_path / "central", station)] == [1]


def test_the_same_batch_again_gives_the_same_results(
    caller: Caller, station: MemoryStation, tmp_path: Path
) -> None:
    lines = [as_line(station.seal(inspection(number))) for number in range(3)]
    for _ in range(3):
        assert caller.post_events(*lines) == (200, "")
    assert stored.journal(tmp_path / "central", station) == stored.expected(station)
    assert len(stored.rows(tmp_path / "central", "SELECT * FROM inspections")) == 3
    assert len(stored.rows(tmp_path / "central", "SELECT * FROM receipts")) == 3


def test_one_place_claimed_twice_in_a_batch_is_refused(
    caller: Caller, station: MemoryStation
) -> None:
    line = as_line(station.seal(inspection(1)))
    assert caller.post_events(line, line) == (400, "bad_encoding")


def test_another_event_at_a_taken_place_forks_the_station(
    caller: Caller, station: MemoryStation
) -> None:
    station.seal(inspection(1))
    engine_of(station).run_once()
    other = sealed_line(station, 1, bytes(32), inspection(2))
    assert caller.post_events(other) == (409, "chain_fork")
    assert caller.post_events(other) == (423, "station_forked")


def test_a_second_end_of_the_chain_that_the_station_signed_forks_it(
    caller: Caller, station: MemoryStation
) -> None:
    station.seal(inspection(1))
    engine_of(station).run_once()
    assert caller.post_events(sealed_line(station, 2, b"1" * 32, inspection(2))) == (
        409, "chain_fork",
    )  # fmt: skip
    assert caller.send("GET", caller.path) == (200, "")
    assert caller.post_events() == (423, "station_forked")


def test_what_comes_again_is_held_against_the_key_of_its_place(
    caller: Caller, station: MemoryStation
) -> None:
    new, old = FakeKeys(bytes([77]) * 32), station.keys
    message = rotation.rotation_message(station.station_id, old.public_key(), new.public_key())
    change = rotation.KeyRotation(
        old_key=old.public_key(), new_key=new.public_key(), proof=new.sign(message),
        at=datetime.now(UTC), station_id=station.station_id,
        person=PersonPart(person_id="p", names={}, role="administrator"),
    )  # fmt: skip
    station.seal(inspection(1))
    station.seal(rotation.encode_rotation(change), kind=rotation.KIND)
    station.keys = new
    station.seal(inspection(2))
    lines = [as_line(event) for event in station.queue.events]
    station.keys = old
    assert caller.post_events(*lines) == (200, "")
    station.keys = new
    assert caller.post_events(*lines) == (200, "")
    late = sealed_line(station, 1, bytes(32), inspection(9))
    assert caller.post_events(late) == (403, "bad_signature")
    station.keys = old
    rival = sealed_line(station, 1, bytes(32), inspection(9))
    station.keys = new
    assert caller.post_events(rival) == (409, "chain_fork")


SPOILED: list[tuple[dict[str, object], tuple[int, str]]] = [
    ({"link": "0" * 64}, (400, "digest_mismatch")),
    ({"prev": "2" * 64}, (400, "digest_mismatch")),
    ({"payload": b"{}"}, (400, "digest_mismatch")),
    ({"payload": b"{}", "signature": bytes(64)}, (400, "digest_mismatch")),
    ({"signature": bytes(64)}, (403, "bad_signature")),
]


def test_what_anybody_could_have_written_neither_forks_nor_passes_for_a_known_event(
    caller: Caller, station: MemoryStation, tmp_path: Path
) -> None:
    sent = [as_line(station.seal(inspection(number))) for number in range(2)]
    engine_of(station).run_once()
    for changes, expected in SPOILED:
        for seq in (1, 2, 3):
            rival = sealed_line(station, seq, b"1" * 32, inspection(9))
            assert caller.post_events(msgspec.structs.replace(rival, **changes)) == expected
        for line in sent:
            assert caller.post_events(msgspec.structs.replace(line, **changes)) == expected
    assert caller.post_events(*sent) == (200, "")
    assert stored.journal(tmp_path / "central", station) == stored.expected(station)


@pytest.mark.parametrize(
    ("body", "encoding", "expected"),
    [
        (b"not json\n", "", (400, "bad_encoding")),
        (b"\xff\xfe", "", (400, "bad_encoding")),
        (b"not zstd", "zstd", (400, "bad_encoding")),
        (compress(b"x" * (MAX_BATCH + 1)), "zstd", (413, "batch_too_large")),
        (b"x" * (MAX_BATCH + 1), "", (413, "batch_too_large")),
        (b"{}", "gzip", (400, "bad_encoding")),
        (b'{"seq":1}\n' * 51, "", (413, "too_many_lines")),
    ],
)
def test_broken_bodies_are_refused(
    caller: Caller, body: bytes, encoding: str, expected: tuple[int, str]
) -> None:
    headers = {"content-encoding": encoding} if encoding else {}
    assert caller.send("POST", f"{caller.path}/events", body, headers=headers) == expected


@pytest.mark.parametrize(
    "name",
    [
        "..%2f..%2fkeys%2fcentral.pem",
        "../../keys/central.pem",
        "%2e%2e",
        "A" * 64,
        "0" * 63,
        "0" * 65,
        "0" * 64 + "%0a",
        "..%5c..%5ckeys",
    ],
)
def test_no_path_leads_out_of_the_photos(
    caller: Caller, central: EmbeddedCentral, tmp_path: Path, name: str
) -> None:
    before = sorted(path for path in (tmp_path / "central").rglob("*"))
    status, _ = caller.send("PUT", f"/v1/blobs/{name}", b"x")
    assert status in {403, 404, 405, 422}
    status, _ = caller.send("POST", f"/v1/blobs/{name}/verify")
    assert status in {403, 404, 405, 422}
    assert sorted(path for path in (tmp_path / "central").rglob("*")) == before


def test_a_character_no_table_holds_is_told_from_signs_that_only_look_like_it(
    caller: Caller, station: MemoryStation, tmp_path: Path
) -> None:
    numbers = ["a\0b", "a\\u0000b", "a\\\0b", "a\\\\u0000b"]
    for number in numbers:
        payload = json.loads(inspection(1))
        payload["record"]["id"], payload["lot"]["number"] = str(uuid.uuid4()), number
        station.seal(json.dumps(payload).encode())
    assert caller.post_events(*map(as_line, station.queue.events)) == (200, "")
    assert stored.journal(tmp_path / "central", station) == stored.expected(station)
    judged = stored.rows(tmp_path / "central", "SELECT state, why FROM events ORDER BY seq")
    poisoned, fine = ("quarantined", "impossible_value"), ("accepted", "")
    assert judged == [poisoned, fine, poisoned, fine]
    shown = stored.rows(tmp_path / "central", "SELECT lot_number FROM inspections")
    assert sorted(shown) == sorted([(numbers[1],), (numbers[3],)])


def test_names_of_packings_know_no_case_and_identity_is_none(
    caller: Caller, station: MemoryStation, tmp_path: Path
) -> None:
    for number, (encoding, packed) in enumerate(
        [("ZSTD", True), ("Zstd, identity", True), ("identity", False), ("IDENTITY", False)]
    ):
        body = encode_lines([as_line(station.seal(inspection(number)))])
        sent = compress(body) if packed else body
        headers = {"content-encoding": encoding}
        assert caller.send("POST", f"{caller.path}/events", sent, headers=headers) == (200, "")
    assert stored.journal(tmp_path / "central", station) == stored.expected(station)
    for encoding in ("zstd, zstd", "br", "x"):
        headers = {"content-encoding": encoding}
        for path in (f"{caller.path}/events", "/v1/blobs/plan"):
            found = caller.send("POST", path, b'{"blobs":[]}', headers=headers)
            assert found == (400, "bad_encoding"), (encoding, path)


def test_a_photo_under_a_wrong_name_is_refused(caller: Caller, tmp_path: Path) -> None:
    sha256 = hashlib.sha256(b"right").hexdigest()
    assert caller.send("PUT", f"/v1/blobs/{sha256}", b"wrong") == (422, "blob_mismatch")
    answer = caller.send("PUT", f"/v1/blobs/{sha256}", b"right", sent_body=b"wrong")
    assert answer == (422, "blob_mismatch")
    assert stored.photos_on_disk(tmp_path / "central") == {}
    assert caller.send("HEAD", f"/v1/blobs/{sha256}")[0] == 404
    assert caller.send("PUT", f"/v1/blobs/{sha256}", b"right") == (201, "")
    assert caller.send("HEAD", f"/v1/blobs/{sha256}")[0] == 200


def test_a_photo_too_large_is_stopped_on_the_way(caller: Caller, tmp_path: Path) -> None:
    body = bytes(MAX_PHOTO + 1)
    sha256 = hashlib.sha256(body).hexdigest()
    assert caller.send("PUT", f"/v1/blobs/{sha256}", body) == (413, "photo_too_large")
    assert stored.photos_on_disk(tmp_path / "central") == {}


def test_a_photo_damaged_on_the_central_disk_is_found_and_asked_for_again(
    caller: Caller, station: MemoryStation, tmp_path: Path
) -> None:
    photo = b"evidence"
    station.seal(inspection(1, [photo]), [photo])
    engine_of(station).run_once()
    (sha256,) = station.queue.photos
    assert caller.send("POST", f"/v1/blobs/{sha256}/verify") == (200, "")
    stored.spoil_photo(tmp_path / "central", sha256, b"evidencf")
    assert caller.send("POST", f"/v1/blobs/{sha256}/verify") == (422, "blob_mismatch")
    assert caller.send("HEAD", f"/v1/blobs/{sha256}")[0] == 404
    (row,) = stored.rows(tmp_path / "central", "SELECT state, photos_verified FROM inspections")
    assert row == ("received", 0)
    assert station.queue.photos[sha256].state == "verified"
    report = engine_of(station).run_once(force=True)
    assert (report.outcome, report.sent.photos, report.sent.receipts) == ("done", 1, 1)
    assert station.queue.photos[sha256].state == "verified"
    assert caller.send("POST", f"/v1/blobs/{sha256}/verify") == (200, "")
    (row,) = stored.rows(tmp_path / "central", "SELECT state, photos_verified FROM inspections")
    assert row == ("complete", 1)
    assert engine_of(station).run_once(force=True).sent.photos == 0


def test_a_photo_that_vanished_from_the_store_is_asked_for_again(
    caller: Caller, central: EmbeddedCentral, station: MemoryStation
) -> None:
    photo = b"evidence"
    station.seal(inspection(1, [photo]), [photo])
    engine_of(station).run_once()
    (sha256,) = station.queue.photos
    central.call(lambda parts: parts.blobs.remove(caller.known.tenant, sha256))
    assert caller.send("POST", f"/v1/blobs/{sha256}/verify") == (404, "blob_missing")
    assert engine_of(station).run_once(force=True).sent.photos == 1
    assert caller.send("POST", f"/v1/blobs/{sha256}/verify") == (200, "")


def test_maintenance_finds_damaged_photos_and_their_stations_send_them_again(
    caller: Caller, station: MemoryStation, tmp_path: Path
) -> None:
    photos = [b"evidence", b"more evidence", b"still more"]
    station.seal(inspection(1, photos), photos)
    engine_of(station).run_once()
    folder = tmp_path / "central"
    assert maintain(folder, everything=True).lost == []
    damaged = sorted(station.queue.photos)[1]
    stored.spoil_photo(folder, damaged, b"evidencf")
    done = maintain(folder, everything=True)
    assert (done.looked, done.lost) == (3, [damaged])
    done = maintain(folder, photos=2)
    assert (done.looked, done.lost) == (2, []), "what is known to be lost is not looked at"
    assert engine_of(station).run_once(force=True).sent.photos == 1
    assert maintain(folder, everything=True).looked == 3
    assert maintain(folder, photos=0).looked == 0


def test_photos_that_are_back_are_found_again(
    caller: Caller, central: EmbeddedCentral, station: MemoryStation, tmp_path: Path
) -> None:
    photo = b"evidence"
    station.seal(inspection(1, [photo]), [photo])
    engine_of(station).run_once()
    folder, (sha256,) = tmp_path / "central", station.queue.photos
    stored.spoil_photo(folder, sha256, b"evidencf")
    assert maintain(folder).lost == [sha256]
    station.queue.photos[sha256].state = "corrupt"  # it was cleared here, and could not be sent
    station.queue.photos[sha256].reason = "photo_missing"
    assert maintain(folder).found == 0
    stored.spoil_photo(folder, sha256, photo)
    done = maintain(folder)
    assert (done.lost, done.found) == ([], 1)
    (row,) = stored.rows(folder, "SELECT state, photos_verified FROM inspections")
    assert row == ("complete", 1)
    engine_of(station).run_once(force=True)
    assert station.queue.photos[sha256].state == "verified"
    assert caller.send("HEAD", f"/v1/blobs/{sha256}")[0] == 200


def test_a_store_that_is_empty_is_no_loss(station: MemoryStation, tmp_path: Path) -> None:
    photos = [bytes([number]) * 9 for number in range(6)]
    station.seal(inspection(1, photos), photos)
    engine_of(station).run_once()
    folder = tmp_path / "central"
    stored.lose_photos(stored.photo_store(folder))
    with pytest.raises(StorageError) as caught:
        maintain(folder, everything=True)
    assert caught.value.code == "photos_gone"
    (row,) = stored.rows(folder, "SELECT state, photos_verified FROM inspections")
    assert row == ("complete", 6)


def test_lost_photos_are_asked_for_in_turns(
    caller: Caller, central: EmbeddedCentral, station: MemoryStation
) -> None:
    contents = [bytes([number]) * 9 for number in range(3)]
    station.seal(inspection(1, contents), contents)
    engine_of(station).run_once()
    tenant, names = caller.known.tenant, sorted(station.queue.photos)

    async def lose(parts: Parts) -> list[list[str]]:
        for name in names:
            await parts.blobs.remove(tenant, name)
            assert await losing.lose_unless_intact(parts, tenant, name)
        async with parts.db.read(tenant) as tx:
            return [
                await photos.lost(tx, tenant, [station.station_id], start, 2)
                for start in ("", names[1], names[2], "g")
            ]

    assert central.call(lose) == [
        names[:2], names[1:], [names[2], names[0]], names[:2],
    ]  # fmt: skip


def test_a_good_copy_that_arrives_while_a_bad_one_is_found_stays(
    caller: Caller, central: EmbeddedCentral, station: MemoryStation, tmp_path: Path
) -> None:
    photo = b"evidence"
    station.seal(inspection(1, [photo]), [photo])
    engine_of(station).run_once()
    (sha256,) = station.queue.photos
    stored.spoil_photo(tmp_path / "central", sha256, b"evidencf")

    async def at_once(parts: Parts) -> None:
        await asyncio.gather(
            losing.lose_unless_intact(parts, caller.known.tenant, sha256),
            _sent_again(parts, caller.known.tenant, sha256, photo),
        )

    for _ in range(20):
        central.call(at_once)
        assert caller.send("POST", f"/v1/blobs/{sha256}/verify") == (200, "")
        stored.spoil_photo(tmp_path / "central", sha256, b"evidencf")


async def _sent_again(parts: Parts, tenant: str, sha256: str, photo: bytes) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield photo

    size = await parts.blobs.receive(tenant, sha256, body(), parts.ids.new())
    await photo_arrived(parts, tenant, sha256, size)


def test_a_revoked_station_is_refused(
    caller: Caller, central: EmbeddedCentral, station: MemoryStation
) -> None:
    async def revoke(parts: Parts) -> None:
        async with parts.db.write(caller.known.tenant) as tx:
            await stations.change(tx, caller.known.tenant, station.station_id, state="revoked")

    central.call(revoke)
    assert caller.send("GET", caller.path) == (423, "station_revoked")
    report = engine_of(station).run_once()
    assert report.outcome == "stopped"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/v1/feeds/secrets/snapshot", (404, "unknown_feed")),
        ("/v1/feeds/products/changes?epoch=other&after=0", (410, "feed_epoch")),
        ("/v1/feeds/products/changes?epoch=x", (400, "bad_encoding")),
        ("/v1/feeds/products/changes?epoch=x&after=0&limit=100000", (400, "bad_encoding")),
        ("/v1/nothing", (404, "not_found")),
    ],
)
def test_wrong_questions_are_refused(caller: Caller, path: str, expected: tuple[int, str]) -> None:
    assert caller.send("GET", path) == expected


def test_a_cursor_beyond_the_counter_means_another_epoch(
    caller: Caller, station: MemoryStation
) -> None:
    engine_of(station).run_once()
    cursor = station.sink.cursors["products"]
    path = f"/v1/feeds/products/changes?epoch={cursor.epoch}&after={cursor.after}"
    assert caller.send("GET", path) == (200, "")
    assert caller.send("GET", f"{path}0") == (410, "feed_epoch")


def test_a_photo_passes_through_in_parts_and_is_signed_before_them(
    caller: Caller, tmp_path: Path
) -> None:
    photo = bytes(range(256)) * 4096 * 32
    sha256 = hashlib.sha256(photo).hexdigest()
    assert caller.send("PUT", f"/v1/blobs/{sha256}", photo) == (201, "")
    with httpx2.Client(base_url=caller.known.url, trust_env=False) as client:
        request = client.build_request("GET", f"/v1/blobs/{sha256}")
        request.headers["protocol-version"] = "1"
        asked = HttpRequest("GET", str(request.url), {"protocol-version": "1"})
        who = key_id(caller.known.tenant, caller.known.station_id)
        sign_request(asked, b"", who, datetime.now(UTC), caller.station.keys.sign)
        request.headers.update(asked.headers)
        tracemalloc.start()
        answer = client.send(request, stream=True)
        hasher = hashlib.sha256()
        for part in answer.iter_raw():
            hasher.update(part)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        answer.close()
    told = HttpAnswer(answer.status_code, asked, dict(answer.headers.items()))
    verify_answer(told, photo, caller.known.server_key)
    assert (answer.status_code, answer.headers["content-length"]) == (200, str(len(photo)))
    assert hasher.hexdigest() == sha256
    assert most < len(photo) / 2, f"{most} bytes held for {len(photo)}"


def test_a_photo_that_rotted_is_missing_and_wanted_again(caller: Caller, tmp_path: Path) -> None:
    photo = b"evidence"
    sha256 = hashlib.sha256(photo).hexdigest()
    assert caller.send("PUT", f"/v1/blobs/{sha256}", photo) == (201, "")
    assert caller.send("GET", f"/v1/blobs/{sha256}") == (200, "")
    stored.spoil_photo(tmp_path / "central", sha256, b"evidencf")
    assert caller.send("GET", f"/v1/blobs/{sha256}") == (404, "blob_missing")
    assert caller.send("HEAD", f"/v1/blobs/{sha256}") == (404, "")
    assert caller.send("PUT", f"/v1/blobs/{sha256}", photo) == (201, "")
    assert caller.send("GET", f"/v1/blobs/{sha256}") == (200, "")
