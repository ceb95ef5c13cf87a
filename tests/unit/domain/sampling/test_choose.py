"""What a standard's rule makes of a lot: agreed numbers, channels, cartons to open, checks."""

from __future__ import annotations

from typing import Any

import pytest

from inspector_app.bootstrap.tables import sampling_tables
from inspector_app.domain.checklist.sampling_rule import rule_for
from inspector_app.domain.checklist.standard import (
    ChannelRule,
    FixedNumbers,
    Item,
    OpeningRule,
    SamplingRule,
    Stage,
)
from inspector_app.domain.errors import PlanError
from inspector_app.domain.sampling import Plan, choose_plan, draw_sample, plan_for
from inspector_app.domain.sampling.plan import cartons_to_open
from inspector_app.domain.sampling.spread import spread_positions

PRIZE = SamplingRule(
    level="III", aql_major="1.0", aql_minor="2.5", names={"zh": "奖品方案", "en": "Prize plan"}
)
RULE = SamplingRule(channels=(ChannelRule(channels=("prize", "lucky_bag"), rule=PRIZE),))


def special(sample: Any = "S-1", **changes: Any) -> Stage:
    names = {"zh": "净含量", "en": "net content"}
    values: dict[str, Any] = {
        "id": "weighing", "kind": "checklist", "names": names, "sample": sample,
        "items": (Item(id="weight", names=names, kind="number", scope="unit"),),
    }  # fmt: skip
    return Stage(**{**values, **changes})


def plan(size: int, rule: SamplingRule = RULE, **words: Any) -> Plan:
    return choose_plan(sampling_tables(), size, rule, **words)


def test_agreed_numbers_take_the_place_of_the_tables() -> None:
    rule = SamplingRule(mode="fixed", fixed=FixedNumbers(n=32, ac_major=1, ac_minor=3))
    made = plan(3000, rule, carton_count=125)
    assert (made.mode, made.sample_size) == ("fixed", 32)
    assert [(each.cls, each.n, each.ac, each.re) for each in made.classes] == [
        ("critical", 32, 0, 1), ("major", 32, 1, 2), ("minor", 32, 3, 4),
    ]  # fmt: skip
    assert {each.note for each in made.classes} == {"", "fixed_numbers_agreed"}
    assert made.reasons[0].code == "fixed_by_rule"


def test_agreed_numbers_of_a_lot_that_small_are_the_whole_lot() -> None:
    rule = SamplingRule(mode="fixed", fixed=FixedNumbers(n=32))
    assert (plan(32, rule).mode, plan(32, rule).sample_size) == ("full", 32)
    assert plan(33, rule).mode == "fixed"


def test_agreed_numbers_must_be_there() -> None:
    with pytest.raises(PlanError) as refused:
        plan(100, SamplingRule(mode="fixed"))
    assert refused.value.code == "fixed_numbers_missing"


@pytest.mark.parametrize(
    ("channels", "n", "ac", "channel"),
    [
        (("prize",), 200, 5, "prize"),
        (("", "lucky_bag"), 200, 5, "lucky_bag"),
        (("online", "prize"), 200, 5, "prize"),
        (("online",), 125, 7, ""),
        ((), 125, 7, ""),
    ],
)
def test_goods_of_a_channel_follow_its_own_plan(
    channels: tuple[str, ...], n: int, ac: int, channel: str
) -> None:
    made = plan(3000, channels=channels)
    assert (made.of("major").n, made.of("major").ac) == (n, ac)
    assert made.channel == channel
    if channel:
        assert made.names == PRIZE.names
        assert (made.reasons[0].code, made.reasons[0].values()) == (
            "plan_of_channel", {"channel": channel},
        )  # fmt: skip


def test_the_orders_channel_is_asked_before_the_products() -> None:
    rule = SamplingRule(
        channels=(
            ChannelRule(channels=("export",), rule=SamplingRule(level="I")),
            ChannelRule(channels=("prize",), rule=PRIZE),
        )
    )
    assert rule_for(rule, "prize", "export") == (PRIZE, "prize")
    assert rule_for(rule, "export", "prize")[1] == "export"
    assert rule_for(rule, "", "") == (rule, "")


