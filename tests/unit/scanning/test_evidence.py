"""When the reads of one photo prove a code, and which of two that contradict each other stays."""

from __future__ import annotations

from inspector_app.domain.scan import Position, RawScan
from inspector_app.scanning.evidence import Evidence

TEA, OTHER = b"6901234567892", b"6922222222227"


def at(x: float, y: float, width: float = 300.0, height: float = 100.0) -> Position:
    return ((x, y), (x + width, y), (x + width, y + height), (x, y + height))


def bars(data: bytes, place: Position, kind: str = "]E0") -> RawScan:
    return RawScan(data=data, source="picture", symbology_id=kind, position=place, stage="x")


def evidence(*pieces: bytes) -> Evidence:
    """Bar codes with these contents are pieces of longer ones."""
    return Evidence(lambda scan: scan.data not in pieces)


def told(found: Evidence) -> list[tuple[bytes, bool]]:
    return [(scan.data, scan.proved) for scan in found.scans()]


def test_a_bar_code_is_proved_by_a_second_way_of_looking() -> None:
    found = evidence()
    assert found.add([bars(TEA, at(0, 0))], "whole") == [bars(TEA, at(0, 0))]
    assert told(found) == [(TEA, False)]
    assert found.add([bars(TEA, at(4, 3))], "whole") == []
    assert told(found) == [(TEA, False)]
    found.add([bars(TEA, at(2, 40, height=2.0))], "averaged")
    assert told(found) == [(TEA, True)]
    assert found.anything_proved()
    assert found.taken(at(20, 10, 250, 60))
    assert not found.taken(at(900, 900))


def test_a_matrix_code_needs_one_look() -> None:
    found = evidence()
    assert found.add([bars(b"INS:C:pass", at(0, 0, 90, 90), "]Q1")], "whole") == []
    assert told(found) == [(b"INS:C:pass", True)]


def test_two_numbers_at_one_place_prove_nothing_and_the_stronger_is_given() -> None:
    found = evidence()
    for look in ("whole", "averaged"):
        found.add([bars(TEA, at(0, 0))], look)
    found.add([bars(OTHER, at(5, 2))], "sharpened")
    assert told(found) == [(TEA, False)]
    for look in ("crop", "zbar"):
        found.add([bars(TEA, at(0, 0))], look)
    assert told(found) == [(TEA, True)]


def test_a_piece_of_a_longer_code_gives_way_however_often_it_was_seen() -> None:
    half = b"0198571000076"
    found = evidence(half)
    for look in ("whole", "crop", "averaged"):
        found.add([bars(half, at(120, 40, 150, 2))], look)
    assert told(found) == [(half, False)]
    for look in ("whole", "averaged"):
        found.add([bars(TEA, at(0, 0))], look)
    assert told(found) == [(TEA, True)]


def test_what_only_taking_back_blur_gives_is_not_given_for_codes_with_a_weak_check() -> None:
    found = evidence()
    for look in ("unblurred", "unmoved"):
        found.add([bars(TEA, at(0, 0))], look)
    assert told(found) == []
    assert not found.anything_proved()
    found.add([bars(b"INS-1", at(0, 500), "]C0")], "unblurred")
    assert told(found) == [(b"INS-1", False)]


def test_the_same_number_twice_on_a_carton_is_two_codes_in_reading_order() -> None:
    found = evidence()
    for look in ("whole", "averaged"):
        found.add([bars(TEA, at(0, 600)), bars(OTHER, at(500, 20)), bars(TEA, at(0, 20))], look)
    assert told(found) == [(TEA, True), (OTHER, True), (TEA, True)]


def test_a_read_without_a_place_counts_wherever_it_is() -> None:
    found = evidence()
    found.add([bars(TEA, ())], "whole")
    found.add([bars(TEA, at(0, 0))], "zbar")
    assert told(found) == [(TEA, True)]
    assert found.is_proved(bars(TEA, ()))
