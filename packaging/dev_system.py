"""What the machine itself must bring: system libraries and a display."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

# What the Qt wheels load at run time (Multimedia does not import without libpulse0), and zbar.
RUN_PACKAGES = (
    "libglib2.0-0", "libegl1", "libgl1", "libfontconfig1", "libdbus-1-3", "libxkbcommon-x11-0",
    "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-image0", "libxcb-randr0",
    "libxcb-render-util0", "libxcb-shape0", "libxcb-xkb1", "libwayland-cursor0", "libwayland-egl1",
    "libpulse0", "libzbar0",
)  # fmt: skip
# A virtual screen, PDFs as pictures, keys, a Chinese input method and a database server.
TEST_PACKAGES = (
    "xvfb", "poppler-utils", "xdotool", "dbus", "ibus", "ibus-libpinyin", "postgresql",
)  # fmt: skip


class SetupError(Exception):
    """The set-up cannot go on; the text says what the person at the keyboard has to do."""


@dataclass(frozen=True)
class Machine:
    """The few questions put to the machine; tests answer them differently.

    ``capture`` returns a command's output, ``call`` its exit code.
    """

    platform: str
    is_root: bool
    has_ensurepip: bool
    has_program: Callable[[str], bool]
    capture: Callable[[Sequence[str]], str]
    call: Callable[[Sequence[str]], int]


def this_machine() -> Machine:
    return Machine(
        platform=sys.platform,
        is_root=hasattr(os, "geteuid") and os.geteuid() == 0,
        has_ensurepip=find_spec("ensurepip") is not None,
        has_program=lambda name: shutil.which(name) is not None,
        capture=lambda command: (
            subprocess.run(
                list(command), capture_output=True, text=True, encoding="utf-8", check=True
            ).stdout
        ),
        call=lambda command: subprocess.run(list(command), check=False).returncode,
    )


def has_display(platform: str, variables: Mapping[str, str]) -> bool:
    """Whether a window can open. Windows and macOS always have a screen."""
    if not platform.startswith("linux"):
        return True
    return bool(variables.get("DISPLAY") or variables.get("WAYLAND_DISPLAY"))


def wanted_packages(*, with_tests: bool, has_ensurepip: bool) -> list[str]:
    """Debian's names of all packages; its Python comes without ``ensurepip`` unless asked."""
    wanted = [*RUN_PACKAGES]
    if with_tests:
        wanted += TEST_PACKAGES
    if not has_ensurepip:
        wanted.append("python3-venv")
    return wanted


def installed_names(listing: str) -> set[str]:
    """Names in ``dpkg-query`` lines ``status<TAB>name<TAB>provides``, of installed packages only.

    A renamed package (``libzbar0t64``) provides its old name, so provided names count.
    """
    names: set[str] = set()
    for line in listing.splitlines():
        status, _, rest = line.partition("\t")
        if status != "installed":
            continue
        name, _, provides = rest.partition("\t")
        names.add(name)
        names.update(part.split("(")[0].strip() for part in provides.split(",") if part.strip())
    return names


def missing_packages(wanted: Iterable[str], listing: str) -> list[str]:
    present = installed_names(listing)
    return [name for name in wanted if name not in present]


def install_commands(missing: Sequence[str], prefix: Sequence[str]) -> list[list[str]]:
    """The commands that install ``missing``, each behind ``prefix`` (nothing, or sudo)."""
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    return [[*apt, "update"], [*apt, "install", "-y", "--no-install-recommends", *missing]]


def ensure_system_packages(machine: Machine, *, with_tests: bool, first_time: bool) -> None:
    """Install missing Debian packages as root or through password-less sudo.

    Raises :class:`SetupError` with the exact command where that is not possible. A Linux outside
    Debian's family is told the ``first_time`` what is needed; Windows and macOS need nothing.
    """
    if not machine.platform.startswith("linux"):
        return
    wanted = wanted_packages(with_tests=with_tests, has_ensurepip=machine.has_ensurepip)
    if not (machine.has_program("dpkg-query") and machine.has_program("apt-get")):
        if first_time:
            _advise_other_linux(wanted, machine)
        return
    missing = missing_packages(wanted, _listing(machine))
    if missing:
        _install(missing, machine)
        _check_installed(wanted, machine)


def _install(missing: Sequence[str], machine: Machine) -> None:
    sentence = f"System packages are missing: {' '.join(missing)}"
    if machine.is_root:
        prefix: list[str] = []
    elif machine.has_program("sudo") and machine.call(["sudo", "-n", "true"]) == 0:
        prefix = ["sudo", "-n"]
    else:
        raise SetupError(f"{sentence}\nInstall them, then try again:\n\n  {_by_hand(missing)}\n")
    print(f"{sentence}; installing them.", flush=True)
    update, install = install_commands(missing, prefix)
    # A stale or partly unreachable package list may still do: only the installation decides.
    machine.call(update)
    if machine.call(install) != 0:
        raise SetupError(f"{shlex.join(install)}\nfailed; its output above says why.")


def _check_installed(wanted: Sequence[str], machine: Machine) -> None:
    missing = missing_packages(wanted, _listing(machine))
    if missing:
        raise SetupError(f"Still missing after the installation: {' '.join(missing)}")


def _listing(machine: Machine) -> str:
    form = "${db:Status-Status}\t${Package}\t${Provides}\n"
    return machine.capture(["dpkg-query", "-W", "-f", form])


def _by_hand(missing: Sequence[str]) -> str:
    return f"sudo apt-get update && sudo apt-get install -y {' '.join(missing)}"


def _advise_other_linux(wanted: Sequence[str], machine: Machine) -> None:
    if not machine.has_ensurepip:
        raise SetupError(
            "This Python has no ensurepip: install your distribution's package for Python's venv."
        )
    print(
        "This is no Debian or Ubuntu: please see to it that your distribution's packages for "
        f"these libraries are installed (Debian's names): {' '.join(wanted)}",
        flush=True,
    )
