"""Master data into a central system by program and by page, and on to the stations."""

from __future__ import annotations

import asyncio
import io
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx2
import pytest

from inspector_app.bootstrap import embedded_central
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.bootstrap.master_sheets import MasterSheets
from inspector_app.bootstrap.resources import resource
from inspector_app.central import acts, master, master_import, users
from inspector_app.central.db import imports
from inspector_app.central.db.imports import Import
from inspector_app.central.parts import Parts
from inspector_app.cli.main import main
from inspector_app.domain.errors import IntakeError
from inspector_app.store.pins import Argon2Pins
from inspector_app.wire.feeds import decode_item
from tests.fakes.send_queue import MemoryStation
from tests.integration.sync.conftest import Servers, StationMaker, engine_of, found_central

PASSWORD = "correct horse battery"
HEADING = "商品编码,商品名称,品牌,品类,来源,供应商编码,供应商名称,商品条码,箱规,保质期\n"
SOAP = "X1,皂,某,化妆品,国产,G1,甲公司,6923456000117,24,36个月\n"
CREAM = "X2,霜,某,化妆品,国产,G1,甲公司,6923456000216,24,36个月\n"
BAD = "X3,霜,某,化妆,国产,G1,甲公司,123,24,36\n"


@pytest.fixture(scope="module")
def running(
    backend: Servers | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EmbeddedCentral]:
    folder = tmp_path_factory.mktemp("imports") / "central"
    found_central(backend, folder, password=PASSWORD)
    central = embedded_central.start_embedded(folder)

    async def add(parts: Parts) -> None:
        tenant = await master.tenant_of(parts)
        await users.add(parts, tenant, "boss", "主管", "supervisor", PASSWORD, by="test")

    central.call(add)
    yield central
    central.stop()


@pytest.fixture
def central(running: EmbeddedCentral) -> EmbeddedCentral:
    """The same system with empty feeds."""

    async def clear(parts: Parts) -> None:
        for feed in ("products", "suppliers", "orders", "users"):
            await master.replace_all(parts, feed, {})

    running.call(clear)
    return running


@pytest.fixture
def program(central: EmbeddedCentral) -> Iterator[httpx2.Client]:
    token = central.call(lambda parts: _token(parts, "admin"))
    fields = {"authorization": f"Bearer {token}", "accept-language": "en"}
    with httpx2.Client(base_url=central.url, trust_env=False, headers=fields) as client:
        yield client


async def _token(parts: Parts, user: str) -> str:
    return await users.make_token(parts, await master.tenant_of(parts), user, by="test")


@pytest.fixture
def page(central: EmbeddedCentral) -> Iterator[httpx2.Client]:
    with visitor(central, "admin") as client:
        yield client


def visitor(central: EmbeddedCentral, name: str) -> httpx2.Client:
    """Somebody who is signed in."""
    token = central.call(lambda parts: _token(parts, name))
    return httpx2.Client(
        base_url=central.url, trust_env=False, headers={"accept-language": "zh-CN"},
        cookies={"inspector_session": token},
    )  # fmt: skip


def send(client: httpx2.Client, kind: str, text: str, **query: str) -> httpx2.Response:
    fields = {"content-type": "text/csv"}
    return client.post(f"/v1/master/{kind}", content=text.encode(), params=query, headers=fields)


def upload(client: httpx2.Client, kind: str, data: bytes, name: str = "a.csv") -> httpx2.Response:
    return client.post(
        "/master", data={"kind": kind}, files={"file": (name, data)}, follow_redirects=True
    )


def items(central: EmbeddedCentral, feed: str) -> dict[str, Any]:
    async def read(parts: Parts) -> dict[str, Any]:
        from inspector_app.central.db import feeds

        tenant = await master.tenant_of(parts)
        async with parts.db.read(tenant) as tx:
            found = await feeds.present_items(tx, tenant, feed)
        return {each.id: decode_item(feed, each.body or b"") for each in found}

    return central.call(read)


def history(central: EmbeddedCentral) -> list[Import]:
    async def read(parts: Parts) -> list[Import]:
        tenant = await master.tenant_of(parts)
        async with parts.db.read(tenant) as tx:
            return await imports.newest(tx, tenant, 100)

    return central.call(read)


