"""A standard is taken whole or refused with the place of its fault."""

from __future__ import annotations

import copy
import json
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.checklist.parse import examine, parse_defects, parse_standard
from inspector_app.domain.checklist.standard import Condition, Limits, Readings
from inspector_app.domain.errors import StandardError

NAMES = {"zh": "名称", "en": "Name"}
DEFECTS: dict[str, Any] = {
    "groups": {
        "box": [
            {"code": "P01", "area": NAMES, "names": NAMES, "recorded_on": "carton",
             "class": "major", "effect": "isolate_carton", "shots": ["carton_mark"]},
            {"code": "P02", "area": NAMES, "names": NAMES, "recorded_on": "unit",
             "class": "minor", "effect": "unit", "note": NAMES},
        ]
    }
}  # fmt: skip
OWN = {"code": "Q01", "area": NAMES, "names": NAMES, "recorded_on": "unit", "class": "major",
       "effect": "unit", "shots": ["unit"]}  # fmt: skip
DOCUMENT: dict[str, Any] = {
    "id": "plain", "version": 3, "names": NAMES, "categories": ["food"], "origins": ["domestic"],
    "sampling": {"mode": "sampling", "level": "S-2", "aql_major": "1.0", "carton_aql": "2.5"},
    "defects": {"groups": ["box"]},
    "stages": [
        {"id": "one", "kind": "identity", "gate": True, "sample": "all", "names": NAMES, "items": [
            {"id": "sort", "names": NAMES, "kind": "choice", "choices": [
                {"value": "a", "names": NAMES}, {"value": "b", "names": NAMES, "fails": True}],
             "defects": ["P01"]},
            {"id": "weight", "names": NAMES, "kind": "number", "scope": "carton", "required": False,
             "limits": {"low": "-0.1", "high": "0.1", "unit": "kg"}, "defects": ["P02"],
             "when": [{"item": "sort", "values": ["a"]},
                      {"item": "product.origin", "values": ["domestic"]}]},
        ]},
        {"id": "two", "kind": "label", "names": NAMES, "note_": 0, "items": [
            {"id": "look", "names": NAMES, "help": NAMES, "photos": "always", "shots": ["unit"],
             "defects": ["P01", "P02"], "picture": "help/look.png", "source": "P01", "note": NAMES},
            {"id": "snap", "names": NAMES, "kind": "photo", "photos": "always", "shots": ["label"]},
        ]},
        {"id": "goods", "kind": "units", "names": NAMES, "items": [
            {"id": "unit_look", "names": NAMES, "scope": "unit", "defects": ["P02"]}]},
    ],
}  # fmt: skip
del DOCUMENT["stages"][1]["note_"]


def altered(path: str, value: Any) -> dict[str, Any]:
    """DOCUMENT with the member at ``a.0.b`` replaced, added, or (``...``) taken away."""
    document: dict[str, Any] = json.loads(json.dumps(DOCUMENT))  # nothing shared
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    spot: Any = document
    for step in way:
        spot = spot[step]
    if value is ...:
        del spot[last]
    else:
        spot[last] = value
    return document


def test_a_sound_document_is_read_whole() -> None:
    standard = parse_standard(DOCUMENT, DEFECTS, "d1")
    assert (standard.id, standard.version, standard.digest) == ("plain", 3, "d1")
    assert standard.sampling.level == "S-2"
    assert (standard.sampling.aql_major, standard.sampling.aql_minor) == ("1.0", "4.0")
    assert [stage.sample for stage in standard.stages] == ["all", "unit_sample", "unit_sample"]
    weight = standard.item("weight")
    assert weight.limits == Limits(low="-0.1", high="0.1", unit="kg")
    assert weight.when[0] == Condition(item="sort", values=("a",))
    assert (weight.scope, weight.required) == ("carton", False)
    assert standard.defect("P01").shots == ("carton_mark",)
    assert standard.defect("P02").note == NAMES


def test_an_item_names_the_label_elements_it_asks_about() -> None:
    document = altered("stages.1.items.0.element", ["F07", "C05"])
    standard = parse_standard(document, DEFECTS)
    assert standard.item("look").element == ("F07", "C05")
    assert standard.item("snap").element == ()


def test_defects_can_be_left_out_of_a_group() -> None:
    document = altered("defects", {"groups": ["box"], "without": ["P02"]})
    document["stages"][0]["items"][1]["defects"] = ["P01"]
    document["stages"][1]["items"][0]["defects"] = ["P01"]
    document["stages"][2]["items"][0]["defects"] = ["P01"]
    assert [d.code for d in parse_standard(document, DEFECTS).defects] == ["P01"]


