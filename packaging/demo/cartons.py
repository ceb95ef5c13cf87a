"""Cartons in the receiving area: boxes in perspective, marks, handling pictograms and damage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from demo.canvas import (
    Array,
    Colour,
    blotches,
    font,
    gradient,
    noise,
    photographed,
    rng,
    shade,
    wrap,
)
from demo.codes import bars, with_text

KRAFT: Colour = (196, 158, 112)
PRINT: Colour = (74, 48, 26)
SCENE = (1400, 1050)
Damage = Literal["tear", "wet", "crush"]

# Corners of a box of width 1.5, height 1.0, depth 1.0 (x right, y up, z away).
_CORNERS = {
    "front": [(0, 1, 0), (1.5, 1, 0), (1.5, 0, 0), (0, 0, 0)],
    "side": [(1.5, 1, 0), (1.5, 1, 1), (1.5, 0, 1), (1.5, 0, 0)],
    "top": [(0, 1, 1), (1.5, 1, 1), (1.5, 1, 0), (0, 1, 0)],
}
_SIZES = {"front": (1200, 800), "side": (800, 800), "top": (1200, 800)}
_LIGHT = {"front": 1.0, "side": 0.78, "top": 1.10}


def cardboard(size: tuple[int, int], *seed: object) -> Image.Image:
    """Kraft board: flutes, fibres and clouds."""
    plain = Image.new("RGB", size, KRAFT)
    light = (
        0.93 + 0.12 * blotches(size, 160, "cloud", *seed) + 0.05 * blotches(size, 6, "fibre", *seed)
    )
    light = light + 0.012 * np.sin(np.arange(size[0]) / 3.2)[None, :]
    return noise(shade(plain, light), 3.5, "board", *seed)


def pictograms(image: Image.Image, place: tuple[int, int], size: int) -> None:
    """This way up, fragile, keep from rain, stacking limit (GB/T 191, own drawing)."""
    pen = ImageDraw.Draw(image)
    u = size / 20
    for number, draw in enumerate((_up, _fragile, _rain, _stack)):
        x, y = place[0] + round(number * size * 1.25), place[1]
        pen.rounded_rectangle(
            (x, y, x + size, y + size), round(u), outline=PRINT, width=max(2, round(u * 0.7))
        )
        draw(pen, x, y, u)


def _up(pen: ImageDraw.ImageDraw, x: float, y: float, u: float) -> None:
    for left in (3.5, 11.5):
        pen.polygon(
            [
                (x + (left + 2.5) * u, y + 3 * u),
                (x + (left + 5.2) * u, y + 8 * u),
                (x + (left - 0.2) * u, y + 8 * u),
            ],
            fill=PRINT,
        )
        pen.rectangle(
            (x + (left + 1.6) * u, y + 8 * u, x + (left + 3.4) * u, y + 15 * u), fill=PRINT
        )
    pen.rectangle((x + 3 * u, y + 16.4 * u, x + 17 * u, y + 17.6 * u), fill=PRINT)


def _fragile(pen: ImageDraw.ImageDraw, x: float, y: float, u: float) -> None:
    pen.polygon(
        [
            (x + 6 * u, y + 2.5 * u),
            (x + 14 * u, y + 2.5 * u),
            (x + 13 * u, y + 9 * u),
            (x + 10.8 * u, y + 11 * u),
            (x + 9.2 * u, y + 11 * u),
            (x + 7 * u, y + 9 * u),
        ],
        fill=PRINT,
    )
    pen.rectangle((x + 9.3 * u, y + 10 * u, x + 10.7 * u, y + 16 * u), fill=PRINT)
    pen.rectangle((x + 6 * u, y + 16 * u, x + 14 * u, y + 17.4 * u), fill=PRINT)
    pen.line(
        [
            (x + 9 * u, y + 2.5 * u),
            (x + 10.6 * u, y + 5 * u),
            (x + 9.4 * u, y + 6.6 * u),
            (x + 11 * u, y + 8.6 * u),
        ],
        fill=KRAFT,
        width=max(2, round(u * 0.8)),
    )


def _rain(pen: ImageDraw.ImageDraw, x: float, y: float, u: float) -> None:
    pen.pieslice((x + 3 * u, y + 6 * u, x + 17 * u, y + 20 * u), 180, 360, fill=PRINT)
    pen.rectangle((x + 9.5 * u, y + 12 * u, x + 10.5 * u, y + 16.5 * u), fill=PRINT)
    pen.arc(
        (x + 7.5 * u, y + 15 * u, x + 10.5 * u, y + 18 * u),
        0,
        180,
        fill=PRINT,
        width=max(2, round(u)),
    )
    for drop in (5, 10, 15):
        pen.line(
            (x + drop * u, y + 2 * u, x + (drop - 0.8) * u, y + 4.6 * u),
            fill=PRINT,
            width=max(2, round(u)),
        )


def _stack(pen: ImageDraw.ImageDraw, x: float, y: float, u: float) -> None:
    for row, tone in enumerate((None, None, PRINT)):
        top = y + (3 + row * 4.8) * u
        pen.rectangle(
            (x + 5.5 * u, top, x + 14.5 * u, top + 4 * u),
            fill=tone,
            outline=PRINT,
            width=max(2, round(u * 0.7)),
        )
    pen.text(
        (x + 10 * u, y + 9.8 * u), "6", font=font(round(4 * u), bold=True), fill=PRINT, anchor="mm"
    )


def _front(
    product: Mapping[str, Any],
    line: Mapping[str, Any] | None,
    sticker: Image.Image | None,
    number: str,
) -> Image.Image:
    face = cardboard(_SIZES["front"], product["id"], number)
    pen = ImageDraw.Draw(face)
    pen.text((60, 50), product["brand"], font=font(92, bold=True), fill=PRINT)
    pen.text((1140, 64), number, font=font(40), fill=PRINT, anchor="ra")
    y = 182
    for text in wrap(product["names"]["zh"], font(60, bold=True), 620)[:2]:
        pen.text((60, y), text, font=font(60, bold=True), fill=PRINT)
        y += 76
    facts = [
        f"货号 {product['sku']}",
        f"规格 {product['spec']}",
        f"箱规 {product['units_per_carton']}／箱",
    ]
    if line and line.get("lot_number"):
        facts.append(f"批号 {line['lot_number']}")
    if line and line.get("produced"):
        facts.append(f"生产日期 {line['produced']:%Y-%m-%d}")
    for text in facts:
        pen.text((60, y + 8), text, font=font(36), fill=PRINT)
        y += 49
    if sticker is not None:
        # The bottom right of the front: where a roller conveyor's scanner looks.
        face.paste(sticker.convert("RGB"), (1160 - sticker.width, 770 - sticker.height))
    return face


def _side(product: Mapping[str, Any], number: str) -> Image.Image:
    face = cardboard(_SIZES["side"], product["id"], number, "side")
    pictograms(face, (110, 110), 130)
    pen = ImageDraw.Draw(face)
    pen.text((400, 380), product["brand"], font=font(120, bold=True), fill=PRINT, anchor="ma")
    pen.text(
        (400, 580),
        f"毛重 {8 + len(product['id']) % 5}.4 kg",
        font=font(40),
        fill=PRINT,
        anchor="ma",
    )
    pen.text((400, 640), "堆码 6 层", font=font(40), fill=PRINT, anchor="ma")
    return face


def _top(product: Mapping[str, Any], number: str) -> Image.Image:
    face = cardboard(_SIZES["top"], product["id"], number, "top")
    tape = Image.new("RGB", (1200, 130), (214, 186, 140))
    face.paste(shade(tape, 0.96 + 0.1 * blotches((1200, 130), 40, "tape", number)), (0, 335))
    ImageDraw.Draw(face).line((0, 400, 1200, 400), fill=(150, 116, 76), width=3)
    return face


def sticker(text: str, kind: str, shown: str) -> Image.Image:
    """The white label with the carton's code."""
    if kind == "GS1-DataMatrix":
        code = bars(text, kind, 8)
        field = with_text(code, "GS1 DataMatrix", 22)
    else:
        field = with_text(bars(text, kind, 3, 150), shown, 28)
    label = Image.new("L", (field.width + 44, field.height + 36), 250)
    label.paste(field, (22, 18))
    return label


