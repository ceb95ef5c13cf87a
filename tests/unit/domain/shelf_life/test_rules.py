"""The shipped rules: sound, exactly one winner for all goods, every row marked as practice."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.bootstrap.tables import shelf_life_rules
from inspector_app.domain.errors import DateError
from inspector_app.domain.shelf_life.rules import (
    CATEGORIES,
    ORIGINS,
    AcceptanceRule,
    DayBand,
    ShelfLifeRules,
    band_of,
    parse_ratio,
    stricter,
)

NAMES = {"zh": "规则", "en": "Rule"}


def naive_winner(category: str, origin: str, nominal: int) -> str:
    """The most specific rows, the stricter of them, then the row that names the category."""
    found = []
    for row in shelf_life_rules().acceptance:
        low, high = row.nominal_days
        goods = row.category in ("any", category) and row.origin in ("any", origin)
        if goods and nominal >= low and (high is None or nominal < high):
            found.append(row)
    best = max((row.category != "any") + (row.origin != "any") for row in found)
    found = [row for row in found if (row.category != "any") + (row.origin != "any") == best]

    def needed(row: AcceptanceRule) -> Fraction:
        needs = [Fraction(row.min_remaining_days or 0)]
        if row.min_remaining:
            needs.append(Fraction(row.min_remaining) * nominal)
        if row.max_days_since_production is not None:
            needs.append(Fraction(nominal - row.max_days_since_production))
        return max(needs)

    strictest = max(needed(row) for row in found)
    found = [row for row in found if needed(row) == strictest]
    if len(found) > 1:
        found = [row for row in found if row.category != "any"]
    assert len(found) == 1, (category, origin, nominal, [row.id for row in found])
    return found[0].id


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("category", CATEGORIES)
def test_exactly_one_rule_wins_for_every_life(category: str, origin: str) -> None:
    rules = shelf_life_rules()
    for nominal in range(0, 1500):
        assert rules.winner(category, origin, nominal).id == naive_winner(category, origin, nominal)


@pytest.mark.parametrize(
    ("category", "origin", "nominal", "winner"),
    [
        ("food", "domestic", 90, "domestic-90"),
        ("food", "domestic", 89, "domestic-30-90"),
        ("food", "domestic", 29, "domestic-0-30"),
        ("food", "imported", 179, "imported-0-180"),
        ("food", "cross_border", 5, "cross-border"),
        ("cosmetics", "domestic", 1080, "domestic-90"),
        ("cosmetics", "imported", 720, "cosmetics-720"),
        ("cosmetics", "cross_border", 1080, "cosmetics-720"),
        ("cosmetics", "imported", 719, "imported-180"),
        ("household", "cross_border", 720, "household-720"),
        ("any", "imported", 360, "imported-180"),
    ],
)
def test_winners(category: str, origin: str, nominal: int, winner: str) -> None:
    assert shelf_life_rules().winner(category, origin, nominal).id == winner


def test_every_shipped_row_is_an_editable_default() -> None:
    rules = shelf_life_rules()
    assert all(row.basis == "practice" and row.editable for row in rules.acceptance)
    assert "非法规要求" in rules.note["zh"]
    assert "not required by law" in rules.note["en"]
    named = [rules, *rules.acceptance, *rules.near_expiry_variants]
    assert all(set(each.names) == {"zh", "en"} for each in named)


def test_the_channel_makes_a_row_more_specific() -> None:
    rules = shelf_life_rules()
    row = AcceptanceRule(id="tmall", names=NAMES, channel="tmall", min_remaining="1/3")
    changed = replace(rules, acceptance=(*rules.acceptance, row))
    assert changed.winner("food", "cross_border", 360, "tmall").id == "cross-border"
    narrow = replace(row, origin="cross_border")
    changed = replace(rules, acceptance=(*rules.acceptance, narrow))
    assert changed.winner("food", "cross_border", 360, "tmall").id == "tmall"
    assert changed.winner("food", "cross_border", 360, "other").id == "cross-border"


def test_near_expiry_follows_the_chosen_variant() -> None:
    rules = shelf_life_rules()
    assert band_of(rules.near_expiry_bands, 360).threshold(360) == 45
    consumed = replace(rules, near_expiry="consumed")
    assert band_of(consumed.near_expiry_bands, 360).threshold(360) == 90
    assert band_of(consumed.near_expiry_bands, 30).threshold(30) == 6
    with pytest.raises(DateError, match="rules_unsound"):
        replace(rules, near_expiry="other").check()


@pytest.mark.parametrize("text", ["0.667", "2/0", "2", "-1/2", "", "2/3 ", "٢/3"])
def test_ratios_are_exact_fractions(text: str) -> None:
    with pytest.raises(DateError, match="ratio_unreadable"):
        parse_ratio(text)
    assert parse_ratio("2/3") == Fraction(2, 3)


def test_the_stricter_action_wins() -> None:
    assert stricter("warn", "approval") == "approval"
    assert stricter("reject", "accept") == "reject"


def row(**change: object) -> AcceptanceRule:
    plain = AcceptanceRule(id="new", names=NAMES, min_remaining="1/2")
    return replace(plain, **change)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("extra", "what"),
    [
        (row(id="cross-border"), "id"),
        (row(nominal_days=(90, 90)), "nominal_days"),
        (row(nominal_days=(-1, None)), "nominal_days"),
        (row(min_remaining=None), "threshold"),
        (row(min_remaining="3/2"), "min_remaining"),
        (row(category="toys"), "category_or_origin"),
        (row(origin="mars"), "category_or_origin"),
    ],
)
def test_an_unsound_row_is_named(extra: AcceptanceRule, what: str) -> None:
    rules = shelf_life_rules()
    with pytest.raises(DateError) as refused:
        replace(rules, acceptance=(*rules.acceptance, extra)).check()
    assert refused.value.code == "rules_unsound"
    assert refused.value.params == {"rule": extra.id, "what": what}


@pytest.mark.parametrize(
    ("bands", "what"),
    [
        ((DayBand(nominal_days=(5, None), days=1),), "nominal_days"),
        ((DayBand(nominal_days=(0, 90), days=1),), "nominal_days"),
        ((DayBand(nominal_days=(0, None)),), "days"),
        ((DayBand(nominal_days=(0, None), days=1, consumed="3/4"),), "days"),
        ((), "nominal_days"),
    ],
)
def test_bands_with_a_gap_are_named(bands: tuple[DayBand, ...], what: str) -> None:
    with pytest.raises(DateError) as refused:
        replace(shelf_life_rules(), warning=bands).check()
    assert refused.value.params == {"rule": "warning", "what": what}


def test_goods_without_a_rule_are_told() -> None:
    rules = shelf_life_rules()
    fewer = tuple(each for each in rules.acceptance if each.id != "cross-border")
    with pytest.raises(DateError, match="no_rule_applies"):
        replace(rules, acceptance=fewer).check()
    with pytest.raises(DateError, match="unknown_category"):
        rules.winner("toys", "domestic", 90)
    with pytest.raises(DateError, match="unknown_origin"):
        rules.winner("food", "mars", 90)
    with pytest.raises(DateError, match="rules_unsound"):
        band_of((), 90)


def test_rules_survive_their_encoding() -> None:
    rules = shelf_life_rules()
    assert msgspec.json.decode(msgspec.json.encode(rules), type=ShelfLifeRules).check() == rules


RATIOS = st.sampled_from([None, "1/3", "1/2", "2/3", "4/6", "3/4"])
DAYS = st.sampled_from([None, 0, 30, 90, 365])
EDGES = st.sampled_from([0, 30, 90, 180, 360, 720])


@st.composite
def extra_rows(draw: st.DrawFn) -> AcceptanceRule:
    """A customer's row as the editor allows it."""
    low = draw(EDGES)
    high = draw(st.sampled_from([None, *(low + more for more in (1, 30, 400))]))
    ratio, days, age = draw(RATIOS), draw(DAYS), draw(DAYS)
    if ratio is None and days is None and age is None:
        ratio = "1/2"
    return AcceptanceRule(
        id=draw(st.uuids()).hex, names=NAMES, nominal_days=(low, high), min_remaining=ratio,
        category=draw(st.sampled_from(["any", *CATEGORIES])),
        origin=draw(st.sampled_from(["any", *ORIGINS])),
        channel=draw(st.sampled_from(["any", "tmall", "jd"])), min_remaining_days=days,
        max_days_since_production=age,
    )  # fmt: skip