ITEM = "stages.0.items.1"
LOOK = "stages.1.items.0"


@pytest.mark.parametrize(
    ("path", "value", "code", "place"),
    [
        ("colour", "red", "unknown_key", "."),
        (f"{ITEM}.colour", "red", "unknown_key", "stages[0].items[1]"),
        (f"{ITEM}.element", ["storage"], "bad_value", "stages[0].items[1].element[0]"),
        (f"{ITEM}.element", ["F07", "F07"], "duplicate_id", "stages[0].items[1].element[1]"),
        (f"{ITEM}.element", "F07", "wrong_type", "stages[0].items[1].element"),
        ("version", ..., "missing_key", "."),
        (f"{LOOK}.names.en", ..., "missing_key", "stages[1].items[0].names"),
        (f"{LOOK}.names.en", "", "bad_value", "stages[1].items[0].names.en"),
        (f"{LOOK}.names.zh", " x", "bad_value", "stages[1].items[0].names.zh"),
        ("version", "3", "wrong_type", "version"),
        ("version", True, "wrong_type", "version"),
        ("version", 0, "bad_value", "version"),
        ("id", "Plain Standard", "bad_value", "id"),
        ("names", "plain", "wrong_type", "names"),
        ("stages", {}, "wrong_type", "stages"),
        ("stages", [], "empty_list", "stages"),
        ("stages.0.items", [], "empty_list", "stages[0].items"),
        ("categories", [], "empty_list", "categories"),
        ("categories", ["food", "food"], "duplicate_id", "categories[1]"),
        ("categories", ["toys"], "value_not_allowed", "categories[0]"),
        ("stages.0.gate", "yes", "wrong_type", "stages[0].gate"),
        ("stages.0.kind", "guess", "value_not_allowed", "stages[0].kind"),
        ("stages.1.id", "one", "duplicate_id", "stages[1]"),
        (f"{LOOK}.id", "weight", "duplicate_id", "stages[1].items[0]"),
        ("sampling.level", "IV", "value_not_allowed", "sampling.level"),
        ("sampling.aql_major", 1.0, "wrong_type", "sampling.aql_major"),
        ("sampling.aql_major", "one", "not_a_number", "sampling.aql_major"),
        ("sampling.aql_major", "NaN", "not_a_number", "sampling.aql_major"),
        ("sampling.aql_major", "0", "bad_value", "sampling.aql_major"),
        ("defects.groups", ["bag"], "unknown_defect_group", "defects.groups[0]"),
        ("defects.without", ["P99"], "unknown_defect", "defects.without"),
        (f"{LOOK}.defects", ["P99"], "unknown_defect", "stages[1].items[0].defects"),
        (f"{LOOK}.defects", [], "defects_missing", "stages[1].items[0]"),
        (f"{LOOK}.shots", ["selfie"], "value_not_allowed", "stages[1].items[0].shots[0]"),
        (f"{LOOK}.shots", [], "shots_missing", "stages[1].items[0]"),
        (f"{LOOK}.picture", "../../etc/passwd", "bad_value", "stages[1].items[0].picture"),
        (f"{ITEM}.limits", {"low": "2", "high": "1"}, "limits_reversed",
         "stages[0].items[1].limits"),
        (f"{ITEM}.limits", {"unit": "kg"}, "missing_key", "stages[0].items[1].limits"),
        (f"{ITEM}.limits", {"low": "x"}, "not_a_number", "stages[0].items[1].limits.low"),
        (f"{LOOK}.limits", {"low": "1"}, "limits_not_allowed", "stages[1].items[0]"),
        (f"{ITEM}.choices", [{"value": "a", "names": NAMES}], "choices_not_allowed",
         "stages[0].items[1]"),
        ("stages.0.items.0.choices", [{"value": "a", "names": NAMES}], "choices_missing",
         "stages[0].items[0]"),
        ("stages.0.items.0.choices.0.fails", True, "all_choices_fail", "stages[0].items[0]"),
        ("stages.0.items.0.choices.1.value", "a", "duplicate_id",
         "stages[0].items[0].choices[1]"),
        ("stages.1.items.1.photos", "never", "required_photo_missing", "stages[1].items[1]"),
        (f"{ITEM}.when", [{"item": "nobody", "values": ["a"]}], "unknown_item",
         "stages[0].items[1].when[0]"),
        (f"{ITEM}.when", [{"item": "sort", "values": []}], "empty_list",
         "stages[0].items[1].when[0].values"),
        (f"{ITEM}.when", [{"item": "sort", "values": ["c"]}], "impossible_condition",
         "stages[0].items[1].when[0]"),
        (f"{ITEM}.when", [{"item": "product.origin", "values": ["moon"]}],
         "impossible_condition", "stages[0].items[1].when[0]"),
        (f"{ITEM}.when", [{"item": "look", "values": ["fail"]}], "condition_on_later_item",
         "stages[0].items[1].when[0]"),
        (f"{ITEM}.when", [{"item": "weight", "values": ["1"]}], "cyclic_condition",
         "stages[0].items[1]"),
        (f"{LOOK}.names.zh", "字" * 2001, "text_too_long", "stages[1].items[0].names.zh"),
        (f"{LOOK}.names.zh", "字\x00", "bad_value", "stages[1].items[0].names.zh"),
        (f"{ITEM}.limits", {"low": "1e999999999"}, "not_a_number",
         "stages[0].items[1].limits.low"),
        (f"{ITEM}.readings", {"count": 1}, "bad_value", "stages[0].items[1].readings.count"),
        (f"{ITEM}.readings", {"count": 51}, "too_many", "stages[0].items[1].readings.count"),
        (f"{ITEM}.readings", {"count": 3, "mean": {}}, "missing_key",
         "stages[0].items[1].readings.mean"),
        (f"{ITEM}.readings", {"count": 3, "mean": {"low": "2", "high": "1"}}, "limits_reversed",
         "stages[0].items[1].readings.mean"),
        (f"{ITEM}.readings", {"count": 3, "judge": "mean", "mean": {"low": "1"}},
         "mean_limited_twice", "stages[0].items[1].readings.mean"),
        (f"{LOOK}.readings", {"count": 3}, "readings_not_allowed", "stages[1].items[0]"),
        (f"{ITEM}.when", [{"item": "batch.produced"}], "missing_key",
         "stages[0].items[1].when[0]"),
        (f"{ITEM}.when", [{"item": "batch.produced", "values": ["x"]}], "unknown_key",
         "stages[0].items[1].when[0]"),
        (f"{ITEM}.when", [{"item": "batch.produced", "since": "2027-02-30"}], "not_a_date",
         "stages[0].items[1].when[0].since"),
        (f"{ITEM}.when", [{"item": "batch.produced", "since": "20270301"}], "not_a_date",
         "stages[0].items[1].when[0].since"),
        (f"{ITEM}.when", [{"item": "batch.produced", "since": datetime(2027, 3, 16)}],
         "wrong_type", "stages[0].items[1].when[0].since"),
        (f"{ITEM}.when",
         [{"item": "batch.produced", "since": "2027-03-16", "before": "2027-03-16"}],
         "limits_reversed", "stages[0].items[1].when[0]"),
        (f"{ITEM}.when", [{"item": "sort", "since": "2027-03-16", "values": ["a"]}],
         "unknown_key", "stages[0].items[1].when[0]"),
        (f"{ITEM}.when", [{"item": "sort"}], "missing_key", "stages[0].items[1].when[0]"),
        ("channels", ["Shop A"], "bad_value", "channels[0]"),
        ("children", "yes", "wrong_type", "children"),
        ("stages", [{}] * 31, "too_many", "stages"),
        ("stages.0.items", [{}] * 201, "too_many", "stages[0].items"),
        ("defects.classes", ["P01"], "wrong_type", "defects.classes"),
        ("defects.classes", {"P99": "minor"}, "unknown_defect", "defects.classes.P99"),
        ("defects.classes", {"P01": "awful"}, "value_not_allowed", "defects.classes.P01"),
        ("defects.own", [{**OWN, "code": "P01"}], "duplicate_id", "defects.own[0]"),
        ("defects.own", [OWN, OWN], "duplicate_id", "defects.own[1]"),
    ],
)  # fmt: skip
def test_a_fault_is_refused_with_its_place(path: str, value: Any, code: str, place: str) -> None:
    with pytest.raises(StandardError) as caught:
        parse_standard(altered(path, value), DEFECTS)
    assert (caught.value.code, caught.value.params["place"]) == (code, place)


