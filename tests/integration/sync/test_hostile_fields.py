"""Every field of every endpoint, with what nobody should send: a problem with a code, never a 500.

The suite fails on any stray warning or error in the log, so a failure inside cannot hide.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx2
import msgspec
import pytest
from hypothesis import HealthCheck, example, given, seed, settings
from hypothesis import strategies as st

from inspector_app.bootstrap import embedded_central, server
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.central.problems import STATUS
from inspector_app.services.ports import SealedEvent
from inspector_app.sync.enrol import enrol
from inspector_app.wire.envelope import MAX_BATCH, EventLine
from inspector_app.wire.framing import compress, encode_lines
from inspector_app.wire.signing import HttpRequest, key_id, sign_request
from tests.fakes.sealed_payloads import inspection, products
from tests.fakes.send_queue import MemoryStation
from tests.integration.sync.conftest import Servers, engine_of, found_central

PASSWORD = "correct horse battery"
SEED = 20261122
bounded = settings(
    max_examples=12,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)

NASTY = [
    "",
    "\0",
    "'; DROP TABLE events; --",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "<script>alert(1)</script>",
    "../../keys/central.pem",
    "..%2f..%2fkeys",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "9" * 400,
    "-1",
    "9223372036854775808",
    "1e999",
    "NaN",
    "\u202e\ufeff\u2028",
    "a" * 3000,
    "%00%ff%fe",
]
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=60))
fields = st.one_of(
    st.sampled_from([one for one in NASTY if one.isprintable() and one.isascii()]),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=80),
).map(str.strip)
numbers = st.one_of(
    st.integers(),
    st.sampled_from([2**63, -(2**63) - 1, 2**64, 10**300]),
    st.floats(allow_nan=False),
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, texts),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


class World:
    """A running system, a station that signs, and a reader of the pages."""

    def __init__(self, url: str, station: MemoryStation) -> None:
        known = station.queue.enrolment()
        assert known is not None
        self.known = known
        self.station = station
        self.path = f"/v1/stations/{known.station_id}"
        self.client = httpx2.Client(base_url=url, trust_env=False)
        self.reader = httpx2.Client(base_url=url, trust_env=False)

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        spoilt: dict[str, str] | None = None,
    ) -> httpx2.Response:
        """Signed properly, then ``spoilt``."""
        given = {"protocol-version": "1", **(headers or {})}
        request = self.client.build_request(method, path, content=body or None, headers=given)
        asked = HttpRequest(method, str(request.url))
        who = key_id(self.known.tenant, self.known.station_id)
        sign_request(asked, body, who, datetime.now(UTC), self.station.keys.sign)
        request.headers.update(asked.headers)
        request.headers.update(spoilt or {})
        return self.client.send(request)


@pytest.fixture(scope="module")
def world(backend: Servers | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("hostile") / "central"
    found_central(backend, folder, password=PASSWORD)
    server.load_master(folder, MasterData(products=products()))
    running = embedded_central.start_embedded(folder)
    station_id = "0192f3a0-7b1c-7def-8a01-000000000001"
    station = MemoryStation(folder.parent / "station", station_id, seed=bytes([1]) * 32)
    code = running.enrolment_code()
    enrol(station.queue, station.keys, url=running.url, code=code, station_id=station_id, name="1")
    found = World(running.url, station)
    answer = found.reader.post("/sign-in", data={"name": "admin", "password": PASSWORD})
    assert answer.status_code == 303
    yield found
    found.client.close()
    found.reader.close()
    running.stop()


def check(answer: httpx2.Response) -> str:
    """The code of a refusal that is what it should be; ``""`` for a success."""
    if answer.status_code < 400:
        return ""
    assert answer.status_code not in {500, 502, 504}, answer.text
    if answer.request.method == "HEAD":
        return "head"
    if not answer.request.url.path.startswith("/v1/"):  # a client that walks up by itself
        return "page"
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    expected = STATUS.get(told["code"], answer.status_code)
    assert (told["status"], expected) == (answer.status_code, answer.status_code)
    assert told["code"]
    return str(told["code"])


SEGMENTS = [
    ("GET", "/v1/stations/{}"),
    ("POST", "/v1/stations/{}/events"),
    ("GET", "/v1/stations/{}/receipts"),
    ("HEAD", "/v1/blobs/{}"),
    ("GET", "/v1/blobs/{}"),
    ("PUT", "/v1/blobs/{}"),
    ("POST", "/v1/blobs/{}/verify"),
    ("POST", "/v1/uploads/{}?size=10"),
    ("HEAD", "/v1/uploads/{}"),
    ("PATCH", "/v1/uploads/{}"),
    ("GET", "/v1/feeds/{}/snapshot"),
    ("GET", "/v1/feeds/{}/changes?epoch=x&after=0"),
]


@seed(SEED)
@bounded
@given(place=st.sampled_from(SEGMENTS), text=texts)
@example(place=SEGMENTS[5], text="..")
@example(place=SEGMENTS[8], text="0" * 64 + "\n")
def test_names_in_paths(world: World, place: tuple[str, str], text: str) -> None:
    method, template = place
    whole = {"upload-offset": "0", "upload-complete": "?1"} if method == "PATCH" else {}
    segment = quote(text.encode("utf-8", "surrogatepass"), safe="")
    answer = world.send(method, template.format(segment), headers=whole)
    assert check(answer), "a name nobody has must be refused"


QUERIES = [
    ("GET", "/v1/feeds/products/changes", ("epoch", "after", "limit")),
    ("POST", "/v1/uploads/" + "0" * 64, ("size",)),
    ("GET", "{station}/receipts", ("after",)),
    ("GET", "{station}", ("settle", "earlier")),
]


@seed(SEED)
@bounded
@given(
    place=st.sampled_from(QUERIES), given=st.lists(st.one_of(texts, numbers.map(str)), min_size=3)
)
def test_queries(world: World, place: tuple[str, str, tuple[str, ...]], given: list[str]) -> None:
    method, path, names = place
    pairs = [
        f"{name}={quote(text.encode('utf-8', 'surrogatepass'), safe='')}"
        for name, text in zip(names, given, strict=False)
    ]
    check(world.send(method, path.format(station=world.path) + "?" + "&".join(pairs)))


@pytest.mark.parametrize("number", ["-1", "9223372036854775808", "9" * 400, "1.5", "٣", "0x1"])
def test_numbers_no_database_can_hold(world: World, number: str) -> None:
    for path in (
        f"{world.path}/receipts?after={number}",
        f"/v1/feeds/products/changes?epoch=empty&after={number}",
    ):
        assert check(world.send("GET", path)) in {"bad_encoding", "feed_epoch"}


HEADERS = [
    "protocol-version",
    "signature-input",
    "signature",
    "content-digest",
    "content-encoding",
    "content-type",
    "authorization",
    "cookie",
    "accept-language",
    "upload-offset",
    "upload-complete",
    "forwarded",
    "x-forwarded-for",
    "idempotency-key",
]


@seed(SEED)
@settings(bounded, max_examples=24)
@given(name=st.sampled_from(HEADERS), text=fields)
@example(name="protocol-version", text="9" * 5000)
@example(name="signature-input", text='inspector=("@method");created=1;keyid="a:b"')
@example(name="signature-input", text='inspector=();created="x";keyid=5')
@example(name="signature-input", text="inspector=1")
@example(name="signature", text="inspector=:AAAA:")
@example(name="signature", text="inspector=?1")
def test_header_fields(world: World, name: str, text: str) -> None:
    for method, path in (
        ("GET", world.path),
        ("POST", f"{world.path}/events"),
        ("PATCH", "/v1/uploads/" + "1" * 64),
    ):
        check(world.send(method, path, spoilt={name: text}))


@seed(SEED)
@bounded
@given(created=st.one_of(numbers, texts.filter(lambda text: text.isprintable() and text.isascii())))
def test_the_time_of_a_signature(world: World, created: object) -> None:
    """Rewritten after signing: at best the signature is wrong."""
    who = key_id(world.known.tenant, world.known.station_id)
    parts = '("@method" "@authority" "@path" "@query" "content-digest")'
    field = f'inspector={parts};created={created};keyid="{who}";alg="ed25519"'
    field += ';tag="inspector-request-1"'
    assert check(world.send("GET", world.path, spoilt={"signature-input": field}))


def test_too_many_and_too_large_fields_are_refused(world: World) -> None:
    many = {f"x-{number}": "1" for number in range(120)}
    assert check(world.send("GET", world.path, spoilt=many)) == "fields_too_large"
    assert check(world.send("GET", world.path, spoilt={"x": "a" * 20_000})) == "fields_too_large"


@seed(SEED)
@bounded
@given(path=st.sampled_from(["/v1/blobs/plan", "/v1/enroll"]), value=values)
@example(path="/v1/blobs/plan", value={"blobs": [{"sha256": "0" * 64, "size": 10**300}]})
@example(path="/v1/enroll", value={"code": "\ud800", "station": "x"})
def test_messages(world: World, path: str, value: Any) -> None:
    text = json.dumps(value).encode()
    assert check(world.send("POST", path, text))
    check(world.send("POST", path, text[: len(text) // 2]))


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 60_000,
        b'{"blobs":' + b"[" * 2000 + b"]" * 2000 + b"}",
        b'"\\ud800"',
        b"\xff\xfe\x00",
        b"\x00" * 100,
        b"{" + b'"a":1,' * 9000 + b'"a":1}',
        b"9" * 60_000,
    ],
    ids=["nested", "closed", "surrogate", "bytes", "nul", "wide", "digits"],
)
def test_messages_no_parser_likes(world: World, body: bytes) -> None:
    assert check(world.send("POST", "/v1/blobs/plan", body)) == "bad_encoding"
    assert check(world.send("POST", f"{world.path}/events", body + b"\n")) == "bad_encoding"


def sealed(world: World, payload: bytes, kind: str = "created") -> bytes:
    event: SealedEvent = world.station.seal(payload, kind=kind)
    line = EventLine(
        seq=event.seq,
        kind=event.kind,
        prev=event.previous.hex(),
        link=event.link.hex(),
        signature=event.signature,
        payload=event.payload,
    )
    return encode_lines([line])


@seed(SEED)
@bounded
@given(name=st.sampled_from(["seq", "kind", "prev", "link", "signature", "payload"]), value=values)
def test_fields_of_an_event(world: World, name: str, value: Any) -> None:
    good = {
        "seq": 1, "kind": "created", "prev": "0" * 64, "link": "0" * 64,
        "signature": "A" * 86 + "==", "payload": "",
    }  # fmt: skip
    body = json.dumps({**good, name: value}).encode() + b"\n"
    assert check(world.send("POST", f"{world.path}/events", body))


@seed(SEED)
@bounded
@given(value=values, kind=st.sampled_from(["created", "disposed", "voided", "standard_published"]))
@example(
    value={"schema": "inspection/1", "lot": {"number": "\ud800\0", "size": 10**300}}, kind="created"
)
@example(value={"schema": "x" * 5000}, kind="created")
@example(value={"schema": "disposition/1", "inspection": "\0"}, kind="disposed")
def test_what_is_sealed_is_stored_whatever_it_says(world: World, value: Any, kind: str) -> None:
    """A poison record is quarantined and blocks nothing; so does one that is no JSON at all."""
    text = json.dumps(value).encode()
    deep = b'{"schema":"inspection/1","x":' + b"[" * 100_000
    for payload in (text, text[:-1], b"\x00\xff" + text, b"[" * 100_000, deep):
        body = sealed(world, payload, kind)
        answer = world.send("POST", f"{world.path}/events", body)
        assert check(answer) == "", answer.text


STRINGS = ["<b id=evil>", "{{1234567*3}}", "'; --", "\0", "\ud800"]


def spoil(value: Any, text: str) -> Any:
    if isinstance(value, str) and not value[:1].isdigit() and "/" not in value:
        return value + text
    if isinstance(value, dict):
        return {key: spoil(part, text) for key, part in value.items()}
    return [spoil(part, text) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("text", STRINGS)
def test_pages_show_what_records_say_as_text(world: World, text: str) -> None:
    whole = json.loads(inspection(7))
    for part in ("lot", "product", "order", "supplier", "people", "signer"):
        record = {**whole, "id": f"01930000-0000-7000-8000-{STRINGS.index(text):012d}"}
        if part in record:
            record[part] = spoil(record[part], text)
        body = sealed(world, json.dumps(record).encode())
        assert check(world.send("POST", f"{world.path}/events", body)) == ""
    for page in ("/inspections", "/stations", "/severity"):
        shown = world.reader.get(page)
        assert shown.status_code == 200
        assert "<b id=evil>" not in shown.text
        assert "3703701" not in shown.text
    for path in set(_links(world.reader.get("/inspections").text)):
        shown = world.reader.get(path)
        assert shown.status_code == 200
        assert "<b id=evil>" not in shown.text


def _links(page: str) -> list[str]:
    return [
        part.split('"')[0] for part in page.split('href="')[1:] if part.startswith("/inspections/")
    ]


PAGES = [
    "/inspections?words={}",
    "/inspections?verdict={}&station={}",
    "/inspections?since={}&until={}",
    "/inspections?before={}",
    "/inspections?before={}.x",
    "/inspections/{}",
    "/inspections/{}?digest={}",
    "/inspections/{}/report.pdf?lang={}",
    "/photos/{}",
    "/photos/{}/small",
    "/severity/{}",
    "/users?done={}",
    "/sign-in?changed={}",
    "/sign-in?next={}&why={}",
    "/lines?words={}&after={}&done={}",
    "/lines?after=1.1.{}",
    "/disputes?about={}",
    "/disputes?after=1.{}&shown={}&done={}",
    "/complaints?words={}&after={}&shown={}",
    "/static/{}",
    "/{}",
]


@seed(SEED)
@settings(bounded, max_examples=24)
@given(page=st.sampled_from(PAGES), text=texts)
@example(page="/inspections?since={}&until={}", text="9999-99-99")
@example(page="/inspections?before={}.x", text="9" * 15)
def test_addresses_of_pages(world: World, page: str, text: str) -> None:
    shown = quote(text.encode("utf-8", "surrogatepass"), safe="")
    answer = world.reader.get(page.replace("{}", shown))
    assert answer.status_code < 500
    assert "<script>alert" not in answer.text


FORMS: dict[str, tuple[str, ...]] = {
    "/sign-in": ("name", "password", "next"),
    "/lines": ("order", "line", "words", "after"),
    "/lines?": ("station", "units", "order", "line"),
    "/disputes/x": ("how", "note"),
    "/complaints/x": ("conclusion",),
    "/inspections/x/decide": ("choice", "note"),
    "/users": ("user", "name", "role", "password"),
    "/users/nobody/role": ("role",),
    "/users/nobody/active": ("active",),
    "/users/nobody/password": ("password",),
    "/account/password": ("old", "new", "again"),
    "/language/en": ("back",),
}


@seed(SEED)
@settings(bounded, max_examples=8)
@given(path=st.sampled_from(sorted(FORMS)), given=st.lists(texts, min_size=4, max_size=4))
def test_forms_of_pages(world: World, path: str, given: list[str]) -> None:
    client: Callable[..., httpx2.Response] = world.reader.post
    body = "&".join(
        f"{name}={quote(text.encode('utf-8', 'surrogatepass'), safe='')}"
        for name, text in zip(FORMS[path], given, strict=False)
    )
    if path in {"/users", "/account/password"}:
        body += "&password=short&new=a&again=b"  # nobody is made, nothing is changed
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = client(path, content=body.encode("latin-1", "replace"), headers=kind)
    assert answer.status_code < 500
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (compress(b"x" * (MAX_BATCH + 1)), "batch_too_large"),
        (compress(bytes(200 * 1024 * 1024)), "batch_too_large"),
        (compress(b"{}\n")[:-1], "bad_encoding"),
        (compress(b"{}\n") + b"more", "bad_encoding"),
        (compress(b"{}\n") * 2, "bad_encoding"),
        (compress(compress(b"{}\n")), "bad_encoding"),
        (b"\x28\xb5\x2f\xfd" + b"\xff" * 20, "bad_encoding"),
        (b"", "bad_encoding"),
    ],
    ids=["over", "bomb", "cut", "trailing", "two", "twice", "garbage", "nothing"],
)
def test_compressed_bodies(world: World, body: bytes, code: str) -> None:
    packed = {"content-encoding": "zstd"}
    answer = world.send("POST", f"{world.path}/events", body, headers=packed)
    assert check(answer) == code


def test_a_swapped_body_and_a_replay_change_nothing(world: World) -> None:
    body = sealed(world, msgspec.json.encode({"schema": "inspection/1"}))
    path = f"{world.path}/events"
    first = world.send("POST", path, body)
    again = world.send("POST", path, body)
    assert (check(first), first.json()["results"]) == ("", again.json()["results"])
    digest = {"content-digest": "sha-256=:" + "A" * 43 + "=:"}
    assert check(world.send("POST", path, body, spoilt=digest)) == "bad_signature"


def test_another_tenants_ids_are_nobodys(world: World) -> None:
    assert engine_of(world.station).run_once(force=True).outcome in {"done", "offline", "partial"}
    for tenant in ("other", "", "x' OR '1'='1", "%"):
        request = HttpRequest("GET", f"{world.known.url}{world.path}")
        who = f"{tenant}:{world.known.station_id}"
        sign_request(request, b"", who, datetime.now(UTC), world.station.keys.sign)
        fields = {**request.headers, "protocol-version": "1"}
        answer = world.client.get(world.path, headers=fields)
        assert check(answer) == "unknown_station"
