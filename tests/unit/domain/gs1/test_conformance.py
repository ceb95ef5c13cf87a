"""GS1's own test vectors (tests/data/gs1) through the door that scans take.

``DIFFERENT`` names every vector this station answers otherwise, with the reason; the test fails
when one of them begins to agree, so that the list stays true.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inspector_app.bootstrap.tables import gs_tables
from inspector_app.domain.gs1 import Element, ScanResult, judge_item, parse_scan
from inspector_app.domain.gs1.content_checks import CHARACTER_SETS, CHECKS
from inspector_app.domain.scan import RawScan, ScanSource

VECTORS = Path(__file__).parents[3] / "data" / "gs1"
TODAY = date(2026, 11, 22)
SETS = {"cset82": "X", "cset64": "Z", "csetnumeric": "N"}
PROBLEM_OF_RULE = {
    "repeats": "values_differ",
    "excludes": "pair_forbidden",
    "requires": "partner_missing",
    "serial": "serial_part_missing",
}
DIFFERENT = {
    "ABC": "typed text and scanners that send no symbology identifier are the rule at a bench",
    "]Q1https://a/NOPRIMARYAI": "packs carry advertising addresses; one is no fault of the goods",
}
# The engine has a switch for short GTINs in links; this station reads them and says so.
LEFT_OUT = "short GTIN not permitted"


def vectors(name: str) -> list[Any]:
    return list(json.loads((VECTORS / f"{name}.json").read_text("utf-8"))["vectors"])


def scan(text: str, source: ScanSource = "wedge") -> ScanResult:
    return parse_scan(RawScan(data=text.encode(), source=source), TODAY, gs_tables())


def encoded(elements: Iterable[Element]) -> str:
    """The element string in GS1's notation, FNC1 as ``^``."""
    text, separator = "", "^"
    for element in elements:
        text += separator + element.ai + element.value
        separator = "" if gs_tables().rules[element.ai].fixed else "^"
    return text


def said(result: ScanResult) -> str:
    if result.kind in ("element_string", "digital_link"):
        return encoded(result.elements)
    return result.text + (f"|{encoded(result.elements)}" if result.elements else "")


@pytest.mark.parametrize("source", ["wedge", "camera", "typed"])
@pytest.mark.parametrize("vector", vectors("scan_data"), ids=lambda vector: vector["data"] or "-")
def test_scan_data(vector: dict[str, Any], source: ScanSource) -> None:
    result = scan(vector["data"], source)
    good = vector["good"] != (vector["data"] in DIFFERENT)
    assert (not result.errors) == good
    number, mark, upper = str(vector.get("says", "")).partition("|^")
    if mark and number.isdigit() and result.gtin is not None:
        assert result.gtin == number.zfill(14)
        assert encoded(result.elements[1:]) == "^" + upper
    elif "says" in vector:
        assert said(result) == vector["says"]


@pytest.mark.parametrize("source", ["wedge", "camera", "typed"])
@pytest.mark.parametrize("vector", vectors("element_strings"), ids=lambda v: v["data"][:40] or "-")
def test_element_strings(vector: dict[str, Any], source: ScanSource) -> None:
    result = scan(vector["data"], source)
    assert (result.kind == "element_string" and not result.errors) == vector["good"]
    if vector["good"]:
        # Superfluous separators may be given; the values between them are all there.
        assert encoded(result.elements).replace("^", "") == re.sub(r"\|?\^", "", vector["data"])


@pytest.mark.parametrize("source", ["wedge", "camera"])
@pytest.mark.parametrize(
    "vector",
    [v for v in vectors("element_strings") if v["data"][:1] == "^" and "|" not in v["data"]],
    ids=lambda v: v["data"][:40],
)
def test_element_strings_as_a_gs1_symbol_carries_them(
    vector: dict[str, Any], source: ScanSource
) -> None:
    result = scan("]d2" + vector["data"][1:].replace("^", "\x1d"), source)
    assert (result.kind == "element_string" and not result.errors) == vector["good"]


@pytest.mark.parametrize("vector", vectors("bracketed"), ids=lambda vector: vector["data"][:40])
def test_bracketed(vector: dict[str, Any]) -> None:
    result = scan(vector["data"], "typed")
    assert (result.kind == "element_string" and not result.errors) == vector["good"]
    if vector["good"]:
        assert encoded(result.elements) == vector["says"]


