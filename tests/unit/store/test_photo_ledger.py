"""Which originals may go, and an account that a kill at any step leaves right."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from inspector_app.domain.errors import StorageError
from inspector_app.services.photo_life import Clearable, Originals, clear_one, settle
from inspector_app.services.ports import Receipt
from inspector_app.services.records import Work
from inspector_app.store.database import Database
from inspector_app.store.photo_files import RESERVE, PhotoFiles, reserve_of
from inspector_app.store.photo_ledger import StationPhotoLedger
from inspector_app.wire.receipts import CompletionReceipt
from tests.fakes.clock import FakeClock
from tests.fakes.records import MORNING, STATION, chain, closed, opened, photo, summary

NOW = MORNING + timedelta(days=40)
CUTOFF = NOW - timedelta(days=30)
EVENTS = chain(b"{1}", b"{2}", b"{3}")
FIRST, SECOND, SHARED = b"one", b"two bytes", b"shared"
"""The first lot shows FIRST and SHARED, the second SECOND and SHARED."""


def lot(work: Work, number: int, *, state: str = "closed", overall: str = "accept") -> None:
    """A lot in that state, made when it is not there."""
    wanted = closed(number, overall) if state == "closed" else summary(number, state=state)
    if work.inspections.summary(wanted.id) is None:
        work.inspections.create(wanted.id, opened(number), summary(number))
    work.inspections.save_summary(wanted)


def sha(data: bytes) -> str:
    return sha256(data).hexdigest()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "station.db")
    with database.unit_of_work().writing() as work:
        for number, shown in ((1, (FIRST, SHARED)), (2, (SECOND, SHARED))):
            lot(work, number)
            for data in shown:
                work.photos.add(photo(data, f"i-{number}"))
        work.journal.append(EVENTS[0], "i-1", [sha(FIRST), sha(SHARED)])
        work.journal.append(EVENTS[1], "i-2", [sha(SECOND), sha(SHARED)])
    yield database
    database.close()


@pytest.fixture
def ledger(database: Database) -> StationPhotoLedger:
    return database.photo_ledger()


@pytest.fixture
def files(tmp_path: Path) -> PhotoFiles:
    found = PhotoFiles(tmp_path / "photos")
    for data in (FIRST, SECOND, SHARED):
        found.put(data, "jpg")
    return found


def confirm(
    database: Database, place: int, *, at: datetime = MORNING, photos: tuple[bytes, ...] = ()
) -> None:
    """A completion receipt for a lot, its event accepted."""
    shown = photos or ((FIRST, SHARED), (SECOND, SHARED))[place]
    content = CompletionReceipt(
        tenant="t", station=str(STATION), inspection=f"i-{place + 1}", revision=1,
        payload_sha256=sha(EVENTS[place].payload), photos=tuple(map(sha, shown)), time=at,
    )  # fmt: skip
    queue = database.send_queue()
    queue.mark_event(place + 1, "accepted")
    body = msgspec.json.encode(content)
    queue.add_receipts(
        [
            Receipt(
                number=place + 1, kind="completion_receipt", body=body, signature=sha(body).encode()
            )
        ]
    )


def may_go(ledger: StationPhotoLedger, after: Clearable | None = None) -> set[str]:
    return {each.sha256 for each in ledger.clearable(CUTOFF, NOW, after, 100)}


def test_without_a_receipt_nothing_goes(database: Database, ledger: StationPhotoLedger) -> None:
    database.send_queue().mark_event(1, "accepted")
    for data in (FIRST, SECOND, SHARED):
        database.send_queue().mark_photo(sha(data), "verified")
    assert may_go(ledger) == set()


def test_a_photo_of_two_lots_waits_for_both(database: Database, ledger: StationPhotoLedger) -> None:
    confirm(database, 0)
    assert may_go(ledger) == {sha(FIRST)}
    confirm(database, 1)
    assert may_go(ledger) == {sha(FIRST), sha(SECOND), sha(SHARED)}
    [first] = ledger.clearable(CUTOFF, NOW, None, 1)
    assert first.sha256 not in may_go(ledger, first)
    assert len(may_go(ledger, first)) == 2


def test_a_young_receipt_does_not_count(database: Database, ledger: StationPhotoLedger) -> None:
    confirm(database, 0, at=CUTOFF + timedelta(seconds=1))
    assert may_go(ledger) == set()


def test_a_receipt_that_leaves_a_photo_out_proves_none(
    database: Database, ledger: StationPhotoLedger
) -> None:
    confirm(database, 0, photos=(FIRST,))
    assert may_go(ledger) == set()


@pytest.mark.parametrize("state", ["pending", "quarantined"])
def test_what_was_not_accepted_keeps_its_photos(
    database: Database, ledger: StationPhotoLedger, state: str
) -> None:
    confirm(database, 0)
    database.send_queue().mark_event(1, state)  # type: ignore[arg-type]
    assert may_go(ledger) == set()


def test_a_restored_central_system_has_to_confirm_anew(
    database: Database, ledger: StationPhotoLedger
) -> None:
    confirm(database, 0)
    database.send_queue().recheck()
    assert may_go(ledger) == set()


@pytest.mark.parametrize("state", ["open", "parked", "held"])
def test_open_work_keeps_what_it_shows(
    database: Database, ledger: StationPhotoLedger, state: str
) -> None:
    confirm(database, 0)
    with database.unit_of_work().writing() as work:
        lot(work, 3, state=state)
        work.photos.add(photo(FIRST, "i-3"))
    assert may_go(ledger) == set()


def test_an_undecided_lot_keeps_what_it_shows(
    database: Database, ledger: StationPhotoLedger
) -> None:
    confirm(database, 0)
    with database.unit_of_work().writing() as work:
        lot(work, 1, overall="reject")
    assert may_go(ledger) == set()


def test_a_reference_picture_stays(database: Database, ledger: StationPhotoLedger) -> None:
    confirm(database, 0)
    with database.unit_of_work().writing() as work:
        work.journal.append(EVENTS[2], "reference:P-1", [sha(FIRST)])
    assert may_go(ledger) == set()


def test_the_rule_is_looked_at_again_before_a_file_goes(
    database: Database, ledger: StationPhotoLedger, files: PhotoFiles
) -> None:
    confirm(database, 0)
    database.send_queue().mark_photo(sha(FIRST), "pending")
    assert clear(ledger, files) == "kept"
    assert files.has(sha(FIRST))
    assert ledger.cleared([sha(FIRST)]) == frozenset()


def clear(ledger: StationPhotoLedger, files: PhotoFiles) -> str:
    wall = datetime.now(UTC) + timedelta(days=40)
    return clear_one(ledger, files, sha(FIRST), CUTOFF, NOW, wall)


def test_what_was_put_again_today_stays(
    database: Database, ledger: StationPhotoLedger, files: PhotoFiles
) -> None:
    confirm(database, 0)
    path = files.path(sha(FIRST))
    old = datetime.now(UTC).timestamp() - 40 * 86_400
    os.utime(path, (old, old))
    files.put(FIRST, "jpg")
    assert clear_one(ledger, files, sha(FIRST), CUTOFF, NOW, datetime.now(UTC)) == "kept"
    assert files.has(sha(FIRST))
    assert ledger.leaving() == []


class EndedError(Exception):
    """The process was killed here."""


class DyingFiles(PhotoFiles):
    """Dies before or after the file is taken away."""

    def __init__(self, root: Path, *, after: bool) -> None:
        super().__init__(root)
        self._after = after

    def clear(self, sha256: str, before: datetime) -> bool:
        if self._after:
            super().clear(sha256, before)
        raise EndedError


@pytest.mark.parametrize("after", [False, True])
def test_a_kill_between_the_steps_leaves_no_wrong_account(
    database: Database, ledger: StationPhotoLedger, files: PhotoFiles, *, after: bool
) -> None:
    confirm(database, 0)
    with pytest.raises(EndedError):
        clear(ledger, DyingFiles(files.root, after=after))
    assert ledger.leaving() == [sha(FIRST)]
    for _ in range(2):
        settle(ledger, files)
        assert ledger.leaving() == []
        assert files.has(sha(FIRST)) is not after
        assert ledger.cleared([sha(FIRST)]) == ({sha(FIRST)} if after else frozenset())
    if not after:
        assert may_go(ledger) == {sha(FIRST)}


def test_the_account_adds_up(
    database: Database, ledger: StationPhotoLedger, files: PhotoFiles
) -> None:
    confirm(database, 0)
    before = ledger.account(CUTOFF, NOW)
    assert (before.here, before.cleared, before.clearable) == (3, 0, 1)
    assert clear(ledger, files) == "cleared"
    after = ledger.account(CUTOFF, NOW)
    assert (after.here, after.cleared, after.clearable) == (2, 1, 0)
    assert after.cleared_bytes == before.clearable_bytes == len(FIRST)
    assert after.here_bytes + after.cleared_bytes == before.here_bytes


def test_the_receipt_that_proves_comes_with_what_was_cleared(
    database: Database, ledger: StationPhotoLedger, files: PhotoFiles
) -> None:
    confirm(database, 0)
    assert clear(ledger, files) == "cleared"
    with database.unit_of_work().reading() as work:
        assert work.photos.digests() == sorted(map(sha, (FIRST, SECOND, SHARED)))
        cleared = work.photos.cleared(work.photos.digests())
    assert list(cleared) == [sha(FIRST)]
    proof = cleared[sha(FIRST)]
    assert proof is not None
    assert sha(FIRST) in msgspec.json.decode(proof.body, type=CompletionReceipt).photos


def back(
    ledger: StationPhotoLedger, files: PhotoFiles, data: bytes, clock: FakeClock | None = None
) -> Path:
    return Originals(ledger, files, lambda sha256: data, clock or FakeClock(NOW)).bring(sha(FIRST))


def test_an_original_that_came_back_stays_some_days(
    database: Database, ledger: StationPhotoLedger, files: PhotoFiles
) -> None:
    confirm(database, 0)
    clear(ledger, files)
    assert back(ledger, files, FIRST).read_bytes() == FIRST
    assert may_go(ledger) == set()
    later = NOW + timedelta(days=8)
    assert [each.sha256 for each in ledger.clearable(CUTOFF, later, None, 9)] == [sha(FIRST)]


def test_other_bytes_are_thrown_away(
    database: Database, ledger: StationPhotoLedger, files: PhotoFiles
) -> None:
    confirm(database, 0)
    clear(ledger, files)
    with pytest.raises(StorageError) as caught:
        back(ledger, files, b"other bytes")
    assert caught.value.code == "photo_came_changed"
    assert not files.has(sha(FIRST))
    assert not files.has(sha(b"other bytes"))


def test_what_was_lost_here_is_not_asked_for(ledger: StationPhotoLedger, files: PhotoFiles) -> None:
    files.path(sha(FIRST)).unlink()
    with pytest.raises(StorageError) as caught:
        back(ledger, files, FIRST)
    assert caught.value.code == "photo_missing"


def test_the_last_of_the_disk_is_for_records(tmp_path: Path) -> None:
    room = [100 * 2**30, RESERVE + len(FIRST)]
    files = PhotoFiles(tmp_path / "photos", room=lambda: (room[0], room[1]))
    assert reserve_of(room[0]) == RESERVE
    kept = files.put(FIRST, "jpg")
    room[1] -= 1
    with pytest.raises(StorageError) as caught:
        files.put(SECOND, "jpg")
    assert caught.value.code == "disk_nearly_full"
    assert files.put(FIRST, "jpg") == kept  # what is there needs no room
    assert reserve_of(1_000_000) == 20_000
