"""What importing master data needs from outside, wired."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from inspector_app.bootstrap.clock import SystemIds
from inspector_app.bootstrap.master_sheets import MasterSheets
from inspector_app.services.master_import import ImportTools
from inspector_app.services.ports import IdSource
from inspector_app.store.pins import Argon2Pins

_DIGITS: Final = 6


def import_tools(ids: IdSource | None = None) -> ImportTools:
    """Files, the machine's time zone (the one its pages show times in), slow hashes, new PINs."""
    pins, source = Argon2Pins(), ids or SystemIds()
    return ImportTools(
        files=MasterSheets(), to_utc=to_utc, pin_fits=pins.verify, pin_hash=pins.hash,
        new_pin=lambda: new_pin(source),
    )  # fmt: skip


def to_utc(local: datetime) -> datetime:
    """A time without a zone is the machine's."""
    return local.astimezone(UTC)


def new_pin(ids: IdSource) -> str:
    """Six digits with at least four different ones."""
    while True:
        number = int.from_bytes(ids.seed()[:8], "big") % 10**_DIGITS
        pin = f"{number:0{_DIGITS}d}"
        if len(set(pin)) >= 4 and pin not in "01234567890" and pin not in "09876543210":
            return pin
