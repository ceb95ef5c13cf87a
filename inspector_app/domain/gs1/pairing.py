"""Which identifiers must, and which must not, stand together on one item.

Judged over all codes read on the item: one label may carry the GTIN, the next the batch.
Source: GS1 General Specifications, section 4.13 and 4.14.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Final

from inspector_app.domain.gs1.result import Element, Problem, ScanResult, Severity
from inspector_app.domain.gs1.tables import GsTables

_SIGNATURE: Final = "8030"
# Keys whose serial part may be left out, and their length without it.
_WITHOUT_SERIAL: Final = {"253": 13, "255": 13, "8003": 14}


def judge_item(results: Iterable[ScanResult], tables: GsTables) -> tuple[Problem, ...]:
    """Pairing over all codes read on one item; a bare trade item number counts as AI 01.

    Codes that contradict each other are ``values_differ``.
    """
    elements: list[Element] = []
    for result in results:
        elements.extend(result.elements)
        if result.kind == "gtin" and result.gtin is not None:
            elements.append(Element(ai="01", value=result.gtin, title="GTIN"))
    return pairing_problems(elements, tables, missing="error")


def pairing_problems(
    elements: Iterable[Element], tables: GsTables, *, missing: Severity = "warning"
) -> tuple[Problem, ...]:
    """What is repeated with another value, forbidden beside another, or lacks its partner."""
    values: dict[str, str] = {}
    problems: list[Problem] = []
    for element in elements:
        earlier = values.setdefault(element.ai, element.value)
        if earlier != element.value:
            params = {"ai": element.ai, "one": earlier, "other": element.value}
            problems.append(Problem(code="values_differ", params=params))
    problems.extend(_forbidden(values, tables))
    for ai in values:
        rule = tables.rules.get(ai)
        if rule is not None and rule.requires and not _met(rule.requires, values):
            needs = " / ".join("+".join(group) for group in rule.requires)
            params = {"ai": ai, "needs": needs}
            problems.append(Problem(code="partner_missing", params=params, severity=missing))
    problems.extend(_unsigned_serials(values))
    return tuple(problems)


def _unsigned_serials(values: Mapping[str, str]) -> Iterator[Problem]:
    """A digital signature signs one thing only, so that its key must carry the serial number."""
    if _SIGNATURE not in values:
        return
    for ai, length in _WITHOUT_SERIAL.items():
        if ai in values and len(values[ai]) <= length:
            params = {"ai": ai, "value": values[ai]}
            yield Problem(code="serial_part_missing", params=params)


def _met(groups: tuple[tuple[str, ...], ...], present: Iterable[str]) -> bool:
    return any(
        all(any(_matches(pattern, ai) for ai in present) for pattern in group) for group in groups
    )


def _forbidden(present: Iterable[str], tables: GsTables) -> Iterator[Problem]:
    for one, other in combinations(present, 2):
        if _excludes(one, other, tables) or _excludes(other, one, tables):
            yield Problem(code="pair_forbidden", params={"ai": one, "other": other})


def _excludes(ai: str, other: str, tables: GsTables) -> bool:
    rule = tables.rules.get(ai)
    return rule is not None and any(_matches(pattern, other) for pattern in rule.excludes)


def _matches(pattern: str, ai: str) -> bool:
    """``310n`` matches 3100 to 3109."""
    return len(pattern) == len(ai) and all(
        wanted in ("n", given) for wanted, given in zip(pattern, ai, strict=True)
    )
