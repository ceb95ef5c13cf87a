"""Inspection standards in the hands of supervisors: read, draft, check, publish, retire.

A published version never changes; a walk keeps the version it began with. Publishing and
retiring are sealed events (``standard_published``), so that the central system can hand the
version to all stations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

import msgspec

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.errors import AccessError, StandardError
from inspector_app.domain.master import Names, Person
from inspector_app.domain.rights import require
from inspector_app.services.closing import seal
from inspector_app.services.people import sign_in_badge, sign_in_pin
from inspector_app.services.records import Work
from inspector_app.services.standard_files import Checked, Problem
from inspector_app.services.station import Station
from inspector_app.wire.feeds import PublishedDocument
from inspector_app.wire.inspection import PersonPart
from inspector_app.wire.standard import StandardRecord, encode_standard

__all__ = [
    "Checked",
    "Draft",
    "Problem",
    "VersionLine",
    "VersionState",
    "check_document",
    "drafts",
    "drop_draft",
    "new_version",
    "next_version",
    "publish",
    "retire",
    "save_draft",
    "source",
    "to_text",
    "to_workbook",
    "versions",
]

VersionState: TypeAlias = Literal["in_force", "superseded", "retired", "unsound"]

DEFECTS_PART: Final = "defects"
MAX_PUBLISHED: Final = 200_000
"""Bytes of a text with its catalogue that always fit an event of the journal."""
_DRAFTS: Final = "standards.drafts"
MAX_DRAFTS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """One version as a list shows it.

    ``unsound`` versions came from the central system and cannot be read here: they are never
    chosen, and ``problem`` says why. ``names`` is empty for them.
    """

    id: str
    version: int
    state: VersionState
    names: Names
    published_at: datetime | None = None
    published_by: str = ""
    problem: Problem | None = None
    standard: Standard | None = None


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A supervisor's text on its way to a version; it need not be sound. ``based_on`` is
    ``food@3``, empty for a new standard."""

    id: str
    text: str
    person_id: str
    at: datetime
    based_on: str = ""


_DRAFT_LIST: Final = msgspec.json.Decoder(list[Draft])


def versions(station: Station) -> Sequence[VersionLine]:
    """Every version known here, by id, the newest first."""
    with station.records.reading() as work:
        documents = tuple(work.master.standards())
    lines = [_line(station, document) for document in documents]
    newest: dict[str, int] = {}
    for line in lines:
        if line.state == "in_force":
            newest[line.id] = max(newest.get(line.id, 0), line.version)
    shown = (_superseded(line, newest.get(line.id, 0)) for line in lines)
    return tuple(sorted(shown, key=lambda line: (line.id, -line.version)))


def _line(station: Station, document: PublishedDocument) -> VersionLine:
    standard, fault = station.standards.read(document)
    state: VersionState = "retired" if document.state == "retired" else "in_force"
    problem = None
    if fault is not None:
        place = str(fault.params.get("place", ""))
        state, problem = "unsound", Problem(code=fault.code, params=fault.params, place=place)
    return VersionLine(
        id=document.id, version=document.version, state=state,
        names=standard.names if standard else {}, published_at=document.published_at,
        published_by=document.published_by, problem=problem, standard=standard,
    )  # fmt: skip


def _superseded(line: VersionLine, newest: int) -> VersionLine:
    if line.state != "in_force" or line.version == newest:
        return line
    return VersionLine(
        id=line.id, version=line.version, state="superseded", names=line.names,
        published_at=line.published_at, published_by=line.published_by, standard=line.standard,
    )  # fmt: skip


def source(station: Station, standard_id: str, version: int) -> Checked:
    """A published version as it was written; StandardError ``standard_missing``."""
    document = _document(station, standard_id, version)
    return station.standard_files.read(document.text.encode(), _catalogue_in(station, document))


def check_document(station: Station, data: bytes | str) -> Checked:
    """A YAML text or a workbook examined whole: the standard, or every problem with its place.

    Never raises for what the data contains.
    """
    encoded = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return station.standard_files.read(encoded, station.standard_files.catalogue())


def to_text(station: Station, document: Mapping[str, Any]) -> str:
    """Mappings and lists as YAML, as an editor keeps them."""
    return station.standard_files.text_of(document)


def to_workbook(station: Station, standard_id: str, version: int) -> bytes:
    """A published version as XLSX; StandardError ``standard_missing`` or its first problem."""
    checked = source(station, standard_id, version)
    if checked.document is None:
        raise checked.problems[0].error
    catalogue = _catalogue_in(station, _document(station, standard_id, version))
    return station.standard_files.workbook_of(checked.document, catalogue)


def drafts(station: Station) -> Sequence[Draft]:
    """All drafts of this station, the last saved first."""
    with station.records.reading() as work:
        return tuple(sorted(_drafts(work), key=lambda draft: draft.at, reverse=True))


def save_draft(
    station: Station, who: Person, text: str, *, draft_id: str = "", based_on: str = ""
) -> Draft:
    """Keep a draft, sound or not; an empty ``draft_id`` makes a new one.

    Raises AccessError ``not_allowed``; StandardError ``standard_too_large``,
    ``too_many_drafts``.
    """
    require(who, "standards")
    _check_size(text, "")
    with station.records.writing() as work:
        others = [draft for draft in _drafts(work) if draft.id != draft_id]
        if len(others) >= MAX_DRAFTS:
            raise StandardError("too_many_drafts", limit=MAX_DRAFTS)
        draft = Draft(
            id=draft_id or station.ids.new(), text=text, person_id=who.id,
            at=station.clock.now(), based_on=based_on,
        )  # fmt: skip
        _put_drafts(work, [*others, draft])
    return draft


