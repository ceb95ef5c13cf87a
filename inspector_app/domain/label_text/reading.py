"""What two passes of text recognition made of one picture. Only suggestions: a person confirms.

A field is prefilled only when both passes read the same and the printed form allows one reading.
Everything else is offered as candidates, or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from inspector_app.domain.scan import Position

FieldName: TypeAlias = Literal[
    "produced", "expires", "shelf_life", "opened_life", "lot", "net_content", "licence", "filing",
    "standard_number",
]  # fmt: skip
"""``opened_life`` is 开封后使用期限 (PAO), never an intake expiry; ``licence`` a production licence
(SC…, 粤妆…), ``filing`` a registration or filing number (妆网备字, 国妆特字)."""

DOUBTS = (
    "day_month_order", "two_digit_year", "month_or_year", "month_meaning", "no_keyword",
    "keyword_guessed", "several_values", "unit_letter", "which_date", "from_lot",
    "not_of_goods",
    "digits_repaired", "colon_or_one", "letter_or_digit", "date_as_lot", "future_production",
    "unlikely_year", "unlikely_life", "maybe_cut", "dates_disagree", "odd_span",
    "digits_unsure", "unclear_picture", "one_pass", "passes_differ",
)  # fmt: skip
"""Every code ``FieldReading.doubt`` can hold. From ``dates_disagree`` on they concern the
reading, not its form: dates that contradict each other or are an odd time apart, digits misread
elsewhere on the label, a picture too unclear, a value only one pass saw, passes that differ."""

PROBLEMS = ("impossible_date", "future_production", "dates_disagree", "see_elsewhere")
"""Every code ``LabelProblem.code`` can hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """One line as recognised: ``box`` are four corners in pixels of the upright original photo,
    ``score`` the engine's own confidence 0…1 (it flags no errors: do not rely on it)."""

    text: str
    box: Position
    score: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPass:
    """All lines of one pass over a picture, in reading order."""

    name: str
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldReading:
    """One possible value of a field.

    ``value`` is normal form: ``2026-03-01`` or ``2026-03`` (month only), a life as ``18M``,
    ``180D``, ``3Y``, a batch or number as printed without spaces. ``text`` is what stood there,
    ``box`` where. ``passes`` names the passes that read it. ``doubt`` is a code saying why the
    form allows other readings (``day_month_order``, ``two_digit_year``, ``no_keyword``,
    ``several_values``, …), empty when it does not. ``exclusive``: the wording makes the printed
    day the first one not usable (请在标注日期前使用). ``pattern`` is the printed form (``D01``…).
    """

    value: str
    text: str
    box: Position
    passes: tuple[str, ...]
    doubt: str = ""
    exclusive: bool = False
    pattern: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelField:
    """A field of the label.

    ``agreed``: both passes read the first candidate, and its form is unambiguous. Candidates are
    the likeliest first, at most five.
    """

    name: FieldName
    agreed: bool
    candidates: tuple[FieldReading, ...]

    @property
    def value(self) -> str | None:
        """What may be prefilled; None when a person must choose."""
        return self.candidates[0].value if self.agreed and self.candidates else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementSeen:
    """Text that looks like a mandatory label element (``element`` is a row of the label tables,
    such as ``F07``). A hint with its place, never an answer."""

    element: str
    text: str
    box: Position
    passes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelProblem:
    """Something wrong or worth looking at in what was read: ``impossible_date``,
    ``future_production``, ``dates_disagree``, ``see_elsewhere``, …; with where it stands."""

    code: str
    text: str = ""
    box: Position = ()
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelReading:
    """Everything suggested by one picture of ``width`` × ``height`` pixels (upright)."""

    width: int
    height: int
    fields: tuple[LabelField, ...] = ()
    elements: tuple[ElementSeen, ...] = ()
    problems: tuple[LabelProblem, ...] = ()
    lines: tuple[TextLine, ...] = ()

    def field(self, name: FieldName) -> LabelField | None:
        """The field, or None when nothing like it was read."""
        return next((field for field in self.fields if field.name == name), None)
