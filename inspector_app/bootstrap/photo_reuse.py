"""The station's memory of photos, wired: its pictures, and those that stand for a camera."""

from __future__ import annotations

import hashlib
from pathlib import Path

from inspector_app.bootstrap.resources import resource_root
from inspector_app.bootstrap.station import OpenStation
from inspector_app.services.photo_reuse import PhotoMemory, PhotoReuse


def photo_reuse(opened: OpenStation) -> PhotoReuse:
    """Not started yet; numpy and the picture library are imported by its first work."""

    def memory() -> PhotoMemory:
        from inspector_app.imaging.reuse import PhotoMemory as Memory

        return Memory(opened.views.thumbnail)

    return PhotoReuse(opened.station, memory, demo_stand_ins)


def demo_stand_ins() -> frozenset[str]:
    """The demo's pictures: every lot of the demo is photographed with the same few."""
    folder = resource_root() / "demo" / "photos"
    return frozenset(_digest(file) for file in folder.glob("*.*") if file.is_file())


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
