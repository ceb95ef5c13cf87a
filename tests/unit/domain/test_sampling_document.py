"""The sampling part of a standard's document is taken whole or refused with its place."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from inspector_app.bootstrap.tables import sampling_tables
from inspector_app.domain.checklist.document import Node
from inspector_app.domain.checklist.parse import parse_standard
from inspector_app.domain.checklist.sampling_document import ITEM_AQLS, read_sampling
from inspector_app.domain.checklist.standard import (
    ChannelRule,
    FixedNumbers,
    OpeningRule,
    SamplingRule,
)
from inspector_app.domain.errors import StandardError
from inspector_app.domain.sampling.plan import ITEM_AQL_LIMIT

NAMES = {"zh": "奖品加严方案", "en": "Stricter plan for prizes"}
DEFECTS: dict[str, Any] = {
    "groups": {
        "box": [
            {"code": "P01", "area": NAMES, "names": NAMES, "recorded_on": "unit",
             "class": "major", "effect": "unit"},
        ]
    }
}  # fmt: skip


def read(document: dict[str, Any]) -> SamplingRule:
    return read_sampling(Node(document, "sampling"))


def test_everything_left_out_has_its_default() -> None:
    assert read({"mode": "sampling"}) == SamplingRule()


def test_a_full_document_is_read() -> None:
    rule = read(
        {
            "mode": "sampling", "level": "I", "aql_major": "1.5", "aql_minor": "6.5",
            "carton_aql": "4.0", "check_aql": "1.0", "opening": {"how": "root", "least": 8},
            "channels": [
                {"channels": ["prize", "lucky_bag"], "names": NAMES, "level": "III",
                 "aql_major": "0.65", "opening": {"how": "all"}},
                {"channels": ["sample"], "names": NAMES, "mode": "fixed",
                 "fixed": {"n": 20, "ac_minor": 1}},
            ],
        }
    )  # fmt: skip
    base = SamplingRule(
        level="I", aql_major="1.5", aql_minor="6.5", carton_aql="4.0", check_aql="1.0",
        opening=OpeningRule(least=8),
    )  # fmt: skip
    prize, sample = rule.channels
    assert prize == ChannelRule(
        channels=("prize", "lucky_bag"),
        rule=SamplingRule(
            level="III", aql_major="0.65", aql_minor="6.5", carton_aql="4.0", check_aql="1.0",
            opening=OpeningRule(how="all"), names=NAMES,
        ),
    )  # fmt: skip
    assert (sample.rule.mode, sample.rule.fixed) == ("fixed", FixedNumbers(n=20, ac_minor=1))
    assert (base.level, rule.aql_minor, rule.opening) == (rule.level, "6.5", base.opening)


def test_a_channel_of_a_fixed_plan_may_change_its_numbers_or_leave_them() -> None:
    rule = read(
        {
            "mode": "fixed", "fixed": {"n": 50, "ac_major": 1},
            "channels": [
                {"channels": ["a"], "names": NAMES, "mode": "fixed"},
                {"channels": ["b"], "names": NAMES, "mode": "full"},
                {"channels": ["c"], "names": NAMES, "fixed": {"n": 80}},
            ],
        }
    )  # fmt: skip
    same, full, other = (each.rule for each in rule.channels)
    assert same.fixed == FixedNumbers(n=50, ac_major=1)
    assert (full.mode, full.fixed) == ("full", None)
    assert other.fixed == FixedNumbers(n=80)


@pytest.mark.parametrize(
    ("document", "code", "place"),
    [
        ({}, "missing_key", "sampling"),
        ({"mode": "double"}, "value_not_allowed", "sampling.mode"),
        ({"mode": "sampling", "level": "IV"}, "value_not_allowed", "sampling.level"),
        ({"mode": "sampling", "aql_major": "3"}, "value_not_allowed", "sampling.aql_major"),
        ({"mode": "sampling", "aql_major": "15"}, "value_not_allowed", "sampling.aql_major"),
        ({"mode": "sampling", "check_aql": "-1"}, "bad_value", "sampling.check_aql"),
        ({"mode": "sampling", "carton_aql": "x"}, "not_a_number", "sampling.carton_aql"),
        ({"mode": "fixed"}, "fixed_numbers_missing", "sampling"),
        ({"mode": "full", "fixed": {"n": 5}}, "fixed_numbers_not_used", "sampling"),
        ({"mode": "fixed", "fixed": {}}, "missing_key", "sampling.fixed"),
        ({"mode": "fixed", "fixed": {"n": 0}}, "bad_value", "sampling.fixed.n"),
        ({"mode": "fixed", "fixed": {"n": 10**6}}, "bad_value", "sampling.fixed.n"),
        ({"mode": "fixed", "fixed": {"n": 5, "ac_minor": 5}}, "bad_value",
         "sampling.fixed.ac_minor"),
        ({"mode": "fixed", "fixed": {"n": 5, "ac_major": -1}}, "bad_value",
         "sampling.fixed.ac_major"),
        ({"mode": "sampling", "opening": {"how": "half"}}, "value_not_allowed",
         "sampling.opening.how"),
        ({"mode": "sampling", "opening": {"how": "fixed"}}, "missing_key", "sampling.opening"),
        ({"mode": "sampling", "opening": {"how": "root", "least": 0}}, "bad_value",
         "sampling.opening.least"),
        ({"mode": "sampling", "channels": [{"channels": ["a"]}]}, "missing_key",
         "sampling.channels[0]"),
        ({"mode": "sampling", "channels": [{"channels": [], "names": NAMES}]}, "empty_list",
         "sampling.channels[0].channels"),
        ({"mode": "sampling", "channels": [{"channels": ["Prize!"], "names": NAMES}]},
         "bad_value", "sampling.channels[0].channels[0]"),
        ({"mode": "sampling", "channels": [
            {"channels": ["a"], "names": NAMES}, {"channels": ["b", "a"], "names": NAMES}]},
         "channel_twice", "sampling.channels[1].channels"),
        ({"mode": "sampling", "channels": [
            {"channels": ["a"], "names": NAMES, "mode": "fixed"}]},
         "fixed_numbers_missing", "sampling.channels[0]"),
        ({"mode": "sampling", "channels": [
            {"channels": ["a"], "names": NAMES, "channels_": []}]},
         "unknown_key", "sampling.channels[0]"),
    ],
)  # fmt: skip
def test_a_fault_is_refused_with_its_place(document: dict[str, Any], code: str, place: str) -> None:
    with pytest.raises(StandardError) as refused:
        read(document)
    assert (refused.value.code, refused.value.params["place"]) == (code, place)


def test_the_aqls_a_standard_may_name_are_those_of_the_tables_for_items() -> None:
    of_items = [Decimal(aql) for aql in sampling_tables().aqls if Decimal(aql) <= ITEM_AQL_LIMIT]
    assert list(ITEM_AQLS) == of_items


def standard(**stage: Any) -> dict[str, Any]:
    item = {"id": "gross", "names": NAMES, "scope": "unit", "defects": ["P01"]}
    made = {"id": "content", "kind": "checklist", "names": NAMES, "items": [item], **stage}
    look = {"id": "look", "names": NAMES, "scope": "unit", "defects": ["P01"]}
    units = {"id": "goods", "kind": "units", "names": NAMES, "items": [look]}
    return {
        "id": "s", "version": 1, "names": NAMES, "categories": ["food"], "origins": ["domestic"],
        "sampling": {"mode": "sampling"}, "defects": {"groups": ["box"]}, "stages": [made, units],
    }  # fmt: skip


def test_a_stage_by_special_level_is_read() -> None:
    stage = parse_standard(standard(sample="S-2", aql="1.5", opens=True), DEFECTS).stages[0]
    assert (stage.sample, stage.aql, stage.opens) == ("S-2", "1.5", True)
    plain = parse_standard(standard(), DEFECTS).stages[0]
    assert (plain.sample, plain.aql, plain.opens) == ("unit_sample", None, False)


@pytest.mark.parametrize(
    ("stage", "code", "place"),
    [
        ({"sample": "S-5"}, "value_not_allowed", "stages[0].sample"),
        ({"sample": "S-1", "kind": "units"}, "special_level_not_here", "stages[0]"),
        ({"sample": "S-1", "aql": "3"}, "value_not_allowed", "stages[0].aql"),
        ({"sample": "all", "aql": "2.5"}, "aql_not_used", "stages[0].aql"),
        ({"opens": True}, "opens_not_used", "stages[0].opens"),
        ({"sample": "S-1", "opens": 1}, "wrong_type", "stages[0].opens"),
        ({"sample": "S-1", "items": [{"id": "a", "names": NAMES, "defects": ["P01"]}]},
         "unit_items_missing", "stages[0]"),
    ],
)  # fmt: skip
def test_a_fault_of_a_stages_sample_is_refused(
    stage: dict[str, Any], code: str, place: str
) -> None:
    with pytest.raises(StandardError) as refused:
        parse_standard(standard(**stage), DEFECTS)
    assert (refused.value.code, refused.value.params["place"]) == (code, place)
