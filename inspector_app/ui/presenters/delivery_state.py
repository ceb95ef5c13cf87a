"""How far a record got on its way to the central system. Free of Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inspector_app.services.records import Summary
from inspector_app.ui.presenters.wording import Word
from inspector_app.ui.tools import Tools

SENT = Word(key="history.sent.delivered", tone="good", icon="cloud")
WAITS = Word(key="history.sent.waiting", tone="accent", icon="sync")
PARKED = Word(key="history.sent.parked", tone="bad", icon="attention")
HERE = Word(key="history.sent.here", tone="neutral", icon="saved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """``up_to`` is the last delivered entry of the journal; ``parked``: sending stands still.
    ``carried`` tells by which entry an earlier identity's one travels."""

    up_to: int = 0
    enrolled: bool = False
    parked: bool = False
    carried: Mapping[int, int] = field(default_factory=dict)

    def word(self, seq: int | None) -> Word | None:
        """The state of a sealed entry; None for what is not sealed yet."""
        if seq is None:
            return None
        if not self.enrolled:
            return HERE
        if self.carried.get(seq, seq) <= self.up_to:
            return SENT
        return PARKED if self.parked else WAITS

    def of(self, summary: Summary) -> Word | None:
        """The state of an inspection's record."""
        return self.word(summary.seq)


def read_delivered(tools: Tools) -> Delivered:
    """As it stands now; off the GUI thread.

    The head is read first: what is sealed in between waits, so a delivered entry may show as
    waiting until the next look, never the other way round.
    """
    with tools.station.records.reading() as work:
        head, carried = work.journal.head().place, work.identities.carriers()
    status = tools.sync.status()
    return Delivered(
        up_to=max(0, head - status.waiting_events), enrolled=status.state != "not_enrolled",
        parked=status.state == "parked", carried=carried,
    )  # fmt: skip
