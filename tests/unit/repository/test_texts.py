"""Every text has both languages with the same places, and every key in the code exists."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from inspector_app.bootstrap.resources import catalogue
from inspector_app.domain import errors

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "inspector_app"

ERROR_CLASSES = frozenset(
    name
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, errors.InspectorError)
)
# The names under which views, reports and commands hold their translator.
TRANSLATORS = frozenset({"t", "text", "translate", "translator", "say"})
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_text_is_there_in_both_languages() -> None:
    empty = [key for key, pair in catalogue().texts.items() if not all(pair.values())]
    assert len(catalogue().texts) > 1
    assert empty == []


def test_both_languages_fill_the_same_places() -> None:
    unequal = {
        key: pair
        for key, pair in catalogue().texts.items()
        if fields(pair["zh"]) != fields(pair["en"])
    }
    assert unequal == {}


def test_no_english_text_was_left_in_chinese() -> None:
    """A Chinese term or an example of input may stand in it, and a language is named in itself."""

    def share(text: str) -> float:
        return len(CHINESE.findall(text)) / len(text)

    left = {
        key: pair["en"]
        for key, pair in catalogue().texts.items()
        if share(pair["en"]) > 0.25 and "language" not in key
    }
    assert left == {}


@cache
def sources() -> tuple[tuple[str, ast.Module], ...]:
    return tuple(
        (file.relative_to(ROOT).as_posix(), ast.parse(file.read_text("utf-8")))
        for file in sorted(PACKAGE.rglob("*.py"))
    )


def called_name(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def first_words(call: ast.Call) -> list[str]:
    """The constant text(s) of a call's first argument; both arms of ``a if c else b``."""
    if not call.args:
        return []
    first = call.args[0]
    arms = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
    return [
        arm.value for arm in arms if isinstance(arm, ast.Constant) and isinstance(arm.value, str)
    ]


def calls(names: frozenset[str]) -> Iterator[tuple[str, str]]:
    """``(file:line, first argument)`` of calls to any of ``names``."""
    for file, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called_name(node) in names:
                for word in first_words(node):
                    yield f"{file}:{node.lineno}", word


def test_every_error_code_has_its_sentence() -> None:
    codes = list(calls(ERROR_CLASSES))
    texts = catalogue().texts
    assert codes
    assert [f"{where} {code}" for where, code in codes if f"errors.{code}" not in texts] == []


def refusals() -> Iterator[tuple[str, str, set[str]]]:
    """``(file:line, code, names given)`` wherever a refusal is made with its parameters named."""
    makers = ERROR_CLASSES | {"refuse"}  # a node of a standard adds its place itself
    for file, tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or called_name(node) not in makers:
                continue
            given = {keyword.arg for keyword in node.keywords}
            if None in given:  # ``**params`` is somebody else's refusal handed on
                continue
            names = {name for name in given if name} | (
                {"place"} if called_name(node) == "refuse" else set()
            )
            for code in first_words(node):
                yield f"{file}:{node.lineno}", code, names


def test_every_refusal_fills_all_places_of_its_sentence() -> None:
    texts = catalogue().texts
    found = list(refusals())
    unfilled = [
        f"{where} {code} lacks {sorted(missing)}"
        for where, code, names in found
        if (missing := fields(texts.get(f"errors.{code}", {"zh": ""})["zh"]) - names)
    ]
    assert len(found) > 100
    assert unfilled == []


def test_every_error_code_is_lower_snake_case() -> None:
    odd = [code for _, code in calls(ERROR_CLASSES) if not re.fullmatch(r"[a-z][a-z0-9_]*", code)]
    assert odd == []


def test_every_key_in_the_code_exists() -> None:
    texts = catalogue().texts
    absent = [
        f"{where} {word}"
        for where, word in calls(TRANSLATORS)
        if KEY.fullmatch(word) and word not in texts
    ]
    assert absent == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_unknown_code_still_gives_a_sentence(language: str) -> None:
    speak = catalogue().speak("zh" if language == "zh" else "en")
    sentence = speak.error(errors.ScanError("never_seen_before"))
    assert "never_seen_before" in sentence
    assert "⟦" not in sentence
