"""Which sample a lot needs and how many nonconforming units it may hold.

Sources: GB/T 2828.1-2012 tables 1 and 2; the number of cartons to open and the limit of a full
inspection ordered by a rule are practice and say so by their reason codes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import isqrt
from typing import Literal, TypeAlias

from inspector_app.domain.checklist.standard import SamplingRule
from inspector_app.domain.errors import PlanError
from inspector_app.domain.reason import Reason, reason
from inspector_app.domain.sampling.tables import (
    SamplingTables,
    Severity,
    SinglePlan,
    check_lot_size,
    known_severity,
)

Mode: TypeAlias = Literal["exempt", "sampling", "full"]
Counting: TypeAlias = Literal["items", "nonconformities"]
CRITICAL = "critical"
ITEM_AQL_LIMIT = Decimal(10)
LEAST_CARTONS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassPlan:
    """Plan of one class of nonconformity: draw positions 1 … ``n`` count against ``ac``.

    ``code_letter`` comes from the lot size, ``letter`` is the executed one after arrows; both and
    ``aql`` are ``""`` for critical, which knows no AQL. ``n`` is the table's own and may exceed
    the lot. ``note`` is a code under ``plan.note`` or ``""``.
    """

    cls: str
    aql: str
    code_letter: str
    letter: str
    n: int
    ac: int
    re: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be looked at in one lot, and why (``reasons``, texts under ``plan.reason``).

    ``sample_size`` is the units to draw (the largest n, at most the lot); ``classes`` are worst
    first. ``cartons_to_open`` is the least number; the draw opens more where cartons are small.
    ``carton`` is the plan for outer cartons by their own lot size, where a carton AQL is wanted.
    """

    mode: Mode
    edition: str
    lot_size: int
    level: str
    severity: Severity
    counting: Counting
    classes: tuple[ClassPlan, ...]
    sample_size: int
    carton_count: int
    cartons_to_open: int
    carton: ClassPlan | None = None
    reasons: tuple[Reason, ...] = ()

    def of(self, cls: str) -> ClassPlan:
        """The plan of that class; KeyError when there is none."""
        for entry in self.classes:
            if entry.cls == cls:
                return entry
        raise KeyError(cls)


def choose_plan(
    tables: SamplingTables,
    lot_size: int,
    rule: SamplingRule,
    *,
    severity: str | Mapping[str, str] = "normal",
    carton_count: int = 0,
    counting: Counting = "items",
) -> Plan:
    """The plan a standard's rule gives for a lot of ``lot_size`` units.

    ``severity`` is one for all classes, or one per class since switching runs per class.
    Raises PlanError ``lot_size_zero``, ``lot_size_negative``, ``lot_size_too_large``,
    ``carton_count_negative``, ``aql_not_in_table``, ``aql_needs_nonconformities``,
    ``unknown_level``, ``unknown_severity``.
    """
    aqls = {"major": rule.aql_major, "minor": rule.aql_minor}
    return plan_for(
        tables,
        lot_size,
        level=rule.level,
        aqls=aqls,
        mode=rule.mode,
        severity=severity,
        carton_count=carton_count,
        carton_aql=rule.carton_aql,
        counting=counting,
    )


def plan_for(
    tables: SamplingTables,
    lot_size: int,
    *,
    level: str,
    aqls: Mapping[str, str],
    mode: Mode = "sampling",
    severity: str | Mapping[str, str] = "normal",
    carton_count: int = 0,
    carton_aql: str | None = None,
    counting: Counting = "items",
) -> Plan:
    """As ``choose_plan``, from a level and AQLs by class; an AQL for critical is refused
    (``critical_has_no_aql``), no AQL at all is ``aql_missing``."""
    check_lot_size(lot_size)
    if carton_count < 0:
        raise PlanError("carton_count_negative", carton_count=carton_count)
    severities = _severities(severity, aqls)
    counted = [
        class_plan(
            tables,
            cls,
            tables.code_letter(lot_size, level),
            aql,
            severity=severities[cls],
            counting=counting,
        )
        for cls, aql in _wanted(aqls).items()
    ]
    strictest = _strictest(severities.values())
    chosen, sample, counted, reasons = _sized(mode, lot_size, level, strictest, counted)
    opened = cartons_to_open(carton_count, lot_size, sample)
    if opened:
        reasons.append(_opening_reason(carton_count, opened))
    return Plan(
        mode=chosen,
        edition=tables.edition,
        lot_size=lot_size,
        level=level,
        severity=strictest,
        counting=counting,
        classes=tuple(counted),
        sample_size=sample,
        carton_count=carton_count,
        cartons_to_open=opened,
        carton=_carton_plan(tables, carton_count, level, carton_aql) if sample else None,
        reasons=tuple(reasons),
    )


