"""Papers that must come with the goods: which, per what, and what their absence means.

The rules are data (``documents_required.csv``): practice, editable by the customer. A lot keeps
the rules it was opened under.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias, get_args

from inspector_app.domain.errors import StandardError
from inspector_app.domain.master import Category, Names

Per: TypeAlias = Literal["batch", "product", "producer", "delivery"]
Absence: TypeAlias = Literal["park", "hold"]

COLUMNS = (
    "id", "category", "origin", "zh", "en", "per", "expires", "carries_batch", "if_missing",
    "items",
)  # fmt: skip
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_YES_NO = {"yes": True, "no": False}
MAX_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRule:
    """One paper. ``category`` and ``origin`` are those of products, or ``any``.

    ``absence`` ``park`` sets the lot aside until the paper comes (待资料) and may be waived;
    ``hold`` holds it, for the law wants the paper. ``items`` are questions of a standard that ask
    for the paper: where one of them is asked, it decides whether the paper is needed at all.
    """

    id: str
    names: Names
    category: str
    origin: str
    per: Per
    expires: bool = False
    carries_batch: bool = False
    absence: Absence = "park"
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRules:
    """All papers of one version; an empty set asks for none."""

    version: str = ""
    rules: tuple[DocumentRule, ...] = ()

    def for_goods(self, category: str, origin: str) -> tuple[DocumentRule, ...]:
        """The papers such goods may need.

        A rule of a category no product has (消毒产品 are ``household``) comes along when a
        question can decide it.
        """
        return tuple(
            rule
            for rule in self.rules
            if rule.origin in ("any", origin)
            and (rule.category in ("any", category) or (rule.items and _undecided(rule.category)))
        )


def _undecided(category: str) -> bool:
    return category not in get_args(Category)


def parse_document_rules(text: str, version: str = "") -> DocumentRules:
    """Rules from CSV with the columns ``COLUMNS``; others are notes.

    Raises StandardError ``documents_columns_missing``, ``documents_row_bad`` (with line and
    column), ``documents_id_twice``, ``documents_too_many``.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise StandardError("documents_columns_missing", columns=", ".join(missing))
    found: dict[str, DocumentRule] = {}
    try:
        for row in reader:
            rule = _rule(reader.line_num, row)
            if rule.id in found:
                raise StandardError("documents_id_twice", line=reader.line_num, id=rule.id)
            found[rule.id] = rule
            if len(found) > MAX_ROWS:
                raise StandardError("documents_too_many", limit=MAX_ROWS)
    except csv.Error as problem:
        raise StandardError(
            "documents_row_bad", line=reader.line_num, column="", value=str(problem)
        ) from problem
    return DocumentRules(version=version, rules=tuple(found.values()))


def _rule(line: int, row: dict[str, str]) -> DocumentRule:
    values = {name: (row.get(name) or "").strip() for name in COLUMNS}

    def chosen(column: str, allowed: tuple[str, ...]) -> str:
        if values[column] not in allowed:
            raise StandardError(
                "documents_row_bad", line=line, column=column, value=values[column][:40]
            )
        return values[column]

    for column in ("id", "category", "origin"):
        if not _ID.fullmatch(values[column]):
            chosen(column, ())
    for column in ("zh", "en"):
        if not values[column]:
            chosen(column, ())
    return DocumentRule(
        id=values["id"], names={"zh": values["zh"], "en": values["en"]},
        category=values["category"], origin=values["origin"],
        per=chosen("per", get_args(Per)),  # type: ignore[arg-type]  # checked against it
        expires=_YES_NO[chosen("expires", tuple(_YES_NO))],
        carries_batch=_YES_NO[chosen("carries_batch", tuple(_YES_NO))],
        absence=chosen("if_missing", get_args(Absence)),  # type: ignore[arg-type]  # as above
        items=tuple(values["items"].split()),
    )  # fmt: skip


def same_batch(on_paper: str, on_goods: str) -> bool:
    """Whether both name one batch: every sign counts, but for width, case and blanks."""
    return _plain(on_paper) == _plain(on_goods)


def _plain(number: str) -> str:
    return "".join(unicodedata.normalize("NFKC", number).split()).upper()


def expired(valid_until: date | None, on: date) -> bool:
    """Whether the paper's last day lies before ``on``."""
    return valid_until is not None and valid_until < on
