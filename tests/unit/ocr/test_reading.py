from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pytest

from inspector_app.domain.label_text.reading import (
    ElementSeen,
    FieldReading,
    LabelField,
    LabelProblem,
    LabelReading,
    TextPass,
)
from inspector_app.ocr.engine import Words
from inspector_app.ocr.reading import PhotoReader, inverse, placed
from inspector_app.ocr.view import chained, moved
from tests.fakes.label_engine import InkEngine
from tests.fakes.label_pictures import as_jpeg

TODAY = date(2026, 3, 2)


@dataclass
class SpeakingEngine(InkEngine):
    """Reads every strip as ``says`` with a certainty of ``score``."""

    says: str = "2026-01-05"
    score: float = 0.99
    doubt: float | None = 0.0
    searches: int = 0

    def read(self, strips: Sequence[Any]) -> list[Words]:
        return [Words(self.says, self.score) for _ in strips]


@dataclass
class Rules:
    """Agrees on the first line as production date when that is wanted; remembers its calls."""

    agreed: bool = True
    doubt: str = ""
    dates: bool = True
    calls: list[list[str]] = field(default_factory=list)

    def __call__(
        self, passes: Sequence[TextPass], width: int, height: int, today: date
    ) -> LabelReading:
        self.calls.append([each.name for each in passes])
        line = next((line for each in passes for line in each.lines), None)
        if line is None or not self.dates:
            return LabelReading(width=width, height=height)
        reading = FieldReading(
            value=line.text, text=line.text, box=line.box, passes=("half",), doubt=self.doubt
        )
        one = LabelField(name="produced", agreed=self.agreed, candidates=(reading,))
        return LabelReading(width=width, height=height, fields=(one,), lines=passes[0].lines)


def label() -> bytes:
    pixels = np.zeros((1150, 1600, 3), dtype=np.uint8)
    for top in (200, 300, 400):
        pixels[top : top + 44, 200:800] = 200
    return as_jpeg(pixels, 100)


def read(engine: SpeakingEngine, rules: Rules) -> LabelReading | None:
    return PhotoReader(engine, rules).read(label(), TODAY, lambda: False)


def test_a_settled_label_takes_two_passes() -> None:
    rules = Rules()
    reading = read(SpeakingEngine(), rules)
    assert rules.calls == [["half", "soft"]]
    assert reading is not None
    assert (reading.width, reading.height) == (1600, 1150)


@pytest.mark.parametrize("doubt", ["one_pass", "passes_differ", "digits_unsure"])
def test_fields_read_in_two_ways_are_looked_at_with_more_contrast(doubt: str) -> None:
    rules = Rules(agreed=False, doubt=doubt)
    read(SpeakingEngine(), rules)
    assert [sorted(each) for each in rules.calls] == [["half", "soft"], ["half", "level", "soft"]]


def test_a_form_that_is_ambiguous_in_itself_takes_no_further_pass() -> None:
    rules = Rules(agreed=False, doubt="day_month_order")
    read(SpeakingEngine(), rules)
    assert rules.calls == [["half", "soft"]]


def test_a_label_without_dates_is_looked_at_once_more() -> None:
    rules = Rules(dates=False)
    reader = PhotoReader(SpeakingEngine(), rules)
    reader.read(label(), TODAY, lambda: False)
    assert len(rules.calls) == 2
    assert reader.closer == 1


def test_an_unclear_picture_is_tried_for_shake() -> None:
    class Clearing(SpeakingEngine):
        """Is surer of many strips at once, as a probe for blurs reads them."""

        def find(self, pixels: Any, side: int) -> Any:
            scale = pixels.shape[1] / 1600
            tops = np.array([200, 300, 400], dtype=np.float32)[:, None]
            columns = np.tile([200, 800, 800, 200], (3, 1))
            rows = tops + np.array([0, 0, 44, 44])
            return np.stack([columns, rows], axis=2).astype(np.float32) * scale

        def read(self, strips: Sequence[Any]) -> list[Words]:
            return [Words(self.says, 0.6 if len(strips) < 8 else 0.9) for _ in strips]

    rules = Rules(agreed=False, doubt="passes_differ")
    read(Clearing(), rules)
    assert sorted(rules.calls[-1]) == ["half", "level", "sharp", "soft"]


def test_what_would_be_prefilled_with_an_eight_is_read_once_more() -> None:
    class Slashed(SpeakingEngine):
        asked = 0

        def read(self, strips: Sequence[Any]) -> list[Words]:
            self.asked += 1
            says = "2026-01-20" if self.asked > 2 else "2026-01-28"
            return [Words(says, 0.99) for _ in strips]

    rules = Rules()
    read(Slashed(), rules)
    assert rules.calls == [["half", "soft"], ["half", "soft", "soft"]]


def test_an_eight_that_stays_an_eight_changes_nothing() -> None:
    rules = Rules()
    read(SpeakingEngine(says="2026-01-28"), rules)
    assert rules.calls == [["half", "soft"]]


def test_when_time_is_over_after_the_first_pass_that_must_do() -> None:
    rules = Rules(agreed=False, doubt="one_pass")
    asked = iter([False] + [True] * 50)
    PhotoReader(SpeakingEngine(), rules).read(label(), TODAY, lambda: next(asked))
    assert rules.calls == [["half"]]


def test_bytes_that_are_no_picture_are_not_judged() -> None:
    rules = Rules()
    assert PhotoReader(SpeakingEngine(), rules).read(b"no", TODAY, lambda: False) is None
    assert rules.calls == []


def test_every_box_of_a_reading_is_moved() -> None:
    box = ((1.0, 2.0), (3.0, 2.0), (3.0, 4.0), (1.0, 4.0))
    one = FieldReading(value="v", text="t", box=box, passes=("half",))
    reading = LabelReading(
        width=9,
        height=9,
        fields=(LabelField(name="lot", agreed=True, candidates=(one, one)),),
        elements=(ElementSeen(element="F01", text="t", box=box, passes=("half",)),),
        problems=(LabelProblem(code="c", box=box), LabelProblem(code="no place")),
    )
    shift = np.array([[0.0, -1.0, 10.0], [1.0, 0.0, 20.0]])
    there = placed(reading, shift)
    want = moved(box, shift)
    assert {each.box for each in there.fields[0].candidates} == {want}
    assert there.elements[0].box == want
    assert [each.box for each in there.problems] == [want, ()]


def test_the_inverse_leads_back() -> None:
    way = np.array([[0.9, -0.2, 10.0], [0.2, 0.9, 20.0]])
    assert np.allclose(chained(inverse(way), way), [[1, 0, 0], [0, 1, 0]])
