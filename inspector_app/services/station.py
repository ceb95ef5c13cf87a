"""Everything a door needs, bound together once by ``bootstrap``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.gs1 import GsTables
from inspector_app.domain.sampling import SamplingTables
from inspector_app.domain.shelf_life import ShelfLifeRules
from inspector_app.services.ports import Clock, DurableFiles, IdSource, KeyStore, PhotoGuard
from inspector_app.services.records import UnitOfWork


class Standards(Protocol):
    """Published inspection standards."""

    def published(self) -> Sequence[Standard]:
        """The newest version of each standard in force."""

    def get(self, standard_id: str, version: int) -> Standard:
        """One version; StandardError ``standard_missing``."""


class PinCheck(Protocol):
    """Slow hashes of PINs."""

    def verify(self, verifier: str, pin: str) -> bool:
        """Whether the PIN belongs to the argon2id verifier."""

    def hash(self, pin: str) -> str:
        """A fresh argon2id verifier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """The ports and tables of one station.

    ``mark`` is the short name in lot numbers; ``station_id`` is 16 bytes as UUID text; ``wake``
    tells the sender that something new waits; ``sampling_text`` is what ``sampling`` was read
    from, for its digest.
    """

    station_id: str
    mark: str
    app_version: str
    clock: Clock
    ids: IdSource
    records: UnitOfWork
    files: DurableFiles
    guard: PhotoGuard
    keys: KeyStore
    pins: PinCheck
    standards: Standards
    sampling: SamplingTables
    shelf_life: ShelfLifeRules
    gs1: GsTables
    wake: Callable[[], None] = lambda: None
    sampling_text: bytes = b""
