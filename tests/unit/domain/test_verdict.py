"""The verdict follows the plan, the gates and the evidence, and gives every reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from inspector_app.bootstrap.tables import sampling_tables, shelf_life_rules
from inspector_app.domain.inspection.acts import (
    Answered,
    Batch,
    BatchRecorded,
    CartonPassed,
    CartonsSeen,
    FindingRecorded,
    Held,
    PhotoTaken,
    PlanDrawn,
    UnitsPassed,
)
from inspector_app.domain.inspection.progress import gaps, next_carton, progress
from inspector_app.domain.sampling import choose_plan
from inspector_app.domain.verdict import Verdict, decide, gate_open
from inspector_app.services.shelf_life import assess_batches
from tests.fakes.goods import BATCH, STANDARD, TODAY, Walk, lot


def found(
    defect: str, on: str, cls: str, effect: str, *, carton: int | None = None,
    positions: tuple[int, ...] = (), finding_id: str = "",
) -> FindingRecorded:  # fmt: skip
    values: dict[str, object] = {"cls": cls, "effect": effect, "on": on}
    return FindingRecorded(
        id=finding_id or f"{defect}-{carton}-{positions}", defect=defect, carton=carton,
        positions=positions, count=max(1, len(positions)), **values,  # type: ignore[arg-type]
    )  # fmt: skip


def photo(**where: object) -> PhotoTaken:
    return PhotoTaken(
        sha256="a" * 64, suffix="jpg", media_type="image/jpeg", size=1, width=1, height=1,
        **where,  # type: ignore[arg-type]
    )  # fmt: skip


def pages(walk: Walk, batch: Batch = BATCH) -> Walk:
    return walk.do(
        BatchRecorded(batch=batch),
        Answered(item_id="mark", outcome="pass"),
        photo(item_id="mark", shot="carton_mark"),
        Answered(item_id="kind", outcome="pass", value="plain"),
        Answered(item_id="dates", outcome="pass", subject=f"batch:{batch.id}"),
        Answered(item_id="weight", outcome="pass", value="30"),
    )


def goods(walk: Walk, *findings: FindingRecorded) -> Walk:
    walk.do(CartonsSeen(count=walk.state.lot.cartons), *findings)
    for carton, units in walk.state.drawn.items():
        if not any(f.on == "carton" and f.carton == carton for f in findings):
            walk.do(CartonPassed(carton=carton))
        walk.do(UnitsPassed(carton=carton, count=units - walk.state.bad_units(carton)))
    return walk


def judge(walk: Walk) -> Verdict:
    life = assess_batches(walk.state, shelf_life_rules(), TODAY)
    return decide(STANDARD, walk.state, life)


def codes(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


def unit_findings(defect: str, cls: str, count: int, start: int = 1) -> list[FindingRecorded]:
    """One finding for each draw position, on the carton that holds it."""
    walk = Walk().plan()
    carton_of = {
        position: drawn.carton
        for drawn in walk.state.draw.cartons
        for position in range(drawn.first_position, drawn.first_position + drawn.units)
    }
    return [
        found(defect, "unit", cls, "unit", carton=carton_of[place], positions=(place,))
        for place in range(start, start + count)
    ]


def test_a_lot_without_findings_is_accepted() -> None:
    verdict = judge(goods(pages(Walk()).plan()))
    assert (verdict.overall, verdict.incomplete, verdict.tag) == ("accept", False, "passed")
    assert codes(verdict) == ["all_passed"]
    assert [(c.cls, c.n, c.ac) for c in verdict.classes if c.cls != "critical"] == [
        ("major", 125, 7),
        ("minor", 125, 10),
    ]
    assert all(gate.passed for gate in verdict.gates)


def test_a_class_is_rejected_at_its_rejection_number_and_not_before() -> None:
    shot = photo(finding_id="loose_cap-{}-(1,)", shot="defect_with_scale")
    for count, overall in ((7, "accept"), (8, "reject")):
        findings = unit_findings("loose_cap", "major", count)
        walk = goods(pages(Walk()).plan(), *findings)
        walk.do(replace(shot, finding_id=findings[0].id))
        verdict = judge(walk)
        assert verdict.overall == overall, count
        assert next(c.counted for c in verdict.classes if c.cls == "major") == count


def test_a_unit_counts_once_by_its_worst_class() -> None:
    minor = unit_findings("scratch", "minor", 1)[0]
    major = unit_findings("loose_cap", "major", 1)[0]
    walk = goods(pages(Walk()).plan(), minor, major).do(
        photo(finding_id=major.id, shot="defect_with_scale")
    )
    counted = {c.cls: c.counted for c in judge(walk).classes}
    assert (counted["major"], counted["minor"]) == (1, 0)


def test_units_beyond_the_class_sample_are_not_counted_but_put_before_a_supervisor() -> None:
    """Domain data: lot 30, II, major 2.5 is 5/0 and minor 4.0 is 13/1."""
    walk = pages(Walk(lot(size=30, cartons=3, units_per_carton=10))).plan()
    plan = {c.cls: (c.n, c.ac) for c in walk.state.plan.classes}
    assert (plan["major"], plan["minor"]) == ((5, 0), (13, 1))
    carton = next(
        c.carton for c in walk.state.draw.cartons
        if c.first_position <= 9 < c.first_position + c.units
    )  # fmt: skip
    late = found("loose_cap", "unit", "major", "unit", carton=carton, positions=(9,))
    verdict = judge(goods(walk, late).do(photo(finding_id=late.id, shot="defect_with_scale")))
    major = next(c for c in verdict.classes if c.cls == "major")
    assert (major.counted, major.beyond, major.accepted) == (0, 1, True)
    assert codes(verdict)[0] == "beyond_sample"
    assert verdict.overall == "hold"


def test_carton_findings_set_cartons_aside_and_never_count_against_units() -> None:
    walk = pages(Walk()).plan()
    torn = found("torn", "carton", "major", "isolate_carton", carton=3)
    dent = found("dent", "carton", "minor", "carton", carton=4)
    verdict = judge(goods(walk, torn, dent).do(photo(finding_id=torn.id, shot="damage_in_frame")))
    assert verdict.overall == "accept"
    assert verdict.isolated == (3,)
    assert all(c.counted == 0 for c in verdict.classes)
    assert "carton_isolated" in codes(verdict)


def test_units_outside_the_sample_are_put_before_a_supervisor() -> None:
    undrawn = found("loose_cap", "unit", "major", "unit", carton=2)
    walk = goods(pages(Walk()).plan(), undrawn).do(
        photo(finding_id=undrawn.id, shot="defect_with_scale")
    )
    verdict = judge(walk)
    assert (verdict.overall, codes(verdict)[0]) == ("hold", "finding_outside_sample")


def test_a_failed_gate_is_never_accepted() -> None:
    walk = goods(pages(Walk()).plan())
    minor = found("label_minor", "lot", "minor", "lot")
    walk.do(Answered(item_id="mark", outcome="fail"), replace(minor, item_id="mark"))
    verdict = judge(walk)
    assert (verdict.overall, codes(verdict)[0]) == ("hold", "gate_failed")


def test_a_failed_question_without_a_finding_holds_even_when_everything_is_waived() -> None:
    walk = goods(pages(Walk()).plan()).do(Answered(item_id="weight", outcome="fail", value="1"))
    verdict = judge(walk)
    assert (verdict.overall, codes(verdict)[0]) == ("hold", "item_failed")


def test_the_carton_plan_judges_its_own_random_cartons() -> None:
    """Domain data: 125 cartons, II, AQL 2.5 is 20 cartons with Ac 1."""
    walk = pages(Walk()).plan()
    rule = replace(STANDARD.sampling, carton_aql="2.5")
    plan = choose_plan(sampling_tables(), 3000, rule, carton_count=125)
    walk.do(PlanDrawn(plan=plan, draw=walk.state.draw))
    order = [c.carton for c in walk.state.draw.cartons] + list(walk.state.draw.reserves)
    outside, inside = order[20:], order[:20]
    torn = [found("torn", "carton", "major", "isolate_carton", carton=c) for c in outside[:30]]
    shot = photo(finding_id=torn[0].id, shot="damage_in_frame")
    verdict = judge(goods(walk, *torn).do(shot))
    assert verdict.cartons is not None
    assert (verdict.cartons.n, verdict.cartons.ac, verdict.cartons.bad) == (20, 1, 0)
    assert verdict.overall == "accept"
    walk.do(*(found("torn", "carton", "major", "isolate_carton", carton=c) for c in inside[12:14]))
    verdict = judge(walk)
    assert (verdict.overall, codes(verdict)[0]) == ("reject", "carton_plan_rejected")


def test_a_lot_of_nothing_but_isolated_cartons_is_held() -> None:
    walk = pages(Walk(lot(size=24, cartons=1, units_per_carton=24))).plan()
    torn = found("torn", "carton", "major", "isolate_carton", carton=1)
    walk.do(CartonsSeen(count=1), torn, photo(finding_id=torn.id, shot="damage_in_frame"))
    walk.do(UnitsPassed(carton=1, count=walk.state.drawn[1]))
    verdict = judge(walk)
    assert (verdict.overall, codes(verdict)[0]) == ("hold", "all_cartons_isolated")


def test_dates_that_cannot_be_judged_hold_instead_of_failing() -> None:
    walk = goods(pages(Walk()).plan())
    life = assess_batches(walk.state, shelf_life_rules(), date(2026, 5, 1))
    assert life == {}, "produced after that day"
    verdict = decide(STANDARD, walk.state, life)
    assert (verdict.overall, codes(verdict)[0]) == ("hold", "dates_not_judged")


def test_a_rejected_class_stays_rejected_beside_lesser_holds() -> None:
    findings = unit_findings("loose_cap", "major", 8)
    walk = goods(pages(Walk(lot(order_lot_number="OTHER"))).plan(), *findings)
    verdict = judge(walk)
    assert verdict.overall == "reject"
    assert "sources_disagree" in codes(verdict)


def test_lot_findings_decide_the_lot_by_their_class() -> None:
    for defect, cls, effect, overall in (
        ("wrong_shade", "major", "lot", "reject"),
        ("label_minor", "minor", "lot", "accept"),
        ("no_record", "hold", "lot", "hold"),
    ):
        walk = goods(pages(Walk()).plan(), found(defect, "lot", cls, effect))
        assert judge(walk).overall == overall, defect


def test_a_critical_finding_holds_and_never_returns_by_itself() -> None:
    walk = goods(pages(Walk()).plan(), *unit_findings("leak", "critical", 1))
    verdict = judge(walk)
    assert (verdict.overall, verdict.incomplete, verdict.tag) == ("hold", False, "quarantined")
    assert "critical_finding" in codes(verdict)


def test_missing_evidence_closes_only_as_hold_incomplete() -> None:
    walk = pages(Walk()).plan()
    verdict = judge(walk)
    assert (verdict.overall, verdict.incomplete) == ("hold", True)
    assert codes(verdict)[0] == "evidence_missing"
    assert {gap.code for gap in verdict.gaps} >= {"cartons_not_seen", "units_not_examined"}


def test_what_is_already_decided_against_needs_no_more_evidence() -> None:
    walk = pages(Walk()).plan().do(found("wrong_shade", "lot", "major", "lot"))
    verdict = judge(walk)
    assert (verdict.overall, verdict.incomplete) == ("reject", False)
    assert verdict.gaps


def test_expired_goods_are_rejected_and_disagreeing_dates_hold() -> None:
    old = replace(BATCH, produced=date(2022, 1, 1))
    assert judge(goods(pages(Walk(), old).plan())).overall == "reject"
    claimed = lot(order_lot_number="H2601", order_produced=date(2026, 5, 1))
    verdict = judge(goods(pages(Walk(claimed)).plan()))
    assert verdict.overall == "hold"
    assert codes(verdict)[0] == "sources_disagree"


def test_stop_and_hold_is_offered_at_a_failed_gate_once() -> None:
    walk = Walk().do(Answered(item_id="mark", outcome="fail"))
    assert gate_open(STANDARD, walk.state, {}) == "identity"
    walk.do(Held(reason="wrong_goods", stage_id="identity"))
    assert gate_open(STANDARD, walk.state, {}) is None
    assert judge(walk).overall == "hold"


def test_progress_names_the_current_stage_and_every_gap() -> None:
    walk = Walk()
    first = progress(STANDARD, walk.state)
    assert first.current is not None
    assert first.current.stage.id == "identity"
    assert {gap.code for gap in first.stage("identity").gaps} == {
        "item_unanswered",
        "photo_missing",
    }
    assert {gap.code for gap in first.stage("shelf_life").gaps} == {"no_batch"}
    assert {gap.code for gap in first.stage("cartons").gaps} == {"no_plan", "cartons_not_seen"}
    pages(walk, replace(BATCH, number="", produced=None))
    assert {gap.code for gap in gaps(STANDARD, walk.state)} >= {
        "batch_number_missing",
        "batch_dates_missing",
    }


def test_the_walk_leads_from_carton_to_carton_in_drawing_order() -> None:
    walk = Walk()
    assert next_carton(STANDARD, walk.state) is None
    walk.plan()
    order = list(walk.state.drawn)
    assert next_carton(STANDARD, walk.state) == order[0]
    walk.do(
        CartonPassed(carton=order[0]),
        UnitsPassed(carton=order[0], count=walk.state.drawn[order[0]]),
    )
    assert next_carton(STANDARD, walk.state) == order[1]


def test_a_failed_item_without_a_finding_is_a_gap() -> None:
    walk = Walk().do(Answered(item_id="mark", outcome="fail"))
    assert "fail_without_finding" in {gap.code for gap in gaps(STANDARD, walk.state)}
