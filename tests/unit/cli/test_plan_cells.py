"""Every cell of the three master tables in one call of ``plan --stdin``.

The expected plans are derived apart from the shipped tables: along a column of one AQL the printed
standard gives acceptance numbers in one fixed row, the first at the letter whose sample size fits
the AQL, and an arrow between 0 and 1 that leads up from the near side and down from the far one.
"""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from inspector_app.cli.main import main

LETTERS = "ABCDEFGHJKLMNPQR"
AQLS = [
    "0.010", "0.015", "0.025", "0.040", "0.065", "0.10", "0.15", "0.25", "0.40", "0.65", "1.0",
    "1.5", "2.5", "4.0", "6.5", "10", "15", "25", "40", "65", "100", "150", "250", "400", "650",
    "1000",
]  # fmt: skip
SIZES = [2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150]


def column(severity: str, at: int) -> dict[int, int]:
    """Letter index → acceptance number of the printed plans (no arrows) in that AQL's column."""
    if severity == "normal":
        zero, numbers, wide = 14 - at, [1, 2, 3, 5, 7, 10, 14, 21], [30, 44]
    else:
        zero, numbers, wide = 15 - at, [1, 2, 3, 5, 8, 12, 18], [27, 41]
    plans = {zero: 0} | {zero + 3 + step: ac for step, ac in enumerate([*numbers, *wide])}
    most = len(numbers)
    rows = list(plans.items())[: 1 + most]
    # Ac beyond the ordinary end stands for the small letters A … E only.
    rows += [(row, ac) for row, ac in list(plans.items())[1 + most :] if row <= 4]
    return {row: ac for row, ac in rows if 0 <= row < (17 if severity == "tightened" else 16)}


def expected(severity: str, letter: int, at: int) -> tuple[str, int, int]:
    plans = column(severity, at)
    zero = min(plans) if plans[min(plans)] == 0 else None
    if letter in plans:
        row = letter
    elif zero is not None and severity != "tightened" and letter == zero + 1:
        row = zero  # the arrow right below Ac 0 leads up
    else:
        below = [row for row in plans if row > letter]
        row = min(below) if below else max(plans)
    name = "ABCDEFGHJKLMNPQRS"[row]
    return name, SIZES[row], plans[row]


@pytest.fixture(scope="module")
def answers() -> dict[tuple[str, str, str], dict[str, Any]]:
    lines: list[dict[str, Any]] = [
        {"letter": letter, "aql": {"major": aql}, "severity": severity}
        for severity in ("normal", "tightened", "reduced")
        for letter in LETTERS
        for aql in AQLS
    ]
    text = "\n".join(json.dumps(line) for line in lines)
    with pytest.MonkeyPatch.context() as patch:
        out = io.StringIO()
        stdin = io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8")
        patch.setattr("sys.stdin", stdin)
        patch.setattr("sys.stdout", out)
        assert main(["plan", "--stdin", "--json"]) == 0
    found = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(found) == len(lines) == 1248
    return {
        (line["severity"], line["letter"], line["aql"]["major"]): answer["classes"]["major"]
        for line, answer in zip(lines, found, strict=True)
    }


@pytest.mark.parametrize("severity", ["normal", "tightened"])
def test_every_cell_is_that_of_the_printed_column(
    answers: dict[tuple[str, str, str], dict[str, Any]], severity: str
) -> None:
    odd = [("A", "10")]  # the one cell of table 2-B on which sources differ
    for at, aql in enumerate(AQLS):
        for row, letter in enumerate(LETTERS):
            if severity == "tightened" and (letter, aql) in odd:
                continue
            cell = answers[severity, letter, aql]
            assert (cell["letter"], cell["n"], cell["ac"]) == expected(severity, row, at), cell
            assert cell["re"] == cell["ac"] + 1


def test_reduced_samples_are_two_letters_smaller_and_never_laxer_than_normal(
    answers: dict[tuple[str, str, str], dict[str, Any]],
) -> None:
    for letter in LETTERS:
        for aql in AQLS:
            normal, reduced = answers["normal", letter, aql], answers["reduced", letter, aql]
            own = "ABCDEFGHJKLMNPQR".index(reduced["letter"])
            assert reduced["n"] == (2 if own < 2 else SIZES[own - 2])
            assert reduced["ac"] <= normal["ac"] or reduced["letter"] != normal["letter"]


def test_only_disputed_cells_carry_a_note(
    answers: dict[tuple[str, str, str], dict[str, Any]],
) -> None:
    noted = [key for key, cell in answers.items() if cell["note"]]
    assert len(noted) == 15
    assert {severity for severity, _, _ in noted} == {"tightened", "reduced"}
