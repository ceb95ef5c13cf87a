from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.bootstrap.tables import gs_tables
from inspector_app.domain.gs1 import ScanResult, parse_scan
from inspector_app.domain.gs1.gtin import check_digit
from inspector_app.domain.scan import RawScan, ScanSource

TODAY = date(2026, 11, 22)
TEA = "06901234567892"
GS = "\x1d"


def scan(
    text: str,
    symbology_id: str = "",
    *,
    source: ScanSource = "wedge",
    separator: str | None = None,
    format: str = "",
    today: date = TODAY,
) -> ScanResult:
    raw = RawScan(data=text.encode(), source=source, symbology_id=symbology_id, format=format)
    return parse_scan(raw, today, gs_tables(), separator=separator)


def codes(result: ScanResult) -> list[str]:
    return [problem.code for problem in result.problems]


def pairs(result: ScanResult) -> list[tuple[str, str]]:
    return [(element.ai, element.value) for element in result.elements]


def checked(body: str) -> str:
    """The number with its check digit."""
    return body + check_digit(body)


WITH_SEPARATOR = f"01{TEA}10L2603A{GS}17280331"


@pytest.mark.parametrize(
    ("text", "symbology_id", "separator"),
    [
        (WITH_SEPARATOR, "]C1", None),
        (WITH_SEPARATOR, "]d2", None),
        (WITH_SEPARATOR, "]Q3", None),
        (WITH_SEPARATOR, "]e0", None),
        ("]C1" + WITH_SEPARATOR, "", None),
        ("]C1" + WITH_SEPARATOR + "\r\n", "", None),
        (WITH_SEPARATOR, "", None),
        (GS + WITH_SEPARATOR + GS + "\t", "", None),
        (f"01{TEA}{GS}10L2603A{GS}17280331{GS}", "]C1", None),
        (f"01{TEA}17280331{GS}10L2603A", "]C1", None),
        (f"01{TEA}1728033110L2603A", "]C1", None),
        (f"01{TEA}10L2603A§17280331", "]C1", "§"),
        (f"01{TEA}10L2603A#17280331", "", "#"),
        (f"(01){TEA}(10)L2603A(17)280331", "", None),
        (f"(01) {TEA} (10) L2603A (17) 280331", "", None),
        (f"(01){TEA}(10)L2603A(17)280331", "]C1", None),
        (f"（01）{TEA}（10）Ｌ２６０３Ａ（17）280331", "", None),
    ],
)
def test_one_content_in_all_its_spellings(
    text: str, symbology_id: str, separator: str | None
) -> None:
    result = scan(text, symbology_id, separator=separator)
    assert result.kind == "element_string"
    assert (result.gtin, result.lot) == (TEA, "L2603A")
    assert result.last_good_day == date(2028, 3, 31)
    assert result.problems == ()


@pytest.mark.parametrize("substitute", ["|", "~", "^", "{GS}", "<GS>", "[GS]", "␝"])
def test_a_separator_nobody_configured_is_understood_and_noted(substitute: str) -> None:
    result = scan(f"01{TEA}10L2603A{substitute}17280331")
    assert (result.lot, result.last_good_day) == ("L2603A", date(2028, 3, 31))
    assert codes(result) == ["separator_substituted"]
    assert result.usable


def test_the_lost_separator_of_the_rule_book_asks_between_two_readings() -> None:
    result = scan("010690123456789210L2603A17280331")
    assert result.gtin == TEA
    assert result.lot is None
    assert result.last_good_day is None
    assert codes(result) == ["separator_ambiguous"]
    assert not result.usable
    assert [candidate.lot for candidate in result.candidates] == ["L2603A", "L2603A17280331"]
    assert result.candidates[0].last_good_day == date(2028, 3, 31)
    assert codes(result.candidates[0]) == ["separator_missing"]
    assert codes(result.candidates[1]) == []
    assert all(candidate.usable for candidate in result.candidates)


def test_the_only_possible_split_is_taken_with_a_warning() -> None:
    lone = scan(f"01{TEA}422156" + "10L1")
    assert pairs(lone) == [("01", TEA), ("422", "156"), ("10", "L1")]
    assert codes(lone) == ["separator_missing"]
    assert lone.usable


