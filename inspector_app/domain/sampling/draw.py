"""Which cartons are opened and which units are taken: drawn, never chosen ("draw/1").

Anybody with the seed, the numbered cartons and a SHA-256 can repeat a draw; ``docs/draw.md``
describes it with test vectors. In short: a stream is HMAC-SHA256(key = seed, message =
``"draw/1" NUL label NUL counter``), counter as four big-endian bytes from 0; the first eight
bytes of each block, big-endian, are one number, and a number at or above the largest multiple
of the bound is thrown away. Stream ``cartons`` shuffles the cartons, stream ``units/<carton>``
picks the places within one.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from inspector_app.domain.errors import PlanError

ALGORITHM = "draw/1"
_WORD = 1 << 64


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnCarton:
    """An opened carton: its number (from 1), how many units are taken, and where they count.

    Its units hold draw positions ``first_position`` … ``first_position + units − 1``.
    ``unit_places`` (from 1, ascending) are a suggestion; empty when all units are taken, or none.
    """

    carton: int
    units: int
    first_position: int
    unit_places: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """A carton that could not be reached and the reserve that took its positions."""

    carton: int
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitReplacement:
    """A suggested unit that could not be taken, and the place of its carton that stood in."""

    carton: int
    place: int
    by: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """The draw of one lot, with all that is needed to repeat it.

    ``cartons`` stand in the order drawn, which is that of the positions: position 1 … n follow
    the drawn order and not the carton numbers, so that a class with a smaller n counts a random
    part of the sample and not always the lowest numbers. ``reserves`` are all other cartons in
    the order in which they are used. Where a suggested unit was replaced, ``unit_places`` holds the
    one that stood in. ``contents[number − 1]`` are the units of each carton and
    ``batches`` its known batch, as given to the draw.
    """

    seed_hex: str
    sample_size: int
    open_count: int
    contents: tuple[int, ...]
    batches: tuple[tuple[int, str], ...] = ()
    cartons: tuple[DrawnCarton, ...]
    reserves: tuple[int, ...] = ()
    replacements: tuple[Replacement, ...] = ()
    algorithm: str = ALGORITHM
    unit_replacements: tuple[UnitReplacement, ...] = ()

    def by_number(self) -> tuple[DrawnCarton, ...]:
        """The opened cartons by number, as somebody walks along the pallet."""
        return tuple(sorted(self.cartons, key=lambda drawn: drawn.carton))

    def carton(self, number: int) -> DrawnCarton:
        """The drawn carton of that number; PlanError ``carton_not_drawn``."""
        for drawn in self.cartons:
            if drawn.carton == number:
                return drawn
        raise PlanError("carton_not_drawn", carton=number)

    def carton_at(self, position: int) -> int:
        """The carton whose units hold that draw position; PlanError ``position_unknown``."""
        for drawn in self.cartons:
            if drawn.first_position <= position < drawn.first_position + drawn.units:
                return drawn.carton
        raise PlanError("position_unknown", position=position, sample_size=self.sample_size)


def draw_sample(
    seed: bytes,
    cartons: Sequence[int],
    sample_size: int,
    open_count: int,
    batches: Mapping[int, str] | None = None,
) -> Draw:
    """Draw ``sample_size`` units from cartons whose unit counts are ``cartons[number − 1]``.

    Opens ``open_count`` cartons, more where they cannot hold the sample or a batch of ``batches``
    (carton number → batch) would have none; never one without a unit unless its batch needs it.
    Units are spread evenly: 125 units of 12 cartons are 5 × 11 and 7 × 10. Empty cartons
    (count 0) are not drawn.
    Raises PlanError ``seed_too_short`` (under 16 bytes), ``carton_units_negative``,
    ``carton_unknown``, ``sample_exceeds_cartons``.
    """
    known = dict(sorted((batches or {}).items()))
    _check(seed, cartons, sample_size, known)
    order = _shuffled(seed, [n for n, units in enumerate(cartons, 1) if units])
    opened = _opened(order, cartons, sample_size, open_count, known)
    shares = _shares([cartons[number - 1] for number in opened], sample_size)
    drawn: list[DrawnCarton] = []
    position = 1
    for number, units in zip(opened, shares, strict=True):
        places = _places(seed, number, units, cartons[number - 1])
        drawn.append(
            DrawnCarton(carton=number, units=units, first_position=position, unit_places=places)
        )
        position += units
    taken = set(opened)
    return Draw(
        seed_hex=seed.hex(),
        sample_size=sample_size,
        open_count=open_count,
        contents=tuple(cartons),
        batches=tuple(known.items()),
        cartons=tuple(drawn),
        reserves=tuple(number for number in order if number not in taken),
    )


def repeat(draw: Draw) -> Draw:
    """The draw as made from its own seed and cartons, before any replacement.

    Equal to a draw that nobody changed; PlanError ``unknown_algorithm`` for another one's.
    """
    if draw.algorithm != ALGORITHM:
        raise PlanError("unknown_algorithm", algorithm=draw.algorithm, known=ALGORITHM)
    seed = bytes.fromhex(draw.seed_hex)
    return draw_sample(seed, draw.contents, draw.sample_size, draw.open_count, dict(draw.batches))


def next_reserve(draw: Draw, carton: int) -> int:
    """Which reserve replaces a drawn carton: the next that holds as many units.

    Where the carton is the only one opened of its batch, the next of that batch goes first.
    Raises PlanError ``carton_not_drawn``, ``no_reserve_left``.
    """
    needed = max(draw.carton(carton).units, 1)
    fitting = [number for number in draw.reserves if draw.contents[number - 1] >= needed]
    if not fitting:
        raise PlanError("no_reserve_left", carton=carton)
    batches = dict(draw.batches)
    batch = batches.get(carton)
    others = (drawn.carton for drawn in draw.cartons if drawn.carton != carton)
    if batch is not None and all(batches.get(number) != batch for number in others):
        return next((n for n in fitting if batches.get(n) == batch), fitting[0])
    return fitting[0]


def replace_carton(draw: Draw, carton: int, by: int | None = None) -> Draw:
    """Give an unreachable carton's positions to a reserve: ``next_reserve`` unless ``by`` names
    the one an earlier call gave (acts are replayed with it).

    Raises PlanError ``carton_not_drawn``, ``no_reserve_left``, ``not_a_reserve``.
    """
    old = draw.carton(carton)
    chosen = next_reserve(draw, carton) if by is None else by
    if chosen not in draw.reserves or draw.contents[chosen - 1] < old.units:
        raise PlanError("not_a_reserve", carton=chosen)
    places = _places(bytes.fromhex(draw.seed_hex), chosen, old.units, draw.contents[chosen - 1])
    new = replace(old, carton=chosen, unit_places=places)
    return replace(
        draw,
        cartons=tuple(new if drawn.carton == carton else drawn for drawn in draw.cartons),
        reserves=tuple(number for number in draw.reserves if number != chosen),
        replacements=(*draw.replacements, Replacement(carton=carton, by=chosen)),
    )


def next_unit(draw: Draw, carton: int) -> int:
    """The place that replaces a suggested unit of a drawn carton: the next of its own stream.

    Raises PlanError ``carton_not_drawn``, ``no_unit_left`` where every unit is taken already.
    """
    drawn, content = draw.carton(carton), draw.contents[carton - 1]
    used = _used(draw, drawn)
    if not drawn.unit_places or len(used) >= content:
        raise PlanError("no_unit_left", carton=carton)
    stream = _sequence(bytes.fromhex(draw.seed_hex), carton, len(used) + 1, content)
    return next(place for place in stream if place not in used)


def replace_unit(draw: Draw, carton: int, place: int, by: int | None = None) -> Draw:
    """Let the unit at ``place`` of a drawn carton be another one: ``next_unit`` unless ``by``
    names the one an earlier call gave (acts are replayed with it).

    Raises PlanError ``carton_not_drawn``, ``unit_not_drawn``, ``no_unit_left``,
    ``not_a_reserve_unit``.
    """
    drawn = draw.carton(carton)
    if place not in drawn.unit_places:
        raise PlanError("unit_not_drawn", carton=carton, place=place)
    chosen = next_unit(draw, carton) if by is None else by
    if not 1 <= chosen <= draw.contents[carton - 1] or chosen in _used(draw, drawn):
        raise PlanError("not_a_reserve_unit", carton=carton, place=chosen)
    new = replace(drawn, unit_places=tuple(sorted({*drawn.unit_places, chosen} - {place})))
    return replace(
        draw,
        cartons=tuple(new if each.carton == carton else each for each in draw.cartons),
        unit_replacements=(
            *draw.unit_replacements,
            UnitReplacement(carton=carton, place=place, by=chosen),
        ),
    )


def _used(draw: Draw, drawn: DrawnCarton) -> set[int]:
    """Places of a carton that are in the sample, or were and could not be taken."""
    given_up = {each.place for each in draw.unit_replacements if each.carton == drawn.carton}
    return given_up | set(drawn.unit_places)


def open_for_batch(draw: Draw, candidates: Collection[int]) -> Draw:
    """Open one more carton, the first reserve among ``candidates``, for a batch found later.

    It has no draw positions: what is found there is recorded, but not counted against the plan.
    Returns the draw unchanged when one of them is open already; PlanError ``no_reserve_left``.
    """
    if any(drawn.carton in candidates for drawn in draw.cartons):
        return draw
    for number in draw.reserves:
        if number in candidates:
            extra = DrawnCarton(carton=number, units=0, first_position=draw.sample_size + 1)
            return replace(
                draw,
                cartons=(*draw.cartons, extra),
                reserves=tuple(other for other in draw.reserves if other != number),
            )
    raise PlanError("no_reserve_left", carton=min(candidates, default=0))


class _Stream:
    """Numbers below a bound from one labelled stream."""

    def __init__(self, seed: bytes, label: str) -> None:
        self._seed = seed
        self._prefix = b"\x00".join((ALGORITHM.encode(), label.encode(), b""))
        self._counter = 0

    def below(self, bound: int) -> int:
        limit = _WORD - _WORD % bound
        while True:
            message = self._prefix + self._counter.to_bytes(4, "big")
            block = hmac.new(self._seed, message, hashlib.sha256).digest()
            self._counter += 1
            number = int.from_bytes(block[:8], "big")
            if number < limit:
                return number % bound


def _check(
    seed: bytes, cartons: Sequence[int], sample_size: int, batches: Mapping[int, str]
) -> None:
    if len(seed) < 16:
        raise PlanError("seed_too_short", length=len(seed))
    for number, units in enumerate(cartons, 1):
        if units < 0:
            raise PlanError("carton_units_negative", carton=number, units=units)
    for number in batches:
        if not 1 <= number <= len(cartons):
            raise PlanError("carton_unknown", carton=number, count=len(cartons))
    if not 0 <= sample_size <= sum(cartons):
        raise PlanError("sample_exceeds_cartons", sample_size=sample_size, units=sum(cartons))


def _shuffled(seed: bytes, numbers: list[int]) -> list[int]:
    """Fisher-Yates from the front: place i takes one of the places i … end."""
    stream = _Stream(seed, "cartons")
    for i in range(len(numbers) - 1):
        j = i + stream.below(len(numbers) - i)
        numbers[i], numbers[j] = numbers[j], numbers[i]
    return numbers


def _opened(
    order: Sequence[int],
    cartons: Sequence[int],
    sample_size: int,
    open_count: int,
    batches: Mapping[int, str],
) -> list[int]:
    """One carton of each batch and then the first others, listed in the order drawn."""
    seen: set[str] = set()
    must: set[int] = set()
    for number in order:
        batch = batches.get(number)
        if batch is not None and batch not in seen:
            seen.add(batch)
            must.add(number)
    if not sample_size:
        return []
    wanted = max(1, min(open_count, sample_size))
    capacity = sum(cartons[number - 1] for number in must)
    chosen = set(must)
    for number in order:
        if len(chosen) >= wanted and capacity >= sample_size:
            break
        if number not in chosen:
            chosen.add(number)
            capacity += cartons[number - 1]
    return [number for number in order if number in chosen]


def _shares(capacities: Sequence[int], sample_size: int) -> list[int]:
    """Deal units one by one in the given order, passing full cartons; done by whole rounds."""
    shares = [0] * len(capacities)
    left = sample_size
    while left:
        room = [i for i, capacity in enumerate(capacities) if shares[i] < capacity]
        each = left // len(room)
        if each == 0:
            for i in room[:left]:
                shares[i] += 1
            break
        for i in room:
            more = min(each, capacities[i] - shares[i])
            shares[i] += more
            left -= more
    return shares


def _places(seed: bytes, carton: int, units: int, content: int) -> tuple[int, ...]:
    if units in (0, content):
        return ()
    return tuple(sorted(_sequence(seed, carton, units, content)))


def _sequence(seed: bytes, carton: int, units: int, content: int) -> list[int]:
    """The first places of a carton in the order of its stream; more of them begin the same."""
    stream = _Stream(seed, f"units/{carton}")
    moved: dict[int, int] = {}
    places = []
    for i in range(units):
        j = i + stream.below(content - i)
        places.append(moved.get(j, j) + 1)
        moved[j] = moved.get(i, i)
    return places
