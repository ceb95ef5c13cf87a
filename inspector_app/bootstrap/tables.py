"""Tables of the domain, read once from the shipped resources."""

from __future__ import annotations

import json
from functools import cache

import msgspec

from inspector_app.bootstrap.resources import resource
from inspector_app.domain.gs1 import GsTables
from inspector_app.domain.label_text.tables import LabelTables
from inspector_app.domain.sampling import SamplingTables
from inspector_app.domain.shelf_life import ShelfLifeRules


@cache
def gs_tables() -> GsTables:
    """Application identifiers, prefixes, symbologies and countries of ``resources/gs1``."""

    def text(name: str) -> str:
        return resource(f"gs1/{name}.csv").read_text("utf-8")

    return GsTables.from_csv(
        ais=text("application_identifiers"),
        other_ais=text("other_identifiers"),
        predefined=text("predefined_length"),
        prefixes=text("prefixes"),
        symbologies=text("symbology_ids"),
        countries=text("countries"),
        code_lists=text("code_lists"),
    )


@cache
def sampling_tables() -> SamplingTables:
    """The single sampling plans of ``resources/sampling``, labelled with their edition."""
    index = json.loads(resource("sampling/edition.json").read_text("utf-8"))

    def text(name: str) -> str:
        return resource(f"sampling/{name}").read_text("utf-8")

    plans = index["plans"]
    return SamplingTables.from_csv(
        index["edition"],
        text(index["code_letters"]),
        text(plans["normal"]),
        text(plans["tightened"]),
        text(plans["reduced"]),
    )


@cache
def shelf_life_rules() -> ShelfLifeRules:
    """The shipped default rules; a published set of the central system takes their place."""
    data = resource("shelf_life/rules.json").read_bytes()
    return msgspec.json.decode(data, type=ShelfLifeRules).check()


@cache
def label_tables() -> LabelTables:
    """Forms of printed dates, trigger words, numbers and elements of ``resources/label_text``."""

    def text(name: str) -> str:
        return resource(f"label_text/{name}.toml").read_text("utf-8")

    return LabelTables.from_toml(
        date_forms=text("date_forms"),
        keywords=text("keywords"),
        numbers=text("numbers"),
        elements=text("elements"),
    )
