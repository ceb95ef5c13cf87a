"""What the central pages show of severity, and the flag on an inspection."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.bootstrap.sending import enrol_station, send_once
from inspector_app.bootstrap.standards_library import shipped_documents
from inspector_app.bootstrap.station import OpenStation
from inspector_app.central import master
from inspector_app.central.parts import Parts
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Supplier
from inspector_app.services.severity_rulings import rule
from tests.fakes.clock import FakeClock
from tests.fakes.goods import PRODUCT, SUPERVISOR
from tests.fakes.severity_lots import sealed_lot
from tests.fakes.station import ORDER, SECOND, make_station, people

PASSWORD = "correct horse battery"
SUPPLIER = Supplier(id="S-1", names={"zh": "广州美妍日化", "en": "Meiyan Care"}, code="S1")


@pytest.fixture
def dock(central: EmbeddedCentral, tmp_path: Path) -> Iterator[OpenStation]:
    central.load_master(
        MasterData(
            products=[PRODUCT, SECOND], suppliers=[SUPPLIER], orders=[ORDER],
            people=list(people()), standards=shipped_documents(),
        )
    )  # fmt: skip

    async def add_user(parts: Parts) -> None:
        await master.save_user(parts, "admin", "王主管", PASSWORD)

    central.call(add_user)
    with make_station(tmp_path / "dock", FakeClock(datetime.now(UTC))) as opened:
        enrol_station(opened, central.url, central.enrolment_code())
        yield opened


@pytest.fixture
def reader(central: EmbeddedCentral, dock: OpenStation) -> Iterator[httpx2.Client]:
    headers = {"accept-language": "zh-CN"}
    with httpx2.Client(base_url=central.url, trust_env=False, headers=headers) as client:
        answer = client.post("/sign-in", data={"name": "admin", "password": PASSWORD})
        assert answer.status_code == 303
        yield client


def send(dock: OpenStation) -> None:
    assert send_once(dock, "test").outcome == "done"


def test_without_records_the_page_says_so(reader: httpx2.Client) -> None:
    page = reader.get("/severity")
    assert page.status_code == 200
    assert "还没有检验历史" in page.text
    assert reader.get("/severity/unknown").status_code == 404


def test_pages_need_a_session(central: EmbeddedCentral) -> None:
    with httpx2.Client(base_url=central.url, trust_env=False) as visitor:
        for path in ("/severity", "/severity/x"):
            assert visitor.get(path).headers["location"].startswith("/sign-in?next=")


def test_the_steps_and_rulings_are_shown_with_what_caused_them(
    reader: httpx2.Client, dock: OpenStation
) -> None:
    lots = [sealed_lot(dock.station) for _ in range(10)]
    send(dock)
    rule(dock.station, SUPERVISOR, "S-1", "P-1", "major", "reduce", "steady")
    bad = sealed_lot(dock.station, bad=60)
    send(dock)
    listed = reader.get("/severity")
    assert "广州美妍日化" in listed.text
    [link] = re.findall(r'href="(/severity/[0-9a-f]{40})"', listed.text)
    page = reader.get(link)
    assert page.status_code == 200
    assert f"放宽检验下 {bad.state.lot.lot_number} 不接收" in page.text
    assert "生产和供货稳定，质量连续合格" in page.text
    assert (
        f"{lots[0].state.lot.lot_number} 至 {lots[-1].state.lot.lot_number} 共 10 批" in page.text
    )
    assert f'href="/inspections/{bad.id}"' in page.text
    english = reader.get(link, headers={"cookie": "inspector_language=en; " + cookie(reader)})
    assert "Switching score" in english.text
    assert "A1" in page.text


def cookie(reader: httpx2.Client) -> str:
    return f"inspector_session={reader.cookies['inspector_session']}"


def test_a_lot_planned_from_a_stale_state_says_so(
    reader: httpx2.Client, central: EmbeddedCentral, dock: OpenStation, tmp_path: Path
) -> None:
    with make_station(tmp_path / "other", FakeClock(datetime.now(UTC))) as other:
        enrol_station(other, central.url, central.enrolment_code())
        for _ in range(2):
            sealed_lot(dock.station, bad=60)
        other.station.clock.advance(3600)  # type: ignore[attr-defined]  # a steered clock
        unaware: Inspection = sealed_lot(other.station)
        send(dock)
        send(other)
    page = reader.get(f"/inspections/{unaware.id}")
    assert "本批按过期状态抽样：严重不合格执行了正常检验，当时应为加严检验" in page.text
    assert "1 批按过期状态抽样" in reader.get("/severity").text
