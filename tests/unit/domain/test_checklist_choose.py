"""The choice of a standard is the product's own, else by category and origin."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspector_app.domain.checklist.choose import choose_standard
from inspector_app.domain.checklist.standard import SamplingRule, Standard
from inspector_app.domain.errors import StandardError
from inspector_app.domain.master import Product

FOOD = Standard(
    id="food", version=1, names={}, categories=("food",), origins=("domestic", "imported"),
    sampling=SamplingRule(), stages=(), defects=(),
)  # fmt: skip
WIDE = replace(FOOD, id="a_wide", categories=("food", "household"))
PRODUCT = Product(
    id="P-1", sku="S1", names={}, brand="", category="food", origin="domestic", supplier_id="",
    codes=(), spec="", net_content="", units_per_carton=1, shelf_life=None,
)  # fmt: skip


def test_category_and_origin_decide() -> None:
    choice = choose_standard([FOOD], PRODUCT, "online")
    assert choice.standard is FOOD
    assert choice.reason == "standard_by_category"
    assert choice.params["channel"] == "online"


def test_the_highest_version_counts() -> None:
    newer = replace(FOOD, version=2)
    assert choose_standard([newer, FOOD], PRODUCT).standard is newer


def test_the_narrower_standard_wins() -> None:
    assert choose_standard([WIDE, FOOD], PRODUCT).standard is FOOD


def test_a_standard_of_one_origin_goes_before_a_wide_one() -> None:
    imported = replace(WIDE, id="imported", origins=("imported",))
    goods = replace(PRODUCT, origin="imported")
    choice = choose_standard([FOOD, imported, WIDE], goods)
    assert (choice.standard.id, choice.reason) == ("imported", "standard_by_origin")
    assert choice.passed_over == ("food", "a_wide")


def test_goods_for_children_have_their_own() -> None:
    children = replace(FOOD, id="children", children=True)
    adults = replace(FOOD, id="adults", children=False)
    goods = replace(PRODUCT, children=True)
    choice = choose_standard([FOOD, children, adults], goods)
    assert (choice.standard.id, choice.reason) == ("children", "standard_by_children")
    assert choose_standard([children, adults], PRODUCT).standard.id == "adults"


def test_a_channel_of_the_order_goes_before_that_of_the_product() -> None:
    live = replace(FOOD, id="live", channels=("live", "shop"))
    goods = replace(PRODUCT, channel="live")
    choice = choose_standard([FOOD, live], goods)
    assert (choice.standard.id, choice.reason) == ("live", "standard_by_channel")
    assert choice.params["channel"] == "live"
    assert choose_standard([FOOD, live], goods, "bulk").standard.id == "food"


def test_the_products_own_standard_goes_first() -> None:
    choice = choose_standard([WIDE, FOOD], replace(PRODUCT, standard="a_wide"))
    assert (choice.standard.id, choice.reason) == ("a_wide", "standard_by_product")


def test_no_fitting_standard_is_refused() -> None:
    with pytest.raises(StandardError) as caught:
        choose_standard([FOOD], replace(PRODUCT, origin="cross_border"))
    assert caught.value.code == "no_standard"


def test_a_missing_own_standard_is_refused_not_replaced() -> None:
    with pytest.raises(StandardError) as caught:
        choose_standard([FOOD], replace(PRODUCT, standard="gone"))
    assert caught.value.code == "standard_missing"
