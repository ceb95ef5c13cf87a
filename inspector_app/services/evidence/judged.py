"""The content of a sealed record, judged again from its own acts by the rules it names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.errors import InspectorError, Param
from inspector_app.domain.inspection.acts import Act, CartonReplaced, Entry, PlanDrawn
from inspector_app.domain.inspection.sampling_acts import UnitReplaced
from inspector_app.domain.inspection.state import Inspection, State
from inspector_app.domain.sampling import Plan, SamplingTables, next_reserve, next_unit
from inspector_app.domain.shelf_life import ShelfLifeRules
from inspector_app.services.evidence.chain import Read
from inspector_app.services.evidence.lines import CheckLine, bad, good, refused
from inspector_app.services.judging import draw_of, judge, plan_of, verdict_part
from inspector_app.wire.bundle import Bundle
from inspector_app.wire.feeds import PublishedDocument
from inspector_app.wire.inspection import InspectionRecord, RulesPart, VerdictPart, replay

_A = TypeVar("_A", bound=Act)
FOLDING = (
    InspectorError, ValueError, TypeError, AssertionError, LookupError, ArithmeticError,
    RecursionError,
)  # fmt: skip
"""What folding and judging raise for acts no station would have recorded."""


class RuleBooks(Protocol):
    """Reads the texts of a bundle; each may refuse with an InspectorError."""

    def standard(self, document: PublishedDocument) -> Standard: ...
    def standard_digest(self, document: PublishedDocument) -> str:
        """What a standard of this text is sealed as, whether or not it is sound."""

    def sampling(self, text: bytes) -> SamplingTables: ...
    def shelf_life(self, text: bytes) -> ShelfLifeRules: ...
    def shipped(self, named: RulesPart) -> bytes | None:
        """The text of that version and digest, where this program ships it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    sampling: SamplingTables | None = None
    shelf_life: ShelfLifeRules | None = None


def check_records(bundle: Bundle, reads: tuple[Read, ...], books: RuleBooks) -> Iterator[CheckLine]:
    """Record, standard, rules, plan, draw, shelf life and verdict of every revision."""
    said: list[CheckLine] = []
    for read in reads:
        said += _check_record(bundle, read, books)
    yield from _merged(said)


def _merged(said: list[CheckLine]) -> Iterator[CheckLine]:
    """One line for a check that holds in every revision."""
    seen: set[str] = set()
    wrong = {line.name for line in said if not line.ok}
    for line in said:
        if not line.ok:
            yield line
        elif line.name not in wrong and line.name not in seen:
            seen.add(line.name)
            yield line


def _check_record(bundle: Bundle, read: Read, books: RuleBooks) -> Iterator[CheckLine]:
    try:
        inspection = replay(read.record)
    except FOLDING as problem:
        code = problem.code if isinstance(problem, InspectorError) else type(problem).__name__
        yield bad("record", "acts_do_not_fold", seq=read.event.seq, problem=code)
        return
    facts = tuple(_facts(bundle, read, inspection))
    yield from facts or (good("record", "record_whole", acts=len(inspection.entries)),)
    standard, line = _standard(bundle, read.record, inspection.state, books)
    yield line
    rules, lines = _rules(bundle, read.record, books)
    yield from lines
    try:
        yield from _planned(read, inspection, standard, rules.sampling)
        yield from _judged(read, inspection, standard, rules.shelf_life)
    except FOLDING as problem:
        code = problem.code if isinstance(problem, InspectorError) else type(problem).__name__
        yield bad("verdict", "cannot_judge", seq=read.event.seq, problem=code)


