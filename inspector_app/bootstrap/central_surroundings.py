"""The folder and the machine a central system runs on: its keys, certificates, disk and backup."""

from __future__ import annotations

import json
import os
import shutil
import stat
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from inspector_app.bootstrap import central_tls
from inspector_app.central import authority
from inspector_app.central.configuration import Layout
from inspector_app.central.findings import Finding, judge
from inspector_app.domain.errors import EvidenceError

LAST_BACKUP: Final = "last-backup.json"
"""In the data folder: when and where the last backup was made, for figures and ``doctor``."""
_BACKUP_AGE: Final = timedelta(days=2)
_EXPIRES_SOON: Final = timedelta(days=60)
_LEAST_FREE: Final = 1024**3
_LEAST_SHARE: Final = 0.1


def look_around(layout: Layout, now: datetime) -> list[Finding]:
    """What concerns the folder and the machine: keys, certificates, disk, backup."""
    return [
        _rights(layout), *_certificates(layout, now), _disk(layout), _last_backup(layout, now),
    ]  # fmt: skip


def _rights(layout: Layout) -> Finding:
    """Keys and settings are for their owner only. Windows keeps rights elsewhere."""
    kept = [path for path in layout.key.parent.iterdir() if path.suffix in (".pem", ".key")]
    kept += [path for path in (layout.settings, layout.database) if path.exists()]
    if os.name != "posix":
        return Finding(check="keys", code="keys_not_told", level="warning")
    open_ones = [path.name for path in kept if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]
    return judge("keys", "keys_private", "keys_open", bool(open_ones), names=", ".join(open_ones))


def _certificates(layout: Layout, now: datetime) -> list[Finding]:
    files = central_tls.files_of(layout)
    return [
        _certificate(path, name, now)
        for path, name in ((files.certificate, "authority"), (files.server, "server"))
        if path.exists()
    ]


def _certificate(path: Path, name: str, now: datetime) -> Finding:
    try:
        facts = authority.facts(path.read_bytes())
    except EvidenceError:
        return Finding(
            check="certificates", code="certificate_unreadable", level="bad",
            params={"file": path.name},
        )  # fmt: skip
    given = {"file": path.name, "until": facts.not_after.date().isoformat()}
    if not facts.not_before <= now <= facts.not_after:
        return Finding(
            check="certificates", code=f"{name}_not_valid", level="bad", params=dict(given)
        )
    soon = facts.not_after - now < _EXPIRES_SOON
    return judge("certificates", "certificate_valid", f"{name}_expires", soon, "warning", **given)


def _disk(layout: Layout) -> Finding:
    found = shutil.disk_usage(layout.root)
    megabytes = found.free // 1024**2
    if found.free < _LEAST_FREE:
        return Finding(
            check="disk", code="disk_nearly_full", level="bad", params={"megabytes": megabytes}
        )
    little = found.free < found.total * _LEAST_SHARE
    return judge("disk", "disk_free", "disk_little", little, "warning", megabytes=megabytes)


def _last_backup(layout: Layout, now: datetime) -> Finding:
    try:
        note = json.loads((layout.root / LAST_BACKUP).read_text(encoding="utf-8"))
        taken = datetime.fromisoformat(note["at"])
        days = (now - taken).days
    except (OSError, ValueError, KeyError, TypeError):
        return Finding(check="backup", code="backup_never", level="warning")
    return judge("backup", "backup_recent", "backup_old", now - taken > _BACKUP_AGE, "warning",
                 days=max(days, 0), path=str(note.get("path", "")))  # fmt: skip
