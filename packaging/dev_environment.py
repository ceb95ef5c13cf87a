"""``.venv`` of the checkout: made from the lock file, known by a stamp, made again if broken."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dev_system import SetupError

# pip itself and what ``venv`` of Python 3.11 puts beside it are not in the lock file.
ALWAYS_KEPT = frozenset({"pip", "setuptools", "inspector-app"})


@dataclass(frozen=True)
class Environment:
    """Paths of the environment. ``stamp`` is written last, after everything is installed."""

    root: Path
    lock: Path
    windows: bool = os.name == "nt"

    @property
    def folder(self) -> Path:
        return self.root / ".venv"

    @property
    def scripts(self) -> Path:
        return self.folder / ("Scripts" if self.windows else "bin")

    @property
    def python(self) -> Path:
        return self.scripts / ("python.exe" if self.windows else "python")

    @property
    def stamp(self) -> Path:
        return self.folder / "inspector-dev.json"

    def wanted(self) -> dict[str, str]:
        """What the stamp must say: the interpreter, the lock file and the project's metadata."""
        project = (self.root / "pyproject.toml").read_bytes()
        return {
            "python": f"{sys.implementation.name} {sys.version.split()[0]}",
            "place": str(self.folder),
            "lock": hashlib.sha256(self.lock.read_bytes()).hexdigest(),
            "project": hashlib.sha256(project).hexdigest(),
        }


def read_stamp(environment: Environment) -> dict[str, str]:
    """The stamp, or nothing where it is absent or unreadable: then the environment is half-made."""
    try:
        stamp = json.loads(environment.stamp.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def judge(stamp: dict[str, str], wanted: dict[str, str], *, python_works: bool) -> str:
    """``ready``, ``update`` (another lock or project file) or ``remake``."""
    same_base = all(stamp.get(key) == wanted[key] for key in ("python", "place"))
    if not (same_base and python_works):
        return "remake"
    return "ready" if stamp == wanted else "update"


def ensure(environment: Environment) -> None:
    """Bring the environment to what the lock file says; seconds where it already is."""
    wanted = environment.wanted()
    verdict = judge(read_stamp(environment), wanted, python_works=environment.python.exists())
    if verdict == "ready":
        return
    # From here on a killed run leaves no stamp, and the next one begins anew.
    environment.stamp.unlink(missing_ok=True)
    if verdict == "remake":
        _make(environment)
    _install(environment)
    _remove_strangers(environment)
    _write_stamp(environment, wanted)


def _make(environment: Environment) -> None:
    print(f"Making {environment.folder} …", flush=True)
    try:
        if environment.folder.exists():
            shutil.rmtree(environment.folder)
    except OSError as problem:
        raise SetupError(
            f"{environment.folder} cannot be removed: {problem}\n"
            "Close the programs that run from it, then try again."
        ) from problem
    _call([sys.executable, "-m", "venv", str(environment.folder)], environment)


def _install(environment: Environment) -> None:
    print("Installing the locked packages (the first time takes a few minutes) …", flush=True)
    install = [*_pip(environment), "install", "--quiet"]
    locked = ["--require-hashes", "--only-binary", ":all:", "-r", str(environment.lock)]
    _call([*install, *locked], environment)
    # hatchling is in the lock file, so that building the project's metadata needs no index.
    project = ["--no-deps", "--no-build-isolation", "--no-index", "--editable", "."]
    _call([*install, *project], environment)


def _pip(environment: Environment) -> list[str]:
    return [str(environment.python), "-m", "pip", "--disable-pip-version-check", "--no-input"]


def _call(command: list[str], environment: Environment) -> None:
    # With close_fds=False the command holds the set-up lock too (POSIX): were this dev.py killed,
    # the next one would wait for the orphan instead of clearing .venv under its hands.
    done = subprocess.run(command, cwd=environment.root, check=False, close_fds=False)
    if done.returncode != 0:
        raise SetupError(
            f"{' '.join(command)}\nfailed; its output above says why. "
            "If the network was the reason, simply try again."
        )


def normal_name(name: str) -> str:
    """A distribution's name in its normal form (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked_names(lock: str) -> set[str]:
    """Names of all ``name==version`` lines of a lock file."""
    return {normal_name(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE)}


def strangers(installed: str, lock: str) -> list[str]:
    """Names in ``pip list --format=json`` that the lock file does not know."""
    known = locked_names(lock) | ALWAYS_KEPT
    names = (str(entry["name"]) for entry in json.loads(installed))
    return sorted(name for name in names if normal_name(name) not in known)


def _remove_strangers(environment: Environment) -> None:
    listing = subprocess.run(
        [*_pip(environment), "list", "--format=json"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    ).stdout
    unknown = strangers(listing, environment.lock.read_text("utf-8"))
    if unknown:
        _call([*_pip(environment), "uninstall", "--yes", *unknown], environment)


def _write_stamp(environment: Environment, wanted: dict[str, str]) -> None:
    """All or nothing: a stamp cut short by a power failure must not pass for a whole one."""
    draft = environment.stamp.with_suffix(".new")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(wanted, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(environment.stamp)


def find_program(name: str, path: str) -> str:
    """The program's full path by the given PATH; Windows would search the caller's own."""
    found = shutil.which(name, path=path)
    if found is None:
        raise FileNotFoundError(name)
    return found


@contextlib.contextmanager
def only_one(file: Path) -> Iterator[None]:
    """Hold the checkout's set-up lock; a second dev.py waits. The system frees it on death."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = file.open("a+b")
    except OSError as problem:
        raise SetupError(
            f"This checkout cannot be written to ({problem}).\n"
            "Use a copy that belongs to you: .venv is made inside it."
        ) from problem
    with handle:
        os.set_inheritable(handle.fileno(), os.name == "posix")
        if not _try_lock(handle.fileno()):
            print("Another dev.py is setting up this checkout; waiting for it …", flush=True)
            _wait_for_lock(handle.fileno())
        yield


if sys.platform == "win32":
    import msvcrt
    import time

    def _try_lock(descriptor: int) -> bool:
        os.lseek(descriptor, 0, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _wait_for_lock(descriptor: int) -> None:
        while not _try_lock(descriptor):
            time.sleep(0.5)

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _wait_for_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