@pytest.mark.parametrize(
    ("opening", "opened"),
    [
        (OpeningRule(), 12),
        (OpeningRule(least=20), 20),
        (OpeningRule(how="fixed", least=8), 8),
        (OpeningRule(how="fixed", least=1), 6),  # fewer cannot hold 125 units of 24
        (OpeningRule(how="all"), 125),
    ],
)
def test_a_standard_says_how_many_cartons_are_opened(opening: OpeningRule, opened: int) -> None:
    made = plan(3000, SamplingRule(opening=opening), carton_count=125)
    assert made.cartons_to_open == opened
    code = {12: "open_root_of_cartons", 20: "open_root_of_cartons", 125: "open_all_cartons"}
    assert made.reasons[-1].code == code.get(opened, "open_by_standard")


def test_no_carton_is_opened_for_nothing() -> None:
    assert cartons_to_open(125, 3000, 0, OpeningRule(how="all")) == 0
    assert cartons_to_open(125, 3000, 3, OpeningRule(how="all")) == 3


@pytest.mark.parametrize(
    ("size", "sample", "aql", "n", "ac"),
    [
        (3000, "S-1", None, 5, 0),
        (3000, "S-2", None, 5, 0),
        (3000, "S-3", None, 20, 1),
        (3000, "S-4", None, 32, 2),
        (3000, "S-4", "6.5", 32, 5),
        (40, "S-1", None, 5, 0),
        (3, "S-1", None, 3, 0),
    ],
)
def test_a_check_by_special_level_has_its_own_n_and_ac(
    size: int, sample: str, aql: str | None, n: int, ac: int
) -> None:
    made = plan(size, stages=[special(sample, aql=aql)])
    check = made.checks[0]
    assert (check.stage_id, check.sample, check.n, check.ac, check.re) == (
        "weighing", sample, n, ac, ac + 1,
    )  # fmt: skip
    assert made.sample_size == plan(size).sample_size


def test_a_check_that_needs_more_units_than_the_unit_sample_makes_it_grow() -> None:
    rule = SamplingRule(aql_major="10", aql_minor="10")
    made = plan(2000, rule, carton_count=100, stages=[special("S-4", aql="0.15")])
    assert made.of("major").n == 125
    assert made.checks[0].n == 80
    assert made.sample_size == 125
    small = plan(100, rule, carton_count=100, stages=[special("S-4", aql="0.40")])
    assert (small.of("major").n, small.checks[0].n, small.sample_size) == (20, 32, 32)
    assert small.of("critical").n == 32
    assert small.reasons[-1].code == "sample_grown_for_check"
    assert small.cartons_to_open == 32


def test_a_check_of_a_full_lot_still_looks_at_few_and_an_exempt_lot_has_none() -> None:
    full = plan(500, SamplingRule(mode="full"), stages=[special("S-2", opens=True)])
    assert (full.sample_size, full.checks[0].n, full.checks[0].opens) == (500, 5, True)
    exempt = plan(500, SamplingRule(mode="exempt"), stages=[special("S-2")])
    assert exempt.checks == ()
    assert plan(500, stages=[special("unit_sample")]).checks == ()


def test_a_check_follows_the_strictest_severity() -> None:
    stages = [special("S-4")]
    tightened = plan(3000, stages=stages, severity={"major": "tightened"})
    reduced = plan(3000, stages=stages, severity="reduced")
    assert (tightened.checks[0].n, tightened.checks[0].ac) == (32, 1)
    assert (reduced.checks[0].n, reduced.checks[0].ac) == (13, 1)


def test_units_of_a_check_are_spread_over_the_cartons() -> None:
    draw = draw_sample(bytes(32), [24] * 125, 125, 12)
    positions = spread_positions(draw, 5)
    assert len({draw.carton_at(each) for each in positions}) == 5
    assert positions[0] == 1
    assert spread_positions(draw, 13)[12] == 2
    assert sorted(spread_positions(draw, 999)) == list(range(1, 126))
    assert spread_positions(draw_sample(bytes(32), [], 0, 0), 3) == ()


def test_several_classes_count_their_own_part_of_one_sample() -> None:
    made = plan_for(sampling_tables(), 30, level="II", aqls={"major": "2.5", "minor": "4.0"})
    assert [(each.cls, each.n, each.ac) for each in made.classes[1:]] == [
        ("major", 5, 0), ("minor", 13, 1),
    ]  # fmt: skip
    assert made.sample_size == 13