def test_a_split_without_a_real_date_is_no_reading() -> None:
    result = scan(f"01{TEA}10L2603A17281331")
    assert result.lot == "L2603A17281331"
    assert result.candidates == ()


def test_nothing_fits_says_where_it_broke_and_keeps_what_was_found() -> None:
    result = scan(f"01{TEA}17280331" + "@@@", "]C1")
    assert (result.gtin, result.last_good_day) == (TEA, date(2028, 3, 31))
    assert codes(result) == ["ai_unknown"]
    assert result.problems[0].params == {"place": 25, "rest": "@@@"}


def test_bits_read_by_our_own_decoder_did_not_lose_a_separator() -> None:
    text = f"01{TEA}10ABC12321XYZ"
    assert scan(text, "]C1", source="camera").lot == "ABC12321XYZ"
    assert [c.lot for c in scan(text, "]C1").candidates] == ["ABC12321XYZ", "ABC123"]
    unprinted = scan("010690123456789210L2603A17280331", "]C1", source="picture")
    assert len(unprinted.candidates) == 2, "a date after the batch: the printer left FNC1 out"


def test_internal_identifiers_do_not_split_batch_numbers() -> None:
    assert scan(f"01{TEA}10A93B91C").lot == "A93B91C"


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("6901234567892", TEA),
        ("6901234567892\r", TEA),
        ("6 901234 567892", TEA),
        ("６９０１２３４５６７８９２", TEA),
        ("96385074", "00000096385074"),
        ("012345678905", "00012345678905"),
        ("16901234567899", "16901234567899"),
        ("04252614", "00042100005264"),
    ],
)
def test_bare_numbers_become_fourteen_digits(text: str, gtin: str) -> None:
    result = scan(text)
    assert (result.kind, result.gtin, result.problems) == ("gtin", gtin, ())


def test_symbologies_of_retail_and_carton_codes() -> None:
    assert scan("6901234567892", "]E0").gtin == TEA
    assert scan("690123456789212", "]E3").gtin == TEA
    assert scan("690123456789212345", "]E3").gtin == TEA
    assert scan("96385074", "]E4").gtin == "00000096385074"
    assert scan("16901234567899", "]I1").gtin == "16901234567899"
    assert codes(scan("12", "]E1")) == ["add_on_only"]
    assert codes(scan("169012345678", "]I0")) == ["itf_length"]
    assert codes(scan("69012345678A2", "]E0")) == ["gtin_characters"]
    assert codes(scan("69012345", "]E0")) == ["retail_length"]


def test_a_wrong_check_digit_names_the_right_one_and_gives_no_gtin() -> None:
    result = scan("6901234567893")
    assert (result.kind, result.gtin) == ("gtin", None)
    assert result.problems[0].params["expected"] == "2"
    in_elements = scan("0106901234567893" + "17280331", "]C1")
    assert in_elements.gtin is None
    assert in_elements.last_good_day == date(2028, 3, 31)
    assert codes(in_elements) == ["check_digit"]


def test_plain_numbers_in_warehouse_symbols_are_not_forced_into_gtins() -> None:
    assert scan("6901234567893", "]C0").kind == "text"
    assert scan("6901234567892", "]C0").kind == "gtin"
    assert scan("20261123").kind == "text"
    assert scan("ASN20261122-001").kind == "text"
    assert scan("01234", "]A0").kind == "text"


@pytest.mark.parametrize(
    ("body", "alias"),
    [("201234567890", "2012345678903"), ("021234567890", "0212345678909"),
     ("21234567890", "0212345678909"), ("41234567890", "0412345678903"),
     ("2000000", "20000004")],
)  # fmt: skip
def test_in_store_numbers_are_candidates_for_an_alias_only(body: str, alias: str) -> None:
    result = scan(checked(body))
    assert (result.kind, result.text, result.gtin) == ("alias_candidate", alias, None)
    assert codes(result) == ["in_store_number"]
    assert result.usable


def test_coupons_and_refunds_are_no_goods() -> None:
    coupon = scan(checked("990123456789"))
    assert (codes(coupon), coupon.gtin) == (["coupon_number"], None)
    assert codes(scan(checked("980123456789"))) == ["refund_number"]
    assert codes(scan(checked("978123456789"))) == []
    assert codes(scan(checked("977123456789"))) == ["issn_number"]


