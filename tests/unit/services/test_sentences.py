"""Every reason the domain can give has a sentence in both languages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import inspector_app
from inspector_app.bootstrap.resources import catalogue
from inspector_app.bootstrap.tables import sampling_tables, shelf_life_rules
from inspector_app.domain.reason import reason
from inspector_app.domain.sampling.switching import SWITCH_SEVERITIES
from inspector_app.domain.shelf_life.agreement import SOURCES
from inspector_app.domain.shelf_life.last_day import WORDINGS
from inspector_app.domain.shelf_life.rules import ACTIONS
from inspector_app.i18n import LANGUAGES, Language
from inspector_app.services.sentences import class_words, life_words, sentence

DOMAIN = Path(inspector_app.__file__).parent / "domain"
STATES = ("fresh", "warning", "near_expiry", "sales_lock", "expired")


def calls(folder: str, names: set[str]) -> set[str]:
    """First arguments that are plain text, of calls of those names in a folder's files."""
    found = set()
    for file in (DOMAIN / folder).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                first = node.args[0] if node.args else None
                if node.func.id in names and isinstance(first, ast.Constant):
                    found.add(first.value)
    return found


@pytest.mark.parametrize(
    ("folder", "section"), [("sampling", "plan.reason"), ("shelf_life", "shelf_life.reason")]
)
def test_every_reason_has_its_sentence(folder: str, section: str) -> None:
    codes = calls(folder, {"reason"})
    if folder == "shelf_life":
        codes |= {f"state_{state}" for state in STATES}
        codes |= {f"wording_{wording}" for wording in WORDINGS if wording != "until"}
    given = {
        key.removeprefix(f"{section}.")
        for key in catalogue().texts
        if key.startswith(f"{section}.")
    }
    assert len(codes) >= 7
    assert given == codes


@pytest.mark.parametrize("folder", ["sampling", "shelf_life"])
def test_every_refusal_has_its_sentence(folder: str) -> None:
    codes = calls(folder, {"PlanError", "DateError"})
    assert len(codes) >= 15
    assert {code for code in codes if f"errors.{code}" not in catalogue().texts} == set()


def test_every_word_of_the_enumerations_is_spoken() -> None:
    tables = sampling_tables()
    notes = {cell.note for table in tables.cells.values() for cell in table.values()} - {""}
    keys = [
        *(f"plan.note.{note}" for note in notes | {"full_limit_is_practice"}),
        *(f"plan.severity.{severity}" for severity in SWITCH_SEVERITIES),
        *(f"plan.mode.{mode}" for mode in ("exempt", "sampling", "full")),
        *(f"shelf_life.state.{state}" for state in (*STATES, "exempt")),
        *(f"shelf_life.action.{action}" for action in ACTIONS),
        *(f"shelf_life.wording.{wording}" for wording in WORDINGS),
        *(f"shelf_life.source.{source}" for source in SOURCES),
        *(f"shelf_life.disagreement.{field}" for field in ("produced", "expires", "lot_number")),
    ]
    assert [key for key in keys if key not in catalogue().texts] == []
    assert shelf_life_rules().names["zh"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "批量 3000、检验水平 II，样本量字码为 K；执行加严检验。"),
        ("en", "A lot of 3000 at level II has code letter K; tightened inspection applies."),
    ],
)
def test_codes_inside_a_sentence_are_spoken(language: Language, text: str) -> None:
    told = reason("letter_from_lot", lot_size=3000, level="II", letter="K", severity="tightened")
    assert sentence(catalogue().speak(language), "plan.reason", told) == text


def test_lives_and_classes_are_spoken() -> None:
    zh, en = (catalogue().speak(language) for language in LANGUAGES)
    assert (life_words(zh, "36M"), life_words(en, "180D")) == ("36 个月", "180 days")
    assert (class_words(zh, "major"), class_words(zh, "cosmetic")) == ("严重", "cosmetic")
    arrow = reason("arrow_followed", cls="major", aql="0.65", code_letter="D", letter="F")
    assert sentence(zh, "plan.reason", arrow).startswith("严重不合格 AQL 0.65")
    computed = reason("last_day_computed", life="18M", a="2028-02-28", b="2028-02-29")
    assert "18 个月推算" in sentence(zh, "shelf_life.reason", computed)
