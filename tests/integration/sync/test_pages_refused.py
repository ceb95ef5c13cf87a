"""What a reader is shown when a page is refused, missing or fails, and the way back in."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx2
import pytest

from inspector_app.bootstrap import embedded_central
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.central import master, users
from inspector_app.central.parts import Parts, ReportOrder
from tests.conftest import ExpectedLog
from tests.fakes.sealed_payloads import inspection, record_id
from tests.fakes.send_queue import MemoryStation
from tests.integration.sync.conftest import engine_of

PASSWORD = "correct horse battery"
ENDED = {"cookie": "inspector_session=0000"}
SECRET = "the secret of a fault"


def broken_report(_order: ReportOrder, _out: Path) -> None:
    raise RuntimeError(SECRET)


@pytest.fixture
def central(central_folder: Path) -> Iterator[EmbeddedCentral]:
    running = embedded_central.start_embedded(central_folder, reporter=broken_report)

    async def add(parts: Parts) -> None:
        tenant = await master.tenant_of(parts)
        await users.add(parts, tenant, "li", "李敏", "viewer", PASSWORD, by="test")

    running.call(add)
    yield running
    running.stop()


@pytest.fixture
def reader(central: EmbeddedCentral) -> Iterator[httpx2.Client]:
    headers = {"accept-language": "zh-CN"}
    with httpx2.Client(base_url=central.url, trust_env=False, headers=headers) as client:
        assert sign_in(client).status_code == 303
        yield client


def sign_in(client: httpx2.Client, **more: str) -> httpx2.Response:
    return client.post("/sign-in", data={"name": "li", "password": PASSWORD, **more})


def in_english(client: httpx2.Client, path: str) -> httpx2.Response:
    kept = f"inspector_session={client.cookies['inspector_session']}; inspector_language=en"
    return client.get(path, headers={"cookie": kept})


def test_a_fault_is_told_calmly_with_the_number_that_is_in_the_log(
    reader: httpx2.Client, station: MemoryStation, central: EmbeddedCentral,
    expected_log: ExpectedLog,
) -> None:  # fmt: skip
    expected_log("page failed route=/inspections/{inspection}/report.pdf")
    station.seal(inspection(1))
    assert engine_of(station).run_once().outcome == "done"
    path = f"/inspections/{record_id(1)}/report.pdf"
    for answer, title in (
        (reader.get(path), "页面出了故障"),
        (in_english(reader, path), "This page failed"),
    ):
        assert answer.status_code == 500
        assert answer.headers["content-type"].startswith("text/html")
        assert answer.headers["cache-control"] == "private, no-store"
        number = answer.headers["request-id"]
        assert number in answer.text
        assert any(f"request={number}" in each for each in expected_log.messages())
        assert title in answer.text
        assert f'href="{path}"' in answer.text
        for word in (SECRET, "Traceback", "RuntimeError", "⟦"):
            assert word not in answer.text
    faults = central.call(_faults)
    assert faults == 2


async def _faults(parts: Parts) -> int:
    return parts.watch.metrics.faults


def test_a_page_that_is_not_there_and_one_that_is_not_ones_own_keep_the_way_home(
    reader: httpx2.Client,
) -> None:
    for path, status, title in (
        ("/nowhere", 404, "找不到"),
        ("/inspections/nothing", 404, "找不到"),
        ("/users", 403, "没有权限"),
    ):
        answer = reader.get(path)
        assert (answer.status_code, f"<h1>{title}</h1>" in answer.text) == (status, True)
        assert 'aria-label="主导航"' in answer.text
        assert "⟦" not in in_english(reader, path).text
    assert "当前登录：李敏（查看）" in reader.get("/users").text
    unknown = httpx2.get(f"{reader.base_url}/nowhere", trust_env=False)
    assert "<nav" not in unknown.text


def test_programs_still_get_problem_details(reader: httpx2.Client) -> None:
    answer = reader.get("/v1/nowhere")
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["code"] == "not_found"


def test_who_signs_in_goes_on_where_they_were(reader: httpx2.Client) -> None:
    wanted = "/inspections?words=米粉&verdict=hold"
    reader.cookies.clear()
    answer = reader.get(wanted, headers=ENDED)
    page = reader.get(answer.headers["location"])
    assert "登录已失效" in page.text
    [told] = re.findall(r'name="next" value="([^"]*)"', page.text)
    wrong = reader.post(
        "/sign-in", data={"name": "li", "password": "wrong password", "next": unescape(told)}
    )
    assert wrong.status_code == 403
    assert told in wrong.text
    back = sign_in(reader, next=unescape(told))
    assert back.headers["location"] == str(httpx2.URL(wanted))
    assert reader.get(back.headers["location"]).status_code == 200


def test_what_was_sent_without_a_session_is_said_to_be_unsaved(reader: httpx2.Client) -> None:
    reader.cookies.clear()
    came_from = {**ENDED, "referer": f"{reader.base_url}/account"}
    sent = reader.post("/account/password", data={}, headers=came_from)
    page = reader.get(sent.headers["location"])
    assert "没有保存" in page.text
    assert 'name="next" value="/account"' in page.text


@pytest.mark.parametrize("foreign", ["//evil.test/", "http://evil.test/", "/\\evil.test"])
def test_nobody_is_led_to_a_foreign_address(reader: httpx2.Client, foreign: str) -> None:
    assert sign_in(reader, next=foreign).headers["location"] == "/inspections"
    answer = reader.post("/language/en", data={"back": foreign})
    assert answer.headers["location"] == "/inspections"


def test_the_language_can_be_changed_on_a_page_that_answered_a_form(reader: httpx2.Client) -> None:
    page = reader.post("/account/password", data={"old": "x", "new": "y", "again": "z"})
    assert page.status_code in {400, 403}
    [back] = re.findall(r'name="back" value="([^"]*)"', page.text)
    answer = reader.post("/language/en", data={"back": unescape(back)})
    assert answer.headers["location"] == "/account"
    assert reader.get("/account").status_code == 200


def test_a_decision_that_is_refused_is_said_beside_its_field_with_what_was_typed(
    central: EmbeddedCentral, station: MemoryStation
) -> None:
    station.seal(inspection(2))  # rejected
    assert engine_of(station).run_once().outcome == "done"
    headers = {"accept-language": "zh-CN"}
    with httpx2.Client(base_url=central.url, trust_env=False, headers=headers) as client:
        assert sign_in(client, name="admin").status_code == 303
        given = {"choice": "return:", "note": "周五前取走"}
        answer = client.post(f"/inspections/{record_id(2)}/decide", data=given)
        assert answer.status_code == 400
        [choice] = re.findall(r'<select name="choice"[^>]*>', answer.text)
        assert 'aria-invalid="true"' in choice
        assert 'id="wrong-choice"' in answer.text
        assert 'value="周五前取走"' in answer.text
        unknown = client.post("/inspections/nothing/decide", data=given)
        assert unknown.status_code == 404


def test_an_administrator_sees_whether_the_system_works_and_has_it_checked(
    central: EmbeddedCentral, station: MemoryStation, reader: httpx2.Client
) -> None:
    station.seal(inspection(1, schema="inspection/9"))
    assert engine_of(station).run_once().outcome == "done"
    assert reader.get("/system").status_code == 403
    with httpx2.Client(base_url=central.url, trust_env=False, timeout=60) as client:
        assert sign_in(client, name="admin").status_code == 303
        for language in ("zh", "en"):
            client.post(f"/language/{language}")
            page = client.get("/system")
            assert page.status_code == 200
            assert "⟦" not in page.text
            checked = client.post("/system/check")
            assert checked.status_code == 200
            assert "⟦" not in checked.text
            texts = central.call(_doctor_sentences(language))
            assert all(text in unescape(checked.text) for text in texts)
        assert re.search(r'href="/stations#waiting">[^<]+</a><b class="short">1</b>', page.text)
        assert 'href="/metrics"' in page.text


def _doctor_sentences(language: str) -> Callable[[Parts], Coroutine[Any, Any, list[str]]]:
    async def work(parts: Parts) -> list[str]:
        speak = parts.catalogue.speak("zh" if language == "zh" else "en")
        assert len(parts.look_around()) >= 3
        return [speak("operation.doctor.some_quarantined", count=1)]

    return work
