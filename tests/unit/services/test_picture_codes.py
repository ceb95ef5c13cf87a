"""How far a code of a picture is believed, and which of several is meant."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from inspector_app.domain.master import OrderLine
from inspector_app.domain.scan import CONFIRMED, RawScan
from inspector_app.domain.trust import ANYTHING, InHand
from inspector_app.services.picture_codes import judged, meant, standing
from inspector_app.services.station import Station
from tests.fakes.goods import PRODUCT
from tests.fakes.station import ORDER

TEA, UNKNOWN = "6901234567892", "6923456000117"
HAND = InHand(order_id=ORDER.id, product_id=PRODUCT.id)


def photo(text: str, source: Any = "picture") -> RawScan:
    symbology = "]E0" if text.isdigit() else "]Q1"
    return RawScan(data=text.encode(), source=source, symbology_id=symbology)


@pytest.mark.parametrize(
    ("text", "in_hand", "known", "wanted"),
    [
        (TEA, ANYTHING, True, True),
        (TEA, HAND, True, True),
        (TEA, InHand(order_id="O-other"), True, False),
        (TEA, InHand(order_id=ORDER.id, product_id="P-other"), True, False),
        (UNKNOWN, ANYTHING, False, False),
        ("INS:C:pass", HAND, True, False),
        ("INS:K:L261122-A1-001:4", HAND, True, True),
        ("INS:W:P-1", HAND, True, True),
        ("INS:W:P-404", HAND, False, False),
        (ORDER.number, HAND, True, False),
        ("6901234567890", ANYTHING, False, False),
        ("(01)06901234567892(17)281340", HAND, False, False),
    ],
)
def test_what_the_records_say(
    station: Station, text: str, in_hand: InHand, known: bool, wanted: bool
) -> None:
    stands = standing(station, photo(text), in_hand)
    assert (stands.known, stands.wanted) == (known, wanted)


def test_known_goods_on_no_order_are_known_and_not_wanted(station: Station) -> None:
    lonely = replace(PRODUCT, id="P-8", codes=(replace(PRODUCT.codes[0], code="06923456000117"),))
    with station.records.writing() as work:
        work.master.put_products([lonely])
    stands = standing(station, photo(UNKNOWN), ANYTHING)
    assert (stands.known, stands.wanted) == (True, False)


def test_an_unknown_code_needs_another_picture_or_a_persons_eye(station: Station) -> None:
    def trust(scan: RawScan, *others: RawScan) -> str:
        return judged(station, [scan], in_hand=ANYTHING, others=others)[0].trust

    assert trust(photo(TEA)) == "known"
    assert trust(photo(UNKNOWN)) == "unproved"
    assert trust(photo(UNKNOWN), photo(TEA)) == "unproved"
    assert trust(photo(UNKNOWN), photo(UNKNOWN, "camera")) == "agreed"
    assert trust(replace(photo(UNKNOWN), stage=CONFIRMED)) == "certain"
    assert trust(photo(UNKNOWN, "typed")) == "certain"


def test_wrong_data_beside_a_known_number_is_no_witness_of_itself(station: Station) -> None:
    flawed = photo("(01)06901234567892(17)281340", "camera")
    (alone,) = judged(station, [flawed], in_hand=ANYTHING)
    (twice,) = judged(station, [flawed], in_hand=ANYTHING, others=[flawed])
    assert (alone.trust, twice.trust) == ("unproved", "agreed")


def test_the_only_code_or_the_only_one_in_hand_is_meant(station: Station) -> None:
    def chosen(*texts: str, in_hand: InHand = HAND) -> str | None:
        code = meant(judged(station, [photo(text) for text in texts], in_hand=in_hand))
        return code.scan.text if code is not None else None

    assert chosen() is None
    assert chosen(UNKNOWN) == UNKNOWN
    assert chosen(UNKNOWN, UNKNOWN) == UNKNOWN, "printed twice"
    assert chosen(UNKNOWN, TEA) == TEA
    assert chosen(UNKNOWN, "6909876543210") is None
    assert chosen(TEA, "INS:K:L261122-A1-001:4") is None, "the goods or the carton"
    assert chosen(UNKNOWN, TEA, in_hand=InHand(order_id="O-other")) is None


def test_goods_of_the_order_are_meant_and_not_those_of_another(station: Station) -> None:
    other = replace(PRODUCT, id="P-9", codes=(replace(PRODUCT.codes[0], code="06923456000117"),))
    line = OrderLine(id="O-9/1", product_id="P-9", units=24, cartons=1)
    with station.records.writing() as work:
        work.master.put_products([other])
        work.master.put_orders([replace(ORDER, id="O-9", number="ASN-9", lines=(line,))])
    both = [photo(TEA), photo(UNKNOWN)]
    assert meant(judged(station, both, in_hand=ANYTHING)) is None
    code = meant(judged(station, both, in_hand=InHand(order_id="O-9")))
    assert code is not None
    assert code.scan.text == UNKNOWN