def test_every_fault_of_a_document_is_told() -> None:
    document = altered("version", 0)
    document["colour"] = "red"
    document["stages"][0]["items"][0]["kind"] = "guess"
    document["stages"][0]["items"][1]["limits"] = {"low": "2", "high": "1"}
    document["stages"][1]["items"][1]["id"] = "look"
    document["defects"] = {"groups": ["bag"]}
    standard, faults = examine(document, DEFECTS)
    assert standard is None
    assert {(fault.code, fault.params["place"]) for fault in faults} == {
        ("unknown_key", "."),
        ("bad_value", "version"),
        ("unknown_defect_group", "defects.groups[0]"),
        ("duplicate_id", "stages[1].items[1]"),
        ("value_not_allowed", "stages[0].items[0].kind"),
        ("limits_reversed", "stages[0].items[1].limits"),
    }


def test_every_bad_condition_is_told() -> None:
    document = altered(f"{LOOK}.when", [{"item": "nobody", "values": ["a"]}])
    document["stages"][0]["items"][1]["when"] = [{"item": "sort", "values": ["c"]}]
    _, faults = examine(document, DEFECTS)
    assert [fault.code for fault in faults] == ["impossible_condition", "unknown_item"]


@pytest.mark.parametrize("junk", [None, 3, "text", ["list"], [["id"]]])
def test_a_document_of_another_shape_is_refused(junk: Any) -> None:
    assert [fault.code for fault in examine(junk, DEFECTS)[1]] == ["wrong_type"]
    for path in ("stages", "stages.0", "stages.0.items"):
        assert examine(altered(path, junk), DEFECTS)[0] is None


