"""Which pictures there are, what each shows, and which codes a reader finds in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

from demo import board, cartons, labels, packs, papers

PLATE, SEAL = "粤A·06178", "SX260417"
Code = tuple[str, str]


@dataclass(frozen=True)
class Picture:
    """One picture to draw and what the manifest says of it."""

    file: str
    kind: str
    zh: str
    en: str
    draw: Callable[[], Image.Image]
    product: str = ""
    line: str = ""
    shot: str = ""
    codes: list[Code] = field(default_factory=list)


class Stock:
    """The YAML files by id."""

    def __init__(self, folder: Path) -> None:
        def load(name: str) -> list[dict[str, Any]]:
            found: list[dict[str, Any]] = yaml.safe_load(
                (folder / f"{name}.yaml").read_text("utf-8")
            )[name]
            return found

        self.products = {one["id"]: one for one in load("products")}
        self.suppliers = {one["id"]: one for one in load("suppliers")}
        self.orders = {one["id"]: one for one in load("orders")}
        self.lines = {line["id"]: line for order in self.orders.values() for line in order["lines"]}

    def ean(self, product_id: str, number: int = 0) -> str:
        """The unit's EAN-13."""
        codes = [code["code"] for code in self.products[product_id]["codes"] if "level" not in code]
        return str(codes[number][-13:])

    def case(self, product_id: str) -> str:
        """The carton's GTIN-14."""
        return next(
            str(c["code"]) for c in self.products[product_id]["codes"] if c.get("level") == "carton"
        )

    def name(self, product_id: str, language: str) -> str:
        return str(self.products[product_id]["names"][language])


def elements(stock: Stock, line_id: str, *, unit: bool = False, count: bool = False) -> str:
    """The bracketed GS1 text of a line's carton or unit: number, last day, batch."""
    line = stock.lines[line_id]
    product = line["product_id"]
    gtin = "0" + stock.ean(product) if unit else stock.case(product)
    last = "15" if stock.products[product]["category"] == "food" else "17"
    dates = f"(11){line['produced']:%y%m%d}({last}){line['expires']:%y%m%d}"
    text = f"(01){gtin}{dates}(10){line['lot_number']}"
    return f"{text}(21)000001" if count else text


def pack_shots(stock: Stock) -> Iterator[Picture]:
    for key, product in stock.products.items():
        yield Picture(
            f"packs/{key}.jpg",
            "pack",
            f"{product['names']['zh']} 主图",
            f"{product['names']['en']}, listing picture",
            lambda p=product: packs.pack_shot(p),
            key,
        )


CARTONS: tuple[tuple[str, str], ...] = (
    ("O-0001-1", "ITF14"),
    ("O-0001-1", "GS1-128"),
    ("O-0001-2", "ITF14"),
    ("O-0001-3", "ITF14"),
    ("O-0002-1", "GS1-128"),
    ("O-0003-1", "GS1-128"),
    ("O-0003-4", "ITF14"),
    ("O-0004-1", "ITF14"),
    ("O-0005-1", "GS1-DataMatrix"),
)


def carton_photos(stock: Stock) -> Iterator[Picture]:
    for line_id, kind in CARTONS:
        line = stock.lines[line_id]
        key = line["product_id"]
        text = stock.case(key) if kind == "ITF14" else elements(stock, line_id)
        shown = (
            f"{text[0]} {text[1:3]} {text[3:8]} {text[8:13]} {text[13]}"
            if kind == "ITF14"
            else text
        )
        yield Picture(
            f"photos/carton_{kind.lower().replace('-', '')}_{line_id}.jpg",
            "carton",
            f"{stock.name(key, 'zh')} 外箱箱唛（{kind}）",
            f"{stock.name(key, 'en')}, carton mark ({kind})",
            lambda k=key, li=line, t=text, ki=kind, s=shown: cartons.carton_photo(
                stock.products[k], li, board.sticker(t, ki, s), "第 1 箱"
            ),
            key,
            line_id,
            "carton_mark",
            [(text, kind)],
        )
    line = stock.lines["O-0006-1"]
    key = line["product_id"]
    yield Picture(
        "photos/carton_nocode_O-0006-1.jpg",
        "carton",
        f"{stock.name(key, 'zh')} 外箱（无箱码）",
        f"{stock.name(key, 'en')}, carton without a code",
        lambda: cartons.carton_photo(stock.products[key], line, None, "第 1 箱"),
        key,
        "O-0006-1",
        "carton_mark",
    )


