"""Corrections that two stations made of one revision without seeing each other.

Both are sealed and genuine, so a bundle that holds both is whole. Which of them counts is decided
at the central system; the check says that there are two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inspector_app.services.evidence.chain import Read
from inspector_app.services.evidence.lines import CheckLine, bad, good


def check_revisions(reads: Sequence[Read]) -> Iterator[CheckLine]:
    """Every number from 1 on is there; one twice only as corrections by different stations."""
    numbers = [read.record.record.revision for read in reads]
    doubled = sorted({number for number in numbers if numbers.count(number) > 1})
    whole = sorted(set(numbers)) == list(range(1, len(set(numbers)) + 1))
    if not whole or not all(_are_rivals(_claiming(reads, number)) for number in doubled):
        yield bad("record", "revisions", found=", ".join(str(number) for number in numbers))
        return
    for number in doubled:
        rivals = _claiming(reads, number)
        stations = ", ".join(read.chain.mark or read.chain.station for read in rivals)
        yield good("record", "rival_revisions", revision=number, stations=stations)


def _claiming(reads: Sequence[Read], number: int) -> list[Read]:
    return [read for read in reads if read.record.record.revision == number]


def _are_rivals(rivals: Sequence[Read]) -> bool:
    """Corrections, each from another station's chain, and no first record among them."""
    chains = [read.chain.station for read in rivals]
    return len(set(chains)) == len(chains) and all(read.event.kind == "amended" for read in rivals)


def base_of(read: Read, reads: Sequence[Read]) -> Read | None:
    """The revision a correction names; None of a first record, or when it is not here."""
    named = read.record.amends
    if named is None:
        return None
    return next((each for each in reads if each.event.link == named.link), None)


def longest_way(reads: Sequence[Read]) -> tuple[Read, ...]:
    """One revision after the other up to the newest; of rivals the one that led there, or the one
    told last."""
    way: list[Read] = []
    here: Read | None = reads[-1] if reads else None
    while here is not None and here not in way:
        way.append(here)
        here = base_of(here, reads)
    return tuple(reversed(way))
