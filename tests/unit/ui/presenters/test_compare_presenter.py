"""Going through places: which two pictures, what is recorded, and what goes on record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.comparison import Box, Comparison, Place, PlaceKind, ReadLine
from inspector_app.domain.errors import PhotoError
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.label_text.reading import LabelReading, TextLine
from inspector_app.services import inspections, intake, photos, references
from inspector_app.services.references import NewPicture
from inspector_app.ui.presenters.compare import ComparePresenter
from inspector_app.ui.presenters.compare_choice import best_photo, read_lines
from inspector_app.ui.presenters.compare_making import MakingPresenter
from inspector_app.ui.session import Session
from tests.fakes.goods import INSPECTOR, PRODUCT, SUPERVISOR
from tests.fakes.station import REQUEST, make_station, picture
from tests.fakes.tasks import DirectTasks
from tests.fakes.tools import make_tools

BOX = Box(left=0.2, top=0.2, width=0.1, height=0.1)
UNMOVED = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)


class Told:
    """A comparer that tells what a test puts in, and remembers what it was asked."""

    def __init__(self, *kinds: PlaceKind) -> None:
        self.kinds = kinds
        self.refusal: Exception | None = None
        self.asked: list[tuple[str, str]] = []

    def compare(
        self,
        goods: Path,
        reference: Path,
        *,
        goods_lines: Sequence[ReadLine] = (),
        reference_lines: Sequence[ReadLine] = (),
    ) -> Comparison:
        self.asked.append((goods.stem, reference.stem))
        if self.refusal is not None:
            raise self.refusal
        places = tuple(
            Place(kind=kind, score=0.9 - at / 10, goods=BOX, reference=BOX)
            for at, kind in enumerate(self.kinds)
        )
        return Comparison(places=places, hidden=(), onto_goods=UNMOVED, compared=0.9)


class Bench:
    """A walk with two photos, a product with two versions, and the page's presenter."""

    def __init__(self, opened: OpenStation, folder: Path) -> None:
        self.station = opened.station
        self.told = Told("structure", "colour", "text")
        self.tools, _ = make_tools(opened, folder, compare=self.told)
        self.session = Session()
        self.session.begin(INSPECTOR)
        self.presenter = ComparePresenter(self.tools, self.session, DirectTasks())
        self.problems: list[Exception] = []
        self.presenter.on_refused = self.problems.append
        self.inspection = intake.open_lot(self.station, INSPECTOR, REQUEST)
        for at, shot in enumerate(("label", "unit")):
            self.inspection = photos.attach(
                self.station, INSPECTOR, self.inspection, picture((40 + at * 60, 90, 60), 80),
                shot=shot,
            )  # fmt: skip

    def add_version(self, *roles: str) -> None:
        count = len(references.versions(self.station, PRODUCT.id))
        made = [
            NewPicture(role=role, data=picture((9, 30 + count * 60 + at * 25, 60), 80))  # type: ignore[arg-type]
            for at, role in enumerate(roles)
        ]
        references.add_reference(self.station, SUPERVISOR, PRODUCT.id, made)

    def stored(self) -> Inspection:
        return inspections.load(self.station, self.inspection.id)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with make_station(tmp_path / "station") as opened:
        yield Bench(opened, tmp_path)


def test_the_photo_of_the_unit_meets_the_front_of_the_newest_version(bench: Bench) -> None:
    bench.add_version("front")
    bench.add_version("label", "front")
    bench.presenter.open(bench.inspection.id)
    state = bench.presenter.state
    assert state.photo is not None
    assert state.photo.shot == "unit"
    assert state.reference is not None
    assert (state.reference.version, state.picture.role) == (2, "front")  # type: ignore[union-attr]
    assert (state.looking, state.at, state.left) == ("done", 0, 3)
    bench.presenter.choose_photo(bench.inspection.state.photos[0].sha256)
    assert bench.presenter.state.picture.role == "front"  # type: ignore[union-attr]
    assert len(bench.told.asked) == 2


