"""Barcode, label and order against each other."""

from __future__ import annotations

from datetime import date

from inspector_app.domain.shelf_life import (
    Claim,
    LabelDate,
    compare_claims,
    food_label_edition,
)

FULL = Claim(produced=date(2026, 3, 1), expires=date(2028, 2, 29), lot_number="L2603A")


def test_three_sources_that_agree_raise_nothing() -> None:
    assert compare_claims({"barcode": FULL, "printed": FULL, "order": FULL}) == ()


def test_each_pair_that_differs_is_a_finding() -> None:
    other = Claim(produced=date(2026, 3, 1), expires=date(2028, 3, 31), lot_number="L2603A")
    found = compare_claims({"order": other, "printed": FULL, "barcode": FULL})
    assert [(each.field, each.first, each.second) for each in found] == [
        ("expires", "barcode", "order"),
        ("expires", "printed", "order"),
    ]
    assert (found[0].first_value, found[0].second_value) == ("2028-02-29", "2028-03-31")


def test_three_different_dates_are_three_findings() -> None:
    claims = [Claim(produced=date(2026, 3, day)) for day in (1, 2, 3)]
    found = compare_claims({"barcode": claims[0], "printed": claims[1], "order": claims[2]})
    assert len(found) == 3
    assert {each.field for each in found} == {"produced"}


def test_a_silent_source_disagrees_with_nobody() -> None:
    assert compare_claims({"barcode": FULL, "printed": Claim(), "order": Claim()}) == ()
    assert compare_claims({"barcode": FULL}) == ()


def test_a_month_agrees_with_its_days() -> None:
    month = Claim(expires=LabelDate(year=2028, month=2))
    assert compare_claims({"printed": month, "barcode": FULL}) == ()
    other = Claim(expires=LabelDate(year=2028, month=3))
    assert compare_claims({"printed": other, "barcode": FULL})[0].second_value == "2028-03"


def test_lot_numbers_differ_beyond_case_and_spaces() -> None:
    same = Claim(lot_number="l2603 a")
    assert compare_claims({"barcode": FULL, "printed": same}) == ()
    other = Claim(lot_number="L2603B")
    found = compare_claims({"barcode": FULL, "printed": other})
    assert [each.field for each in found] == ["lot_number"]


def test_the_food_label_edition_goes_by_production_date() -> None:
    assert food_label_edition(date(2027, 3, 15)) == "gb7718_2011_or_2025"
    assert food_label_edition(date(2027, 3, 16)) == "gb7718_2025"
