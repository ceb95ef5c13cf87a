"""The self-test step by step without a window, and control characters by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.master import Person
from inspector_app.domain.scanner_check import GS, TEST_CODES, Reading
from inspector_app.ui.presenters.control_signs import meant, visible
from inspector_app.ui.presenters.scanner_test import ScannerTestPresenter
from inspector_app.ui.session import Session
from tests.fakes.goods import INSPECTOR, SUPERVISOR
from tests.fakes.station import make_station
from tests.fakes.tasks import DirectTasks
from tests.fakes.tools import make_tools

CODES = {code.name: code.text for code in TEST_CODES}


@pytest.fixture
def opened(tmp_path: Path):
    with make_station(tmp_path / "station") as station:
        yield station


def begun(opened, folder: Path, who: Person = SUPERVISOR, **tools):
    session = Session()
    session.begin(who)
    made, asked = make_tools(opened, folder, **tools)
    presenter = ScannerTestPresenter(made, session, DirectTasks())
    presenter.begin()
    return presenter, asked


def read(name: str, **changes: str) -> Reading:
    return Reading(text=CODES[name], end="\r", gaps_ms=(4.0,) * 20, **changes)  # type: ignore[arg-type]


def test_each_good_scan_leads_on_and_the_last_to_the_end(opened, tmp_path: Path) -> None:
    presenter, _ = begun(opened, tmp_path)
    for number, name in enumerate(CODES, 1):
        assert presenter.state.step.number == number
        presenter.take(read(name))
    assert presenter.state.finished
    assert [step.state for step in presenter.state.steps] == ["good"] * 6


def test_a_spoilt_scan_stays_and_a_second_one_may_mend_it(opened, tmp_path: Path) -> None:
    presenter, _ = begun(opened, tmp_path)
    presenter.take(Reading(text=CODES["letters"].upper()[:9], end="\r"))
    assert presenter.state.at == "letters"
    assert not presenter.state.sound
    presenter.take(read("letters"))
    assert (presenter.state.at, presenter.state.sound) == ("retail", True)


def test_skipped_codes_are_told_and_the_end_needs_one_scan(opened, tmp_path: Path) -> None:
    presenter, _ = begun(opened, tmp_path)
    presenter.finish()
    assert not presenter.state.finished
    presenter.take(read("letters"))
    for _ in range(5):
        presenter.skip()
    assert presenter.state.finished
    assert [step.state for step in presenter.state.steps] == ["good"] + ["skipped"] * 5


def test_a_step_is_read_again_when_chosen(opened, tmp_path: Path) -> None:
    presenter, _ = begun(opened, tmp_path)
    presenter.take(read("letters"))
    presenter.take(read("retail"))
    presenter.take(Reading(text=CODES["separator"].replace(GS, ""), end="\r"))
    presenter.finish()
    assert not presenter.state.sound
    presenter.choose("separator")
    presenter.take(read("separator"))
    presenter.finish()
    assert presenter.state.sound


def test_only_what_was_tested_is_kept(opened, tmp_path: Path) -> None:
    presenter, asked = begun(opened, tmp_path)
    kept: list[tuple[str, ...]] = []
    presenter.on_kept = lambda settings, names: kept.append(names)
    presenter.take(Reading(text=CODES["separator"].replace(GS, "~"), source="serial"))
    presenter.finish()
    presenter.save()
    assert asked.settings is not None
    assert asked.settings.text("scanner_separator") == "~"
    assert kept == [("scanner_tested", "scanner_separator")], "a serial line has no keys"


def test_inspectors_do_not_change_settings(opened, tmp_path: Path) -> None:
    presenter, asked = begun(opened, tmp_path, INSPECTOR)
    refused: list[Exception] = []
    presenter.on_refused = refused.append
    presenter.take(read("letters"))
    presenter.finish()
    presenter.save()
    assert asked.settings is None
    assert len(refused) == 1
    assert not presenter.state.saving


def test_missing_parts_are_told(opened, tmp_path: Path) -> None:
    presenter, _ = begun(opened, tmp_path, missing_parts=lambda: ("pyzbar",))
    assert presenter.state.missing == ("pyzbar",)


@given(st.text(st.characters(max_codepoint=0x7E, exclude_characters="<>"), max_size=20))
def test_control_characters_are_shown_and_typed_by_name(text: str) -> None:
    shown = visible(text)
    assert all(sign >= " " for sign in shown)
    assert meant(shown) == text


def test_other_text_in_angles_stays() -> None:
    assert meant("<ab> <7F> <hello>") == "<ab> <7F> <hello>"
    assert meant("<stx><GS><1c>") == "\x02\x1d\x1c"
