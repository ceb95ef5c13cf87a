"""What surrounds the goods: vehicle, seal, delivery note, test report, the unit on the bench."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from demo.board import cardboard
from demo.canvas import Colour, blotches, colour, fit, font, gradient, mix, photographed, rng, shade
from demo.codes import bars
from demo.labels import bench, lay
from demo.packs import cut_out, pack_shot

INK: Colour = (30, 32, 38)
BLUE: Colour = (24, 58, 150)


def plate_photo(number: str) -> Image.Image:
    """The rear of a box truck with its plate, 1200 × 900."""
    size = 1200, 900
    image = shade(
        gradient(size, (232, 235, 238), (206, 210, 214)), 0.95 + 0.08 * blotches(size, 200, "truck")
    )
    pen = ImageDraw.Draw(image)
    pen.line((600, 0, 600, 560), fill=(120, 126, 132), width=8)
    for x in (560, 640):
        pen.rectangle((x - 9, 0, x + 9, 560), fill=(150, 156, 162))
        pen.rectangle((x - 26, 300, x + 26, 340), fill=(110, 116, 122))
    pen.rectangle((0, 560, 1200, 900), fill=(46, 50, 56))
    pen.rectangle((0, 560, 1200, 590), fill=(196, 52, 44))
    for x in range(0, 1200, 120):
        pen.polygon([(x, 560), (x + 60, 560), (x + 40, 590), (x - 20, 590)], fill=(240, 240, 236))
    for x in (90, 1010):
        pen.rounded_rectangle((x, 640, x + 110, 790), 14, fill=(176, 38, 34))
        pen.rounded_rectangle((x, 740, x + 110, 790), 14, fill=(232, 150, 50))
    pen.rounded_rectangle(
        (300, 640, 900, 810), 16, fill=(232, 186, 40), outline=(30, 30, 30), width=6
    )
    pen.text(
        (600, 726), number, font=fit(number, 540, 112, bold=True), fill=(20, 20, 20), anchor="mm"
    )
    for x in (360, 840):
        pen.ellipse((x - 8, 650, x + 8, 666), fill=(120, 96, 20))
    return photographed(
        image.rotate(-0.8, Image.Resampling.BICUBIC, fillcolor=(60, 64, 70)), "plate"
    )


def seal_photo(number: str) -> Image.Image:
    """A bolt seal on the door bar, 1200 × 900."""
    size = 1200, 900
    image = shade(
        gradient(size, (212, 216, 220), (186, 190, 196)), 0.93 + 0.12 * blotches(size, 160, "door")
    )
    pen = ImageDraw.Draw(image)
    pen.rectangle((500, 0, 560, 900), fill=(128, 134, 142))
    pen.rectangle((508, 0, 522, 900), fill=(176, 182, 188))
    pen.rectangle((380, 320, 820, 400), fill=(98, 104, 112))
    pen.rectangle((380, 320, 820, 336), fill=(146, 152, 160))
    pen.rectangle((680, 260, 712, 700), fill=(206, 210, 214))
    pen.rounded_rectangle(
        (600, 470, 792, 640), 30, fill=(226, 178, 30), outline=(150, 112, 10), width=5
    )
    pen.text((696, 522), "SEAL", font=font(34, bold=True), fill=INK, anchor="mm")
    pen.text((696, 580), number, font=fit(number, 166, 44, bold=True), fill=INK, anchor="mm")
    return photographed(image, "seal", blur=0.8)


def open_door_photo() -> Image.Image:
    """A look into the opened truck: clean floor, cartons stacked to the front, 1200 × 900."""
    image = Image.new("RGB", (1200, 900), (52, 56, 62))
    pen = ImageDraw.Draw(image)
    pen.polygon([(120, 80), (1080, 80), (940, 210), (260, 210)], fill=(196, 200, 204))
    pen.polygon([(120, 80), (260, 210), (260, 700), (120, 860)], fill=(160, 165, 170))
    pen.polygon([(1080, 80), (940, 210), (940, 700), (1080, 860)], fill=(140, 145, 150))
    pen.polygon([(120, 860), (260, 700), (940, 700), (1080, 860)], fill=(134, 112, 84))
    for row in range(4):
        for column in range(5):
            board = cardboard((128, 110), "door", row, column)
            mark = ImageDraw.Draw(board)
            mark.text((64, 34), "澄野", font=font(34, bold=True), fill=(74, 48, 26), anchor="mm")
            mark.rectangle((66, 66, 118, 98), fill=(244, 244, 240))
            for x in range(72, 114, 5):
                mark.line((x, 70, x, 90), fill=(20, 20, 20), width=2)
            light = np.full((110, 128), 0.72 + 0.07 * row)
            image.paste(shade(board, light), (275 + column * 130, 590 - row * 112))
    pen.polygon([(0, 0), (120, 80), (120, 860), (0, 900)], fill=(214, 218, 222))
    pen.polygon([(1200, 0), (1080, 80), (1080, 860), (1200, 900)], fill=(204, 208, 212))
    return photographed(image.filter(ImageFilter.GaussianBlur(0.8)), "open door")


def _sheet(title: str, code: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    page = Image.new("RGB", (1050, 1400), (253, 252, 248))
    pen = ImageDraw.Draw(page)
    pen.text((525, 70), title, font=font(54, bold=True), fill=INK, anchor="ma")
    pen.text((60, 170), f"单号：{code}", font=font(28), fill=INK)
    return page, pen


def _table(
    pen: ImageDraw.ImageDraw, top: int, columns: Sequence[int], rows: Sequence[Sequence[str]]
) -> int:
    y = top
    for number, row in enumerate(rows):
        face = font(25, bold=number == 0)
        for left, right, text in zip(columns, columns[1:], row, strict=False):
            pen.rectangle(
                (left, y, right, y + 58),
                outline=INK,
                width=2,
                fill=(236, 238, 240) if number == 0 else None,
            )
            pen.text((left + 12, y + 29), text, font=face, fill=INK, anchor="lm")
        y += 58
    return y


def _scribble(pen: ImageDraw.ImageDraw, x: int, y: int, *seed: object) -> None:
    dice = rng("signature", *seed)
    points = [
        (
            x + step * 15 + dice.normal(0, 5),
            y + 24 * np.sin(step * 1.3 + dice.random()) + dice.normal(0, 8),
        )
        for step in range(15)
    ]
    pen.line(points, fill=BLUE, width=4, joint="curve")


def _stamp(page: Image.Image, centre: tuple[int, int], text: str) -> None:
    layer = Image.new("L", page.size, 0)
    pen = ImageDraw.Draw(layer)
    x, y = centre
    pen.ellipse((x - 110, y - 110, x + 110, y + 110), outline=190, width=7)
    pen.regular_polygon((x, y - 20, 26), 5, fill=190)
    pen.text((x, y + 44), text, font=font(30, bold=True), fill=190, anchor="mm")
    worn = np.asarray(layer) * (0.55 + 0.45 * blotches(page.size, 10, "stamp"))
    page.paste((196, 32, 34), (0, 0), Image.fromarray(worn.astype(np.uint8)))


def delivery_note(
    order: Mapping[str, Any], supplier: str, lines: Sequence[Sequence[str]], plate: str
) -> Image.Image:
    """The signed delivery note on the bench, 1200 × 1500."""
    page, pen = _sheet("送 货 单", order["number"])
    code = bars(order["number"], "QRCode", 4)
    page.paste(code.convert("RGB"), (870, 40))
    for number, text in enumerate(
        (
            f"供货单位：{supplier}",
            "收货单位：无忧云仓（示例）一号仓",
            f"车牌号：{plate}    封签号：SX260417",
        )
    ):
        pen.text((60, 222 + number * 48), text, font=font(28), fill=INK)
    y = _table(
        pen, 390, (60, 120, 560, 760, 880, 990), [("序", "品名", "规格", "箱数", "件数"), *lines]
    )
    pen.text((60, y + 40), "备注：到货请当场清点，外箱异常请在回单注明。", font=font(26), fill=INK)
    pen.text((60, y + 150), "司机签名：", font=font(30), fill=INK)
    _scribble(pen, 220, y + 166, "driver")
    pen.text((560, y + 150), "收货人签名：", font=font(30), fill=INK)
    _scribble(pen, 750, y + 166, "receiver")
    _stamp(page, (790, y + 330), "发货专用章")
    return _on_bench(page, "note")


def test_report(product: Mapping[str, Any], line: Mapping[str, Any]) -> Image.Image:
    """The maker's batch report (COA) on the bench, 1200 × 1500."""
    page, pen = _sheet("出厂检验报告", f"COA-{line['lot_number']}")
    facts = [
        ("产品名称", product["names"]["zh"]),
        ("规格", product["spec"]),
        ("批号", line["lot_number"]),
        ("生产日期", f"{line['produced']:%Y-%m-%d}"),
        ("执行标准", product.get("standard_number", "")),
        ("批量", f"{line['units']} 件"),
    ]
    y = 240
    for name, value in facts:
        pen.text((60, y), f"{name}：{value}", font=font(30), fill=INK)
        y += 52
    rows = [
        ("检验项目", "标准要求", "检验结果", "判定"),
        ("外观", "均匀、无杂质", "均匀、无杂质", "合格"),
        ("气味", "符合规定香型", "符合", "合格"),
        ("pH 值（25 ℃）", "5.0–7.0", "6.1", "合格"),
        ("耐热 40 ℃ 24 h", "无分层", "无分层", "合格"),
        ("菌落总数", "≤500 CFU/g", "<10", "合格"),
        ("净含量", "符合计量要求", "符合", "合格"),
    ]
    y = _table(pen, y + 30, (60, 340, 590, 830, 990), rows)
    pen.text(
        (60, y + 40), "结论：本批产品经检验合格，准予出厂。", font=font(30, bold=True), fill=INK
    )
    pen.text((60, y + 150), "检验员：", font=font(30), fill=INK)
    _scribble(pen, 190, y + 166, "chemist")
    _stamp(page, (790, y + 230), "质量检验章")
    return _on_bench(page, "report")