@given(
    rows=st.lists(extra_rows(), max_size=8, unique_by=lambda each: each.id),
    category=st.sampled_from(["any", *CATEGORIES]),
    origin=st.sampled_from(ORIGINS),
    channel=st.sampled_from(["any", "tmall", "jd", "other"]),
    nominal=st.integers(0, 5000),
    random=st.randoms(use_true_random=False),
)
def test_exactly_one_row_wins_in_whatever_order_rows_stand(
    rows: list[AcceptanceRule],
    category: str,
    origin: str,
    channel: str,
    nominal: int,
    random: Random,
) -> None:
    shipped = shelf_life_rules()
    every = [*shipped.acceptance, *rows]
    one = replace(shipped, acceptance=tuple(every)).check()
    found = one.winner(category, origin, nominal, channel)
    random.shuffle(every)
    assert (
        replace(shipped, acceptance=tuple(every)).winner(category, origin, nominal, channel)
        == found
    )
    assert found.applies(category, origin, channel, nominal)
    rivals = [row for row in every if row.applies(category, origin, channel, nominal)]
    assert found.specificity == max(row.specificity for row in rivals)
    equals = [row for row in rivals if row.specificity == found.specificity]
    assert all(row.needed_days(nominal) <= found.needed_days(nominal) for row in equals)
