"""The sampling tables of GB/T 2828.1 (ISO 2859-1): code letters and single plans.

The shipped tables have their arrows resolved: the executed letter, n and Ac stand in every cell,
because following an arrow moves n and Ac together.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal, TypeAlias

from inspector_app.domain.errors import PlanError

Severity: TypeAlias = Literal["normal", "tightened", "reduced"]
SEVERITIES: tuple[Severity, ...] = ("normal", "tightened", "reduced")
LEVELS: tuple[str, ...] = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
LOT_SIZE_END = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class SinglePlan:
    """One cell: the executed letter after arrows, sample size, acceptance and rejection number.

    ``note`` is a code under ``plan.note`` where the sources of the table disagree, else ``""``.
    """

    letter: str
    n: int
    ac: int
    re: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingTables:
    """Tables of one edition of the standard.

    ``letters``: (largest lot size of the band, level → letter), ascending; the last band has no
    end and carries None. ``cells[severity][letter, aql]``. ``aqls`` ascend.
    """

    edition: str
    letters: tuple[tuple[int | None, Mapping[str, str]], ...]
    cells: Mapping[Severity, Mapping[tuple[str, str], SinglePlan]]
    aqls: tuple[str, ...]

    @classmethod
    def from_csv(
        cls,
        edition: str,
        code_letters: str,
        normal: str,
        tightened: str,
        reduced: str,
    ) -> SamplingTables:
        """Tables from the texts of the shipped CSV files."""
        letters = tuple(
            (int(row["lot_max"]) if row["lot_max"] else None, {lv: row[lv] for lv in LEVELS})
            for row in _rows(code_letters)
        )
        texts = (normal, tightened, reduced)
        cells = {severity: _cells(text) for severity, text in zip(SEVERITIES, texts, strict=True)}
        found = {aql for _, aql in cells["normal"]}
        return cls(
            edition=edition, letters=letters, cells=cells, aqls=tuple(sorted(found, key=Decimal))
        )

    def code_letter(self, lot_size: int, level: str) -> str:
        """The letter of table 1; a lot of one unit takes the first band.

        Raises PlanError ``lot_size_zero``, ``lot_size_negative``, ``lot_size_too_large``,
        ``unknown_level``.
        """
        check_lot_size(lot_size)
        if level not in LEVELS:
            raise PlanError("unknown_level", level=level, known=", ".join(LEVELS))
        band = next(row for end, row in self.letters if end is None or lot_size <= end)
        return band[level]

    def aql(self, text: str) -> str:
        """The table's own spelling of an AQL (``4`` → ``4.0``); PlanError ``aql_not_in_table``."""
        wanted = _number(text)
        for known in self.aqls:
            if Decimal(known) == wanted:
                return known
        raise PlanError("aql_not_in_table", aql=text, known=", ".join(self.aqls))

    def single(self, severity: str, letter: str, aql: str) -> SinglePlan:
        """The plan of a cell; PlanError ``unknown_severity``, ``unknown_letter``,
        ``aql_not_in_table``."""
        cells = self.cells[known_severity(severity)]
        spelled = self.aql(aql)
        try:
            return cells[letter, spelled]
        except KeyError:
            known = ", ".join(dict.fromkeys(letter for letter, _ in cells))
            raise PlanError("unknown_letter", letter=letter, known=known) from None

    def tighter_aql(self, aql: str) -> str | None:
        """The next AQL to the left, None at the table's edge."""
        index = self.aqls.index(self.aql(aql))
        return self.aqls[index - 1] if index else None


def known_severity(severity: str) -> Severity:
    """The severity itself; PlanError ``unknown_severity``."""
    for known in SEVERITIES:
        if severity == known:
            return known
    raise PlanError("unknown_severity", severity=severity, known=", ".join(SEVERITIES))


def check_lot_size(lot_size: int) -> None:
    """Refuse a number of units no lot can have."""
    if lot_size == 0:
        raise PlanError("lot_size_zero")
    if lot_size < 0:
        raise PlanError("lot_size_negative", lot_size=lot_size)
    if lot_size >= LOT_SIZE_END:
        raise PlanError("lot_size_too_large", lot_size=lot_size)


def _number(text: str) -> Decimal | None:
    """None for what is no number, or none that can be compared (``sNaN``)."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _rows(text: str) -> Iterable[dict[str, str]]:
    return csv.DictReader(text.splitlines())


def _cells(text: str) -> dict[tuple[str, str], SinglePlan]:
    return {
        (row["code_letter"], row["aql"]): SinglePlan(
            letter=row["plan_letter"],
            n=int(row["n"]),
            ac=int(row["ac"]),
            re=int(row["re"]),
            note=row["note"],
        )
        for row in _rows(text)
    }
