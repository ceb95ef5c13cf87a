"""Every code on every shipped picture decodes to what the manifest says; drawing repeats itself."""

from __future__ import annotations

import io
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from inspector_app.bootstrap.demo_data import DemoPicture, demo_path, demo_pictures
from inspector_app.bootstrap.resources import resource

CODED = [picture for picture in demo_pictures() if picture.codes]
GENERATOR = Path(__file__).parents[3] / "packaging/make_demo.py"


@pytest.mark.parametrize("picture", CODED, ids=lambda picture: picture.file)
def test_codes_on_the_picture_are_those_of_the_manifest(picture: DemoPicture) -> None:
    with Image.open(demo_path(picture.file)) as image:
        found = zxingcpp.read_barcodes(np.asarray(image.convert("L")))
    # Parts of an ITF-14 read as shorter ITF: the station takes ITF at 14 digits only.
    read = {
        (code.format.name, code.bytes.decode())
        for code in found
        if code.format.name != "ITF" or len(code.bytes) == 14
    }
    assert read == {(code.format, code.text) for code in picture.codes}


def test_all_kinds_of_codes_are_there() -> None:
    kinds = {code.format for picture in CODED for code in picture.codes}
    assert kinds == {"EAN13", "ITF", "Code128", "DataMatrix", "QRCode"}
    assert any(len(picture.codes) == 2 for picture in CODED)
    assert any("\x1d" in code.text for picture in CODED for code in picture.codes)
    assert any(code.text.startswith("https://") for p in CODED for code in p.codes)


@pytest.mark.parametrize("picture", demo_pictures(), ids=lambda picture: picture.file)
def test_pictures_open_and_are_of_useful_size(picture: DemoPicture) -> None:
    with Image.open(demo_path(picture.file)) as image:
        image.load()
        assert image.format == "JPEG"
        assert min(image.size) >= 600


@pytest.mark.parametrize("word", ["packs/P-0001", "photos/dates_O-0001-1", "sounds", "app.png"])
def test_the_generator_repeats_itself_to_the_byte(word: str, tmp_path: Path) -> None:
    for run in ("one", "two"):
        subprocess.run(
            [sys.executable, str(GENERATOR), "--out", str(tmp_path / run), "--only", word],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    first = {
        p.relative_to(tmp_path / "one"): p.read_bytes() for p in (tmp_path / "one").rglob("*.*")
    }
    second = {
        p.relative_to(tmp_path / "two"): p.read_bytes() for p in (tmp_path / "two").rglob("*.*")
    }
    assert first
    assert first == second


def test_three_sounds_differ() -> None:
    lengths = {}
    for name in ("accepted", "attention", "wrong_goods"):
        data = resource(f"sounds/{name}.wav").read_bytes()
        with wave.open(io.BytesIO(data)) as sound:
            assert (sound.getnchannels(), sound.getframerate()) == (1, 44_100)
            samples = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
            lengths[name] = sound.getnframes() / sound.getframerate()
        assert 8_000 < int(np.abs(samples.astype(int)).max()) < 32_768
        assert 0.1 < lengths[name] < 0.8
    assert len({round(seconds, 1) for seconds in lengths.values()}) == 3


def test_the_app_icon_is_there_in_all_forms() -> None:
    with Image.open(resource("icons/app/app.png")) as png:
        assert png.size == (512, 512)
    with Image.open(resource("icons/app/app.ico")) as ico:
        assert {(16, 16), (32, 32), (256, 256)} <= set(ico.info["sizes"])
    assert resource("icons/app/app.svg").read_text("utf-8").startswith("<svg")
