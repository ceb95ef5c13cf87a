"""A million random codes through ``parse_scan``.

Run: ``.venv/bin/python -m tests.faults.fuzz_gs1 --count 1000000 [--seed N] [--only NUMBER]``.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from urllib.parse import quote

from inspector_app.bootstrap.tables import gs_tables
from inspector_app.cli.parse import as_json
from inspector_app.domain.gs1 import ScanResult, judge_item, parse_scan
from inspector_app.domain.gs1.gtin import check_digit
from inspector_app.domain.scan import RawScan, ScanSource
from inspector_app.i18n import Translator
from tests.faults.fuzz import FuzzReport, Maker, any_unicode, fuzz, mutated, random_text

VECTORS = Path(__file__).parents[1] / "data" / "gs1"
TODAY = date(2026, 11, 22)
SOURCES: tuple[ScanSource, ...] = ("wedge", "serial", "camera", "picture", "typed")
NEAR = "0123456789()\x1d^|~]C1d2Q3e0E0ABCabc%/:?&=;{}<>GS\\ -"
VALUE = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
FORMATS = ("", "EAN-13", "UPC-A", "UPC-E", "ITF", "Code128", "QRCode")


@cache
def _known() -> tuple[str, ...]:
    """Every vector of GS1 as a start to change."""
    found: list[str] = []
    for path in sorted(VECTORS.glob("*.json")):
        for vector in json.loads(path.read_text("utf-8"))["vectors"]:
            found.extend([vector["data"]] if "data" in vector else [])
    return tuple(found)


def element_string(random: Random) -> str:
    """Identifiers of the tables with values that have the right length and characters."""
    rules = sorted(gs_tables().rules)
    parts = [random.choice(("", "", "]C1", "]d2", "]Q3", "^", "\x1d"))]
    for _ in range(random.randrange(1, 8)):
        rule = gs_tables().rules[random.choice(rules)]
        length = random.randrange(rule.shortest, rule.longest + 1)
        digits = all(part.charset == "N" for part in rule.components)
        value = "".join(random.choice("0123456789" if digits else VALUE) for _ in range(length))
        if rule.ai in ("00", "01", "02", "410", "412") and random.random() < 0.8:
            value = value[:-1] + check_digit(value[:-1])
        parts.append(rule.ai + value)
        parts.append(random.choice(("\x1d", "", "|", "{GS}")) if not rule.fixed else "")
    return "".join(parts)


def lost_separators(random: Random) -> str:
    """What a scanner makes of a good label when it drops every separator."""
    body = "069" + "".join(random.choice("0123456789") for _ in range(10))
    parts = [f"01{body}{check_digit(body)}"]
    for ai in random.sample(("10", "11", "15", "17", "21", "240", "30", "400", "422"), 4):
        rule = gs_tables().rules[ai]
        if rule.fixed:
            parts.append(f"{ai}{random.randrange(20, 32)}{random.randrange(1, 13):02d}01")
        else:
            alphabet = "0123456789" if rule.components[0].charset == "N" else "0123456789LABX-"
            longest = rule.longest if ai == "422" else min(rule.longest, 12)
            length = random.randrange(rule.shortest, longest + 1)
            parts.append(ai + "".join(random.choice(alphabet) for _ in range(length)))
    return random.choice(("", "]C1")) + "".join(parts)


def number(random: Random) -> str:
    """Trade numbers of every length, most with the right check digit, some with an add-on."""
    body = "".join(random.choice("0123456789") for _ in range(random.choice((5, 6, 7, 11, 12, 13))))
    text = body + (check_digit(body) if random.random() < 0.8 else "0")
    add_on = random_text(random, "0123456789", 6) if random.random() < 0.1 else ""
    return random.choice(("", "", "]E0", "]E3", "]E4", "]I1")) + text + add_on


def bracketed(random: Random) -> str:
    """Identifiers in brackets with any value of set 82."""
    rules = sorted(gs_tables().rules)
    count = random.randrange(1, 8)
    return "".join(
        f"({random.choice(rules)}){random_text(random, VALUE, 24)}" for _ in range(count)
    )


def link(random: Random) -> str:
    """Addresses with identifiers in path and query, in any order."""
    names = [*sorted(gs_tables().rules), *("01", "10", "21", "22", "x") * 20]
    scheme = random.choice(("https", "https", "HTTP", "hTTp"))
    host = random.choice(("a.b", "id.example.org", "[::1]", "a:80"))
    path = "/".join(
        f"{random.choice(names)}/{_escaped(random, random_text(random, VALUE, 16))}"
        for _ in range(random.randrange(1, 4))
    )
    query = "&".join(
        f"{random.choice(names)}={_escaped(random, random_text(random, VALUE, 16))}"
        for _ in range(random.randrange(4))
    )
    return f"{scheme}://{host}/{path}?{query}"


def _escaped(random: Random, value: str) -> str:
    return quote(value, safe="") if random.random() < 0.7 else value


def _raw(random: Random, data: bytes) -> RawScan:
    known = ("", "", "", *sorted(gs_tables().symbologies))
    return RawScan(
        data=data,
        source=random.choice(SOURCES),
        symbology_id=random.choice(known),
        format=random.choice(FORMATS),
    )


MAKERS: dict[str, Maker[RawScan]] = {
    "bytes": lambda r: _raw(r, r.randbytes(int(120 * r.random() ** 2))),
    "digits": lambda r: _raw(r, random_text(r, "0123456789", 60).encode()),
    "near_misses": lambda r: _raw(r, random_text(r, NEAR, 80).encode()),
    "unicode": lambda r: _raw(r, any_unicode(r, 60).encode()),
    "gb18030": lambda r: _raw(r, any_unicode(r, 30).encode("gb18030")),
    "element_strings": lambda r: _raw(r, element_string(r).encode()),
    "lost_separators": lambda r: _raw(r, lost_separators(r).encode()),
    "numbers": lambda r: _raw(r, number(r).encode()),
    "brackets": lambda r: _raw(r, bracketed(r).encode()),
    "links": lambda r: _raw(r, link(r).encode()),
    "changed_vectors": lambda r: _raw(r, mutated(r, r.choice(_known()), NEAR).encode()),
    "changed_strings": lambda r: _raw(r, mutated(r, element_string(r), NEAR).encode()),
}


def holds(raw: RawScan, say: Translator | None = None) -> str:
    """Parse, and assert what is true of every answer; the kind of answer."""
    result = parse_scan(raw, TODAY, gs_tables())
    _is_whole(result)
    judge_item([result], gs_tables())
    for candidate in result.candidates:
        _is_whole(candidate)
        assert not candidate.errors, "a candidate is a reading that could be right"
    if say is not None:
        written = json.dumps(as_json(result, say), ensure_ascii=False)
        assert "⟦" not in written.replace(result.text, "")
    return result.kind


def _is_whole(result: ScanResult) -> None:
    assert result.usable == all(problem.severity == "warning" for problem in result.problems)
    for gtin in (result.gtin, result.content_gtin):
        assert gtin is None or (len(gtin) == 14 and check_digit(gtin[:-1]) == gtin[-1])
    assert result.lot is None or 1 <= len(result.lot) <= 20
    assert result.count is None or 0 <= result.count < 10**8
    assert all(element.ai in gs_tables().rules for element in result.elements)
    assert all(1950 < found.value.year < 2080 for found in result.dates)


def run(count: int, seed: int, only: int | None = None) -> FuzzReport[RawScan]:
    """``count`` inputs of all makers in turn."""
    return fuzz(holds, MAKERS, count=count, seed=seed, only=only)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    chosen = parser.parse_args()
    sys.stdout.write(f"{run(chosen.count, chosen.seed, chosen.only)}\n")
