"""Takes master data: a snapshot first, then what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import quote

from inspector_app.domain.errors import EvidenceError, SyncError
from inspector_app.services.ports import FeedChange, FeedCursor, FeedName, MasterSink
from inspector_app.sync.answers import RefusedError, act_on
from inspector_app.sync.heads import FEEDS, may_have_moved
from inspector_app.sync.transport import Transport
from inspector_app.wire.central_act import CentralAct, check_act
from inspector_app.wire.envelope import FeedChanges, FeedHead, FeedItem, FeedSnapshot
from inspector_app.wire.feeds import decode_item

_PAGE: Final = 500
_SNAPSHOT_PAGE: Final = 1000
_SET_ASIDE_NS: Final = 15 * 60 * 10**9
_UNPUBLISHED: Final = "empty"
"""The epoch of a feed nobody has published in; the first publication gives it a real one."""

Restored: TypeAlias = Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """How many items were written in each feed; SyncError ``bad_feed_item`` of a feed that could
    not be read."""

    written: dict[str, int]
    unreadable: SyncError | None = None


class SetAside:
    """Feeds with an item this program cannot read: the same page would be fetched at every turn,
    by every station of that version, and never be read. They wait until they move, or a while."""

    def __init__(self, monotonic_ns: Callable[[], int]) -> None:
        self._now = monotonic_ns
        self._feeds: dict[str, tuple[FeedHead | None, SyncError, int]] = {}

    def problem(self, feed: str, head: FeedHead | None) -> SyncError | None:
        """Why this feed is not asked now; None when it is to be asked."""
        seen, problem, until = self._feeds.get(feed, (None, None, 0))
        return problem if seen == head and self._now() < until else None

    def note(self, feed: str, head: FeedHead | None, problem: SyncError) -> None:
        """It could not be read while it stood there."""
        self._feeds[feed] = head, problem, self._now() + _SET_ASIDE_NS


def pull_all(
    sink: MasterSink,
    transport: Transport,
    restored: Restored,
    heads: Mapping[str, FeedHead],
    set_aside: SetAside | None = None,
) -> Pulled:
    """Bring every feed up to date; how many items were written in each.

    A feed that was taken to its head in ``heads`` is not asked.
    ``restored`` is called when a feed's epoch has changed, which says that the central system
    came back from a backup; it is called before the new epoch is kept, perhaps several times.
    A feed with an item this program cannot read keeps its present data and is ``unreadable``; the
    others go on. With ``set_aside`` it is not asked again at once. A feed that the central system
    does not know yet is passed over.
    """
    written: dict[str, int] = {}
    unreadable: SyncError | None = None
    for feed in FEEDS:
        head = heads.get(feed)
        if not may_have_moved(sink.cursor(feed), head):
            written[feed] = 0
            continue
        known = set_aside.problem(feed, head) if set_aside else None
        if known is not None:
            unreadable = known
            continue
        try:
            written[feed] = pull(sink, transport, feed, restored)
        except SyncError as problem:
            if problem.code == "unknown_feed":
                continue  # an older central system; it has nothing for this feed
            if problem.code != "bad_feed_item":
                raise
            unreadable = problem
            if set_aside:
                set_aside.note(feed, head, problem)
    return Pulled(written=written, unreadable=unreadable)


def pull(sink: MasterSink, transport: Transport, feed: FeedName, restored: Restored) -> int:
    """Bring one feed up to date; how many items were written."""
    cursor = sink.cursor(feed)
    if cursor is None:
        return _replace(sink, transport, feed, _snapshot(transport, feed))
    try:
        return _changes(sink, transport, feed, cursor)
    except RefusedError as problem:
        if act_on(problem) != "snapshot":
            raise
    found = _snapshot(transport, feed)
    if cursor.epoch not in (found.epoch, _UNPUBLISHED):
        restored()
    return _replace(sink, transport, feed, found)


def _snapshot(transport: Transport, feed: FeedName, beyond: str = "") -> FeedSnapshot:
    query = f"limit={_SNAPSHOT_PAGE}" + (f"&beyond={quote(beyond, safe='')}" if beyond else "")
    return transport.ask(FeedSnapshot, "GET", f"/v1/feeds/{feed}/snapshot?{query}")


def _replace(sink: MasterSink, transport: Transport, feed: FeedName, found: FeedSnapshot) -> int:
    """A small feed in one piece; a large one page by page, so that nobody waits for long."""
    cursor = FeedCursor(epoch=found.epoch, after=found.next)
    if not found.has_more:
        items = _checked(transport, feed, found.items)
        sink.replace(feed, items, cursor)
        return len(items)
    seen: set[str] = set()
    for page in _pages(transport, feed, found):
        if any(item.id in seen for item in page.items):
            raise SyncError("unexpected_answer", status=200)
        sink.put(feed, _checked(transport, feed, page.items))
        seen.update(item.id for item in page.items)
    sink.keep_only(feed, seen, cursor)
    return len(seen)


def _pages(transport: Transport, feed: FeedName, page: FeedSnapshot) -> Iterator[FeedSnapshot]:
    """The first page and all that follow; SyncError when the feed begins anew meanwhile."""
    yield page
    epoch = page.epoch
    while page.has_more and page.items:
        page = _snapshot(transport, feed, page.items[-1].id)
        if page.epoch != epoch:
            raise SyncError("unexpected_answer", status=200)
        yield page


def _changes(sink: MasterSink, transport: Transport, feed: FeedName, cursor: FeedCursor) -> int:
    written = 0
    while True:
        query = f"epoch={quote(cursor.epoch, safe='')}&after={cursor.after}&limit={_PAGE}"
        found = transport.ask(FeedChanges, "GET", f"/v1/feeds/{feed}/changes?{query}")
        if found.next < cursor.after or (found.has_more and found.next == cursor.after):
            raise SyncError("unexpected_answer", status=200)
        changes = _checked(transport, feed, found.items)
        changes += [FeedChange(id=gone.id, body=None) for gone in found.tombstones]
        cursor = FeedCursor(epoch=found.epoch, after=found.next)
        if changes:
            sink.apply(feed, changes, cursor)
        written += len(changes)
        if not found.has_more:
            return written


def _checked(transport: Transport, feed: FeedName, items: Sequence[FeedItem]) -> list[FeedChange]:
    """The items, all of them readable; nothing of a page is written if one is not. Acts must be
    sealed by the central system's own key."""
    found: list[FeedChange] = []
    for item in items:
        body = bytes(item.body)
        value = decode_item(feed, body)
        if isinstance(value, CentralAct):
            _check_sealed(transport, value)
        found.append(FeedChange(id=item.id, body=body))
    return found


def _check_sealed(transport: Transport, act: CentralAct) -> None:
    enrolment = transport.enrolment
    try:
        check_act(act, enrolment.tenant, enrolment.server_key)
    except EvidenceError as problem:
        raise SyncError("bad_feed_item", feed="acts") from problem
