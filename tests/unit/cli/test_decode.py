from __future__ import annotations

import json
from pathlib import Path

import pytest

from inspector_app.cli.main import main
from tests.fakes.codes import as_jpeg, code_picture, on_scene

TEA = "6901234567892"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "茶.jpg"
    path.write_bytes(as_jpeg(on_scene(code_picture(TEA, "EAN13", scale=3))))
    return path


def test_json_has_the_agreed_shape(picture: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decode", "--json", str(picture)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["file"] == str(picture)
    (code,) = document["codes"]
    assert set(code) == {"text", "format", "symbology_id", "stage", "position"}
    assert (code["text"], code["format"], code["symbology_id"]) == (TEA, "EAN-13", "]E0")
    assert len(code["position"]) == 4


def test_a_refused_file_does_not_keep_the_others_from_being_read(
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "text.jpg"
    text.write_text("not a picture", "utf-8")
    missing = tmp_path / "missing.png"
    assert main(["decode", "--json", str(text), str(missing), str(picture)]) == 1
    out, err = capsys.readouterr()
    documents = [json.loads(line) for line in out.splitlines()]
    assert [one.get("error", {}).get("code") for one in documents] == [
        "not_a_picture", "picture_unreadable", None,
    ]  # fmt: skip
    assert documents[2]["codes"][0]["text"] == TEA
    assert str(text) in err


def test_people_get_lines_in_their_language(
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import numpy as np

    blank = tmp_path / "blank.jpg"
    blank.write_bytes(as_jpeg(np.full((90, 120), 220, np.uint8)))
    assert main(["--lang", "zh", "decode", str(picture), str(blank)]) == 0
    assert f"{picture}：{TEA}（EAN-13）" in capsys.readouterr().out
    assert main(["--lang", "en", "decode", str(blank)]) == 0
    assert "no code was read" in capsys.readouterr().out


def test_no_picture_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["decode"])
    assert end.value.code == 2
    assert "IMAGE" in capsys.readouterr().err


def test_a_folder_means_its_pictures(
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").write_text("no picture", "utf-8")
    empty = tmp_path / "empty"
    empty.mkdir()
    assert main(["--lang", "en", "decode", "--json", str(tmp_path), str(empty)]) == 0
    out, err = capsys.readouterr()
    assert [json.loads(line)["file"] for line in out.splitlines()] == [str(picture)]
    assert "holds no picture" in err


def test_a_region_and_the_first_code_only(
    picture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["decode", "--json", "--first", "--region", "0,0,1200,900", str(picture)]) == 0
    assert json.loads(capsys.readouterr().out)["codes"][0]["text"] == TEA
    assert main(["decode", "--json", "--all", "--region", "0,0,60,60", str(picture)]) == 0
    assert json.loads(capsys.readouterr().out)["codes"] == []
    for wrong in ("1,2,3", "a,b,c,d"):
        with pytest.raises(SystemExit) as end:
            main(["decode", "--region", wrong, str(picture)])
        assert end.value.code == 2


def test_a_read_without_proof_says_so(
    picture: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from inspector_app.bootstrap import decoding
    from inspector_app.domain.scan import RawScan

    class Doubtful:
        def decode_path(self, *_: object, **__: object) -> tuple[RawScan, ...]:
            return (RawScan(data=TEA.encode(), source="picture", format="EAN-13", proved=False),)

    monkeypatch.setattr(decoding, "decoder", Doubtful)
    assert main(["decode", "--json", str(picture)]) == 0
    assert json.loads(capsys.readouterr().out)["codes"][0]["proved"] is False
    assert main(["--lang", "zh", "decode", str(picture)]) == 0
    assert "逐位核对" in capsys.readouterr().out