def test_readings_and_their_judgement_are_read() -> None:
    document = altered(f"{ITEM}.readings", {"count": 5, "mean": {"low": "0"}})
    assert parse_standard(document, DEFECTS).item("weight").readings == Readings(
        count=5, judge="each", mean=Limits(low="0")
    )
    document = altered(f"{ITEM}.readings", {"count": 5, "judge": "mean"})
    assert parse_standard(document, DEFECTS).item("weight").readings == Readings(
        count=5, judge="mean"
    )


def test_a_mean_that_is_bound_can_fail_and_needs_defects() -> None:
    document = altered(f"{ITEM}.readings", {"count": 2, "mean": {"low": "0"}})
    item = document["stages"][0]["items"][1]
    del item["limits"], item["defects"]
    with pytest.raises(StandardError) as caught:
        parse_standard(document, DEFECTS)
    assert caught.value.code == "defects_missing"


@pytest.mark.parametrize("day", ["2027-03-16", date(2027, 3, 16)])
def test_a_condition_on_the_production_date_is_read(day: Any) -> None:
    when = [{"item": "batch.produced", "since": day}, {"item": "batch.produced", "before": day},
            {"item": "lot.channel", "values": ["anything at all"]}]  # fmt: skip
    read = parse_standard(altered(f"{ITEM}.when", when), DEFECTS).item("weight").when
    assert read == (
        Condition(item="batch.produced", since=date(2027, 3, 16)),
        Condition(item="batch.produced", before=date(2027, 3, 16)),
        Condition(item="lot.channel", values=("anything at all",)),
    )


def test_a_standard_may_be_for_channels_and_for_children() -> None:
    document = altered("channels", ["live", "store_2"])
    document["children"] = True
    standard = parse_standard(document, DEFECTS)
    assert (standard.channels, standard.children) == (("live", "store_2"), True)


def test_a_standard_may_change_classes_and_bring_defects_of_its_own() -> None:
    document = altered("defects", {"groups": ["box"], "classes": {"P02": "critical"}, "own": [OWN]})
    standard = parse_standard(document, DEFECTS)
    assert [(d.code, d.cls) for d in standard.defects] == [
        ("P01", "major"), ("P02", "critical"), ("Q01", "major"),
    ]  # fmt: skip


def test_parts_are_found_by_their_ids() -> None:
    standard = parse_standard(DOCUMENT, DEFECTS)
    assert standard.stage("two").items[0].id == "look"
    for ask in (standard.stage, standard.item, standard.defect):
        with pytest.raises(KeyError):
            ask("nothing")


def test_a_circle_over_several_items_is_named() -> None:
    document = altered("stages.0.items.0.when", [{"item": "look", "values": ["pass"]}])
    document["stages"][1]["items"][0]["when"] = [{"item": "sort", "values": ["a"]}]
    with pytest.raises(StandardError) as caught:
        parse_standard(document, DEFECTS)
    assert caught.value.code == "cyclic_condition"
    assert caught.value.params["items"] == "sort → look → sort"


