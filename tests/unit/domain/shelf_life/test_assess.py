"""Assessments against known days and an independent slow implementation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

import msgspec
import pytest

from inspector_app.bootstrap.tables import shelf_life_rules
from inspector_app.domain.errors import DateError
from inspector_app.domain.shelf_life import (
    Assessment,
    LabelDate,
    Life,
    assess,
    governing,
    parse_label_date,
)

DAY = timedelta(days=1)
LIVES = ["1D", "3D", "15D", "29D", "30D", "89D", "180D", "1M", "6M", "12M", "18M", "36M", "3Y"]


def look(
    produced: str | None = None,
    life: str | None = None,
    expires: str | None = None,
    on: str = "2026-06-01",
    category: str = "food",
    origin: str = "domestic",
    **more: object,
) -> Assessment:
    return assess(
        parse_label_date(produced) if produced else None,
        life,
        parse_label_date(expires) if expires else None,
        date.fromisoformat(on),
        category,
        origin,
        shelf_life_rules(),
        **more,  # type: ignore[arg-type]
    )


def codes(found: Assessment) -> set[str]:
    return {each.code for each in found.reasons}


@cache
def slow_last_b(produced: date, life: str) -> date:
    """Walks day by day; a month passes with the day number, or the month's end."""
    amount, unit = int(life[:-1]), life[-1]
    day = produced
    if unit == "D":
        for _ in range(amount):
            day += DAY
        return day
    wanted = amount * (12 if unit == "Y" else 1)
    passed = 0
    while True:
        day += DAY
        if day.day == 1:
            passed += 1
        if passed == wanted:
            tomorrow = day + DAY
            if day.day == produced.day or tomorrow.month != day.month:
                return day


def slow_result(produced: date, life: str, on: date) -> tuple[object, ...]:
    """Expected remaining days, ratio, state and action for domestic food, counted plainly."""
    last_b = slow_last_b(produced, life)
    last_a = last_b - DAY
    nominal = int(life[:-1]) * {"D": 1, "M": 30, "Y": 365}[life[-1]]
    total = nominal if life[-1] == "D" else (last_a - produced).days
    left = (last_a - on).days
    table = [(5, 0, 1, 2), (10, 0, 2, 4), (16, 0, 4, 6), (30, 2, 5, 10), (90, 3, 10, 20),
             (180, 5, 15, 30), (360, 7, 20, 40), (10**9, 15, 45, 90)]  # fmt: skip
    _, lock, near, warn = next(row for row in table if nominal < row[0])
    if on > last_b:
        state, action = "expired", "reject"
    elif left <= lock:
        state, action = "sales_lock", "reject"
    elif left <= near:
        state, action = "near_expiry", "approval"
    elif left <= warn:
        state, action = "warning", "warn"
    else:
        state, action = "fresh", "accept"
    if nominal >= 90:
        passes = Fraction(left, total) >= Fraction(2, 3)
    elif nominal >= 30:
        passes = Fraction(left, total) >= Fraction(3, 4)
    else:
        passes = (on - produced).days <= 3
    return last_a, last_b, left, total, state, action if passes else "reject"


def compare(produced: date, life: str, on: date) -> None:
    found = assess(produced, life, None, on, "food", "domestic", shelf_life_rules())
    assert (
        found.last_good_day_a, found.last_good_day_b, found.remaining_days, found.total_days,
        found.state, found.action,
    ) == slow_result(produced, life, on), (produced, life, on)  # fmt: skip


