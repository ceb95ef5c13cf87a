"""Reading and writing the documents of standards: YAML text and XLSX workbooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from inspector_app.bootstrap.resources import resource
from inspector_app.domain.checklist.parse import examine
from inspector_app.domain.errors import StandardError
from inspector_app.services.standard_files import Checked, Problem

if TYPE_CHECKING:
    from inspector_app.bootstrap.standards_places import TextPlaces
    from inspector_app.bootstrap.standards_sheets import SheetPlaces
    from inspector_app.domain.checklist.standard import Standard

_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
"""First bytes of .xlsx and, to be refused as what they are, of .xls files."""
MOST_PROBLEMS = 200
"""Nobody reads more at once, and each is looked up in the text."""


class StandardDocuments:
    """Implements the ``StandardFiles`` port. YAML and spreadsheets are imported when used."""

    def read(self, data: bytes, catalogue: str) -> Checked:
        """A YAML text or a workbook, told apart by its first bytes."""
        if data.startswith(_WORKBOOKS):
            return _read_workbook(data, catalogue)
        return _read_text(data, catalogue)

    def text_of(self, document: Mapping[str, Any]) -> str:
        """The document as YAML."""
        from inspector_app.bootstrap.standards_text import document_text

        return document_text(document)

    def workbook_of(self, document: Mapping[str, Any], catalogue: str) -> bytes:
        """The document as XLSX, which ``read`` takes back unchanged."""
        from inspector_app.bootstrap.standards import read_yaml
        from inspector_app.bootstrap.standards_workbook import document_workbook

        return document_workbook(document, read_yaml(catalogue.encode()))

    def catalogue(self) -> str:
        """The defect catalogue this version of the program ships."""
        from inspector_app.bootstrap.standards import CATALOGUE

        return resource(CATALOGUE).read_text("utf-8")


def _read_text(data: bytes, catalogue: str) -> Checked:
    from inspector_app.bootstrap.standards import decode_text, read_yaml
    from inspector_app.bootstrap.standards_places import TextPlaces

    text = ""
    try:
        text = decode_text(data)
        document = read_yaml(data)
    except StandardError as fault:
        return Checked(kind="yaml", text=text, problems=(_of_file(fault),))
    return _examined("yaml", text, document, catalogue, lambda: TextPlaces(text))


def _read_workbook(data: bytes, catalogue: str) -> Checked:
    from inspector_app.bootstrap.standards_sheets import read_workbook
    from inspector_app.bootstrap.standards_text import document_text

    found = read_workbook(data)
    if found.problems:
        return Checked(kind="xlsx", problems=found.problems)
    text = document_text(found.document)
    return _examined("xlsx", text, found.document, catalogue, lambda: found.places)


def _examined(
    kind: Any, text: str, document: Mapping[str, Any], catalogue: str, places: Any
) -> Checked:
    from inspector_app.bootstrap.standards import digest, read_yaml

    defects = read_yaml(catalogue.encode())
    standard, faults = examine(document, defects, digest(text.encode(), catalogue.encode()))
    if standard is not None:
        faults = tuple(_missing_pictures(standard))
        standard = None if faults else standard
    problems: tuple[Problem, ...] = ()
    if faults:
        known = places()
        problems = tuple(_placed(fault, known) for fault in faults[:MOST_PROBLEMS])
    return Checked(kind=kind, text=text, document=document, standard=standard, problems=problems)


def _missing_pictures(standard: Standard) -> Iterator[StandardError]:
    """Only what is written here has to have its pictures here: a version from the central system
    may name those of a newer program, and its walk does without them."""
    for stage_at, stage in enumerate(standard.stages):
        for at, item in enumerate(stage.items):
            if item.picture and not _is_shipped(item.picture):
                place = f"stages[{stage_at}].items[{at}].picture"
                yield StandardError("unknown_picture", place=place, picture=item.picture)


def _is_shipped(picture: str) -> bool:
    try:
        return resource(picture).is_file()
    except FileNotFoundError:
        return False


def _of_file(fault: StandardError) -> Problem:
    line = fault.params.get("line", 0)
    return Problem(
        code=fault.code, params=fault.params, place=_place(fault), line=int(line or 0),
        column=1 if line else 0,
    )  # fmt: skip


def _placed(fault: StandardError, places: TextPlaces | SheetPlaces) -> Problem:
    from inspector_app.bootstrap.standards_places import KEYED_CODES, TextPlaces

    place = _place(fault)
    key = str(fault.params.get("key", "")) if fault.code in KEYED_CODES else ""
    if isinstance(places, TextPlaces):
        line, column = places.of(place, key)
        return Problem(code=fault.code, params=fault.params, place=place, line=line, column=column)
    cell = places.of(place)
    return Problem(
        code=fault.code, params=fault.params, place=place, sheet=cell.sheet, row=cell.row,
        column=cell.column,
    )  # fmt: skip


def _place(fault: StandardError) -> str:
    place = str(fault.params.get("place", ""))
    return "" if place == "." else place
