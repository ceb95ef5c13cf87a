"""The shelf-life rules of a station: shipped, published here, and taken from the central system."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from threading import Lock

from inspector_app.domain.errors import DateError, EvidenceError
from inspector_app.domain.shelf_life import ShelfLifeRules
from inspector_app.services.life_rules import RECORD_ID
from inspector_app.services.records import UnitOfWork, Work
from inspector_app.services.station import PublishedRules
from inspector_app.wire.feeds import PublishedDocument
from inspector_app.wire.life_rules import (
    RulesRecord,
    decode_rules_record,
    read_document,
    rules_digest,
)

_log = logging.getLogger(__name__)


class RulesLibrary:
    """Implements the ``LifeRules`` port over the journal and the documents of the store.

    The journal keeps what was published here, whatever a pull replaces or removes: a lot opened
    under a version is judged by it to the end.
    """

    def __init__(self, records: UnitOfWork, shipped: ShelfLifeRules) -> None:
        self._records = records
        self._shipped = PublishedRules(
            rules=shipped, digest=rules_digest(shipped), source="shipped"
        )
        self._known: tuple[PublishedRules, ...] = ()
        self._lock = Lock()

    def refresh(self) -> None:
        """Read what was published here or brought by a pull."""
        with self._records.reading() as work:
            found = [self._shipped, *_of_journal(work), *_of_feed(work)]
        known: dict[tuple[str, int, str], PublishedRules] = {}
        for each in sorted(found, key=_rank):
            held = known.get(each.key)
            known[each.key] = each if held is None else held.also(each)
        with self._lock:
            self._known = tuple(sorted(known.values(), key=_rank, reverse=True))

    def versions(self) -> Sequence[PublishedRules]:
        """All that are known, the one in force first."""
        if not self._known:
            self.refresh()
        return self._known

    def in_force(self) -> ShelfLifeRules:
        """The newest version published; the shipped one while there is none."""
        return self.versions()[0].rules

    def get(self, rules_id: str, version: int, digest: str) -> ShelfLifeRules:
        """One version; DateError ``rules_missing``."""
        for again in (False, True):
            if again:
                self.refresh()
            for each in self.versions():
                if each.key == (rules_id, version, digest):
                    return each.rules
        raise DateError("rules_missing", rule=f"{rules_id}/{version}")


def _rank(each: PublishedRules) -> tuple[object, ...]:
    """For sorting upwards: retired ones, the shipped set, then by version; at a tie the central
    system's leads."""
    own = each.source == "station"
    return (
        not each.retired, each.source != "shipped", each.version, not own, each.rules.id,
        each.digest,
    )  # fmt: skip


def _of_journal(work: Work) -> list[PublishedRules]:
    found = []
    for event in work.journal.of_record(RECORD_ID):
        try:
            record = decode_rules_record(event.payload)
        except EvidenceError as problem:
            _log.warning("rules_not_taken", extra={"fields": {"code": problem.code}})
            continue
        published = _read(record.document, record)
        found += [published] if published is not None else []
    return found


def _of_feed(work: Work) -> list[PublishedRules]:
    read = (_read(document, None) for document in work.master.life_rules())
    return [each for each in read if each is not None]


def _read(document: PublishedDocument, record: RulesRecord | None) -> PublishedRules | None:
    """None for rules that are not sound: they never judge."""
    try:
        rules = read_document(document)
    except DateError as problem:
        fields = {"code": problem.code, "rules": f"{document.id}/{document.version}"}
        _log.warning("rules_not_taken", extra={"fields": fields})
        return None
    if record is None:
        return PublishedRules(
            rules=rules, digest=document.digest, source="central", at=document.published_at,
            names={"zh": document.published_by} if document.published_by else None,
            retired=document.state == "retired",
            number=document.version if document.written else 0,
        )  # fmt: skip
    return PublishedRules(
        rules=rules, digest=document.digest, source="station", at=record.at,
        names=dict(record.person.names), note=record.note,
    )  # fmt: skip