def test_a_dry_run_tells_every_bad_row_and_changes_nothing(
    central: EmbeddedCentral, program: httpx2.Client
) -> None:
    answer = send(program, "products", HEADING + SOAP + BAD, dry_run="true")
    told = answer.json()
    assert (answer.status_code, told["published"]) == (200, False)
    assert [(each["row"], each["column"], each["code"]) for each in told["problems"]] == [
        (3, "D", "import_choice"), (3, "H", "import_bad_gtin"), (3, "J", "import_life_unit"),
    ]  # fmt: skip
    assert told["problems"][0]["message"].startswith("Row 3, '品类'")
    assert told["counts"]["new"] == 1
    misspelt = send(program, "products", HEADING + SOAP, dryrun="true")
    assert (misspelt.status_code, misspelt.json()["code"]) == (400, "bad_encoding")
    assert "dryrun" in misspelt.json()["title"] + str(misspelt.json())
    assert items(central, "products") == {}


def test_bad_rows_stop_all_unless_they_are_left_out_by_choice(
    central: EmbeddedCentral, program: httpx2.Client
) -> None:
    refused = send(program, "products", HEADING + SOAP + BAD)
    assert (refused.status_code, refused.json()["code"]) == (422, "import_bad_rows")
    assert len(refused.json()["problems"]) == 3
    assert refused.headers["content-type"].startswith("application/problem+json")
    assert items(central, "products") == {}
    taken = send(program, "products", HEADING + SOAP + BAD, partial="true")
    assert (taken.status_code, taken.json()["published"]) == (200, True)
    assert set(items(central, "products")) == {"P-X1"}
    assert set(items(central, "suppliers")) == {"S-G1"}


def test_the_same_again_changes_nothing_and_leaves_no_record(
    central: EmbeddedCentral, program: httpx2.Client
) -> None:
    assert send(program, "products", HEADING + SOAP).json()["counts"]["new"] == 1
    before = history(central)
    again = send(program, "products", HEADING + SOAP).json()
    assert (again["counts"]["unchanged"], again["counts"]["changed"]) == (1, 0)
    assert history(central) == before
    (newest, *_) = before
    assert (newest.kind, newest.published_by) == ("products", "admin")


def test_rows_may_come_as_json(central: EmbeddedCentral, program: httpx2.Client) -> None:
    row = {
        "sku": "X1", "name_zh": "皂", "brand": "某", "category": "food", "origin": "imported",
        "supplier": "G1", "supplier_name": "甲", "units_per_carton": 24, "children": False,
        "gtin": 6923456000117, "aliases": ["ZB-1", "ZB-2"], "weight": 1.5,
    }  # fmt: skip
    told = program.post("/v1/master/products", json={"rows": [row]}).json()
    assert told["ignored_headings"] == ["weight"]
    (found,) = items(central, "products").values()
    assert [each.code for each in found.codes] == ["06923456000117", "ZB-1", "ZB-2"]
    order = {"number": "N1", "due": "2026-11-22T14:30:00+08:00", "sku": "X1", "units": 48,
             "sscc": 369234560000000019}  # fmt: skip
    assert program.post("/v1/master/orders", json={"rows": [order]}).json()["published"]
    (found,) = items(central, "orders").values()
    assert (found.due_at.hour, found.lines[0].sscc) == (6, ("369234560000000019",))


def test_order_lines_are_given_to_stations(
    central: EmbeddedCentral,
    program: httpx2.Client,
    page: httpx2.Client,
    make_station: StationMaker,
) -> None:
    send(program, "products", HEADING + SOAP)
    station: MemoryStation = make_station()
    make_station(2)
    table = "单号,行号,预约时间,SKU,数量,检验工位\nN7,1,2026-11-22,X1,480,{}\n"
    bad = send(program, "orders", table.format("月台 9"), dry_run="true").json()
    assert [(each["column"], each["code"]) for each in bad["problems"]] == [
        ("F", "import_station_unknown")
    ]
    wanted = table.format("月台 1：300；月台 2：180")
    shown = upload(page, "orders", wanted.encode())
    assert "改了检验工位的行" in shown.text
    assert items(central, "line_shares") == {}
    assert send(program, "orders", wanted).json()["counts"]["shared_lines"] == 1
    (shares,) = items(central, "line_shares").values()
    assert [(each.name, each.units) for each in shares.shares] == [("月台 1", 300), ("月台 2", 180)]
    assert engine_of(station).run_once().outcome == "done"
    assert list(station.sink.items["line_shares"]) == [f"{shares.order_id}|{shares.line_id}"]
    assert send(program, "orders", wanted).json()["counts"]["shared_lines"] == 0
    send(program, "orders", table.format(""))
    assert items(central, "line_shares") == {}


