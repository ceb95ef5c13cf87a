"""Photos of one small code on a carton, by symbology and damage, drawn from a seed.

``code_photo(kind, damage, seed)`` gives the same picture for the same words on every machine with
the same library versions. Content, place, size and angle follow from the seed, so that a reader
tuned on one seed is measured on another.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import cv2  # noqa: TID253
import numpy as np
import numpy.typing as npt
import zxingcpp

from inspector_app.domain.gs1.gtin import check_digit
from tests.fakes.codes import Picture
from tests.fakes.photo_scene import carton, printed

_CELL: Final = 8  # pixels of a module before it is brought into the scene
_FINE: Final = 3  # the scene is drawn this much finer around the code, then averaged


@dataclass(frozen=True)
class CodePhoto:
    """One photo and what a reader must find: bytes, and where (4 corners, whole pixels)."""

    kind: str
    damage: str
    seed: int
    pixels: Picture
    wanted: bytes
    corners: tuple[tuple[float, float], ...]

    @property
    def name(self) -> str:
        return f"{self.kind}_{self.damage}_{self.seed}"

    def jpeg(self, quality: int = 90) -> bytes:
        done, data = cv2.imencode(".jpg", self.pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
        assert done
        return data.tobytes()


@dataclass(frozen=True)
class _Symbol:
    format: str
    content: Callable[[np.random.Generator], str | bytes]
    gs1: bool = False
    linear: bool = True
    wanted: Callable[[str | bytes], bytes] | None = None


def _digits(rng: np.random.Generator, count: int) -> str:
    return "".join(str(one) for one in rng.integers(0, 10, count))


def _checked(body: str) -> str:
    return body + check_digit(body)


def _elements(rng: np.random.Generator) -> str:
    gtin = _checked("0690" + _digits(rng, 9))
    lot = "L" + _digits(rng, 4) + str(rng.choice(list("ABCDEFGH")))
    return f"(01){gtin}(17)28{int(rng.integers(1, 13)):02d}{int(rng.integers(1, 29)):02d}(10){lot}"


def _letters(rng: np.random.Generator, count: int) -> str:
    return "".join(str(one) for one in rng.choice(list("ABCDEFGHJKLMNPRSTUVWXYZ0123456789"), count))


def _chinese(rng: np.random.Generator) -> bytes:
    return f"品名:山茶花洗发水 批号:K{_digits(rng, 6)} 规格:500毫升".encode("gb18030")


def _plain(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def _unbracketed(content: str | bytes) -> bytes:
    """Only the last element of these is of variable length: no separator is needed."""
    assert isinstance(content, str)
    return content.replace("(", "").replace(")", "").encode()


def _thirteen(content: str | bytes) -> bytes:
    return b"0" + _plain(content)


def _upce(content: str | bytes) -> bytes:
    from inspector_app.domain.gs1.gtin import expand_upce

    expanded = expand_upce(_plain(content).decode())
    assert expanded is not None
    return b"0" + expanded[-12:].encode()


def _upce_content(rng: np.random.Generator) -> str:
    from inspector_app.domain.gs1.gtin import expand_upce

    body = "0" + _digits(rng, 5) + str(int(rng.integers(0, 3)))
    return next(body + str(last) for last in range(10) if expand_upce(body + str(last)) is not None)


def _databar(content: str | bytes) -> bytes:
    return b"01" + _plain(content)


KINDS: Final[dict[str, _Symbol]] = {
    "ean13": _Symbol("EAN13", lambda rng: _checked("69" + _digits(rng, 10))),
    "ean8": _Symbol("EAN8", lambda rng: _checked("69" + _digits(rng, 5))),
    "upca": _Symbol("UPCA", lambda rng: _checked("0" + _digits(rng, 10)), wanted=_thirteen),
    "upce": _Symbol("UPCE", _upce_content, wanted=_upce),
    "code128": _Symbol("Code128", lambda rng: "INS-" + _letters(rng, 8)),
    "gs1_128": _Symbol("Code128", _elements, gs1=True, wanted=_unbracketed),
    "code39": _Symbol("Code39", lambda rng: _letters(rng, 8)),
    "itf14": _Symbol("ITF", lambda rng: _checked("1690" + _digits(rng, 9))),
    "databar": _Symbol("DataBarOmni", lambda rng: _checked("0690" + _digits(rng, 9)),
                       wanted=_databar),
    "datamatrix": _Symbol("DataMatrix", lambda rng: "SN" + _letters(rng, 12), linear=False),
    "gs1_datamatrix": _Symbol("DataMatrix", _elements, gs1=True, linear=False,
                              wanted=_unbracketed),
    "qr": _Symbol("QRCode", lambda rng: "INS:K:S1-" + _digits(rng, 6) + ":7", linear=False),
    "qr_gbk": _Symbol("QRCode", _chinese, linear=False),
    "gs1_qr": _Symbol("QRCode", _elements, gs1=True, linear=False, wanted=_unbracketed),
    "pdf417": _Symbol("PDF417", lambda rng: "SN" + _letters(rng, 16), linear=False),
    "aztec": _Symbol("Aztec", lambda rng: "SN" + _letters(rng, 16), linear=False),
}  # fmt: skip

DAMAGES: Final = (
    "clean", "blur", "motion", "turned", "diagonal", "perspective", "faint", "noise", "glare",
    "scratch", "covered", "small", "curved", "inverted",
)  # fmt: skip


def code_photo(
    kind: str, damage: str, seed: int, *, height: int = 3000, width: int = 4000
) -> CodePhoto:
    """One photo; KeyError for an unknown kind, ValueError for an unknown damage."""
    if damage not in DAMAGES:
        raise ValueError(damage)
    symbol = KINDS[kind]
    rng = np.random.default_rng((seed, zlib.crc32(f"{kind}/{damage}".encode())))
    content = symbol.content(rng)
    wanted = (symbol.wanted or _plain)(content)
    patch = _label(rng, symbol, content, damage)
    scene = carton(rng, height, width)
    module = _module(rng, symbol, damage)
    forth = _map(rng, patch.shape, module / _CELL, damage, height, width)
    _bring_in(scene, patch, forth)
    corners = cv2.perspectiveTransform(
        np.array([[(0, 0), (patch.shape[1], 0), patch.shape[::-1], (0, patch.shape[0])]],
                 dtype=np.float64), forth)[0]  # fmt: skip
    scene = _light(rng, scene, corners, damage)
    scene = _sensor(rng, scene, module, damage)
    place = tuple((float(x), float(y)) for x, y in corners)
    return CodePhoto(kind, damage, seed, scene, wanted, place)


def code_photos(seed: int, *, rounds: int = 1) -> Iterator[tuple[str, str, int]]:
    """(kind, damage, seed) of the whole table; each round has a seed of its own."""
    for number in range(rounds):
        for kind in KINDS:
            for damage in DAMAGES:
                yield kind, damage, seed + number


def code_modules(content: str | bytes, format_name: str, *, gs1: bool = False) -> Picture:
    """One pixel a module, with quiet zones."""
    wanted = zxingcpp.barcode_format_from_str(format_name)
    code = zxingcpp.create_barcode(content, wanted, **({"gs1": True} if gs1 else {}))
    return np.array(zxingcpp.write_barcode_to_image(code, scale=1), dtype=np.uint8)


def _label(rng: np.random.Generator, symbol: _Symbol, content: str | bytes, damage: str) -> Picture:
    """The code on its label, 8 pixels a module, with what happened to the paper itself."""
    ink, paper = int(rng.integers(15, 55)), int(rng.integers(205, 245))
    if damage == "faint":
        middle, half = int(rng.integers(120, 190)), int(rng.integers(10, 20))
        ink, paper = middle - half, middle + half
    modules = code_modules(content, symbol.format, gs1=symbol.gs1)
    if symbol.linear:
        modules = modules[: int(rng.integers(28, 51))]
    modules = np.pad(modules, 3, constant_values=255)
    dark, light = (paper, ink) if damage == "inverted" else (ink, paper)
    levels = np.where(modules < 128, dark, light).astype(np.uint8)
    patch = cv2.resize(levels, None, fx=_CELL, fy=_CELL, interpolation=cv2.INTER_NEAREST)
    patch = np.asarray(patch, dtype=np.uint8)
    if damage == "scratch":
        _scratches(rng, patch, light)
    if damage == "covered":
        _cover(rng, patch, symbol)
    if symbol.linear and isinstance(content, str) and damage != "inverted":
        line = printed(content, 10 * _CELL, ink, paper)[:, : patch.shape[1]]
        below = np.full((line.shape[0], patch.shape[1]), paper, np.uint8)
        below[:, : line.shape[1]] = line
        patch = np.vstack([patch, below])
    return _curved(rng, patch) if damage == "curved" else np.asarray(patch, dtype=np.uint8)


def _scratches(rng: np.random.Generator, patch: Picture, light: int) -> None:
    height, width = patch.shape
    for _ in range(int(rng.integers(3, 7))):
        start = (int(rng.integers(0, width)), int(rng.integers(0, height)))
        angle, reach = rng.uniform(0, np.pi), width * 0.6
        end = (int(start[0] + reach * np.cos(angle)), int(start[1] + reach * np.sin(angle)))
        tone = light if rng.random() < 0.6 else int(rng.integers(60, 140))
        cv2.line(patch, start, end, (tone,), int(rng.integers(3, 9)))


def _cover(rng: np.random.Generator, patch: Picture, symbol: _Symbol) -> None:
    """A thumb or a piece of tape: most of a bar code's height, a corner of a matrix code."""
    height, width = patch.shape
    tone = int(rng.integers(90, 190))
    if symbol.linear:
        share = float(rng.uniform(0.6, 0.9))
        corners = [(0, 0), (width, 0), (width, int(height * share)), (0, int(height * share * 0.7))]
        if rng.random() < 0.5:
            corners = [(x, height - y) for x, y in corners]
    else:
        reach = float(rng.uniform(0.16, 0.3))
        corners = [(width, height), (int(width * (1 - reach)), height),
                   (width, int(height * (1 - reach)))]  # fmt: skip
    cv2.fillPoly(patch, [np.array(corners, dtype=np.int32)], (tone,))


