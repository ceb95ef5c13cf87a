"""What services need from outside; ``bootstrap`` injects the adapters.

Reading doors never block a writer; every writing door ends with exactly one commit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias

from inspector_app.domain.comparison import Comparison, ReadLine
from inspector_app.domain.label_text.reading import LabelReading
from inspector_app.domain.scan import RawScan, Region


class Clock(Protocol):
    """Time as the station claims it."""

    def now(self) -> datetime:
        """Aware UTC wall time."""

    def today(self) -> date:
        """The business date at the station's place."""

    def monotonic_ns(self) -> int:
        """Nanoseconds that never run backwards while the program lives."""


class IdSource(Protocol):
    """Identifiers and seeds."""

    def new(self) -> str:
        """A fresh UUIDv7 as text; never used for order."""

    def seed(self) -> bytes:
        """32 unpredictable bytes for a draw."""


class DurableFiles(Protocol):
    """Content-addressed files that are on the disk when ``put`` returns."""

    def put(self, data: bytes, suffix: str) -> str:
        """Store ``data`` untouched (write, count, fsync, rename, fsync of the folder).

        Returns the SHA-256 in lower hex. Raises StorageError ``disk_full``, ``read_only_folder`` or
        ``disk_failed``.
        """

    def path(self, sha256: str) -> Path:
        """Where the original lies; StorageError ``photo_missing`` when it is not there."""

    def has(self, sha256: str) -> bool:
        """Whether the original is present."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoFacts:
    """What the guard learned from a picture's header without decoding it."""

    media_type: Literal["image/jpeg", "image/png", "image/webp"]
    suffix: Literal["jpg", "png", "webp"]
    width: int
    height: int
    size: int


class PhotoGuard(Protocol):
    """Refuses dangerous or useless picture bytes."""

    def inspect(self, data: bytes) -> PhotoFacts:
        """Facts from the header; PhotoError with a code (``not_a_picture``, ``too_many_pixels``,
        ``file_too_large``, ``metadata_too_large``, ``too_many_scans``, ``truncated_picture``)."""


class PhotoViews(Protocol):
    """Derived pictures; made off the GUI thread, may be thrown away and made again."""

    def view(self, sha256: str) -> Path:
        """A JPEG of at most 2000 px; made on first use."""

    def thumbnail(self, sha256: str) -> Path:
        """A JPEG of at most 256 px; made on first use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoQuality:
    """Warnings only, never a block. ``sharpness`` 0…1, ``brightness`` 0…255 mean."""

    sharpness: float
    brightness: float
    blurred: bool
    dark: bool
    bright: bool


class Decoder(Protocol):
    """Reads codes from still pictures."""

    def decode(
        self, data: bytes, *, find_all: bool = False, region: Region | None = None
    ) -> Sequence[RawScan]:
        """Codes found in JPEG/PNG/WebP bytes, in reading order; empty when there is none.

        ``region`` (left, top, right, bottom in pixels of the upright picture) is read harder than
        a whole photo can be. Positions are always those of the whole upright picture.
        """


class LabelReader(Protocol):
    """Reads printed text in a process of its own; results only suggest."""

    def submit(self, data: bytes, today: date, done: Callable[[LabelReading | None], None]) -> None:
        """Queue one picture (bytes the guard has passed) and return at once.

        ``done`` is called on a worker thread, with None where reading is not possible (engine
        missing, process lost twice, picture unreadable, time limit): that is never an error of
        the walk.
        """

    def calm(self, *, quiet: bool) -> None:
        """One thread and lowest priority while a walk is open; two threads otherwise."""

    def stop(self) -> None:
        """End the process; nothing is told after return."""


class PhotoCompare(Protocol):
    """Suggests where a picture of the goods differs from a reference picture; never a verdict."""

    def compare(
        self,
        goods: Path,
        reference: Path,
        *,
        goods_lines: Sequence[ReadLine] = (),
        reference_lines: Sequence[ReadLine] = (),
    ) -> Comparison:
        """Compare two picture files (views); takes up to a second. Lines only add places.

        Raises PhotoError ``compare_picture_small``, ``compare_picture_blank``,
        ``compare_not_aligned``, ``compare_mirrored`` or ``truncated_picture``.
        """


class KeyStore(Protocol):
    """The station's signing key; the private half never leaves it."""

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature of 64 bytes."""

    def public_key(self) -> bytes:
        """The raw public key of 32 bytes."""


FrameFormat: TypeAlias = Literal["grey", "bgr", "jpeg"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One picture of a live source. ``data`` is a buffer of ``height`` rows of ``stride`` bytes
    (``grey``/``bgr``), or a whole file (``jpeg``).

    Where ``data`` is a camera's own memory, ``hold`` keeps it valid: keep the frame, not only its
    data, for as long as you read, and no longer. ``step`` is the distance from one grey pixel to
    the next (YUYV carries brightness in every second byte).
    """

    data: Any
    format: FrameFormat
    width: int
    height: int
    stride: int
    number: int
    step: int = 1
    hold: object = None


