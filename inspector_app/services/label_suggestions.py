"""From readings of several photos to what is suggested for a batch, and shown beside a question.

Pure. A value is proposed for entry only where every photo that shows the field allows it and one
of them was read alike twice; everything else is a choice for a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from inspector_app.domain.errors import DateError
from inspector_app.domain.label_text.reading import (
    ElementSeen,
    FieldName,
    FieldReading,
    LabelField,
    LabelReading,
)
from inspector_app.domain.scan import Position
from inspector_app.domain.shelf_life import parse_life
from inspector_app.domain.shelf_life.dates import LabelDate, parse_label_date
from inspector_app.domain.shelf_life.last_day import Wording

BatchField: TypeAlias = Literal["number", "produced", "expires", "life"]
BATCH_FIELDS: tuple[BatchField, ...] = ("number", "produced", "expires", "life")
MOST_CHOICES = 3
LONGEST_NUMBER = 40
MOST_TEXTS, LONGEST_TOLD = 3, 60
"""Texts told for one label element, and their characters together."""

_READ_AS: Mapping[BatchField, FieldName] = {
    "number": "lot", "produced": "produced", "expires": "expires", "life": "shelf_life",
}  # fmt: skip

_DATES: tuple[FieldName, ...] = ("produced", "expires", "shelf_life")
FIELDS_OF_ELEMENT: Mapping[str, tuple[FieldName, ...]] = {
    "F03": ("net_content",), "F05": ("produced",), "F06": ("expires", "shelf_life"),
    "F08": ("licence",), "F09": ("standard_number",), "F18": ("filing",),
    "C01": ("filing",), "C03": ("licence",), "C04": ("standard_number",),
    "C06": ("net_content",), "C07": _DATES, "C18": ("filing", *_DATES),
    "H01": ("standard_number", *_DATES), "H02": ("net_content", "standard_number", *_DATES),
    "H03": ("licence", *_DATES), "H04": ("licence", "standard_number", *_DATES),
    "H05": ("standard_number",),
}  # fmt: skip
"""Which fields answer for a row of the label tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoReading:
    """One photo's reading with the photo's digest."""

    sha256: str
    reading: LabelReading


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Where a text stands: four corners in pixels of a photo of ``width`` × ``height``.

    ``led``: the words before it say what it is, and are to be seen with it.
    """

    sha256: str
    box: Position
    width: int
    height: int
    led: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One value a person may take.

    ``value`` is what would be entered (an ISO day or month, ``18M``, a number), ``printed`` what
    was read in normal form, ``text`` what stood there. ``doubt`` says why it is no more than a
    choice; ``note`` what to know of a printed date: ``month_made``, ``month_expires``,
    ``worded_before``, or empty; ``wording`` how a last day is introduced.
    """

    value: str
    printed: str
    text: str
    seen: Seen
    doubt: str = ""
    note: str = ""
    wording: Wording = "until"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldHint:
    """What the photos suggest for one field of a batch, likeliest first, at most three.

    ``agreed``: the first may stand in the field, unconfirmed.
    """

    field: BatchField
    agreed: bool
    choices: tuple[Suggestion, ...]

    @property
    def proposed(self) -> Suggestion | None:
        """What may be shown in the field until a person confirms it."""
        return self.choices[0] if self.agreed else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementHint:
    """What looks like a label element on the photos; ``sure`` when two passes read it."""

    text: str
    seen: Seen
    sure: bool
    more: int = 0


def batch_hints(readings: Sequence[PhotoReading]) -> tuple[FieldHint, ...]:
    """Suggestions for a batch from its photos, in the order taken."""
    hints = [hint for field in BATCH_FIELDS if (hint := _field_hint(field, readings)) is not None]
    return _in_order(tuple(hints))


def _field_hint(field: BatchField, readings: Sequence[PhotoReading]) -> FieldHint | None:
    shown = [
        (photo, found)
        for photo in reversed(readings)  # the latest picture first: it was taken to be better
        if (found := photo.reading.field(_READ_AS[field])) is not None and found.candidates
    ]
    agreed = {found.value for _, found in shown if found.value is not None}
    one = agreed.pop() if len(agreed) == 1 else None
    stands = one is not None and all(_offers(found, one) for _, found in shown)
    choices: dict[str, Suggestion] = {}
    for photo, found, candidate in _ranked(shown):
        if stands and candidate.value != one:
            continue
        made = _suggestion(field, photo, candidate)
        if made is None or made.value in choices:
            continue
        choices[made.value] = made if stands else _doubted(made, candidate, found)
    if not choices:
        return None
    kept = tuple(choices.values())[:MOST_CHOICES]
    return FieldHint(field=field, agreed=stands, choices=kept)


def _offers(found: LabelField, value: str) -> bool:
    return any(candidate.value == value for candidate in found.candidates)


