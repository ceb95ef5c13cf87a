"""Ways to an accepted lot without looking at what was demanded; each is closed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspector_app.bootstrap.tables import shelf_life_rules
from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.documents import DocumentRule
from inspector_app.domain.inspection.acts import (
    Amended,
    Answered,
    BatchRecorded,
    CartonPassed,
    CartonsSeen,
    Closed,
    DocumentRecorded,
    FindingRecorded,
    GapWaived,
    Joined,
    PhotoTaken,
    Undone,
    UnitsPassed,
)
from inspector_app.domain.inspection.progress import gaps, is_waivable
from inspector_app.domain.inspection.rules import carton_touched
from inspector_app.domain.verdict import Verdict, decide
from inspector_app.services.shelf_life import assess_batches
from tests.fakes.goods import (
    BATCH,
    DEFECTS,
    INSPECTOR,
    STANDARD,
    SUPERVISOR,
    TODAY,
    Walk,
    defect,
    lot,
    names,
)

SMALL = lot(size=80, cartons=8, units_per_carton=10)
OTHER = replace(BATCH, id="b2", number="H2602")


def pages(walk: Walk) -> Walk:
    return walk.do(
        BatchRecorded(batch=BATCH),
        Answered(item_id="mark", outcome="pass"),
        PhotoTaken(
            sha256="a" * 64, suffix="jpg", media_type="image/jpeg", size=1, width=1, height=1,
            shot="carton_mark", item_id="mark",
        ),
        Answered(item_id="kind", outcome="pass", value="plain"),
        Answered(item_id="dates", outcome="pass", subject="batch:b1"),
        Answered(item_id="weight", outcome="pass", value="30"),
    ).plan()  # fmt: skip


def goods(walk: Walk) -> Walk:
    walk.do(CartonsSeen(count=walk.state.lot.cartons))
    for carton, units in walk.state.drawn.items():
        walk.do(CartonPassed(carton=carton))
        walk.do(UnitsPassed(carton=carton, count=units - walk.state.bad_units(carton)))
    return walk


def judge(walk: Walk) -> Verdict:
    return judge_by(STANDARD, walk)


def judge_by(standard: Standard, walk: Walk) -> Verdict:
    return decide(standard, walk.state, assess_batches(walk.state, shelf_life_rules(), TODAY))


def codes(verdict: Verdict) -> list[str]:
    return [each.code for each in verdict.reasons]


def open_keys(walk: Walk) -> set[str]:
    return {gap.key for gap in gaps(STANDARD, walk.state)}


def test_looked_at_whole_the_lot_is_accepted() -> None:
    assert judge(goods(pages(Walk(SMALL)))).overall == "accept"


def test_what_could_not_be_checked_is_missing_evidence() -> None:
    walk = goods(pages(Walk(SMALL)))
    walk.do(Answered(item_id="weight", outcome="na", reason="cannot_check"))
    verdict = judge(walk)
    assert (verdict.overall, verdict.incomplete) == ("hold", True)
    [gap] = verdict.gaps
    assert (gap.code, gap.item_id) == ("item_not_checked", "weight")
    assert is_waivable(STANDARD, walk.state, gap), "on a page that is no gate"
    walk.do(Answered(item_id="kind", outcome="na", reason="cannot_check"))
    at_gate = next(gap for gap in judge(walk).gaps if gap.item_id == "kind")
    assert not is_waivable(STANDARD, walk.state, at_gate)


def test_what_does_not_apply_is_accepted_and_said() -> None:
    walk = goods(pages(Walk(SMALL)))
    walk.do(
        Answered(item_id="weight", outcome="na", reason="not_on_goods"),
        Answered(item_id="remark", outcome="na"),
    )
    verdict = judge(walk)
    assert verdict.overall == "accept"
    assert codes(verdict) == ["all_passed", "not_applicable"], "what is not demanded needs no word"
    assert verdict.reasons[1].values() == {"item": "weight", "why": "not_on_goods"}


def rule(absence: str, category: str = "cosmetics", per: str = "product") -> DocumentRule:
    kind: dict[str, object] = {"absence": absence, "category": category, "per": per}
    return DocumentRule(id="paper", names=names("p"), origin="any", items=("kind",), **kind)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "missing"),
    [
        (rule("hold"), True),
        (rule("hold", "any"), True),
        (rule("hold", "disinfection"), False),
        (rule("park"), False),
    ],
)
def test_a_paper_the_law_wants_is_not_answered_away(asked: DocumentRule, missing: bool) -> None:
    walk = goods(pages(Walk(replace(SMALL, documents=(asked,)))))
    assert judge(walk).overall == "accept", "declared"
    walk.do(Answered(item_id="kind", outcome="na", reason="not_required"))
    verdict = judge(walk)
    assert {gap.key for gap in verdict.gaps} == ({"document:paper:"} if missing else set())
    assert (verdict.overall == "accept") is not missing
    assert not any(is_waivable(STANDARD, walk.state, gap) for gap in verdict.gaps)


def test_a_batch_found_late_needs_its_own_paper_and_its_own_look() -> None:
    walk = goods(pages(Walk(replace(SMALL, documents=(rule("park", per="batch"),)))))
    shut = next(c for c in range(1, 9) if c not in walk.state.drawn)
    walk.do(BatchRecorded(batch=replace(OTHER, cartons=(shut,))))
    assert open_keys(walk) == {
        "item:dates:batch:b2", "document:paper:batch:b1", "document:paper:batch:b2",
        "batch:b2:opened",
    } - {"document:paper:batch:b1"}  # fmt: skip
    walk.do(
        Answered(item_id="kind", outcome="pass", value="plain"),
        Answered(item_id="dates", outcome="pass", subject="batch:b2"),
    )
    verdict = judge(walk)
    assert [gap.code for gap in verdict.gaps] == ["batch_not_opened"]
    assert (verdict.overall, verdict.incomplete) == ("hold", True)
    walk.do(BatchRecorded(batch=replace(OTHER, cartons=(shut, next(iter(walk.state.drawn))))))
    assert judge(walk).overall == "accept"


def test_a_batch_without_cartons_has_those_of_no_other() -> None:
    walk = goods(pages(Walk(SMALL)))
    everything = tuple(walk.state.drawn)
    walk.do(
        BatchRecorded(batch=replace(OTHER, cartons=everything)),
        Answered(item_id="dates", outcome="pass", subject="batch:b2"),
    )
    assert open_keys(walk) == {"batch:b1:opened"}
    walk.do(BatchRecorded(batch=replace(OTHER, cartons=everything[:1])))
    assert judge(walk).overall == "accept"


def test_batches_nobody_knows_where_hold_the_lot_for_sorting() -> None:
    walk = goods(pages(Walk(SMALL)))
    walk.do(
        BatchRecorded(batch=OTHER), Answered(item_id="dates", outcome="pass", subject="batch:b2")
    )
    verdict = judge(walk)
    assert (verdict.overall, verdict.incomplete) == ("hold", False)
    assert codes(verdict) == ["batch_extent_unknown", "batch_extent_unknown"]


def test_a_carton_measured_badly_holds_wherever_it_stands() -> None:
    walk = goods(pages(Walk(SMALL)))
    shut = next(c for c in range(1, 9) if c not in walk.state.drawn)
    bad = Answered(item_id="weight", outcome="fail", value="9", subject=f"carton:{shut}")
    walk.do(bad)
    assert carton_touched(walk.state, shut), "it can not be replaced any more"
    assert codes(judge(walk)) == ["item_failed"]
    walk.do(
        FindingRecorded(
            id="f", defect="dent", cls="minor", effect="carton", on="carton", carton=shut,
            item_id="weight", subject=f"carton:{shut}",
        )
    )  # fmt: skip
    assert judge(walk).overall == "accept"


def test_who_waived_and_then_takes_part_has_waived_in_vain() -> None:
    walk = goods(pages(Walk(SMALL)))
    walk.do(Answered(item_id="weight", outcome="na", reason="cannot_check"))
    walk.person = SUPERVISOR
    walk.do(GapWaived(gap="item:weight:", reason="x"))
    assert judge(walk).overall == "accept"
    begun = walk.inspection
    walk.do(CartonPassed(carton=next(iter(walk.state.drawn))))
    assert open_keys(walk) == {"item:weight:"}
    walk.inspection = begun
    walk.person = INSPECTOR
    walk.do(Joined(person_id=SUPERVISOR.id))
    assert open_keys(walk) == {"item:weight:"}
    walk.person = replace(SUPERVISOR, id="U-8")
    walk.do(GapWaived(gap="item:weight:", reason="y"))
    assert judge(walk).overall == "accept", "another supervisor's waiver stands"


def test_a_hold_beside_missing_evidence_says_both() -> None:
    walk = pages(Walk(SMALL)).do(
        FindingRecorded(id="f", defect="no_record", cls="hold", effect="lot", on="lot")
    )
    verdict = judge(walk)
    assert (verdict.overall, verdict.incomplete) == ("hold", True)
    assert codes(verdict)[:2] == ["hold_finding", "evidence_missing"]


def test_a_failed_gate_is_said_beside_other_reasons() -> None:
    walk = goods(pages(Walk(SMALL)))
    walk.do(
        Answered(item_id="mark", outcome="fail"),
        FindingRecorded(
            id="f", defect="label_minor", cls="minor", effect="lot", on="lot", item_id="mark"
        ),
        FindingRecorded(id="g", defect="no_record", cls="hold", effect="lot", on="lot"),
    )  # fmt: skip
    assert codes(judge(walk)) == ["hold_finding", "gate_failed", "lot_finding"]


@pytest.mark.parametrize(
    ("on", "cls", "effect", "overall"),
    [
        ("lot", "major", "isolate_carton", "hold"),
        ("lot", "major", "unit", "hold"),
        ("lot", "minor", "carton", "accept"),
        ("carton", "major", "unit", "hold"),
        ("unit", "major", "carton", "accept"),
        ("unit", "major", "lot", "reject"),
    ],
)
def test_a_finding_that_counts_nowhere_is_never_lost(
    on: str, cls: str, effect: str, overall: str
) -> None:
    """A customer's catalogue may say of a defect what has no place to be counted."""
    odd = defect("odd", on, cls, effect)
    standard = replace(STANDARD, defects=(*DEFECTS, odd))
    walk = goods(pages(Walk(SMALL)))
    carton = next(iter(walk.state.drawn)) if on != "lot" else None
    walk.do(
        FindingRecorded(
            id="f", defect="odd", cls=odd.cls, effect=odd.effect, on=odd.recorded_on,
            carton=carton, positions=(1,) if on == "unit" else (),
        )
    )  # fmt: skip
    verdict = judge_by(standard, walk)
    assert verdict.overall == overall
    assert any(dict(each.params).get("defect") == "odd" for each in verdict.reasons)
    assert all(result.counted == 0 for result in verdict.classes)


