"""What holds for every element string: its spellings agree, and lost separators lose nothing."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.bootstrap.tables import gs_tables
from inspector_app.domain.gs1 import ScanResult, parse_scan
from inspector_app.domain.gs1.gtin import check_digit
from inspector_app.domain.gs1.parse import MAX_READINGS
from inspector_app.domain.gs1.tables import AiRule
from inspector_app.domain.scan import RawScan, ScanSource

TODAY = date(2026, 11, 22)
SET_82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
Pairs = list[tuple[str, str]]

# Identifiers of intake that need no partner beside the GTIN and do not exclude it.
WITH_GTIN = (
    "10", "11", "13", "15", "16", "17", "20", "21", "22", "240", "241", "30", "3103", "3152",
    "3301", "400", "410", "412", "422", "7003", "7007", "7030", "8005", "8008",
)  # fmt: skip
VARIABLE = ("10", "21", "240", "241", "30", "400", "422")


def scan(text: str, source: ScanSource = "wedge", symbology_id: str = "") -> ScanResult:
    raw = RawScan(data=text.encode(), source=source, symbology_id=symbology_id)
    return parse_scan(raw, TODAY, gs_tables())


def found(result: ScanResult) -> Pairs:
    return [(element.ai, element.value) for element in result.elements]


def rule(ai: str) -> AiRule:
    return gs_tables().rules[ai]


def element_string(pairs: Iterable[tuple[str, str]], separator: str = "\x1d") -> str:
    text = ""
    for ai, value in pairs:
        text += ai + value + ("" if rule(ai).fixed else separator)
    return text.removesuffix(separator) if separator else text


def brackets(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f"({ai}){value.replace('(', chr(92) + '(')}" for ai, value in pairs)


def checked(length: int) -> st.SearchStrategy[str]:
    body = st.text("0123456789", min_size=length - 1, max_size=length - 1)
    return body.map(lambda digits: digits + check_digit(digits))


@st.composite
def values(draw: st.DrawFn, ai: str, alphabet: str = SET_82) -> str:
    """A value that is right for the identifier."""
    if ai in ("01", "00", "410", "412"):
        return draw(checked(rule(ai).longest))
    day = draw(st.dates(TODAY - timedelta(days=4000), TODAY + timedelta(days=6000)))
    clock = draw(st.times())
    fixed = {
        "422": draw(st.sampled_from(sorted(gs_tables().countries))),
        "7003": f"{day:%y%m%d}{clock:%H%M}",
        "7007": f"{day:%y%m%d}",
        "7030": "156" + draw(st.text(alphabet, min_size=1, max_size=27)),
        "8008": f"{day:%y%m%d}{clock:%H%M%S}",
    }
    if ai in fixed:
        return fixed[ai]
    part = rule(ai).components[0]
    if part.checks:
        return f"{day:%y%m%d}"
    letters = "0123456789" if part.charset == "N" else alphabet
    return draw(st.text(letters, min_size=part.shortest, max_size=part.longest))


@st.composite
def labels(draw: st.DrawFn, alphabet: str = SET_82) -> Pairs:
    """A GTIN and up to six more identifiers in any order."""
    names = draw(st.lists(st.sampled_from(WITH_GTIN), max_size=6, unique=True))
    order = draw(st.permutations(["01", *names]))
    return [(ai, draw(values(ai, alphabet))) for ai in order]


@given(labels())
def test_every_spelling_of_a_label_says_the_same(pairs: Pairs) -> None:
    spellings = (
        scan("]d2" + element_string(pairs), "camera"),
        scan("^" + element_string(pairs, "^")),
        scan("{GS}" + element_string(pairs, "{GS}"), "typed"),
        scan(element_string(pairs), "camera", "]C1"),
        scan(brackets(pairs), "typed"),
    )
    for result in spellings:
        assert (result.kind, found(result), result.errors) == ("element_string", pairs, ())
        assert {problem.code for problem in result.warnings} <= {
            "in_store_gtin", "variable_measure", "issn_number", "coupon_number", "refund_number",
            "production_in_future", "expiry_before_production",
        }  # fmt: skip
    assert len({(one.gtin, one.lot, one.dates, one.count) for one in spellings}) == 1


@given(labels())
def test_a_link_says_what_the_element_string_says(pairs: Pairs) -> None:
    values_of = dict(pairs)
    path = [ai for ai in ("01", "22", "10", "21") if ai in values_of]
    query = [ai for ai, _ in pairs if ai not in path]
    address = "https://example.com/some/shop"
    address += "".join(f"/{ai}/{quote(values_of[ai], safe='')}" for ai in path)
    address += "?" + "&".join(f"{ai}={quote(values_of[ai], safe='')}" for ai in query)
    result = scan(address, "camera", "]Q1")
    assert (result.kind, result.errors) == ("digital_link", ())
    assert sorted(found(result)) == sorted(pairs)
    plain = scan("]d2" + element_string(pairs), "camera")
    assert (result.gtin, result.lot, result.dates) == (plain.gtin, plain.lot, plain.dates)


@st.composite
def scanned_without_separators(draw: st.DrawFn) -> Pairs:
    """What stands on cartons: GTIN first, dates, batch, serial, count, origin; short values."""
    names = draw(st.lists(st.sampled_from((*VARIABLE, "11", "15", "17")), min_size=1, max_size=4,
                          unique=True))  # fmt: skip
    alphabet = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789-"
    pairs = [("01", draw(checked(14)))]
    for ai in names:
        value = draw(values(ai, alphabet))
        pairs.append((ai, value[:8] if ai not in ("11", "15", "17", "422") else value))
    return pairs


@given(scanned_without_separators())
def test_the_true_reading_is_among_the_candidates(pairs: Pairs) -> None:
    result = scan("]C1" + element_string(pairs, ""), "wedge")
    readings = result.candidates or (result,)
    there_are = result.problems[0].params["readings"] if result.candidates else 1
    if there_are == len(readings):
        assert pairs in [found(one) for one in readings]
    assert len(readings) <= MAX_READINGS
    assert all(not one.errors for one in readings)


@pytest.mark.parametrize("source", ["wedge", "camera", "typed"])
@pytest.mark.parametrize(
    "text",
    [
        "1" * 10_000,
        "]C1" + "1" * 10_000,
        "]C1" + "\x1d" * 7_000,
        "]C1" + "\x1d".join(f"10A{number}" for number in range(7_000)),
        "]C1" + "1021240241400420" * 10,
        "]C1" + "10A21B240C241D400E420F37130" * 5,
        "(10)" * 7_000,
        "(" * 10_000,
        "https://a.b/" + "01/" * 5_000,
        "https://a.b/01/06901234567892?" + ";" * 10_000 + "99=A&" * 3_000,
        "https://" + "a." * 10_000,
        "(8110)" + "1" * 10_000,
        "(7258)" + "1" * 5_000 + "/" + "1" * 5_000,
        "\ufdfa" * 3_000,
        "]E0" + "|]e0" * 3_000,
    ],
    ids=lambda text: text[:24],
)
def test_hostile_lengths_are_answered_at_once(text: str, source: ScanSource) -> None:
    before = time.process_time()
    result = scan(text, source)
    assert time.process_time() - before < 1.0
    assert not result.usable or result.kind in ("text", "url", "digital_link")