def days_to_check(produced: date, life: str) -> list[date]:
    last = slow_last_b(produced, life)
    span = (last - produced).days
    fixed = [produced + timedelta(days=number) for number in (0, 1, 3, 4)]
    edges = [last + timedelta(days=number) for number in (-2, -1, 0, 1, 2)]
    parts = [produced + timedelta(days=span * number // 12) for number in range(13)]
    return sorted({day for day in (*fixed, *edges, *parts) if day >= produced})


@pytest.mark.parametrize("life", LIVES)
def test_agrees_with_a_slow_count_over_four_years_sampled(life: str) -> None:
    produced = date(2024, 1, 1)
    while produced < date(2028, 1, 1):
        for on in days_to_check(produced, life):
            compare(produced, life, on)
        produced += timedelta(days=37 if produced.day < 28 else 1)


@pytest.mark.long
@pytest.mark.parametrize("life", LIVES)
def test_agrees_with_a_slow_count_on_every_day_of_four_years(life: str) -> None:
    produced = date(2024, 1, 1)
    while produced < date(2028, 1, 1):
        for on in days_to_check(produced, life):
            compare(produced, life, on)
        produced += DAY


def test_both_conventions_of_a_printed_life() -> None:
    found = look("2026-08-31", "18M", on="2026-09-01")
    assert found.last_good_day_b == date(2028, 2, 29)
    assert found.last_good_day_a == date(2028, 2, 28)
    found = look("2021-01-03", "12M", on="2021-01-03")
    assert (found.last_good_day_a, found.last_good_day_b) == (date(2022, 1, 2), date(2022, 1, 3))


def test_120_of_180_days_pass_two_thirds() -> None:
    found = look("2026-03-01", "180D", on="2026-04-29")
    assert found.remaining_ratio == "120/180"
    assert found.ratio() == Fraction(2, 3)
    assert found.action == "accept"
    assert (found.needed_days, found.rule and found.rule.id) == (120, "domestic-90")


def test_a_decision_that_differs_by_convention_shows_both() -> None:
    found = look("2026-03-01", "180D", on="2026-04-30")
    assert (found.remaining_days, found.remaining_days_b) == (119, 120)
    assert found.action == "reject"
    told = next(each for each in found.reasons if each.code == "conventions_differ").values()
    assert (told["action_a"], told["action_b"]) == ("reject", "accept")


def test_goods_are_not_called_expired_on_the_last_day_by_b() -> None:
    last_b = look("2026-03-01", "180D", on="2026-08-28")
    assert (last_b.remaining_days, last_b.state) == (-1, "sales_lock")
    after = look("2026-03-01", "180D", on="2026-08-29")
    assert (after.remaining_days, after.state, after.action) == (-2, "expired", "reject")
    assert after.remaining_ratio == "-2/180"


def test_days_since_expiry_are_counted_by_b() -> None:
    found = look("2026-01-01", "12M", on="2027-01-03")
    assert (found.remaining_days, found.remaining_days_b) == (-3, -2)
    told = {each.code: each.values() for each in found.reasons}
    assert told["state_expired"] == {"days": 2}
    assert told["ratio_below"]["remaining"] == 0


def test_a_printed_last_day_wins_and_agreement_is_told() -> None:
    found = look("2026-03-01", "180D", "2026-08-27")
    assert found.last_good_day_a == found.last_good_day_b == date(2026, 8, 27)
    assert found.findings == ()
    assert found.total_days == 180
    assert {"last_day_printed", "printed_agrees"} <= codes(found)


@pytest.mark.parametrize(
    ("expires", "finding"),
    [
        ("2026-08-26", True),
        ("2026-08-27", False),
        ("2026-08-28", False),
        ("2026-08-29", False),
        ("2026-08-30", True),
        ("2026-08", False),
        ("2026-09", True),
        ("2026-07", True),
    ],
)
def test_a_printed_day_is_checked_against_the_computed_one(expires: str, finding: bool) -> None:
    found = look("2026-03-01", "180D", expires, on="2026-03-02")
    assert bool(found.findings) is finding
    assert found.action == ("approval" if finding else "accept")
    if finding:
        assert found.findings[0].code == "printed_differs"
        assert found.findings[0] in found.reasons


def test_a_month_reached_by_either_convention_agrees() -> None:
    assert look("2026-03-01", "1M", "2026-03", on="2026-03-01").findings == ()
    assert look("2026-03-01", "1M", "2026-04", on="2026-03-01").findings == ()


def test_a_contradicted_life_does_not_set_the_total() -> None:
    found = look("2026-03-01", "180D", "2026-06-09", on="2026-03-01")
    assert found.remaining_ratio == "100/100"


@pytest.mark.parametrize(
    ("expires", "wording", "a", "b", "code"),
    [
        ("2028-02", "until", "2028-02-29", "2028-02-29", None),
        ("2028-02", "use_by", "2028-02-01", "2028-02-29", "wording_use_by"),
        ("2028-02", "before", "2028-02-01", "2028-02-29", "wording_before"),
        ("2028-02-28", "until", "2028-02-28", "2028-02-28", None),
        ("2028-02-28", "use_by", "2028-02-28", "2028-02-28", None),
        ("2028-02-28", "before", "2028-02-27", "2028-02-28", "wording_before"),
    ],
)
def test_the_wording_of_the_last_day(
    expires: str, wording: str, a: str, b: str, code: str | None
) -> None:
    found = look("2026-03-01", None, expires, wording=wording)
    assert found.last_good_day_a == date.fromisoformat(a)
    assert found.last_good_day_b == date.fromisoformat(b)
    assert {each for each in codes(found) if each.startswith("wording")} == ({code} - {None})


def test_a_month_as_last_day_is_told() -> None:
    assert "expiry_month_only" in codes(look("2026-03-01", None, "2028-02"))
    assert "expiry_month_only" not in codes(look("2026-03-01", None, "2028-02-28"))


def test_a_month_of_production_means_its_first_day() -> None:
    found = look("2026-03", "12M")
    assert found.produced == date(2026, 3, 1)
    assert "production_month_only" in codes(found)


def test_a_last_day_alone_needs_a_supervisor() -> None:
    found = look(None, None, "2028-02-28")
    assert found.remaining_ratio is None
    assert found.action == "approval"
    assert {"life_unknown", "ratio_unknown"} <= codes(found)
    assert found.needed_days is None


def test_a_last_day_alone_that_is_past_is_rejected() -> None:
    assert look(None, None, "2026-05-31").action == "reject"


def test_production_is_estimated_from_life_and_last_day() -> None:
    found = look(None, "12M", "2027-03-01")
    assert found.produced is None
    assert found.total_days == 365
    assert "production_estimated" in codes(found)
    assert look(None, "180D", "2026-08-28").total_days == 180


def test_a_short_life_counts_days_since_production() -> None:
    assert look("2026-05-29", "20D").action == "accept"
    late = look("2026-05-28", "20D")
    assert late.action == "reject"
    assert "too_old" in codes(late)
    unknown = look(None, "20D", "2026-06-20")
    assert unknown.action == "approval"
    assert "age_unknown" in codes(unknown)
    met = look("2026-05-29", "20D")
    assert {each.code: each.values() for each in met.reasons}["age_met"] == {"age": 3, "needed": 3}


def test_least_days_count_beside_the_ratio() -> None:
    found = look("2025-05-01", "24M", category="cosmetics", origin="imported")
    assert found.remaining_days == 333
    assert {"days_below", "ratio_below"} <= codes(found)


def test_the_day_a_product_is_made_and_expires_can_be_one() -> None:
    found = look("2026-06-01", None, "2026-06-01")
    assert (found.remaining_days, found.remaining_ratio) == (0, None)
    assert found.state == "sales_lock"
    long = look("2026-06-01", "36M", "2026-06-01")
    assert (long.total_days, long.remaining_ratio, long.action) == (None, None, "reject")
    assert {"ratio_of_nothing", "printed_differs"} <= codes(long)


def test_a_last_day_for_acceptance_before_production_makes_no_share() -> None:
    """限期使用日期 in the month of production: its first day is before the goods were made."""
    month = look("2026-06-05", None, "2026-06", on="2026-06-05", wording="use_by")
    assert (month.remaining_days, month.remaining_days_b) == (-4, 25)
    assert (month.total_days, month.remaining_ratio, month.action) == (None, None, "reject")
    eve = look("2026-06-05", None, "2026-06-05", on="2026-06-05", wording="before")
    assert (eve.remaining_days, eve.remaining_ratio, eve.state) == (-1, None, "sales_lock")
    assert {"state_past_acceptance", "age_met"} <= codes(eve)
    assert "rule_met" not in codes(eve)


def test_days_alone_are_told_as_met() -> None:
    rules = shelf_life_rules()
    days = replace(rules.acceptance[0], min_remaining=None, min_remaining_days=100)
    own = replace(rules, acceptance=(days, *rules.acceptance[1:]))
    found = assess(date(2026, 1, 1), "12M", None, date(2026, 6, 1), "food", "domestic", own)
    assert (found.action, found.remaining_days) == ("accept", 213)
    assert "rule_met" in codes(found)


def test_exempt_goods_are_not_judged_unless_a_day_is_printed() -> None:
    found = look("2026-05-01", None, None, exempt=True)
    assert (found.state, found.action, found.rule) == ("exempt", "accept", None)
    assert found.produced == date(2026, 5, 1)
    assert found.ratio() is None
    assert look(exempt=True).produced is None
    assert look(None, None, "2026-05-31", exempt=True).state == "expired"


def test_the_rule_is_named_with_its_set_and_version() -> None:
    rule = look("2026-03-01", Life(amount=12, unit="M")).rule  # type: ignore[arg-type]
    assert rule is not None
    assert (rule.set_id, rule.set_version, rule.basis) == ("shelf-life-default", 1, "practice")


def test_states_in_their_order_as_days_pass() -> None:
    day, seen = date(2026, 3, 1), []
    while day < date(2027, 4, 1):
        state = look("2026-03-01", "12M", on=day.isoformat()).state
        if not seen or seen[-1] != state:
            seen.append(state)
        day += DAY
    assert seen == ["fresh", "warning", "near_expiry", "sales_lock", "expired"]


def test_the_earliest_part_governs_a_kit() -> None:
    early, late = look("2026-03-01", "12M"), look("2026-03-01", "24M")
    exempt = look(exempt=True)
    assert governing([late, exempt, early]) == early
    assert governing([exempt]) == exempt


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"produced": "2026-06-02", "life": "12M"}, "produced_in_future"),
        ({"produced": "2026-07", "life": "12M"}, "produced_in_future"),
        ({"produced": "2026-03-01", "expires": "2026-02-28"}, "expires_before_produced"),
        ({"produced": "2026-03-01", "expires": "2026-02"}, "expires_before_produced"),
        ({"produced": "2026-03-01"}, "dates_missing"),
        ({"life": "12M"}, "dates_missing"),
        ({}, "dates_missing"),
        ({"produced": "2026-03-01", "life": "soon"}, "life_unreadable"),
        ({"produced": "2026-03-01", "life": "12M", "wording": "maybe"}, "unknown_wording"),
        ({"produced": "2026-03-01", "life": "12M", "origin": "mars"}, "unknown_origin"),
        ({"produced": "2026-03-01", "life": "12M", "category": "toys"}, "unknown_category"),
    ],
)
def test_dates_that_cannot_be_are_refused(words: dict[str, str], code: str) -> None:
    with pytest.raises(DateError) as refused:
        look(**words)
    assert refused.value.code == code


def test_production_in_the_month_of_receipt_is_no_future() -> None:
    assert look("2026-06", "12M").produced == date(2026, 6, 1)


def test_an_assessment_survives_its_encoding() -> None:
    for found in (look("2026-03-01", "180D", "2026-08-20"), look(exempt=True)):
        assert msgspec.json.decode(msgspec.json.encode(found), type=Assessment) == found


def test_a_plain_date_and_a_label_date_mean_the_same() -> None:
    rules = shelf_life_rules()
    plain = assess(date(2026, 3, 1), "12M", None, date(2026, 6, 1), "food", "domestic", rules)
    stated = LabelDate(year=2026, month=3, day=1)
    assert assess(stated, "12M", None, date(2026, 6, 1), "food", "domestic", rules) == plain


def test_a_printed_month_read_strictly_and_widely_tells_both() -> None:
    found = look(expires="2028-02", on="2028-01-25", wording="use_by")
    told = next(each for each in found.reasons if each.code == "readings_differ").values()
    assert (told["state_a"], told["state_b"]) == ("sales_lock", "near_expiry")
    assert found.state == "sales_lock"
    assert "conventions_differ" not in codes(found)