def sealed(walk: Walk) -> Walk:
    return walk.do(
        Closed(overall="hold", incomplete=False, signed_by="pin", sealed_seq=1, link="aa"),
        Amended(revision=2, base_seq=1, base_link="aa", reason="not_a_defect"),
    )


def leak(number: int, carton: int, *positions: int) -> FindingRecorded:
    return FindingRecorded(
        id=f"f{number}",
        defect="leak",
        cls="critical",
        effect="unit",
        on="unit",
        carton=carton,
        positions=positions,
    )


def test_a_unit_whose_defect_is_withdrawn_after_sealing_was_looked_at() -> None:
    walk = pages(Walk(SMALL))
    drawn = walk.state.draw.cartons[0]
    place = drawn.first_position
    finding = walk.inspection.revision + 1
    goods(walk.do(leak(1, drawn.carton, place)))
    assert judge(walk).overall == "hold"
    sealed(walk).do(Undone(act=finding))
    assert open_keys(walk) == set(), "the unit is not unseen because it is good"
    assert judge(walk).overall == "accept"


def test_a_withdrawn_defect_makes_no_other_unit_good() -> None:
    walk = pages(Walk(SMALL))
    drawn = walk.state.draw.cartons[0]
    place, first = drawn.first_position, walk.inspection.revision + 1
    walk.do(leak(1, drawn.carton, place), leak(2, drawn.carton, place))
    sealed(walk).do(Undone(act=first))
    assert walk.state.tallies[drawn.carton].count == 0, "the other defect of the unit stands"
    walk.do(Undone(act=first + 1))
    assert walk.state.tallies[drawn.carton].count == 1
    assert f"units:{drawn.carton}" in open_keys(walk) or drawn.units == 1


def test_withdrawing_a_carton_finding_or_a_paper_changes_no_tally() -> None:
    walk = pages(Walk(SMALL))
    carton = next(iter(walk.state.drawn))
    first = walk.inspection.revision + 1
    walk.do(
        FindingRecorded(
            id="f", defect="dent", cls="minor", effect="carton", on="carton", carton=carton
        ),
        DocumentRecorded(document="paper", checked_on=TODAY),
    )
    sealed(walk).do(Undone(act=first), Undone(act=first + 1))
    assert walk.state.tallies == {}
