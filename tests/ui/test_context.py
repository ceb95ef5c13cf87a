"""Texts follow the language, notices have their sound."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtWidgets import QLabel

from inspector_app.domain.errors import WalkError
from inspector_app.ui.context import Notice, Ui


def test_said_texts_follow_the_language(ui: Ui, qtbot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    ui.say(label.setText, "tag.failed")
    assert label.text() == "不合格"
    ui.texts.set_language("en")
    assert label.text() == "Failed"


def test_saying_again_replaces_the_key_and_its_params(ui: Ui, qtbot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    ui.say(label.setText, "tag.failed")
    ui.say(label.setText, "badge.sync.waiting", count=3)
    ui.texts.set_language("en")
    assert label.text() == "3 waiting"


def test_a_deleted_widget_is_forgotten(ui: Ui) -> None:
    label = QLabel()
    ui.say(label.setText, "tag.failed")
    shiboken6.delete(label)
    ui.texts.set_language("en")
    assert ui.texts.language == "en"


def test_only_a_method_of_a_widget_can_be_said_to(ui: Ui) -> None:
    with pytest.raises(TypeError):
        ui.say(print, "tag.failed")


def test_a_refusal_speaks_and_sounds_wrong(ui: Ui) -> None:
    seen: list[Notice] = []
    ui.notices.posted.connect(seen.append)
    ui.refuse(WalkError("no_such_code_anywhere"))
    assert seen[0].tone == "wrong"
    assert "no_such_code_anywhere" in seen[0].text
    assert ui.sounds.heard == ["wrong"]


def test_info_is_silent(ui: Ui) -> None:
    ui.notices.info("ok")
    assert ui.sounds.heard == []


def test_an_unexpected_fault_names_its_kind(ui: Ui) -> None:
    assert "ZeroDivisionError" in ui.sentence(ZeroDivisionError())


def test_shown_refusals_are_in_the_log(ui: Ui, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    problem = WalkError("no_such_carton", carton=99, cartons=60)
    ui.sentence(problem)
    ui.sentence(problem)
    ui.refuse(WalkError("inspection_closed", lot="A1-000123"))
    found = [vars(record).get("fields") for record in caplog.records]
    assert found == [
        {"code": "no_such_carton", "params": {"carton": 99, "cartons": 60}},
        {"code": "inspection_closed", "params": {"lot": "A1-000123"}},
    ]
