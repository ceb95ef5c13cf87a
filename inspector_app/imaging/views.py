"""Views and thumbnails of photo originals: made on first use, kept in a cache folder.

A JPEG is decoded at a reduced size (``draft``), which costs a fraction of a full decode. Draft
picks the largest reduction that is no smaller than asked for, and only an exact-aspect request
gets it. The cache may be thrown away at any time; the original is only ever read.
"""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

from inspector_app.domain.errors import PhotoError, StorageError
from inspector_app.services.ports import DurableFiles

if TYPE_CHECKING:
    from PIL import Image

VIEW_SIDE: Final = 2000
THUMBNAIL_SIDE: Final = 256
VIEW_QUALITY: Final = 85
FORMATS: Final = ("JPEG", "PNG", "WEBP")
LARGEST_PROFILE: Final = 64 * 1024

_ORIENTATION: Final = 0x0112
# EXIF orientation: the name of the turn that puts the picture upright.
_TURNS: Final = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}


class Views:
    """The ``PhotoViews`` port. Safe for several threads: the last one to finish wins."""

    def __init__(self, files: DurableFiles, cache: Path) -> None:
        self._files = files
        self._cache = cache
        self._numbers = count()

    def view(self, sha256: str) -> Path:
        """A JPEG of at most 2000 px. PhotoError ``truncated_picture``, StorageError
        ``photo_missing``, ``disk_full``, ``read_only_folder``."""
        return self._made("view", sha256, lambda: self._files.path(sha256), VIEW_SIDE)

    def thumbnail(self, sha256: str) -> Path:
        """A JPEG of at most 256 px; errors as ``view``."""
        return self._made("thumbnail", sha256, lambda: self._source(sha256), THUMBNAIL_SIDE)

    def keep(self, sha256: str) -> None:
        """View and thumbnail are there and on the disk on return: their original may go. Errors
        as ``view``."""
        for made in (self.view(sha256), self.thumbnail(sha256)):
            try:
                _flush(made)
            except OSError as problem:
                raise StorageError(
                    "disk_failed", folder=str(made.parent), reason=str(problem)
                ) from problem

    def _source(self, sha256: str) -> Path:
        view = self._place("view", sha256)
        return view if _whole(view) else self._files.path(sha256)

    def _place(self, kind: str, sha256: str) -> Path:
        return self._cache / kind / sha256[:2] / f"{sha256}.jpg"

    def _made(self, kind: str, sha256: str, source: Callable[[], Path], side: int) -> Path:
        target = self._place(kind, sha256)
        if _whole(target):
            return target
        picture = shrink(source(), side)
        try:
            self._save(picture, target)
        except OSError as problem:
            code = "disk_full" if problem.errno == errno.ENOSPC else "read_only_folder"
            raise StorageError(code, folder=str(self._cache)) from problem
        return target

    def _save(self, picture: Image.Image, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        mark = f"{os.getpid()}-{threading.get_ident()}-{next(self._numbers)}"
        temporary = target.with_name(f".{target.stem}.{mark}.part")
        try:
            picture.save(
                temporary,
                "JPEG",
                quality=VIEW_QUALITY,
                icc_profile=picture.info.get("icc_profile"),
                exif=b"",
            )
            os.replace(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)


def shrink(source: Path, side: int) -> Image.Image:
    """The picture upright, in RGB, at most ``side`` pixels long, without metadata but its colour
    profile. Raises PhotoError ``truncated_picture`` when it cannot be decoded."""
    from PIL import Image  # late: a station opens without it

    try:
        with Image.open(source, formats=FORMATS) as picture:
            orientation = picture.getexif().get(_ORIENTATION, 1)
            profile = picture.info.get("icc_profile")
            _draft(picture, side)
            small = _to_rgb(picture)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as problem:
        raise PhotoError("truncated_picture") from problem
    # A draft a few pixels too large needs no costly filter to lose them.
    near = max(small.size) <= side * 1.1
    sampling = Image.Resampling.BILINEAR if near else Image.Resampling.LANCZOS
    small.thumbnail((side, side), sampling, reducing_gap=None)
    if orientation in _TURNS:
        small = small.transpose(Image.Transpose[_TURNS[orientation]])
    small.info = {}
    if isinstance(profile, bytes) and len(profile) <= LARGEST_PROFILE and small.mode == "RGB":
        small.info["icc_profile"] = profile
    return small


def _draft(picture: Image.Image, side: int) -> None:
    for scale in (8, 4, 2):
        if max(picture.size) >= side * scale:
            picture.draft("RGB", (picture.width // scale, picture.height // scale))
            return


def _to_rgb(picture: Image.Image) -> Image.Image:
    """Transparent parts become white; 16-bit greys keep their scale."""
    from PIL import Image

    if picture.mode.startswith("I"):
        return picture.point(lambda value: value / 256).convert("L").convert("RGB")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    return picture.convert("RGB")


def _flush(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())
    if os.name != "nt":  # a folder cannot be opened for fsync there
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _whole(path: Path) -> bool:
    """A cache file is not flushed: after a power cut it may be there and empty or cut off."""
    try:
        with path.open("rb") as file:
            file.seek(-2, os.SEEK_END)
            return file.read() == b"\xff\xd9"
    except OSError:
        return False
