"""Made label photos: the same seed draws the same, and the truth holds together."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import measure_labels
import pytest
from label_photos.ink import matrix
from label_photos.scene import Fonts
from label_photos.texts import (
    DATE_STYLES,
    DOUBTFUL_STYLES,
    LATIN_STYLES,
    LabelText,
    ink_jet,
    printed,
)
from make_label_photos import OWN_FONTS, make

from inspector_app.bootstrap.tables import label_tables
from inspector_app.domain.label_text.read_label import read_label
from inspector_app.domain.label_text.reading import LabelReading, TextLine, TextPass

TODAY = date(2026, 11, 22)


def texts(styles: tuple[str, ...], count: int) -> Iterator[LabelText]:
    """Labels of all kinds in these styles of date."""
    for number in range(count):
        rng = random.Random(f"text/{number}")
        kind = ("cos", "food", "ink")[number % 3]
        style = rng.choice(styles)
        yield ink_jet(rng, TODAY, style) if kind == "ink" else printed(rng, kind, TODAY, style)


def read(text: LabelText) -> LabelReading:
    """What the rules make of the printed lines, read without a fault by two passes."""
    lines = tuple(TextLine(text=line, box=()) for line in (*text.lines, *text.ink))
    passes = [TextPass(name=name, lines=lines) for name in ("half", "soft")]
    return read_label(passes, 1600, 1150, TODAY, label_tables())


def test_the_same_seed_draws_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        make(tmp_path / folder, 3, 9, Fonts(printed=OWN_FONTS), TODAY, doubtful=False)
    names = {file.name for file in (tmp_path / "a").iterdir()}
    rows = json.loads((tmp_path / "a" / "truth.json").read_text("utf-8"))
    assert names == {"truth.json", *(row["f"] for row in rows)}
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_faultless_text_of_a_made_label_is_never_filled_in_wrong() -> None:
    outcomes = []
    for text in texts((*DATE_STYLES, *LATIN_STYLES), 300):
        row = {"truth": text.truth, "fields": text.fields}
        reading = read(text)
        outcomes += [
            (measure_labels.verdict(reading, name, truth), text.lines, text.ink)
            for name, truth in measure_labels.wanted(row, fields=True).items()
        ]
    assert [one for one in outcomes if one[0] not in ("", "right", "offered")] == []
    words = [word for word, _, _ in outcomes]
    assert words.count("right") > 4 * words.count("offered")


def test_no_date_of_an_ambiguous_form_is_filled_in() -> None:
    for text in texts(DOUBTFUL_STYLES, 300):
        for field in read(text).fields:
            if field.name in ("produced", "expires") and field.agreed:
                # 25/12/2027 and 05/05/2027 have one meaning each.
                first, second = (int(part) for part in field.candidates[0].text.split("/")[:2])
                assert first == second or max(first, second) > 12


@pytest.mark.parametrize(("fine", "rows"), [(False, 7), (True, 16)])
def test_dot_matrix_has_seven_rows_or_sixteen(fine: bool, rows: int) -> None:
    assert matrix("EXP:2028/01/10", OWN_FONTS[0], fine=fine).shape[0] == rows
    assert matrix("限用日期2028", OWN_FONTS[0], fine=fine).shape[0] == 16


@pytest.mark.parametrize(
    ("value", "truth", "right"),
    [("18M", 18, True), ("3Y", 36, True), ("180D", 6, True), ("2Y", 18, False), ("x", 1, False)],
)
def test_a_life_is_compared_in_months(value: str, truth: int, right: bool) -> None:
    assert measure_labels.same(value, truth) is right
