"""Back labels with the texts the law asks for, and dates as an ink-jet printer dots them on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from demo.canvas import (
    Colour,
    blotches,
    colour,
    font,
    gradient,
    mix,
    paragraph,
    photographed,
    rng,
    shade,
)
from demo.codes import bars, with_text

PAPER: Colour = (252, 252, 249)
INK: Colour = (38, 40, 44)

INGREDIENTS = {
    "cosmetics": "成分：水、甘油、丁二醇、椰油酰甘氨酸钠、烟酰胺、"
    "泛醇、透明质酸钠、黄原胶、柠檬酸、苯氧乙醇。"
    "其他微量成分：香精、EDTA 二钠。",
    "personal_care": "成分：水、椰油酰胺丙基甜菜碱、月桂酰肌氨酸钠、"
    "甘油、氯化钠、柠檬酸、苯甲酸钠、香精。",
    "food": "配料：小麦粉、白砂糖、植物油、全脂乳粉、鸡蛋、食用盐、"
    "碳酸氢钠。致敏物质提示：含有麸质谷物、蛋、乳制品。",
    "household": "主要成分：表面活性剂、酶制剂、香精、水。",
}
DIRECTIONS = {
    "cosmetics": "使用方法：取适量于面部，轻柔按摩后用清水洗净。"
    "注意：避免接触眼睛，如有不适请停止使用。",
    "personal_care": "使用方法：取适量揉搓起泡，再用清水冲净。"
    "注意：避免接触眼睛，置于儿童不易触及处。",
    "food": "食用方法：开袋即食。贮存条件：置于阴凉干燥处，避免阳光直射。",
    "household": "使用方法：按用量投入，遇水即溶。"
    "警告：置于儿童触及不到的地方，如入眼请立即冲洗并就医。",
}


def dates_text(product: Mapping[str, Any], line: Mapping[str, Any]) -> list[str]:
    """What the ink-jet printer writes for the batch of an order line."""
    produced, expires = line["produced"], line["expires"]
    if product["category"] == "food":
        return [f"生产日期 {produced:%Y%m%d}", f"保质期至 {expires:%Y%m%d}", line["lot_number"]]
    return [
        f"批号 {line['lot_number']}",
        f"生产日期 {produced:%Y/%m/%d}",
        f"限用日期 {expires:%Y/%m/%d}",
    ]


def ink_jet(lines: Sequence[str], dot: int, *seed: object, smear: bool = False) -> Image.Image:
    """A mask (255 = ink) of the lines in dots of about ``dot`` pixels; ``smear`` overprints it."""
    face = font(14)
    dice = rng("ink", *seed)
    width = max(round(face.getlength(text)) for text in lines) + 4
    grid = Image.new("L", (width, 20 * len(lines)), 0)
    pen = ImageDraw.Draw(grid)
    for row, text in enumerate(lines):
        pen.text((1, row * 20 + 1), text, font=face, fill=255)
    scale = dot * 4
    mask = Image.new("L", (grid.width * scale, grid.height * scale), 0)
    pen = ImageDraw.Draw(mask)
    for y, x in np.argwhere(np.asarray(grid) > 112):
        dx, dy = dice.normal(0, dot * 0.22, 2)
        r = scale * (0.50 + 0.05 * dice.random())
        cx, cy = (x + 0.5) * scale + dx, (y + 0.5) * scale + dy
        pen.ellipse((cx - r, cy - r, cx + r, cy + r), fill=235)
    mask = mask.resize((grid.width * dot, grid.height * dot), Image.Resampling.LANCZOS)
    if smear:
        ghost = Image.new("L", mask.size, 0)
        ghost.paste(mask, (dot * 5, -dot * 3))
        doubled = np.maximum(np.asarray(mask), np.asarray(ghost) * 0.6).astype(np.uint8)
        mask = Image.fromarray(doubled).filter(ImageFilter.GaussianBlur(dot * 0.55))
    return mask


def back_label(
    product: Mapping[str, Any], code: tuple[str, str], line: Mapping[str, Any] | None
) -> Image.Image:
    """The printed back, 900 × 1200, with its bar code and, with a line, its ink-jet dates."""
    ink = colour(product["pack"]["dark"])
    image = Image.new("RGB", (900, 1200), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((14, 14, 886, 1186), 26, outline=mix(ink, PAPER, 0.3), width=5)
    pen.rounded_rectangle((14, 14, 886, 112), 26, fill=ink)
    pen.rectangle((14, 70, 886, 112), fill=ink)
    title = f"{product['brand']}  {product['names']['zh']}"
    face = font(46, bold=True)
    while face.getlength(title) > 820:
        face = font(face.size - 2, bold=True)
    pen.text((450, 62), title, font=face, fill=PAPER, anchor="mm")
    y = 130
    for text in _texts(product):
        y = paragraph(image, (44, y), text, font(29), 812, INK, 1.3) + 6
    _stamp_field(image, product, line)
    _code_field(image, code)
    return image


def _texts(product: Mapping[str, Any]) -> list[str]:
    category = product["category"]
    texts = [f"净含量：{product['net_content']}    规格：{product['spec']}", INGREDIENTS[category]]
    if product.get("shelf_life") is None:
        texts.pop()
    texts.append(DIRECTIONS[category])
    maker = (
        "生产者"
        if category == "food"
        else "生产企业"
        if product["origin"] == "domestic"
        else "注册人"
    )
    texts.append(f"{maker}：{product['maker']}  地址：示例市示例路 1 号  电话：400-000-0000")
    for key, word in (
        ("licence", "许可证编号"),
        ("filing", "备案/注册编号"),
        ("standard_number", "执行标准"),
    ):
        if product.get(key):
            texts.append(f"{word}：{product[key]}")
    if product["origin"] != "domestic":
        texts.append("进口商：示例进口贸易有限公司  地址：示例市自贸区 8 号  电话：400-000-0001")
    if category == "food":
        texts.append(
            "营养成分表（每 100 g）：能量 2015 kJ 24%  蛋白质 8.6 g 14% "
            " 脂肪 23.1 g 39%  碳水化合物 60.2 g 20%  钠 310 mg 16%"
        )
    return texts


def _stamp_field(
    image: Image.Image, product: Mapping[str, Any], line: Mapping[str, Any] | None
) -> None:
    pen = ImageDraw.Draw(image)
    life = product.get("shelf_life")
    words = {"M": "个月", "D": "天", "Y": "年"}
    said = f"保质期：{life[:-1]} {words[life[-1]]}" if life else "合格证：检验合格"
    pen.text((44, 716), f"{said}    批号及日期：", font=font(29, bold=True), fill=INK)
    pen.text((44, 1128), "演示商品  非卖品", font=font(27), fill=INK)
    if line is None:
        return
    dots = ink_jet(dates_text(product, line), 3, product["id"])
    image.paste((24, 26, 34), (44, 766), dots)


def _code_field(image: Image.Image, code: tuple[str, str]) -> None:
    text, kind = code
    if kind == "EAN13":
        field = with_text(bars(text, kind, 4, 150), _spaced(text), 30)
    elif kind == "QRCode":
        field = with_text(bars(text, kind, 6), "扫码查看数字标签", 20)
    else:
        field = with_text(bars(text, kind, 8), "GS1 DataMatrix", 20)
    image.paste(field.convert("RGB"), (866 - field.width, 1176 - field.height))


def _spaced(text: str) -> str:
    return f"{text[0]} {text[1:7]} {text[7:]}"


def bench(size: tuple[int, int], *seed: object) -> Image.Image:
    """The grey-blue mat of an inspection bench with a faint grid."""
    image = gradient(size, (150, 160, 170), (120, 130, 142))
    pen = ImageDraw.Draw(image)
    for x in range(0, size[0], 80):
        pen.line((x, 0, x, size[1]), fill=(140, 150, 160), width=1)
    for y in range(0, size[1], 80):
        pen.line((0, y, size[0], y), fill=(140, 150, 160), width=1)
    return shade(image, 0.94 + 0.12 * blotches(size, 240, "bench", *seed))


def lay(
    scene: Image.Image,
    item: Image.Image,
    centre: tuple[int, int],
    angle: float,
    mask: Image.Image | None = None,
) -> None:
    """Put a flat thing on the scene, turned by ``angle`` degrees, with its shadow."""
    cover = mask or Image.new("L", item.size, 255)
    turned = item.convert("RGB").rotate(angle, Image.Resampling.BICUBIC, expand=True)
    shape = cover.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    x, y = centre[0] - turned.width // 2, centre[1] - turned.height // 2
    dark = Image.new("L", scene.size, 0)
    dark.paste(shape.point(lambda v: v * 0.55), (x + 12, y + 18))
    scene.paste((30, 34, 40), (0, 0), dark.filter(ImageFilter.GaussianBlur(16)))
    scene.paste(turned, (x, y), shape)


def label_photo(
    product: Mapping[str, Any], code: tuple[str, str], line: Mapping[str, Any] | None
) -> Image.Image:
    """The back label on the bench as a phone sees it, 1200 × 1500."""
    dice = rng("label photo", product["id"])
    scene = bench((1200, 1500), product["id"])
    label = back_label(product, code, line)
    body = gradient(
        (1010, 1340),
        mix(colour(product["pack"]["light"]), (255, 255, 255), 0.2),
        colour(product["pack"]["light"]),
    )
    body.paste(label, (55, 70))
    lay(scene, body, (600, 750), float(dice.uniform(-2.5, 2.5)))
    return photographed(scene, product["id"], "label")


def code_photo(packs: Sequence[tuple[Mapping[str, Any], str, str]]) -> Image.Image:
    """The part of the back with the bar code of each (product, text, kind), 1200 × 900."""
    seed = [(product["id"], text) for product, text, _ in packs]
    dice = rng("code photo", *seed)
    scene = bench((1200, 900), "code", *seed)
    for number, (product, text, kind) in enumerate(packs):
        card = gradient(
            (540, 620), (250, 250, 247), mix(colour(product["pack"]["light"]), (255, 255, 255), 0.4)
        )
        field = _big_code(text, kind)
        card.paste(field.convert("RGB"), ((540 - field.width) // 2, 250))
        pen = ImageDraw.Draw(card)
        pen.rectangle((0, 0, 540, 84), fill=colour(product["pack"]["dark"]))
        pen.text((270, 42), product["brand"], font=font(44, bold=True), fill=PAPER, anchor="mm")
        paragraph(card, (40, 110), product["names"]["zh"] + "  " + product["spec"], font(30), 460)
        place = 600 if len(packs) == 1 else 310 + 580 * number
        lay(scene, card, (place, 450), float(dice.uniform(-7, 7)))
    return photographed(scene, "code", *seed)


def _big_code(text: str, kind: str) -> Image.Image:
    if kind == "EAN13":
        return with_text(bars(text, kind, 4, 210), _spaced(text), 38)
    module = 9 if kind == "QRCode" else 12
    return bars(text, kind, module).resize((300, 300), Image.Resampling.NEAREST)


def date_closeup(
    product: Mapping[str, Any], line: Mapping[str, Any], *, smear: bool = False
) -> Image.Image:
    """Ink-jet dates on the pack at arm's length, 1200 × 800."""
    light, dark = colour(product["pack"]["light"]), colour(product["pack"]["dark"])
    size = 1200, 800
    image = gradient(size, mix(light, (255, 255, 255), 0.35), light)
    pen = ImageDraw.Draw(image)
    for x in range(0, 1200, 16):
        pen.line((x, 0, x, 118), fill=mix(light, (90, 90, 90), 0.18), width=4)
    pen.rectangle((0, 690, 1200, 800), fill=dark)
    pen.text(
        (600, 742),
        f"{product['brand']}  {product['names']['zh']}",
        font=font(40, bold=True),
        fill=PAPER,
        anchor="mm",
    )
    dots = ink_jet(dates_text(product, line), 7, product["id"], "closeup", smear=smear)
    image.paste((22, 24, 34), ((1200 - dots.width) // 2, 190), dots)
    y, x = np.mgrid[0:800, 0:1200]
    sheen = 1.0 + 0.16 * np.exp(-(((x - 0.3 * y - 240) / 120.0) ** 2)) - 0.08 * (x / 1200)
    turned = shade(image, sheen).rotate(
        1.6, Image.Resampling.BICUBIC, fillcolor=mix(light, dark, 0.2)
    )
    return photographed(turned, product["id"], "dates", smear)
