"""Editing a standard's document: nothing in place, conditions follow, ids stay single."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.ui.presenters.standards_changes import compare, touched
from inspector_app.ui.presenters.standards_document import (
    WHOLE,
    Row,
    add_item,
    add_stage,
    copy_row,
    delete_row,
    dependents,
    field_of,
    find,
    fresh_id,
    identity,
    ids,
    move_row,
    path_of,
    put,
    read,
    rename,
    row_of,
    rows,
    search,
)


def names(zh: str) -> dict[str, str]:
    return {"zh": zh, "en": zh.upper()}


def item(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "names": names(name), **more}


def document() -> dict[str, Any]:
    return {
        "id": "food", "version": 2, "names": names("food"),
        "stages": [
            {"id": "first", "kind": "identity", "names": names("first"),
             "items": [item("kind", kind="choice"), item("mark", defects=["P10"])]},
            {"id": "second", "kind": "label", "names": names("second"),
             "items": [item("front", when=[{"item": "kind", "values": ["a"]}]),
                       item("back", when=[{"item": "front", "values": ["pass"]},
                                          {"item": "kind", "values": ["a"]}])]},
        ],
    }  # fmt: skip


def order(held: Any) -> list[str]:
    return [identity(held, row) for row in rows(held)]


def test_rows_stand_as_in_the_document() -> None:
    assert order(document()) == ["food", "first", "kind", "mark", "second", "front", "back"]


def test_rows_of_a_document_without_shape_are_the_standard_alone() -> None:
    assert list(rows({"stages": "none"})) == [WHOLE]
    assert list(rows({"stages": [{"items": 3}, 7]})) == [WHOLE, Row(0), Row(1)]


def test_nothing_is_changed_in_place() -> None:
    held = document()
    before = deepcopy(held)
    copy_row(held, Row(1))
    delete_row(held, Row(0, 0))
    move_row(held, Row(0, 1), 1)
    rename(held, Row(0, 0), "sort")
    put(held, ("stages", 0, "items", 0, "help", "zh"), "看")
    assert held == before


def test_putting_none_takes_away_the_member_and_mappings_left_empty() -> None:
    held = put(document(), ("stages", 0, "items", 0, "help", "zh"), "看")
    assert read(held, ("stages", 0, "items", 0, "help")) == {"zh": "看"}
    assert put(held, ("stages", 0, "items", 0, "help", "zh"), None) == document()


def test_a_copied_item_stands_behind_under_a_new_id() -> None:
    held, row = copy_row(document(), Row(0, 0))
    assert row == Row(0, 1)
    assert order(held)[2:5] == ["kind", "kind_2", "mark"]


def test_conditions_inside_a_copied_stage_follow_the_copies() -> None:
    held, row = copy_row(document(), Row(1))
    assert row == Row(2)
    copied = read(held, (*Row(2, 1).path, "when"))
    assert copied == [
        {"item": "front_2", "values": ["pass"]},
        {"item": "kind", "values": ["a"]},
    ]


def test_deleting_takes_the_conditions_that_rested_on_it() -> None:
    assert dependents(document(), Row(0, 0)) == [Row(1, 0), Row(1, 1)]
    held, row = delete_row(document(), Row(0, 0))
    assert row == Row(0, 0)
    assert identity(held, row) == "mark"
    assert read(held, (*Row(1, 0).path, "when")) is None
    assert read(held, (*Row(1, 1).path, "when")) == [{"item": "front", "values": ["pass"]}]


def test_deleting_a_stage_leads_to_the_one_before() -> None:
    held, row = delete_row(document(), Row(1))
    assert (order(held), row) == (["food", "first", "kind", "mark"], Row(0))
    held, row = delete_row(held, Row(0))
    assert (order(held), row) == (["food"], WHOLE)


def test_an_item_at_the_end_of_its_stage_moves_into_the_next() -> None:
    held, row = move_row(document(), Row(0, 1), 1)
    assert (order(held), row) == (
        ["food", "first", "kind", "second", "mark", "front", "back"], Row(1, 0),
    )  # fmt: skip
    back, row = move_row(held, row, -1)
    assert (back, row) == (document(), Row(0, 1))


def test_nothing_moves_beyond_the_ends() -> None:
    for row, by in ((Row(0), -1), (Row(1), 1), (Row(0, 0), -1), (Row(1, 1), 1)):
        assert move_row(document(), row, by) == (document(), row)


def test_stages_change_places() -> None:
    held, row = move_row(document(), Row(0), 1)
    assert (order(held)[1], row) == ("second", Row(1))


def test_a_new_stage_and_item_stand_behind_the_chosen_line() -> None:
    held, row = add_stage(document(), 0, {"id": "new", "items": []})
    assert row == Row(1)
    held, row = add_item(held, row, item("inner"))
    assert (row, identity(held, row)) == (Row(1, 0), "inner")


def test_fresh_ids_count_on() -> None:
    held, _ = copy_row(document(), Row(0, 0))
    assert fresh_id(held, "kind_2") == "kind_3"
    assert fresh_id(held, "other") == "other"


def test_renaming_takes_the_conditions_along() -> None:
    held = rename(document(), Row(0, 0), "sort")
    assert read(held, (*Row(1, 1).path, "when", 1, "item")) == "sort"
    assert find(held, "sort") == Row(0, 0)
    assert find(held, "kind") is None


def test_search_wants_every_word_and_knows_what_defect_codes_mean() -> None:
    assert search(document(), "FRONT") == [Row(1, 0), Row(1, 1)]
    assert search(document(), "p10") == [Row(0, 1)]
    assert search(document(), "破损", {"P10": "外箱破损"}) == [Row(0, 1)]
    assert search(document(), "mark 破损", {"P10": "外箱破损"}) == [Row(0, 1)]
    assert search(document(), "mark front") == []
    assert len(search(document(), " ")) == 7


def test_places_of_faults_lead_to_lines() -> None:
    assert path_of("stages[2].items[0].kind") == ("stages", 2, "items", 0, "kind")
    assert row_of("stages[2].items[0].kind") == Row(2, 0)
    assert field_of("stages[2].items[0].limits.low") == "limits"
    assert (row_of("stages[1]"), field_of("stages[1]")) == (Row(1), "")
    assert (row_of("sampling.aql_major"), field_of("sampling.aql_major")) == (WHOLE, "sampling")
    assert row_of(".") == WHOLE


# -- what changed


def test_the_same_document_has_no_changes() -> None:
    assert compare(document(), document()) == ()


def test_a_field_tells_what_it_was_and_what_it_is() -> None:
    held = put(document(), (*Row(0, 1).path, "defects"), ["P10", "P09"])
    (change,) = compare(document(), held)
    assert (change.kind, change.field, change.before, change.after) == (
        "changed", "defects", ["P10"], ["P10", "P09"],
    )  # fmt: skip
    assert touched([change]) == {Row(0, 1): "changed"}


def test_an_item_in_another_stage_has_moved_and_nothing_else_has() -> None:
    held, row = move_row(document(), Row(0, 1), 1)
    (change,) = compare(document(), held)
    assert (change.kind, change.row) == ("moved", row)
    assert (change.before["zh"], change.after["zh"]) == ("first", "second")


def test_only_the_line_that_moved_is_called_moved() -> None:
    held, _ = copy_row(document(), Row(0, 1))
    held, _ = copy_row(held, Row(0, 2))
    later, _ = move_row(held, Row(0, 0), 1)
    later, _ = move_row(later, Row(0, 1), 1)
    assert [(each.kind, each.names["zh"]) for each in compare(held, later)] == [("moved", "kind")]


def test_added_and_removed_lines_are_named() -> None:
    grown, row = add_item(document(), Row(0, 1), item("weight"))
    less, _ = delete_row(grown, Row(1, 1))
    told = [(each.kind, each.names["zh"]) for each in compare(document(), less)]
    assert told == [("added", "weight"), ("removed", "back")]
    assert touched(compare(document(), less)) == {row: "added"}


_ACTS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 30)), max_size=12)


@given(_ACTS)
def test_ids_stay_single_and_conditions_never_dangle(acts: list[tuple[int, int]]) -> None:
    held: Any = document()
    for act, at in acts:
        known = [row for row in rows(held) if row != WHOLE]
        if not known:
            break
        row = known[at % len(known)]
        if act == 0:
            held, _ = copy_row(held, row)
        elif act == 1:
            held, _ = delete_row(held, row)
        elif act in (2, 3):
            held, _ = move_row(held, row, 1 if act == 2 else -1)
        elif act == 4:
            held = rename(held, row, fresh_id(held, "renamed"))
        else:
            held, _ = add_item(held, row, item(fresh_id(held, "added")))
    found = [identity(held, row) for row in rows(held)]
    assert len(found) == len(set(found))
    for row in rows(held):
        for condition in read(held, (*row.path, "when"), []) if row.kind == "item" else []:
            assert condition["item"] in ids(held)