def _facts(bundle: Bundle, read: Read, inspection: Inspection) -> Iterator[CheckLine]:
    """What the record repeats outside its acts must be what the acts say."""
    record, state, seq = read.record, inspection.state, read.event.seq
    lot, own = state.lot, record.record
    pairs: dict[str, tuple[object, object]] = {
        "record_id": (own.id, bundle.record_id),
        "kind": (own.kind, read.event.kind),
        "station": (own.station_id, read.chain.station),
        "lot_number": (record.lot.number, lot.lot_number),
        "lot_size": (record.lot.size, lot.size),
        "cartons": (record.lot.cartons, lot.cartons),
        "units_per_carton": (record.lot.units_per_carton, lot.units_per_carton),
        "product": (record.product, lot.product),
        "order": (record.order.number, lot.order_number),
        "order_line": (record.order.line_id, lot.line_id),
        "reinspection_of": (record.lot.reinspection_of, lot.reinspection_of),
        "batches": (record.lot.batch_numbers, tuple(batch.number for batch in state.batches)),
        "photos": (
            [photo.sha256 for photo in record.photos], [photo.sha256 for photo in state.photos]
        ),
        "numbers": (
            [entry.n for entry in inspection.entries],
            list(range(1, len(inspection.entries) + 1)),
        ),
    }  # fmt: skip
    for what, (outside, inside) in pairs.items():
        if outside != inside:
            yield bad("record", "fact_differs", seq=seq, what=what)


def _standard(
    bundle: Bundle, record: InspectionRecord, state: State, books: RuleBooks
) -> tuple[Standard | None, CheckLine]:
    named = record.standard
    shown: dict[str, Param] = {"standard": named.id, "version": named.version}
    text = next(
        (d for d in bundle.standards if (d.id, d.version) == (named.id, named.version)), None
    )
    if text is None:
        return None, bad("standard", "standard_missing", **shown)
    found = books.standard_digest(text)
    try:
        standard: Standard | None = books.standard(text)
    except InspectorError as problem:
        standard, line = None, refused("standard", problem)
    else:
        line = good("standard", "standard_holds", **shown, digest=found[:16])
    if {named.digest, state.lot.standard_digest} != {found}:
        line = bad(
            "standard", "standard_differs", **shown, sealed=named.digest[:16], found=found[:16]
        )
    elif standard is not None and (standard.id, standard.version) != (named.id, named.version):
        line = bad("standard", "standard_missing", **shown)
    return standard, line


def _rules(
    bundle: Bundle, record: InspectionRecord, books: RuleBooks
) -> tuple[_Rules, list[CheckLine]]:
    sampling: SamplingTables | None = None
    life: ShelfLifeRules | None = None
    lines: list[CheckLine] = []
    for named in record.rules:
        text = _text_of(bundle, named, books)
        shown: dict[str, Param] = {"kind": named.kind, "version": named.version}
        if text is None:
            lines.append(bad("rules", "rules_missing", **shown))
            continue
        digest = hashlib.sha256(text).hexdigest()
        if named.digest and digest != named.digest:
            lines.append(bad("rules", "rules_differ", **shown, sealed=named.digest[:16]))
        try:
            if named.kind == "sampling":
                sampling = books.sampling(text)
                stated = sampling.edition
            elif named.kind == "shelf_life":
                life = books.shelf_life(text)
                stated = str(life.version)
            else:
                continue
        except InspectorError as problem:
            lines.append(refused("rules", problem))
            continue
        if stated != named.version:
            lines.append(bad("rules", "rules_differ", **shown, sealed=named.version))
    if not lines:
        lines.append(good("rules", "rules_hold", count=len(record.rules)))
    return _Rules(sampling=sampling, shelf_life=life), lines


def _text_of(bundle: Bundle, named: RulesPart, books: RuleBooks) -> bytes | None:
    wanted = (named.kind, named.id, named.version)
    for held in bundle.rules:
        if (held.kind, held.id, held.version) == wanted:
            return held.text.encode("utf-8")
    return books.shipped(named)


def _planned(
    read: Read, inspection: Inspection, standard: Standard | None, tables: SamplingTables | None
) -> Iterator[CheckLine]:
    """Plan and draw, computed again where the act that drew them stands."""
    seq = read.event.seq
    drawn = _counted(inspection, PlanDrawn)
    if not drawn:
        yield good("plan", "no_plan")
        yield good("draw", "no_draw")
        return
    if standard is None or tables is None:
        yield bad("plan", "not_checked")
        yield bad("draw", "not_checked")
        return
    for at, act in drawn:
        before = Inspection.replay(inspection.id, inspection.entries[: at.n - 1]).state
        expected = plan_of(tables, standard, before, severity=_severity(act))
        if _numbers(expected) != _numbers(act.plan):
            yield _plan_differs(seq, act, expected.sample_size)
        else:
            yield good("plan", "plan_holds", n=expected.sample_size, severity=expected.severity)
        yield from _draw(seq, act, before)
    yield from _replacements(seq, inspection)


