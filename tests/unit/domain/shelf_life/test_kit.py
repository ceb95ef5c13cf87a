"""The earliest unit of a kit governs it, and nothing found inside it is lost."""

from __future__ import annotations

from datetime import date

import pytest

from inspector_app.bootstrap.tables import shelf_life_rules
from inspector_app.domain.shelf_life import Assessment, KitPart, assess, assess_kit, governing

ON = date(2026, 6, 1)


def ending(
    last: date | None, *, produced: date | None = date(2026, 1, 1), life: str | None = None
) -> Assessment:
    return assess(
        produced, life, last, ON, "food", "domestic", shelf_life_rules(),
        exempt=last is None and life is None,
    )  # fmt: skip


def part(name: str, last: date | None, life: str | None = None) -> KitPart:
    return KitPart(name=name, assessment=ending(last, life=life))


EARLY, LATE = date(2027, 5, 1), date(2028, 12, 31)


def codes(found: Assessment) -> list[str]:
    return [each.code for each in found.reasons]


def test_the_earliest_unit_governs() -> None:
    found = assess_kit(None, [part("面霜", LATE), part("精华", EARLY)])
    assert found.last_good_day_a == EARLY
    assert found.reasons[0].values() == {"name": "精华", "last": "2027-05-01"}
    assert (found.findings, found.action) == ((), ending(EARLY).action)


def test_an_outer_pack_that_promises_more_is_a_finding() -> None:
    found = assess_kit(ending(LATE), [part("精华", EARLY)])
    assert found.last_good_day_a == EARLY
    assert [each.code for each in found.findings] == ["kit_outer_later"]
    assert found.findings[0].values() == {"outer": "2028-12-31", "inner": "2027-05-01"}
    assert (found.action, codes(found)[0]) == ("approval", "kit_governed")


def test_an_outer_pack_that_promises_less_governs() -> None:
    found = assess_kit(ending(EARLY), [part("面霜", LATE)])
    assert (found.last_good_day_a, codes(found)[0]) == (EARLY, "kit_outer_governs")
    assert found.findings == ()


def test_equal_days_are_no_finding() -> None:
    found = assess_kit(ending(EARLY), [part("面霜", EARLY)])
    assert (found.last_good_day_a, found.findings) == (EARLY, ())


def test_a_finding_of_a_later_unit_is_a_finding_of_the_kit() -> None:
    odd = part("面霜", LATE, life="12M")
    found = assess_kit(None, [part("精华", EARLY), odd])
    assert [each.code for each in found.findings] == ["printed_differs"]
    assert codes(found).count("printed_differs") == 1
    assert found.action == "approval"


def test_findings_of_the_governing_unit_are_told_once() -> None:
    found = assess_kit(None, [part("精华", EARLY, life="24M"), part("面霜", LATE)])
    assert codes(found).count("printed_differs") == 1


def test_exempt_units_govern_only_a_kit_of_nothing_else() -> None:
    found = assess_kit(None, [part("卡片", None), part("精华", EARLY)])
    assert found.last_good_day_a == EARLY
    only = assess_kit(ending(None), [part("卡片", None)])
    assert (only.state, codes(only)) == ("exempt", ["exempt"])
    outer = assess_kit(ending(LATE), [part("卡片", None)])
    assert (outer.last_good_day_a, outer.findings) == (LATE, ())


def test_a_kit_of_nothing_is_no_kit() -> None:
    with pytest.raises(ValueError, match="empty"):
        assess_kit(None, [])
    assert governing([ending(LATE), ending(EARLY)]).last_good_day_a == EARLY
