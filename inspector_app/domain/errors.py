"""Every refusal carries a code and parameters; the sentence is found under ``errors.<code>``.

::

    InspectorError
    ├── ScanError          a code, picture or key sequence that cannot be taken as a scan
    ├── IntakeError        orders, deliveries, lots, batches, quantities
    ├── PlanError          lot size, level, AQL, severity, draw
    ├── DateError          dates and shelf life
    ├── StandardError      an inspection standard that is not sound
    ├── WalkError          an act that the inspection's state does not allow
    ├── PhotoError         a picture that is refused
    ├── AccessError        sign-in, rights, four eyes
    ├── StorageError       disk, data folder, database, locks
    ├── EvidenceError      chain, signature, digest
    ├── SyncError          transport and answers of the central system
    └── ReportError        printing

Codes are lower snake case and never change their meaning: logs, the command line's JSON and
problem details of the central system all carry them.
"""

from __future__ import annotations

from typing import TypeAlias

Param: TypeAlias = str | int | float


class InspectorError(Exception):
    """A refusal a person or a program can act on.

    ``code`` selects the sentence ``errors.<code>`` of the translations; ``params`` fill it.
    """

    def __init__(self, code: str, **params: Param) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: dict[str, Param] = params

    def __str__(self) -> str:
        if not self.params:
            return self.code
        inner = ", ".join(f"{key}={value!r}" for key, value in self.params.items())
        return f"{self.code} ({inner})"

    def __reduce__(self) -> tuple[object, ...]:
        """Refusals of a child process come home whole."""
        return _again, (type(self), self.code, self.params)


def _again(kind: type[InspectorError], code: str, params: dict[str, Param]) -> InspectorError:
    return kind(code, **params)


class ScanError(InspectorError):
    """A code, picture or key sequence that cannot be taken as a scan."""


class IntakeError(InspectorError):
    """Orders, deliveries, lots, batches and quantities."""


class PlanError(InspectorError):
    """Lot size, inspection level, AQL, severity or draw."""


class DateError(InspectorError):
    """Dates and shelf life."""


class StandardError(InspectorError):
    """An inspection standard that is not sound."""


class WalkError(InspectorError):
    """An act that the inspection's present state does not allow."""


class PhotoError(InspectorError):
    """A picture that is refused before or while it is stored."""


class AccessError(InspectorError):
    """Sign-in, rights and four eyes."""


class StorageError(InspectorError):
    """Disk, data folder, database and locks."""


class EvidenceError(InspectorError):
    """Chain, signature and digests."""


class SyncError(InspectorError):
    """Transport and answers of the central system."""


class ReportError(InspectorError):
    """A document that cannot be made."""
