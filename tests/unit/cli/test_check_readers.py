"""``check`` names the optional code reader that is missing, and calls the station whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inspector_app.bootstrap.station import open_station
from inspector_app.cli.main import main
from inspector_app.settings import DataFolder


@pytest.mark.parametrize(
    ("present", "sentence"), [(True, "zbar: 已安装"), (False, "请管理员安装 zbar")]
)
def test_check_names_the_optional_reader(
    present: bool,
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from inspector_app.scanning import ladder

    monkeypatch.setattr(ladder, "zbar_present", lambda: present)
    with open_station(DataFolder(tmp_path)):
        pass
    assert main(["--data", str(tmp_path), "check", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["result"], document["optional"]) == ("whole", {"zbar": present})
    assert main(["--data", str(tmp_path), "--lang", "zh", "check"]) == 0
    assert sentence in capsys.readouterr().out
