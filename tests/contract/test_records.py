"""What every ``UnitOfWork`` promises, checked on the one in memory and on the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from inspector_app.domain.errors import EvidenceError, WalkError
from inspector_app.domain.inspection.acts import CartonPassed, CartonsSeen, Parked
from inspector_app.domain.reference import Claims, Reference, ReferenceVersion, Retirement
from inspector_app.services.ports import ChainHead
from inspector_app.services.records import (
    HashedPhoto,
    PageKey,
    PaperOnFile,
    PhotoPlace,
    PhotoRow,
    SummaryFilter,
    UnitOfWork,
    Work,
)
from inspector_app.store.database import Database
from tests.fakes.goods import COLLEAGUE, INSPECTOR, PRODUCT, SUPERVISOR
from tests.fakes.memory_store import MemoryRecords
from tests.fakes.records import (
    MORNING,
    chain,
    closed,
    decision,
    delivery,
    document,
    entry,
    likeness,
    opened,
    order,
    photo,
    review,
    summary,
)


@pytest.fixture(params=["memory", "database"])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[UnitOfWork]:
    if request.param == "memory":
        yield MemoryRecords()
        return
    database = Database.open(tmp_path / "station.db")
    yield database.unit_of_work()
    database.close()


def open_lots(work: Work, *numbers: int) -> None:
    for number in numbers:
        work.inspections.create(f"i-{number}", opened(number), summary(number))


def ids(rows: object) -> list[str]:
    return [row.id for row in rows]  # type: ignore[attr-defined]


# Units of work


def test_what_a_unit_wrote_is_there_for_the_next(records: UnitOfWork) -> None:
    with records.writing() as work:
        work.notes.put("mark", "A1")
        assert work.notes.get("mark") == "A1"
    with records.reading() as work:
        assert work.notes.get("mark") == "A1"
        assert work.notes.get("absent") is None


def test_a_unit_left_by_an_exception_wrote_nothing(records: UnitOfWork) -> None:
    def fails() -> None:
        with records.writing() as work:
            open_lots(work, 1)
            work.notes.put("mark", "A1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    with records.reading() as work:
        assert work.notes.get("mark") is None
        assert work.inspections.load("i-1") is None
        assert work.inspections.summary("i-1") is None


def test_a_reading_unit_refuses_to_write(records: UnitOfWork) -> None:
    with pytest.raises(Exception) as caught, records.reading() as work:
        work.notes.put("mark", "A1")
    assert type(caught.value).__name__ in {"ReadOnlyError", "StorageError"}
    with records.reading() as work:
        assert work.notes.get("mark") is None


def test_a_reading_unit_sees_one_moment(records: UnitOfWork) -> None:
    with records.writing() as work:
        work.notes.put("mark", "A1")
    with records.reading() as before:
        assert before.notes.get("mark") == "A1"
        with records.writing() as work:
            work.notes.put("mark", "A2")
        assert before.notes.get("mark") == "A1"
    with records.reading() as after:
        assert after.notes.get("mark") == "A2"


# Master data


def test_a_product_is_found_by_each_of_its_codes_while_it_is_active(records: UnitOfWork) -> None:
    code = PRODUCT.codes[0]
    double = replace(PRODUCT, id="P-2", codes=(code, replace(code, code="X9", kind="alias")))
    gone = replace(PRODUCT, id="P-3", active=False)
    with records.writing() as work:
        work.master.put_products([double, PRODUCT, gone])
    with records.reading() as work:
        assert work.master.products_by_code(code.code) == [PRODUCT, double]
        assert work.master.products_by_code("X9") == [double]
        assert work.master.products_by_code("0") == []
        assert work.master.product("P-3") == gone
        assert work.master.product("P-9") is None


def test_a_product_put_again_loses_its_old_codes(records: UnitOfWork) -> None:
    code = PRODUCT.codes[0]
    with records.writing() as work:
        work.master.put_products([PRODUCT])
        work.master.put_products([replace(PRODUCT, codes=(replace(code, code="X9"),))])
    with records.reading() as work:
        assert work.master.products_by_code(code.code) == []
        assert ids(work.master.products_by_code("X9")) == ["P-1"]


def test_orders_stand_urgent_first_then_by_due_time(records: UnitOfWork) -> None:
    with records.writing() as work:
        work.master.put_orders([order(3, priority="urgent"), order(2), order(1)])
    with records.reading() as work:
        assert ids(work.master.orders()) == ["O-3", "O-1", "O-2"]
        assert work.master.order("O-2") == order(2)
        assert work.master.order("O-9") is None
        assert work.master.order_by_number("ASN-20261122-002") == order(2)
        assert work.master.order_by_number("ASN-9") is None


def test_lines_of_a_product_begin_with_the_most_pressing_order(records: UnitOfWork) -> None:
    with records.writing() as work:
        work.master.put_orders([order(1), order(2, priority="urgent"), order(3)])
    with records.reading() as work:
        pairs = work.master.lines_of("P-1")
        assert [(found.id, line.id) for found, line in pairs] == [
            ("O-2", "O-2/1"), ("O-1", "O-1/1"), ("O-3", "O-3/1"),
        ]  # fmt: skip
        assert work.master.lines_of("P-9") == []


def test_a_pallet_code_leads_to_its_lines_until_the_order_changes(records: UnitOfWork) -> None:
    first = order(1)
    pallet = first.lines[0].sscc[0]
    with records.writing() as work:
        work.master.put_orders([first])
    with records.reading() as work:
        assert work.master.lines_by_sscc(pallet) == [(first, first.lines[0])]
    changed = replace(first, lines=(replace(first.lines[0], id="O-1/7", sscc=()),))
    with records.writing() as work:
        work.master.put_orders([changed])
    with records.reading() as work:
        assert work.master.lines_by_sscc(pallet) == []
        assert work.master.lines_of("P-1") == [(changed, changed.lines[0])]


def test_people_are_found_by_badge_the_active_one_first(records: UnitOfWork) -> None:
    left = replace(COLLEAGUE, id="U-0", badge="B1", active=False)
    nameless = replace(SUPERVISOR, badge="")
    with records.writing() as work:
        work.master.put_people([INSPECTOR, left, nameless])
    with records.reading() as work:
        assert work.master.person_by_badge("B1") == INSPECTOR
        assert work.master.person_by_badge("") is None
        assert work.master.person("U-0") == left
        assert ids(work.master.people()) == ["U-0", "U-1", "U-9"]


def test_every_published_version_of_a_standard_is_kept(records: UnitOfWork) -> None:
    with records.writing() as work:
        work.master.put_standards([document(10), document(9), document(1, "food")])
        work.master.put_standards([document(10)])
    with records.reading() as work:
        found = work.master.standards()
    assert [(each.id, each.version) for each in found] == [("food", 1), ("test", 9), ("test", 10)]
    assert found[2] == document(10)


# Deliveries


def test_deliveries_are_kept_whole_and_counted_by_the_day_in_their_number(
    records: UnitOfWork,
) -> None:
    other_day = replace(delivery(9), number="D261123-A1-001")
    with records.writing() as work:
        for each in (delivery(2), delivery(1), other_day, delivery(3, order_id="O-2")):
            work.deliveries.add(each)
    with records.reading() as work:
        assert work.deliveries.get("d-1") == delivery(1)
        assert work.deliveries.get("d-8") is None
        assert work.deliveries.of_order("O-1") == [delivery(1), delivery(2), other_day]
        assert work.deliveries.count_on(date(2026, 11, 22)) == 3
        assert work.deliveries.count_on(date(2026, 11, 23)) == 1
        assert work.deliveries.count_on(date(2026, 11, 21)) == 0


# Inspections


def test_acts_come_back_in_order_and_unchanged(records: UnitOfWork) -> None:
    acts = [opened(1), entry(2, CartonsSeen(count=125)), entry(3, CartonPassed(carton=7))]
    with records.writing() as work:
        work.inspections.create("i-1", acts[0], summary(1))
        work.inspections.append("i-1", acts[1])
    with records.writing() as work:
        work.inspections.append("i-1", acts[2])
    with records.reading() as work:
        found = work.inspections.load("i-1")
        assert work.inspections.load("i-2") is None
    assert found is not None
    assert list(found.entries) == acts
    assert found.revision == 3


@pytest.mark.parametrize("n", [1, 2, 4])
def test_an_act_that_is_not_the_next_is_refused(records: UnitOfWork, n: int) -> None:
    with records.writing() as work:
        open_lots(work, 1)
        work.inspections.append("i-1", entry(2, CartonsSeen(count=125)))

    def late() -> None:
        with records.writing() as work:
            work.inspections.append("i-1", entry(n, CartonPassed(carton=7)))

    with pytest.raises(WalkError) as caught:
        late()
    assert caught.value.code == "changed_elsewhere"
    with records.reading() as work:
        found = work.inspections.load("i-1")
    assert found is not None
    assert found.revision == 2


def test_an_act_on_an_unknown_inspection_is_refused(records: UnitOfWork) -> None:
    with pytest.raises(WalkError), records.writing() as work:
        work.inspections.append("i-9", entry(1, CartonsSeen(count=1)))


def test_a_summary_is_found_by_id_and_lot_number(records: UnitOfWork) -> None:
    with records.writing() as work:
        open_lots(work, 1, 2)
    with records.reading() as work:
        assert work.inspections.summary("i-1") == summary(1)
        assert work.inspections.summary("i-9") is None
        assert work.inspections.by_lot_number("L261122-A1-002") == summary(2)
        assert work.inspections.by_lot_number("L261122-A1-009") is None


def test_an_unknown_summary_is_not_saved(records: UnitOfWork) -> None:
    with pytest.raises(WalkError), records.writing() as work:
        work.inspections.save_summary(summary(5))


def test_working_holds_all_that_is_not_closed_oldest_first(records: UnitOfWork) -> None:
    with records.writing() as work:
        open_lots(work, 3, 1, 2, 4)
        work.inspections.save_summary(summary(1, state="parked", park_reason="break"))
        work.inspections.save_summary(closed(2))
        work.inspections.save_summary(summary(4, state="held"))
    with records.reading() as work:
        assert ids(work.inspections.working()) == ["i-1", "i-3", "i-4"]
        assert ids(work.inspections.of_line("O-1/1")) == ["i-1", "i-2", "i-3", "i-4"]
        assert work.inspections.of_line("O-9/1") == []


def test_undecided_are_held_or_rejected_lots_without_disposition(records: UnitOfWork) -> None:
    with records.writing() as work:
        open_lots(work, 1, 2, 3, 4, 5)
        early = MORNING + timedelta(minutes=30)
        for row in (
            closed(1, "hold"), closed(2, "accept"), closed(3, "reject", closed_at=early),
            closed(4, "reject", disposition="return"), summary(5, state="held"),
        ):  # fmt: skip
            work.inspections.save_summary(row)
    with records.reading() as work:
        assert ids(work.inspections.undecided()) == ["i-3", "i-1"]


def test_lots_are_counted_by_the_day_in_their_number(records: UnitOfWork) -> None:
    with records.writing() as work:
        open_lots(work, 1, 2)
        other = summary(3, lot_number="L261123-A1-001")
        work.inspections.create("i-3", opened(3), other)
    with records.reading() as work:
        assert work.inspections.lots_on(date(2026, 11, 22)) == 2
        assert work.inspections.lots_on(date(2026, 11, 23)) == 1


def test_earlier_lots_of_a_batch_are_recognised_once_closed(records: UnitOfWork) -> None:
    with records.writing() as work:
        open_lots(work, 1, 2, 3, 4)
        work.inspections.save_summary(closed(1, batch_numbers="H2601、H2602"))
        work.inspections.save_summary(summary(2, batch_numbers="H2601"))
        work.inspections.save_summary(closed(3, "reject", batch_numbers="H2601"))
        work.inspections.save_summary(closed(4, batch_numbers="H2601"))
        work.inspections.save_summary(closed(4, batch_numbers="H2699"))
    with records.reading() as work:
        assert ids(work.inspections.earlier("P-1", "H2601")) == ["i-3", "i-1"]
        assert ids(work.inspections.earlier("P-1", "H2602")) == ["i-1"]
        assert ids(work.inspections.earlier("P-1", "H2699")) == ["i-4"]
        assert work.inspections.earlier("P-2", "H2601") == []
        assert work.inspections.earlier("P-1", "") == []


@pytest.fixture
def many(records: UnitOfWork) -> UnitOfWork:
    """Twelve lots: states and verdicts in turn, two products, two of them opened at one moment."""
    with records.writing() as work:
        open_lots(work, *range(1, 13))
        for number in range(1, 13):
            row = summary(number)
            if number % 3 == 0:
                row = closed(number, "reject" if number % 2 else "accept")
            elif number % 4 == 0:
                row = summary(number, state="parked")
            if number > 8:
                row = replace(row, product_zh="氨基酸洗发水", product_en="Shampoo", sku="PC-2040")
            work.inspections.save_summary(row)
    return records


FILTERS = {
    "nothing": SummaryFilter(),
    "one state": SummaryFilter(states=("closed",)),
    "several states": SummaryFilter(states=("parked", "open")),
    "a verdict": SummaryFilter(overall="reject"),
    "a verdict and a state": SummaryFilter(overall="accept", states=("closed", "held")),
    "a verdict open lots never have": SummaryFilter(overall="accept", states=("open",)),
    "a product": SummaryFilter(product_id="P-1"),
    "a product, a state and a verdict": SummaryFilter(
        product_id="P-1", states=("closed",), overall="accept"
    ),
    "another product": SummaryFilter(product_id="P-2"),
    "since": SummaryFilter(since=MORNING + timedelta(minutes=5)),
    "until": SummaryFilter(until=MORNING + timedelta(minutes=5)),
    "between in a state": SummaryFilter(
        since=MORNING + timedelta(minutes=2), until=MORNING + timedelta(minutes=9),
        states=("closed", "parked"),
    ),
    "a word": SummaryFilter(text="洗发"),
    "a word and a state": SummaryFilter(text="精华液", states=("closed",)),
    "a word and a verdict": SummaryFilter(text="shampoo", overall="accept"),
    "a word since": SummaryFilter(text="澄光", since=MORNING + timedelta(minutes=10)),
    "a word until": SummaryFilter(text="澄光", until=MORNING + timedelta(minutes=3)),
    "a number": SummaryFilter(text="L261122-A1-007"),
    "a word of no lot": SummaryFilter(text="洗衣"),
}  # fmt: skip


def matching(name: str) -> list[str]:
    """What each filter must find among the twelve, newest first; told without any store."""
    closed_ones, parked = {3, 6, 9, 12}, {4, 8}
    accepted = {6, 12}
    everything = set(range(1, 13))
    expected: dict[str, set[int]] = {
        "nothing": everything,
        "one state": closed_ones,
        "several states": everything - closed_ones,
        "a verdict": {3, 9},
        "a verdict and a state": accepted,
        "a verdict open lots never have": set(),
        "a product": everything,
        "a product, a state and a verdict": accepted,
        "another product": set(),
        "since": set(range(5, 13)),
        "until": set(range(1, 6)),
        "between in a state": {3, 4, 6, 8, 9},
        "a word": {9, 10, 11, 12},
        "a word and a state": {3, 6},
        "a word and a verdict": {12},
        "a word since": {10, 11, 12},
        "a word until": {1, 2, 3},
        "a number": {7},
        "a word of no lot": set(),
    }
    assert parked <= everything
    return [f"i-{number}" for number in sorted(expected[name], reverse=True)]


@pytest.mark.parametrize("name", FILTERS)
def test_a_page_holds_what_the_filter_says_newest_first(many: UnitOfWork, name: str) -> None:
    with many.reading() as work:
        assert ids(work.inspections.page(FILTERS[name], None, 50)) == matching(name)


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("limit", [1, 3])
def test_pages_join_without_gap_or_repetition(many: UnitOfWork, name: str, limit: int) -> None:
    seen: list[str] = []
    after: PageKey | None = None
    with many.reading() as work:
        while rows := work.inspections.page(FILTERS[name], after, limit):
            assert len(rows) <= limit
            seen += ids(rows)
            after = PageKey(opened_at=rows[-1].opened_at, id=rows[-1].id)
    assert seen == matching(name)


def test_lots_opened_at_one_moment_are_all_paged(records: UnitOfWork) -> None:
    with records.writing() as work:
        for number in range(1, 6):
            work.inspections.create(
                f"i-{number}", opened(number), summary(number, opened_at=MORNING)
            )
    with records.reading() as work:
        first = work.inspections.page(SummaryFilter(), None, 2)
        rest = work.inspections.page(SummaryFilter(), PageKey(opened_at=MORNING, id="i-4"), 9)
    assert ids(first) == ["i-5", "i-4"]
    assert ids(rest) == ["i-3", "i-2", "i-1"]


def test_a_search_follows_what_changed(records: UnitOfWork) -> None:
    with records.writing() as work:
        open_lots(work, 1)
        work.inspections.save_summary(summary(1, batch_numbers="H2601", state="parked"))
        work.inspections.append("i-1", entry(2, Parked(reason="break")))
    with records.reading() as work:
        assert ids(work.inspections.page(SummaryFilter(text="h2601"), None, 9)) == ["i-1"]
        wanted = SummaryFilter(text="h2601", states=("open",))
        assert work.inspections.page(wanted, None, 9) == []


# Photos, journal, decisions, sign-ins


def test_photos_are_kept_by_record_and_known_by_content(records: UnitOfWork) -> None:
    first, again = photo(b"one"), photo(b"one", record_id="i-2", shot="damage_in_frame")
    other = photo(b"two")
    with records.writing() as work:
        for row in (first, other, again):
            work.photos.add(row)
    with records.reading() as work:
        assert work.photos.of_record("i-1") == [first, other]
        assert work.photos.known(first.photo.sha256) == [first, again]
        assert work.photos.known("0" * 64) == []


def test_the_journal_grows_link_by_link(records: UnitOfWork) -> None:
    one, two, three = chain(b"{1}", b"{2}", b"{3}")
    with records.writing() as work:
        assert work.journal.head() == ChainHead()
        work.photos.add(photo(b"one"))
        work.journal.append(one, "i-1", [photo(b"one").photo.sha256])
        work.journal.append(two, "i-2", [])
        work.journal.append(three, "i-1", [])
    with records.reading() as work:
        assert work.journal.head() == ChainHead(seq=3, link=three.link)
        assert work.journal.event(2) == two
        assert work.journal.event(9) is None
        assert work.journal.of_record("i-1") == [one, three]


@pytest.mark.parametrize("broken", [{"seq": 3}, {"seq": 1}, {"previous": b"x" * 32}])
def test_the_journal_refuses_what_does_not_join(
    records: UnitOfWork, broken: dict[str, object]
) -> None:
    one, two = chain(b"{1}", b"{2}")
    with records.writing() as work:
        work.journal.append(one, "i-1", [])
    with pytest.raises(EvidenceError) as caught, records.writing() as work:
        work.journal.append(replace(two, **broken), "i-1", [])  # type: ignore[arg-type]
    assert caught.value.code == "chain_broken"
    with records.reading() as work:
        assert work.journal.head().seq == 1


def test_nothing_is_sealed_with_a_photo_that_is_not_on_record(records: UnitOfWork) -> None:
    with pytest.raises(EvidenceError) as caught, records.writing() as work:
        work.journal.append(chain(b"{1}")[0], "i-1", ["0" * 64])
    assert caught.value.code == "photo_not_on_record"
    with records.reading() as work:
        assert work.journal.head() == ChainHead()


def test_decisions_are_kept_in_the_order_made(records: UnitOfWork) -> None:
    first, second = decision(), replace(decision(seq=3), disposition="return")
    with records.writing() as work:
        for each in (first, second, decision("i-2")):
            work.decisions.add(each)
    with records.reading() as work:
        assert work.decisions.of("i-1") == [first, second]
        assert work.decisions.of("i-9") == []


def test_wrong_tries_are_counted_until_the_right_one(records: UnitOfWork) -> None:
    with records.writing() as work:
        work.sign_ins.failed("U-1", MORNING)
        work.sign_ins.failed("U-1", MORNING + timedelta(seconds=9))
    with records.reading() as work:
        assert work.sign_ins.failures("U-1") == (2, MORNING + timedelta(seconds=9))
        assert work.sign_ins.failures("U-2") == (0, None)
    with records.writing() as work:
        work.sign_ins.succeeded("U-1", MORNING + timedelta(seconds=30))
    with records.reading() as work:
        assert work.sign_ins.failures("U-1") == (0, None)


# References


def reference(version: int) -> Reference:
    return Reference(
        product_id="P-1", version=version, kind="imported", pictures=(), claims=Claims(),
        person_id=SUPERVISOR.id, at=MORNING, seq=version,
    )  # fmt: skip


def test_references_are_listed_newest_first_and_retired_ones_stay(records: UnitOfWork) -> None:
    gone = Retirement(
        product_id="P-1", version=1, reason="bad_picture", person_id=SUPERVISOR.id, at=MORNING,
        seq=3,
    )  # fmt: skip
    with records.writing() as work:
        assert work.references.next_version("P-1") == 1
        work.references.add(reference(1))
        work.references.add(reference(2))
        work.references.retire(gone)
    with records.reading() as work:
        assert list(work.references.of_product("P-1")) == [
            ReferenceVersion(reference=reference(2)),
            ReferenceVersion(reference=reference(1), retired=gone),
        ]
        assert work.references.next_version("P-1") == 3
        assert list(work.references.of_product("P-2")) == []


# Photos that look like earlier ones


def hashed(row: PhotoRow, hash: bytes = bytes(32)) -> HashedPhoto:
    place = PhotoPlace(
        sha256=row.photo.sha256, record_id=row.record_id, taken_at=row.taken_at,
        person_id=row.person_id,
    )  # fmt: skip
    return HashedPhoto(photo=place, hash=hash)


def test_photos_wait_until_they_are_hashed(records: UnitOfWork) -> None:
    one, two, twice = photo(b"one"), photo(b"two", "i-2"), photo(b"one")
    with records.writing() as work:
        for row in (one, two, twice):
            work.photos.add(row)
    with records.reading() as work:
        first, second, third = work.photo_hashes.unhashed(0, 9)
        assert (first.sha256, second.record_id) == (one.photo.sha256, "i-2")
        assert list(work.photo_hashes.unhashed(second.place, 9)) == [third]
        assert [each.place for each in work.photo_hashes.unhashed_of("i-2")] == [second.place]
        assert len(work.photo_hashes.unhashed(0, 1)) == 1
    with records.writing() as work:
        work.photo_hashes.add(hashed(one))
        work.photo_hashes.add(hashed(one, b"other"))
        work.photo_hashes.add(hashed(two, b""))
    with records.reading() as work:
        assert list(work.photo_hashes.unhashed(0, 9)) == []
        assert list(work.photo_hashes.hashes()) == [(one.photo.sha256, bytes(32))]
        assert list(work.photo_hashes.places(one.photo.sha256)) == [hashed(one).photo]


def test_dock_photos_wait_too(records: UnitOfWork) -> None:
    with records.writing() as work:
        work.deliveries.add(delivery(1, photos=("a" * 64, "b" * 64)))
    with records.reading() as work:
        found = work.photo_hashes.unhashed_at_dock(MORNING - timedelta(days=9), 9)
        assert [each.sha256 for each in found] == ["a" * 64, "b" * 64]
        late = work.photo_hashes.unhashed_at_dock(MORNING + timedelta(days=9), 9)
        assert list(late) == []
    with records.writing() as work:
        work.photo_hashes.add(HashedPhoto(photo=found[0], hash=bytes(32)))
    with records.reading() as work:
        left = work.photo_hashes.unhashed_at_dock(MORNING - timedelta(days=9), 9)
        assert [each.sha256 for each in left] == ["b" * 64]


def test_a_likeness_is_kept_once_and_settled_once(records: UnitOfWork) -> None:
    far = likeness(earlier_sha256="c" * 64, distance=20)
    with records.writing() as work:
        assert work.photo_hashes.flag(far)
        assert work.photo_hashes.flag(likeness())
        assert not work.photo_hashes.flag(likeness(distance=9))
    with records.reading() as work:
        [flag] = work.photo_hashes.flagged("i-2")
        assert flag.likenesses == (likeness(), far)
        assert list(work.photo_hashes.unreviewed()) == [flag]
        assert list(work.photo_hashes.flagged("i-1")) == []
    with records.writing() as work:
        work.photo_hashes.review(review())
        with pytest.raises(WalkError) as refusal:
            work.photo_hashes.review(review())
    assert refusal.value.code == "photo_already_reviewed"
    with records.reading() as work:
        assert list(work.photo_hashes.unreviewed()) == []
        assert work.photo_hashes.flagged("i-2")[0].review == review()


# Papers, pallets and what others judged


def test_the_newest_paper_of_a_document_and_owner_is_offered(records: UnitOfWork) -> None:
    first = PaperOnFile(
        document="coa", owner="batch:P-1|H1", number="R-1", at=MORNING, person_id="U-1",
        inspection_id="i-1", batch_number="H1",
    )  # fmt: skip
    newer = replace(first, number="R-2", valid_until=date(2028, 1, 1))
    other = replace(first, document="filing", owner="product:P-1")
    with records.writing() as work:
        for paper in (first, newer, other):
            work.papers.add(paper)
    with records.reading() as work:
        assert work.papers.of_owners(["batch:P-1|H1"]) == [newer]
        assert set(work.papers.of_owners(["product:P-1", "batch:P-1|H1"])) == {newer, other}
        assert work.papers.of_owners([]) == []


def test_lots_are_known_by_the_pallets_they_were_announced_on(records: UnitOfWork) -> None:
    with records.writing() as work:
        for number, pallets in ((1, ("A", "B", "A")), (2, ("B",)), (3, ())):
            first = opened(number)
            act = replace(first.act, pallets=pallets)  # type: ignore[call-arg]  # the lot's first act
            work.inspections.create(f"i-{number}", replace(first, act=act), summary(number))
        assert work.inspections.by_pallets(["B"]) == [], "none is closed yet"
        for number in (1, 2):
            work.inspections.save_summary(closed(number, "reject"))
    with records.reading() as work:
        assert ids(work.inspections.by_pallets(["B", "C"])) == ["i-2", "i-1"]
        assert ids(work.inspections.by_pallets(["A"])) == ["i-1"]
        assert work.inspections.by_pallets([]) == []


def test_a_void_lot_waits_for_nobody(records: UnitOfWork) -> None:
    with records.writing() as work:
        open_lots(work, 1, 2)
        work.inspections.save_summary(closed(1, "reject"))
        void = replace(closed(2, "reject"), voided=True)
        work.inspections.save_summary(void)
        assert ids(work.inspections.undecided()) == ["i-1"]


def test_nothing_is_known_of_elsewhere_before_a_pull(records: UnitOfWork) -> None:
    with records.reading() as work:
        assert work.elsewhere.marked(["batch:P-1|H1"]) == []
        assert work.elsewhere.one("i-1") is None