def test_what_is_no_table_is_a_problem_document(program: httpx2.Client) -> None:
    assert send(program, "pallets", "a").json()["code"] == "import_kind_unknown"
    assert send(program, "products", "a,b\n1,2").json()["code"] == "import_no_heading"
    assert send(program, "products", "").json()["code"] == "import_empty"
    bad = program.post("/v1/master/products", json={"rows": [{"sku": {}}]})
    assert (bad.status_code, bad.json()["code"]) == (400, "bad_encoding")
    assert program.post("/v1/master/products", json={"rows": []}).status_code == 400


def test_stations_get_changes_and_tombstones(
    central: EmbeddedCentral, program: httpx2.Client, make_station: StationMaker
) -> None:
    send(program, "products", HEADING + SOAP + CREAM)
    station: MemoryStation = make_station()
    assert engine_of(station).run_once().outcome == "done"
    assert {"P-X1", "P-X2"} <= set(station.sink.items["products"])
    send(program, "products", "SKU,状态\nX1,停用\nX2,删除\n")
    assert engine_of(station).run_once().outcome == "done"
    kept = station.sink.items["products"]
    assert "P-X2" not in kept
    assert decode_item("products", kept["P-X1"]).active is False


def test_the_page_shows_a_preview_and_publishes_in_a_persons_name(
    central: EmbeddedCentral, page: httpx2.Client
) -> None:
    shown = upload(page, "products", (HEADING + SOAP + BAD).encode("gb18030"), "商品<b>.csv")
    assert shown.status_code == 200
    text = unescape(shown.text)
    assert "第 3 行 H 列" in text
    assert "只发布没有问题的" in text
    assert "商品<b>" not in shown.text
    assert items(central, "products") == {}
    kept = re.findall(r'action="(/master/imports/[^"]+/publish)"', shown.text)[0]
    done = page.post(kept)
    assert (done.status_code, "已发布" in done.text) == (200, True)
    assert set(items(central, "products")) == {"P-X1"}
    assert history(central)[0].published_by == "admin"
    gone = page.post(kept)
    assert (gone.status_code, "重新上传" in gone.text) == (404, True)


def test_a_large_file_is_previewed_like_a_small_one(page: httpx2.Client) -> None:
    rows = "".join(f"9{number:06d},肥皂{'长' * 30} {number}\n" for number in range(6000))
    data = f"商品编号,名称\n{rows}".encode()
    assert len(data) > 500_000
    shown = upload(page, "products", data)
    assert shown.status_code == 200
    assert "6000" in shown.text.replace(",", "")


def test_a_preview_is_not_published_over_newer_data(
    central: EmbeddedCentral, page: httpx2.Client, program: httpx2.Client
) -> None:
    shown = upload(page, "products", (HEADING + SOAP).encode())
    kept = re.findall(r'action="(/master/imports/[^"]+)/publish"', shown.text)[0]
    send(program, "products", HEADING + CREAM)
    refused = page.post(kept + "/publish")
    assert (refused.status_code, "又有了变化" in refused.text) == (409, True)
    assert set(items(central, "products")) == {"P-X2"}
    assert page.post(kept + "/drop").status_code == 303
    assert page.get(kept).status_code == 404


def test_people_get_pins_shown_once_and_kept_as_hashes(
    central: EmbeddedCentral, page: httpx2.Client, program: httpx2.Client
) -> None:
    text = "工号,姓名,角色,工牌码,PIN\n1,陈喆,检验员,Q1,\n2,周珺,管理员,Q2,739104\n"
    shown = upload(page, "users", text.encode())
    assert "739104" not in shown.text
    done = page.post(re.findall(r'action="(/master/imports/[^"]+/publish)"', shown.text)[0])
    (made,) = re.findall(r'class="number pin">(\d{6})<', done.text)
    found = items(central, "users")
    pins = Argon2Pins()
    assert pins.verify(found["U-1"].pin_verifier, made)
    assert pins.verify(found["U-2"].pin_verifier, "739104")
    assert made not in page.get("/master").text
    again = send(program, "users", text).json()
    assert (again["counts"]["unchanged"], again["first_pins"]) == (2, [])
    more = send(program, "users", "工号,姓名,角色\n3,王,主管\n").json()["first_pins"]
    assert pins.verify(items(central, "users")["U-3"].pin_verifier, more[0]["pin"])