def _on_bench(page: Image.Image, *seed: object) -> Image.Image:
    scene = bench((1200, 1500), *seed)
    paper = shade(page, 0.97 + 0.05 * blotches(page.size, 300, "paper", *seed))
    lay(scene, paper, (600, 750), float(rng("page", *seed).uniform(-2.2, 2.2)))
    return photographed(scene, *seed, blur=0.4)


def unit_photo(
    product: Mapping[str, Any], *, turned: float = 0, leak: bool = False, crooked: bool = False
) -> Image.Image:
    """One unit on the bench beside the scale, 1200 × 900; leaking or with a crooked label."""
    scene = bench((1200, 900), product["id"], "unit", leak, crooked)
    pack, mask = cut_out(product)
    if crooked:
        pack = _crooked(pack, product)
    height = 760
    size = round(pack.width * height / pack.height), height
    if leak:
        _puddle(scene, product)
    lay(scene, pack.resize(size, Image.Resampling.LANCZOS), (560, 450), turned, mask.resize(size))
    _ruler(scene)
    return photographed(scene, product["id"], "unit", leak, crooked)


def _crooked(pack: Image.Image, product: Mapping[str, Any]) -> Image.Image:
    """The front as a sticker, put on askew with a lifted edge."""
    width, height = pack.size
    box = round(width * 0.16), round(height * 0.30), round(width * 0.84), round(height * 0.66)
    out = pack.copy()
    label = Image.new("RGB", (box[2] - box[0], box[3] - box[1]), (250, 250, 246))
    pen = ImageDraw.Draw(label)
    ink = colour(product["pack"]["dark"])
    pen.rectangle((0, 0, label.width - 1, label.height - 1), outline=ink, width=6)
    pen.text(
        (label.width // 2, label.height // 3),
        product["brand"],
        font=font(60, bold=True),
        fill=ink,
        anchor="mm",
    )
    pen.text(
        (label.width // 2, label.height * 2 // 3),
        product["net_content"],
        font=font(40),
        fill=ink,
        anchor="mm",
    )
    cover = Image.new("L", label.size, 255).rotate(11, Image.Resampling.BICUBIC, expand=True)
    turned = label.rotate(11, Image.Resampling.BICUBIC, expand=True)
    place = (width - turned.width) // 2 + 16, box[1]
    shadow = Image.new("L", pack.size, 0)
    shadow.paste(cover.point(lambda v: v * 0.6), (place[0] + 10, place[1] + 14))
    out.paste(mix(ink, (0, 0, 0), 0.6), (0, 0), shadow.filter(ImageFilter.GaussianBlur(10)))
    out.paste(turned, place, cover)
    fold = ImageDraw.Draw(out)
    x, y = place[0] + turned.width - 40, place[1] + 22
    fold.polygon([(x - 74, y + 2), (x + 12, y - 10), (x + 4, y + 78)], fill=(206, 206, 200))
    return out


def _puddle(scene: Image.Image, product: Mapping[str, Any]) -> None:
    spill = Image.new("L", scene.size, 0)
    pen = ImageDraw.Draw(spill)
    dice = rng("puddle", product["id"])
    for _ in range(16):
        x, y, r = dice.uniform(480, 860), dice.uniform(690, 840), dice.uniform(26, 92)
        pen.ellipse((x - r * 1.7, y - r * 0.6, x + r * 1.7, y + r * 0.6), fill=235)
    soft = spill.filter(ImageFilter.GaussianBlur(9)).point(lambda v: 0 if v < 100 else 225)
    tone = mix(colour(product["pack"]["light"]), colour(product["pack"]["dark"]), 0.22)
    rim = Image.new("L", scene.size, 0)
    rim.paste(soft, (6, 9))
    scene.paste(
        (64, 72, 80), (0, 0), rim.filter(ImageFilter.GaussianBlur(8)).point(lambda v: v * 0.6)
    )
    scene.paste(tone, (0, 0), soft.filter(ImageFilter.GaussianBlur(2)))
    shine = Image.new("L", scene.size, 0)
    shine.paste(soft.point(lambda v: v * 0.5), (-8, -10))
    inner = np.minimum(np.asarray(soft), 255 - np.asarray(shine)) * 0.28
    scene.paste(
        (255, 255, 255),
        (0, 0),
        Image.fromarray(inner.astype(np.uint8)).filter(ImageFilter.GaussianBlur(4)),
    )


def _ruler(scene: Image.Image) -> None:
    ruler = Image.new("RGB", (110, 820), (246, 222, 120))
    pen = ImageDraw.Draw(ruler)
    for tick in range(81):
        long = 44 if tick % 10 == 0 else 30 if tick % 5 == 0 else 18
        pen.line((0, 10 + tick * 10, long, 10 + tick * 10), fill=INK, width=2)
        if tick % 10 == 0:
            pen.text((56, 10 + tick * 10), str(tick // 10), font=font(26), fill=INK, anchor="lm")
    lay(scene, ruler, (1010, 450), 0.8)


def listing_beside(product: Mapping[str, Any]) -> Image.Image:
    """The unit beside a tablet that shows its listing, 1400 × 1000."""
    scene = bench((1400, 1000), product["id"], "listing")
    tablet = Image.new("RGB", (640, 860), (28, 30, 34))
    screen = Image.new("RGB", (580, 780), (255, 255, 255))
    screen.paste(pack_shot(product).resize((580, 580)), (0, 0))
    pen = ImageDraw.Draw(screen)
    pen.text((24, 604), "￥89.00", font=font(44, bold=True), fill=(214, 48, 38))
    pen.text((24, 668), product["names"]["zh"], font=font(32, bold=True), fill=INK)
    pen.text((24, 716), product["spec"], font=font(26), fill=(110, 114, 120))
    tablet.paste(screen, (30, 40))
    lay(scene, tablet, (1010, 500), -1.5)
    pack, mask = cut_out(product)
    size = round(pack.width * 820 / pack.height), 820
    lay(scene, pack.resize(size, Image.Resampling.LANCZOS), (370, 500), 1.5, mask.resize(size))
    return photographed(scene, product["id"], "listing")
