from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import dev_system
import pytest

LISTING = (
    "installed\tlibegl1\t\n"
    "installed\tlibzbar0t64\tlibzbar0 (= 0.23.93-4)\n"
    "config-files\tlibgl1\t\n"
    "installed\tmail\tdefault-mta, mail-transport-agent\n"
)


@dataclass
class Debian:
    """A machine whose package list changes when apt-get installs."""

    present: set[str]
    is_root: bool = True
    programs: frozenset[str] = frozenset({"dpkg-query", "apt-get"})
    sudo_asks: bool = False
    apt_code: int = 0
    calls: list[list[str]] = field(default_factory=list)

    def machine(self, platform: str = "linux", has_ensurepip: bool = True) -> dev_system.Machine:
        return dev_system.Machine(
            platform=platform,
            is_root=self.is_root,
            has_ensurepip=has_ensurepip,
            has_program=self.programs.__contains__,
            capture=lambda _: "".join(f"installed\t{name}\t\n" for name in sorted(self.present)),
            call=self.call,
        )

    def call(self, command: Sequence[str]) -> int:
        self.calls.append(list(command))
        if list(command) == ["sudo", "-n", "true"]:
            return 1 if self.sudo_asks else 0
        if "install" in command and self.apt_code == 0:
            self.present |= {word for word in command if not word.startswith("-")}
        return self.apt_code if "install" in command else 0


def everything() -> set[str]:
    return {*dev_system.RUN_PACKAGES, *dev_system.TEST_PACKAGES}


def test_only_installed_packages_and_their_old_names_count() -> None:
    assert dev_system.installed_names(LISTING) == {
        "libegl1",
        "libzbar0t64",
        "libzbar0",
        "mail",
        "default-mta",
        "mail-transport-agent",
    }
    assert dev_system.missing_packages(["libgl1", "libzbar0"], LISTING) == ["libgl1"]


def test_the_tests_need_more_than_the_window() -> None:
    window = dev_system.wanted_packages(with_tests=False, has_ensurepip=True)
    tests = dev_system.wanted_packages(with_tests=True, has_ensurepip=False)
    assert "xvfb" not in window
    assert set(tests) - set(window) == {
        "xvfb", "poppler-utils", "xdotool", "dbus", "ibus", "ibus-libpinyin", "postgresql",
        "python3-venv",
    }  # fmt: skip


def test_a_complete_machine_is_left_alone() -> None:
    debian = Debian(present=everything())
    dev_system.ensure_system_packages(debian.machine(), with_tests=True, first_time=True)
    assert debian.calls == []


def test_root_installs_what_is_missing() -> None:
    debian = Debian(present=everything() - {"libpulse0", "xvfb"})
    dev_system.ensure_system_packages(debian.machine(), with_tests=True, first_time=True)
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    assert debian.calls == [
        [*apt, "update"],
        [*apt, "install", "-y", "--no-install-recommends", "libpulse0", "xvfb"],
    ]


def test_passwordless_sudo_stands_before_each_command() -> None:
    debian = Debian(
        present=everything() - {"libpulse0"},
        is_root=False,
        programs=frozenset({"dpkg-query", "apt-get", "sudo"}),
    )
    dev_system.ensure_system_packages(debian.machine(), with_tests=False, first_time=True)
    assert [call[:2] for call in debian.calls] == [["sudo", "-n"]] * 3


@pytest.mark.parametrize("programs", [{"sudo"}, set[str]()])
def test_without_rights_the_exact_command_is_given(programs: set[str]) -> None:
    debian = Debian(
        present=everything() - {"libpulse0"},
        is_root=False,
        programs=frozenset({"dpkg-query", "apt-get", *programs}),
        sudo_asks=True,
    )
    with pytest.raises(dev_system.SetupError) as caught:
        dev_system.ensure_system_packages(debian.machine(), with_tests=True, first_time=False)
    assert "sudo apt-get update && sudo apt-get install -y libpulse0" in str(caught.value)
    assert not any("install" in call for call in debian.calls)


def test_a_failed_installation_stops_the_set_up() -> None:
    debian = Debian(present=everything() - {"libpulse0"}, apt_code=100)
    with pytest.raises(dev_system.SetupError, match="apt-get install"):
        dev_system.ensure_system_packages(debian.machine(), with_tests=True, first_time=True)


def test_another_linux_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    fedora = Debian(present=set(), programs=frozenset({"dnf"}))
    dev_system.ensure_system_packages(fedora.machine(), with_tests=True, first_time=True)
    assert "libpulse0" in capsys.readouterr().out
    dev_system.ensure_system_packages(fedora.machine(), with_tests=True, first_time=False)
    assert capsys.readouterr().out == ""
    assert fedora.calls == []


def test_another_linux_without_ensurepip_stops() -> None:
    fedora = Debian(present=set(), programs=frozenset())
    with pytest.raises(dev_system.SetupError, match="ensurepip"):
        dev_system.ensure_system_packages(
            fedora.machine(has_ensurepip=False), with_tests=True, first_time=True
        )


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_windows_and_macos_need_no_packages(platform: str) -> None:
    other = Debian(present=set())
    dev_system.ensure_system_packages(other.machine(platform), with_tests=True, first_time=True)
    assert other.calls == []


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("win32", {}, True),
        ("darwin", {}, True),
    ],
)
def test_where_a_window_can_open(platform: str, variables: dict[str, str], expected: bool) -> None:
    assert dev_system.has_display(platform, variables) is expected


def test_the_questions_to_this_machine_can_be_answered() -> None:
    machine = dev_system.this_machine()
    assert machine.has_program("no-such-program-anywhere") is False
    if machine.platform.startswith("linux") and machine.has_program("echo"):
        assert machine.capture(["echo", "质检"]) == "质检\n"
