"""What sealed payloads say, each read once however many conclusions ask for it.

Reading is a function of the bytes alone, so it may be done before a transaction begins and kept
for the next.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from inspector_app.central.db.severity import Entry
from inspector_app.central.projection import Content, project
from inspector_app.domain.errors import InspectorError
from inspector_app.domain.inspection.state import Inspection as Folded
from inspector_app.domain.sampling import SamplingTables
from inspector_app.services.severity_events import SeverityNews, lot_news, read_sealed
from inspector_app.wire.inspection import InspectionRecord, decode_record, replay

Walk: TypeAlias = tuple[InspectionRecord, Folded]
LOTS: Final = ("created", "amended")
"""Kinds of events whose acts are folded."""


class Readings:
    """Remembers what it read."""

    def __init__(self) -> None:
        self._contents: dict[tuple[str, bytes], Content | None] = {}
        self._walks: dict[bytes, Walk | None] = {}

    def content(self, kind: str, payload: bytes) -> Content | None:
        """What lists and pages know of it; None when it is not understood."""
        key = (kind, payload)
        if key not in self._contents:
            self._contents[key] = project(kind, payload).content
        return self._contents[key]

    def walk(self, payload: bytes) -> Walk | None:
        """An inspection with its acts folded; None when it is not readable.

        Acts that contradict each other make a fold fail in many ways.
        """
        if payload not in self._walks:
            self._walks[payload] = _walk(payload)
        return self._walks[payload]

    def severity(self, tables: SamplingTables, entry: Entry) -> SeverityNews | None:
        """As ``read_sealed``."""
        if entry.kind not in LOTS:
            return read_sealed(tables, entry.station, entry.kind, entry.seq, entry.payload)
        walk = self.walk(entry.payload)
        return None if walk is None else lot_news(tables, entry.station, entry.seq, *walk)


def _walk(payload: bytes) -> Walk | None:
    try:
        record = decode_record(payload)
        return record, replay(record)
    except (InspectorError, ValueError, LookupError, TypeError, AssertionError, RecursionError):
        return None
