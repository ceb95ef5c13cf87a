"""A plan in words: its reasons, its notes and its risk, in both languages."""

from __future__ import annotations

import pytest

from inspector_app.bootstrap.resources import catalogue
from inspector_app.bootstrap.tables import sampling_tables
from inspector_app.domain.checklist.standard import (
    ChannelRule,
    FixedNumbers,
    Item,
    SamplingRule,
    Stage,
)
from inspector_app.domain.sampling import choose_plan, plan_for
from inspector_app.services.plan_words import note_lines, reason_lines, risk_lines

NAMES = {"zh": "奖品方案", "en": "Prize plan"}
RULE = SamplingRule(
    carton_aql="2.5",
    channels=(ChannelRule(channels=("prize",), rule=SamplingRule(level="I", names=NAMES)),),
)
CHECK = Stage(
    id="c", kind="checklist", names=NAMES, sample="S-4", aql="4.0",
    items=(Item(id="i", names=NAMES, scope="unit"),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [("zh", "奖品方案", "奖品渠道另有"), ("en", "Prize plan", "The prize channel")],
)
def test_a_channels_plan_is_named_first(language: str, first: str, second: str) -> None:
    plan = choose_plan(sampling_tables(), 1000, RULE, channels=["prize"])
    lines = reason_lines(catalogue().speak(language), plan)  # type: ignore[arg-type]
    assert lines[0] == first
    assert lines[1].startswith(second)


def test_a_note_names_the_classes_and_checks_it_is_about() -> None:
    # Reduced: K/2.5 and J/4.0 lie on the disputed diagonal.
    plan = choose_plan(
        sampling_tables(), 3000, RULE, severity="reduced", carton_count=125, stages=[CHECK]
    )
    assert plan.of("major").note
    (line,) = note_lines(catalogue().speak("zh"), plan)
    assert line.startswith("严重：资料来源不一致")
    fixed = SamplingRule(mode="fixed", fixed=FixedNumbers(n=20))
    told = note_lines(catalogue().speak("en"), choose_plan(sampling_tables(), 500, fixed))
    assert told == ["Major, Minor: agreed numbers, not from the tables (practice, editable)"]


def test_the_risk_is_a_sentence_a_class_and_none_for_whole_lots() -> None:
    plan = choose_plan(sampling_tables(), 3000, RULE)
    lines = risk_lines(catalogue().speak("en"), plan)
    assert lines[0].startswith("Major: lots with less than 3.2 % nonconforming")
    assert len(lines) == 2
    assert risk_lines(catalogue().speak("en"), choose_plan(sampling_tables(), 5, RULE)) == []
    per_100 = plan_for(
        sampling_tables(), 1000, level="II", aqls={"major": "15"}, counting="nonconformities"
    )
    assert "per 100" in risk_lines(catalogue().speak("en"), per_100)[0]


@pytest.mark.parametrize(
    ("lot_size", "aql", "good", "bad"),
    [(20, "400", "450", "766"), (50, "1000", "1200", "1790"), (500, "10", "12", "30.8")],
)
def test_risk_is_told_without_powers_of_ten(lot_size: int, aql: str, good: str, bad: str) -> None:
    plan = plan_for(
        sampling_tables(), lot_size, level="II", aqls={"major": aql}, counting="nonconformities"
    )
    (line,) = risk_lines(catalogue().speak("en"), plan)
    assert f"fewer than {good} nonconformities" in line
    assert f"more than {bad} nearly never" in line
