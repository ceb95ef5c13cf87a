"""Scenes of the scanner's self-test: code after code, and what all of them prove."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from inspector_app.domain.scanner_check import GS, TEST_CODES, Reading, TestCode

if TYPE_CHECKING:
    from screenshots import Studio


def scanner_scenes() -> list[tuple[str, Callable[[Studio], None]]]:
    """Names, and how the window gets there."""
    return [("scanner_test", _asking), ("scanner_test_result", _result)]


def _asking(studio: Studio) -> None:
    """The separator code was heard without its separator."""
    _scan(studio, TEST_CODES[:3])


def _result(studio: Studio) -> None:
    """All codes were read: what to set on the scanner."""
    _scan(studio, TEST_CODES)


def _scan(studio: Studio, codes: Sequence[TestCode]) -> None:
    if studio.window.person is None or studio.window.person.id != studio.supervisor.id:
        studio.sign_in(studio.supervisor)
    studio.show("today")
    studio.show("scanner_test")
    page = studio.window.page("scanner_test")
    for code in codes:
        page.hear(_typed(code))
    studio.settle()


def _typed(code: TestCode) -> Reading:
    """As a keyboard scanner types it that leaves the group separator out."""
    text = code.text.replace(GS, "")
    return Reading(text=text, end="\r", gaps_ms=(9.0,) * (len(text) - 1))
