"""Wide frames are read in turns, and their codes lie where they are in the whole frame."""

from __future__ import annotations

import numpy as np
import pytest

from inspector_app.bootstrap.live_parts import part_of
from inspector_app.domain.scan import RawScan
from inspector_app.scanning.ladder import DecodeLadder
from inspector_app.services.ports import Frame
from tests.fakes.codes import Picture, code_picture, on_scene

TEA = "6901234567892"


def frame(scene: Picture, *, step: int = 1) -> Frame:
    height, width = scene.shape
    packed = np.zeros((height, width, step), np.uint8)
    packed[:, :, 0] = scene
    return Frame(
        data=memoryview(packed).cast("B"), format="grey", width=width, height=height,
        stride=width * step, number=1, step=step,
    )  # fmt: skip


def read(shown: Frame, turn: int) -> list[RawScan]:
    part = part_of(shown, turn)
    return [part.placed(scan) for scan in DecodeLadder().decode_frame(part.frame)]


def inside(scan: RawScan, left: float, top: float, right: float, bottom: float) -> bool:
    return all(left <= x <= right and top <= y <= bottom for x, y in scan.position)


@pytest.mark.parametrize("step", [1, 2])
def test_a_large_code_anywhere_is_read_coarsely_at_its_place(step: int) -> None:
    code = code_picture(TEA, "EAN13", scale=8)
    height, width = code.shape
    scene = on_scene(code, height=2160, width=3840, at=(1500, 2600))
    found = read(frame(scene, step=step), 0)
    assert [scan.text for scan in found] == [TEA]
    assert inside(found[0], 2600, 1500, 2600 + width, 1500 + height)


def test_a_small_code_in_the_middle_is_read_finely_at_its_place() -> None:
    code = code_picture(TEA, "EAN13", scale=2)
    height, width = code.shape
    scene = on_scene(code, height=1080, width=1920, at=(520, 860))
    found = read(frame(scene), 1)
    assert [scan.text for scan in found] == [TEA]
    assert inside(found[0], 860, 520, 860 + width, 520 + height)


def test_nothing_is_copied_and_ordinary_frames_are_whole() -> None:
    shown = frame(np.zeros((1080, 1920), np.uint8))
    own = np.frombuffer(shown.data, np.uint8)
    for turn in (0, 1):
        part = part_of(shown, turn)
        assert part.frame.width * part.frame.height <= 1_280 * 720
        assert np.shares_memory(np.frombuffer(part.frame.data, np.uint8), own)
    small = frame(np.zeros((720, 1280), np.uint8))
    assert part_of(small, 0).frame is small
    assert part_of(small, 1).frame is small
