from __future__ import annotations

import sys

import pytest

from inspector_app.bootstrap import label_reading
from inspector_app.bootstrap.decoding import photo_guard
from inspector_app.domain.errors import PhotoError
from inspector_app.ocr import engine
from inspector_app.ocr.engine import Engine, EngineMissingError
from tests.fakes.label_pictures import as_jpeg, label_picture


def test_a_machine_without_the_engine_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(EngineMissingError):
        Engine(1)


def test_a_missing_model_is_named_and_not_looked_for_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "_MODELS", {"Det.model_path": "gone.onnx"})
    with pytest.raises(EngineMissingError, match=r"gone\.onnx"):
        Engine(1)


def test_a_command_refuses_in_words_where_the_engine_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    label_reading._reader.cache_clear()
    picture = tmp_path_factory.mktemp("labels") / "label.jpg"
    picture.write_bytes(as_jpeg(label_picture(width=400, height=300, size=20)))
    with pytest.raises(PhotoError) as refused:
        label_reading.read_file(picture, photo_guard(), label_reading.date(2026, 3, 2))
    assert refused.value.code == "label_engine_missing"
    label_reading._reader.cache_clear()


def test_strips_that_are_none_cost_nothing() -> None:
    bare = Engine.__new__(Engine)
    assert bare.read([]) == []
    assert bare.upside_down([]) == []