def test_only_an_administrator_changes_who_may_sign_in(
    central: EmbeddedCentral, page: httpx2.Client
) -> None:
    shown = upload(page, "users", "工号,姓名,角色\n3,王,主管\n".encode())
    kept = re.findall(r'action="(/master/imports/[^"]+)/publish"', shown.text)[0]
    with visitor(central, "boss") as boss:
        answers = [boss.get(kept), boss.post(kept + "/publish"), boss.post(kept + "/drop")]
        assert [answer.status_code for answer in answers] == [403, 403, 403]
        assert page.get(kept).status_code == 200
        assert 'value="users"' not in boss.get("/master").text
        refused = upload(boss, "users", "工号,姓名,角色\n3,王,主管\n".encode())
        assert (refused.status_code, "角色" in refused.text) == (403, True)
        assert upload(boss, "products", (HEADING + SOAP).encode()).status_code == 200
    assert items(central, "users") == {}


def test_templates_are_for_filling_in(page: httpx2.Client) -> None:
    answer = page.get("/master/templates/orders.xlsx")
    assert "attachment" in answer.headers["content-disposition"]
    assert "number" in MasterSheets().read("orders", answer.content).at
    assert page.get("/master/templates/orders.exe").status_code == 404
    assert page.get("/master/templates/secrets.xlsx").status_code == 404
    refused = upload(page, "products", io.BytesIO(b"a,b\n1,2").getvalue())
    assert (refused.status_code, "找不到表头" in refused.text) == (400, True)
    assert page.post("/master", data={"kind": "products"}).status_code >= 400


def test_two_who_import_at_once_both_land(central: EmbeddedCentral) -> None:
    def table(text: str) -> Any:
        return MasterSheets().read("products", text.encode())

    async def both(parts: Parts) -> None:
        tenant = await master.tenant_of(parts)
        await asyncio.gather(*(
            master_import.carry_out(
                parts, tenant, table(HEADING + text), name=text[:2], sha256="", by="test",
                partial=False,
            )
            for text in (SOAP, CREAM)
        ))  # fmt: skip

    central.call(both)
    assert set(items(central, "products")) == {"P-X1", "P-X2"}
    assert len(items(central, "suppliers")) == 1


def test_the_journal_says_who_published_which_file(
    central: EmbeddedCentral, program: httpx2.Client
) -> None:
    send(program, "products", HEADING + SOAP)

    async def walk(parts: Parts) -> tuple[str, int]:
        tenant = await master.tenant_of(parts)
        async with parts.db.read(tenant) as tx:
            found = await acts.verify_journal(tx, parts.key, tenant)
        return found.problem, found.entries

    problem, entries = central.call(walk)
    assert (problem, entries >= 1) == ("", True)


def test_a_preview_waits_for_a_day_only(central: EmbeddedCentral) -> None:
    async def missing(parts: Parts) -> str:
        tenant = await master.tenant_of(parts)
        try:
            await master_import.publish(parts, tenant, "0" * 36, "test")
        except IntakeError as problem:
            return problem.code
        return ""

    assert central.call(missing) == "import_gone"


def test_the_command_publishes_and_answers_in_json(
    central_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text(HEADING + SOAP + BAD, "utf-8")
    given = ["central", "import", "products", str(bad), "--data", str(central_folder)]
    assert main([*given, "--json"]) == 1
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["error"]["code"], len(told["problems"])) == ("import_bad_rows", 3)
    assert main([*given, "--dry-run", "--partial"]) == 0
    assert "预检" in capsys.readouterr().out
    assert main([*given, "--partial", "--by", "ghost", "--json"]) == 1
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["error"]["code"] == "unknown_user"
    assert main([*given, "--partial", "--by", "admin"]) == 0
    capsys.readouterr()
    example = resource("examples/users.csv")
    assert main(["central", "import", "users", str(example), "--data", str(central_folder)]) == 0
    assert capsys.readouterr().out.count("初始 PIN") == 3