def test_variable_measure_is_noted() -> None:
    result = scan(checked("9690123456789"))
    assert result.gtin == checked("9690123456789")
    assert codes(result) == ["variable_measure"]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("(11)260301(17)250101", ["expiry_before_production"]),
        ("(11)260301(15)250101(17)280101", ["expiry_before_production"]),
        ("(11)270301", ["production_in_future"]),
        ("(11)260301(17)260301", []),
        ("(11)260300(17)260301", []),
        ("(13)270301(17)250101", []),
    ],
)
def test_sound_dates_that_no_goods_can_bear_are_told(dates: str, expected: list[str]) -> None:
    result = scan("(01)06901234567892" + dates)
    assert (codes(result), result.usable) == (expected, True)


def test_logistic_labels() -> None:
    result = scan(f"001061414112345678970216901234567899374810{GS}10L7", "]C1")
    assert result.sscc == "106141411234567897"
    assert (result.gtin, result.content_gtin) == (None, "16901234567899")
    assert (result.count, result.lot) == (4810, "L7")


def test_dates_by_role_and_the_order_of_the_last_good_day() -> None:
    result = scan(f"01{TEA}11260301152803311628022817280430", "]d2")
    assert {found.role for found in result.dates} == {
        "produced", "best_before", "sell_by", "expires",
    }  # fmt: skip
    assert result.produced == date(2026, 3, 1)
    assert result.last_good_day == date(2028, 4, 30)
    assert scan(f"01{TEA}15280331{GS}70032805011200", "]d2").last_good_day == date(2028, 5, 1)
    assert scan(f"01{TEA}15280331", "]d2").last_good_day == date(2028, 3, 31)
    assert scan(f"01{TEA}16280331", "]d2").last_good_day is None


def test_day_00_is_only_where_the_standard_allows_it() -> None:
    month = scan(f"01{TEA}17280200", "]C1")
    assert month.last_good_day == date(2028, 2, 29)
    assert not month.dates[0].day_given
    assert codes(scan(f"01{TEA}70032802001200", "]C1")) == ["date_impossible"]


def test_the_century_comes_from_the_given_day() -> None:
    assert scan(f"01{TEA}17760101", "]C1").last_good_day == date(2076, 1, 1)
    assert scan(f"01{TEA}17770101", "]C1").last_good_day == date(1977, 1, 1)
    assert scan(f"01{TEA}17010101", "]C1", today=date(2095, 1, 1)).last_good_day == date(2101, 1, 1)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("17281331", "date_impossible"),
        ("17270229", "date_impossible"),
        ("1128033", "value_length"),
        ("30", "value_length"),
        ("30123456789", "value_length"),
        ("10" + "L" * 21, "value_length"),
        ("10批号", "value_characters"),
        ("10A B", "value_characters"),
        ("422999", "country_unknown"),
        ("4220AB", "value_characters"),
        ("70032803312460", "time_impossible"),
        ("800828033124", "time_impossible"),
        ("401批123", "value_characters"),
        ("401AB12", "company_prefix_missing"),
        ("7007280331280", "value_length"),
        ("89X", "ai_unknown"),
        ("8110X Y", "value_characters"),
    ],
)
def test_bad_values_are_named_and_the_rest_is_kept(body: str, code: str) -> None:
    result = scan(f"01{TEA}{body}", "]C1")
    assert result.gtin == TEA
    assert code in codes(result)
    assert not result.usable


def test_an_identifier_outside_intake_does_not_hide_the_rest() -> None:
    result = scan(f"01{TEA}235TPX1{GS}17280331", "]C1")
    assert ("235", "TPX1") in pairs(result)
    assert result.last_good_day == date(2028, 3, 31)
    assert codes(result) == []


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        (f"2531231231231232{GS}01{TEA}", True),
        ("2531231231231233", False),
        ("800302112345678900ABC", True),
        ("800302112345678901ABC", False),
        ("800312112345678900", False),
        ("800606901234567892" + "0102", True),
        ("800606901234567892" + "0302", False),
        ("800112341234512398", True),
        ("800100001234512398", False),
        ("80110", False),
        ("801101", False),
        ("4330000000-", True),
        ("4330000000X", False),
        ("423156392", True),
        ("423156999", False),
        ("42315639", False),
        ("8010AB#1", False),
        ("80101234AB#1", True),
        (f"01{TEA}39201599{GS}3013", True),
        ("3940123", False),
        (f"0306901234567892{GS}21A", True),
    ],
)
def test_other_identifiers_are_checked_too(text: str, sound: bool) -> None:
    assert (scan(text, "]C1", source="camera").errors == ()) is sound


