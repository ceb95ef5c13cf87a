"""The shipped standards: complete, sound, and as the domain lists say."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from inspector_app.bootstrap import standards
from inspector_app.bootstrap.resources import catalogue, resource
from inspector_app.bootstrap.standards import shipped_standards
from inspector_app.domain import checklist, master
from inspector_app.domain import defects as defect_words
from inspector_app.domain.checklist import standard as words
from inspector_app.domain.checklist.choose import choose_standard
from inspector_app.domain.checklist.soundness import can_fail
from inspector_app.domain.checklist.standard import Standard
from tests.fakes.goods import PRODUCT
from tests.unit.resources.schema_check import faults

SCHEMA = json.loads(resource("standards/standard.schema.json").read_text("utf-8"))
FILES = sorted(path.name for path in resource("standards").glob("*.yaml"))
STANDARDS = {standard.id: standard for standard in shipped_standards()}


def document(name: str) -> Any:
    return yaml.safe_load(resource(f"standards/{name}").read_text("utf-8"))


@pytest.mark.parametrize("name", FILES)
def test_every_file_fits_the_schema(name: str) -> None:
    assert faults(document(name), SCHEMA, SCHEMA) == []


def test_the_schema_refuses_what_is_not_a_standard() -> None:
    broken = copy.deepcopy(document("food.yaml"))
    broken["stages"][0]["items"][0]["kind"] = "guess"
    broken["extra"] = 1
    found = faults(broken, SCHEMA["$defs"]["standard"], SCHEMA)
    assert any("guess" in fault for fault in found)
    assert any("extra is unknown" in fault for fault in found)


def test_schema_and_code_allow_the_same_words() -> None:
    item = SCHEMA["$defs"]["item"]["properties"]
    stage = SCHEMA["$defs"]["stage"]["properties"]
    defect = SCHEMA["$defs"]["defect"]["properties"]
    top = SCHEMA["$defs"]["standard"]["properties"]
    for rule, literal in (
        (item["kind"], words.ItemKind), (item["scope"], words.Scope),
        (item["photos"], words.PhotoRule), (stage["kind"], words.StageKind),
        (stage["sample"], words.Sample), (defect["class"], defect_words.DefectClass),
        (defect["effect"], defect_words.Effect), (defect["recorded_on"], defect_words.RecordedOn),
        (SCHEMA["$defs"]["shot"], defect_words.Shot),
        (top["categories"]["items"], master.Category), (top["origins"]["items"], master.Origin),
    ):  # fmt: skip
        assert set(rule["enum"]) == set(get_args(literal))


def test_the_shipped_standards_are_those_of_the_trade() -> None:
    assert set(STANDARDS) == {
        "cosmetics", "cosmetics_children", "food", "household", "imported_goods",
        "cross_border_goods",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("category", "origin", "children", "chosen", "reason"),
    [
        ("cosmetics", "domestic", False, "cosmetics", "standard_by_category"),
        ("personal_care", "domestic", False, "cosmetics", "standard_by_category"),
        ("cosmetics", "domestic", True, "cosmetics_children", "standard_by_children"),
        ("cosmetics", "imported", True, "cosmetics_children", "standard_by_children"),
        ("food", "domestic", False, "food", "standard_by_category"),
        ("food", "domestic", True, "food", "standard_by_category"),
        ("household", "domestic", False, "household", "standard_by_category"),
        ("food", "imported", False, "imported_goods", "standard_by_origin"),
        ("cosmetics", "imported", False, "imported_goods", "standard_by_origin"),
        ("household", "cross_border", False, "cross_border_goods", "standard_by_origin"),
    ],
)
def test_goods_get_the_standard_made_for_them(
    category: master.Category, origin: master.Origin, children: bool, chosen: str, reason: str
) -> None:
    goods = replace(PRODUCT, category=category, origin=origin, children=children, standard=None)
    choice = choose_standard(STANDARDS.values(), goods)
    assert (choice.standard.id, choice.reason) == (chosen, reason)


def test_every_kind_of_goods_has_a_standard() -> None:
    for category in get_args(master.Category):
        for origin in get_args(master.Origin):
            for children in (False, True):
                goods = replace(
                    PRODUCT, category=category, origin=origin, children=children, standard=None
                )
                assert choose_standard(STANDARDS.values(), goods).standard.stages


def test_food_made_since_the_day_of_gb_7718_2025_is_asked_by_it() -> None:
    by_date = {
        item.id: (condition.since, condition.before)
        for _, item in STANDARDS["food"].walk()
        for condition in item.when
        if condition.item == "batch.produced"
    }
    day = date(2027, 3, 16)
    assert by_date["f06_life"] == (None, day)
    assert by_date["f06_life_2025"] == (day, None)
    assert by_date["f11_allergens"] == (day, None)


@pytest.mark.parametrize("standard", STANDARDS.values(), ids=STANDARDS)
def test_every_reference_picture_is_there(standard: Standard) -> None:
    named = {item.picture for _, item in standard.walk() if item.picture}
    assert len(named) > 20
    assert {name for name in named if not resource(name).is_file()} == set()


@pytest.mark.parametrize("standard", STANDARDS.values(), ids=STANDARDS)
def test_stages_stand_in_the_shipped_order_with_the_gates_first(standard: Standard) -> None:
    stages = [stage for stage in standard.stages if stage.kind != "checklist"]
    assert [(stage.kind, stage.gate) for stage in stages] == [
        ("identity", True), ("shelf_life", True), ("documents", True), ("cartons", False),
        ("label", False), ("units", False), ("consistency", False),
    ]  # fmt: skip


@pytest.mark.parametrize("standard", STANDARDS.values(), ids=STANDARDS)
def test_routine_photos_are_six_at_most(standard: Standard) -> None:
    always = [shot for _, item in standard.walk() if item.photos == "always" for shot in item.shots]
    assert always == [
        "carton_mark", "unit", "date_closeup", "delivery_note", "label", "listing_beside",
    ]  # fmt: skip


@pytest.mark.parametrize("standard", STANDARDS.values(), ids=STANDARDS)
def test_every_defect_is_raised_by_an_item_and_has_a_shot_list(standard: Standard) -> None:
    raised = {code for _, item in standard.walk() for code in item.defects}
    assert raised == {defect.code for defect in standard.defects}
    assert all(defect.shots for defect in standard.defects)


@pytest.mark.parametrize("standard", STANDARDS.values(), ids=STANDARDS)
def test_questions_explain_themselves_in_both_languages(standard: Standard) -> None:
    for _, item in standard.walk():
        assert item.help or item.kind == "choice", item.id
        if can_fail(item) and item.kind == "pass_fail":
            assert item.names["zh"].endswith("？"), item.id
            assert item.names["en"].endswith("?"), item.id


def test_the_forty_five_packaging_defects_are_all_there() -> None:
    groups = document("defects.yaml")["groups"]
    codes = [entry["code"] for entry in groups["packaging"]]
    assert sorted(codes) == [f"P{number:02}" for number in range(1, 46)]
    food = STANDARDS["food"]
    assert (food.defect("P04").cls, food.defect("P04").effect) == ("critical", "isolate_carton")
    assert (food.defect("P41").cls, food.defect("P41").effect) == ("quantity", "quantity")
    assert food.defect("P23").names["zh"].startswith("胀包")
    assert all(d.code != "P23" for d in STANDARDS["cosmetics"].defects)


@pytest.mark.parametrize(
    ("standard", "prefix", "rows", "advice"),
    [
        ("cosmetics", "C", 19, {"C15", "C16"}),
        ("food", "F", 23, {"F21", "F22", "F23"}),
        ("household", "H", 10, set()),
    ],
)
def test_every_label_element_has_a_defect_unless_it_only_advises(
    standard: str, prefix: str, rows: int, advice: set[str]
) -> None:
    codes = {defect.code for defect in STANDARDS[standard].defects}
    wanted = {f"{prefix}{row:02}" for row in range(1, rows + 1)} - advice
    assert {f"L-{row}" for row in wanted} <= codes


def test_rows_still_to_be_verified_say_so() -> None:
    assert "核实" in (STANDARDS["cosmetics"].item("c18_toothpaste").note or {})["zh"]
    assert "核实" in (STANDARDS["food"].item("f15_text_height").note or {})["zh"]


def test_chinese_texts_use_chinese_punctuation() -> None:
    found = [
        text
        for name in FILES
        for text in _chinese(document(name))
        for mark in ",;?!"
        if mark in text
    ]
    assert found == []


def test_every_code_the_parser_raises_has_a_sentence() -> None:
    folder = Path(next(iter(checklist.__path__)))
    files = [folder / f"{name}.py" for name in ("document", "parse", "soundness", "choose")]
    raised = {
        code
        for file in [*files, Path(standards.__file__)]
        for code in re.findall(
            r'(?:refuse|StandardError)\(\s*"([a-z0-9_]+)"', file.read_text("utf-8")
        )
    }
    assert len(raised) > 20
    assert {code for code in raised if f"errors.{code}" not in catalogue().texts} == set()


def _chinese(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["zh"]] if isinstance(value.get("zh"), str) else []
        return own + [text for inner in value.values() for text in _chinese(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _chinese(inner)]
    return []
