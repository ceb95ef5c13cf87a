"""From what single passes saw to fields: agreed, or candidates with the likeliest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from inspector_app.domain.label_text.printed_dates import repaired_dates
from inspector_app.domain.label_text.reading import FieldName, FieldReading, LabelField
from inspector_app.domain.label_text.seen import Seen
from inspector_app.domain.label_text.timeline import life_fits, round_span, usual_span
from inspector_app.domain.shelf_life import LabelDate, Life, parse_life

MOST_CANDIDATES = 5
WEAK = frozenset({"no_keyword", "from_lot", "not_of_goods"})
_FITS, _ROUND, _USUAL, _NAMED, _CODED = 5, 3, 1, 1, 3
_WINDOW = 12


@dataclass(frozen=True, slots=True)
class Value:
    """One normal form of a field with every sighting of it."""

    value: str
    seen: tuple[Seen, ...]
    support: int = 0
    added: bool = False

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.source for one in self.seen if not one.broken))

    @property
    def weak(self) -> bool:
        """No word said what it is, or it may be of something else than the goods."""
        return all(one.doubt in WEAK for one in self.seen)

    @property
    def broken(self) -> bool:
        """Only made from digits that are no day."""
        return all(one.broken for one in self.seen)

    @property
    def best(self) -> Seen:
        """The sighting to show: read with its word, without doubt, first of its place."""
        return min(
            self.seen, key=lambda one: (one.doubt in WEAK, one.broken, one.doubt != "", one.rank)
        )

    @property
    def date(self) -> LabelDate | None:
        return self.best.date


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the other fields say: for ranking candidates only."""

    produced: tuple[LabelDate, ...]
    expires: tuple[LabelDate, ...]
    lives: tuple[Life, ...]
    lots: tuple[str, ...]
    coded: Mapping[FieldName, LabelDate]


def values_of(seen: Sequence[Seen]) -> list[Value]:
    """Sightings grouped by normal form, in the order they came."""
    grouped: dict[str, list[Seen]] = {}
    for one in seen:
        grouped.setdefault(one.value, []).append(one)
    return [Value(value, tuple(ones)) for value, ones in grouped.items()]


def is_agreed(values: Sequence[Value]) -> bool:
    """Two passes read one value after its word, no pass read another, and nothing is in doubt."""
    strong = [one for one in values if not one.weak and not one.broken]
    if len(strong) != 1:
        return False
    sightings = [one for one in strong[0].seen if one.doubt not in WEAK and not one.broken]
    if len({one.source for one in sightings}) < 2:
        return False
    if any(one.doubt for one in sightings):
        return False
    return any(not one.guessed_word for one in sightings)


def ranked(name: FieldName, values: Sequence[Value], evidence: Evidence) -> list[Value]:
    """The likeliest first: read and fitting the other dates, read, repaired, without a word."""
    weighed = [replace(one, support=_support(name, one, evidence)) for one in values]
    if name in ("produced", "expires"):
        weighed += _fitting_repairs(name, weighed, evidence)
    return sorted(weighed, key=_order)


def labelled(name: FieldName, values: Sequence[Value], *, agreed: bool, doubt: str) -> LabelField:
    """The field as it is handed out.

    ``doubt`` is what speaks against prefilling a value whose form has no doubt of its own; ""
    to say what is wrong with its reading.
    """
    if agreed:
        values = [one for one in values if not one.weak and not one.broken and not one.added]
    rivals = sum(not one.weak and not one.broken and not one.added for one in values) > 1
    readings = []
    for one in values[:MOST_CANDIDATES]:
        why = "" if agreed else doubt or _reading_doubt(one, rivals=rivals)
        readings.append(_reading(one, why))
    return LabelField(name=name, agreed=agreed, candidates=tuple(readings))


def _reading(one: Value, doubt: str) -> FieldReading:
    best = one.best
    return FieldReading(
        value=one.value,
        text=best.text,
        box=best.box,
        passes=one.sources or tuple(dict.fromkeys(each.source for each in one.seen)),
        doubt=best.doubt or doubt,
        exclusive=best.exclusive,
        pattern=best.pattern,
    )


def _reading_doubt(one: Value, *, rivals: bool) -> str:
    if all(each.guessed_word for each in one.seen):
        return "keyword_guessed"
    if rivals:
        return "passes_differ"
    return "one_pass" if len(one.sources) < 2 else "passes_differ"


def _order(one: Value) -> tuple[object, ...]:
    tier = 4 if one.weak else 3 if one.added else 2 if one.broken else 0 if one.support else 1
    best = one.best
    return (tier, -one.support, best.doubt == "unlikely_year", best.rank, -len(one.sources))


def _support(name: FieldName, one: Value, evidence: Evidence) -> int:
    value = one.date
    if value is None:
        return 0
    return date_support(name, value, evidence)


def date_support(name: FieldName, value: LabelDate, evidence: Evidence) -> int:
    """How well a day of production or expiry fits life, other date, batch and barcode."""
    if name == "produced":
        pairs = [(value, other) for other in evidence.expires]
    else:
        pairs = [(other, value) for other in evidence.produced]
    total = _CODED if evidence.coded.get(name) == value else 0
    if any(life_fits(made, last, life) for made, last in pairs for life in evidence.lives):
        total += _FITS
    elif any(round_span(made, last) for made, last in pairs):
        total += _ROUND
    elif any(usual_span(made, last) for made, last in pairs):
        total += _USUAL
    if name == "produced" and _in_lot(value, evidence.lots):
        total += _NAMED
    return total


def _in_lot(value: LabelDate, lots: Sequence[str]) -> bool:
    """Whether a batch holds the day (20260301, 260301) or begins with its year and month."""
    digits = str(value).replace("-", "")
    return any(digits[2:] in lot or lot.lstrip("LABKH").startswith(digits[2:6]) for lot in lots)


def _fitting_repairs(name: FieldName, values: Sequence[Value], evidence: Evidence) -> list[Value]:
    """Where no date that was read fits the other one: what a misread digit would make fit."""
    strong = [one for one in values if not one.weak and one.date and not one.best.doubt]
    others = evidence.expires if name == "produced" else evidence.produced
    if not strong or not others or any(one.support for one in strong):
        return []
    known = {one.value for one in values}
    added = []
    for one in strong[:2]:
        digits = one.value.replace("-", "")
        year = int(digits[:4])
        for repair in repaired_dates(digits, year - _WINDOW, year + _WINDOW):
            support = date_support(name, repair, evidence)
            if support and str(repair) not in known:
                known.add(str(repair))
                seen = replace(
                    one.best, value=str(repair), date=repair, doubt="digits_repaired", broken=True
                )
                added.append(Value(str(repair), (seen,), support, added=True))
    return sorted(added, key=lambda one: -one.support)[:2]


def lives_of(values: Sequence[Value]) -> tuple[Life, ...]:
    """The durations that the values of ``shelf_life`` say."""
    return tuple(parse_life(one.value) for one in values)