def test_keys_of_other_links_are_read() -> None:
    place = scan("https://id.example.org/414/9520123456788/254/32a%2Fb")
    assert pairs(place) == [("414", "9520123456788"), ("254", "32a/b")]
    asset = scan("https://example.com/8004/9520614141234567?01=6901234567892")
    assert (asset.gtin, asset.kind) == (TEA, "digital_link")


def test_an_identifier_nobody_assigned_is_named_and_the_rest_kept() -> None:
    result = scan(f"(01){TEA}(89)X(17)280331")
    assert pairs(result) == [("01", TEA), ("17", "280331")]
    assert (codes(result), result.problems[0].params) == (["ai_unassigned"], {"ai": "89"})
    assert result.element("17") == "280331"
    assert result.element("10") is None


def test_composite_symbols() -> None:
    whole = scan(f"]E06901234567892|]e017280331{GS}10L1", source="camera")
    assert (whole.kind, whole.gtin, whole.lot) == ("element_string", TEA, "L1")
    assert whole.last_good_day == date(2028, 3, 31)
    assert codes(whole) == []
    in_store = scan("]E02112345678900|]e010L1")
    assert (in_store.kind, in_store.text, in_store.gtin) == (
        "alias_candidate", "2112345678900", None,
    )  # fmt: skip
    assert (in_store.lot, codes(in_store)) == ("L1", ["in_store_number"])
    broken = scan("]E06901234567893|]e010L1")
    assert (broken.gtin, broken.lot, codes(broken)) == (None, "L1", ["check_digit"])
    assert "values_differ" in codes(scan(f"]E06901234567892|]e001{checked('0690123456788')}"))


def test_a_number_shorter_than_its_symbol_sends_is_a_part_of_one() -> None:
    part = scan("]E0123456789012")
    assert (part.kind, part.gtin, codes(part)) == ("text", None, ["retail_length"])
    own = scan("123456789012", "]E0", format="UPC-A", source="picture")
    assert own.gtin == "00123456789012"
    assert codes(scan("12345678901", "]E0", format="UPC-A")) == ["gtin_length"]
    for sent in ("04252614", "4252614", "425261", "042100005264"):
        assert scan(sent, "]E0", format="UPC-E").gtin == "00042100005264"
    assert scan("02345673", "]E4").kind == "alias_candidate", "an EAN-8 is no UPC-E"


def test_what_was_meant_as_gs1_notation_is_told() -> None:
    for text in ("(1A)12345", "()12345", "(1)12345", "(12345)12345", "(15", "(1", "("):
        assert codes(scan(text)) == ["brackets_malformed"]
    for text in ("]", "]X"):
        assert codes(scan(text)) == ["symbology_unknown"]
    for text in ("(赠品)A1", "[1]", "(A)"):
        assert codes(scan(text)) == []
    assert codes(scan("(15", "]A0")) == []


def test_too_many_elements_are_no_label() -> None:
    stuck = scan("1" * 5_000)
    assert (len(stuck.elements), stuck.usable) == (64, False)
    assert "elements_too_many" in codes(stuck)
    assert scan("(99)A" * 64).usable
    assert "elements_too_many" in codes(scan("(99)A" * 65))


def test_one_substitute_counts_and_others_are_wrong_characters() -> None:
    mixed = scan(f"01{TEA}10L~1|17280331")
    assert pairs(mixed)[1:] == [("10", "L~1"), ("17", "280331")]
    assert codes(mixed) == ["separator_substituted", "value_characters"]
    assert codes(scan(f"]C101{TEA}10L1~")) == ["value_characters"]


@pytest.mark.parametrize("code", [code for code in range(0x80, 0x100)])
def test_no_character_beyond_ascii_becomes_one_of_a_value(code: int) -> None:
    raw = RawScan(data=b"(10)A" + bytes([code]), source="typed")
    result = parse_scan(raw, TODAY, gs_tables())
    assert codes(result)[0] in ("value_characters", "value_length")
    assert result.lot is None
    assert scan(f"(10)A{chr(code)}").lot is None


