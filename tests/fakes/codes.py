"""Pictures of codes for tests: written by zxing-cpp, damaged with a fixed seed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import zxingcpp

Picture = npt.NDArray[np.uint8]


def code_picture(text: str, format_name: str, *, scale: int = 4, gs1: bool = False) -> Picture:
    """Grey rows × columns of one code with its quiet zone; GS1 content in brackets."""
    wanted = zxingcpp.barcode_format_from_str(format_name)
    options = {"gs1": True} if gs1 else {}
    code = zxingcpp.create_barcode(text, wanted, **options)
    return np.array(zxingcpp.write_barcode_to_image(code, scale=scale), dtype=np.uint8)


def on_scene(
    code: Picture, *, height: int = 900, width: int = 1200, at: tuple[int, int] = (300, 200)
) -> Picture:
    """The code pasted on a light, slightly uneven background at (row, column)."""
    rows = np.linspace(200, 245, height, dtype=np.float64)[:, None]
    scene = np.repeat(rows, width, axis=1).astype(np.uint8)
    row, column = at
    scene[row : row + code.shape[0], column : column + code.shape[1]] = code
    return scene


def blurred(picture: Picture, sigma: float) -> Picture:
    import cv2

    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), dtype=np.uint8)


def noisy(picture: Picture, sigma: float, seed: int) -> Picture:
    noise = np.random.default_rng(seed).normal(0.0, sigma, picture.shape)
    return np.clip(picture.astype(np.float64) + noise, 0, 255).astype(np.uint8)


def rotated(picture: Picture, degrees: float) -> Picture:
    import cv2

    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turned = cv2.warpAffine(picture, turn, (width, height), borderValue=(225.0,))
    return np.asarray(turned, dtype=np.uint8)


def as_jpeg(picture: Picture, quality: int = 90) -> bytes:
    import cv2

    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    return data.tobytes()


def as_png(picture: Picture) -> bytes:
    import cv2

    done, data = cv2.imencode(".png", picture)
    assert done
    return data.tobytes()
