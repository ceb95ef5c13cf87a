"""Pack shots: one studio picture a product, drawn from its shape, colours and texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from demo.canvas import gradient, mix
from demo.studio import (
    FINAL,
    SIZE,
    WHITE,
    Studio,
    crinkled,
    flat,
    front,
    polygon,
    rounded,
)


def _tube(s: Studio) -> None:
    box = (390, 110, 810, 920)
    s.shadow((440, 0, 760, 1080))
    size = 420, 810
    mask = polygon(size, [(0, 0), (1, 0), (0.93, 0.97), (0.86, 1), (0.14, 1), (0.07, 0.97)])
    s.body(box, s.light, mask, front(s.product, size, s.light, s.dark))
    crimp = ImageDraw.Draw(s.image)
    for x in range(396, 806, 9):
        crimp.line((x, 112, x, 146), fill=mix(s.light, (90, 90, 90), 0.22), width=3)
    s.body((448, 918, 752, 1080), s.dark, rounded((304, 162), 18))


def _pump(s: Studio) -> None:
    s.shadow((385, 0, 815, 1090))
    s.body((575, 150, 625, 300), mix(s.dark, WHITE, 0.1), rounded((50, 150), 6))
    s.body(
        (455, 120, 680, 172),
        s.dark,
        polygon((225, 52), [(0, 0.35), (0.25, 0), (1, 0), (1, 1), (0.2, 1), (0, 0.85)]),
    )
    s.body((530, 236, 670, 330), s.dark, rounded((140, 94), 14))
    size = 430, 770
    s.body(
        (385, 320, 815, 1090),
        s.light,
        rounded(size, 84),
        front(s.product, (430, 690), s.light, s.dark),
        60,
    )


def _dropper(s: Studio) -> None:
    s.shadow((430, 0, 770, 1070))
    s.body((555, 110, 645, 300), mix(s.dark, (30, 30, 30), 0.4), rounded((90, 190), 44))
    s.body((515, 270, 685, 400), s.dark, rounded((170, 130), 12))
    glass = mix(s.dark, s.light, 0.45)
    s.body(
        (430, 390, 770, 1070),
        glass,
        rounded((340, 680), 70),
        front(s.product, (340, 520), s.light, s.dark),
        100,
    )


def _jar(s: Studio) -> None:
    s.shadow((250, 0, 950, 1030))
    s.body((290, 290, 910, 480), s.dark, rounded((620, 190), 40))
    s.body(
        (250, 470, 950, 1030),
        s.light,
        rounded((700, 560), 110),
        front(s.product, (560, 520), s.light, s.dark),
        20,
    )


def _bottle(s: Studio) -> None:
    s.shadow((400, 0, 800, 1090))
    s.body((530, 110, 670, 250), s.dark, rounded((140, 140), 20))
    size = 400, 860
    mask = polygon(
        size,
        [
            (0.34, 0),
            (0.66, 0),
            (0.68, 0.04),
            (0.97, 0.16),
            (1, 0.2),
            (1, 0.97),
            (0.95, 1),
            (0.05, 1),
            (0, 0.97),
            (0, 0.2),
            (0.03, 0.16),
            (0.32, 0.04),
        ],
        8,
    )
    s.body(
        (400, 235, 800, 1095),
        mix(s.light, s.dark, 0.18),
        mask,
        front(s.product, (400, 590), s.light, s.dark),
        190,
    )


def _stick(s: Studio) -> None:
    s.shadow((370, 0, 830, 1080))
    s.body((390, 130, 560, 640), mix(s.dark, (20, 20, 20), 0.25), rounded((170, 510), 26))
    s.body((400, 630, 550, 1080), s.light, rounded((150, 450), 16))
    s.body(
        (640, 220, 830, 1080),
        s.light,
        rounded((190, 860), 18),
        front(s.product, (190, 820), s.light, s.dark),
        20,
        round_=False,
    )


def _box(s: Studio) -> None:
    s.shadow((270, 0, 930, 1080))
    size = 560, 800
    art = front(s.product, size, s.light, s.dark)
    s.put(art, rounded(size, 4), (270, 280, 830, 1080), flat(size))
    side = Image.new("L", (SIZE, SIZE), 0)
    ImageDraw.Draw(side).polygon([(830, 280), (950, 200), (950, 990), (830, 1080)], fill=255)
    s.image.paste(mix(s.dark, (0, 0, 0), 0.12), (0, 0), side)
    top = Image.new("L", (SIZE, SIZE), 0)
    ImageDraw.Draw(top).polygon([(270, 280), (390, 200), (950, 200), (830, 280)], fill=255)
    s.image.paste(mix(s.light, s.dark, 0.14), (0, 0), top)


def _pouch(s: Studio) -> None:
    s.shadow((290, 0, 910, 1070))
    size = 620, 920
    points = [
        (0.02, 0),
        (0.98, 0),
        (1, 0.05),
        (0.97, 0.12),
        (1, 0.5),
        (0.97, 0.9),
        (1, 0.97),
        (0.98, 1),
        (0.02, 1),
        (0, 0.97),
        (0.03, 0.9),
        (0, 0.5),
        (0.03, 0.12),
        (0, 0.05),
    ]
    face = gradient(size, s.dark, mix(s.dark, s.light, 0.25))
    art = front(s.product, (620, 740), s.light, s.dark)
    face.paste(art, (0, 90))
    s.put(face, polygon(size, points, 10), (290, 150, 910, 1070), crinkled(size, s.product["id"]))
    pen = ImageDraw.Draw(s.image)
    for y in (162, 176, 190, 1030, 1044, 1058):
        pen.line((300, y, 900, y), fill=mix(s.dark, WHITE, 0.25), width=3)


def _drink(s: Studio) -> None:
    s.shadow((440, 0, 760, 1100))
    s.body((540, 90, 660, 180), s.dark, rounded((120, 90), 14))
    size = 320, 930
    mask = polygon(
        size,
        [
            (0.36, 0),
            (0.64, 0),
            (0.66, 0.12),
            (0.95, 0.30),
            (1, 0.36),
            (0.97, 0.62),
            (1, 0.8),
            (1, 0.97),
            (0.94, 1),
            (0.06, 1),
            (0, 0.97),
            (0, 0.8),
            (0.03, 0.62),
            (0, 0.36),
            (0.05, 0.30),
            (0.34, 0.12),
        ],
        8,
    )
    s.body(
        (440, 170, 760, 1100),
        mix(s.dark, s.light, 0.35),
        mask,
        front(s.product, (320, 470), s.light, s.dark),
        330,
    )


def _milk(s: Studio) -> None:
    s.shadow((330, 0, 890, 1090))
    size = 420, 740
    s.put(
        front(s.product, size, s.light, s.dark), rounded(size, 2), (330, 350, 750, 1090), flat(size)
    )
    pen = ImageDraw.Draw(s.image)
    pen.polygon(
        [(750, 350), (890, 300), (890, 1020), (750, 1090)], fill=mix(s.light, (120, 120, 130), 0.32)
    )
    pen.polygon([(330, 350), (750, 350), (720, 200), (360, 200)], fill=mix(s.light, WHITE, 0.4))
    pen.polygon(
        [(750, 350), (890, 300), (830, 180), (720, 200)], fill=mix(s.light, (120, 120, 130), 0.2)
    )
    pen.polygon(
        [(360, 200), (720, 200), (830, 180), (830, 120), (715, 132), (360, 132)],
        fill=mix(s.dark, WHITE, 0.08),
    )
    s.body((470, 236, 590, 300), s.dark, rounded((120, 64), 28))


def _can(s: Studio) -> None:
    s.shadow((270, 0, 930, 1010))
    size = 660, 620
    mask = Image.new("L", size, 0)
    pen = ImageDraw.Draw(mask)
    pen.rectangle((0, 60, 660, 560), fill=255)
    pen.ellipse((0, 500, 659, 619), fill=255)
    s.body((270, 390, 930, 1010), s.light, mask, front(s.product, (660, 520), s.light, s.dark), 84)
    lid = Image.new("L", (680, 190), 0)
    pen = ImageDraw.Draw(lid)
    pen.ellipse((0, 70, 679, 189), fill=255)
    pen.rectangle((0, 60, 679, 130), fill=255)
    pen.ellipse((0, 0, 679, 120), fill=255)
    s.body((260, 330, 940, 520), s.dark, lid)
    ImageDraw.Draw(s.image).ellipse((262, 331, 938, 449), fill=mix(s.dark, WHITE, 0.22))
    ImageDraw.Draw(s.image).ellipse((290, 343, 910, 437), outline=mix(s.dark, WHITE, 0.4), width=4)


def _tissue(s: Studio) -> None:
    s.shadow((170, 0, 1030, 960))
    size = 860, 560
    points = [
        (0.04, 0.02),
        (0.96, 0.02),
        (1, 0.1),
        (0.985, 0.5),
        (1, 0.9),
        (0.96, 0.98),
        (0.04, 0.98),
        (0, 0.9),
        (0.015, 0.5),
        (0, 0.1),
    ]
    face = front(s.product, size, s.light, s.dark)
    s.put(face, polygon(size, points, 12), (170, 400, 1030, 960), crinkled(size, s.product["id"]))
    flap = polygon((320, 120), [(0.08, 0), (0.92, 0), (1, 0.5), (0.92, 1), (0.08, 1), (0, 0.5)], 8)
    s.body((440, 330, 760, 450), mix(s.dark, WHITE, 0.2), flap, round_=False)


def _spray(s: Studio) -> None:
    s.shadow((440, 0, 760, 1100))
    s.body((540, 100, 660, 250), s.dark, rounded((120, 150), 30))
    s.body(
        (470, 230, 730, 330),
        mix(s.dark, WHITE, 0.55),
        polygon((260, 100), [(0.22, 0), (0.78, 0), (1, 1), (0, 1)], 8),
    )
    s.body(
        (440, 310, 760, 1100),
        s.light,
        rounded((320, 790), 24),
        front(s.product, (320, 760), s.light, s.dark),
        16,
    )


SHAPES: dict[str, Callable[[Studio], None]] = {
    "tube": _tube,
    "pump": _pump,
    "dropper": _dropper,
    "jar": _jar,
    "bottle": _bottle,
    "stick": _stick,
    "box": _box,
    "pouch": _pouch,
    "drink": _drink,
    "milk": _milk,
    "can": _can,
    "tissue": _tissue,
    "spray": _spray,
}


def pack_shot(product: Mapping[str, Any]) -> Image.Image:
    """The studio picture of one product, 600 × 600."""
    studio = Studio(product)
    SHAPES[product["pack"]["shape"]](studio)
    return studio.image.resize((FINAL, FINAL), Image.Resampling.LANCZOS)


def cut_out(product: Mapping[str, Any]) -> tuple[Image.Image, Image.Image]:
    """The pack and a mask of it, for putting it into scenes."""
    studio = Studio(product)
    before = studio.image.copy()
    studio.shadow = lambda box: None  # type: ignore[method-assign]
    SHAPES[product["pack"]["shape"]](studio)
    change = (
        ImageChops.difference(before, studio.image)
        .convert("L")
        .point(lambda v: 255 if v > 3 else 0)
    )
    box = change.getbbox() or (0, 0, SIZE, SIZE)
    closed = change.filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.MinFilter(9))
    ImageDraw.floodfill(closed, (0, 0), 128)  # what the outside cannot reach is the pack
    filled = closed.point(lambda v: 0 if v == 128 else 255).filter(ImageFilter.GaussianBlur(1.5))
    return studio.image.crop(box), filled.crop(box)
