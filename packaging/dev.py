"""Set up, run and test Inspector on a machine that has only Python 3.11 or later.

    python3 packaging/dev.py run [--demo] [ARGS…]     open the desktop window
    python3 packaging/dev.py test [--long] [ARGS…]    lint, types, contracts, benchmarks, tests
    python3 packaging/dev.py bench [--smoke] [NAME…]  measure; one JSON line per figure
    python3 packaging/dev.py exec COMMAND…            run anything inside the environment
    python3 packaging/dev.py lock                     renew packaging/requirements.lock

Standard library only. The environment is ``.venv`` in the checkout, made from the lock file.
On Windows say ``py -3`` in place of ``python3``.
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import dev_checks
import dev_environment
import dev_system

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "packaging" / "requirements.lock"

OLDEST, TOO_NEW = (3, 11), (3, 14)

LOCK_COMMAND = (
    "uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate "
    "--no-header pyproject.toml --group dev -o packaging/requirements.lock"
)


def wrong_python(version: tuple[int, ...]) -> str | None:
    """What to say where this Python cannot run Inspector. These scripts load on 3.8 to say it."""
    if OLDEST <= version < TOO_NEW:
        return None
    found = ".".join(str(part) for part in version)
    return (
        f"Inspector needs Python 3.11, 3.12 or 3.13; this is {found}. "
        "Call dev.py with one of those, for example: python3.12 packaging/dev.py run"
    )


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The command and what follows it; ``rest`` is handed on untouched."""
    parser = argparse.ArgumentParser(
        prog="dev.py", description="Set up, run and test Inspector in this checkout."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text in (
        ("run", "open the window (--demo: with the demo warehouse); headless demo without display"),
        ("test", "everything CI runs (--long: the long tests too); more words go to pytest"),
        ("bench", "measure (--smoke: tiny data, errors only); names select figures"),
        ("exec", "run a command inside the environment"),
        ("lock", "renew the lock file with uv (more words go to uv, such as --upgrade)"),
    ):
        commands.add_parser(name, help=text, add_help=False)
    chosen, rest = parser.parse_known_args(argv[:1]), list(argv[1:])
    return argparse.Namespace(command=chosen[0].command, rest=rest)


def prepare(*, with_tests: bool) -> dev_environment.Environment:
    """Install what is missing and return the ready environment; ends the program if it cannot."""
    with dev_environment.only_one(ROOT / "build" / "dev.lock"):
        environment = dev_environment.Environment(ROOT, LOCK)
        dev_system.ensure_system_packages(
            dev_system.this_machine(),
            with_tests=with_tests,
            first_time=not environment.stamp.exists(),
        )
        dev_environment.ensure(environment)
    return environment


def inside(environment: dev_environment.Environment) -> dict[str, str]:
    """The caller's variables with the environment's programs first on PATH."""
    variables = {key: value for key, value in os.environ.items() if key != "PYTHONHOME"}
    variables["VIRTUAL_ENV"] = str(environment.folder)
    variables["PATH"] = os.pathsep.join([str(environment.scripts), variables.get("PATH", "")])
    variables["PYTHONUTF8"] = "1"
    return variables


def hand_over(command: Sequence[str], variables: Mapping[str, str]) -> int:
    """Become the command where the system allows it, so that signals reach it; else wait for it."""
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        if os.name == "posix":
            os.execvpe(command[0], list(command), dict(variables))
        program = dev_environment.find_program(command[0], variables["PATH"])
        return subprocess.run([program, *command[1:]], env=dict(variables), check=False).returncode
    except FileNotFoundError:
        print(f"{command[0]}: no such program in .venv or on PATH", file=sys.stderr)
        return 127


def run(rest: Sequence[str]) -> int:
    """Open the window, or run the headless demo where no screen is."""
    environment = prepare(with_tests=False)
    command = ["inspector-app", *rest]
    if not dev_system.has_display(sys.platform, os.environ):
        out = ROOT / "build" / "demo"
        print(
            "No display here (neither DISPLAY nor WAYLAND_DISPLAY is set), "
            f"so the headless demo runs instead; look into {out}.",
            flush=True,
        )
        command = ["inspector-app", "demo", "--out", str(out)]
    return hand_over(command, inside(environment))


def test(rest: Sequence[str]) -> int:
    """All checks; the exit code is 0 only when each of them passed."""
    environment = prepare(with_tests=True)
    return dev_checks.run_all(ROOT, environment, inside(environment), list(rest))


def bench(rest: Sequence[str]) -> int:
    environment = prepare(with_tests=False)
    os.chdir(ROOT)
    return hand_over(
        [str(environment.python), "-m", "tests.benchmarks", *rest], inside(environment)
    )


def execute(rest: Sequence[str]) -> int:
    if not rest:
        print(
            "exec needs a command, for example: dev.py exec inspector-app --help", file=sys.stderr
        )
        return 2
    return hand_over(list(rest), inside(prepare(with_tests=True)))


def lock(rest: Sequence[str]) -> int:
    """Resolve pyproject.toml anew; versions in the lock file stay unless --upgrade is given."""
    command = [*shlex.split(LOCK_COMMAND), *rest]
    print(shlex.join(command), flush=True)
    try:
        return subprocess.run(command, cwd=ROOT, check=False).returncode
    except FileNotFoundError:
        print("uv is needed to renew the lock file: python3 -m pip install uv", file=sys.stderr)
        return 1


def main(argv: Sequence[str]) -> int:
    chosen = parse(argv)
    if refusal := wrong_python(sys.version_info[:2]):
        print(refusal, file=sys.stderr)
        return 1
    actions = {"run": run, "test": test, "bench": bench, "exec": execute, "lock": lock}
    try:
        return actions[chosen.command](chosen.rest)
    except dev_system.SetupError as refused:
        print(f"\n{refused}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. The next run goes on from here.", file=sys.stderr)
        return 130


def _main() -> NoReturn:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    _main()