def _ranked(
    shown: Sequence[tuple[PhotoReading, LabelField]],
) -> list[tuple[PhotoReading, LabelField, FieldReading]]:
    """Agreed values lead, then the first of each photo, then the second of each."""
    rows = [
        (not (found.agreed and rank == 0), rank, photo, found, candidate)
        for photo, found in shown
        for rank, candidate in enumerate(found.candidates)
    ]
    rows.sort(key=lambda row: row[:2])
    return [row[2:] for row in rows]


def _doubted(made: Suggestion, candidate: FieldReading, found: LabelField) -> Suggestion:
    """Why it must be chosen: its own doubt, two photos that differ, or one pass only."""
    if candidate.doubt:
        doubt = candidate.doubt
    elif found.agreed:
        doubt = "photos_differ"
    elif len(candidate.passes) < 2:
        doubt = "one_pass"
    else:
        doubt = "several_values"
    return replace(made, doubt=doubt)


def _suggestion(
    field: BatchField, photo: PhotoReading, candidate: FieldReading
) -> Suggestion | None:
    """None for a value the field cannot hold."""
    entered = _entered(field, candidate)
    if entered is None:
        return None
    value, note = entered
    return Suggestion(
        value=value, printed=candidate.value, text=candidate.text, note=note,
        seen=_seen(photo, candidate.box),
        wording="before" if field == "expires" and candidate.exclusive else "until",
    )  # fmt: skip


def _entered(field: BatchField, candidate: FieldReading) -> tuple[str, str] | None:
    try:
        if field == "number":
            number = candidate.value.strip()
            return (number, "") if 0 < len(number) <= LONGEST_NUMBER else None
        if field == "life":
            return str(parse_life(candidate.value)), ""
        printed = parse_label_date(candidate.value)
    except DateError:
        return None
    return str(printed), date_note(field, printed, exclusive=candidate.exclusive)


def date_note(field: Literal["produced", "expires"], printed: LabelDate, *, exclusive: bool) -> str:
    """What a person should know of a date that is entered as printed."""
    if field == "produced":
        return "month_made" if printed.month_only else ""
    if exclusive:
        return "worded_before"
    return "month_expires" if printed.month_only else ""


def _in_order(hints: tuple[FieldHint, ...]) -> tuple[FieldHint, ...]:
    """Two dates that cannot be of one batch are both only choices."""
    proposed = {hint.field: hint.choices[0].value for hint in hints if hint.agreed}
    produced, expires = proposed.get("produced"), proposed.get("expires")
    if produced is None or expires is None:
        return hints
    if parse_label_date(produced).first < parse_label_date(expires).last:
        return hints
    return tuple(
        replace(
            hint,
            agreed=False,
            choices=tuple(replace(each, doubt="dates_disagree") for each in hint.choices),
        )
        if hint.field in ("produced", "expires")
        else hint
        for hint in hints
    )


def element_hint(elements: Iterable[str], readings: Sequence[PhotoReading]) -> ElementHint | None:
    """What was read of the label elements a question asks about; None when nothing was."""
    wanted = tuple(elements)
    found = [
        (photo, each)
        for photo in reversed(readings)
        for each in photo.reading.elements
        if each.element in wanted and each.text.strip()
    ]
    if found:
        return _seen_hint(found)
    names = [name for element in wanted for name in FIELDS_OF_ELEMENT.get(element, ())]
    return _field_of_element(names, readings)


def _seen_hint(found: Sequence[tuple[PhotoReading, ElementSeen]]) -> ElementHint:
    ranked = sorted(found, key=lambda row: -len(row[1].passes))  # of equals the latest photo first
    photo, best = ranked[0]
    texts: dict[str, str] = {}
    for _, each in ranked:
        texts.setdefault(_plain(each.text), each.text.strip())
    told: list[str] = []
    for text in texts.values():
        if told and (len(told) == MOST_TEXTS or sum(map(len, told)) + len(text) > LONGEST_TOLD):
            break
        told.append(text)
    return ElementHint(
        text="；".join(told), seen=_seen(photo, best.box, led=False), sure=len(best.passes) > 1,
        more=len(texts) - len(told),
    )  # fmt: skip


def _field_of_element(
    names: Sequence[FieldName], readings: Sequence[PhotoReading]
) -> ElementHint | None:
    shown = [
        (photo, found)
        for name in names
        for photo in reversed(readings)
        if (found := photo.reading.field(name)) is not None and found.candidates
    ]
    if not shown:
        return None
    photo, field = shown[0]
    best = field.candidates[0]
    return ElementHint(
        text=best.text.strip() or best.value, seen=_seen(photo, best.box), sure=field.agreed,
        more=len({found.name for _, found in shown}) - 1,
    )  # fmt: skip


def _seen(photo: PhotoReading, box: Position, *, led: bool = True) -> Seen:
    return Seen(
        sha256=photo.sha256, box=box, width=photo.reading.width, height=photo.reading.height,
        led=led,
    )  # fmt: skip


def _plain(text: str) -> str:
    return "".join(text.split())