def test_without_a_reference_nothing_is_compared(bench: Bench) -> None:
    bench.presenter.open(bench.inspection.id)
    state = bench.presenter.state
    assert (state.loaded, state.reference, state.looking) == (True, None, "idle")
    assert bench.told.asked == []
    bench.presenter.leave()
    assert bench.stored().state.compared == ()


def test_one_key_dismisses_and_leads_to_the_next_open_place(bench: Bench) -> None:
    bench.add_version("front")
    bench.presenter.open(bench.inspection.id)
    bench.presenter.choose_place(1)
    bench.presenter.dismiss()
    assert bench.presenter.state.fates == ("open", "dismissed", "open")
    assert bench.presenter.state.at == 2
    bench.presenter.dismiss()
    assert bench.presenter.state.at == 0
    bench.presenter.dismiss()
    assert bench.presenter.state.left == 0


def test_a_place_becomes_a_finding_of_the_stage_and_the_comparison_goes_on_record(
    bench: Bench,
) -> None:
    bench.add_version("front")
    bench.presenter.open(bench.inspection.id)
    bench.presenter.record()
    assert bench.problems == []
    finding = bench.stored().state.findings[0]
    assert finding.item_id in ("matches_listing", "matches_sealed_sample", "same_version")
    assert finding.defect == "X02"
    bench.presenter.dismiss()
    bench.presenter.leave()
    act = bench.stored().state.compared[0]
    assert (act.version, act.offered, act.recorded, act.dismissed) == (1, 3, 1, 1)
    assert (act.share, act.refused) == (90, "")
    assert act.sha256 == bench.inspection.state.photos[1].sha256


def test_another_defect_of_the_stage_can_be_chosen(bench: Bench) -> None:
    bench.add_version("front")
    bench.presenter.open(bench.inspection.id)
    first = bench.presenter.state.defect
    bench.presenter.turn_defect()
    assert bench.presenter.state.defect != first
    codes = [defect.code for defect in bench.presenter.state.defects]
    for _ in range(len(codes) - 1):
        bench.presenter.turn_defect()
    assert bench.presenter.state.defect == first


def test_pictures_that_cannot_be_aligned_are_still_compared_by_eye(bench: Bench) -> None:
    bench.add_version("front")
    bench.told.refusal = PhotoError("compare_not_aligned")
    bench.presenter.open(bench.inspection.id)
    state = bench.presenter.state
    assert (state.looking, state.problem) == ("refused", bench.told.refusal)
    assert bench.problems == []
    bench.presenter.record()
    assert len(bench.stored().state.findings) == 1
    bench.presenter.leave()
    assert bench.stored().state.compared[0].refused == "compare_not_aligned"


def test_going_back_and_forth_puts_the_same_comparison_on_record_once(bench: Bench) -> None:
    bench.add_version("front")
    for _ in range(2):
        bench.presenter.open(bench.inspection.id)
        bench.presenter.leave()
    assert len(bench.stored().state.compared) == 1


def test_a_supervisor_who_only_looks_may_record_nothing_on_a_parked_lot(bench: Bench) -> None:
    bench.add_version("front")
    inspections.park(bench.station, INSPECTOR, bench.inspection, "break")
    bench.session.begin(SUPERVISOR)
    bench.presenter.open(bench.inspection.id)
    assert bench.presenter.state.may_record is False
    assert bench.presenter.state.may_make is True
    bench.presenter.record()
    bench.presenter.leave()
    assert bench.stored().state.compared == ()
    assert bench.stored().state.findings == ()


