"""Kept readings come back as they were, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.domain.label_text.reading import LabelProblem, LabelReading, TextLine
from inspector_app.store.label_readings import LabelReadings
from tests.fakes.label_reader import agreed, box, label, seen

DIGEST = "ab" * 32


def test_a_reading_comes_back_equal(tmp_path: Path) -> None:
    kept = LabelReadings(tmp_path, "1.0")
    read = label(agreed("lot", "批A1"), seen("F07", "贮存条件"))
    reading = LabelReading(
        width=read.width, height=read.height, fields=read.fields, elements=read.elements,
        problems=(LabelProblem(code="future_production", params=(("day", "2030-01-01"),)),),
        lines=(TextLine(text="批A1", box=box(), score=0.9),),
    )  # fmt: skip
    assert kept.load(DIGEST) is None
    kept.save(DIGEST, reading)
    assert LabelReadings(tmp_path, "1.0").load(DIGEST) == reading
    assert [file.suffix for file in tmp_path.rglob("*") if file.is_file()] == [".json"]


def test_another_version_reads_anew(tmp_path: Path) -> None:
    LabelReadings(tmp_path, "1.0").save(DIGEST, label())
    assert LabelReadings(tmp_path, "1.1").load(DIGEST) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"width": "x"}', b"\xff\xfe"])
def test_a_spoilt_file_is_no_reading(tmp_path: Path, content: bytes) -> None:
    kept = LabelReadings(tmp_path, "1.0")
    kept.save(DIGEST, label())
    next(tmp_path.rglob("*.json")).write_bytes(content)
    assert kept.load(DIGEST) is None


def test_a_disk_that_refuses_is_only_noted(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", "utf-8")
    LabelReadings(blocked, "1.0").save(DIGEST, label())
    assert blocked.read_text("utf-8") == "in the way"
