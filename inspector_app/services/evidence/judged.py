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
from inspector_app.services.evidence.facts import check_facts, is_impossible
from inspector_app.services.evidence.lines import CheckLine, bad, good, refused
from inspector_app.services.evidence.verdicts import check_verdict
from inspector_app.services.judging import draw_of, judge, plan_of, verdict_part
from inspector_app.wire.bundle import Bundle, RuleText
from inspector_app.wire.feeds import PublishedDocument
from inspector_app.wire.inspection import InspectionRecord, RulesPart, replay

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    sampling: SamplingTables | None = None
    shelf_life: ShelfLifeRules | None = None


def check_records(bundle: Bundle, reads: tuple[Read, ...], books: RuleBooks) -> Iterator[CheckLine]:
    """Record, standard, rules, plan, draw, shelf life and verdict of every revision."""
    said: list[CheckLine] = []
    for read in reads:
        said += _check_record(bundle, read, books)
    if reads:
        said += _foreign_texts(bundle, reads)
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
    if is_impossible(inspection):
        yield bad("record", "numbers_impossible", seq=read.event.seq)
        return
    facts = tuple(check_facts(bundle, read, inspection))
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


def _standard(
    bundle: Bundle, record: InspectionRecord, state: State, books: RuleBooks
) -> tuple[Standard | None, CheckLine]:
    named = record.standard
    shown: dict[str, Param] = {"standard": named.id, "version": named.version}
    texts = [d for d in bundle.standards if (d.id, d.version) == (named.id, named.version)]
    if not texts:
        return None, bad("standard", "standard_missing", **shown)
    digests = {books.standard_digest(each): each for each in reversed(texts)}
    text = digests.get(named.digest, texts[0])
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
        text = _text_of(bundle, named)
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
        sealed = all(named.digest for named in record.rules)
        code = "rules_hold" if sealed else "rules_hold_by_version"
        lines.append(good("rules", code, count=len(record.rules)))
    return _Rules(sampling=sampling, shelf_life=life), lines


def _text_of(bundle: Bundle, named: RulesPart) -> bytes | None:
    """The text of the sealed digest; else, to be held against it, one of that name."""
    held = [each.text.encode("utf-8", "surrogatepass") for each in bundle.rules if _is(each, named)]
    exact = [text for text in held if hashlib.sha256(text).hexdigest() == named.digest]
    return next(iter((*exact, *held)), None)


def _is(held: RuleText, named: RulesPart) -> bool:
    return (held.kind, held.id, held.version) == (named.kind, named.id, named.version)


def _foreign_texts(bundle: Bundle, reads: tuple[Read, ...]) -> Iterator[CheckLine]:
    """Texts that no revision names, or a second one for a name: which judged would be open."""
    standards = {(read.record.standard.id, read.record.standard.version) for read in reads}
    seen: set[tuple[str, int]] = set()
    for document in bundle.standards:
        name = (document.id, document.version)
        if name not in standards or name in seen:
            yield bad("standard", "standard_foreign", standard=name[0], version=name[1])
        seen.add(name)
    named = {each for read in reads for each in read.record.rules}
    texts: dict[tuple[str, str, str], list[str]] = {}
    for held in bundle.rules:
        digests = {each.digest for each in named if _is(held, each)}
        of_name = texts.setdefault((held.kind, held.id, held.version), [])
        if held.text in of_name:
            continue
        of_name.append(held.text)
        if len(of_name) > len(digests):
            yield bad("rules", "rules_foreign", kind=held.kind, version=held.version)


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
    yield check_verdict(seq, record, verdict_part(judged.verdict))


def _counted(inspection: Inspection, kind: type[_A]) -> list[tuple[Entry, _A]]:
    """The acts of that kind that were not taken back, with their entries."""
    gone = inspection.undone()
    return [
        (entry, entry.act)
        for entry in inspection.entries
        if isinstance(entry.act, kind) and entry.n not in gone
    ]
