"""The real engine and the real text rules on drawn labels."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from inspector_app.bootstrap.label_reading import label_process, text_rules
from inspector_app.cli.main import main
from inspector_app.domain.label_text.reading import LabelReading
from inspector_app.domain.scan import Position
from inspector_app.ocr.engine import Engine
from inspector_app.ocr.process import LabelProcess
from inspector_app.ocr.reading import PhotoReader
from tests.fakes.label_engine import lines_only
from tests.fakes.label_pictures import LINES, Picture, as_jpeg, label_picture, with_orientation

TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def reader() -> Iterator[PhotoReader]:
    """One engine for all tests, loaded and used without any network."""

    def refused(*arguments: object, **options: object) -> object:
        raise AssertionError("label reading asked for the network")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refused)
        patch.setattr(socket, "getaddrinfo", refused)
        yield PhotoReader(Engine(2), text_rules())


def values(reading: LabelReading | None) -> dict[str, str | None]:
    assert reading is not None
    return {field.name: field.value for field in reading.fields}


def middle(box: Position) -> tuple[float, float]:
    xs, ys = zip(*box, strict=True)
    return sum(xs) / len(xs), sum(ys) / len(ys)


def read(reader: PhotoReader, picture: Picture) -> LabelReading | None:
    return reader.read(as_jpeg(picture), TODAY, lambda: False)


EXPECTED = {"produced": "2025-11-24", "shelf_life": "18M", "lot": "KH7568B"}


@pytest.fixture(scope="module")
def upright(reader: PhotoReader) -> LabelReading:
    """The plain label, read once."""
    found = read(reader, label_picture())
    assert found is not None
    return found


def test_a_plain_label_is_read_without_network(upright: LabelReading) -> None:
    found = values(upright)
    assert found | EXPECTED == found


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_turned_label_is_read_and_its_fields_marked_on_the_photo(
    reader: PhotoReader, upright: LabelReading, turns: int
) -> None:
    turned = read(reader, np.ascontiguousarray(np.rot90(label_picture(), turns)))
    found = values(turned)
    assert found | EXPECTED == found
    assert turned is not None
    x, y = middle(upright.field("produced").candidates[0].box)  # type: ignore[union-attr]
    places = {1: (y, 1600 - x), 2: (1600 - x, 1150 - y), 3: (1150 - y, x)}
    found = middle(turned.field("produced").candidates[0].box)  # type: ignore[union-attr]
    assert found == pytest.approx(places[turns], abs=12)


def test_a_photo_turned_by_its_exif_is_read_upright(reader: PhotoReader) -> None:
    lying = np.ascontiguousarray(np.rot90(label_picture(), 1))
    reading = reader.read(with_orientation(as_jpeg(lying), 6), TODAY, lambda: False)
    assert values(reading)["produced"] == "2025-11-24"
    assert reading is not None
    assert (reading.width, reading.height) == (1600, 1150)


def test_light_print_on_a_dark_label_is_read(reader: PhotoReader) -> None:
    dark = label_picture(ink=(235, 235, 235), paper=(25, 25, 30))
    assert values(read(reader, dark))["produced"] == "2025-11-24"


def test_a_small_label_in_a_twelve_megapixel_photo_is_read(reader: PhotoReader) -> None:
    scene = np.full((3000, 4000, 3), 120, dtype=np.uint8)
    scene[1800:2375, 2600:3400] = label_picture(width=800, height=575, size=26)
    found = read(reader, scene)
    assert values(found)["produced"] == "2025-11-24"
    assert found is not None
    x, y = middle(found.field("produced").candidates[0].box)  # type: ignore[union-attr]
    assert 2600 < x < 3400
    assert 1800 < y < 2375


def test_a_twelve_megapixel_close_up_is_read(reader: PhotoReader) -> None:
    close = label_picture(width=4000, height=3000, size=150)
    assert values(read(reader, close))["produced"] == "2025-11-24"


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((1150, 1600, 3), dtype=np.uint8),
        np.full((1150, 1600, 3), 255, dtype=np.uint8),
        np.random.default_rng(7).integers(0, 256, (600, 800, 3), dtype=np.uint8),
        np.full((1, 1, 3), 90, dtype=np.uint8),
        np.full((3, 3000, 3), 90, dtype=np.uint8),
    ],
    ids=["black", "white", "noise", "one pixel", "a line of pixels"],
)
def test_a_picture_without_text_gives_an_empty_reading(
    reader: PhotoReader, picture: Picture
) -> None:
    reading = read(reader, picture)
    assert reading is not None
    assert reading.fields == ()
    assert (reading.width, reading.height) == (picture.shape[1], picture.shape[0])


def test_text_in_other_scripts_gives_no_dates(reader: PhotoReader) -> None:
    lines = ("カタカナのラベルです", "Состав: вода, глицерин", "Ενυδατική κρέμα", "ひらがな")
    reading = read(reader, label_picture(lines))
    assert reading is not None
    assert not {"produced", "expires"} & set(values(reading))


def test_a_wall_of_text_ends_when_time_is_over(reader: PhotoReader) -> None:
    wall = ["贮存于阴凉干燥处避免阳光直射开封后请尽快食用完毕谢谢惠顾" * 3 for _ in range(90)]
    picture = as_jpeg(label_picture(wall, width=4000, height=3000, size=20))
    asked = 0

    def late() -> bool:
        nonlocal asked
        asked += 1
        return asked > 1

    reading = reader.read(picture, TODAY, late)
    assert reading is not None
    assert 0 < len(reading.lines) < len(wall)
    assert not any(field.agreed for field in reading.fields)


def test_the_process_reads_like_the_program_and_holds_no_window_system() -> None:
    told: list[LabelReading | None] = []
    rung = threading.Event()
    for make, check in ((label_process, _agrees), (_bare_process, _holds_no_window)):
        reader = make()
        try:
            rung.clear()
            reader.calm(quiet=True)
            reader.submit(
                as_jpeg(label_picture()), TODAY, lambda one: (told.append(one), rung.set())[1]
            )
            assert rung.wait(120)
            check(told[-1])
        finally:
            reader.stop()


def _bare_process() -> LabelProcess:
    return LabelProcess(lines_only)


def _agrees(reading: LabelReading | None) -> None:
    found = values(reading)
    assert found | EXPECTED == found


def _holds_no_window(reading: LabelReading | None) -> None:
    assert reading is not None
    loaded = {each.text for each in reading.problems if each.code == "loaded"}
    assert loaded == {"onnxruntime", "rapidocr"}


def test_the_command_reads_what_it_can(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "label.jpg", tmp_path / "notes.jpg"
    good.write_bytes(as_jpeg(label_picture()))
    bad.write_bytes(b"not a picture")
    code = main(["read-label", str(good), str(bad), "--on", "2026-03-02", "--json"])
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert code == 1
    assert first["file"] == str(good)
    produced = first["fields"]["produced"]
    assert (produced["value"], produced["agreed"]) == ("2025-11-24", True)
    assert produced["candidates"] == ["2025-11-24"]
    assert len(produced["box"]) == 4
    assert produced["details"][0]["passes"] == ["half", "soft"]
    assert second["error"]["code"] == "not_a_picture"
    assert second["fields"] == {}


def test_the_command_speaks_to_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    label, blank = tmp_path / "label.jpg", tmp_path / "blank.jpg"
    label.write_bytes(as_jpeg(label_picture((*LINES[4:], "2025-11-24"))))
    blank.write_bytes(as_jpeg(np.full((600, 800, 3), 240, dtype=np.uint8)))
    assert main(["--lang", "en", "read-label", str(label), str(blank), "--on", "2026-03-02"]) == 0
    said = capsys.readouterr().out
    assert "Batch: KH7568B (two readings agree)" in said
    assert "please confirm, possibly 2025-11-24" in said
    assert "no text was read" in said
