"""Cartons in the receiving area, in perspective: one whole, one damaged, a pallet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import cv2  # noqa: TID253 - a script, not the station
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from demo.board import faces_of
from demo.canvas import (
    Array,
    blotches,
    gradient,
    photographed,
    rng,
    shade,
)
from demo.damage import creased, torn, wet

SCENE = (1400, 1050)

Damage = Literal["tear", "wet", "crush"]

# Corners of a box of width 1.5, height 1.0, depth 1.0 (x right, y up, z away).
_CORNERS = {
    "front": [(0, 1, 0), (1.5, 1, 0), (1.5, 0, 0), (0, 0, 0)],
    "side": [(1.5, 1, 0), (1.5, 1, 1), (1.5, 0, 1), (1.5, 0, 0)],
    "top": [(0, 1, 1), (1.5, 1, 1), (1.5, 1, 0), (0, 1, 0)],
}
_LIGHT = {"front": 1.0, "side": 0.78, "top": 1.10}


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
        faces["front"] = torn(faces["front"], number)
    elif damage == "wet":
        faces = {name: wet(face, name) if name != "top" else face for name, face in faces.items()}
    elif damage == "crush":
        faces = {name: creased(face, name) for name, face in faces.items()}
    dice = rng("carton", product["id"], number)
    turn = dice.uniform(20, 30)
    if label is not None and label.width > 800:  # one stands square before a long code
        turn /= 3
    camera = Camera(turn=float(turn), tilt=float(dice.uniform(14, 20)))
    scene = np.array(warehouse(product["id"], number))
    _shadow(scene, camera, (0, 0, 0))
    _box(scene, camera, faces, (0, 0, 0), crushed=damage == "crush")
    return photographed(Image.fromarray(scene), product["id"], number, blur=0.5)


def pallet_photo(
    product: Mapping[str, Any], line: Mapping[str, Any] | None, label: Image.Image | None
) -> Image.Image:
    """A wooden pallet with three layers of cartons, its pallet label in front."""
    camera = Camera(turn=30, tilt=16, away=9.4, scale=2080, aim=(2.4, 1.45, 0.6))
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