def test_spaces_of_the_printed_form_are_no_part_of_values() -> None:
    assert scan(f"(01) {TEA} (10) A").lot == "A"
    assert scan(f"(10) A (01) {TEA}").lot == "A"
    assert codes(scan("(10)A B"))[0] == "value_characters"
    assert codes(scan("(10)AB "))[0] == "value_characters"


def test_a_plain_symbol_may_be_empty() -> None:
    plain = scan("]Q1")
    assert (plain.kind, plain.usable, codes(plain)) == ("empty", True, ["scan_empty"])
    assert not scan("]C1").usable
    assert not scan("^").usable


def test_pairing_within_one_code_only_warns_of_what_may_stand_on_another() -> None:
    lonely = scan("1728033110L2603A", "]C1")
    assert codes(lonely) == ["partner_missing", "partner_missing"]
    assert lonely.usable
    clash = scan(f"01{TEA}02{TEA}3712", "]C1")
    assert "pair_forbidden" in codes(clash)
    twice = scan(f"01{TEA}10A{GS}10B", "]C1")
    assert codes(twice) == ["values_differ"]
    same = scan(f"01{TEA}10A{GS}10A", "]C1")
    assert same.problems == ()
    two_weights = scan(f"01{TEA}31030001003102000010", "]C1")
    assert codes(two_weights) == ["pair_forbidden"]


@pytest.mark.parametrize(
    "address",
    [
        f"https://id.example.com/01/{TEA}/10/L2603A?17=280331",
        f"HTTPS://ID.EXAMPLE.COM/01/{TEA}/10/L2603A?17=280331",
        f"http://example.com/shop/tea/01/{TEA}/22/2A/10/L2603A/21/S1?linkType=all&17=280331#top",
        f"https://example.com/01/{TEA}/10/L%32603A?;;17=280331;lang=zh",
    ],
)
def test_digital_links(address: str) -> None:
    result = scan(address, "]Q1")
    assert result.kind == "digital_link"
    assert (result.gtin, result.lot) == (TEA, "L2603A")
    assert result.last_good_day == date(2028, 3, 31)
    assert result.problems == ()


def test_percent_codes_and_plus_signs_in_links() -> None:
    assert scan(f"https://a.b/01/{TEA}/10/A%2FB+C").lot == "A/B+C"
    assert "value_characters" in codes(scan(f"https://a.b/01/{TEA}?240=A+B"))


def test_faults_of_links() -> None:
    assert codes(scan(f"https://a.b/01/{TEA}?10=L1")) == ["link_key_misplaced"]
    assert codes(scan(f"https://a.b/01/{TEA}/235/X?10=L1")) == []
    assert codes(scan(f"https://a.b/01/{TEA}?999=1")) == ["link_key_unknown"]
    assert "link_key_repeated" in codes(scan(f"https://a.b/01/{TEA}?17=280331&17=280331"))
    assert codes(scan("https://a.b/01/6901234567892")) == ["link_gtin_short"]
    assert scan("https://a.b/01/6901234567892").gtin == TEA
    assert codes(scan("https://a.b/01/06901234567893")) == ["check_digit"]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/", "https://example.com", f"https://a.b/01/{TEA}/", "https://a.b/01/",
        f"https://a.b/gtin/{TEA}", f"HtTps://a.b/01/{TEA}", f"https://a.b/01/{TEA}/reviews/7",
    ],
)  # fmt: skip
def test_other_addresses_stay_addresses(address: str) -> None:
    result = scan(address)
    assert (result.kind, result.gtin) == ("url", None)


def test_an_address_that_python_refuses_is_an_ordinary_one() -> None:
    assert scan(f"https://[::::]/01/{TEA}").kind == "url"


def test_a_semicolon_may_separate_or_stand_in_a_value() -> None:
    assert scan(f"https://a.b/01/{TEA}?99=A;B;17=280331").elements[1].value == "A;B"
    assert scan(f"https://a.b/01/{TEA}?99=A;B;17=280331").last_good_day == date(2028, 3, 31)


def test_a_path_in_the_wrong_order_is_read_and_told() -> None:
    for path in ("10/A/22/B", "22/2A/10/L/235/X", "17/280331"):
        result = scan(f"https://a.b/01/{TEA}/{path}")
        assert (result.gtin, codes(result)[0]) == (TEA, "link_path_order")
        assert not result.usable


