"""Pictures of printed labels for tests: text drawn with the shipped font."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from inspector_app.bootstrap.resources import resource_root

Picture = npt.NDArray[np.uint8]

LINES = (
    "产品名称：燕麦脆片",
    "净含量：500克",
    "贮存条件：请置于阴凉干燥处",
    "生产日期：2025-11-24",
    "保质期：18个月",
    "批号：KH7568B",
)


def label_picture(
    lines: Sequence[str] = LINES,
    *,
    width: int = 1600,
    height: int = 1150,
    size: int = 40,
    ink: tuple[int, int, int] = (30, 30, 30),
    paper: tuple[int, int, int] = (245, 245, 240),
) -> Picture:
    """Rows × columns × BGR: the lines below each other near the left top."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.truetype(str(resource_root() / "fonts" / "NotoSansSC-Regular.ttf"), size)
    image = Image.new("RGB", (width, height), paper)
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((size * 3, size * 3 + number * size * 1.6), line, font=font, fill=ink)
    return np.ascontiguousarray(np.asarray(image, dtype=np.uint8)[:, :, ::-1])


def as_jpeg(picture: Any, quality: int = 90) -> bytes:
    import cv2

    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    return bytes(data)


def with_orientation(jpeg: bytes, orientation: int) -> bytes:
    """The JPEG with an EXIF block that says how to turn it."""
    import io

    from PIL import Image

    image = Image.open(io.BytesIO(jpeg))
    exif = image.getexif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, quality=92)
    return out.getvalue()
