"""The sign-in page by hand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inspector_app.domain.errors import AccessError
from inspector_app.domain.master import Person
from inspector_app.ui.context import Ui
from inspector_app.ui.presenters.sign_in import SignInPresenter
from inspector_app.ui.views.sign_in import SignInPage
from inspector_app.ui.widgets.people import PersonTile
from inspector_app.ui.widgets.text import Text
from inspector_app.ui.widgets.toggles import LanguageToggle

LEFT = Qt.MouseButton.LeftButton
CHEN = Person(
    id="U-1", names={"zh": "陈喆", "en": "Chen Zhe"}, role="inspector", badge="", pin_verifier=""
)


class Door:
    def __init__(self, people: tuple[Person, ...] = (CHEN,)) -> None:
        self._people = people

    def people(self) -> tuple[Person, ...]:
        return self._people

    def sign_in(self, person_id: str, pin: str) -> Person:
        if pin == "258013":
            return CHEN
        raise AccessError("too_many_tries", seconds=20)

    def sign_in_badge(self, token: str) -> Person:
        raise AccessError("unknown_badge")

    def load_demo(self) -> None:
        raise AssertionError("somebody works here already")


@pytest.fixture
def page(ui: Ui, qtbot) -> SignInPage:
    made = SignInPage(ui, SignInPresenter(Door(), ui.tasks), "3 号质检台")
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.arrive()
    return made


def said(page: SignInPage) -> str:
    return "\n".join(text.text() for text in page.findChildren(Text) if text.isVisible())


def test_tile_then_pad(page: SignInPage, qtbot) -> None:
    arrived: list[Person] = []
    page._presenter.on_signed_in = arrived.append
    QTest.mouseClick(page.findChildren(PersonTile)[0], LEFT)
    assert page._pin.pad.hasFocus() or page._pin.pad.isVisible()
    for digit in "258013":
        QTest.mouseClick(page._pin.pad.keys[digit], LEFT)
    assert arrived == [CHEN]
    assert page._pin.pad.text == ""


def test_a_wait_is_told_and_stops_the_pad(page: SignInPage) -> None:
    QTest.mouseClick(page.findChildren(PersonTile)[0], LEFT)
    page._presenter.enter_pin("000000")
    assert "请等 20 秒再试" in said(page)
    assert not page._pin.pad.isEnabled()
    page._presenter.tick()
    assert "请等 19 秒再试" in said(page)


def test_the_language_switches_on_the_spot(page: SignInPage) -> None:
    QTest.mouseClick(page.findChildren(LanguageToggle)[0], LEFT)
    assert "Choose your name" in said(page)
    assert page.findChildren(PersonTile)[0].accessibleName() == "Chen Zhe, Inspector"


def test_a_locked_station_says_whose_work_waits(page: SignInPage) -> None:
    page.arrive(locked_by=CHEN)
    assert "工作站已锁定" in said(page)
    assert "陈喆 的工作已保存" in said(page)


def test_without_people_it_says_what_to_do(ui: Ui, qtbot) -> None:
    page = SignInPage(ui, SignInPresenter(Door(()), ui.tasks))
    qtbot.addWidget(page)
    page.show()
    page.arrive()
    assert "请管理员先同步人员" in said(page)
