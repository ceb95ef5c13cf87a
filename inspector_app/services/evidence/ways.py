"""Whether a bundle leads from place to place of a station's chain as a whole one does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

from inspector_app.services.evidence.lines import CheckLine, bad
from inspector_app.wire.bundle import ChainPart
from inspector_app.wire.receipts import stated_head

LONGEST_WAY: Final = 500
"""Events of other records that are walked past, at most, to reach the next known link."""


def check_ways(chain: ChainPart, links: Mapping[int, str]) -> Iterator[CheckLine]:
    """An event that was taken out leaves a hole: the way to or past its place is then missing.

    ``links`` are those the bundle walks to. Long ways are left out of whole bundles too, and so
    are ways from an event whose own link the central system confirmed.
    """
    events = sorted({event.seq for event in chain.events})
    heads = {head for each in chain.receipts if (head := stated_head(each.body))}
    own = set(events)
    for earlier, later in pairwise(events):
        if later - 1 not in links and _is_short(earlier, later) and earlier not in heads:
            yield bad("chain", "way_missing", seq=earlier, to=later)
    last = events[-1]
    for head in sorted(heads):
        if head > last and head not in links and _is_short(last, head):
            yield bad("chain", "way_missing", seq=last, to=head)
    for seq in sorted({each.seq for each in chain.passed}):
        follows = seq + 1 in links or seq in heads
        if seq in own or seq not in links or not follows:
            yield bad("chain", "place_loose", seq=seq)


def _is_short(here: int, there: int) -> bool:
    return there - here <= LONGEST_WAY
