"""What pages get from other rooms, as plain callables: bootstrap fills them in. Free of Qt.

All of them may take time: call them through ``TaskRunner.read`` or ``write``, never directly
from a slot. Those that make a document return the PDF's path.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.delivery import Delivery
from inspector_app.domain.master import Category, Origin, Person, Product
from inspector_app.domain.scan import RawScan, Region
from inspector_app.domain.scanner_check import TestCode
from inspector_app.domain.trust import InHand
from inspector_app.i18n import Language
from inspector_app.services.evidence.lines import Verification
from inspector_app.services.label_hints import LabelHints
from inspector_app.services.photo_gate import PhotoHold
from inspector_app.services.photo_life import Originals, PhotoAccount
from inspector_app.services.photo_reuse import PhotoReuse
from inspector_app.services.ports import Frame, FrameSource, PhotoCompare, PhotoQuality, PhotoViews
from inspector_app.services.station import Station
from inspector_app.settings import Settings
from inspector_app.wire.elsewhere import OpenLot

CameraKind: TypeAlias = Literal["camera", "pictures", "video", "demo"]
CameraCondition: TypeAlias = Literal["ready", "live", "off", "lost", "busy", "denied"]
LabelSize: TypeAlias = Literal["60x40", "70x50", "100x60"]
SyncState: TypeAlias = Literal["not_enrolled", "idle", "sending", "waiting", "offline", "parked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingItem:
    """One thing that waits to be sent: an event by number and kind, or a photo by digest."""

    what: Literal["event", "photo"]
    name: str
    detail: str
    state: str
    reason: str = ""


WayBackKind: TypeAlias = Literal["none", "anew", "again", "restored"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """What leads back to sending: ``anew`` under a new identity, ``again`` under the present one,
    ``restored`` when a backup came back and only the enrolment is missing.

    ``events`` and ``photos`` go along. ``url`` is where the records were sent before.
    """

    kind: WayBackKind = "none"
    code: str = ""
    url: str = ""
    events: int = 0
    photos: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncStatus:
    """How sending stands. ``code`` is a SyncError code when parked or offline; ``photos_held`` why
    photos wait while records go."""

    state: SyncState
    url: str = ""
    waiting_events: int = 0
    waiting_photos: int = 0
    last_success: datetime | None = None
    next_try: datetime | None = None
    code: str = ""
    params: dict[str, str | int | float] | None = None
    quarantined: int = 0
    way_back: WayBack = WayBack()
    photos_held: PhotoHold = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskFacts:
    """Bytes on the station's disk: in all, free, and kept free for records. ``photos`` tells where
    the originals lie."""

    total: int
    free: int
    reserve: int
    photos: PhotoAccount = field(default_factory=PhotoAccount)

    @property
    def full(self) -> bool:
        """No more photos are taken."""
        return self.free <= self.reserve

    @property
    def tight(self) -> bool:
        """A person should make room before it is full."""
        return self.free <= self.reserve * 8


class SyncDesk(Protocol):
    """The sender as pages see it."""

    def status(self) -> SyncStatus:
        """How it stands now."""

    def waiting(self, limit: int = 200) -> Sequence[WaitingItem]:
        """What waits, in sending order."""

    def send_now(self) -> None:
        """Do not wait for the next turn."""

    def resume(self) -> None:
        """A person has dealt with the reason of a stop."""

    def photos_now(self) -> None:
        """Send the photos that wait once, though the network is metered or it is working hours."""

    def set_metered(self, *, metered: bool) -> None:
        """What the system says of the network now."""

    def enrol(self, url: str, code: str) -> None:
        """Make the station known; SyncError with a code when it is refused."""

    def enrol_anew(self, url: str, code: str) -> int:
        """Go on as a new station; how many records were carried over. SyncError as ``enrol``."""


class Stoppable(Protocol):
    """Something under way that can be ended."""

    def stop(self) -> None:
        """Nothing more is told after return."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraFacts:
    """What stands for the station's camera, and how it does.

    ``condition``: ``ready``, ``live``, ``off`` (none there), ``lost`` (pulled out while in use),
    ``busy`` (another program has it), ``denied`` (the system forbids it). ``place`` of ``count``
    counts pictures, 0 for others.
    """

    kind: CameraKind
    name: str
    condition: CameraCondition
    place: int = 0
    count: int = 0

    @property
    def there(self) -> bool:
        """Whether a picture can be taken by it."""
        return self.condition in ("ready", "live")


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCodes:
    """The codes of one frame of ``width`` × ``height``; ``news`` have just become believable,
    ``wanted`` are of what is in hand.

    ``at_ms`` rises with time; ``frame`` is the frame's number. ``still``: the frame stays until
    another one comes, and may be told twice: looked at quickly, then thoroughly.
    """

    seen: tuple[RawScan, ...]
    news: tuple[RawScan, ...]
    width: int
    height: int
    at_ms: int
    frame: int
    still: bool = False
    wanted: tuple[RawScan, ...] = ()


