"""One camera for all who look, and what stands for it; codes read from real pictures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.bootstrap.cameras import DEMO_FIRST, StationCamera
from inspector_app.bootstrap.live_codes import LiveReader
from inspector_app.bootstrap.resources import resource_root
from inspector_app.domain.errors import IntakeError
from inspector_app.services.ports import Frame
from inspector_app.services.station import Station
from inspector_app.ui.tools import LiveCodes
from tests.conftest import ExpectedLog
from tests.fakes.codes import as_jpeg, code_picture, on_scene
from tests.fakes.demo_station import make_demo_station

PHOTOS = resource_root() / "demo" / "photos"
KNOWN = "code_ean13_P-0001.jpg"
pytestmark = pytest.mark.qt_log_ignore(
    r"va[- (]|va library|va symbols|FFmpeg|pipewire", extend=True
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "pictures"
    made.mkdir()
    for at, name in enumerate((KNOWN, DEMO_FIRST, "arrival_seal.jpg")):
        shutil.copy(PHOTOS / name, made / f"{at}-{name}")
    return made


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Station]:
    opened = make_demo_station(tmp_path_factory.mktemp("station"))
    yield opened.station
    opened.close()


def no_demo() -> None:
    return None


def test_all_who_look_see_the_picture_and_the_source_rests_when_nobody_does(
    folder: Path, qtbot
) -> None:
    camera = StationCamera(f"folder:{folder}", no_demo)
    first: list[Frame] = []
    late: list[Frame] = []
    assert camera.facts().condition == "ready"
    one = camera.look(first.append)
    qtbot.waitUntil(lambda: len(first) == 1)
    other = camera.look(late.append, codes=True)
    qtbot.waitUntil(lambda: len(late) == 1)
    assert len(first) == 1, "who saw it is not shown it again"
    facts = camera.facts()
    assert (facts.kind, facts.name, facts.condition) == ("pictures", "pictures", "live")
    assert (facts.place, facts.count) == (1, 3)
    one.stop()
    camera.step(1)
    qtbot.waitUntil(lambda: len(late) == 2)
    assert len(first) == 1
    other.stop()
    assert camera.facts().condition == "ready"


def test_a_page_is_one_looker_and_its_still_is_the_file(folder: Path, qtbot) -> None:
    camera = StationCamera(f"folder:{folder}", no_demo)
    frames: list[Frame] = []
    camera.start(frames.append)
    qtbot.waitUntil(lambda: len(frames) == 1)
    assert camera.still() == (PHOTOS / KNOWN).read_bytes()
    camera.stop()
    assert camera.facts().condition == "ready"


def test_an_empty_folder_is_off_until_a_picture_comes(tmp_path: Path, folder: Path, qtbot) -> None:
    place = tmp_path / "drop"
    place.mkdir()
    camera = StationCamera(f"folder:{place}", no_demo)
    frames: list[Frame] = []
    look = camera.look(frames.append)
    assert camera.facts().condition == "off"
    shutil.copy(PHOTOS / KNOWN, place / "a.jpg")
    qtbot.waitUntil(lambda: camera.facts().condition == "live")
    qtbot.waitUntil(lambda: len(frames) == 1)
    look.stop()


def test_another_choice_counts_at_once_for_those_who_look(folder: Path, qtbot) -> None:
    camera = StationCamera(f"video:{folder / 'none.avi'}", no_demo)
    frames: list[Frame] = []
    look = camera.look(frames.append)
    facts = camera.facts()
    assert (facts.kind, facts.condition) == ("video", "off")
    camera.choose(f"folder:{folder}")
    assert camera.facts().kind == "pictures"
    qtbot.waitUntil(lambda: len(frames) == 1)
    look.stop()


def test_the_demo_pictures_stand_in_only_without_a_camera_and_a_choice(
    qapp, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = "inspector_app.ui.devices.camera.CameraSource.names"
    monkeypatch.setattr(names, staticmethod(list))
    camera = StationCamera("", lambda: PHOTOS)
    assert camera.facts().kind == "demo"
    assert camera.still() == (PHOTOS / DEMO_FIRST).read_bytes()
    assert camera.still() != (PHOTOS / DEMO_FIRST).read_bytes(), "each photo is another one"
    assert StationCamera("USB 1080", lambda: PHOTOS).facts().kind == "camera"
    assert StationCamera("", no_demo).facts().kind == "camera"
    monkeypatch.setattr(names, staticmethod(lambda: ["USB 1080"]))
    assert camera.facts().kind == "camera", "it was plugged in"


def test_without_a_camera_a_still_is_refused(qapp) -> None:
    camera = StationCamera("", no_demo)
    assert camera.facts().condition == "off"
    look = camera.look(lambda frame: None)
    assert camera.facts().condition == "off"
    with pytest.raises(IntakeError):
        camera.still()
    look.stop()


class Reading:
    def __init__(self, camera: StationCamera, station: Station) -> None:
        self.told: list[LiveCodes] = []
        self.camera = camera
        self.reader = LiveReader(camera, station, self.told.append)

    @property
    def news(self) -> list[str]:
        return [scan.text for codes in self.told for scan in codes.news]


def test_known_codes_are_believed_from_one_picture_and_told_once(
    folder: Path, station: Station, qtbot
) -> None:
    reading = Reading(StationCamera(f"folder:{folder}", no_demo), station)
    qtbot.waitUntil(lambda: reading.news == ["6923456000117"])
    codes = reading.told[0]
    assert codes.still
    assert (codes.width, codes.height) == (1200, 900)
    assert all(0 <= x <= 1200 and 0 <= y <= 900 for x, y in codes.seen[0].position)
    reading.camera.step(1)
    qtbot.waitUntil(lambda: len(reading.news) == 3)
    assert len(reading.told[-1].seen) == 2
    reading.reader.stop()
    told = len(reading.told)
    reading.camera.step(1)
    qtbot.wait(100)
    assert len(reading.told) == told


def test_an_unknown_code_needs_a_second_picture(tmp_path: Path, station: Station, qtbot) -> None:
    unknown = "6901234567892"
    scene = on_scene(code_picture(unknown, "EAN13", scale=3), height=400, width=600, at=(60, 60))
    other = on_scene(code_picture(unknown, "EAN13", scale=3), height=420, width=640, at=(80, 70))
    (tmp_path / "1.jpg").write_bytes(as_jpeg(scene))
    (tmp_path / "2.jpg").write_bytes(as_jpeg(other))
    reading = Reading(StationCamera(f"folder:{tmp_path}", no_demo), station)
    qtbot.waitUntil(lambda: len(reading.told) == 1)
    assert [scan.text for scan in reading.told[0].seen] == [unknown]
    assert reading.news == []
    reading.camera.step(1)
    qtbot.waitUntil(lambda: reading.news == [unknown])
    reading.reader.stop()


def test_a_torn_frame_does_not_end_the_reading(
    station: Station, expected_log: ExpectedLog, qtbot
) -> None:
    expected_log(r"live_frame_failed")

    class Desk(StationCamera):
        def look(self, on_frame, *, codes=False):
            self.feed = on_frame
            return super().look(lambda frame: None)

    desk = Desk("folder:/nowhere", no_demo)
    reading = Reading(desk, station)
    desk.feed(Frame(data=b"\xff\xd8", format="jpeg", width=1, height=1, stride=0, number=1))
    desk.feed(Frame(data=b"x", format="grey", width=900, height=900, stride=900, number=2))
    qtbot.waitUntil(lambda: bool(expected_log.records))
    good = (PHOTOS / KNOWN).read_bytes()
    desk.feed(Frame(data=good, format="jpeg", width=1200, height=900, stride=0, number=3))
    qtbot.waitUntil(lambda: reading.news == ["6923456000117"])
    reading.reader.stop()