class Camera:
    """A pinhole camera that looks at the receiving area from the front right, slightly above."""

    def __init__(
        self,
        turn: float = 27,
        tilt: float = 17,
        away: float = 4.4,
        scale: float = 2560,
        aim: tuple[float, float, float] = (0.85, 0.5, 0.4),
    ) -> None:
        a, b = np.radians(turn), np.radians(tilt)
        yaw = np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])
        pitch = np.array([[1, 0, 0], [0, np.cos(b), np.sin(b)], [0, -np.sin(b), np.cos(b)]])
        self.turn = pitch @ yaw
        self.away, self.scale, self.aim = away, scale, np.asarray(aim)

    def see(self, points: list[tuple[float, float, float]]) -> Array:
        """Picture positions (n × 2) of places in space."""
        turned = (np.asarray(points, dtype=np.float64) - self.aim) @ self.turn.T
        depth = turned[:, 2] + self.away
        x = SCENE[0] / 2 + self.scale * turned[:, 0] / depth
        y = SCENE[1] / 2 - self.scale * turned[:, 1] / depth
        return np.stack([x, y], axis=1).astype(np.float32)


def _lay_face(scene: Array, face: Image.Image, corners: Array, light: float) -> None:
    width, height = face.size
    source = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners)
    lit = np.asarray(shade(face, np.full((height, width), light)))
    warped = cv2.warpPerspective(lit, matrix, SCENE, flags=cv2.INTER_AREA)
    cover = cv2.warpPerspective(
        np.full((height, width), 255, np.uint8), matrix, SCENE, flags=cv2.INTER_LINEAR
    )
    part = (cover / 255.0)[..., None]
    scene[:] = (scene * (1 - part) + warped * part).astype(np.uint8)


