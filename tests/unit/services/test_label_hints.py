"""Photos of a walk are read once, whoever asks how often; nothing of it can fail the walk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from inspector_app.domain.errors import StorageError
from inspector_app.domain.inspection.acts import PhotoTaken
from inspector_app.services.label_hints import MOST, LabelHints, is_of_label
from tests.fakes.clock import FakeClock
from tests.fakes.label_reader import FakeLabelReader, KeptInMemory, agreed, label

READING = label(agreed("lot", "A1"))


class Files:
    """Originals in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes, suffix: str) -> str:
        digest = sha256(data).hexdigest()
        (self.folder / digest).write_bytes(data)
        return digest

    def path(self, digest: str) -> Path:
        if not self.has(digest):
            raise StorageError("photo_missing", sha256=digest)
        return self.folder / digest

    def has(self, digest: str) -> bool:
        return (self.folder / digest).exists()


class Desk:
    """Hints with everything around them a test looks at."""

    def __init__(self, folder: Path, reader: FakeLabelReader | None = None) -> None:
        self.files, self.kept = Files(folder), KeptInMemory()
        self.reader = reader or FakeLabelReader(other=READING)
        self.made = 0
        self.clock = FakeClock()
        self.hints = LabelHints(self.files, self.clock, self.kept, self._make)

    def _make(self) -> FakeLabelReader:
        self.made += 1
        return self.reader

    def photo(self, data: bytes, shot: str = "label", finding: str = "") -> PhotoTaken:
        return PhotoTaken(
            sha256=self.files.put(data, "jpg"), suffix="jpg", media_type="image/jpeg",
            size=len(data), width=1, height=1, shot=shot, finding_id=finding,
        )  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_photo_is_read_once_and_its_reading_kept(desk: Desk) -> None:
    photo = desk.photo(b"one")
    for _ in range(3):
        desk.hints.want([photo, photo])
    assert desk.reader.asked == [b"one"]
    assert desk.reader.days == [desk.clock.today()]
    assert desk.hints.state(photo.sha256) == "read"
    assert desk.hints.reading(photo.sha256) == READING
    assert desk.kept.kept == {photo.sha256: READING}


def test_what_was_kept_is_not_read_again_and_loads_no_engine(desk: Desk) -> None:
    photo = desk.photo(b"one")
    desk.kept.kept[photo.sha256] = READING
    desk.hints.want([photo])
    assert desk.hints.reading(photo.sha256) == READING
    assert desk.made == 0


def test_only_print_of_a_unit_is_read(desk: Desk) -> None:
    photos = [desk.photo(b"m", "carton_mark"), desk.photo(b"d", "label", finding="F1"),
              desk.photo(b"n", "")]  # fmt: skip
    desk.hints.want(photos)
    assert desk.reader.asked == []
    assert not any(is_of_label(photo) for photo in photos)
    assert desk.hints.state(photos[0].sha256) == "unknown"


def test_a_walk_of_many_photos_reads_a_bounded_number(desk: Desk) -> None:
    desk.hints.want([desk.photo(bytes([at])) for at in range(MOST + 9)])
    assert len(desk.reader.asked) == MOST


def test_a_photo_that_cannot_be_read_is_no_failure(desk: Desk) -> None:
    photo, gone = desk.photo(b"one"), replace(desk.photo(b"two"), sha256="0" * 64)
    desk.reader.other = None
    desk.hints.want([gone, photo])
    assert desk.hints.state(gone.sha256) == "nothing"
    assert desk.hints.state(photo.sha256) == "nothing"
    assert desk.hints.reading(photo.sha256) is None
    assert desk.kept.kept == {}


def test_news_are_told_when_reading_begins_and_ends(desk: Desk) -> None:
    desk.reader.at_once = False
    photo = desk.photo(b"one")
    told: list[str] = []
    watching = desk.hints.watch(lambda: told.append(desk.hints.state(photo.sha256)))
    desk.hints.want([photo])
    assert told == ["reading"]
    desk.reader.deliver()
    assert told == ["reading", "read"]
    watching.stop()
    desk.hints.want([desk.photo(b"two")])
    assert told == ["reading", "read"]


def test_a_walk_gets_the_reader_ready_and_calms_it(desk: Desk) -> None:
    desk.hints.calm(quiet=False)
    assert desk.made == 0  # nothing is loaded only to be told that nothing is going on
    desk.hints.calm(quiet=True)
    desk.hints.want([desk.photo(b"one")])
    desk.hints.calm(quiet=False)
    assert desk.made == 1
    assert desk.reader.calls == ["quiet", "free"]


def test_after_closing_nobody_is_told_and_nothing_is_read(desk: Desk) -> None:
    desk.reader.at_once = False
    told: list[int] = []
    desk.hints.watch(lambda: told.append(1))
    desk.hints.want([desk.photo(b"one")])
    desk.hints.close()
    desk.reader.deliver()
    desk.hints.want([desk.photo(b"two")])
    assert desk.reader.calls[-1] == "stop"
    assert desk.reader.asked == [b"one"]
    assert told == [1]
    desk.hints.calm(quiet=True)
    desk.hints.close()  # twice is harmless
    assert desk.reader.calls.count("stop") == 1


def test_the_day_is_the_stations(desk: Desk) -> None:
    assert isinstance(desk.clock.today(), date)
