"""``python -m tests.benchmarks [--smoke] [NAME…]`` in the checkout; ``dev.py bench`` calls it."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

import structlog

from tests.benchmarks import harness

HERE = Path(__file__).resolve().parent


def load_modules() -> None:
    """Import every ``bench_*.py`` beside this file, which declares its figures."""
    for file in sorted(HERE.glob("bench_*.py")):
        importlib.import_module(f"tests.benchmarks.{file.stem}")


def main(argv: Sequence[str] | None = None) -> int:
    """Exit 0 when all figures are within their budgets (``--smoke``: ran), 1 if not, 2 misuse."""
    parser = argparse.ArgumentParser(prog="bench", description="Measure Inspector.")
    parser.add_argument("--smoke", action="store_true", help="tiny data; only errors count")
    parser.add_argument("--out", type=Path, default=HERE.parents[1] / "build" / "bench.json")
    parser.add_argument("names", nargs="*", metavar="NAME", help="a figure, or its first word")
    arguments = parser.parse_args(argv)
    load_modules()
    try:
        chosen = harness.REGISTRY.select(arguments.names)
    except harness.Misuse as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    size: harness.Size = "smoke" if arguments.smoke else "full"
    return 0 if harness.run(chosen, size, arguments.out, sys.stdout) else 1


if __name__ == "__main__":
    # Standard output is for figures.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    sys.exit(main())
