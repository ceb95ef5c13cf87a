"""The label of goods without a code carries the ids themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.errors import ScanError
from inspector_app.domain.station_codes import badge_code, parse_station_code
from inspector_app.domain.warehouse_labels import (
    MAX_TOKEN,
    LabelledGoods,
    goods_of,
    is_label_of,
    label_for,
)

IDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5)


def test_a_label_names_product_and_order_line() -> None:
    goods = LabelledGoods(product_id="P-0042", line_id="O-0006-1")
    code = label_for(goods)
    assert code.text == "INS:W:P-0042.O-0006-1"
    assert goods_of(parse_station_code(code.text)) == goods


@given(product=IDS, line=st.one_of(st.just(""), IDS))
def test_any_id_comes_back_from_the_printed_text(product: str, line: str) -> None:
    goods = LabelledGoods(product_id=product, line_id=line)
    code = label_for(goods)
    assert len(code.value) <= MAX_TOKEN
    read = goods_of(parse_station_code(code.text))
    assert read is not None
    assert read.product_id == product
    assert read.line_id in (line, "")


def test_a_long_order_line_is_left_out_and_a_long_product_refused() -> None:
    code = label_for(LabelledGoods(product_id="P" * 40, line_id="L" * 40))
    assert goods_of(code) == LabelledGoods(product_id="P" * 40)
    with pytest.raises(ScanError) as refused:
        label_for(LabelledGoods(product_id="P" * 65))
    assert refused.value.code == "label_id_too_long"
    with pytest.raises(ScanError):
        label_for(LabelledGoods(product_id=""))


@pytest.mark.parametrize("token", ["a.b.c", "_", "_zz", ".x", "x.", "a_ff"])
def test_tokens_of_another_kind_name_nothing(token: str) -> None:
    assert goods_of(parse_station_code(f"INS:W:{token}")) is None


def test_other_codes_name_no_goods() -> None:
    assert goods_of(None) is None
    assert goods_of(badge_code("abc")) is None


def test_a_label_belongs_to_its_own_product_only() -> None:
    label = label_for(LabelledGoods(product_id="面霜 1", line_id="O-1/1")).text
    assert is_label_of(label, "面霜 1")
    assert not is_label_of(label, "面霜 2")


@pytest.mark.parametrize("text", ["6901234567892", "INS:B:abc", "INS:W:", "INS:X:面霜 1", ""])
def test_other_texts_and_broken_labels_are_no_products_label(text: str) -> None:
    assert not is_label_of(text, "面霜 1")
