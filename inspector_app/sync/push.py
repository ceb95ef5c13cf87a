"""Sends what the station has sealed: events first, then photos."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from inspector_app.domain.errors import EvidenceError, SyncError
from inspector_app.services.photo_gate import PhotoGate
from inspector_app.services.ports import (
    DurableFiles,
    Receipt,
    SealedEvent,
    SendQueue,
)
from inspector_app.sync.answers import RefusedError, act_on
from inspector_app.sync.photos import PhotoSender
from inspector_app.sync.transport import Transport, read_answer
from inspector_app.wire.envelope import (
    MAX_LINES,
    NDJSON,
    EventLine,
    EventsAnswer,
    ReceiptsAnswer,
    SignedReceipt,
    StationView,
)
from inspector_app.wire.framing import ZSTD, compress, encode_lines, take_batch
from inspector_app.wire.receipts import CompletionReceipt, HeadReceipt, open_receipt

_RESYNCS: Final = 3
_UNDECIDED: Final = 10
"""A lost answer means a bad line: small batches."""


@dataclass
class Tally:
    """What one run has done."""

    events: int = 0
    photos: int = 0
    parts: int = 0
    receipts: int = 0
    rewound_to: int | None = None


class Pusher:
    """One run of sending. ``still_mine`` renews the lease; it raises when another has it.

    ``breaks`` counts uploads of photos that broke off, in this run and those before.
    """

    def __init__(
        self,
        queue: SendQueue,
        files: DurableFiles,
        transport: Transport,
        still_mine: Callable[[], None],
        breaks: int = 0,
        gate: PhotoGate | None = None,
    ) -> None:
        self.tally = Tally()
        self.breaks = breaks
        self.view: StationView | None = None
        """What the central system told last; None once something was sent after it."""
        self._queue = queue
        self._files = files
        self._transport = transport
        self._still_mine = still_mine
        self._gate = gate
        self._path = f"/v1/stations/{transport.enrolment.station_id}"

    def run(self) -> Tally:
        """Send everything there is; SyncError at the first thing that needs a wait or a person."""
        self.compare_heads()
        self._send_events()
        if self._send_photos() and self._receipts_may_wait():
            self._fetch_receipts()
        self._settle_undecided()
        return self.tally

    def compare_heads(self) -> None:
        """Ask the small question first and bring the two journals' ends together.

        SyncError ``chain_fork`` when the central system holds something else than we do.
        """
        earlier = self._queue.earlier_stations()  # what those sent is ours to send again
        asked = f"{self._path}?earlier={','.join(earlier)}" if earlier else self._path
        view = self._transport.ask(StationView, "GET", asked)
        if view.state != "active":
            raise SyncError(f"station_{view.state}")
        ours = self._queue.link_at(view.head)
        if ours is None or ours.hex() != view.head_link:
            raise SyncError("chain_fork", seq=view.head)
        delivered = self._queue.delivered().seq
        if view.head > delivered:
            self._queue.mark_delivered(view.head, None)
        elif view.head < delivered:
            self._queue.rewind(view.head)
            self.tally.rewound_to = view.head
        self._queue.send_again(view.wanted)
        self.view = view

    def _send_events(self) -> None:
        limit = MAX_LINES
        resyncs = 0
        while events := self._queue.unsent_events(limit):
            self._still_mine()
            lines = take_batch(map(_line, events), limit)
            try:
                answer = self._post(lines)
            except RefusedError as problem:
                act = act_on(problem)
                if act == "halve" and len(lines) > 1:
                    limit = len(lines) // 2
                elif act == "halve":
                    raise SyncError("payload_too_large", seq=lines[0].seq, limit=0) from problem
                elif act == "resync" and resyncs < _RESYNCS:
                    resyncs += 1
                    self.compare_heads()
                else:
                    raise
                continue
            self._note(events[: len(lines)], answer)
            self.tally.events += len(lines)
            limit = MAX_LINES

    def _settle_undecided(self) -> None:
        """Send once more what arrived while its answer was lost: the answer repeats how each
        event was judged. Last, so that a line too bad for it starves nothing."""
        while events := self._queue.undecided_events(_UNDECIDED):
            self._still_mine()
            lines = take_batch(map(_line, events), _UNDECIDED)
            answer = self._post(lines)
            if {line.seq for line in lines} - {result.seq for result in answer.results}:
                raise SyncError("unexpected_answer", status=200)
            self._note(events[: len(lines)], answer)

    def _post(self, lines: Sequence[EventLine]) -> EventsAnswer:
        body = compress(encode_lines(lines))
        headers = {"content-type": NDJSON, "content-encoding": ZSTD}
        self.view = None
        answer = self._transport.call("POST", f"{self._path}/events", body, headers)
        return read_answer(answer, EventsAnswer)

    def _note(self, events: Sequence[SealedEvent], answer: EventsAnswer) -> None:
        last = events[-1]
        receipt = self._opened(answer.receipt)
        if answer.head < last.seq or not isinstance(receipt, HeadReceipt):
            raise SyncError("unexpected_answer", status=200)
        ours = self._queue.link_at(receipt.head)
        if ours is None or ours.hex() != receipt.link or receipt.head != answer.head:
            raise SyncError("chain_fork", seq=receipt.head)
        for result in answer.results:
            self._queue.mark_event(result.seq, result.state, result.why)
        self._queue.mark_delivered(answer.head, _kept(answer.receipt))

    def _opened(self, receipt: SignedReceipt) -> HeadReceipt | CompletionReceipt:
        enrolment = self._transport.enrolment
        content = open_receipt(receipt, enrolment.server_key)
        if (content.tenant, content.station) != (enrolment.tenant, enrolment.station_id):
            raise EvidenceError("bad_receipt", number=receipt.number)
        return content

    def _send_photos(self) -> bool:
        """False when photos were held back: receipts of before a restore of the central system
        must not speak for photos that it may have lost and nobody has asked it about yet."""
        photos = PhotoSender(
            self._queue, self._files, self._transport, self._still_mine, self.breaks, self._gate
        )
        try:
            photos.run()
        finally:
            self.tally.photos += photos.sent
            self.tally.parts += photos.parts
            self.breaks = photos.breaks
            if photos.sent or photos.parts:
                self.view = None
        return not photos.held

    def _receipts_may_wait(self) -> bool:
        """False only when nothing was sent and the last receipt is here."""
        view = self.view
        return view is None or view.receipts != self._queue.receipts_cursor()

    def _fetch_receipts(self) -> None:
        while True:
            after = self._queue.receipts_cursor()
            page = self._transport.ask(
                ReceiptsAnswer, "GET", f"{self._path}/receipts?after={after}"
            )
            for receipt in page.receipts:
                if not isinstance(self._opened(receipt), CompletionReceipt):
                    raise EvidenceError("bad_receipt", number=receipt.number)
            if page.receipts:
                self._queue.add_receipts([_kept(receipt) for receipt in page.receipts])
                self.tally.receipts += len(page.receipts)
            if not page.has_more or not page.receipts:
                return


def _line(event: SealedEvent) -> EventLine:
    return EventLine(
        seq=event.seq,
        kind=event.kind,
        prev=event.previous.hex(),
        link=event.link.hex(),
        signature=event.signature,
        payload=event.payload,
    )


def _kept(receipt: SignedReceipt) -> Receipt:
    return Receipt(
        number=receipt.number,
        kind=receipt.kind,
        body=receipt.body,
        signature=receipt.signature,
    )