def warehouse(*seed: object) -> Image.Image:
    """Concrete floor and blurred racks."""
    image = gradient(SCENE, (92, 99, 108), (160, 160, 156))
    pen = ImageDraw.Draw(image)
    dice = rng("racks", *seed)
    for x in range(-40, 1400, 230):
        pen.rectangle((x, 0, x + 22, 430), fill=(44, 78, 128))
        for y in (90, 220, 350):
            pen.rectangle((x, y, x + 230, y + 16), fill=(206, 112, 44))
            for step in range(3):
                tone = int(150 + 60 * dice.random())
                pen.rectangle(
                    (x + 30 + step * 62, y - 70 + int(20 * dice.random()), x + 84 + step * 62, y),
                    fill=(tone, tone - 26, tone - 60),
                )
    image = image.filter(ImageFilter.GaussianBlur(13))
    floor = gradient((1400, 600), (150, 150, 147), (178, 178, 173))
    floor = shade(floor, 0.92 + 0.14 * blotches((1400, 600), 90, "floor", *seed))
    fade = (
        gradient((1400, 600), (0, 0, 0), (255, 255, 255))
        .convert("L")
        .point(lambda v: min(255, v * 6))
    )
    image.paste(floor, (0, 450), fade)
    return image


def _shadow(scene: Array, camera: Camera, origin: tuple[float, float, float]) -> None:
    x, y, z = origin
    ground = [
        (x - 0.03, y, z - 0.03),
        (x + 1.62, y, z - 0.02),
        (x + 1.95, y, z + 1.1),
        (x + 0.3, y, z + 1.2),
    ]
    mask = np.zeros(scene.shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, camera.see(ground).round().astype(np.int32), 150)
    part = (cv2.GaussianBlur(mask, (0, 0), 18) / 255.0)[..., None]
    scene[:] = (scene * (1 - part) + np.array((40, 42, 46)) * part).astype(np.uint8)


def _box(
    scene: Array,
    camera: Camera,
    faces: Mapping[str, Image.Image],
    origin: tuple[float, float, float],
    *,
    crushed: bool = False,
) -> None:
    for name in ("top", "side", "front"):
        corners = [(x + origin[0], y + origin[1], z + origin[2]) for x, y, z in _CORNERS[name]]
        if crushed:
            corners = [
                (x - 0.10, y - 0.26, z + 0.06)
                if (round(x - origin[0], 2), y - origin[1], z - origin[2]) == (1.5, 1, 0)
                else (x, y, z)
                for x, y, z in corners
            ]
        _lay_face(scene, faces[name], camera.see(corners), _LIGHT[name])


def faces_of(
    product: Mapping[str, Any],
    line: Mapping[str, Any] | None,
    label: Image.Image | None,
    number: str,
) -> dict[str, Image.Image]:
    """The three visible faces of one carton; ``number`` such as ``第 37 箱`` stands on its mark."""
    return {
        "front": _front(product, line, label, number),
        "side": _side(product, number),
        "top": _top(product, number),
    }


def carton_photo(
    product: Mapping[str, Any],
    line: Mapping[str, Any] | None,
    label: Image.Image | None,
    number: str,
    damage: Damage | None = None,
) -> Image.Image:
    """One carton on the floor, 1400 × 1050, whole or damaged."""
    faces = faces_of(product, line, label, number)
    if damage == "tear":
        faces["front"] = _torn(faces["front"], number)
    elif damage == "wet":
        faces = {name: _wet(face, name) if name != "top" else face for name, face in faces.items()}
    elif damage == "crush":
        faces = {name: _creased(face, name) for name, face in faces.items()}
    dice = rng("carton", product["id"], number)
    turn = dice.uniform(20, 30)
    if label is not None and label.width > 800:  # one stands square before a long code
        turn /= 3
    camera = Camera(turn=float(turn), tilt=float(dice.uniform(14, 20)))
    scene = np.array(warehouse(product["id"], number))
    _shadow(scene, camera, (0, 0, 0))
    _box(scene, camera, faces, (0, 0, 0), crushed=damage == "crush")
    return photographed(Image.fromarray(scene), product["id"], number, blur=0.5)


