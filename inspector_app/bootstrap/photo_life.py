"""A photo's life on a station, wired: when it is sent, cleared, and fetched back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.errors import SyncError
from inspector_app.services.photo_gate import PhotoGate
from inspector_app.services.photo_life import Originals, PhotoAccount
from inspector_app.services.ports import SendQueue
from inspector_app.settings import Settings, load
from inspector_app.store.photo_files import reserve_of
from inspector_app.sync.clearing import PhotoClearing
from inspector_app.sync.transport import Transport, open_client
from inspector_app.ui.tools import DiskFacts


def settings_now(opened: OpenStation) -> Callable[[], Settings]:
    """The settings as kept now: photos follow a change at once."""
    return lambda: load(opened.folder.root)


def photo_gate(opened: OpenStation) -> PhotoGate:
    """When photos may use the line, by the station's settings and its machine's time zone."""
    return PhotoGate(settings_now(opened), opened.station.clock)


def keep_days(settings: Settings) -> int:
    """How many days an original stays after its receipt; 0: for ever."""
    return settings.number("photo_keep_days") if settings.flag("photo_clear") else 0


def clearing(opened: OpenStation, queue: SendQueue) -> PhotoClearing:
    """Clears what receipts prove, after each attempt to send that ended well."""
    now = settings_now(opened)
    return PhotoClearing(
        opened.database.photo_ledger(), opened.files, opened.views, opened.station.clock,
        lambda: keep_days(now()), lambda sha256: queue.mark_photo(sha256, "pending"),
    )  # fmt: skip


def originals(opened: OpenStation) -> Originals:
    """Where originals lie; cleared ones come back over the signed line."""
    return Originals(
        opened.database.photo_ledger(), opened.files, lambda sha256: fetch(opened, sha256),
        opened.station.clock,
    )  # fmt: skip


def fetch(opened: OpenStation, sha256: str) -> bytes:
    """One original from the central system; SyncError ``not_enrolled``, ``offline``,
    ``blob_missing`` or another refusal. Uses a line of its own, from any thread."""
    queue = opened.database.send_queue()
    enrolment = queue.enrolment()
    if enrolment is None:
        raise SyncError("not_enrolled")
    offset = timedelta(seconds=queue.retry().offset_seconds)
    with open_client(enrolment.url, enrolment.authority) as client:
        transport = Transport(client, enrolment, opened.station.keys, opened.station.clock, offset)
        return transport.call("GET", f"/v1/blobs/{sha256}").body


def disk_facts(opened: OpenStation) -> DiskFacts:
    """Room on the disk, and how much of the station's photos lies where."""
    days = keep_days(load(opened.folder.root))
    now = opened.station.clock.now()
    ledger = opened.database.photo_ledger()
    account = ledger.account(now - timedelta(days=days), now) if days else _never(opened)
    usage = shutil.disk_usage(opened.folder.root)
    return DiskFacts(
        total=usage.total, free=usage.free, reserve=reserve_of(usage.total),
        photos=account,
    )  # fmt: skip


def _never(opened: OpenStation) -> PhotoAccount:
    """Nothing may be cleared: no receipt is older than the beginning of time."""
    now = opened.station.clock.now()
    return opened.database.photo_ledger().account(now - timedelta(days=36_500), now)
