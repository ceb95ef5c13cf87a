"""``Tools`` for pages: the real store, decoder and product pictures; the rest notes its calls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inspector_app.bootstrap.decoding import decoder
from inspector_app.bootstrap.evidence import check_here, export_bundle
from inspector_app.bootstrap.photo_life import disk_facts, originals
from inspector_app.bootstrap.photo_reuse import photo_reuse
from inspector_app.bootstrap.rehearsal import standard_pictures, start_rehearsal
from inspector_app.bootstrap.reporting import product_picture
from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.delivery import Delivery
from inspector_app.domain.errors import InspectorError
from inspector_app.i18n import Language
from inspector_app.imaging.compare import Comparer
from inspector_app.reports.scanner_codes import screen_picture
from inspector_app.services.label_hints import LabelHints
from inspector_app.services.ports import Frame, FrameSource, PhotoQuality
from inspector_app.settings import Settings
from inspector_app.ui.tools import CameraFacts, Stoppable, SyncStatus, Tools, WaitingItem
from tests.fakes.label_reader import FakeLabelReader, KeptInMemory

ONE_PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 420]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


class FakeCameraDesk:
    """A camera that is not there until a test says so; remembers who looks."""

    def __init__(self) -> None:
        self.now = CameraFacts(kind="camera", name="", condition="off")
        self.looking: list[Callable[[Frame], None]] = []
        self.steps: list[int] = []

    def facts(self) -> CameraFacts:
        return self.now

    def look(self, on_frame: Callable[[Frame], None], *, codes: bool = False) -> Stoppable:
        self.looking.append(on_frame)
        return Ended(lambda: self.looking.remove(on_frame))

    def step(self, by: int) -> None:
        self.steps.append(by)


class Ended:
    """What a test may stop."""

    def __init__(self, stop: Callable[[], None]) -> None:
        self.stop = stop


class FakeSyncDesk:
    """A sender that tells what a test puts in."""

    def __init__(self) -> None:
        self.state = SyncStatus(state="idle")
        self.items: list[WaitingItem] = []
        self.calls: list[tuple[str, ...]] = []
        self.refusal: InspectorError | None = None

    def status(self) -> SyncStatus:
        return self.state

    def waiting(self, limit: int = 200) -> Sequence[WaitingItem]:
        return self.items[:limit]

    def send_now(self) -> None:
        self.calls.append(("send_now",))

    def resume(self) -> None:
        self.calls.append(("resume",))

    def photos_now(self) -> None:
        self.calls.append(("photos_now",))

    def set_metered(self, *, metered: bool) -> None:
        self.calls.append(("set_metered", str(metered)))

    def enrol(self, url: str, code: str) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.calls.append(("enrol", url, code))

    def enrol_anew(self, url: str, code: str) -> int:
        if self.refusal is not None:
            raise self.refusal
        self.calls.append(("enrol_anew", url, code))
        return self.state.way_back.events


@dataclass
class Asked:
    """What the pages asked of other rooms: ``documents`` as (kind, id, language)."""

    folder: Path
    documents: list[tuple[str, str, str]] = field(default_factory=list)
    demo_loaded: int = 0
    settings: Settings | None = None
    refusal: InspectorError | None = None

    def pdf(self, kind: str, name: str, language: Language) -> Path:
        if self.refusal is not None:
            raise self.refusal
        self.documents.append((kind, name, language))
        file = self.folder / f"{kind}-{len(self.documents)}.pdf"
        file.write_bytes(ONE_PAGE)
        return file


def make_tools(opened: OpenStation, folder: Path, **changes: Any) -> tuple[Tools, Asked]:
    """Tools on an open station; documents go to ``folder``; ``changes`` replace fields."""
    asked = Asked(folder)

    def load_demo() -> None:
        asked.demo_loaded += 1

    def save(settings: Settings) -> None:
        asked.settings = settings

    def note(delivery: Delivery, language: Language) -> Path:
        return asked.pdf("exception_note", delivery.number, language)

    def camera() -> FrameSource | None:
        return None

    values: dict[str, Any] = {
        "station": opened.station,
        "views": opened.views,
        "sync": FakeSyncDesk(),
        "product_picture": lambda product: product_picture(opened, product.id),
        "resource_picture": lambda name: None,
        "decode_picture": lambda data: decoder().decode(data, find_all=True),
        "decode_region": lambda data, region: decoder().decode(data, find_all=True, region=region),
        "photo_quality": lambda data: PhotoQuality(
            sharpness=1.0, brightness=128.0, blurred=False, dark=False, bright=False
        ),
        "report_pdf": lambda name, language: asked.pdf("report", name, language),
        "goods_tag": lambda name, language: asked.pdf("goods_tag", name, language),
        "exception_note": note,
        "command_sheet": lambda name, language: asked.pdf("command_sheet", name, language),
        "badge_cards": lambda language: asked.pdf("badge_cards", "", language),
        "scanner_sheet": lambda language: asked.pdf("scanner_sheet", "", language),
        "scanner_code": lambda code: screen_picture(code, code.symbologies[-1]),
        "missing_parts": lambda: decoder().missing(),
        "warehouse_label": lambda order, line, size, copies, language: asked.pdf(
            "warehouse_label", f"{line} {size} {copies}", language
        ),
        "load_demo": load_demo,
        "demo_offered": lambda: False,
        "settings": lambda: asked.settings or opened.settings,
        "save_settings": save,
        "camera": camera,
        "camera_desk": FakeCameraDesk(),
        "live_codes": lambda on_codes, in_hand: Ended(lambda: None),
        "compare": Comparer(),
        "photo_reuse": photo_reuse(opened),
        "export_evidence": lambda name, out: export_bundle(opened, name, out).photos,
        "check_evidence": lambda file: check_here(opened, file),
        "originals": originals(opened),
        "disk": lambda: disk_facts(opened),
        "label_hints": LabelHints(
            opened.files, opened.station.clock, KeptInMemory(), FakeLabelReader
        ),
    }
    made: list[Tools] = []
    values["standard_pictures"] = standard_pictures
    values["rehearse"] = lambda standard, who, goods: start_rehearsal(made[0], standard, who, goods)
    made.append(Tools(**{**values, **changes}))
    return made[0], asked