def _torn(face: Image.Image, number: str) -> Image.Image:
    """A hole with pale fibre edges, the inner packs showing."""
    dice = rng("tear", number)
    out = face.copy()
    turns = np.linspace(0, 2 * np.pi, 26, endpoint=False)
    reach = (
        1
        + 0.34 * (np.convolve(dice.random(28), (0.3, 0.4, 0.3), "valid") - 0.5)
        + 0.16 * (dice.random(26) - 0.5)
    )

    def ring(grow: float) -> list[tuple[float, float]]:
        return [
            (905 + 190 * grow * r * np.cos(t), 330 + 125 * grow * r * np.sin(t))
            for t, r in zip(turns, reach, strict=True)
        ]

    pen = ImageDraw.Draw(out)
    pen.polygon(ring(1.16), fill=(231, 209, 174))
    pen.line([*ring(1.16), ring(1.16)[0]], fill=(150, 116, 76), width=4)
    pen.polygon(ring(1.0), fill=(46, 36, 28))
    inside = Image.new("L", out.size, 0)
    ImageDraw.Draw(inside).polygon(ring(0.96), fill=255)
    packs = Image.new("RGB", out.size, (40, 32, 26))
    pack_pen = ImageDraw.Draw(packs)
    for x in range(660, 1180, 118):
        pack_pen.rounded_rectangle((x, 210, x + 104, 590), 14, fill=(150, 190, 178))
        pack_pen.rectangle((x, 390, x + 104, 430), fill=(47, 125, 107))
        pack_pen.rectangle((x + 78, 210, x + 104, 590), fill=(116, 156, 146))
    out.paste(packs, (0, 0), inside.filter(ImageFilter.GaussianBlur(2)))
    pen.polygon([(850, 415), (985, 408), (1030, 540), (815, 522)], fill=(206, 172, 126))
    pen.line([(850, 415), (985, 408)], fill=(140, 106, 68), width=5)
    return out


def _wet(face: Image.Image, name: str) -> Image.Image:
    """A dark stain risen from the floor, with a tide line."""
    width, height = face.size
    edge = height * 0.50 + 170 * (blotches((width, 8), 120, "tide", name)[0] - 0.5)
    y = np.arange(height)[:, None]
    depth = np.clip((y - edge[None, :]) / 26, 0, 1)
    line = np.exp(-(((y - edge[None, :] - 8) / 9.0) ** 2))
    mottled = 0.10 * blotches((width, height), 60, "wet", name)
    return shade(face, 1 - depth * (0.40 + mottled) - 0.20 * line)


def _creased(face: Image.Image, name: str) -> Image.Image:
    """Folds that run from the crushed corner."""
    width, height = face.size
    corner = {"front": (width, 0), "side": (0, 0), "top": (width, height)}[name]
    y, x = np.mgrid[0:height, 0:width]
    away = np.hypot(x - corner[0], y - corner[1])
    light = np.ones((height, width))
    for reach, wide in ((190, 20), (330, 14)):
        wobble = 34 * np.sin(np.arctan2(y - corner[1], x - corner[0]) * 4 + reach)
        light -= 0.38 * np.exp(-(((away - reach + wobble) / wide) ** 2))
        light += 0.22 * np.exp(-(((away - reach + wobble - 24) / 12.0) ** 2))
    return shade(face, light.clip(0.35, 1.3))


def pallet_photo(
    product: Mapping[str, Any], line: Mapping[str, Any] | None, label: Image.Image | None
) -> Image.Image:
    """A wooden pallet with three layers of cartons, its pallet label in front."""
    camera = Camera(turn=30, tilt=16, away=9.4, scale=2080, aim=(2.4, 1.65, 0.6))
    scene = np.array(warehouse("pallet", product["id"]))
    plain = faces_of(product, line, None, "")
    marked = faces_of(product, line, label, "托盘 01")
    wood = {
        "front": Image.new("RGB", (1200, 120), (170, 128, 78)),
        "side": Image.new("RGB", (800, 120), (150, 110, 66)),
    }
    for name, corners in (
        ("side", [(4.6, 0, -0.05), (4.6, 0, 2.1), (4.6, -0.3, 2.1), (4.6, -0.3, -0.05)]),
        ("front", [(-0.05, 0, -0.05), (4.6, 0, -0.05), (4.6, -0.3, -0.05), (-0.05, -0.3, -0.05)]),
    ):
        _lay_face(scene, wood[name], camera.see(corners), _LIGHT[name])
    for z in (1.02, 0.0):
        for layer in range(3):
            for column in range(3):
                here = marked if (z, layer, column) == (0.0, 1, 2) else plain
                _box(scene, camera, here, (column * 1.52, layer * 1.01, z))
    return photographed(Image.fromarray(scene), "pallet", product["id"], blur=0.5)
