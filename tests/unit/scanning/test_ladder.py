from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from inspector_app.domain.errors import PhotoError
from inspector_app.domain.scan import RawScan
from inspector_app.imaging.guard import Guard
from inspector_app.scanning.ladder import STAGES, DecodeLadder
from inspector_app.scanning.zxing_reader import FORMAT_NAMES, believable
from inspector_app.services.ports import Decoder, Frame
from tests.fakes.codes import (
    Picture,
    as_jpeg,
    as_png,
    blurred,
    code_picture,
    noisy,
    on_scene,
    rotated,
)

TEA = "6901234567892"
ELEMENTS = "(01)06901234567892(10)L2603A(17)280331"
LADDER = DecodeLadder()


def texts(scans: object) -> list[str]:
    assert isinstance(scans, tuple | list)
    return [scan.text for scan in scans]


def test_it_is_the_decoder_the_services_want() -> None:
    decoder: Decoder = DecodeLadder()
    assert list(decoder.decode(as_png(np.full((60, 80), 255, np.uint8)))) == []


@pytest.mark.parametrize(
    ("content", "name", "gs1", "data", "symbology_id"),
    [
        (TEA, "EAN13", False, TEA, "]E0"),
        ("96385074", "EAN8", False, "96385074", "]E4"),
        ("16901234567899", "ITF", False, "16901234567899", "]I1"),
        ("INS:C:pass", "Code128", False, "INS:C:pass", "]C0"),
        (ELEMENTS, "Code128", True, "010690123456789210L2603A\x1d17280331", "]C1"),
        (ELEMENTS, "DataMatrix", True, "010690123456789210L2603A\x1d17280331", "]d2"),
        (ELEMENTS, "QRCode", True, "010690123456789210L2603A\x1d17280331", "]Q3"),
        ("https://a.b/01/06901234567892", "QRCode", False, "https://a.b/01/06901234567892", "]Q1"),
    ],
)
def test_each_symbology_is_read_with_its_identifier_and_its_separators(
    content: str, name: str, gs1: bool, data: str, symbology_id: str
) -> None:
    scene = on_scene(code_picture(content, name, scale=3, gs1=gs1))
    found = LADDER.decode(as_jpeg(scene))
    assert [scan.data for scan in found] == [data.encode()]
    assert found[0].symbology_id == symbology_id
    assert found[0].source == "picture"
    assert found[0].stage in ("linear", "matrix")


def test_the_position_is_that_of_the_code_in_the_photo() -> None:
    code = code_picture(TEA, "EAN13", scale=3)
    scene = on_scene(code, at=(500, 700))
    corners = np.asarray(LADDER.decode(as_png(scene))[0].position)
    assert corners.shape == (4, 2)
    assert 700 <= corners[:, 0].min() < corners[:, 0].max() <= 700 + code.shape[1]
    assert 500 <= corners[:, 1].min() < corners[:, 1].max() <= 500 + code.shape[0]


def wide(text: str) -> Picture:
    return on_scene(code_picture(text, "EAN13", scale=2), at=(420, 480))


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("as it is", lambda scene: scene),
        ("blur", lambda scene: blurred(scene, 1.2)),
        ("noise", lambda scene: noisy(scene, 25, seed=5)),
        ("upside down", lambda scene: np.ascontiguousarray(scene[::-1, ::-1])),
        ("on its side", lambda scene: np.ascontiguousarray(np.rot90(scene))),
        ("turned by 45", lambda scene: rotated(scene, 45)),
        ("turned by 30 and noisy", lambda scene: noisy(rotated(scene, 30), 15, seed=6)),
        ("faint", lambda scene: (170 + scene.astype(np.float64) * 0.12).astype(np.uint8)),
    ],
)
def test_damaged_photos_are_read_and_marked_at_the_right_place(
    name: str, damage: Callable[[Picture], Picture]
) -> None:
    scene = damage(wide(TEA))
    found = LADDER.decode(as_jpeg(scene))
    assert texts(found) == [TEA], name
    assert found[0].stage in STAGES
    centre = np.asarray(found[0].position).mean(axis=0)
    assert abs(centre - np.array([scene.shape[1], scene.shape[0]]) / 2).max() < 110, name


def test_every_look_gives_back_places_of_the_original() -> None:
    from inspector_app.scanning import climb
    from inspector_app.scanning.picture import whole
    from inspector_app.scanning.places import likely_places
    from inspector_app.scanning.zxing_reader import LINEAR, read_view

    pixels = rotated(wide(TEA), 45)
    expected = np.array([pixels.shape[1] / 2, pixels.shape[0] / 2])
    found = list(climb._turned(whole(pixels))[2])
    for place in likely_places(pixels):
        crop = climb._cut(whole(pixels), place)
        found += read_view(crop, LINEAR, "located") if crop is not None else []
    assert len(found) >= 2
    for scan in found:
        assert scan.text == TEA
        assert abs(np.asarray(scan.position).mean(axis=0) - expected).max() < 110


def test_two_codes_in_view_are_both_given_in_reading_order() -> None:
    scene = on_scene(code_picture("96385074", "EAN8", scale=3), at=(500, 100))
    upper = code_picture(TEA, "EAN13", scale=3)
    scene[60 : 60 + upper.shape[0], 600 : 600 + upper.shape[1]] = upper
    assert texts(LADDER.decode(as_jpeg(scene))) == [TEA, "96385074"]


