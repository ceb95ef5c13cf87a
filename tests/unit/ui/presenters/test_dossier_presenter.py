"""One inspection to read: stages, time line, what was sealed stays as sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from inspector_app.bootstrap.resources import catalogue
from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.errors import WalkError
from inspector_app.domain.inspection.acts import (
    ACT_TYPES,
    Amended,
    Answered,
    BatchRecorded,
    CartonPassed,
    CartonReplaced,
    CartonsSeen,
    Closed,
    Compared,
    DocumentRecorded,
    EarlierFound,
    GapWaived,
    Held,
    Joined,
    PagePassed,
    Parked,
    PhotoFlagged,
    PhotoTaken,
    Released,
    Resumed,
    Undone,
    UnitsPassed,
    UrgentlyReleased,
    Voided,
)
from inspector_app.domain.inspection.rules import place_finding
from inspector_app.domain.inspection.sampling_acts import (
    Left,
    SamplingStopped,
    UnitReplaced,
    UnitsTaken,
)
from inspector_app.domain.sampling import next_unit
from inspector_app.i18n import LANGUAGES
from inspector_app.services import inspections, photos
from inspector_app.services.records import PhotoRow, Summary
from inspector_app.ui.presenters.act_words import act_line
from inspector_app.ui.presenters.case_file import CaseFile, read_case
from inspector_app.ui.presenters.dossier import DossierPresenter, stage_rows
from inspector_app.ui.presenters.wording import gap_words, reason_words
from inspector_app.ui.session import Session
from tests.fakes.clock import FakeClock
from tests.fakes.desk_lots import open_lot, signed_lot
from tests.fakes.goods import BATCH, COLLEAGUE, INSPECTOR, NOON, STANDARD, SUPERVISOR, Walk
from tests.fakes.station import make_station, picture
from tests.fakes.tasks import DirectTasks
from tests.fakes.tools import make_tools

PHOTO = PhotoTaken(
    sha256="a" * 64, suffix="jpg", media_type="image/jpeg", size=10, width=8, height=8,
    shot="carton_mark", item_id="mark",
)  # fmt: skip


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def opened(tmp_path: Path, clock: FakeClock):
    with make_station(tmp_path / "station", clock) as station:
        yield station


def case_of(walk: Walk) -> CaseFile:
    """A case file around acts without a store."""
    state, lot = walk.inspection.state, walk.inspection.state.lot
    summary = Summary(
        id="i-1", lot_id="lot-1", lot_number=lot.lot_number, order_id="O-1", order_number="ASN-1",
        line_id="O-1/1", delivery_id="", product_id="P-1", product_zh="货", product_en="goods",
        sku="S", supplier_zh="", supplier_en="", size=lot.size, cartons=lot.cartons, state="open",
        stage_id="identity", opened_at=NOON, opened_by=INSPECTOR.id, updated_at=NOON,
    )  # fmt: skip
    return CaseFile(
        summary=summary, standard=STANDARD, state=state, entries=walk.inspection.entries,
        undone=walk.inspection.undone(), overall="hold", incomplete=True, classes=(), reasons=(),
        gaps=(), failed_gates=(), isolated=(), shelf_life={},
        photos=tuple(
            PhotoRow(photo=each, record_id="i-1", taken_at=NOON, person_id="U-1")
            for each in state.photos
        ),
        decisions=(), people={INSPECTOR.id: INSPECTOR.names},
    )  # fmt: skip


def every_act() -> Walk:
    """A walk in which everything happens once."""
    walk = Walk().do(BatchRecorded(batch=BATCH)).plan()
    drawn = next(iter(walk.state.drawn))
    reserve = walk.state.draw.reserves[0]
    reserve = getattr(reserve, "carton", reserve)
    finding = place_finding(
        STANDARD, walk.state, finding_id="f-1", defect="scratch", count=1, carton=drawn,
        positions=(), item_id="", subject="", reason="",
    )  # fmt: skip
    last = list(walk.state.drawn)[-1]
    return walk.do(
        Answered(item_id="kind", outcome="pass", value="plain"),
        Answered(item_id="dates", outcome="na", subject="batch:b1", reason="not_required"),
        PagePassed(stage_id="identity", answers=(("mark", ""),)),
        CartonsSeen(count=125), CartonPassed(carton=drawn), finding,
        UnitsPassed(carton=drawn, count=1), CartonReplaced(carton=last, by=reserve,
                                                           reason="out_of_reach"),
        PHOTO, Compared(sha256=PHOTO.sha256, version=2, reference_seq=1, reference_sha256="cd" * 32,
                        offered=3, dismissed=2, recorded=1),
        PhotoFlagged(sha256=PHOTO.sha256, earlier_sha256="ef" * 32, earlier_record_id="i-0",
                     earlier_number="L261101-A1-001", distance=3, turn="mirrored",
                     earlier_at=datetime(2026, 11, 1, tzinfo=UTC)),
        Parked(reason="supplier"), Resumed(), Joined(person_id=COLLEAGUE.id),
        GapWaived(gap="plan", reason="documents"), Held(reason="unsafe"),
        Released(reason="supplier_proof"),
        UnitReplaced(carton=drawn, place=walk.state.draw.carton(drawn).unit_places[0],
                     by=next_unit(walk.state.draw, drawn), reason="unit_stuck"),
        SamplingStopped(cls="major", counted=8, re=8, left=(Left(carton=drawn, units=9),)),
        UnitsTaken(use="retained", count=3),
        Undone(act=4),
        DocumentRecorded(document="delivery_note", checked_on=date(2026, 11, 22), number="SH-1"),
        EarlierFound(inspection_id="i-0", lot_number="L261101-A1-001", overall="reject",
                     closed_at=NOON, by=("batch", "photo"), disposition="return"),
        UrgentlyReleased(quantity=24, cartons=(1,), deadline=NOON, reason="campaign"),
        Closed(overall="hold", incomplete=True, signed_by="badge", sealed_seq=3, link="00"),
        Amended(revision=2, base_seq=3, base_link="00", reason="misread"),
        Voided(reason="twice", note="", sealed_seq=5, link="00"),
    )  # fmt: skip


def test_the_walk_of_the_test_has_every_act() -> None:
    assert {entry.act.kind for entry in every_act().inspection.entries} == set(ACT_TYPES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_act_has_its_line(language) -> None:
    speak = catalogue().speak(language)
    case = case_of(every_act())
    lines = [act_line(speak, case, entry) for entry in case.entries]
    assert [line.text for line in lines if "⟦" in line.text or "{" in line.text] == []
    assert [line.undone for line in lines].count(True) == 1


def test_answers_show_the_choice_by_name_and_the_batch() -> None:
    speak = catalogue().speak("zh")
    case = case_of(every_act())
    texts = [act_line(speak, case, entry).text for entry in case.entries]
    assert "kind → plain" in texts
    assert "dates · 批次 H2601 → 不适用 · 不要求" in texts


def test_stages_hold_answers_cartons_and_tallies() -> None:
    rows = {each.stage.id: each for each in stage_rows(case_of(every_act()))}
    identity = {row.item.id: row for row in rows["identity"].rows}
    assert identity["mark"].answer is not None
    assert identity["mark"].photos == 1
    assert rows["cartons"].cartons_seen == 125
    assert rows["cartons"].cartons_passed == 1
    assert [tally.count for tally in rows["units"].tallies] == [1]
    assert rows["units"].findings == 1


def test_a_sealed_verdict_stays_as_sealed(
    opened: OpenStation, clock: FakeClock, tmp_path: Path
) -> None:
    lot = signed_lot(opened)
    before = read_case(opened.station, lot.id)
    clock.advance(400 * 86_400)  # by now the goods would be judged otherwise
    after = read_case(opened.station, lot.id)
    assert (after.reasons, after.gaps, after.shelf_life) == (
        before.reasons, before.gaps, before.shelf_life,
    )  # fmt: skip
    (assessment,) = after.shelf_life.values()
    assert assessment.on == date(2026, 11, 22)
    assert after.seal is not None
    assert after.seal == before.seal


def test_an_open_lot_is_judged_now_and_has_no_seal(opened: OpenStation) -> None:
    case = read_case(opened.station, open_lot(opened).id)
    assert case.seal is None
    assert case.incomplete
    assert case.gaps


@pytest.mark.parametrize("language", LANGUAGES)
def test_reasons_and_gaps_are_sentences(opened: OpenStation, language) -> None:
    speak = catalogue().speak(language)
    case = read_case(opened.station, signed_lot(opened).id)
    told = [reason_words(speak, case.standard, each) for each in case.reasons]
    told += [gap_words(speak, case.standard, case.state, each) for each in case.gaps]
    assert len(told) > 5
    assert [text for text in told if "⟦" in text or "{" in text] == []


def test_people_who_left_show_by_their_id() -> None:
    case = replace(case_of(every_act()), people={})
    assert case.who("U-77") == {"zh": "U-77"}


def test_the_presenter_reads_case_and_sending(opened: OpenStation, tmp_path: Path) -> None:
    lot = photos.attach(opened.station, INSPECTOR, open_lot(opened), picture())
    session = Session()
    session.begin(SUPERVISOR)
    presenter = DossierPresenter(make_tools(opened, tmp_path)[0], session, DirectTasks())
    presenter.load(lot.id)
    assert presenter.state.case is not None
    assert len(presenter.state.case.photos) == 1
    assert presenter.state.delivered.enrolled
    presenter.turn_to("timeline")
    presenter.load(lot.id)  # coming back to the same record keeps the part
    assert presenter.state.part == "timeline"
    presenter.load(signed_lot(opened).id)
    assert presenter.state.part == "overview"


def test_an_unknown_record_is_refused(opened: OpenStation, tmp_path: Path) -> None:
    session = Session()
    session.begin(SUPERVISOR)
    presenter = DossierPresenter(make_tools(opened, tmp_path)[0], session, DirectTasks())
    refused: list[Exception] = []
    presenter.on_refused = refused.append
    presenter.load("nowhere")
    assert isinstance(refused[0], WalkError)
    assert refused[0].code == "inspection_unknown"
    assert presenter.state.case is None


def test_an_answer_for_another_record_is_dropped(opened: OpenStation, tmp_path: Path) -> None:
    first, second = open_lot(opened), open_lot(opened)
    inspections.see_cartons(opened.station, INSPECTOR, second)
    session = Session()
    session.begin(SUPERVISOR)
    tasks = DirectTasks(held=True)
    presenter = DossierPresenter(make_tools(opened, tmp_path)[0], session, tasks)
    presenter.load(first.id)
    presenter.load(second.id)
    tasks.release(1)
    tasks.release(0)
    assert presenter.state.case is not None
    assert presenter.state.case.summary.id == second.id