@pytest.mark.parametrize("host", ["$a", "a b", "[fe80::1%25lo]", "[a", ""])
def test_what_has_no_host_is_no_address(host: str) -> None:
    assert scan(f"https://{host}/01/{TEA}").kind == "text"


def test_hosts_may_be_numbers_and_have_ports() -> None:
    for host in ("[2001:db8::1]:8443", "192.0.2.7", "shop.example.com:80"):
        assert scan(f"https://{host}/01/{TEA}").gtin == TEA


def test_a_broken_text_is_not_mended_by_a_guess_without_partners() -> None:
    broken = scan("7007211225211", "]C1")
    assert codes(broken)[0] == "value_length"
    assert broken.candidates == ()


def test_content_without_the_gs1_mark_is_read_and_reported() -> None:
    result = scan(f"01{TEA}17280331", "]C0")
    assert (result.gtin, codes(result)) == (TEA, ["symbol_not_gs1"])
    assert scan("0112345", "]C0").kind == "text"


@pytest.mark.parametrize("text", ["", " ", "\r\n", GS, GS + GS + "\t", "{GS}", "<GS>", "^"])
def test_an_empty_scan_is_said_to_be_empty(text: str) -> None:
    result = scan(text)
    assert (result.kind, codes(result)) == ("empty", ["scan_empty"])


def test_our_own_codes() -> None:
    command = scan("INS:C:defect:P01", "]Q1")
    assert command.kind == "command"
    assert command.station_code is not None
    assert command.station_code.argument == "P01"
    assert scan("INS：L：S1-000123").kind == "lot", "a Chinese keyboard layout widens the colon"
    broken = scan("INS:K:S1-000123:x")
    assert (broken.kind, broken.station_code) == ("text", None)
    assert codes(broken) == ["station_code_malformed"]


def test_chinese_qr_codes_in_gb18030() -> None:
    raw = RawScan(data="无忧质检".encode("gb18030"), source="camera", symbology_id="]Q1")
    result = parse_scan(raw, TODAY, gs_tables())
    assert (result.kind, result.text) == ("text", "无忧质检")


@given(st.binary(max_size=60), st.sampled_from(["", "]C1", "]d2", "]E0", "]I1", "]C0", "]Q1"]))
def test_no_bytes_make_it_raise(data: bytes, symbology_id: str) -> None:
    raw = RawScan(data=data, source="wedge", symbology_id=symbology_id)
    result = parse_scan(raw, TODAY, gs_tables())
    assert result.raw is raw


@given(st.text("0123456789()\x1d]C1AB%/:|hts", max_size=48))
def test_no_near_miss_makes_it_raise(text: str) -> None:
    result = scan(text)
    assert result.usable == all(problem.severity == "warning" for problem in result.problems)


lot_numbers = st.text("ABCDEFGHJKLMNPRSTUVWXYZ-/.", min_size=1, max_size=20)
days = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@given(st.text("0123456789", min_size=13, max_size=13), lot_numbers, days, days, st.booleans())
def test_what_was_encoded_is_read_back(
    body: str, lot: str, produced: date, expires: date, lot_first: bool
) -> None:
    gtin = body + check_digit(body)
    dated = f"11{produced:%y%m%d}17{expires:%y%m%d}"
    text = f"01{gtin}10{lot}{GS}{dated}" if lot_first else f"01{gtin}{dated}10{lot}"
    result = scan(text, "]C1", source="camera")
    assert (result.gtin, result.lot) == (gtin, lot)
    assert (result.produced, result.last_good_day) == (produced, expires)


@given(lot_numbers, days)
def test_the_true_reading_is_among_the_candidates_when_the_separator_is_lost(
    lot: str, expires: date
) -> None:
    result = scan(f"01{TEA}10{lot}17{expires:%y%m%d}", "]C1")
    readings = result.candidates or (result,)
    assert (lot, expires) in {(one.lot, one.last_good_day) for one in readings}


def test_a_long_text_without_separators_is_answered_at_once() -> None:
    result = scan(f"01{TEA}" + "10A21B" * 40, "]C1")
    assert result.gtin == TEA
    assert not result.usable
    hostile = scan(f"01{TEA}" + "1021240241400420" * 8, "]C1")
    assert hostile.gtin == TEA