def _numbers(plan: Plan) -> Plan:
    """The plan without the words that explain it: a later version may word them otherwise."""
    return replace(plan, reasons=(), names=None)


def _severity(act: PlanDrawn) -> str | Mapping[str, str]:
    return {each.cls: each.severity for each in act.basis} or act.plan.severity


def _plan_differs(seq: int, act: PlanDrawn, expected: int) -> CheckLine:
    return bad("plan", "plan_differs", seq=seq, sealed=act.plan.sample_size, expected=expected)


def _draw(seq: int, act: PlanDrawn, before: State) -> Iterator[CheckLine]:
    if act.draw is None:
        expected = draw_of(act.plan, before, bytes(32))
        yield good("draw", "no_draw") if expected is None else bad("draw", "draw_missing", seq=seq)
        return
    again = draw_of(act.plan, before, bytes.fromhex(act.draw.seed_hex))
    if again != act.draw:
        yield bad("draw", "draw_differs", seq=seq, seed=act.draw.seed_hex[:16])
    else:
        count = len(act.draw.cartons)
        yield good("draw", "draw_holds", cartons=count, seed=act.draw.seed_hex[:16])


def _replacements(seq: int, inspection: Inspection) -> Iterator[CheckLine]:
    """A carton or unit that could not be taken gives way to the next one, not to a chosen one."""
    for at, act in _counted(inspection, CartonReplaced):
        draw = Inspection.replay(inspection.id, inspection.entries[: at.n - 1]).state.draw
        if draw is not None and next_reserve(draw, act.carton) != act.by:
            yield bad("draw", "reserve_chosen", seq=seq, carton=act.carton, by=act.by)
    for at, unit in _counted(inspection, UnitReplaced):
        draw = Inspection.replay(inspection.id, inspection.entries[: at.n - 1]).state.draw
        if draw is not None and next_unit(draw, unit.carton) != unit.by:
            yield bad("draw", "unit_chosen", seq=seq, carton=unit.carton, by=unit.by)


def _judged(
    read: Read, inspection: Inspection, standard: Standard | None, rules: ShelfLifeRules | None
) -> Iterator[CheckLine]:
    seq, record = read.event.seq, read.record
    if standard is None or rules is None:
        yield bad("shelf_life", "not_checked")
        yield bad("verdict", "not_checked")
        return
    judged = judge(standard, inspection.state, rules, record.record.business_date)
    sealed = {part.batch_id: part.assessment for part in record.shelf_life}
    numbers = {batch.id: batch.number for batch in inspection.state.batches}
    differing = [
        batch
        for batch in dict.fromkeys((*sealed, *judged.shelf_life))
        if sealed.get(batch) != judged.shelf_life.get(batch)
    ]
    for batch in differing:
        yield bad("shelf_life", "life_differs", seq=seq, batch=numbers.get(batch, batch))
    if not differing:
        yield good("shelf_life", "life_holds", count=len(sealed))
    yield _verdict(seq, record.verdict, verdict_part(judged.verdict))


def _verdict(seq: int, sealed: VerdictPart, expected: VerdictPart) -> CheckLine:
    if sealed == expected:
        return good("verdict", "verdict_holds", overall=sealed.overall)
    if sealed.overall != expected.overall:
        return bad(
            "verdict", "verdict_differs", seq=seq, sealed=sealed.overall, expected=expected.overall
        )
    fields = ", ".join(
        name
        for name in VerdictPart.__struct_fields__
        if getattr(sealed, name) != getattr(expected, name)
    )
    return bad("verdict", "verdict_part_differs", seq=seq, what=fields)


def _counted(inspection: Inspection, kind: type[_A]) -> list[tuple[Entry, _A]]:
    """The acts of that kind that were not taken back, with their entries."""
    gone = inspection.undone()
    return [
        (entry, entry.act)
        for entry in inspection.entries
        if isinstance(entry.act, kind) and entry.n not in gone
    ]
