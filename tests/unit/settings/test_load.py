"""Settings survive bad files and refuse what the schema does not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.settings import data_folder, defaults, load, save


def test_a_new_folder_has_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path) == defaults()


def test_saved_settings_come_back(tmp_path: Path) -> None:
    wanted = defaults().having(language="en", idle_minutes=5, sounds=False)
    save(tmp_path, wanted)
    assert load(tmp_path).values == wanted.values


@pytest.mark.parametrize("body", ["{", "[1]", "\x00", '"text"'])
def test_a_spoilt_file_falls_back_and_says_so(tmp_path: Path, body: str) -> None:
    (tmp_path / "settings.json").write_text(body, "utf-8")
    found = load(tmp_path)
    assert found.values == defaults().values
    assert found.ignored == ("settings.json",)


def test_single_bad_entries_are_ignored_by_name(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text(
        '{"idle_minutes": 0, "language": "fr", "theme": "dark", "new": 1, "sounds": 1}', "utf-8"
    )
    found = load(tmp_path)
    assert found.ignored == ("idle_minutes", "language", "new", "sounds")
    assert found.text("theme") == "dark"
    assert found.number("idle_minutes") == 15
    assert found.flag("sounds") is True


def test_unknown_values_are_refused() -> None:
    with pytest.raises(ValueError, match="language"):
        defaults().having(language="fr")
    with pytest.raises(ValueError, match="colour"):
        defaults().having(colour="red")


def test_the_data_folder_follows_option_then_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSPECTOR_DATA", str(tmp_path / "env"))
    assert data_folder(None).root == tmp_path / "env"
    assert data_folder(str(tmp_path / "given")).root == tmp_path / "given"
