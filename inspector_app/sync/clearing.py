"""Clears originals that the central system has confirmed long enough ago, in small turns.

A turn follows a successful attempt to send: the station is active, its journal agrees with the
central one, and the time is proved. Of each original the central copy is hashed once more before
ours goes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from inspector_app.domain.errors import InspectorError
from inspector_app.services.photo_life import (
    Clearable,
    ClearingFiles,
    KeptViews,
    PhotoLedger,
    clear_one,
    settle,
)
from inspector_app.services.ports import Clock
from inspector_app.sync.answers import RefusedError
from inspector_app.sync.transport import Transport
from inspector_app.wire.envelope import BlobPlan, BlobPlanAnswer, BlobRef, BlobStored

_log = logging.getLogger(__name__)
PAGE: Final = 50
"""Originals asked for at once; the lease is renewed between pages."""
MOST: Final = 200
"""Originals of one turn: sending comes first."""
REST_NS: Final = 3_600 * 1_000_000_000
"""After a turn that found nothing, this long until the next look."""


class PhotoClearing:
    """``days`` is the setting, read at each turn; 0 clears nothing. ``lost`` is told of an original
    that counted as verified and that the central system has no more: it is to be sent again."""

    def __init__(
        self,
        ledger: PhotoLedger,
        files: ClearingFiles,
        views: KeptViews,
        clock: Clock,
        days: Callable[[], int],
        lost: Callable[[str], None],
    ) -> None:
        self._ledger = ledger
        self._files = files
        self._views = views
        self._clock = clock
        self._days = days
        self._lost = lost
        self._rests_until = 0
        self._settled = False

    def turn(self, transport: Transport, still_mine: Callable[[], None]) -> int:
        """One turn; how many bytes are free again. Errors of the line are raised."""
        if not self._settled:
            settle(self._ledger, self._files)
            self._settled = True
        if self._days() <= 0 or self._clock.monotonic_ns() < self._rests_until:
            return 0
        now = self._clock.now() + transport.offset
        cutoff = now - timedelta(days=self._days())
        count = size = 0
        after: Clearable | None = None
        for _ in range(MOST // PAGE):
            page = self._ledger.clearable(cutoff, now, after, PAGE)
            if not page:
                self._rests_until = self._clock.monotonic_ns() + REST_NS
                break
            still_mine()
            after = page[-1]
            for each in self._held_centrally(transport, page):
                if self._clear(each, cutoff, now):
                    count, size = count + 1, size + each.size
        if count:
            _log.info("originals_cleared count=%s bytes=%s", count, size)
        return size

    def _held_centrally(self, transport: Transport, page: Sequence[Clearable]) -> list[Clearable]:
        """Those that the central system has and has just hashed again."""
        refs = tuple(BlobRef(sha256=each.sha256, size=each.size) for each in page)
        answer = transport.ask(BlobPlanAnswer, "POST", "/v1/blobs/plan", BlobPlan(blobs=refs))
        there = {blob.sha256 for blob in answer.blobs if blob.action == "have"}
        for blob in answer.blobs:
            if blob.action != "have":
                self._lost(blob.sha256)
        return [each for each in page if each.sha256 in there and self._is_intact(transport, each)]

    def _is_intact(self, transport: Transport, each: Clearable) -> bool:
        """Ours may be the last good copy: sizes alone prove nothing."""
        try:
            transport.ask(BlobStored, "POST", f"/v1/blobs/{each.sha256}/verify")
        except RefusedError as problem:
            if problem.code not in ("blob_mismatch", "blob_missing"):
                raise
            self._lost(each.sha256)
            return False
        return True

    def _clear(self, each: Clearable, cutoff: datetime, now: datetime) -> bool:
        try:
            self._views.keep(each.sha256)
            done = clear_one(self._ledger, self._files, each.sha256, cutoff, now, self._clock.now())
        except InspectorError as problem:  # this one stays; the others do not wait for it
            _log.info("original_kept sha256=%s code=%s", each.sha256[:12], problem.code)
            return False
        return done == "cleared"