def test_pictures_of_a_late_answer_do_not_show_on_another_pair(bench: Bench) -> None:
    bench.add_version("front", "label")
    tasks = DirectTasks()
    presenter = ComparePresenter(bench.tools, bench.session, tasks)
    presenter.open(bench.inspection.id)
    tasks.held = True
    presenter.turn_picture()
    presenter.turn_picture()
    waiting = tasks.waiting
    for _ in range(waiting):
        tasks.release()
    assert presenter.state.looking == "done"
    assert bench.told.asked[-1][1] == presenter.state.picture.sha256  # type: ignore[union-attr]


def test_the_same_defect_is_recorded_once_at_a_place_and_another_one_beside_it(
    bench: Bench,
) -> None:
    bench.told.kinds = ("structure",)
    bench.add_version("front")
    presenter = bench.presenter
    presenter.open(bench.inspection.id)
    presenter.record()
    assert presenter.state.is_booked
    presenter.record()
    assert len(bench.stored().state.findings) == 1
    presenter.turn_defect()
    assert not presenter.state.is_booked
    presenter.record()
    assert len({each.defect for each in bench.stored().state.findings}) == 2


def reading(text: str) -> LabelReading:
    line = TextLine(text=text, box=((100, 50), (300, 50), (300, 90), (100, 90)), score=0.9)
    return LabelReading(width=1000, height=500, lines=(line,))


class Texts:
    """Readings of photos that come while the page is open."""

    def __init__(self) -> None:
        self.now: LabelReading | None = None

    def want(self, wanted: object) -> None:
        """Nothing is read by itself here."""

    def reading(self, sha256: str) -> LabelReading | None:
        return self.now


def test_text_read_meanwhile_is_compared_once_and_undoes_no_decision(bench: Bench) -> None:
    bench.add_version("front")
    texts = Texts()
    bench.presenter.tools = replace(bench.tools, label_hints=texts)  # type: ignore[arg-type]
    bench.presenter.open(bench.inspection.id)
    bench.presenter.read_again()
    assert len(bench.told.asked) == 1  # nothing was read yet
    texts.now = reading("50 ml")
    bench.presenter.read_again()
    bench.presenter.read_again()
    assert len(bench.told.asked) == 2
    tasks = DirectTasks()
    presenter = ComparePresenter(bench.presenter.tools, bench.session, tasks)
    presenter.open(bench.inspection.id)
    texts.now = reading("60 ml")
    tasks.held = True
    presenter.read_again()
    presenter.dismiss()
    tasks.release()
    assert len(bench.told.asked) == 4
    assert presenter.state.fates[0] == "dismissed"


def test_lines_of_a_reading_are_shares_of_its_picture() -> None:
    lines = read_lines(reading("50 ml"))
    box = lines[0].box
    assert (box.left, box.top, box.width, box.height) == pytest.approx((0.1, 0.1, 0.2, 0.08))
    assert read_lines(None) == ()
    assert best_photo(()) is None


def test_an_open_lot_makes_a_reference_from_files_only(bench: Bench) -> None:
    bench.session.begin(SUPERVISOR)
    making = MakingPresenter(bench.tools, bench.session, DirectTasks())
    making.on_refused = bench.problems.append
    made: list[int] = []
    making.on_made = lambda reference: made.append(reference.version)
    making.open(bench.inspection.id)
    assert (making.state.accepted, making.state.offered, making.state.ready) == (False, (), False)
    making.add_file(picture((1, 2, 3), 90), "front.jpg")
    making.add_file(picture((90, 5, 6), 90), "back.jpg")
    assert [each.role for each in making.state.offered] == ["front", "back"]
    making.set_role("file:2", None)
    making.choose_kind("on_air")
    making.make()
    assert (bench.problems, made) == ([], [1])
    kept = references.current(bench.station, PRODUCT.id)
    assert kept is not None
    assert (kept.kind, len(kept.pictures)) == ("on_air", 1)
    assert kept.claims.net_content == PRODUCT.net_content
    making.open(bench.inspection.id)
    making.retire(1, "withdrawn")
    assert references.current(bench.station, PRODUCT.id) is None
    assert making.state.versions[0].retired is not None
