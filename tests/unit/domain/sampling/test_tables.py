"""The shipped tables against the pattern of the printed standard, cell by cell."""

from __future__ import annotations

import pytest

from inspector_app.bootstrap.tables import sampling_tables
from inspector_app.domain.errors import PlanError
from inspector_app.domain.sampling.tables import LEVELS

LETTERS = "ABCDEFGHJKLMNPQR"
AQLS = [
    "0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25", "0.40", "0.65", "1.0",
    "1.5", "2.5", "4.0", "6.5", "10", "15", "25", "40", "65", "100", "150", "250", "400", "650",
    "1000",
]  # fmt: skip
NORMAL_SIZES = [2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000]
REDUCED_SIZES = [2, 2, 2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800]
TABLE_1 = {
    "S-1": "AAAABBBBCCCCDDD",
    "S-2": "AAABBBCCCDDDEEE",
    "S-3": "AABBCCDDEEFFGGH",
    "S-4": "AABCCDEEFGGHJJK",
    "I": "AABCCDEFGHJKLMN",
    "II": "ABCDEFGHJKLMNPQ",
    "III": "BCDEFGHJKLMNPQR",
}
LOT_ENDS = [8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10000, 35000, 150000, 500000, None]


def printed(severity: str, row: int, column: int) -> int | str:
    """What the printed table shows: Ac, or an arrow; plans repeat along its diagonals."""
    if severity == "normal":
        k, numbers = row + column - 14, ["0", "^", "v", 1, 2, 3, 5, 7, 10, 14, 21, 30, 44]
        last = 12 if row < 5 else 10
    elif severity == "tightened":
        k, numbers = row + column - 15, ["0", "v", "v", 1, 2, 3, 5, 8, 12, 18, 27, 41]
        last = 11 if row < 5 else 9
        if (row, k) == (0, 0):
            return "v"  # the cell on which the sources differ
    else:
        # Letters A to C have one sample size: A repeats B but for its Ac 0.
        k = row + column - 14 + (1 if row == 0 and column > 14 else 0)
        numbers = ["0", "^", "v", "v", 1, 2, 3, 4, 6, 8, 10, 14, 21]
        last = 12 if row < 5 else 10
        if row < 2:
            numbers = ["0", "^", "v", "v", 1, 2, 3, 5, 7, 10, 14, 21, 30]
    if k < 0:
        return "v"
    if k > last:
        return "^"
    found = numbers[k]
    return 0 if found == "0" else found


def follow(severity: str, row: int, column: int) -> tuple[str, int, int]:
    """Letter, n and Ac where the arrow leads; one that leads out of the table turns round."""
    sizes = REDUCED_SIZES if severity == "reduced" else NORMAL_SIZES
    arrow = printed(severity, row, column)
    if severity == "tightened" and AQLS[column] == "0.025" and LETTERS[row] in "QR":
        return "S", 3150, 1  # the only arrow that leads below letter R
    down, up = range(row, 16), range(row, -1, -1)
    for way in (up, down) if arrow == "^" else (down, up):
        for index in way:
            ac = printed(severity, index, column)
            if isinstance(ac, int):
                return LETTERS[index], sizes[index], ac
    raise AssertionError("no plan in this column")


@pytest.mark.parametrize("severity", ["normal", "tightened", "reduced"])
def test_every_cell_follows_the_printed_pattern(severity: str) -> None:
    tables = sampling_tables()
    for row, letter in enumerate(LETTERS):
        for column, aql in enumerate(AQLS):
            cell = tables.single(severity, letter, aql)
            expected = follow(severity, row, column)
            assert (cell.letter, cell.n, cell.ac) == expected, (severity, letter, aql)
            assert cell.re == cell.ac + 1


def test_letter_s_exists_for_the_one_tightened_plan_that_needs_it() -> None:
    cell = sampling_tables().single("tightened", "S", "0.025")
    assert (cell.letter, cell.n, cell.ac, cell.re) == ("S", 3150, 1, 2)
    with pytest.raises(PlanError, match="unknown_letter"):
        sampling_tables().single("normal", "S", "0.025")


@pytest.mark.parametrize("level", LEVELS)
def test_code_letters_change_exactly_at_the_ends_of_the_bands(level: str) -> None:
    tables = sampling_tables()
    start = 2
    for letter, end in zip(TABLE_1[level], LOT_ENDS, strict=True):
        assert tables.code_letter(start, level) == letter
        assert tables.code_letter(end or 10**9 - 1, level) == letter
        start = (end or 0) + 1


def test_only_the_cells_on_which_sources_differ_carry_a_note() -> None:
    cells = sampling_tables().cells
    noted = {
        severity: sorted(key for key, cell in table.items() if cell.note)
        for severity, table in cells.items()
    }
    assert noted["normal"] == []
    assert noted["tightened"] == [("A", "10")]
    assert len(noted["reduced"]) == 14
    assert all((cells["reduced"][key].ac, cells["reduced"][key].re) == (4, 5)
               for key in noted["reduced"])  # fmt: skip


def test_the_tables_are_labelled_with_their_edition() -> None:
    assert sampling_tables().edition == "GB/T 2828.1-2012 (ISO 2859-1:1999)"


@pytest.mark.parametrize(
    ("text", "spelled"), [("4", "4.0"), ("0.1", "0.10"), ("10.0", "10"), (" 2.50 ", "2.5")]
)
def test_an_aql_is_known_by_its_value(text: str, spelled: str) -> None:
    assert sampling_tables().aql(text) == spelled


@pytest.mark.parametrize(
    "text", ["", "3.0", "0", "-1", "nan", "sNaN", "Infinity", "1e999999999", "2,5", "二"]
)
def test_an_aql_outside_the_table_is_refused(text: str) -> None:
    with pytest.raises(PlanError) as refused:
        sampling_tables().aql(text)
    assert refused.value.code == "aql_not_in_table"


def test_the_next_tighter_aql_is_the_column_to_the_left() -> None:
    assert sampling_tables().tighter_aql("2.5") == "1.5"
    assert sampling_tables().tighter_aql("0.010") is None


@pytest.mark.parametrize(
    ("lot_size", "level", "code"),
    [
        (0, "II", "lot_size_zero"),
        (-3, "II", "lot_size_negative"),
        (10**9, "II", "lot_size_too_large"),
        (100, "IV", "unknown_level"),
    ],
)
def test_no_letter_for_a_lot_or_level_that_cannot_be(lot_size: int, level: str, code: str) -> None:
    with pytest.raises(PlanError) as refused:
        sampling_tables().code_letter(lot_size, level)
    assert refused.value.code == code
