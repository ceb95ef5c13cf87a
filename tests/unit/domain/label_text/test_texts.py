"""Every code a reading can carry has its sentence in both languages, and every table is sound."""

from __future__ import annotations

import re

import pytest

from inspector_app.bootstrap.resources import catalogue, resource
from inspector_app.bootstrap.tables import label_tables
from inspector_app.domain.label_text.cross_check import DIFFERENCES
from inspector_app.domain.label_text.reading import DOUBTS, PROBLEMS
from inspector_app.domain.label_text.tables import LabelTables

CODES = (
    *(f"hints.doubt.{code}" for code in DOUBTS),
    *(f"label_text.problem.{code}" for code in PROBLEMS),
    *(f"label_text.difference.{code}" for code in DIFFERENCES),
)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_code_can_be_said(language: str) -> None:
    speak = catalogue().speak(language)  # type: ignore[arg-type]
    assert [code for code in CODES if not speak.has(code)] == []


def test_every_doubt_of_the_form_table_is_known() -> None:
    told = {form.doubt for form in label_tables().forms} | {
        form.several for form in label_tables().forms
    }
    assert told - {""} <= set(DOUBTS)


def test_elements_are_rows_of_the_label_tables() -> None:
    ids = [trigger.element for trigger in label_tables().elements]
    assert all(re.fullmatch(r"[FCH]\d{2}", one) for one in ids)
    assert ids == sorted(ids, key=lambda one: ("FCH".index(one[0]), one))
    assert {"F01", "F07", "F10", "F23", "C02", "C07", "H03"} - set(ids) == {"F23"}


def test_a_malformed_table_is_refused() -> None:
    texts = {
        name: resource(f"label_text/{name}.toml").read_text("utf-8")
        for name in ("date_forms", "keywords", "numbers", "elements")
    }
    with pytest.raises(KeyError):
        LabelTables.from_toml(**{**texts, "keywords": "[produced]\nwords = []\n"})
    with pytest.raises(re.error):
        LabelTables.from_toml(**{**texts, "elements": "F01 = ['(']\n"})
