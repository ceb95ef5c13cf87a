"""Random inputs for a parser, from a seed: no crash, no hang, and what must always hold.

``fuzz(target, makers, ...)`` feeds inputs of all makers in turn to ``target``, which asserts what
must hold of each answer. A failure tells the seed, the maker and the input, and
``fuzz(..., only=number)`` repeats that one input.

``python -m tests.faults.fuzz_gs1 --count 1000000`` shows how a parser makes a command of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")
Maker = Callable[[Random], T]


class FuzzFailure(AssertionError):
    """The target raised, or took longer than it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FuzzReport(Generic[T]):
    """What was run. ``slowest`` is the input that took longest, ``slowest_seconds`` its time."""

    count: int
    seconds: float
    slowest: T | None
    slowest_seconds: float
    by_maker: Mapping[str, int] = field(default_factory=dict)
    outcomes: Mapping[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        rate = self.count / self.seconds
        lines = [
            f"{self.count} inputs in {self.seconds:.1f} s, {rate:.0f} a second",
            f"slowest {self.slowest_seconds * 1000:.1f} ms: {self.slowest!r}"[:400],
            "makers: " + ", ".join(f"{name} {n}" for name, n in sorted(self.by_maker.items())),
            "outcomes: " + ", ".join(f"{name} {n}" for name, n in sorted(self.outcomes.items())),
        ]
        return "\n".join(lines)


def fuzz(
    target: Callable[[T], object],
    makers: Mapping[str, Maker[T]],
    *,
    count: int,
    seed: int,
    slowest_allowed: float = 2.0,
    only: int | None = None,
) -> FuzzReport[T]:
    """Run ``count`` inputs; ``target`` returns a word to count by, such as the kind of answer.

    Each input has its own generator out of ``seed`` and its number, so that any one of them can
    be made again. ``slowest_allowed`` is in seconds of processor time, which a busy machine does
    not stretch. FuzzFailure with the input when the target raises or is too slow.
    """
    names = sorted(makers)
    by_maker = dict.fromkeys(names, 0)
    outcomes: dict[str, int] = {}
    slowest: T | None = None
    slowest_seconds = 0.0
    started = time.perf_counter()
    for number in range(count) if only is None else (only,):
        name = names[number % len(names)]
        made = makers[name](Random(f"{seed}/{number}"))
        before = time.process_time()
        try:
            outcome = str(target(made))
        except Exception as failure:
            where = f"seed {seed}, number {number}, maker {name}"
            raise FuzzFailure(f"{where}: {failure!r} on {made!r}") from failure
        spent = time.process_time() - before
        if spent > slowest_allowed:
            raise FuzzFailure(f"number {number}, maker {name}: {spent:.1f} s for {made!r}")
        if spent > slowest_seconds:
            slowest, slowest_seconds = made, spent
        by_maker[name] += 1
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    return FuzzReport(
        count=sum(by_maker.values()),
        seconds=max(time.perf_counter() - started, 1e-9),
        slowest=slowest,
        slowest_seconds=slowest_seconds,
        by_maker=by_maker,
        outcomes=outcomes,
    )


def random_text(random: Random, alphabet: str, longest: int) -> str:
    """Up to ``longest`` characters of ``alphabet``, short ones more often."""
    length = int(longest * random.random() ** 2)
    return "".join(random.choice(alphabet) for _ in range(length))


def any_unicode(random: Random, longest: int) -> str:
    """Characters of every plane but the surrogates, half of them Chinese or full-width."""
    length = int(longest * random.random() ** 2)
    return "".join(_character(random) for _ in range(length))


def _character(random: Random) -> str:
    block = random.random()
    if block < 0.3:
        return chr(random.randrange(0x4E00, 0x9FFF))
    if block < 0.5:
        return chr(random.randrange(0xFF00, 0xFFEF))
    if block < 0.8:
        return chr(random.randrange(0x80))
    number = random.randrange(0x110000 - 0x800)
    return chr(number if number < 0xD800 else number + 0x800)


def mutated(random: Random, text: str, alphabet: str) -> str:
    """A few characters of ``text`` dropped, doubled, swapped, changed or moved to the end."""
    characters = list(text)
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        if not characters:
            break
        place = random.randrange(len(characters))
        act = random.randrange(6)
        if act == 0:
            del characters[place]
        elif act == 1:
            characters.insert(place, random.choice(alphabet))
        elif act == 2:
            characters[place] = random.choice(alphabet)
        elif act == 3:
            characters[place:] = characters[place:] + characters[: place + 1]
        elif act == 4:
            del characters[place:]
        else:
            characters[place:place] = characters[place:][: random.randrange(1, 12)]
    return "".join(characters)
