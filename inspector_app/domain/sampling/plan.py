"""Which sample a lot needs and how many nonconforming units it may hold.

Sources: GB/T 2828.1-2012 tables 1 and 2; the number of cartons to open, plans of agreed numbers
and the limit of a full inspection ordered by a rule are practice and say so by their codes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from math import isqrt
from typing import Literal, TypeAlias

from inspector_app.domain.checklist.standard import FixedNumbers, OpeningRule, Sample
from inspector_app.domain.errors import PlanError
from inspector_app.domain.master import Names
from inspector_app.domain.reason import Reason, reason
from inspector_app.domain.sampling.tables import (
    SamplingTables,
    Severity,
    SinglePlan,
    check_lot_size,
    known_severity,
)

Mode: TypeAlias = Literal["exempt", "sampling", "full", "fixed"]
Counting: TypeAlias = Literal["items", "nonconformities"]
CRITICAL = "critical"
ITEM_AQL_LIMIT = Decimal(10)


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
class CheckPlan:
    """A check with a sample of its own, by a special level: the first ``n`` drawn units.

    It has its own ``ac`` and counts apart from the classes. ``n`` is at most the lot; ``opens``
    says that its units are opened or spoilt.
    """

    stage_id: str
    sample: Sample
    aql: str
    code_letter: str
    letter: str
    n: int
    ac: int
    re: int
    note: str = ""
    opens: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be looked at in one lot, and why (``reasons``, texts under ``plan.reason``).

    ``sample_size`` is the units to draw (the largest n, at most the lot); ``classes`` are worst
    first. ``cartons_to_open`` is the least number; the draw opens more where cartons are small.
    ``carton`` is the plan for outer cartons by their own lot size, where a carton AQL is wanted.
    ``checks`` are those with a sample of their own; ``names`` is what the plan of ``channel`` is
    called, where that channel has its own rule.
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
    checks: tuple[CheckPlan, ...] = ()
    channel: str = ""
    names: Names | None = None

    def of(self, cls: str) -> ClassPlan:
        """The plan of that class; KeyError when there is none."""
        for entry in self.classes:
            if entry.cls == cls:
                return entry
        raise KeyError(cls)


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
    opening: OpeningRule | None = None,
    fixed: FixedNumbers | None = None,
) -> Plan:
    """The plan of a lot from a level and AQLs by class.

    Raises PlanError ``lot_size_zero``, ``lot_size_negative``, ``lot_size_too_large``,
    ``carton_count_negative``, ``aql_not_in_table``, ``aql_needs_nonconformities``,
    ``unknown_level``, ``unknown_severity``, ``fixed_numbers_missing``, ``critical_has_no_aql``
    (it is always Ac = 0), ``aql_missing`` (none at all).
    """
    check_lot_size(lot_size)
    if carton_count < 0:
        raise PlanError("carton_count_negative", carton_count=carton_count)
    severities = _severities(severity, aqls)
    if mode == "fixed":
        counted = _fixed(fixed)
    else:
        letter = tables.code_letter(lot_size, level)
        counted = [
            class_plan(tables, cls, letter, aql, severity=severities[cls], counting=counting)
            for cls, aql in _wanted(aqls).items()
        ]
    strictest = _strictest(severities.values())
    chosen, sample, counted, reasons = _sized(mode, lot_size, level, strictest, counted)
    plan = Plan(
        mode=chosen,
        edition=tables.edition,
        lot_size=lot_size,
        level=level,
        severity=strictest,
        counting=counting,
        classes=tuple(counted),
        sample_size=sample,
        carton_count=carton_count,
        cartons_to_open=0,
        carton=_carton_plan(tables, carton_count, level, carton_aql) if sample else None,
        reasons=tuple(reasons),
    )
    return _opened(plan, opening or OpeningRule())


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


def cartons_to_open(
    carton_count: int, lot_size: int, sample_size: int, opening: OpeningRule | None = None
) -> int:
    """ceil(√cartons), at least 5, all when there are fewer, unless ``opening`` says otherwise.

    Never fewer than can hold the sample at the average filling, nor more than units are drawn.
    Practice, editable in the standard.
    """
    if not carton_count or not sample_size:
        return 0
    rule = opening or OpeningRule()
    wanted = carton_count if rule.how == "all" else rule.least
    if rule.how == "root":
        wanted = max(wanted, isqrt(carton_count - 1) + 1)
    needed = -(-sample_size * carton_count // lot_size)
    return min(max(wanted, needed), carton_count, sample_size)


def _opened(plan: Plan, opening: OpeningRule) -> Plan:
    """The plan with its cartons to open and why as many."""
    count = plan.carton_count
    opened = cartons_to_open(count, plan.lot_size, plan.sample_size, opening)
    if not opened:
        return plan
    if opened == count:
        why = reason("open_all_cartons", carton_count=count)
    elif opening.how == "root":
        why = reason("open_root_of_cartons", carton_count=count, opened=opened)
    else:
        why = reason("open_by_standard", carton_count=count, opened=opened)
    return replace(plan, cartons_to_open=opened, reasons=(*plan.reasons, why))


def _fixed(numbers: FixedNumbers | None) -> list[ClassPlan]:
    if numbers is None:
        raise PlanError("fixed_numbers_missing", place="sampling")
    return [
        ClassPlan(
            cls=cls, aql="", code_letter="", letter="", n=numbers.n, ac=ac, re=ac + 1,
            note="fixed_numbers_agreed",
        )
        for cls, ac in (("major", numbers.ac_major), ("minor", numbers.ac_minor))
    ]  # fmt: skip


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
    elif mode == "fixed":
        sample = largest
        reasons = [reason("fixed_by_rule", n=largest)]
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
