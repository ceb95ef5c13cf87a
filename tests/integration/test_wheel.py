"""A built wheel, installed away from the checkout, finds its resources and runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from inspector_app import __version__

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Installed:
    """A second environment that has the wheel and, by a ``.pth`` line, this one's libraries."""

    folder: Path

    @property
    def scripts(self) -> Path:
        return self.folder / ("Scripts" if os.name == "nt" else "bin")

    def run(self, program: str, *arguments: str) -> str:
        """Output of a program of this environment; the checkout is nowhere on its path."""
        variables = {key: text for key, text in os.environ.items() if key != "PYTHONPATH"}
        done = subprocess.run(
            [str(self.scripts / program), *arguments],
            cwd=self.folder,
            env={**variables, "PYTHONUTF8": "1", "INSPECTOR_DATA": str(self.folder / "data")},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    second = Installed(tmp_path_factory.mktemp("second") / "venv")
    venv.create(second.folder, with_pip=False)
    pip = [sys.executable, "-m", "pip", "--python", str(second.scripts / "python")]
    install = ["install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    done = subprocess.run([*pip, *install], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own = Path(second.run("python", "-c", where).strip())
    # A .pth file read from here does not read this environment's .pth files in turn: the
    # checkout's editable install stays invisible.
    (own / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return second


def test_the_wheel_holds_every_resource_and_nothing_beside_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    shipped = {name for name in names if name.startswith("inspector_app/_resources/")}
    expected = {
        "inspector_app/_resources/" + file.relative_to(ROOT / "resources").as_posix()
        for file in (ROOT / "resources").rglob("*")
        if file.is_file() and not file.name.endswith(".pyc")
    }
    assert expected == shipped
    folders = {name.split("/")[0] for name in names}
    assert folders == {"inspector_app", f"inspector_app-{__version__}.dist-info"}


def test_licence_and_notice_travel_with_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if "/licenses/" in name}
    assert {name.rsplit("/")[-1] for name in names} == {"LICENSE", "NOTICE"}


def test_the_installed_program_runs(installed: Installed) -> None:
    assert installed.run("inspector-app", "--version").strip() == __version__
    assert "--data" in installed.run("inspector-app", "--help")


def test_the_installed_program_finds_its_resources(installed: Installed) -> None:
    code = (
        "from inspector_app.bootstrap import resources as r; import inspector_app;"
        "print(inspector_app.__file__); print(r.resource_root());"
        "print(r.resource('fonts/NotoSansSC-Regular.ttf').stat().st_size > 1_000_000);"
        "print(r.catalogue().speak('zh')('errors.unknown', code='x'))"
    )
    package, root, font, sentence = installed.run("python", "-c", code).splitlines()
    assert Path(package).is_relative_to(installed.folder)
    assert Path(root) == Path(package).parent / "_resources"
    assert font == "True"
    assert "x" in sentence
    assert "⟦" not in sentence


def test_the_installed_commands_use_the_shipped_tables(installed: Installed) -> None:
    code = "(01)06901234567892(17)280331(10)L2603A"
    parsed = json.loads(
        installed.run("inspector-app", "parse", code, "--on", "2026-11-22", "--json")
    )
    assert (parsed["gtin"], parsed["lot"]) == ("06901234567892", "L2603A")
    lot = ("--lot-size", "3000", "--level", "II", "--aql", "major=2.5")
    plan = json.loads(installed.run("inspector-app", "plan", *lot, "--json"))["classes"]["major"]
    assert (plan["letter"], plan["n"], plan["ac"]) == ("K", 125, 7)


def test_the_installed_program_does_the_main_job(installed: Installed, tmp_path: Path) -> None:
    out = tmp_path / "demo"
    done = json.loads(installed.run("inspector-app", "demo", "--out", str(out), "--json"))
    sealed = [step for step in done["steps"] if step["step"] == "sealed"]
    assert [step["verdict"] for step in sealed] == ["accept", "hold"]
    assert all(Path(path).stat().st_size > 1_000 for path in done["documents"].values())
