"""Frames and codes on their way to the window: the newest, and never a queue."""

from __future__ import annotations

import threading

from PySide6.QtGui import QImage

from inspector_app.domain.scan import RawScan
from inspector_app.services.ports import Frame
from inspector_app.ui.tools import LiveCodes
from inspector_app.ui.widgets.frame_relay import CodesRelay, FrameRelay

TEA = RawScan(data=b"6901234567892", source="camera")
RICE = RawScan(data=b"6923456000117", source="camera")


def codes(number: int, *news: RawScan) -> LiveCodes:
    return LiveCodes(seen=(TEA,), news=news, width=1, height=1, at_ms=number, frame=number)


def elsewhere(work) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_a_thousand_frames_make_one_event_and_lose_no_news(qapp, qtbot) -> None:
    relay = CodesRelay()
    told: list[LiveCodes] = []
    relay.arrived.connect(told.append)

    def offer() -> None:
        for number in range(1_000):
            news = {3: (TEA,), 500: (RICE,), 700: (TEA,)}.get(number, ())
            relay.offer(codes(number, *news))

    elsewhere(offer)
    assert told == [], "the window was busy"
    qtbot.waitUntil(lambda: len(told) == 1)
    qtbot.wait(20)
    assert len(told) == 1
    assert (told[0].frame, told[0].news) == (999, (TEA, RICE))
    relay.offer(codes(1_000))
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told[1].news == ()


def test_only_the_newest_picture_is_drawn_and_small(qapp, qtbot) -> None:
    relay = FrameRelay()
    relay.longest = 40
    shown: list[QImage] = []
    relay.arrived.connect(shown.append)

    def offer() -> None:
        for number in range(30):
            data = bytes([number]) * (100 * 50)
            relay.offer(
                Frame(data=data, format="grey", width=100, height=50, stride=100, number=number)
            )

    elsewhere(offer)
    qtbot.waitUntil(lambda: len(shown) == 1)
    assert (shown[0].width(), shown[0].height()) == (40, 20)
    assert shown[0].pixelColor(1, 1).red() == 29
