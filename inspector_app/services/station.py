"""Everything a door needs, bound together once by ``bootstrap``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, Protocol

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.documents import DocumentRules
from inspector_app.domain.errors import StandardError
from inspector_app.domain.gs1 import GsTables
from inspector_app.domain.master import Names
from inspector_app.domain.sampling import SamplingTables
from inspector_app.domain.shelf_life import ShelfLifeRules
from inspector_app.services.identity import Identity
from inspector_app.services.ports import Clock, DurableFiles, IdSource, KeyStore, PhotoGuard
from inspector_app.services.records import UnitOfWork
from inspector_app.services.standard_files import StandardFiles
from inspector_app.wire.feeds import PublishedDocument


class Standards(Protocol):
    """Published inspection standards."""

    def published(self) -> Sequence[Standard]:
        """The newest version of each standard in force."""

    def get(self, standard_id: str, version: int, digest: str = "") -> Standard:
        """One version; with ``digest`` that very content, whatever number the house gave it since.
        StandardError ``standard_missing``."""

    def read(self, document: PublishedDocument) -> tuple[Standard | None, StandardError | None]:
        """The standard of a stored document, or why it is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRules:
    """One version of the shelf-life rules and where it came from.

    ``at``, ``names`` and ``note`` (who published it and why) are known of a station's own. A
    ``retired`` one judges the lots opened under it, and no others. ``number`` is the house's where
    it is not the one in the rules.
    """

    rules: ShelfLifeRules
    digest: str
    source: Literal["shipped", "station", "central"]
    at: datetime | None = None
    names: Names | None = None
    note: str = ""
    retired: bool = False
    number: int = 0

    @property
    def version(self) -> int:
        """The number it is known by."""
        return self.number or self.rules.version

    @property
    def key(self) -> tuple[str, int, str]:
        """What a lot keeps of the version it was opened under."""
        return self.rules.id, self.rules.version, self.digest

    def also(self, other: PublishedRules) -> PublishedRules:
        """The same version told from two sides: the later side's source, both sides' story."""
        return replace(
            other, at=other.at or self.at, names=other.names or self.names,
            note=other.note or self.note, retired=other.retired or self.retired,
            number=other.number or self.number,
        )  # fmt: skip


class LifeRules(Protocol):
    """Published shelf-life rules."""

    def in_force(self) -> ShelfLifeRules:
        """The newest version published; the shipped one while there is none."""

    def versions(self) -> Sequence[PublishedRules]:
        """All that are known, the one in force first."""

    def get(self, rules_id: str, version: int, digest: str) -> ShelfLifeRules:
        """One version; DateError ``rules_missing``."""

    def refresh(self) -> None:
        """Read what was published or pulled since."""


class PinCheck(Protocol):
    """Slow hashes of PINs."""

    def verify(self, verifier: str, pin: str) -> bool:
        """Whether the PIN belongs to the argon2id verifier."""

    def hash(self, pin: str) -> str:
        """A fresh argon2id verifier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """The ports and tables of one station.

    ``mark`` is the short name in lot numbers; ``identity`` is its present id and key; ``wake``
    tells the sender that something new waits; ``sampling_text`` is what ``sampling`` was read
    from, for its digest.
    """

    identity: Identity
    mark: str
    app_version: str
    clock: Clock
    ids: IdSource
    records: UnitOfWork
    files: DurableFiles
    guard: PhotoGuard
    pins: PinCheck
    standards: Standards
    standard_files: StandardFiles
    sampling: SamplingTables
    life_rules: LifeRules
    gs1: GsTables
    wake: Callable[[], None] = lambda: None
    sampling_text: bytes = b""
    documents: DocumentRules = field(default_factory=DocumentRules)

    @property
    def station_id(self) -> str:
        """The present id: 16 bytes as UUID text."""
        return self.identity.station_id

    @property
    def keys(self) -> KeyStore:
        """The present key."""
        return self.identity

    @property
    def shelf_life(self) -> ShelfLifeRules:
        """The shelf-life rules in force; a lot keeps those it was opened under
        (``services.shelf_life.rules_of``)."""
        return self.life_rules.in_force()
