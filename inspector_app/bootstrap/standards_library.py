"""Published standards of a station, parsed once per version."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from threading import Lock

from inspector_app.bootstrap.resources import resource
from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.errors import StandardError
from inspector_app.services.records import UnitOfWork
from inspector_app.wire.feeds import PublishedDocument

DEFECTS_PART = "defects"


class StandardsLibrary:
    """Implements the ``Standards`` port over the documents of the store.

    Documents are read again when a version is asked for that is not known yet, so that a pull
    needs no restart.
    """

    def __init__(self, records: UnitOfWork) -> None:
        self._records = records
        self._known: dict[tuple[str, int], Standard] = {}
        self._lock = Lock()

    def refresh(self) -> None:
        """Read what a pull may have brought."""
        with self._records.reading() as work:
            documents = tuple(work.master.standards())
        with self._lock:
            for document in documents:
                key = (document.id, document.version)
                if key not in self._known:
                    self._known[key] = parse_document(document)

    def published(self) -> Sequence[Standard]:
        """The newest version of each standard."""
        if not self._known:
            self.refresh()
        newest: dict[str, Standard] = {}
        for standard in self._known.values():
            held = newest.get(standard.id)
            if held is None or held.version < standard.version:
                newest[standard.id] = standard
        return tuple(newest.values())

    def get(self, standard_id: str, version: int) -> Standard:
        """One version; StandardError ``standard_missing``."""
        key = (standard_id, version)
        if key not in self._known:
            self.refresh()
        try:
            return self._known[key]
        except KeyError:
            raise StandardError(
                "standard_missing", standard=f"{standard_id}/{version}", sku=""
            ) from None


def parse_document(document: PublishedDocument) -> Standard:
    """The standard of a published document; StandardError when it is not sound."""
    from inspector_app.bootstrap.standards import standard_from_yaml  # with YAML, late

    return standard_from_yaml(
        document.text.encode("utf-8"), document.parts[DEFECTS_PART].encode("utf-8")
    )


@cache
def shipped_documents() -> tuple[PublishedDocument, ...]:
    """The standards of ``resources/standards`` as documents a central system publishes."""
    from inspector_app.bootstrap.standards import CATALOGUE, standard_from_yaml

    defects = resource(CATALOGUE).read_text("utf-8")
    documents = []
    for file in sorted(resource("standards").glob("*.yaml")):
        if file.name == resource(CATALOGUE).name:
            continue
        text = file.read_text("utf-8")
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