DAMAGE: tuple[tuple[cartons.Damage, str, str, int], ...] = (
    ("tear", "外箱破损，露出内包装", "carton torn, inner packs exposed", 37),
    ("wet", "外箱水湿", "carton wet", 52),
    ("crush", "箱角塌陷", "carton corner crushed", 88),
)


def damaged(stock: Stock) -> Iterator[Picture]:
    line = stock.lines["O-0001-1"]
    key = line["product_id"]
    product = stock.products[key]
    text = stock.case(key)
    label = board.sticker(
        text, "ITF14", f"{text[0]} {text[1:3]} {text[3:8]} {text[8:13]} {text[13]}"
    )
    for kind, zh, en, number in DAMAGE:
        yield Picture(
            f"photos/damage_{kind}_carton{number}.jpg",
            "defect",
            f"第 {number} 箱：{zh}",
            f"Carton {number}: {en}",
            lambda k=kind, n=number: cartons.carton_photo(product, line, label, f"第 {n} 箱", k),
            key,
            "O-0001-1",
            "damage_in_frame",
            [(text, "ITF14")],
        )
    yield Picture(
        "photos/defect_leak.jpg",
        "defect",
        "单品漏液",
        "Unit leaking",
        lambda: papers.unit_photo(product, turned=78, leak=True),
        key,
        "O-0001-1",
        "defect_with_scale",
    )
    yield Picture(
        "photos/defect_crooked_label.jpg",
        "defect",
        "标签歪斜翘边",
        "Label crooked and lifting",
        lambda: papers.unit_photo(product, crooked=True),
        key,
        "O-0001-1",
        "defect_with_scale",
    )
    yield Picture(
        "photos/defect_ink_jet.jpg",
        "defect",
        "喷码重影模糊",
        "Ink-jet code doubled and blurred",
        lambda: labels.date_closeup(product, line, smear=True),
        key,
        "O-0001-1",
        "date_closeup",
    )


DATED = (
    "O-0001-1",
    "O-0001-2",
    "O-0001-3",
    "O-0002-1",
    "O-0003-1",
    "O-0003-4",
    "O-0004-1",
    "O-0005-1",
    "O-0006-1",
)


def labels_and_dates(stock: Stock) -> Iterator[Picture]:
    for line_id in DATED:
        line = stock.lines[line_id]
        key = line["product_id"]
        product, code = stock.products[key], (stock.ean(key), "EAN13")
        zh, en = stock.name(key, "zh"), stock.name(key, "en")
        yield Picture(
            f"photos/label_{line_id}.jpg",
            "label",
            f"{zh} 背标",
            f"{en}, back label",
            lambda p=product, c=code, li=line: labels.label_photo(p, c, li),
            key,
            line_id,
            "label",
            [code],
        )
        yield Picture(
            f"photos/dates_{line_id}.jpg",
            "dates",
            f"{zh} 批号与日期喷码",
            f"{en}, ink-jet batch and dates",
            lambda p=product, li=line: labels.date_closeup(p, li),
            key,
            line_id,
            "date_closeup",
        )


def product_codes(stock: Stock) -> Iterator[Picture]:
    chosen: list[tuple[str, str, list[Code]]] = [
        (key, "ean13", [(stock.ean(key), "EAN13")])
        for key in ("P-0001", "P-0005", "P-0012", "P-0025", "P-0031", "P-0038", "P-0043", "P-0053")
    ]
    chosen.append(("P-0003", "ean13_old_pack", [(stock.ean("P-0003", 1), "EAN13")]))
    chosen.append(
        ("P-0002", "two_codes", [(stock.ean("P-0002"), "EAN13"), (stock.ean("P-0004"), "EAN13")])
    )
    chosen.append(
        (
            "P-0036",
            "gs1_datamatrix",
            [(elements(stock, "O-0003-1", unit=True, count=True), "GS1-DataMatrix")],
        )
    )
    line = stock.lines["O-0003-4"]
    for key, tail in (
        ("P-0040", f"/10/{line['lot_number']}?17={line['expires']:%y%m%d}"),
        ("P-0046", ""),
    ):
        chosen.append(
            (
                key,
                "digital_link",
                [(f"https://id.example.com/01/0{stock.ean(key)}{tail}", "QRCode")],
            )
        )

    def owner(key: str, number: int) -> str:
        return "P-0004" if number else key

    for key, name, codes in chosen:
        yield Picture(
            f"photos/code_{name}_{key}.jpg",
            "code",
            f"{stock.name(key, 'zh')} 商品条码",
            f"{stock.name(key, 'en')}, product code",
            lambda k=key, c=codes: labels.code_photo(
                [(stock.products[owner(k, n)], *code) for n, code in enumerate(c)]
            ),
            key,
            "",
            "unit",
            codes,
        )


