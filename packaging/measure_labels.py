"""Read a folder of label photos and hold what was read against its truth.json.

    python packaging/measure_labels.py FOLDER [--on 2026-11-22] [--fields]

For each field: right and wrong of what was filled in, offered (the true value among the first
three candidates), missed, and filled in though nothing is printed. Every wrong or missed value is
listed. The exit status is 1 when anything was filled in wrong. ``--fields`` adds licence, filing,
standard and net content, where truth.json has them.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, get_args

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from inspector_app.bootstrap.decoding import photo_guard  # noqa: E402
from inspector_app.bootstrap.label_reading import read_file  # noqa: E402
from inspector_app.domain.label_text.reading import FieldName, LabelReading  # noqa: E402

NAMES: dict[str, FieldName] = {
    "prod": "produced",
    "exp": "expires",
    "shelf": "shelf_life",
    "batch": "lot",
}
FIRST = 3


def verdict(reading: LabelReading, name: FieldName, truth: str | int | None) -> str:
    """How one field came out."""
    field = reading.field(name)
    values = [one.value for one in field.candidates] if field else []
    agreed = field is not None and field.agreed
    if truth is None:
        return "filled in, not printed" if agreed else ""
    if agreed:
        return "right" if same(values[0], truth) else "WRONG"
    return "offered" if any(same(one, truth) for one in values[:FIRST]) else "missed"


def same(value: str, truth: str | int) -> bool:
    """Whether a value is the true one; a life is told in months."""
    if isinstance(truth, str):
        return value == truth
    match = re.fullmatch(r"(\d+)([DMY])", value)
    if match is None:
        return False
    amount = int(match[1])
    return {"M": amount, "Y": 12 * amount, "D": round(amount / 30)}[match[2]] == truth


def wanted(row: dict[str, Any], *, fields: bool) -> dict[FieldName, str | int | None]:
    """The truth of one photo by field."""
    found: dict[FieldName, str | int | None] = {
        name: row["truth"][key] for key, name in NAMES.items()
    }
    if fields:
        known = get_args(FieldName)
        found |= {name: value for name, value in row.get("fields", {}).items() if name in known}
    return found


def measure(folder: Path, on: date, *, fields: bool) -> int:
    """Read, print, and count the wrong ones."""
    totals: dict[str, Counter[str]] = {}
    for row in json.loads((folder / "truth.json").read_text("utf-8")):
        reading = read_file(folder / row["f"], photo_guard(), on)
        for name, truth in wanted(row, fields=fields).items():
            outcome = verdict(reading, name, truth)
            if not outcome:
                continue
            totals.setdefault(name, Counter())[outcome] += 1
            if outcome not in ("right", "offered"):
                field = reading.field(name)
                read = [(one.value, one.doubt) for one in field.candidates] if field else []
                print(f"{row['f']}: {name} {outcome}: printed {truth}, read {read}", flush=True)
    for field_name, counts in totals.items():
        told = ", ".join(f"{count} {word}" for word, count in counts.items())
        print(f"{field_name}: {told}")
    return sum(counts["WRONG"] for counts in totals.values())


def main() -> int:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--on", type=date.fromisoformat, default=date(2026, 11, 22))
    parser.add_argument("--fields", action="store_true")
    given = parser.parse_args()
    return 1 if measure(given.folder, given.on, fields=given.fields) else 0


if __name__ == "__main__":
    sys.exit(main())
