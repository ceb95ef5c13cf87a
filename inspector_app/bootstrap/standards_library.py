"""Published standards of a station, parsed once per version."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from threading import Lock

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.errors import StandardError
from inspector_app.services.records import UnitOfWork
from inspector_app.wire.feeds import PublishedDocument

DEFECTS_PART = "defects"
_log = logging.getLogger(__name__)


class StandardsLibrary:
    """Implements the ``Standards`` port over the documents of the store.

    Documents are looked at again whenever a lot is opened, so that a pull or a publication needs
    no restart. A document that is not sound never reaches a walk: it is logged once and left out,
    and the newest sound version stays in force.
    """

    def __init__(self, records: UnitOfWork) -> None:
        self._records = records
        self._known: Mapping[tuple[str, int], Standard] = {}
        self._in_force: Mapping[str, Standard] = {}
        self._told: set[str] = set()
        self._lock = Lock()

    def refresh(self) -> None:
        """Read what a pull or a publication may have brought."""
        with self._records.reading() as work:
            documents = tuple(work.master.standards())
        known: dict[tuple[str, int], Standard] = {}
        in_force: dict[str, Standard] = {}
        for document in documents:
            standard, fault = self.read(document)
            if standard is None:
                self._tell(document, fault)
                continue
            known[document.id, document.version] = standard
            held = in_force.get(standard.id)
            if document.state == "in_force" and (held is None or held.version < standard.version):
                in_force[standard.id] = standard
        with self._lock:
            self._known, self._in_force = known, in_force

    def published(self) -> Sequence[Standard]:
        """The newest version of each standard that is sound and not retired."""
        self.refresh()
        return tuple(self._in_force.values())

    def get(self, standard_id: str, version: int, digest: str = "") -> Standard:
        """One version, retired or not; with ``digest`` that very content under the number asked
        for, though the house gave it another since. StandardError ``standard_missing``."""
        found = self._find(standard_id, version, digest)
        if found is None:
            self.refresh()
            found = self._find(standard_id, version, digest)
        if found is None:
            raise StandardError("standard_missing", standard=f"{standard_id}/{version}", sku="")
        return found

    def _find(self, standard_id: str, version: int, digest: str) -> Standard | None:
        found = self._known.get((standard_id, version))
        if not digest or (found is not None and found.digest == digest):
            return found
        same = (e for e in self._known.values() if (e.id, e.digest) == (standard_id, digest))
        renumbered = next(same, None)
        return None if renumbered is None else replace(renumbered, version=version)

    def read(self, document: PublishedDocument) -> tuple[Standard | None, StandardError | None]:
        """The standard of a document, or why it is none."""
        try:
            return parse_document(document), None
        except StandardError as fault:
            return None, fault

    def _tell(self, document: PublishedDocument, fault: StandardError | None) -> None:
        if document.digest in self._told:
            return
        self._told.add(document.digest)
        fields = {"standard": document.id, "version": document.version, "fault": str(fault)}
        _log.error("standard_unsound", extra={"fields": fields})


def parse_document(document: PublishedDocument) -> Standard:
    """The standard of a published document; StandardError when it is not sound."""
    from inspector_app.wire.standard_text import parse_document as parse  # with YAML, late

    return parse(document)


@cache
def shipped_documents() -> tuple[PublishedDocument, ...]:
    """The standards of ``resources/standards`` as documents a central system publishes."""
    from inspector_app.bootstrap.standards import shipped_files, standard_from_yaml

    defects, files = shipped_files()
    documents = []
    for text in files:
        standard = standard_from_yaml(text.encode("utf-8"), defects.encode("utf-8"))
        documents.append(
            PublishedDocument(
                id=standard.id,
                version=standard.version,
                digest=standard.digest,
                text=text,
                parts={DEFECTS_PART: defects},
            )
        )
    return tuple(documents)
