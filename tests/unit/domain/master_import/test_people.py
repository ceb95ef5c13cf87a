"""Rows of people: roles, badges and PINs."""

from __future__ import annotations

import pytest

from inspector_app.domain.master import Person
from inspector_app.domain.master_import.plan import Known
from tests.fakes.import_tables import person, planned, told

HEADING = "工号,姓名,角色,工牌码,PIN,状态"


def test_new_people_and_their_pins() -> None:
    plan = planned(Known(), "users", HEADING, "1,陈,检验员,INS:B:Q7,739104,", "2,周,主管,,,在职")
    first, second = [each.value for each in plan.changes]
    assert first == Person(
        id="U-1", names={"zh": "陈", "en": "陈"}, role="inspector", badge="Q7", pin_verifier=""
    )
    assert isinstance(second, Person)
    assert (second.role, second.pin_verifier, dict(plan.pins)) == (
        "supervisor", "", {"U-1": "739104"},
    )  # fmt: skip
    assert "739104" not in repr(plan)


def test_the_same_pin_changes_nothing_and_a_new_one_does() -> None:
    known = Known(people=[person("1"), person("2")])
    plan = planned(known, "users", HEADING, "1,陈,检验员,,258013,", "2,陈,检验员,,739104,")
    (change,) = plan.changes
    assert (change.id, change.fields, plan.unchanged) == ("U-2", ("pin_verifier",), 1)
    assert dict(plan.pins) == {"U-2": "739104"}


def test_people_are_known_by_id_too_and_leave() -> None:
    known = Known(people=[person("1", badge="Q1"), person("2")])
    plan = planned(known, "users", "工号,状态", "U-1,离职", "2,删除", "9,离职", "8,删除")
    assert [(each.id, each.what) for each in plan.changes] == [
        ("U-1", "deactivated"), ("U-2", "removed"),
    ]  # fmt: skip
    kept = plan.changes[0].value
    assert isinstance(kept, Person)
    assert (kept.badge, kept.active) == ("Q1", False)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("1,陈,老板,,,", "import_choice"), ("1,,检验员,,,", "import_value_missing"),
        (",陈,检验员,,,", "import_value_missing"), ("1,陈,,,,", "import_value_missing"),
        ("1,陈,检验员,工牌,,", "import_bad_badge"), ("1,陈,检验员,,12345,", "import_bad_pin"),
        ("1,陈,检验员,,abcdef,", "import_bad_pin"),
        ("1,陈,检验员,,111111,", "import_pin_too_simple"),
        ("1,陈,检验员,,234567,", "import_pin_too_simple"),
        ("1,陈,检验员,,987654,", "import_pin_too_simple"),
    ],
)  # fmt: skip
def test_bad_rows(row: str, code: str) -> None:
    plan = planned(Known(), "users", HEADING, row)
    assert code in {fault.code for fault in plan.faults}
    assert plan.changes == ()


def test_no_fault_tells_a_pin() -> None:
    plan = planned(Known(), "users", HEADING, "1,陈,检验员,,1234567890123,")
    (fault,) = plan.faults
    assert (fault.column, fault.value) == ("E", "")


def test_a_badge_belongs_to_one_active_person() -> None:
    known = Known(people=[person("1", badge="Q1"), person("2", badge="Q2", active=False)])
    plan = planned(known, "users", HEADING, "3,陈,检验员,Q1,,", "4,陈,检验员,Q2,,")
    assert told(plan) == [(2, "D", "import_badge_taken")]
    assert plan.faults[0].params == {"other": "U-1"}
    plan = planned(known, "users", HEADING, "3,陈,检验员,Q3,,", "4,陈,检验员,Q3,,")
    assert told(plan) == [(2, "D", "import_badge_taken"), (3, "D", "import_badge_taken")]
    plan = planned(known, "users", HEADING, "1,陈,检验员,,,", "3,陈,检验员,Q1,,")
    assert plan.faults == ()
    plan = planned(known, "users", HEADING, "1,陈,检验员,Q1,,", "3,陈,检验员,Q1,,离职",
                   "2,陈,检验员,Q1,,在职")  # fmt: skip
    assert told(plan) == [(4, "D", "import_badge_taken")]


def test_two_rows_of_one_person_are_both_refused() -> None:
    plan = planned(Known(), "users", HEADING, "1,陈,检验员,,,", "1,周,检验员,,,")
    assert told(plan) == [(2, "A", "import_row_twice"), (3, "A", "import_row_twice")]


def test_an_administrator_stays() -> None:
    known = Known(people=[person("1", "administrator"), person("2")])
    plan = planned(known, "users", "工号,状态,角色", "1,离职,管理员", "2,,主管")
    assert told(plan) == [(2, "A", "import_last_administrator")]
    assert [each.id for each in plan.changes] == ["U-2"]
    plan = planned(known, "users", "工号,角色", "1,检验员", "2,管理员")
    assert plan.faults == ()
    plan = planned(known, "users", "工号,状态", "1,删除")
    assert told(plan) == [(2, "A", "import_last_administrator")]