@pytest.mark.parametrize("vector", vectors("associations"), ids=lambda vector: vector["data"])
def test_associations(vector: dict[str, Any]) -> None:
    result = scan(vector["data"])
    code = PROBLEM_OF_RULE[vector["rule"]]
    within = {problem.code for problem in result.problems}
    over_all = {problem.code for problem in judge_item([result], gs_tables())}
    assert (code not in within) == vector["good"]
    assert (code not in over_all) == vector["good"]


@pytest.mark.parametrize("vector", vectors("associations"), ids=lambda vector: vector["data"])
def test_associations_hold_over_several_codes_of_one_item(vector: dict[str, Any]) -> None:
    parts = [f"({part}" for part in vector["data"].split("(")[1:]]
    problems = judge_item([scan(part) for part in parts], gs_tables())
    code = PROBLEM_OF_RULE[vector["rule"]]
    assert (code not in {problem.code for problem in problems}) == vector["good"]


@pytest.mark.parametrize("vector", vectors("linters"), ids=lambda vector: vector["linter"])
def test_linters(vector: dict[str, Any]) -> None:
    name = vector["linter"]
    check = CHARACTER_SETS[SETS[name]] if name in SETS else CHECKS[name]
    wrong = [text for text in vector["good"] if check(text, TODAY, gs_tables()) is not None]
    passed = [text for text in vector["bad"] if check(text, TODAY, gs_tables()) is None]
    assert (wrong, passed) == ([], [])


# Where the linters of intake stand: identifier, what comes before and after the component.
PLACES = {
    "csum": ("410", "", ""),
    "cset82": ("10", "", ""),
    "csetnumeric": ("30", "", ""),
    "gcppos1": ("401", "", ""),
    "hh": ("8008", "260101", ""),
    "hhmi": ("7003", "260101", ""),
    "iso3166": ("422", "", ""),
    "iso3166999": ("7030", "", "A"),
    "mi": ("8008", "26010112", ""),
    "ss": ("8008", "2601011230", ""),
    "yymmd0": ("17", "", ""),
    "yymmdd": ("7007", "", ""),
}


@pytest.mark.parametrize("name", sorted(PLACES))
def test_linters_of_intake_through_the_door(name: str) -> None:
    (vector,) = [one for one in vectors("linters") if one["linter"] == name]
    ai, before, after = PLACES[name]
    # A piece of another length shifts what follows it: other components, other vectors.
    lengths = {len(text) for text in vector["good"]} if before or after else set(range(91))
    wrong: list[str] = []
    for good in (True, False):
        for text in vector["good" if good else "bad"]:
            value = before + text + after
            fits = gs_tables().rules[ai].shortest <= len(value) <= gs_tables().rules[ai].longest
            if len(text) not in lengths or (good and not fits):
                continue
            spellings = [f"]C1{ai}{value}"] if text[:1] not in ("", "(", "\x1d") else []
            if not text.startswith((" ", "\x1d")):  # brackets may be printed with a space
                spellings.append(f"({ai}){value.replace('(', chr(92) + '(')}")
            wrong += [each for each in spellings if (not scan(each, "camera").errors) != good]
    assert wrong == []


@pytest.mark.parametrize(
    "vector", vectors("linters_by_identifier"), ids=lambda vector: vector["data"]
)
def test_linters_at_an_identifier(vector: dict[str, Any]) -> None:
    result = scan(vector["data"])
    assert (not result.errors) == vector["good"]
    assert result.elements


@pytest.mark.parametrize("vector", vectors("digital_links"), ids=lambda v: v["data"] or "-")
def test_digital_links(vector: dict[str, Any]) -> None:
    result = scan(vector["data"])
    read = result.kind == "digital_link" and not result.errors
    if vector.get("option") == LEFT_OUT:
        assert read
        assert "link_gtin_short" in {problem.code for problem in result.warnings}
        return
    assert read == vector["good"]
    if vector["good"]:
        assert encoded(result.elements) == vector["says"]


@pytest.mark.parametrize("vector", vectors("link_paths"), ids=lambda vector: vector["data"])
def test_paths_of_links(vector: dict[str, Any]) -> None:
    path = "/".join(f"{ai}/X" for ai in vector["data"].split())
    result = scan(f"https://example.com/{path}")
    ordered = "link_path_order" not in {problem.code for problem in result.problems}
    assert (result.kind == "digital_link" and ordered) == vector["good"]
