"""Tables of the domain, read once from the shipped resources."""

from __future__ import annotations

import hashlib
import json
from functools import cache

import msgspec

from inspector_app.bootstrap.resources import resource
from inspector_app.domain.documents import DocumentRules, parse_document_rules
from inspector_app.domain.errors import EvidenceError
from inspector_app.domain.gs1 import GsTables
from inspector_app.domain.label_text.tables import LabelTables
from inspector_app.domain.master_import.words import ImportWords
from inspector_app.domain.sampling import SamplingTables
from inspector_app.domain.shelf_life import ShelfLifeRules
from inspector_app.wire.canonical import canonical

_EDITION = "edition.json"


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
    return sampling_tables_from(sampling_text())


@cache
def sampling_text() -> bytes:
    """The files of the sampling tables as one JSON text, for the digest and for evidence."""
    index = resource(f"sampling/{_EDITION}").read_text("utf-8")
    names = json.loads(index)
    files = (names["code_letters"], *names["plans"].values())
    texts = {name: resource(f"sampling/{name}").read_text("utf-8") for name in files}
    return canonical({_EDITION: index, **texts})


def sampling_tables_from(text: bytes) -> SamplingTables:
    """The tables of such a text; EvidenceError ``evidence_text_unreadable``."""
    try:
        files = msgspec.json.decode(text, type=dict[str, str])
        index = json.loads(files[_EDITION])
        plans = index["plans"]
        return SamplingTables.from_csv(
            index["edition"],
            files[index["code_letters"]],
            files[plans["normal"]],
            files[plans["tightened"]],
            files[plans["reduced"]],
        )
    except (msgspec.MsgspecError, ValueError, LookupError, TypeError, ArithmeticError) as problem:
        raise EvidenceError("evidence_text_unreadable", kind="sampling") from problem


@cache
def shelf_life_rules() -> ShelfLifeRules:
    """The shipped default rules; a published set of the central system takes their place."""
    data = resource("shelf_life/rules.json").read_bytes()
    return msgspec.json.decode(data, type=ShelfLifeRules).check()


@cache
def document_rules() -> DocumentRules:
    """Which papers must come with goods, of ``resources/documents``; the version is its digest."""
    data = resource("documents/documents_required.csv").read_bytes()
    return parse_document_rules(data.decode("utf-8"), hashlib.sha256(data).hexdigest()[:12])


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


@cache
def import_words() -> ImportWords:
    """Headings and words of imported tables, of ``resources/master_data``."""
    return ImportWords.from_toml(resource("master_data/columns.toml").read_text("utf-8"))
