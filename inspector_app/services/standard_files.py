"""What reading and writing the documents of inspection standards offers to the doors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.errors import Param, StandardError

FileKind: TypeAlias = Literal["yaml", "xlsx"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that keeps a document from being a standard.

    The sentence is found under ``errors.<code>``; ``place`` is where it stands in the document
    (``stages[2].items[0].limits``; empty for the file as a whole). ``line`` and ``column`` count
    from 1 in a YAML text, ``sheet``, ``row`` and ``column`` in a workbook; 0 and "" where they say
    nothing.
    """

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)
    place: str = ""
    line: int = 0
    column: int = 0
    sheet: str = ""
    row: int = 0

    @property
    def error(self) -> StandardError:
        """As a refusal."""
        return StandardError(self.code, **dict(self.params))


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A document as read: the standard, or the problems that keep it from being one.

    ``text`` is YAML, made from the cells where a workbook was read, and empty where nothing could
    be read; ``document`` are its mappings and lists, None where there are none.
    """

    kind: FileKind
    text: str = ""
    document: Mapping[str, Any] | None = None
    standard: Standard | None = None
    problems: tuple[Problem, ...] = ()


class StandardFiles(Protocol):
    """Reads and writes standards as YAML and XLSX; never raises for what a file contains."""

    def read(self, data: bytes, catalogue: str) -> Checked:
        """A YAML text or a workbook, told apart by its first bytes; ``catalogue`` is YAML."""

    def text_of(self, document: Mapping[str, Any]) -> str:
        """The document as YAML."""

    def workbook_of(self, document: Mapping[str, Any], catalogue: str) -> bytes:
        """The document as XLSX, which ``read`` takes back unchanged."""

    def catalogue(self) -> str:
        """The defect catalogue this version of the program ships, as YAML."""
