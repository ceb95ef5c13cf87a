"""Scenes of reading codes: live with several in view, pointing at one, and being asked."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import zxingcpp
from PIL import Image
from PySide6.QtCore import Qt

from inspector_app.bootstrap.cameras import StationCamera
from inspector_app.bootstrap.decoding import decoder
from inspector_app.bootstrap.resources import resource_root

if TYPE_CHECKING:
    from screenshots import Studio

PHOTOS = resource_root() / "demo" / "photos"
SEVERAL = PHOTOS / "code_two_codes_P-0002.jpg"
UNKNOWN = "6901234567892"


def code_scenes() -> list[tuple[str, Callable[[Studio], None]]]:
    """Names, and how the window gets there."""
    return [("live", _live), ("crop", _crop), ("crop_nothing", _nothing), ("crop_ask", _ask),
            ("label", _label)]  # fmt: skip


def _live(studio: Studio) -> None:
    """A video of goods with several codes before the camera."""
    desk = studio.running.tools.camera_desk
    assert isinstance(desk, StationCamera)
    video = Path(studio.running.opened.folder.root) / "live.avi"
    if not video.exists():
        _film(video)
    studio.enter("order", order_id="O-0001")
    desk.choose(f"video:{video}")
    studio.press(Qt.Key.Key_F3)
    _until(studio, lambda: len(studio.camera.panel.state.codes) > 1)

    def tidy() -> None:
        studio.press(Qt.Key.Key_Escape)
        desk.choose("")

    studio.after = tidy


def _film(file: Path) -> None:
    """Two seconds of a photo held by a hand that is not quite still."""
    import cv2

    photo = cv2.resize(cv2.imread(str(SEVERAL)), (1280, 960))[120:840]
    out = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"MJPG"), 30, (1280, 720))
    for at in range(60):
        move = np.array([[1.0, 0.0, 3 * np.sin(at / 5)], [0.0, 1.0, 3 * np.cos(at / 7)]])
        out.write(cv2.warpAffine(photo, move, (1280, 720), borderMode=cv2.BORDER_REFLECT))
    out.release()


def _crop(studio: Studio) -> None:
    """Two codes in a photo: a person chooses by their numbers."""
    _open(studio, SEVERAL.read_bytes())
    studio.press(Qt.Key.Key_2)


def _nothing(studio: Studio) -> None:
    """A photo without a code: a part of it was pointed at in vain."""
    _open(studio, (PHOTOS / "carton_nocode_O-0006-1.jpg").read_bytes())
    studio.crop.presenter.read_box((0.3, 0.35, 0.62, 0.7))
    studio.settle()


def _ask(studio: Studio) -> None:
    """A sound number nobody knows."""
    _open(studio, _unknown())


def _label(studio: Studio) -> None:
    """A label for goods that carry no code."""
    studio.enter("lot", order_id="O-0006", line_id="O-0006-1")
    studio.press(Qt.Key.Key_F7)
    studio.settle()
    studio.after = lambda: studio.press(Qt.Key.Key_Escape)


def _unknown() -> bytes:
    """A photo in which another number was pasted over the code: of goods nobody ordered."""
    data = (PHOTOS / "code_ean13_P-0001.jpg").read_bytes()
    corners = np.asarray(decoder().decode(data)[0].position)
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    aside, above = (right - left) * 0.1, (bottom - top) * 0.15
    made = zxingcpp.create_barcode(UNKNOWN, zxingcpp.BarcodeFormat.EAN13)
    drawn = zxingcpp.write_barcode_to_image(made, scale=6, add_hrt=True, add_quiet_zones=True)
    size = (round(right - left + 2 * aside), round((bottom - top) * 1.6))
    code = Image.fromarray(np.asarray(drawn)).convert("RGB").resize(size, Image.Resampling.LANCZOS)
    scene = Image.open(io.BytesIO(data)).convert("RGB")
    scene.paste(code, (round(left - aside), round(top - above)))
    out = io.BytesIO()
    scene.save(out, "JPEG", quality=92)
    return out.getvalue()


def _open(studio: Studio, data: bytes) -> None:
    studio.enter("order", order_id="O-0001")
    studio.window.cropWanted.emit(lambda: data)
    studio.settle()
    studio.after = studio.crop.presenter.close


def _until(studio: Studio, there: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not there() and time.monotonic() < end:
        studio.desktop.application.processEvents()
        time.sleep(0.02)
    for _ in range(10):
        studio.desktop.application.processEvents()
        time.sleep(0.03)
