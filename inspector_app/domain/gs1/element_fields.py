"""From elements to the fields the station works with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from inspector_app.domain.gs1.content import value_problems
from inspector_app.domain.gs1.dates import read_yymmdd
from inspector_app.domain.gs1.result import CodeDate, DateRole, Element
from inspector_app.domain.gs1.tables import GsTables

DATE_ROLES: Final[dict[str, DateRole]] = {
    "11": "produced",
    "12": "due",
    "13": "packed",
    "15": "best_before",
    "16": "sell_by",
    "17": "expires",
    "7003": "expiry_time",
    "7007": "harvested",
    "8008": "produced",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Values of sound elements only; what is malformed stays in the elements."""

    gtin: str | None = None
    content_gtin: str | None = None
    lot: str | None = None
    serial: str | None = None
    sscc: str | None = None
    count: int | None = None
    dates: tuple[CodeDate, ...] = ()


def fields_of(elements: Iterable[Element], today: date, tables: GsTables) -> Fields:
    """The fields; of an identifier given twice the first counts."""
    sound: dict[str, str] = {}
    for element in elements:
        rule = tables.rules.get(element.ai)
        if rule is None or any(True for _ in value_problems(rule, element.value, today, tables)):
            continue
        sound.setdefault(element.ai, element.value)
    count = sound.get("37", sound.get("30"))
    return Fields(
        gtin=sound.get("01"),
        content_gtin=sound.get("02"),
        lot=sound.get("10"),
        serial=sound.get("21"),
        sscc=sound.get("00"),
        count=int(count) if count is not None else None,
        dates=_dates(sound, today),
    )


def _dates(sound: dict[str, str], today: date) -> tuple[CodeDate, ...]:
    dates: list[CodeDate] = []
    for ai, role in DATE_ROLES.items():
        found = read_yymmdd(sound.get(ai, "")[:6], today, day_may_be_00=len(ai) == 2)
        if found is not None:
            value, day_given = found
            dates.append(CodeDate(role=role, ai=ai, value=value, day_given=day_given))
    return tuple(dates)
