"""Why each class was inspected as severely as it was, as the report's plan says it."""

from __future__ import annotations

import pytest

from inspector_app.bootstrap.reporting import report_fonts
from inspector_app.bootstrap.resources import catalogue
from inspector_app.domain.inspection.acts import PlanDrawn
from inspector_app.domain.sampling.severity_history import SeverityBasis
from inspector_app.reports.severity_part import severity_phrases
from inspector_app.reports.words import Words
from tests.fakes.goods import Walk

LOTS = tuple(f"L{number:02d}" for number in range(1, 11))


def walk(*basis: SeverityBasis) -> Walk:
    drawn = Walk().plan().inspection.entries[-1].act
    assert isinstance(drawn, PlanDrawn)
    return Walk().do(PlanDrawn(plan=drawn.plan, draw=drawn.draw, basis=basis))


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(catalogue().speak("zh"), report_fonts())


def test_each_class_is_told_with_the_lots_that_made_it_so(words: Words) -> None:
    found = severity_phrases(
        walk(
            SeverityBasis(
                cls="major", severity="tightened", cause="two_of_five_not_accepted",
                made_by=("L01", "L03"),
            ),
            SeverityBasis(
                cls="minor", severity="reduced", cause="score_and_approval", made_by=LOTS
            ),
        ).inspection
    )  # fmt: skip
    major, minor = (words.phrase(each) for each in found)
    assert major == "严重不合格：加严检验。连续 5 批以内有 2 批不接收（L01、L03），转为加严检验。"
    assert "L01 至 L10 共 10 批" in minor
    assert minor.startswith("轻微不合格：放宽检验。")


def test_lots_are_listed_as_the_language_lists() -> None:
    basis = SeverityBasis(
        cls="major", severity="tightened", cause="two_of_five_not_accepted", made_by=LOTS[:2]
    )
    [told] = severity_phrases(walk(basis).inspection)
    assert "(L01, L02)" in Words(catalogue().speak("en"), report_fonts()).phrase(told)


def test_records_of_before_severity_was_kept_say_nothing() -> None:
    assert severity_phrases(walk().inspection) == ()
