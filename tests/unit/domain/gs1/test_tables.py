from __future__ import annotations

import pytest

from inspector_app.bootstrap.resources import catalogue
from inspector_app.bootstrap.tables import gs_tables
from inspector_app.domain.gs1 import GsTableError, GsTables
from inspector_app.domain.gs1.tables import Component

HEADER = "ai,predefined_length,dl_attr,spec,attributes,title,intake_use\n"


def tables_with(ais: str) -> GsTables:
    return GsTables.from_csv(
        ais=HEADER + ais,
        predefined="ai_first_two_digits,total_length_incl_ai\n",
        prefixes="first,last,use,issuer\n",
        symbologies="aim_id,symbology,payload\n",
        countries="numeric\n",
    )


def test_ranges_become_one_rule_each() -> None:
    rules = gs_tables().rules
    assert {"3100", "3103", "3105", "91", "99"} <= set(rules)
    assert "3106" not in rules
    assert rules["3103"].excludes == ("310n",)


def test_components_keep_their_lengths_and_checks() -> None:
    rule = gs_tables().rules["7007"]
    assert rule.components == (
        Component(charset="N", shortest=6, longest=6, checks=("yymmdd",)),
        Component(charset="N", shortest=6, longest=6, optional=True, checks=("yymmdd",)),
    )
    assert (rule.shortest, rule.longest) == (6, 12)


def test_pairing_alternatives_are_read() -> None:
    rules = gs_tables().rules
    assert rules["37"].requires == (("00", "02"), ("00", "8026"))
    assert rules["01"].link_qualifiers == (("22", "10", "21"), ("235",))
    assert rules["00"].link_qualifiers == ((),)
    assert rules["10"].link_qualifiers is None


def test_no_identifier_begins_with_another() -> None:
    known = set(gs_tables().rules)
    assert not [
        (one, other) for one in known for other in known if one != other and one.startswith(other)
    ]


def test_fixed_rules_agree_with_the_predefined_lengths() -> None:
    tables = gs_tables()
    for rule in tables.rules.values():
        total = tables.predefined.get(rule.ai[:2])
        assert rule.fixed == (total is not None), rule.ai
        if total is not None:
            assert len(rule.ai) + rule.longest == total


def test_every_check_named_in_the_table_is_carried_out() -> None:
    from inspector_app.domain.gs1.content_checks import CHARACTER_SETS, CHECKS

    named = {
        check
        for rule in gs_tables().rules.values()
        for part in rule.components
        for check in part.checks
    }
    sets = {part.charset for rule in gs_tables().rules.values() for part in rule.components}
    assert named <= set(CHECKS)
    assert set(CHECKS) - named == {"iso3166list"}, "older dictionaries name it"
    assert sets == set(CHARACTER_SETS)


@pytest.mark.parametrize("row", ["10,N,Y,W..20,,LOT,\n", "xx,N,Y,X..20,,LOT,\n", "10,N,Y,X..20\n"])
def test_a_malformed_table_is_refused(row: str) -> None:
    with pytest.raises(GsTableError):
        tables_with(row)


@pytest.mark.parametrize(
    ("table", "row"),
    [("prefixes", "first,last,use,issuer\n690,699,toys,cn\n"),
     ("symbologies", "aim_id,symbology,payload\n]C1,GS1-128,music\n")],
)  # fmt: skip
def test_a_word_that_no_table_knows_is_refused(table: str, row: str) -> None:
    texts = {
        "ais": HEADER,
        "predefined": "ai_first_two_digits,total_length_incl_ai\n",
        "prefixes": "first,last,use,issuer\n",
        "symbologies": "aim_id,symbology,payload\n",
        "countries": "numeric\n",
    }
    with pytest.raises(GsTableError):
        GsTables.from_csv(**{**texts, table: row})


def test_a_requirement_given_twice_must_be_met_twice() -> None:
    rules = tables_with("37,N,Y,N..8,req=00 req=02,COUNT,\n").rules
    assert rules["37"].requires == (("00", "02"),)
    price = gs_tables().rules["3925"].requires
    assert ("01", "30") in price


def test_every_problem_and_kind_has_its_sentence_in_both_languages() -> None:
    import re
    from pathlib import Path
    from typing import get_args

    import inspector_app.domain.gs1 as room
    from inspector_app.domain.gs1 import DateRole, ScanKind, Severity

    source = "".join(path.read_text("utf-8") for path in Path(room.__file__).parent.glob("*.py"))
    codes = set(re.findall(r'code="([a-z_]+)"', source)) | {
        "coupon_number", "refund_number", "date_impossible", "time_impossible", "country_unknown",
        "company_prefix_missing", "currency_unknown", "check_pair", "value_characters",
    }  # fmt: skip
    say = catalogue().speak("en")
    assert [code for code in sorted(codes) if not say.has(f"gs1.problem.{code}")] == []
    assert all(say.has(f"gs1.kind.{kind}") for kind in get_args(ScanKind))
    assert all(say.has(f"gs1.date.{role}") for role in get_args(DateRole))
    assert all(say.has(f"gs1.severity.{severity}") for severity in get_args(Severity))