class FrameSource(Protocol):
    """A camera, a video or a folder of pictures; frames arrive on a worker thread."""

    def start(self, on_frame: Callable[[Frame], None]) -> None:
        """Begin to deliver frames; IntakeError ``camera_unavailable`` when it cannot."""

    def stop(self) -> None:
        """Deliver no more frames after return."""

    def still(self) -> bytes:
        """The latest picture at full size as JPEG bytes."""


class KeyBuffer(Protocol):
    """Tells a keyboard scanner's keys from a person's; knows no window system."""

    @property
    def state(self) -> Literal["idle", "typing", "scanning"]:
        """Whether the keys held now are nothing, perhaps fingers, or surely a scanner."""

    def feed(
        self, text: str, monotonic_ns: int, *, alt: bool = False, caps_lock: bool = False
    ) -> Sequence[RawScan]:
        """Take the text of one key press; the scans it completes."""

    def flush(self, monotonic_ns: int) -> Sequence[RawScan]:
        """A scan that ended by silence, once the gap after its last key is long enough."""


class TaskRunner(Protocol):
    """Runs work off the GUI thread; callbacks come back on the GUI thread."""

    def write(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run an act that changes data, in order, on the single writer thread."""

    def read(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run a read on the pool."""


EventState: TypeAlias = Literal["pending", "accepted", "quarantined"]
PhotoState: TypeAlias = Literal["pending", "sent", "verified", "corrupt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedEvent:
    """One entry of the station's journal, exactly as stored.

    ``link`` is ``wire.link.link(...)``, ``previous`` the link before it, ``signature`` Ed25519
    over ``link`` (64 bytes). ``seq`` counts in the chain of one identity, ``base`` the entries of
    earlier ones; ``station`` is whose chain it is, empty where there was never another.
    """

    seq: int
    kind: str
    previous: bytes
    link: bytes
    signature: bytes
    payload: bytes
    base: int = 0
    station: str = ""

    @property
    def place(self) -> int:
        """The place in this journal over all identities: the order in which things were sealed."""
        return self.base + self.seq


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainHead:
    """The last entry of a chain; ``seq`` 0 and 32 zero bytes when it is empty. ``base`` counts
    the entries of the station's earlier identities."""

    seq: int = 0
    link: bytes = bytes(32)
    base: int = 0

    @property
    def place(self) -> int:
        """As ``SealedEvent.place``."""
        return self.base + self.seq


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainIdentity:
    """Under which id and key a part of the journal was sealed: the entries after ``base``.

    ``why`` is how the station came to it: ``first``, ``adopted`` or ``restored``.
    """

    station_id: str
    base: int
    public_key: bytes
    why: str
    began_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """How this station is known to the central system.

    Keys are Ed25519, 32 bytes: the central system's, and the one the station enrolled with
    (empty in enrolments kept by an early version). ``authority`` is the certificate (PEM) of the
    only authority whose servers are trusted; empty in early ones, too.
    """

    tenant: str
    station_id: str
    url: str
    server_key: bytes
    public_key: bytes = b""
    authority: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingPhoto:
    """An original that the central system does not hold yet. ``refusals`` counts its 422s."""

    sha256: str
    size: int
    suffix: str
    refusals: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryState:
    """When the next attempt is due; kept over restarts.

    ``attempts`` counts failures in a row, ``offset_seconds`` is server time minus station time,
    ``alarms`` counts answers that say we built a request wrongly, ``breaks`` uploads of photos that
    broke off. ``since`` is when ``not_before`` was decided; ``unread`` names a feed with an item
    this program cannot read.
    """

    attempts: int = 0
    since: datetime | None = None
    not_before: datetime | None = None
    code: str = ""
    offset_seconds: float = 0.0
    alarms: int = 0
    breaks: int = 0
    unread: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopReason:
    """Why sending stands still until a person acts; ``code`` is one of ``SyncError``."""

    code: str
    params: dict[str, str | int | float]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the central system signed: ``body`` are the exact JSON bytes the signature covers.

    ``kind`` is ``head_receipt`` or ``completion_receipt``; ``number`` orders the completion
    receipts of a station and is 0 for a head receipt.
    """

    number: int
    kind: str
    body: bytes
    signature: bytes


class EnrolmentKeeper(Protocol):
    """Where an enrolment is kept once the central system has said yes."""

    def save_enrolment(self, enrolment: Enrolment) -> None:
        """Remember it."""

    def resume(self) -> None:
        """A person has dealt with the reason of a stop."""


class SendQueue(Protocol):
    """The station's journal and photos as the sender sees them.

    Each method is one transaction. Sealed events are never deleted; marking twice is harmless.
    """

    def enrolment(self) -> Enrolment | None:
        """How the station is known centrally; None before it was enrolled."""

    def save_enrolment(self, enrolment: Enrolment) -> None:
        """Remember an enrolment; StorageError when the journal belongs to another station id."""

    def head(self) -> ChainHead:
        """The last sealed event."""

    def delivered(self) -> ChainHead:
        """The last event whose delivery was acknowledged."""

    def link_at(self, seq: int) -> bytes | None:
        """The link of one event; 32 zero bytes for 0, None beyond the head."""

    def unsent_events(self, limit: int) -> Sequence[SealedEvent]:
        """The first ``limit`` events after the delivered one, by ``seq``."""

    def mark_delivered(self, up_to_seq: int, receipt: Receipt | None) -> None:
        """Everything up to ``up_to_seq`` is durable centrally; never moves backwards."""

    def mark_event(self, seq: int, state: EventState, why: str = "") -> None:
        """How the central system judged one event; ``why`` is a code."""

    def undecided_events(self, limit: int) -> Sequence[SealedEvent]:
        """The first ``limit`` delivered events whose judgement never arrived, by ``seq``."""

    def rewind(self, to_seq: int) -> None:
        """The central system lost what came after ``to_seq``: those events are unsent again, the
        photos they name are pending again, and receipts are asked for from the first one on."""

    def recheck(self) -> None:
        """The central system came back from a backup: ask about every photo again, and for
        receipts from the first one on."""

    def earlier_stations(self) -> Sequence[str]:
        """Ids this station had before its present one, the latest ones, oldest first."""

    def send_again(self, digests: Sequence[str]) -> None:
        """The central system lost these photos: those it was sent are pending again."""

    def pending_photos(self, limit: int) -> Sequence[PendingPhoto]:
        """Photos in state ``pending`` whose event was delivered, oldest event first."""

    def mark_photo(self, sha256: str, state: PhotoState, reason: str = "") -> None:
        """New state of one photo. ``pending`` with a ``reason`` counts a refusal."""

    def receipts_cursor(self) -> int:
        """After which completion receipt to ask; 0 at first and after ``rewind``."""

    def add_receipts(self, receipts: Sequence[Receipt]) -> None:
        """Keep completion receipts (once each, told apart by signature: a restored central system
        gives numbers again) and mark the photos they name ``verified``."""

    def retry(self) -> RetryState:
        """The kept state of the last attempt."""

    def save_retry(self, state: RetryState) -> None:
        """Keep the state of an attempt."""

    def stopped(self) -> StopReason | None:
        """Why nothing may be sent, if so."""

    def park(self, reason: StopReason) -> None:
        """Stop sending until ``resume``; the queue keeps everything."""

    def resume(self) -> None:
        """A person has dealt with the reason."""

    def acquire_lease(self, owner: str, now: datetime, seconds: int) -> bool:
        """Become (or stay) the only sender for ``seconds``; False while another one is.

        A lease that ends implausibly far ahead of ``now`` (clock set back) counts as ended.
        """

    def release_lease(self, owner: str) -> None:
        """Give the lease back; nothing happens when it is another's."""


FeedName: TypeAlias = Literal[
    "products",
    "suppliers",
    "orders",
    "standards",
    "users",
    "shelf_life_rules",
    "order_progress",
    "sampling_states",
    "earlier_verdicts",
    "line_shares",
    "open_lots",
    "supplier_history",
    "complaints",
    "disputes",
    "references",
    "acts",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedCursor:
    """How far a feed was taken: valid only within ``epoch``."""

    epoch: str
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedChange:
    """One item as it is now. ``body`` is JSON (``wire.feeds.decode_item``), None when removed."""

    id: str
    body: bytes | None


class MasterSink(Protocol):
    """Where master data of the central system lands on the station."""

    def cursor(self, feed: FeedName) -> FeedCursor | None:
        """How far this feed was taken; None before the first snapshot."""

    def apply(self, feed: FeedName, changes: Sequence[FeedChange], cursor: FeedCursor) -> None:
        """Write the changes and the cursor in one transaction; on failure neither."""

    def replace(self, feed: FeedName, items: Sequence[FeedChange], cursor: FeedCursor) -> None:
        """A snapshot: what is not among ``items`` is gone. One transaction with the cursor."""

    def put(self, feed: FeedName, items: Sequence[FeedChange]) -> None:
        """A page of a snapshot too large for one transaction; the cursor stays."""

    def keep_only(self, feed: FeedName, ids: Set[str], cursor: FeedCursor) -> None:
        """The pages are all there: what is not among ``ids`` is gone, and the cursor is kept."""
