"""Lists of order lines, disputes and complaints: names instead of ids, pages, ways between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape

import httpx2
import pytest

from inspector_app.bootstrap import embedded_central
from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.central import complaints
from inspector_app.central.complaints import Entered
from inspector_app.central.configuration import CentralSettings
from inspector_app.central.db import disputes, feeds, tables
from inspector_app.central.db.dialect import insert_or_replace
from inspector_app.central.db.engine import Transaction
from inspector_app.central.master import tenant_of
from inspector_app.central.parts import Parts
from inspector_app.domain.master import InboundOrder, OrderLine, Supplier
from inspector_app.wire.elsewhere import Dispute, Party
from inspector_app.wire.feeds import encode_item
from inspector_app.wire.severity import SamplingState, state_id
from tests.fakes.sealed_payloads import PRODUCTS, products, record_id
from tests.integration.sync.conftest import Servers, found_central
from tests.integration.sync.shared_warehouse import BOSS

PASSWORD = "correct horse battery"
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
ORDERS = [
    InboundOrder(
        id=f"O-{n}", number=f"ASN-{n:02d}", supplier_id="V-1", due_at=NOW + timedelta(hours=n // 2),
        lines=tuple(
            OrderLine(id=f"O-{n}/{k}", product_id=PRODUCTS[(n + k) % 3], units=100, cartons=1)
            for k in range(1, 4)
        ),
    )
    for n in range(9)
]  # fmt: skip
OPEN, DECIDED, COMPLAINTS, GOODS = 13, 7, 12, 14


def dispute(number: int, *, decided: bool = False) -> Dispute:
    parties = tuple(
        Party(
            choice=record_id(number * 2 + side), inspection=record_id(number * 2 + side),
            station=f"s-{side}", station_name=f"月台 {side}", lot_number=f"D{number:03d}-{side}",
            overall="accept", size=10, at=NOW,
        )
        for side in (0, 1)
    )  # fmt: skip
    return Dispute(
        id=f"d-{number}", kind="double_opening", parties=parties, product_id="P-0001",
        raised_at=NOW + timedelta(minutes=number // 3),  # some at the same moment
        order_id="O-4", order_number="ASN-04", line_id="O-4/2",
        ruling="separate" if decided else "", note="看过两边的货" if decided else "",
        decided_at=NOW if decided else None,
    )  # fmt: skip


async def stand(tx: Transaction, tenant: str, number: int) -> None:
    """Goods of a supplier that have a severity; some alike but for their names."""
    state = SamplingState(supplier_id="V-1", product_id=f"G-{number:02d}", standings=(), seen={})
    row = {
        "tenant": tenant, "supplier": "V-1", "product": state.product_id, "sku": "S",
        "product_zh": f"商品 {number:02d}", "product_en": "Goods", "supplier_zh": "广州美妍",
        "supplier_en": "Meiyan", "strictness": number % 2, "waiting": int(number % 3 == 0),
        "stale": 0, "changed_at": 5, "body": encode_item(state),
    }  # fmt: skip
    await insert_or_replace(tx, tables.sampling_goods, [row])
    item = state_id(state.supplier_id, state.product_id)
    await feeds.publish(tx, tenant, "sampling_states", {item: encode_item(state)}, "epoch")


async def fill(parts: Parts) -> None:
    tenant = await tenant_of(parts)
    async with parts.db.write(tenant) as tx:
        for number in range(GOODS):
            await stand(tx, tenant, number)
        for number in range(OPEN + DECIDED):
            await disputes.keep(tx, tenant, dispute(number, decided=number >= OPEN))
    for number in range(COMPLAINTS):
        made = Entered(
            product=f"SKU-{PRODUCTS[number % 2]}", text=f"漏液 {number:02d}",
            received_on="2026-11-22", batch_number=f"B{number:02d}",
        )  # fmt: skip
        kept = await complaints.enter(parts, tenant, made, BOSS)
        if number < 2:
            await complaints.settle(parts, tenant, kept.id, "已回复", BOSS)


@pytest.fixture(scope="module")
def central(
    backend: Servers | None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EmbeddedCentral]:
    folder = tmp_path_factory.mktemp("lists") / "central"
    found_central(backend, folder, password=PASSWORD)
    running = embedded_central.start_embedded(folder, settings=CentralSettings(page_size=5))
    supplier = Supplier(id="V-1", names={"zh": "广州美妍", "en": "Meiyan"}, code="GZ")
    running.load_master(MasterData(products=products(), suppliers=[supplier], orders=ORDERS))
    running.call(fill)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def reader(central: EmbeddedCentral) -> Iterator[httpx2.Client]:
    headers = {"accept-language": "zh-CN"}
    with httpx2.Client(
        base_url=central.url, trust_env=False, headers=headers, timeout=60
    ) as client:
        answer = client.post("/sign-in", data={"name": "admin", "password": PASSWORD})
        assert answer.status_code == 303
        yield client


def pages(reader: httpx2.Client, path: str) -> list[str]:
    """All pages of a list, by the link to the next."""
    found: list[str] = []
    while path:
        answer = reader.get(path)
        assert answer.status_code == 200
        assert "⟦" not in answer.text
        found.append(answer.text)
        [after] = re.findall(r'href="([^"]+after=[^"]+)">下一页', answer.text) or [""]
        path = unescape(after)
        assert len(found) < 20
    return found


def seen(texts: list[str], pattern: str) -> list[str]:
    return [each for text in texts for each in re.findall(pattern, text)]


def test_every_line_is_listed_once_the_next_due_first(reader: httpx2.Client) -> None:
    texts = pages(reader, "/lines")
    assert len(texts) == 6  # 27 lines by five
    assert seen(texts, r'<tr id="O-\d\|(O-\d/\d)"') == [
        f"O-{n}/{k}" for n in range(9) for k in (1, 2, 3)
    ]


def test_a_line_says_order_number_goods_and_supplier_and_no_raw_id(reader: httpx2.Client) -> None:
    text = reader.get("/lines").text
    for words in ("ASN-00", "第 1 行，共 3 行", "婴幼儿米粉 225 g", "SKU-P-0002", "广州美妍"):
        assert words in text, words
    shown = re.sub(r"<[^>]+>", " ", text)
    assert "O-0/1" not in shown
    assert "P-0002" in shown.replace("SKU-P-0002", "P-0002")


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("ASN-03", 3),
        ("米粉", 9),
        ("sku-p-0001 asn-01", 1),
        ("meiyan", 27),
        ("nothing", 0),
        ("%", 0),
    ],
)
def test_lines_are_found_by_order_goods_and_supplier(
    reader: httpx2.Client, words: str, count: int
) -> None:
    found = seen(pages(reader, f"/lines?words={words.replace('%', '%25')}"), r'<tr id="O-')
    assert len(found) == count


def test_lines_records_and_disputes_lead_to_each_other(reader: httpx2.Client) -> None:
    text = reader.get("/lines?words=ASN-04").text
    assert 'href="/inspections?words=ASN-04"' in text
    [about] = set(re.findall(r'href="(/disputes\?about=[^"]+)"', text)) or {""}
    found = reader.get(unescape(about)).text
    assert len(re.findall(r'<section class="card whole"', found)) == OPEN + DECIDED
    assert 'href="/lines?words=ASN-04"' in found
    of_record = reader.get(f"/disputes?about={record_id(3)}").text
    assert seen([of_record], r'id="(d-\d+)"') == ["d-1"]


def test_a_share_that_is_refused_says_so_in_its_row_and_keeps_what_was_typed(
    reader: httpx2.Client,
) -> None:
    given = {"order": "O-0", "line": "O-0/2", "station": ["x"], "units": ["viele"]}
    answer = reader.post("/lines", data=given)
    assert answer.status_code == 400
    row = answer.text.partition('<tr id="O-0|O-0/2"')[2].partition("</tr>")[0]
    assert '<details class="more" open>' in row
    assert 'role="alert">分给几个工位时' in row
    assert 'value="viele"' in row


def test_waiting_and_decided_disputes_are_paged_apart(reader: httpx2.Client) -> None:
    waiting = seen(pages(reader, "/disputes"), r'id="d-(\d+)"')
    assert sorted(waiting, key=int) == [str(n) for n in range(OPEN)]
    assert [int(n) // 3 for n in waiting] == sorted(n // 3 for n in range(OPEN))
    decided = seen(pages(reader, "/disputes?shown=decided"), r'id="d-(\d+)"')
    assert sorted(decided, key=int) == [str(n) for n in range(OPEN, OPEN + DECIDED)]
    assert [int(n) // 3 for n in decided] == sorted((int(n) // 3 for n in decided), reverse=True)
    assert f"待裁决 ({OPEN})" in reader.get("/disputes").text


def test_a_decision_without_grounds_says_so_beside_the_field(reader: httpx2.Client) -> None:
    answer = reader.post("/disputes/d-2", data={"how": "separate", "note": "嗯"})
    assert answer.status_code == 400
    assert seen([answer.text], r'id="(d-\d+)"') == ["d-2"]
    [field] = re.findall(r'<input name="note"[^>]*>', answer.text)
    assert 'aria-invalid="true"' in field
    assert 'value="嗯"' in field
    assert 'id="wrong-note"' in answer.text
    assert reader.post("/disputes/unknown", data={"how": "separate"}).status_code == 404


def test_complaints_are_paged_and_found_by_goods_and_batch(reader: httpx2.Client) -> None:
    found = seen(pages(reader, "/complaints"), r'class="text">漏液 (\d\d)')
    assert found == [f"{n:02d}" for n in range(COMPLAINTS - 1, 1, -1)]
    settled = pages(reader, "/complaints?shown=settled")
    assert seen(settled, r'class="text">漏液 (\d\d)') == ["01", "00"]
    assert "已回复" in settled[0]
    rice = seen(pages(reader, "/complaints?words=米粉"), r'class="text">漏液 (\d\d)')
    assert rice == ["11", "09", "07", "05", "03"]
    assert "氨基酸洁面乳 100 g" in reader.get("/complaints?words=B10").text
    assert "没有符合条件的客诉" in reader.get("/complaints?words=nothing").text


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"product": "SKU-NONE"}, "product", "没有编号为"),
        ({"text": " "}, "text", "投诉要写明"),
        ({"received_on": "soon"}, "received_on", "投诉要写明"),
    ],
)
def test_a_complaint_that_is_refused_says_so_beside_its_field(
    reader: httpx2.Client, changed: dict[str, str], field: str, words: str
) -> None:
    given = {"product": "SKU-P-0001", "received_on": "2026-11-22", "text": "破损", **changed}
    answer = reader.post("/complaints", data=given)
    assert answer.status_code == 400
    [wrong] = re.findall(rf'<(?:input|textarea) name="{field}"[^>]*>', answer.text)
    assert 'aria-invalid="true"' in wrong
    assert words in answer.text.partition(f'id="wrong-{field}"')[2].partition("</label>")[0]
    assert answer.text.count('aria-invalid="true"') == 1


def test_goods_and_their_severity_are_paged_and_each_has_its_page(reader: httpx2.Client) -> None:
    texts = pages(reader, "/severity")
    found = [int(each) for each in seen(texts, r">商品 (\d\d)</a>")]
    assert found == sorted(range(GOODS), key=lambda n: (n % 3 != 0, -(n % 2), n))
    links = seen(texts, r'href="(/severity/[0-9a-f]{40})"')
    assert f"商品 {found[-1]:02d}" in reader.get(links[-1]).text


@pytest.mark.parametrize("after", ["rubbish", "1.2", "x.y.z", "9" * 30 + ".a", "1.d-1.", "-1.d"])
@pytest.mark.parametrize("path", ["/lines", "/disputes", "/complaints", "/severity"])
def test_a_place_that_no_list_gave_is_no_fault(
    reader: httpx2.Client, path: str, after: str
) -> None:
    assert reader.get(f"{path}?after={after}").status_code == 200
