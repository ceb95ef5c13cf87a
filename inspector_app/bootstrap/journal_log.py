"""The logs of a data folder: one JSON object a line, rotated, with the code of every refusal."""

from __future__ import annotations

import json
import logging
from collections.abc import MutableMapping
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Final

from inspector_app.bootstrap.folders import make_private
from inspector_app.domain.errors import StorageError
from inspector_app.services.refusals import without_secrets

MAX_BYTES: Final = 5_000_000
KEPT: Final = 5
WINDOW: Final = "station.log"
COMMANDS: Final = "commands.log"
CENTRAL: Final = "central.log"
_TALKATIVE: Final = ("httpx2", "httpcore2", "uvicorn.access", "alembic")
"""Each request and each migration step a line: they would push the refusals out of the files."""


class JsonLines(logging.Formatter):
    """Time, level, logger, message, the record's ``fields`` and, for faults, the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage(),
        }
        line.update(without_secrets(getattr(record, "fields", {})))
        if record.exc_info:
            line["fault"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class _LogFile(RotatingFileHandler):
    """A full disk, or a file another program holds on Windows, never disturbs the work."""

    def doRollover(self) -> None:
        try:
            super().doRollover()
        except OSError:
            if self.stream is None:
                self.stream = self._open()

    def handleError(self, record: logging.LogRecord) -> None:
        """A line that cannot be written is lost; the refusal itself reached the person."""


def log_to(folder: Path, name: str = WINDOW) -> None:
    """Send the root logger to ``folder/name`` until ``end_logs``; a folder that cannot be written
    is silent: the station's own refusal tells the person."""
    file = folder / name
    if any(handler.baseFilename == str(file.absolute()) for handler in _ours()):
        return
    try:
        make_private(folder.parent)
        make_private(folder)
        handler = _LogFile(file, maxBytes=MAX_BYTES, backupCount=KEPT, encoding="utf-8")
    except (OSError, StorageError):
        return
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for talkative in _TALKATIVE:
        logging.getLogger(talkative).setLevel(logging.WARNING)


def set_level(name: str) -> None:
    """From which level on our own lines are kept: ``debug``, ``info``, ``warning``, ``error``."""
    logging.getLogger("inspector_app").setLevel(name.upper())


def end_logs() -> None:
    """Close the files ``log_to`` opened."""
    for handler in _ours():
        logging.getLogger().removeHandler(handler)
        handler.close()


def _ours() -> list[_LogFile]:
    return [each for each in logging.getLogger().handlers if isinstance(each, _LogFile)]


def route_structlog() -> None:
    """Lead structlog's lines (sender, central system, picture folder) into the same logs.

    Imported late: structlog costs a window's start more than the first paint allows.
    """
    import structlog

    if structlog.is_configured():
        return
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, _to_logging],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _to_logging(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> tuple[tuple[str, str], dict[str, Any]]:
    """Arguments of ``logging.Logger``: the event as message, the rest as ``fields``."""
    fields = dict(event)
    message = str(fields.pop("event", ""))
    passed: dict[str, Any] = {
        name: fields.pop(name) for name in ("exc_info", "stack_info") if name in fields
    }
    passed["extra"] = {"fields": without_secrets(fields)}
    return ("%s", message), passed
