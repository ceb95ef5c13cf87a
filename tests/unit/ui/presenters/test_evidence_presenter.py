"""Checking a file: who may, which answer counts, what is shown first."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.bootstrap.resources import catalogue
from inspector_app.domain.errors import AccessError, EvidenceError
from inspector_app.domain.master import Person
from inspector_app.services.evidence.lines import Verification, bad, good
from inspector_app.ui.presenters.evidence_check import (
    MOST_LINES,
    CheckedState,
    EvidenceExport,
    EvidencePresenter,
    line_icon,
    line_words,
    shown_lines,
    trust_words,
)
from inspector_app.ui.session import Session
from inspector_app.ui.tools import EvidenceAnswer
from tests.fakes.goods import INSPECTOR, SUPERVISOR
from tests.fakes.station import make_station
from tests.fakes.tasks import DirectTasks
from tests.fakes.tools import make_tools

WHOLE = Verification(result="consistent", lines=(good("chain", "chain_whole", count=1),))


@pytest.fixture
def opened(tmp_path: Path):
    with make_station(tmp_path / "station") as station:
        yield station


def session_of(who: Person) -> Session:
    session = Session()
    session.begin(who)
    return session


def presenter_of(opened, folder: Path, who: Person = SUPERVISOR, **changes):
    tools, _ = make_tools(opened, folder, **changes)
    presenter = EvidencePresenter(tools, session_of(who), DirectTasks())
    seen: list[CheckedState] = []
    presenter.on_change = seen.append
    return presenter, seen


def test_a_file_is_looked_at_and_answered(opened, tmp_path: Path) -> None:
    answer = EvidenceAnswer(found=WHOLE, trusted="ab" * 32)
    presenter, seen = presenter_of(opened, tmp_path, check_evidence=lambda file: answer)
    presenter.check(tmp_path / "report.pdf")
    assert [state.phase for state in seen] == ["checking", "shown"]
    assert (seen[-1].file, seen[-1].answer) == ("report.pdf", answer)
    presenter.forget()
    assert presenter.state == CheckedState()


def test_a_refusal_is_kept_for_the_page(opened, tmp_path: Path) -> None:
    def refuse(file: Path) -> EvidenceAnswer:
        raise EvidenceError("not_evidence", file=file.name)

    presenter, seen = presenter_of(opened, tmp_path, check_evidence=refuse)
    presenter.check(tmp_path / "a.jpg")
    assert seen[-1].phase == "refused"
    assert isinstance(seen[-1].problem, EvidenceError)


def test_an_inspector_may_neither_check_nor_hand_out(opened, tmp_path: Path) -> None:
    presenter, seen = presenter_of(opened, tmp_path, INSPECTOR)
    presenter.check(tmp_path / "a.pdf")
    assert isinstance(seen[-1].problem, AccessError)
    tools, _ = make_tools(opened, tmp_path)
    export = EvidenceExport(tools, session_of(INSPECTOR), DirectTasks())
    problems: list[Exception] = []
    export.write("x", tmp_path / "x.zip", lambda _: None, problems.append)
    assert not export.allowed
    assert isinstance(problems[0], AccessError)


def test_an_older_answer_never_replaces_a_newer_file(opened, tmp_path: Path) -> None:
    waiting = []

    class Later:
        def read(self, work, done=None, failed=None) -> None:
            waiting.append((work, done))

        write = read

    tools, _ = make_tools(
        opened, tmp_path, check_evidence=lambda file: EvidenceAnswer(found=WHOLE, trusted=file.name)
    )
    presenter = EvidencePresenter(tools, session_of(SUPERVISOR), Later())
    presenter.check(tmp_path / "first.pdf")
    presenter.check(tmp_path / "second.pdf")
    for work, done in reversed(waiting):
        done(work())
    assert presenter.state.answer is not None
    assert presenter.state.answer.trusted == "second.pdf"


def test_what_is_wrong_comes_first_and_no_file_fills_the_window() -> None:
    lines = [good("chain", "chain_whole", count=1)]
    lines += [bad("photos", "photo_foreign", file=str(number)) for number in range(200)]
    shown = shown_lines(Verification(result="broken", lines=tuple(lines)))
    assert len(shown) == MOST_LINES
    assert not shown[0].ok


@pytest.mark.parametrize(
    ("line", "icon"),
    [
        (bad("verdict", "verdict_differs", seq=1, sealed="accept", expected="reject"), "fail"),
        (good("decisions", "voided", quantity=0, revisions=1), "attention"),
        (good("origin", "no_key_given"), "info"),
        (good("photos", "originals_absent", count=3), "info"),
        (good("plan", "plan_holds", n=125, severity="normal"), "pass"),
    ],
)
def test_each_line_has_its_sign_and_words(line, icon: str) -> None:
    assert line_icon(line)[0] == icon
    for language in ("zh", "en"):
        name, said = line_words(catalogue().speak(language), line)
        assert name
        assert "{" not in said
        assert "evidence." not in name + said


def test_without_a_central_system_the_page_says_so() -> None:
    speak = catalogue().speak("en")
    assert "cannot be proved" in trust_words(speak, EvidenceAnswer(found=WHOLE))
    assert "abab" in trust_words(speak, EvidenceAnswer(found=WHOLE, trusted="ab" * 32))