def _curved(rng: np.random.Generator, patch: Picture) -> Picture:
    """Wrapped round a bottle whose diameter is 1.25 to 2 times the code's width."""
    height, width = patch.shape
    half = width / 2
    radius = half * float(rng.uniform(1.25, 2.0))
    edge = radius * np.sin(half / radius)
    across = np.linspace(-edge, edge, max(8, int(2 * edge)))
    source = radius * np.arcsin(across / radius) + half
    rows = np.arange(height, dtype=np.float32)[:, None]
    columns = np.broadcast_to(source.astype(np.float32), (height, len(source)))
    bow = (radius * (1 - np.cos(np.arcsin(across / radius))) * 0.2).astype(np.float32)
    turned = cv2.remap(
        patch, np.ascontiguousarray(columns), np.ascontiguousarray(rows - bow + bow.max() / 2),
        cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    shade = np.sqrt(np.clip(1 - (across / radius) ** 2, 0.08, 1)) ** 0.7
    return np.asarray(turned * shade[None, :], dtype=np.uint8)


def _module(rng: np.random.Generator, symbol: _Symbol, damage: str) -> float:
    """Pixels of a module in the photo."""
    if damage == "small":
        return float(rng.uniform(1.15, 1.7) if symbol.linear else rng.uniform(1.9, 2.6))
    return float(rng.uniform(2.2, 3.8) if symbol.linear else rng.uniform(3.0, 5.0))


def _map(
    rng: np.random.Generator,
    shape: tuple[int, ...],
    scale: float,
    damage: str,
    height: int,
    width: int,
) -> npt.NDArray[np.float64]:
    """The label's pixels to the scene's."""
    degrees = float(rng.uniform(-8, 8)) + float(rng.choice([0, 0, 0, 90, 180]))
    if damage == "turned":
        degrees = float(rng.uniform(0, 360))
    if damage == "diagonal":
        degrees = float(rng.choice([45, 135, 225, 315])) + float(rng.uniform(-2, 2))
    half = np.array([shape[1] / 2, shape[0] / 2])
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half * scale
    if damage == "perspective":
        tilt = float(rng.uniform(0.2, 0.42)) / max(abs(corners).max(), 1.0)
        way = rng.uniform(0, 2 * np.pi)
        depth = 1 + tilt * (corners @ np.array([np.cos(way), np.sin(way)]))
        corners = corners / depth[:, None]
    angle = np.deg2rad(degrees)
    spin = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    corners = corners @ spin.T
    reach = np.ceil(abs(corners).max(axis=0)) + 6
    middle = [float(rng.uniform(reach[0], max(reach[0] + 1, width - reach[0]))),
              float(rng.uniform(reach[1], max(reach[1] + 1, height - reach[1])))]  # fmt: skip
    source = np.array([(0, 0), (shape[1], 0), (shape[1], shape[0]), (0, shape[0])])
    forth = cv2.getPerspectiveTransform(
        source.astype(np.float32), (corners + middle).astype(np.float32)
    )
    return np.asarray(forth, dtype=np.float64)


def _bring_in(scene: Picture, patch: Picture, forth: npt.NDArray[np.float64]) -> None:
    """Draw the label into the scene, each pixel the mean of what falls on it."""
    size = np.array([[(0, 0), (patch.shape[1], 0), patch.shape[::-1], (0, patch.shape[0])]])
    corners = cv2.perspectiveTransform(size.astype(np.float64), forth)[0]
    x0, y0 = np.maximum(np.floor(corners.min(axis=0)).astype(int) - 2, 0)
    x1, y1 = np.minimum(np.ceil(corners.max(axis=0)).astype(int) + 2, scene.shape[::-1])
    zoom = np.array([[_FINE, 0, -_FINE * x0], [0, _FINE, -_FINE * y0], [0, 0, 1]], dtype=np.float64)
    wide = (int(x1 - x0) * _FINE, int(y1 - y0) * _FINE)
    way = zoom @ forth
    drawn = cv2.warpPerspective(patch, way, wide, flags=cv2.INTER_LINEAR)
    there = cv2.warpPerspective(np.full_like(patch, 255), way, wide, flags=cv2.INTER_NEAREST)
    small = (int(x1 - x0), int(y1 - y0))
    cover = cv2.resize(there, small, interpolation=cv2.INTER_AREA).astype(np.float64) / 255
    tone = cv2.resize(drawn, small, interpolation=cv2.INTER_AREA).astype(np.float64)
    window = scene[y0:y1, x0:x1]
    window[:] = np.clip(window * (1 - cover) + np.where(cover > 0, tone, 0), 0, 255)


def _light(
    rng: np.random.Generator, scene: Picture, corners: npt.NDArray[np.float64], damage: str
) -> Picture:
    """A side of the photo in shade; glare over part of the code."""
    height, width = scene.shape
    grid = np.outer(rng.uniform(0.75, 1.0, 2), rng.uniform(0.8, 1.0, 2)).astype(np.float32)
    shade = cv2.resize(grid, (width, height), interpolation=cv2.INTER_LINEAR)
    scene = cv2.multiply(scene, shade, dtype=cv2.CV_8U)
    if damage == "glare":
        x0, y0 = np.maximum(corners.min(axis=0).astype(int), 0)
        x1, y1 = corners.max(axis=0).astype(int)
        window = scene[y0:y1, x0:x1]
        rows, columns = np.mgrid[0 : window.shape[0], 0 : window.shape[1]].astype(np.float32)
        spot = rng.uniform(0.25, 0.75, 2) * window.shape
        reach = max(window.shape) * float(rng.uniform(0.12, 0.22))
        flat = float(rng.uniform(1.0, 2.0))
        distance = ((rows - spot[0]) ** 2 + ((columns - spot[1]) / flat) ** 2) / reach**2
        window[:] = np.clip(window + 230 * np.exp(-distance), 0, 255)
    return np.asarray(scene, dtype=np.uint8)


def _sensor(rng: np.random.Generator, scene: Picture, module: float, damage: str) -> Picture:
    """Lens, hand and sensor: blur, motion, darkness, noise."""
    if damage == "motion":
        length = module * float(rng.uniform(1.2, 2.6))
        size = int(length) // 2 * 2 + 3
        kernel = np.zeros((size * 8, size * 8), np.float32)
        angle, middle = rng.uniform(0, np.pi), size * 4
        reach = np.array([np.cos(angle), np.sin(angle)]) * length * 4
        start, end = (middle - reach).astype(int), (middle + reach).astype(int)
        cv2.line(kernel, start.tolist(), end.tolist(), (1.0,), 8)
        kernel = cv2.resize(kernel, (size, size), interpolation=cv2.INTER_AREA)
        scene = cv2.filter2D(scene, -1, kernel / kernel.sum())
    sigma = module * float(rng.uniform(0.55, 0.95)) if damage == "blur" else rng.uniform(0.4, 0.7)
    scene = cv2.GaussianBlur(scene, (0, 0), float(sigma))
    grain = float(rng.uniform(1.5, 4.0))
    if damage == "noise":
        scene = cv2.convertScaleAbs(scene, alpha=float(rng.uniform(0.25, 0.45)))
        grain = float(rng.uniform(9.0, 16.0))
    noise = rng.standard_normal((1024, 1024), dtype=np.float32) * grain
    times = (-(-scene.shape[0] // 1024), -(-scene.shape[1] // 1024))
    tiled = np.tile(noise.astype(np.int16), times)[: scene.shape[0], : scene.shape[1]]
    return np.asarray(cv2.add(scene, tiled, dtype=cv2.CV_8U), dtype=np.uint8)
