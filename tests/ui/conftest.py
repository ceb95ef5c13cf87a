"""A ``Ui`` on the real texts, icons and fonts, with tasks run at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from inspector_app.i18n import Catalogue
from inspector_app.ui.context import Cue, Notices, Texts, Ui
from inspector_app.ui.theme.fonts import load_fonts
from inspector_app.ui.theme.icons import Icons
from inspector_app.ui.theme.theme import Theme

RESOURCES = Path(__file__).parents[2] / "resources"


class ImmediateTasks:
    """A ``TaskRunner`` that runs the work in the call."""

    def write(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        try:
            value = work()
        except Exception as error:
            if failed is None:
                raise
            failed(error)
            return
        if done is not None:
            done(value)

    read = write


class HeardSounds:
    """``Sounds`` that remembers what was played."""

    def __init__(self) -> None:
        self.heard: list[Cue] = []

    def play(self, cue: Cue) -> None:
        self.heard.append(cue)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """All texts."""
    files = sorted((RESOURCES / "translations").glob("*.toml"))
    return Catalogue.from_toml(file.read_text("utf-8") for file in files)


@pytest.fixture(scope="session")
def fonts(qapp: QApplication) -> None:
    """The shipped faces, loaded once."""
    load_fonts(RESOURCES / "fonts")


@pytest.fixture
def ui(qapp: QApplication, fonts: None, catalogue: Catalogue) -> Iterator[Ui]:
    """What a page is given; starts Chinese and light."""
    sounds = HeardSounds()
    theme = Theme("light")
    theme.apply(qapp)
    yield Ui(
        texts=Texts(catalogue, "zh"),
        theme=theme,
        icons=Icons(RESOURCES / "icons"),
        tasks=ImmediateTasks(),
        sounds=sounds,
        notices=Notices(sounds),
    )
    _forget_windows(qapp)
    qapp.setStyleSheet("")


def _forget_windows(application: QApplication) -> None:
    """Delete what a test left open: each leftover is dressed again by every later style sheet."""
    for window in application.topLevelWidgets():
        window.close()
        window.deleteLater()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    application.processEvents()