def drop_draft(station: Station, who: Person, draft_id: str) -> None:
    """Forget a draft; one that is gone already is no error."""
    require(who, "standards")
    with station.records.writing() as work:
        _put_drafts(work, [draft for draft in _drafts(work) if draft.id != draft_id])


def next_version(station: Station, standard_id: str) -> int:
    """The number a new version of this standard must carry; 1 for a new standard."""
    with station.records.reading() as work:
        return _next_version(work, standard_id)


def new_version(station: Station, standard_id: str, version: int) -> str:
    """The text of a published version with the number of the next one, to start a draft from."""
    checked = source(station, standard_id, version)
    if checked.document is None:
        raise checked.problems[0].error
    number = next_version(station, standard_id)
    return station.standard_files.text_of({**checked.document, "version": number})


def publish(
    station: Station,
    who: Person,
    data: bytes | str,
    *,
    pin: str = "",
    badge: str = "",
    draft_id: str = "",
) -> Standard:
    """Make a text (or workbook) the next version, for good; its draft is dropped.

    The event, the version and the draft's end are one commit. Raises AccessError
    ``not_allowed``, ``signature_missing_pin``, ``wrong_pin``, ``signature_of_another``,
    ``clock_doubtful``; the first problem of the document as StandardError;
    ``version_not_next``, ``standard_too_large``.
    """
    require(who, "standards")
    _sign(station, who, pin, badge)
    checked = check_document(station, data)
    standard = checked.standard
    if standard is None:
        raise checked.problems[0].error
    catalogue = station.standard_files.catalogue()
    _check_size(checked.text, catalogue)
    document = PublishedDocument(
        id=standard.id, version=standard.version, digest=standard.digest, text=checked.text,
        parts={DEFECTS_PART: catalogue}, published_at=station.clock.now(), published_by=who.id,
    )  # fmt: skip
    with station.records.writing() as work:
        expected = _next_version(work, standard.id)
        if standard.version != expected:
            raise StandardError(
                "version_not_next", standard=standard.id, version=standard.version,
                expected=expected,
            )  # fmt: skip
        _record(station, work, who, document, "")
        if draft_id:
            _put_drafts(work, [draft for draft in _drafts(work) if draft.id != draft_id])
    station.wake()
    return standard


def retire(
    station: Station,
    who: Person,
    standard_id: str,
    version: int,
    reason: str,
    *,
    pin: str = "",
    badge: str = "",
) -> None:
    """Take a version out of use: it is chosen no more, and stays for the walks that have it.

    The newest version that is not retired is in force then, if there is one. Raises as
    ``publish``; StandardError ``standard_missing``, ``standard_retired``,
    ``retire_reason_needed``.
    """
    require(who, "standards")
    _sign(station, who, pin, badge)
    if not reason.strip():
        raise StandardError("retire_reason_needed", standard=standard_id)
    document = _document(station, standard_id, version)
    if document.state == "retired":
        raise StandardError("standard_retired", standard=standard_id, version=version)
    retired = msgspec.structs.replace(document, state="retired")
    with station.records.writing() as work:
        _record(station, work, who, retired, reason.strip())
    station.wake()


def _record(
    station: Station, work: Work, who: Person, document: PublishedDocument, reason: str
) -> None:
    message = StandardRecord(
        state=document.state, document=document, at=station.clock.now(),
        station_id=station.station_id, reason=reason,
        person=PersonPart(person_id=who.id, names=dict(who.names), role=who.role),
    )  # fmt: skip
    payload = encode_standard(message)
    seal(station, work, "standard_published", payload, f"standard:{document.id}", ())
    work.master.put_own_standard(document)


def _sign(station: Station, who: Person, pin: str, badge: str) -> None:
    """The signature is the signer's own PIN or badge, given now."""
    if badge:
        if sign_in_badge(station, badge).id != who.id:
            raise AccessError("signature_of_another")
        return
    if not pin:
        raise AccessError("signature_missing_pin")
    sign_in_pin(station, who.id, pin)


def _document(station: Station, standard_id: str, version: int) -> PublishedDocument:
    with station.records.reading() as work:
        for document in work.master.standards():
            if (document.id, document.version) == (standard_id, version):
                return document
    raise StandardError("standard_missing", standard=f"{standard_id}/{version}", sku="")


def _catalogue_in(station: Station, document: PublishedDocument) -> str:
    return document.parts.get(DEFECTS_PART) or station.standard_files.catalogue()


def _next_version(work: Work, standard_id: str) -> int:
    known = [each.version for each in work.master.standards() if each.id == standard_id]
    return max(known, default=0) + 1


def _check_size(text: str, catalogue: str) -> None:
    size = len(text.encode("utf-8", "surrogatepass")) + len(catalogue.encode())
    if size > MAX_PUBLISHED:
        raise StandardError("standard_too_large", limit=MAX_PUBLISHED - len(catalogue.encode()))


def _drafts(work: Work) -> list[Draft]:
    kept = work.notes.get(_DRAFTS)
    return _DRAFT_LIST.decode(kept) if kept else []


def _put_drafts(work: Work, kept: list[Draft]) -> None:
    work.notes.put(_DRAFTS, msgspec.json.encode(kept).decode())