def arrival(stock: Stock) -> Iterator[Picture]:
    order, line = stock.orders["O-0001"], stock.lines["O-0001-1"]
    product = stock.products["P-0001"]
    supplier = stock.suppliers[order["supplier_id"]]["names"]["zh"]
    rows = [
        (
            str(number),
            stock.name(one["product_id"], "zh"),
            stock.products[one["product_id"]]["spec"],
            str(one["cartons"]),
            str(one["units"]),
        )
        for number, one in enumerate(order["lines"], 1)
    ]
    sscc = line["sscc"][0]
    pallet_label = board.sticker(f"(00){sscc}", "GS1-128", f"SSCC {sscc}")
    yield Picture(
        "photos/arrival_plate.jpg",
        "arrival",
        "车牌",
        "Number plate",
        lambda: papers.plate_photo(PLATE),
        shot="plate",
    )
    yield Picture(
        "photos/arrival_seal.jpg",
        "arrival",
        "封签",
        "Seal",
        lambda: papers.seal_photo(SEAL),
        shot="seal",
    )
    yield Picture(
        "photos/arrival_open_door.jpg",
        "arrival",
        "开门车厢",
        "Opened vehicle",
        papers.open_door_photo,
        shot="open_door",
    )
    yield Picture(
        "photos/arrival_pallet.jpg",
        "arrival",
        "到货托盘",
        "Pallet as it arrived",
        lambda: cartons.pallet_photo(product, line, pallet_label),
        "P-0001",
        "O-0001-1",
        "pallet",
    )
    yield Picture(
        "photos/sscc_O-0001.jpg",
        "carton",
        "托盘标签 SSCC",
        "Pallet label with SSCC",
        lambda: cartons.carton_photo(product, line, pallet_label, "托盘 01"),
        "P-0001",
        "O-0001-1",
        "pallet",
        [(f"(00){sscc}", "GS1-128")],
    )
    yield Picture(
        "photos/delivery_note_O-0001.jpg",
        "paper",
        "送货单",
        "Delivery note",
        lambda: papers.delivery_note(order, supplier, rows, PLATE),
        "",
        "",
        "delivery_note",
        [(order["number"], "QRCode")],
    )
    yield Picture(
        "photos/test_report_O-0001-1.jpg",
        "paper",
        "出厂检验报告",
        "Batch test report",
        lambda: papers.test_report(product, line),
        "P-0001",
        "O-0001-1",
        "document",
    )
    for key, line_id in (("P-0001", "O-0001-1"), ("P-0036", "O-0003-1")):
        yield Picture(
            f"photos/unit_{key}.jpg",
            "unit",
            f"{stock.name(key, 'zh')} 单品",
            f"{stock.name(key, 'en')}, unit",
            lambda k=key: papers.unit_photo(stock.products[k]),
            key,
            line_id,
            "unit",
        )
    yield Picture(
        "photos/listing_P-0001.jpg",
        "listing",
        "实物与主图并排",
        "Goods beside their listing",
        lambda: papers.listing_beside(product),
        "P-0001",
        "O-0001-1",
        "listing_beside",
    )


def all_pictures(stock: Stock) -> list[Picture]:
    """Every picture of the demo warehouse, in the manifest's order."""
    makers = (pack_shots, carton_photos, damaged, labels_and_dates, product_codes, arrival)
    return [picture for maker in makers for picture in maker(stock)]
