"""Units of work: the groups of ``services.records`` over one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from typing import TypeAlias

from sqlalchemy import Connection

from inspector_app.store.act_rows import ActRows
from inspector_app.store.delivery_rows import DeliveryRows
from inspector_app.store.identity_rows import IdentityRows
from inspector_app.store.inspection_rows import InspectionRows
from inspector_app.store.journal_rows import JournalRows
from inspector_app.store.master_rows import MasterRows
from inspector_app.store.paper_rows import ElsewhereRows, PaperRows
from inspector_app.store.photo_hashes import PhotoHashRows
from inspector_app.store.photo_rows import PhotoRows
from inspector_app.store.reference_rows import ReferenceRows
from inspector_app.store.severity_rows import SeverityRows
from inspector_app.store.shared_rows import BadgeRows, SharedRows
from inspector_app.store.station_rows import DecisionRows, NoteRows, SignInRows

Transaction: TypeAlias = Callable[[], AbstractContextManager[Connection]]


class StationWork:
    """One transaction; groups are made when they are asked for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def master(self) -> MasterRows:
        return MasterRows(self._connection)

    @cached_property
    def deliveries(self) -> DeliveryRows:
        return DeliveryRows(self._connection)

    @cached_property
    def inspections(self) -> InspectionRows:
        return InspectionRows(self._connection)

    @cached_property
    def photos(self) -> PhotoRows:
        return PhotoRows(self._connection)

    @cached_property
    def journal(self) -> JournalRows:
        return JournalRows(self._connection)

    @cached_property
    def identities(self) -> IdentityRows:
        return IdentityRows(self._connection)

    @cached_property
    def acts(self) -> ActRows:
        return ActRows(self._connection)

    @cached_property
    def decisions(self) -> DecisionRows:
        return DecisionRows(self._connection)

    @cached_property
    def references(self) -> ReferenceRows:
        return ReferenceRows(self._connection)

    @cached_property
    def papers(self) -> PaperRows:
        return PaperRows(self._connection)

    @cached_property
    def elsewhere(self) -> ElsewhereRows:
        return ElsewhereRows(self._connection)

    @cached_property
    def shared(self) -> SharedRows:
        return SharedRows(self._connection)

    @cached_property
    def badges(self) -> BadgeRows:
        return BadgeRows(self._connection)

    @cached_property
    def photo_hashes(self) -> PhotoHashRows:
        return PhotoHashRows(self._connection)

    @cached_property
    def severities(self) -> SeverityRows:
        return SeverityRows(self._connection)

    @cached_property
    def sign_ins(self) -> SignInRows:
        return SignInRows(self._connection)

    @cached_property
    def notes(self) -> NoteRows:
        return NoteRows(self._connection)


class StationUnitOfWork:
    """The ``UnitOfWork`` port over SQLite."""

    def __init__(self, write: Transaction, read: Transaction) -> None:
        self._write = write
        self._read = read

    @contextmanager
    def writing(self) -> Iterator[StationWork]:
        """Commits when left normally, rolls back otherwise."""
        with self._write() as connection:
            yield StationWork(connection)

    @contextmanager
    def reading(self) -> Iterator[StationWork]:
        """One consistent moment; writes are refused."""
        with self._read() as connection:
            yield StationWork(connection)
