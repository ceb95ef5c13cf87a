"""What a scan says: everything that was found, and everything that failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Literal, TypeAlias

from inspector_app.domain.errors import Param
from inspector_app.domain.scan import RawScan
from inspector_app.domain.station_codes import StationCode

ScanKind: TypeAlias = Literal[
    "gtin",  # a bare trade item number (EAN, UPC, ITF-14)
    "element_string",  # GS1 application identifiers
    "digital_link",  # a GS1 Digital Link address
    "alias_candidate",  # an in-store number: means something only where it is a known alias
    "command",
    "badge",
    "lot",
    "carton",
    "warehouse_label",
    "url",
    "text",  # anything else: an ASN number, a supplier's own code
    "empty",
]
Severity: TypeAlias = Literal["error", "ask", "warning"]
DateRole: TypeAlias = Literal[
    "produced", "packed", "best_before", "sell_by", "expires", "expiry_time", "due", "harvested",
]  # fmt: skip

# Which date is the last good day: AI 17, else 7003, else 15 (sell-by is none).
_LAST_GOOD_DAY: tuple[DateRole, ...] = ("expires", "expiry_time", "best_before")
# The trade item number, its content's, and the made-to-order one.
_NUMBERS: Final = frozenset({"01", "02", "03"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with a scan; the sentence stands under ``gs1.problem.<code>``.

    ``error``: the data is wrong. ``ask``: a person must choose or rescan. ``warning``: read
    correctly, but worth knowing.
    """

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)
    severity: Severity = "error"

    @property
    def doubts_number(self) -> bool:
        """Whether it leaves open of which trade item the code is."""
        if self.code == "pair_forbidden" and self.params["other"] not in _NUMBERS:
            return False
        return self.code == "elements_too_many" or self.params.get("ai") in _NUMBERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One application identifier and its value as encoded, such as ``17`` and ``280331``."""

    ai: str
    value: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeDate:
    """A date of the code. ``day_given`` is False where the day was 00: the month's last day."""

    role: DateRole
    ai: str
    value: date
    day_given: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """The meaning of one scan.

    ``text`` is the normalised content (separators as 0x1D, symbology identifier taken off).
    ``gtin`` has 14 digits, zero-padded: AI 01, or the bare number; ``content_gtin`` is AI 02.
    A field is None where the scan does not say it *or where its candidates disagree*: with lost
    separators ``candidates`` holds each possible reading, the likeliest first, and choosing one
    of them gives a complete result.
    """

    kind: ScanKind
    raw: RawScan
    text: str
    gtin: str | None = None
    content_gtin: str | None = None
    elements: tuple[Element, ...] = ()
    dates: tuple[CodeDate, ...] = ()
    lot: str | None = None
    serial: str | None = None
    sscc: str | None = None
    count: int | None = None
    station_code: StationCode | None = None
    problems: tuple[Problem, ...] = ()
    candidates: tuple[ScanResult, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Problems that make the data unusable until they are cleared."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Problems that leave the data usable."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    @property
    def usable(self) -> bool:
        """Whether nothing is wrong and nothing is left to choose."""
        return all(problem.severity == "warning" for problem in self.problems)

    def by_number(self) -> ScanResult | None:
        """This scan as a read of its trade item number alone, where only other data is wrong.

        None when nothing is wrong, when readings are left to choose from, and when the number
        itself is in doubt. What is wrong comes along as warnings. No other value is believed:
        beside a wrong one, a sound one may be a piece of it.
        """
        errors = self.errors
        number = self.gtin or self.content_gtin
        if not errors or self.candidates or number is None:
            return None
        if any(problem.doubts_number for problem in errors):
            return None
        told = tuple(replace(problem, severity="warning") for problem in self.problems)
        note = Problem(code="number_alone", params={"value": number}, severity="warning")
        return ScanResult(
            kind=self.kind, raw=self.raw, text=self.text, gtin=self.gtin,
            content_gtin=self.content_gtin, problems=(*told, note),
        )  # fmt: skip

    def element(self, ai: str) -> str | None:
        """The value of one application identifier, or None."""
        return next((element.value for element in self.elements if element.ai == ai), None)

    def date_of(self, role: DateRole) -> date | None:
        """The date of one role, or None."""
        return next((found.value for found in self.dates if found.role == role), None)

    @property
    def produced(self) -> date | None:
        """The production date (AI 11, else 8008)."""
        return self.date_of("produced")

    @property
    def last_good_day(self) -> date | None:
        """The last good day: AI 17, else 7003, else 15; sell-by (16) is none."""
        found = (self.date_of(role) for role in _LAST_GOOD_DAY)
        return next((value for value in found if value is not None), None)