def class_plan(
    tables: SamplingTables,
    cls: str,
    code_letter: str,
    aql: str,
    *,
    severity: str = "normal",
    counting: Counting = "items",
) -> ClassPlan:
    """One cell of the tables as the plan of a class."""
    spelled = tables.aql(aql)
    if counting == "items" and Decimal(spelled) > ITEM_AQL_LIMIT:
        raise PlanError("aql_needs_nonconformities", aql=spelled)
    cell: SinglePlan = tables.single(severity, code_letter, spelled)
    return ClassPlan(
        cls=cls,
        aql=spelled,
        code_letter=code_letter,
        letter=cell.letter,
        n=cell.n,
        ac=cell.ac,
        re=cell.re,
        note=cell.note,
    )


def cartons_to_open(carton_count: int, lot_size: int, sample_size: int) -> int:
    """ceil(√cartons), at least 5, all when there are fewer (practice, editable).

    Never fewer than can hold the sample at the average filling, nor more than units are drawn.
    """
    if not carton_count or not sample_size:
        return 0
    root = isqrt(carton_count - 1) + 1
    needed = -(-sample_size * carton_count // lot_size)
    return min(max(root, LEAST_CARTONS, needed), carton_count, sample_size)


def _sized(
    mode: Mode, lot_size: int, level: str, severity: Severity, counted: list[ClassPlan]
) -> tuple[Mode, int, list[ClassPlan], list[Reason]]:
    """What is done in the end, the units to draw, all classes worst first, and why."""
    if mode == "exempt":
        return mode, 0, [], [reason("exempt_by_rule")]
    largest = max(entry.n for entry in counted)
    if mode == "full":
        counted, sample = [_full(entry, lot_size) for entry in counted], lot_size
        reasons = [reason("full_by_rule", lot_size=lot_size)]
    elif largest >= lot_size:
        mode, sample = "full", lot_size
        reasons = [reason("lot_at_most_sample", lot_size=lot_size, n=largest)]
    else:
        sample = largest
        reasons = _letter_reasons(lot_size, level, severity, counted)
    critical = ClassPlan(cls=CRITICAL, aql="", code_letter="", letter="", n=sample, ac=0, re=1)
    return mode, sample, [critical, *counted], reasons


def _wanted(aqls: Mapping[str, str]) -> Mapping[str, str]:
    if CRITICAL in aqls:
        raise PlanError("critical_has_no_aql")
    if not aqls:
        raise PlanError("aql_missing")
    return aqls


def _severities(severity: str | Mapping[str, str], aqls: Mapping[str, str]) -> dict[str, Severity]:
    if isinstance(severity, str):
        return dict.fromkeys(aqls, known_severity(severity))
    return {cls: known_severity(severity.get(cls, "normal")) for cls in aqls}


def _strictest(severities: Collection[Severity]) -> Severity:
    if "tightened" in severities:
        return "tightened"
    return "normal" if "normal" in severities else "reduced"


def _carton_plan(
    tables: SamplingTables, carton_count: int, level: str, aql: str | None
) -> ClassPlan | None:
    """Cartons are a lot of their own: 125 cartons at level II, AQL 2.5 give n 20, Ac 1."""
    if aql is None or not carton_count:
        return None
    return class_plan(tables, "carton", tables.code_letter(carton_count, level), aql)


def _full(entry: ClassPlan, lot_size: int) -> ClassPlan:
    """Where every unit is looked at, the AQL's share of the lot itself is the limit (practice)."""
    ac = int(Decimal(entry.aql) * lot_size / 100)
    return ClassPlan(
        cls=entry.cls,
        aql=entry.aql,
        code_letter=entry.code_letter,
        letter="",
        n=lot_size,
        ac=ac,
        re=ac + 1,
        note="full_limit_is_practice",
    )


def _letter_reasons(
    lot_size: int, level: str, severity: Severity, counted: list[ClassPlan]
) -> list[Reason]:
    first = counted[0]
    reasons = [
        reason(
            "letter_from_lot",
            lot_size=lot_size,
            level=level,
            letter=first.code_letter,
            severity=severity,
        )
    ]
    reasons += [
        reason(
            "arrow_followed",
            cls=entry.cls,
            aql=entry.aql,
            code_letter=entry.code_letter,
            letter=entry.letter,
        )
        for entry in counted
        if entry.letter != entry.code_letter
    ]
    return reasons


def _opening_reason(carton_count: int, opened: int) -> Reason:
    if opened == carton_count:
        return reason("open_all_cartons", carton_count=carton_count)
    return reason("open_root_of_cartons", carton_count=carton_count, opened=opened)
