"""Makes the pictures of ``docs/images``: every page, Chinese and English, light and dark.

Run it inside the environment: ``python3 packaging/dev.py exec python packaging/screenshots.py``.
The window is the real one on a real demo station in a temporary folder; nothing is painted over.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from code_scenes import code_scenes  # noqa: E402
from compare_scenes import compare_scenes  # noqa: E402
from hint_scenes import hint_scenes  # noqa: E402
from judging_scenes import judging_scenes  # noqa: E402
from PIL import Image  # noqa: E402
from PySide6.QtCore import QCoreApplication, QEvent, Qt  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from reuse_scenes import reuse_scenes  # noqa: E402
from scanner_scenes import scanner_scenes  # noqa: E402

from inspector_app.bootstrap.demo_data import (  # noqa: E402
    demo_pictures,
    demo_scenario,
    demo_sign_ins,
)
from inspector_app.bootstrap.demo_walk import DemoWalk  # noqa: E402
from inspector_app.bootstrap.desktop import interpreter  # noqa: E402
from inspector_app.bootstrap.resources import catalogue, resource_root  # noqa: E402
from inspector_app.bootstrap.running import RunningStation, start_running  # noqa: E402
from inspector_app.domain.inspection.acts import Batch  # noqa: E402
from inspector_app.domain.inspection.state import Inspection  # noqa: E402
from inspector_app.domain.master import Person  # noqa: E402
from inspector_app.domain.scan import RawScan  # noqa: E402
from inspector_app.domain.station_codes import parse_station_code  # noqa: E402
from inspector_app.services import inspections, intake, people  # noqa: E402
from inspector_app.services.intake import LotRequest  # noqa: E402
from inspector_app.settings import DataFolder, load, save  # noqa: E402
from inspector_app.ui.camera_corner import CameraCorner  # noqa: E402
from inspector_app.ui.context import ScanEvent  # noqa: E402
from inspector_app.ui.crop_corner import CropCorner  # noqa: E402
from inspector_app.ui.desktop import Desktop  # noqa: E402
from inspector_app.ui.pages import register_all  # noqa: E402
from inspector_app.ui.presenters.sign_in import SignInPresenter  # noqa: E402
from inspector_app.ui.session import Session  # noqa: E402
from inspector_app.ui.shell import MainWindow  # noqa: E402
from inspector_app.ui.views.sign_in import SignInPage  # noqa: E402

SIZE = (1280, 800)
OUT = ROOT / "docs" / "images"


@dataclass(frozen=True)
class Scene:
    """One picture: a name, and how the window gets there."""

    name: str
    go: Callable[[Studio], None]


class Door:
    """Signing in straight through the services."""

    def __init__(self, running: RunningStation) -> None:
        self._station = running.station

    def people(self) -> list[Person]:
        return list(people.people(self._station))

    def sign_in(self, person_id: str, pin: str) -> Person:
        return people.sign_in_pin(self._station, person_id, pin)

    def sign_in_badge(self, token: str) -> Person:
        return people.sign_in_badge(self._station, token)

    def load_demo(self) -> None:
        raise AssertionError("somebody works here already")


class Studio:
    """The window, the station behind it, and three inspections to show."""

    def __init__(self, folder: Path) -> None:
        save(folder, load(folder).having(station_name="3 号月台 · 质检工位 A1"))
        self.running = start_running(DataFolder(folder), demo=True)
        self.desktop = Desktop([], resources=resource_root(), catalogue=catalogue())
        self.session = Session()
        self.presenter = SignInPresenter(Door(self.running), self.desktop.ui.tasks)
        page = SignInPage(self.desktop.ui, self.presenter, "3 号月台 · 质检工位 A1")
        self.window = MainWindow(self.desktop.ui, page, "3 号月台 · 质检工位 A1")
        register_all(self.window, self.desktop.ui, self.running.tools, self.session)
        self.camera = CameraCorner(
            self.window, self.desktop.ui, self.running.tools, self.take_scan_of
        )
        self.crop = CropCorner(
            self.window, self.desktop.ui, self.running.tools, self.take_scan_of, self.camera
        )
        self.window.idle.set_minutes(0)
        self.window.resize(*SIZE)
        self.window.show()
        self.after: Callable[[], None] | None = None
        self.inspector = self.person("U-01")
        self.supervisor = self.person("U-05")
        self._prepare()

    def take_scan_of(self, raw: RawScan) -> None:
        self.window.take_scan(ScanEvent(raw=raw, result=interpreter(None)(raw)))

    def person(self, person_id: str) -> Person:
        code = parse_station_code(demo_sign_ins()[person_id][0])
        assert code is not None
        return people.sign_in_badge(self.running.station, code.value)

    def _prepare(self) -> None:
        quiet = lambda step, facts: None  # noqa: E731
        plots = demo_scenario()
        self.closed = DemoWalk(self.running.station, plots[0], quiet).play().inspection
        self.held = DemoWalk(self.running.station, plots[1], quiet).play().inspection
        self.open = self._open_lot("O-0002", "O-0002-1", 800, 100, 8)
        self.parked = inspections.park(
            self.running.station, self.inspector,
            self._open_lot("O-0004", "O-0004-1", 1200, 100, 12), "documents",
        )  # fmt: skip

    def _open_lot(self, order: str, line: str, size: int, cartons: int, each: int) -> Inspection:
        station, who = self.running.station, self.inspector
        request = LotRequest(
            order_id=order, line_id=line, size=size, cartons=cartons, units_per_carton=each
        )
        inspection = intake.open_lot(station, who, request)
        lot = inspection.state.lot
        batch = Batch(
            id="", number=lot.order_lot_number, produced=lot.order_produced,
            expires=lot.order_expires, life=lot.product.shelf_life or "", life_from_master=True,
        )  # fmt: skip
        inspection = inspections.record_batch(station, who, inspection, batch)
        return inspections.draw_plan(station, who, inspection)

    def sign_in(self, person: Person) -> None:
        self.session.begin(person)
        self.window.sign_in(person)
        self.settle()

    def enter(self, page: str, **arguments: object) -> None:
        """A page as the inspector sees it."""
        _as(self, self.inspector, page, **arguments)

    def show(self, name: str, **arguments: object) -> None:
        self.window.show_page(name, **arguments)
        self.settle()

    def settle(self, seconds: float = 20.0) -> None:
        """Until no task runs and the window has painted."""
        application = self.desktop.application
        end = time.monotonic() + seconds
        quiet = 0
        while quiet < 6 and time.monotonic() < end:
            application.processEvents()
            time.sleep(0.02)
            quiet = 0 if self.desktop.tasks.pending else quiet + 1
        self.desktop.ui.notices.clear()
        application.processEvents()

    def press(self, key: Qt.Key) -> None:
        """A key as the window gets it."""
        QTest.keyClick(self.window.windowHandle(), key)
        self.settle()

    def take(self, file: Path) -> None:
        """Save what the window shows, in 256 colours."""
        picture = (
            self.window.grab()
            .toImage()
            .convertToFormat(self.window.grab().toImage().Format.Format_RGB888)
        )
        raw = bytes(picture.constBits())
        image = Image.frombuffer(
            "RGB", (picture.width(), picture.height()), raw, "raw", "RGB",
            picture.bytesPerLine(), 1,
        )  # fmt: skip
        buffer = io.BytesIO()
        image.quantize(256, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
        file.write_bytes(buffer.getvalue())

    def tidy(self) -> None:
        """Leave the scene as the next one expects the window."""
        after, self.after = self.after, None
        if after is not None:
            after()

    def close(self) -> None:
        self.window.close()
        self.window.deleteLater()  # its clocks would go on asking beside the next window
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.desktop.tasks.close()
        self.running.close()


def scenes() -> list[Scene]:
    """Every page, in the order of a working day."""
    return [
        Scene("sign_in", lambda s: (s.window.lock(), s.window.start(), s.settle())[-1]),
        Scene("sign_in_pin", _pin),
        Scene("today", lambda s: _as(s, s.inspector, "today")),
        Scene("order", lambda s: _as(s, s.inspector, "order", order_id="O-0002")),
        Scene("choose", _choose),
        Scene("camera", _camera),
        *(Scene(name, go) for name, go in code_scenes()),
        Scene("dock", lambda s: _as(s, s.inspector, "dock", order_id="O-0002")),
        Scene(
            "lot",
            lambda s: _as(s, s.inspector, "lot", order_id="O-0001", line_id="O-0001-2"),
        ),
        Scene("walk", lambda s: _walk(s, "identity|carton_mark_matches||")),
        Scene("walk_shelf_life", lambda s: _walk(s, "shelf_life|date_closeup|batch:{batch}|")),
        Scene("walk_cartons", lambda s: _walk(s, "cartons|||{carton}")),
        Scene("walk_units", lambda s: _walk(s, "units|||{carton}")),
        Scene("walk_defects", _defects),
        Scene("summary", lambda s: _as(s, s.inspector, "summary", inspection_id=s.open.id)),
        Scene("sealed", lambda s: _as(s, s.inspector, "summary", inspection_id=s.closed.id)),
        Scene("desk", lambda s: _as(s, s.supervisor, "desk")),
        Scene("decision", lambda s: _as(s, s.supervisor, "decision", inspection_id=s.held.id)),
        Scene("history", lambda s: _as(s, s.supervisor, "history")),
        Scene("dossier", lambda s: _as(s, s.supervisor, "dossier", inspection_id=s.closed.id)),
        *(Scene(name, go) for name, go in scanner_scenes()),
        Scene("sync", lambda s: _as(s, s.supervisor, "sync")),
        Scene("print", lambda s: _as(s, s.supervisor, "print")),
        Scene("settings", lambda s: _as(s, s.supervisor, "settings")),
    ]


def _choose(studio: Studio) -> None:
    """One code, two products: chosen by picture."""
    _as(studio, studio.inspector, "today")
    shown = next(each for each in demo_pictures() if each.file.endswith("code_ean13_P-0005.jpg"))
    studio.take_scan_of(RawScan(data=shown.codes[0].text.encode(), source="wedge"))
    studio.settle()


def _camera(studio: Studio) -> None:
    _as(studio, studio.inspector, "today")
    studio.press(Qt.Key.Key_F3)
    studio.settle()
    studio.after = lambda: studio.press(Qt.Key.Key_Escape)


def _pin(studio: Studio) -> None:
    studio.presenter.choose("U-01")
    studio.settle()


def _walk(studio: Studio, place: str) -> None:
    state = studio.open.state
    text = place.format(batch=state.batches[0].id, carton=next(iter(state.drawn)))
    _as(studio, studio.inspector, "walk", inspection_id=studio.open.id, place=text)


def _defects(studio: Studio) -> None:
    _walk(studio, "units|||{carton}")
    studio.press(Qt.Key.Key_2)
    studio.after = lambda: studio.press(Qt.Key.Key_Escape)


def _as(studio: Studio, person: Person, page: str, **arguments: object) -> None:
    if studio.window.person is None or studio.window.person.id != person.id:
        studio.sign_in(person)
    studio.show(page, **arguments)


def main() -> int:
    """Make all pictures, or those whose name begins with a given word."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--only", default="", help="scenes whose name begins so")
    parser.add_argument("--variants", default="zh_light,en_light,zh_dark,en_dark")
    wanted = parser.parse_args()
    wanted.out.mkdir(parents=True, exist_ok=True)
    # Lots of one group would stand in the lists of another: each gets its own station.
    hints = [Scene(name, go) for name, go in hint_scenes().items()]
    compared = [Scene(name, go) for name, go in compare_scenes().items()]
    reused = [Scene(name, go) for name, go in reuse_scenes().items()]
    judged = [Scene(name, go) for name, go in judging_scenes().items()]
    for group in (scenes(), hints, compared, reused, judged):
        chosen = [scene for scene in group if scene.name.startswith(wanted.only)]
        if chosen:
            _shoot(chosen, wanted.variants.split(","), wanted.out)
    return 0


def _shoot(chosen: list[Scene], variants: list[str], out: Path) -> None:
    """Take these scenes in each language and scheme."""
    with tempfile.TemporaryDirectory() as folder:
        studio = Studio(Path(folder))
        try:
            for variant in variants:
                language, scheme = variant.split("_")
                studio.desktop.ui.texts.set_language("zh" if language == "zh" else "en")
                studio.desktop.ui.theme.set_scheme("dark" if scheme == "dark" else "light")
                for scene in chosen:
                    scene.go(studio)
                    studio.take(out / f"{scene.name}_{variant}.png")
                    studio.tidy()
        finally:
            studio.close()


if __name__ == "__main__":
    sys.exit(main())
