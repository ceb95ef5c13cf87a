"""Everything a request of the central system may need, wired once by ``bootstrap``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from inspector_app.central.arrivals import Arrivals
from inspector_app.central.authority import Authority
from inspector_app.central.blobs import BlobStore
from inspector_app.central.configuration import CentralSettings
from inspector_app.central.db.engine import Database
from inspector_app.central.findings import Finding
from inspector_app.central.keys import ServerKey
from inspector_app.central.metrics import Watch
from inspector_app.central.settling import Settling
from inspector_app.domain.sampling import SamplingTables
from inspector_app.i18n import Catalogue, Language
from inspector_app.services.master_import import ImportTools
from inspector_app.services.ports import Clock, IdSource
from inspector_app.wire.bundle import ChainPart

BadgeNumbers: TypeAlias = tuple[str, int, bool]
"""A range of badge numbers in words, how many they are, whether they are void."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOrder:
    """What a report is drawn from. ``standard`` is the published document's JSON, if we have it;
    ``dispositions`` and ``voidings`` are sealed payloads; ``photos`` are the originals at hand.

    ``chains`` are the sealed events about the record, ``rules`` the published shelf-life rules as
    JSON; ``sign`` is the central key's, whose public half is ``central_key``.
    """

    payload: bytes
    seq: int
    link: str
    previous: str
    payload_sha256: str
    station_name: str
    page_url: str
    standard: bytes | None
    dispositions: tuple[bytes, ...]
    photos: Mapping[str, Path]
    language: Language
    voidings: tuple[bytes, ...] = ()
    badges: tuple[BadgeNumbers, ...] = ()
    chains: tuple[ChainPart, ...] = ()
    rules: tuple[bytes, ...] = ()
    central_key: bytes = b""
    sign: Callable[[bytes], bytes] | None = None


WriteReport: TypeAlias = Callable[[ReportOrder, Path], None]
"""Draw a report as PDF into a file; ReportError when it cannot be drawn."""


MakeThumbnail: TypeAlias = Callable[[Path], bytes]
"""A small JPEG of an original; PhotoError when it is no picture."""


LookAround: TypeAlias = Callable[[], list[Finding]]
"""What is to be said of the folder and the machine the system runs on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The central system without its web server."""

    settings: CentralSettings
    clock: Clock
    ids: IdSource
    db: Database
    schema: str
    """The version of the tables this program knows."""
    blobs: BlobStore
    key: ServerKey
    authority: Authority
    catalogue: Catalogue
    write_report: WriteReport
    make_thumbnail: MakeThumbnail
    sampling: SamplingTables
    imports: ImportTools
    look_around: LookAround = list
    watch: Watch = field(default_factory=Watch)
    arrivals: Arrivals = field(default_factory=Arrivals)
    settling: Settling = field(default_factory=Settling)
