"""A window with a remark, a code field and a plain page on the real scanner path: ``FOLDER``.

For each word read from stdin (``remark``, ``code``, ``page``) it moves the focus there and answers
with one JSON line; ``tell`` prints what was scanned and what stands in the fields.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from PySide6.QtCore import QSocketNotifier, Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from inspector_app.scanning.wedge import WedgeBuffer
from inspector_app.ui.devices.ime_ear import InputMethodEar
from inspector_app.ui.devices.key_facts import PressedAt
from inspector_app.ui.devices.wedge_filter import WedgeFilter
from inspector_app.ui.widgets.fields import PlainLineEdit, RemarkEdit


def say(**words: Any) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def main() -> None:
    application = QApplication(sys.argv[:1])
    window = QWidget()
    column = QVBoxLayout(window)
    remark, code, page = RemarkEdit(), PlainLineEdit(), QWidget()
    page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    places = {"remark": remark, "code": code, "page": page}
    for widget in places.values():
        column.addWidget(widget)
    window.setWindowTitle("inspector input method")
    window.resize(500, 400)
    scans: list[str] = []
    buffer = WedgeBuffer()
    ear = InputMethodEar(buffer, window)
    keys = WedgeFilter(
        buffer, time.monotonic_ns, window, pressed_at=PressedAt(time.monotonic_ns), ear=ear
    )
    for source in (ear, keys):
        source.scanned.connect(lambda raw: scans.append(raw.text))
        source.install()

    def hear() -> None:
        word = sys.stdin.readline().strip()
        if not word:
            application.quit()
        elif word in places:
            window.activateWindow()
            places[word].setFocus()
            say(focus=word)
        elif word.startswith("write"):
            remark.setPlainText(word.removeprefix("write").strip())
            say(written=remark.toPlainText())
        else:
            say(scans=scans, remark=remark.toPlainText(), code=code.text())
            scans.clear()

    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(hear)
    window.show()
    say(ready=QApplication.platformName())
    application.exec()


if __name__ == "__main__":
    main()
