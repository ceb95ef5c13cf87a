"""Wires how PIN verifiers of the central system are kept on this device."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from inspector_app.bootstrap import key_change
from inspector_app.bootstrap.station import PIN_FILE, OpenStation
from inspector_app.services.ports import MasterSink
from inspector_app.settings import DataFolder
from inspector_app.store.key_ring import SystemRing
from inspector_app.store.keys import KeyFile
from inspector_app.store.people_sink import OpenBox, PeopleSink, wrap_present
from inspector_app.store.pin_secret import PinSecret
from inspector_app.sync.transport import Transport


def pin_secret(folder: DataFolder) -> PinSecret:
    """The device's secret of a data folder; not read before it is needed."""
    return PinSecret(folder.root / PIN_FILE, SystemRing())


def people_sink(opened: OpenStation) -> MasterSink:
    """Where master data lands, with verifiers kept under the device's secret."""

    def keys() -> Sequence[OpenBox]:
        earlier = key_change.earlier(opened.folder)
        found = [opened.key.open_box]
        return [*found, earlier.open_box] if isinstance(earlier, KeyFile) else found

    return PeopleSink(opened.database.master_sink(), keys, pin_secret(opened.folder))


class PinKeeping:
    """What follows a success: verifiers of a program before this one are wrapped, and the secret
    follows the signing key into the system's ring."""

    def __init__(self, opened: OpenStation) -> None:
        self._opened = opened
        self._done = False

    def turn(self, _transport: Transport, _still_mine: Callable[[], None]) -> None:
        """Once each time the program runs; StorageError ``key_ring_closed``."""
        if self._done:
            return
        secret = pin_secret(self._opened.folder)
        with self._opened.database.write() as connection:
            wrap_present(connection, secret)
        if self._opened.key.in_ring:
            secret.move_into_ring()
        self._done = True