def test_find_all_joins_linear_and_matrix_codes() -> None:
    scene = on_scene(code_picture(TEA, "EAN13", scale=3), at=(100, 100))
    matrix = code_picture(ELEMENTS, "DataMatrix", scale=5, gs1=True)
    scene[500 : 500 + matrix.shape[0], 700 : 700 + matrix.shape[1]] = matrix
    assert texts(LADDER.decode(as_jpeg(scene))) == [TEA]
    found = LADDER.decode(as_jpeg(scene), find_all=True)
    assert [scan.symbology_id for scan in found] == ["]E0", "]d2"]


def test_rare_matrix_codes_are_read_too() -> None:
    for name in ("PDF417", "Aztec"):
        found = LADDER.decode(as_jpeg(on_scene(code_picture("S1-000123", name, scale=4))))
        assert [(scan.text, scan.stage) for scan in found] == [("S1-000123", "rare")], name


def test_the_same_content_twice_in_a_photo_is_two_codes() -> None:
    scene = on_scene(code_picture(TEA, "EAN13", scale=2), at=(100, 100))
    again = code_picture(TEA, "EAN13", scale=2)
    scene[600 : 600 + again.shape[0], 700 : 700 + again.shape[1]] = again
    assert texts(LADDER.decode(as_jpeg(scene), find_all=True)) == [TEA, TEA]


def test_an_empty_scene_has_no_code() -> None:
    empty = np.full((700, 900), 210, np.uint8)
    assert LADDER.decode(as_jpeg(noisy(empty, 20, seed=9))) == ()


def test_short_itf_is_not_believed() -> None:
    assert LADDER.decode(as_png(on_scene(code_picture("123456", "ITF", scale=4)))) == ()
    assert believable("ITF", b"16901234567899")
    assert not believable("ITF", b"16901234567898")
    assert not believable("ITF-14", b"1690123456")
    assert not believable("Code 39", b"A1")
    assert not believable("QR Code", b"")


def test_bytes_that_are_no_whole_picture_are_refused() -> None:
    with pytest.raises(PhotoError) as refusal:
        LADDER.decode(b"\xff\xd8\xff not a picture")
    assert refusal.value.code == "truncated_picture"


def test_a_file_is_guarded_before_it_is_decoded(tmp_path: Path) -> None:
    good = tmp_path / "条码 1.png"
    good.write_bytes(as_png(wide(TEA)))
    assert texts(LADDER.decode_path(good, Guard())) == [TEA]
    text = tmp_path / "notes.jpg"
    text.write_text("not a picture", "utf-8")
    with pytest.raises(PhotoError) as refusal:
        LADDER.decode_path(text, Guard())
    assert refusal.value.code == "not_a_picture"
    with pytest.raises(PhotoError) as refusal:
        LADDER.decode_path(tmp_path / "missing.jpg", Guard())
    assert refusal.value.code == "picture_unreadable"


def frame(pixels: Picture, *, padding: int = 0, colour: bool = False) -> Frame:
    if colour:
        pixels = np.repeat(pixels[:, :, None], 3, axis=2)
    rows = pixels.reshape(pixels.shape[0], -1)
    padded = np.pad(rows, ((0, 0), (0, padding)))
    return Frame(
        data=memoryview(padded.tobytes()),
        format="bgr" if colour else "grey",
        width=pixels.shape[1],
        height=pixels.shape[0],
        stride=padded.shape[1],
        number=1,
    )


@pytest.mark.parametrize(("padding", "colour"), [(0, False), (64, False), (0, True), (32, True)])
def test_live_frames_are_read_in_place_whatever_their_stride(padding: int, colour: bool) -> None:
    scene = on_scene(code_picture(TEA, "EAN13", scale=3), height=720, width=1280)
    found = LADDER.decode_frame(frame(scene, padding=padding, colour=colour))
    assert texts(found) == [TEA]
    assert (found[0].source, found[0].stage) == ("camera", "live")


def test_live_frames_of_motion_jpeg_and_other_formats() -> None:
    scene = on_scene(code_picture(ELEMENTS, "DataMatrix", scale=6, gs1=True))
    data = as_jpeg(scene)
    whole = Frame(data=data, format="jpeg", width=1200, height=900, stride=0, number=3)
    assert LADDER.decode_frame(whole) == []
    assert LADDER.decode_frame(whole, ("datamatrix",))[0].symbology_id == "]d2"
    assert set(FORMAT_NAMES) >= {"retail", "code128", "itf", "qr", "datamatrix"}


def test_zbar_is_the_last_rung_and_its_absence_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from inspector_app.scanning import ladder, zbar_reader
    from inspector_app.scanning.picture import whole

    assert STAGES[-1] == "zbar"
    assert LADDER.missing() == ()
    found: list[RawScan] = zbar_reader.read_with_zbar(whole(wide(TEA)), "zbar")
    assert [(scan.text, scan.symbology_id, scan.format) for scan in found] == [
        (TEA, "]E0", "EAN-13")
    ]
    monkeypatch.setattr(zbar_reader, "zbar_present", lambda: False)
    monkeypatch.setattr(ladder, "zbar_present", lambda: False)
    assert zbar_reader.read_with_zbar(whole(wide(TEA)), "zbar") == []
    assert LADDER.missing() == ("pyzbar",)
    assert LADDER.decode(as_png(np.full((60, 80), 255, np.uint8))) == ()
