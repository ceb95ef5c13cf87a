"""Plans: known right values, refusals, full and exempt lots, cartons."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.bootstrap.tables import sampling_tables
from inspector_app.domain.checklist.standard import SamplingRule
from inspector_app.domain.errors import PlanError
from inspector_app.domain.sampling import Plan, choose_plan, class_plan, plan_for
from inspector_app.domain.sampling.plan import cartons_to_open


@pytest.mark.parametrize(
    ("lot_size", "aql", "letter", "n", "ac"),
    [
        (80, "0.65", "F", 20, 0),
        (150, "1.0", "E", 13, 0),
        (500, "0.65", "J", 80, 1),
        (1000, "2.5", "J", 80, 5),
        (3000, "2.5", "K", 125, 7),
        (3000, "4.0", "K", 125, 10),
        (5000, "2.5", "L", 200, 10),
        (30, "2.5", "C", 5, 0),
        (30, "4.0", "E", 13, 1),
    ],
)
def test_known_right_plans_at_level_ii(
    lot_size: int, aql: str, letter: str, n: int, ac: int
) -> None:
    plan = plan_for(sampling_tables(), lot_size, level="II", aqls={"major": aql})
    entry = plan.of("major")
    assert (entry.letter, entry.n, entry.ac, entry.re) == (letter, n, ac, ac + 1)
    assert plan.mode == "sampling"


def test_one_sample_of_the_largest_n_serves_all_classes() -> None:
    plan = choose_plan(sampling_tables(), 30, SamplingRule())
    assert [(entry.cls, entry.n, entry.ac) for entry in plan.classes] == [
        ("critical", 13, 0),
        ("major", 5, 0),
        ("minor", 13, 1),
    ]
    assert plan.sample_size == 13


def test_a_lot_no_larger_than_the_sample_is_inspected_whole() -> None:
    plan = plan_for(sampling_tables(), 8, level="II", aqls={"major": "0.65"})
    assert (plan.mode, plan.sample_size) == ("full", 8)
    assert plan.of("major").n == 20
    assert plan.reasons[0].code == "lot_at_most_sample"
    assert plan.reasons[0].values() == {"lot_size": 8, "n": 20}


def test_a_lot_of_one_unit_is_inspected_whole() -> None:
    plan = choose_plan(sampling_tables(), 1, SamplingRule(), carton_count=1)
    assert (plan.mode, plan.sample_size, plan.cartons_to_open) == ("full", 1, 1)


def test_full_by_rule_limits_each_class_by_the_share_its_aql_names() -> None:
    plan = choose_plan(sampling_tables(), 500, SamplingRule(mode="full"), carton_count=20)
    assert (plan.mode, plan.sample_size, plan.cartons_to_open) == ("full", 500, 20)
    assert [(entry.n, entry.ac) for entry in plan.classes] == [(500, 0), (500, 12), (500, 20)]
    assert plan.of("minor").note == "full_limit_is_practice"
    assert [each.code for each in plan.reasons] == ["full_by_rule", "open_all_cartons"]


def test_exempt_goods_have_no_sample_and_open_no_carton() -> None:
    rule = SamplingRule(mode="exempt", carton_aql="2.5")
    plan = choose_plan(sampling_tables(), 500, rule, carton_count=20)
    assert (plan.mode, plan.sample_size, plan.cartons_to_open) == ("exempt", 0, 0)
    assert plan.classes == ()
    assert plan.carton is None
    assert [each.code for each in plan.reasons] == ["exempt_by_rule"]


def test_cartons_are_a_lot_of_their_own() -> None:
    rule = SamplingRule(carton_aql="2.5")
    plan = choose_plan(sampling_tables(), 3000, rule, carton_count=125)
    assert plan.carton is not None
    assert (plan.carton.n, plan.carton.ac) == (20, 1)
    assert plan.cartons_to_open == 12


@pytest.mark.parametrize(
    ("cartons", "lot_size", "sample", "opened"),
    [
        (125, 3000, 125, 12),
        (144, 3000, 125, 12),
        (145, 3000, 125, 13),
        (4, 1000, 80, 4),
        (5, 1000, 80, 5),
        (16, 1000, 80, 5),
        (125, 125, 20, 20),
        (50, 1000, 3, 3),
        (0, 1000, 80, 0),
        (10, 1000, 0, 0),
    ],
)
def test_cartons_to_open(cartons: int, lot_size: int, sample: int, opened: int) -> None:
    assert cartons_to_open(cartons, lot_size, sample) == opened


def test_arrows_are_told() -> None:
    plan = choose_plan(sampling_tables(), 80, SamplingRule(aql_major="0.65", aql_minor="4.0"))
    codes = [each.code for each in plan.reasons]
    assert codes == ["letter_from_lot", "arrow_followed"]
    assert plan.reasons[1].values()["letter"] == "F"


def test_severity_runs_per_class() -> None:
    plan = choose_plan(sampling_tables(), 3000, SamplingRule(), severity={"major": "tightened"})
    assert plan.of("major").ac == 5
    assert plan.of("minor").ac == 10
    assert plan.severity == "tightened"


@pytest.mark.parametrize(
    ("severity", "sizes"),
    [("reduced", [50, 50, 50]), ("tightened", [125] * 3), ("normal", [125] * 3)],
)
def test_one_severity_for_all_classes(severity: str, sizes: list[int]) -> None:
    plan = choose_plan(sampling_tables(), 3000, SamplingRule(), severity=severity)
    assert [entry.n for entry in plan.classes] == sizes
    assert plan.severity == severity


def test_a_disputed_cell_carries_its_note_into_the_plan() -> None:
    entry = class_plan(sampling_tables(), "major", "K", "2.5", severity="reduced")
    assert entry.note == "sources_differ_stricter_used"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lot_size": 0}, "lot_size_zero"),
        ({"lot_size": -1}, "lot_size_negative"),
        ({"lot_size": 10**9}, "lot_size_too_large"),
        ({"level": "IV"}, "unknown_level"),
        ({"severity": "harsh"}, "unknown_severity"),
        ({"severity": {"major": "discontinued"}}, "unknown_severity"),
        ({"aqls": {"major": "3"}}, "aql_not_in_table"),
        ({"aqls": {"major": "15"}}, "aql_needs_nonconformities"),
        ({"aqls": {"critical": "0.10"}}, "critical_has_no_aql"),
        ({"aqls": {}}, "aql_missing"),
        ({"carton_count": -1}, "carton_count_negative"),
        ({"carton_count": 10, "carton_aql": "40"}, "aql_needs_nonconformities"),
    ],
)
def test_refusals_name_their_code(change: dict[str, object], code: str) -> None:
    words: dict[str, object] = {"lot_size": 1000, "level": "II", "aqls": {"major": "2.5"}}
    words.update(change)
    lot_size = words.pop("lot_size")
    with pytest.raises(PlanError) as refused:
        plan_for(sampling_tables(), lot_size, **words)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_an_aql_above_10_is_for_nonconformities() -> None:
    plan = plan_for(
        sampling_tables(), 1000, level="II", aqls={"major": "15"}, counting="nonconformities"
    )
    assert plan.of("major").ac == 21
    assert plan.counting == "nonconformities"


def test_a_class_without_a_plan_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        choose_plan(sampling_tables(), 100, SamplingRule()).of("cosmetic")


@given(
    lot_size=st.integers(1, 10**9 - 1),
    cartons=st.integers(0, 5000),
    severity=st.sampled_from(["normal", "tightened", "reduced"]),
    mode=st.sampled_from(["sampling", "full", "exempt"]),
)
def test_a_plan_survives_its_encoding_and_never_exceeds_the_lot(
    lot_size: int, cartons: int, severity: str, mode: str
) -> None:
    rule = SamplingRule(mode=mode, carton_aql="2.5")  # type: ignore[arg-type]
    plan = choose_plan(sampling_tables(), lot_size, rule, severity=severity, carton_count=cartons)
    assert msgspec.json.decode(msgspec.json.encode(plan), type=Plan) == plan
    assert 0 <= plan.sample_size <= lot_size
    assert plan.cartons_to_open <= min(cartons, plan.sample_size)
    assert all(entry.re == entry.ac + 1 for entry in plan.classes)
