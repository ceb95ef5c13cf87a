"""The lot of the budget "flow.lot": every key and scan an inspector needs, none more."""

from __future__ import annotations

from tests.fakes.walking import UNIT_CODE, Bench

DEFECTS = 3


def walk_the_lot(bench: Bench) -> None:
    """Walk and sign the bench's lot of 3,000 units in 125 cartons, with three defects found."""
    bench.keys("F9", "1")
    bench.scan(UNIT_CODE)
    bench.keys("F9", "r", "1")  # the product's picture; the rest; which kind it is
    bench.keys("F9", "r")  # the dates
    bench.keys("F9", "r", "1")  # delivery note; the rest; ambient goods
    bench.key("1")  # all cartons were seen from outside
    number = 0
    while bench.place.stage_id == "cartons":
        number += 1
        bench.scan(UNIT_CODE)
        if number == 2:
            _record(bench, "3")  # a slight dent, on the carton
            bench.key("1")
            continue
        bench.key("1")
        if number in (5, 9):
            _record(bench, "1")  # an inner box that is torn, on a unit
        bench.key("1")
    bench.keys("F9", "r")  # the label
    bench.keys("F9", "r")  # the listing
    bench.key("Enter")
    bench.badge()


def _record(bench: Bench, digit: str) -> None:
    """Open the list, choose, keep the count of one; then the shots a claim still lacks."""
    bench.keys("2", digit, "Enter")
    while any(not slot.taken for slot in bench.view.slots):
        bench.key("F9")