class CameraDesk(Protocol):
    """The one camera of the station for all who look at once. For the GUI thread."""

    def facts(self) -> CameraFacts:
        """How it stands; also resumes a camera that came back while somebody looks."""

    def look(self, on_frame: Callable[[Frame], None], *, codes: bool = False) -> Stoppable:
        """Frames until stopped, on a worker thread: small ones in colour for a view, or with
        ``codes`` full ones for reading. Never raises: ``facts`` tell what is wrong."""

    def step(self, by: int) -> None:
        """Turn to another picture, where pictures stand for a camera."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalGoods:
    """What the fake lot of a rehearsal is made of."""

    category: Category
    origin: Origin
    children: bool = False
    channel: str = ""


class Rehearsal(Protocol):
    """A walk that leaves nothing behind: a station of its own with one open lot.

    ``tools`` are for the pages of that walk only; nothing in them is sent, printed or kept.
    """

    @property
    def tools(self) -> Tools:
        """What its pages use."""

    @property
    def inspection_id(self) -> str:
        """The lot that was opened."""

    def close(self) -> None:
        """Forget it all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceAnswer:
    """What was found in a file; ``trusted`` is the central key it was held against, in hex."""

    found: Verification
    trusted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """Everything outside ``ui`` and ``services`` that a page may use.

    ``report_pdf`` and ``goods_tag`` take an inspection id; ``goods_tag`` with the tag's word.
    ``warehouse_label`` takes order, line, size in millimetres and copies.
    ``camera`` is None where the station has none; it and ``camera_desk`` are for the GUI thread.
    ``live_codes`` reads the desk's codes and tells them on a worker thread until stopped;
    ``decode_region`` reads a part of a picture harder.
    ``scanner_code`` is a test code as PNG; ``missing_parts`` names optional libraries that are not
    installed (``pyzbar``). ``demo_offered`` is True on an empty folder.
    ``standard_pictures`` names the reference pictures an item may have; ``rehearse`` opens a lot
    under a standard that need not be published.
    ``export_evidence`` writes a sealed inspection (its id) with its originals and says how many.
    ``claim_open_lots`` tells the central system which lots are open here and answers who else has
    their lines open; nothing when it does not answer within a second.
    """

    station: Station
    views: PhotoViews
    sync: SyncDesk
    product_picture: Callable[[Product], Path | None]
    resource_picture: Callable[[str], Path | None]
    decode_picture: Callable[[bytes], Sequence[RawScan]]
    decode_region: Callable[[bytes, Region], Sequence[RawScan]]
    photo_quality: Callable[[bytes], PhotoQuality]
    report_pdf: Callable[[str, Language], Path]
    goods_tag: Callable[[str, Language], Path]
    exception_note: Callable[[Delivery, Language], Path]
    command_sheet: Callable[[str, Language], Path]
    badge_cards: Callable[[Language], Path]
    warehouse_label: Callable[[str, str, LabelSize, int, Language], Path]
    scanner_sheet: Callable[[Language], Path]
    scanner_code: Callable[[TestCode], bytes]
    missing_parts: Callable[[], Sequence[str]]
    load_demo: Callable[[], None]
    demo_offered: Callable[[], bool]
    settings: Callable[[], Settings]
    save_settings: Callable[[Settings], None]
    camera: Callable[[], FrameSource | None]
    camera_desk: CameraDesk
    live_codes: Callable[[Callable[[LiveCodes], None], InHand], Stoppable]
    label_hints: LabelHints
    compare: PhotoCompare
    photo_reuse: PhotoReuse
    standard_pictures: Callable[[], Sequence[str]]
    rehearse: Callable[[Standard, Person, RehearsalGoods], Rehearsal]
    export_evidence: Callable[[str, Path], int]
    claim_open_lots: Callable[[], Sequence[OpenLot]] = lambda: ()
    check_evidence: Callable[[Path], EvidenceAnswer]
    originals: Originals
    disk: Callable[[], DiskFacts]
