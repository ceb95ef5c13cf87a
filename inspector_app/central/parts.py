"""Everything a request of the central system may need, wired once by ``bootstrap``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from inspector_app.central.blobs import BlobStore
from inspector_app.central.configuration import CentralSettings
from inspector_app.central.db.engine import Database
from inspector_app.central.keys import ServerKey
from inspector_app.i18n import Catalogue, Language
from inspector_app.services.ports import Clock, IdSource

WriteReport: TypeAlias = Callable[[bytes, Callable[[str], Path], Path, Language], None]
"""(sealed payload, original photo by SHA-256, file to write, language) → a PDF is in the file."""


MakeThumbnail: TypeAlias = Callable[[Path], bytes]
"""A small JPEG of an original; PhotoError when it is no picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The central system without its web server."""

    settings: CentralSettings
    clock: Clock
    ids: IdSource
    db: Database
    blobs: BlobStore
    key: ServerKey
    catalogue: Catalogue
    write_report: WriteReport
    make_thumbnail: MakeThumbnail