def test_two_conditions_on_one_item_are_no_circle() -> None:
    document = altered(f"{LOOK}.when", [
        {"item": "sort", "values": ["a"]}, {"item": "sort", "values": ["a", "b"]},
    ])  # fmt: skip
    assert len(parse_standard(document, DEFECTS).item("look").when) == 2


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("code", "p1", "bad_value"),
        ("class", "awful", "value_not_allowed"),
        ("effect", "none", "value_not_allowed"),
        ("recorded_on", "pallet", "value_not_allowed"),
        ("colour", "red", "unknown_key"),
        ("code", "P02", "duplicate_id"),
    ],
)
def test_a_fault_of_the_catalogue_is_refused(field: str, value: str, code: str) -> None:
    broken = copy.deepcopy(DEFECTS)
    broken["groups"]["box"][0][field] = value
    with pytest.raises(StandardError) as caught:
        parse_defects(broken)
    assert caught.value.code == code
    assert str(caught.value.params["place"]).startswith("defects.yaml.groups.box[")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
SPOTS = ["id", "names", "sampling", "defects", "stages", "stages.0", "stages.0.items.0", ITEM,
         f"{ITEM}.limits", f"{ITEM}.when", f"{LOOK}.shots", f"{LOOK}.names"]  # fmt: skip


@given(st.sampled_from(SPOTS), JUNK)
def test_junk_anywhere_is_refused_or_read_but_never_breaks_the_parser(spot: str, junk: Any) -> None:
    try:
        parse_standard(altered(spot, junk), DEFECTS)
    except StandardError as refused:
        assert refused.params["place"]  # noqa: PT017 - either outcome is right


def told(document: dict[str, Any]) -> list[tuple[str, Any]]:
    standard, faults = examine(document, DEFECTS)
    assert (standard is None) == bool(faults)
    return [(fault.code, fault.params["place"]) for fault in faults]


def test_a_sample_without_a_stage_for_its_units_is_refused() -> None:
    document = altered("stages.2", ...)
    assert told(document) == [("units_stage_missing", "stages")]
    document["sampling"] = {"mode": "exempt"}
    assert told(document) == []
    prize = {"channels": ["prize"], "names": NAMES, "mode": "full"}
    document["sampling"] = {"mode": "exempt", "channels": [prize]}
    assert told(document) == [("units_stage_missing", "stages")]


def test_goods_are_worked_through_once() -> None:
    document = altered("stages.1.kind", "units")
    document["stages"][1]["items"] = [
        {"id": "again", "names": NAMES, "scope": "unit", "defects": ["P02"]}
    ]
    assert told(document) == [("stage_kind_twice", "stages[2]")]


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"defects": ["P02"]}, "scope_not_here"),
        ({"scope": "carton", "kind": "number"}, "scope_not_here"),
        ({"scope": "unit", "kind": "text"}, "kind_not_here"),
        ({"scope": "unit", "kind": "photo", "photos": "always", "shots": ["unit"]},
         "kind_not_here"),
        ({"scope": "opened", "photos": "always", "shots": ["unit"], "defects": ["P02"]},
         "photos_not_here"),
    ],
)  # fmt: skip
def test_a_stage_worked_by_exception_holds_nothing_it_never_asks(
    item: dict[str, Any], code: str
) -> None:
    document = altered("stages.2.items.0", {"id": "unit_look", "names": NAMES, **item})
    assert told(document) == [(code, "stages[2].items[0]")]


def test_what_is_measured_on_units_may_want_a_photo_each_time() -> None:
    item = {"id": "unit_look", "names": NAMES, "scope": "opened", "kind": "number",
            "photos": "always", "shots": ["unit"]}  # fmt: skip
    assert told(altered("stages.2.items.0", item)) == []


@pytest.mark.parametrize("place", ["batch", "carton", "check"])
def test_a_condition_asks_only_what_has_one_answer_for_the_lot(place: str) -> None:
    document = altered("stages.1.items.0.when", [{"item": "asked", "values": ["pass"]}])
    asked = {"id": "asked", "names": NAMES, "defects": ["P01"]}
    if place == "batch":
        document["stages"][0]["items"].append({**asked, "scope": "batch"})
    else:
        own: dict[str, Any] = {"id": "own", "kind": "cartons", "names": NAMES}
        scope = "carton"
        if place == "check":
            own, scope = {**own, "kind": "checklist", "sample": "S-1"}, "opened"
        document["stages"].insert(1, {**own, "items": [{**asked, "scope": scope}]})
    [(code, at)] = told(document)
    assert code == "condition_on_other_scope"
    assert at.endswith("items[0].when[0]")
    asked["scope"] = "unit"  # on a page it is asked once
    document = altered("stages.1.items.0.when", [{"item": "asked", "values": ["pass"]}])
    document["stages"][0]["items"].append(asked)
    assert told(document) == []
