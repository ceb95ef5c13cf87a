"""What people see of what stations have sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest

from inspector_app.bootstrap import embedded_central
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.central import master
from inspector_app.central.configuration import CentralSettings
from inspector_app.central.parts import Parts, ReportOrder
from tests.fakes.pictures import jpeg, label
from tests.fakes.sealed_payloads import disposition, inspection
from tests.fakes.send_queue import MemoryStation
from tests.integration.sync import stored
from tests.integration.sync.conftest import Servers, copy_central, engine_of, enrolled

PASSWORD = "correct horse battery"


def write_order(order: ReportOrder, out: Path) -> None:
    """A stand-in for the report that tells what it was given."""
    out.write_bytes(f"%PDF {order.language} {order.seq} {len(order.photos)}".encode())


@contextmanager
def running(folder: Path) -> Iterator[EmbeddedCentral]:
    """Five rows a page."""
    central = embedded_central.start_embedded(
        folder, settings=CentralSettings(page_size=5), reporter=write_order
    )

    async def add_user(parts: Parts) -> None:
        await master.save_user(parts, "admin", "王主管", PASSWORD)

    central.call(add_user)
    yield central
    central.stop()


def browser(central: EmbeddedCentral) -> httpx2.Client:
    return httpx2.Client(
        base_url=central.url, trust_env=False, headers={"accept-language": "zh-CN"}
    )


def signed_in(client: httpx2.Client) -> httpx2.Client:
    answer = client.post("/sign-in", data={"name": "admin", "password": PASSWORD})
    assert answer.status_code == 303
    return client


@pytest.fixture
def central(central_folder: Path) -> Iterator[EmbeddedCentral]:
    with running(central_folder) as made:
        yield made


@pytest.fixture
def visitor(central: EmbeddedCentral) -> Iterator[httpx2.Client]:
    with browser(central) as client:
        yield client


@pytest.fixture
def reader(visitor: httpx2.Client) -> httpx2.Client:
    return signed_in(visitor)


def send_twelve(station: MemoryStation) -> MemoryStation:
    photo = jpeg(label())
    for number in range(12):
        station.seal(inspection(number, [photo] if number == 11 else []), [photo])
    station.seal(disposition(11), kind="disposed")
    assert engine_of(station).run_once().outcome == "done"
    return station


@pytest.fixture
def sent(station: MemoryStation) -> MemoryStation:
    return send_twelve(station)


@pytest.fixture(scope="module")
def full(
    backend: Servers | None, initialised: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx2.Client]:
    """Somebody who is signed in to a system with twelve records; for tests that only read."""
    folder = tmp_path_factory.mktemp("full")
    with running(copy_central(backend, initialised, folder / "central")) as central:
        send_twelve(enrolled(central, folder, 1))
        with browser(central) as client:
            yield signed_in(client)


def lots(page: httpx2.Response) -> list[str]:
    return re.findall(r'<td class="code"[^>]*>(J261122-\d{3})', page.text)


def link_to(page: httpx2.Response, lot: str) -> str:
    before = page.text[: page.text.index(lot)]
    return unescape(re.findall(r'href="(/inspections/[^"]+)"', before)[-1])


@pytest.mark.parametrize("path", ["/inspections", "/inspections/x", "/stations", "/photos/x"])
def test_pages_need_a_session(full: httpx2.Client, path: str) -> None:
    answer = httpx2.get(full.base_url.join(path), trust_env=False)
    wanted = f"/sign-in?next={quote(path, safe='')}"
    assert (answer.status_code, answer.headers["location"]) == (303, wanted)


def test_wrong_passwords_are_refused_and_slowed(visitor: httpx2.Client) -> None:
    for _ in range(5):
        answer = visitor.post("/sign-in", data={"name": "admin", "password": "no"})
        assert answer.status_code == 403
        assert "用户名或密码不对" in answer.text
    assert "秒后再试" in visitor.post("/sign-in", data={"name": "admin", "password": PASSWORD}).text
    assert visitor.get("/inspections").status_code == 303


def test_an_unknown_user_is_told_the_same(visitor: httpx2.Client) -> None:
    answer = visitor.post("/sign-in", data={"name": "nobody", "password": "x"})
    assert "用户名或密码不对" in answer.text


@pytest.mark.parametrize(
    "told",
    [{"origin": "http://elsewhere.test"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}],
)
def test_forms_from_elsewhere_are_refused(visitor: httpx2.Client, told: dict[str, str]) -> None:
    given = {"name": "admin", "password": PASSWORD}
    answer = visitor.post("/sign-in", data=given, headers=told)
    assert answer.status_code == 403
    assert "不是从本系统的网页发出的" in answer.text
    assert "set-cookie" not in answer.headers


def test_signing_out_ends_the_session(reader: httpx2.Client) -> None:
    token = reader.cookies["inspector_session"]
    reader.post("/sign-out")
    answer = reader.get("/inspections", headers={"cookie": f"inspector_session={token}"})
    assert answer.status_code == 303


def test_the_list_pages_through_everything_newest_first(full: httpx2.Client) -> None:
    seen: list[str] = []
    path = "/inspections"
    while path:
        page = full.get(path)
        seen += lots(page)
        older = re.search(r'class="button" href="([^"]+before=[^"]+)"', page.text)
        path = "/inspections" + unescape(older.group(1)) if older else ""
    assert seen == [f"J261122-{number:03d}" for number in range(11, -1, -1)]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("words=米粉", 4),
        ("words=CLEANSER", 4),
        ("words=美妍 米粉", 4),
        ("words=J261122-007", 1),
        ("words=%25", 0),
        ("verdict=reject", 3),
        ("since=2026-11-23", 0),
        ("until=2026-11-22&verdict=hold", 3),
        ("waiting=1", 0),
        ("station=nobody", 0),
        ("before=rubbish&words=J261122-001", 1),
    ],
)
def test_the_list_filters(full: httpx2.Client, query: str, count: int) -> None:
    assert len(lots(full.get(f"/inspections?{query}"))) == count


def test_a_record_shows_its_facts_photos_decision_and_report(full: httpx2.Client) -> None:
    path = link_to(full.get("/inspections"), "J261122-011")
    page = full.get(path)
    for words in (
        "厨房油污清洁剂 500 ml",
        "广州美妍日化有限公司",
        "李敏",
        "让步接收",
        "箱唛",
        "1,200",
    ):
        assert words in page.text, words
    assert "刚刚重新核验" in page.text
    (small,) = re.findall(r'src="(/photos/[0-9a-f]{64}/small)"', page.text)
    thumb = full.get(small)
    assert thumb.headers["content-type"] == "image/jpeg"
    original = full.get(small.removesuffix("/small"))
    assert original.content == jpeg(label())
    (report,) = re.findall(r'href="([^"]+report\.pdf[^"]+)"', page.text)
    assert full.get(unescape(report)).content == b"%PDF zh 12 1"


def test_what_was_changed_in_the_database_is_shown_as_broken(
    reader: httpx2.Client, sent: MemoryStation, tmp_path: Path
) -> None:
    path = link_to(reader.get("/inspections"), "J261122-011")
    stored.change(
        tmp_path / "central",
        "UPDATE events SET payload = (SELECT payload FROM events WHERE seq = 1) WHERE seq = 12",
    )
    page = reader.get(path)
    assert "与工位签名不符" in page.text
    assert "刚刚重新核验" not in page.text


def test_two_contents_of_one_revision_are_both_kept_and_flagged(
    reader: httpx2.Client, station: MemoryStation
) -> None:
    station.seal(inspection(1))
    station.seal(inspection(1, lot={"number": "J261122-901", "size": 2}))
    engine_of(station).run_once()
    page = reader.get("/inspections")
    assert len(lots(page)) == 2
    assert page.text.count("待核对") == 2


def test_names_are_shown_as_text_whatever_they_hold(
    reader: httpx2.Client, station: MemoryStation
) -> None:
    evil = {"zh": "<script>alert(1)</script>", "en": '"><img src=x>'}
    station.seal(inspection(1, product={"id": "P-0001", "sku": "S", "names": evil}))
    engine_of(station).run_once()
    listed = reader.get("/inspections")
    assert "<script>alert" not in listed.text
    assert "&lt;script&gt;alert(1)" in listed.text
    assert "script-src" not in listed.headers["content-security-policy"]
    assert "default-src 'none'" in listed.headers["content-security-policy"]


def test_a_lot_number_cannot_write_fields_of_an_answer(
    reader: httpx2.Client, station: MemoryStation
) -> None:
    station.seal(inspection(1, lot={"number": 'J1"\r\nSet-Cookie: a=b', "size": 2}))
    engine_of(station).run_once()
    row = re.findall(r'href="(/inspections/[^"?]+)', reader.get("/inspections").text)[-1]
    report = reader.get(f"{row}/report.pdf")
    assert report.status_code == 200
    assert report.headers["content-disposition"] == 'inline; filename="J1___Set-Cookie_ a_b.pdf"'
    assert "set-cookie" not in report.headers


def test_a_photo_that_is_no_picture_is_not_shown(
    reader: httpx2.Client, station: MemoryStation
) -> None:
    page = b"<html><script>alert(1)</script>"
    station.seal(inspection(1, [page]), [page])
    engine_of(station).run_once()
    sha256 = next(iter(station.queue.photos))
    assert reader.get(f"/photos/{sha256}/small").status_code == 400
    served = reader.get(f"/photos/{sha256}")
    assert served.headers["content-type"] == "image/jpeg"
    assert served.headers["x-content-type-options"] == "nosniff"


def test_the_language_is_chosen_and_kept(reader: httpx2.Client, sent: MemoryStation) -> None:
    assert "检验记录" in reader.get("/inspections").text
    answer = reader.post("/language/en", headers={"referer": f"{reader.base_url}/stations?x=1"})
    assert answer.headers["location"] == "/stations?x=1"
    english = reader.get("/inspections").text
    assert "Inspections" in english
    assert "⟦" not in english
    assert "检验记录" not in english


def test_no_text_is_missing_on_any_page(reader: httpx2.Client, sent: MemoryStation) -> None:
    sent.seal(b"{}")
    engine_of(sent).run_once(force=True)
    path = link_to(reader.get("/inspections"), "J261122-011")
    for page in ("/inspections", path, "/stations", "/sign-in", "/nowhere"):
        for language in ("zh", "en"):
            headers = {"cookie": f"inspector_session={reader.cookies['inspector_session']}"}
            headers["cookie"] += f"; inspector_language={language}"
            assert "⟦" not in reader.get(page, headers=headers).text


def test_stations_and_what_waits_to_be_checked_are_listed(
    reader: httpx2.Client, station: MemoryStation
) -> None:
    station.seal(inspection(1, schema="inspection/9"))
    engine_of(station).run_once()
    page = reader.get("/stations")
    assert "月台 1" in page.text
    assert "记录格式较新" in page.text


def test_static_files_are_our_own_and_nothing_else(full: httpx2.Client) -> None:
    style = full.get("/static/central.css")
    assert "prefers-color-scheme: dark" in style.text
    assert "http" not in style.text
    assert full.get("/static/../routes.py").status_code == 404
    assert full.get("/static/%2e%2e/routes.py").status_code == 404
