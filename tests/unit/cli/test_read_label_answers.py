"""What ``read-label`` says of a reading: problems come with their sentence, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.bootstrap.resources import catalogue
from inspector_app.cli.read_label import _sentences, as_json
from inspector_app.domain.label_text.reading import LabelProblem, LabelReading, TextLine

BOX = ((0.0, 0.0), (90.0, 0.0), (90.0, 30.0), (0.0, 30.0))
READING = LabelReading(
    width=100,
    height=100,
    lines=(TextLine(text="生产日期:2026.13.40", box=BOX),),
    problems=(
        LabelProblem(
            code="impossible_date",
            text="2026.13.40",
            box=BOX,
            params=(("field", "produced"), ("text", "2026.13.40")),
        ),
        LabelProblem(code="see_elsewhere", params=(("field", "expires"), ("place", "瓶底"))),
    ),
)


@pytest.mark.parametrize(
    ("language", "words"), [("zh", ("日历上没有这一天", "瓶底")), ("en", ("no calendar", "瓶底"))]
)
def test_each_problem_is_said(language: str, words: tuple[str, str]) -> None:
    speak = catalogue().speak(language)  # type: ignore[arg-type]
    document = as_json(READING, speak)
    lines = list(_sentences(Path("a.jpg"), READING, speak))
    for problem, line, word in zip(document["problems"], lines[1:], words, strict=True):
        assert word in problem["message"]
        assert problem["message"] in line
    assert document["problems"][0]["params"] == {"field": "produced", "text": "2026.13.40"}
