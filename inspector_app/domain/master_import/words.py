"""Headings and words of imported tables, in both languages."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias, get_args

ImportKind: TypeAlias = Literal["products", "suppliers", "orders", "users"]
KINDS: Final[tuple[ImportKind, ...]] = get_args(ImportKind)
WordLanguage: TypeAlias = Literal["zh", "en"]

_HINT: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column we know, with its headings, the usual one first."""

    name: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    key: bool = False
    required: bool = False

    @property
    def both(self) -> str:
        """The usual heading in both languages."""
        return f"{self.zh[0]} ({self.en[0]})"

    def heading(self, language: WordLanguage) -> str:
        """The usual heading."""
        return self.zh[0] if language == "zh" else self.en[0]


@dataclass(frozen=True, slots=True)
class ImportWords:
    """Columns of each kind by their own names, and choices by folded word."""

    columns: Mapping[ImportKind, Mapping[str, Column]]
    choices: Mapping[str, Mapping[str, str]]
    headings: Mapping[ImportKind, Mapping[str, str]]
    """Folded heading → the column's own name."""

    @classmethod
    def from_toml(cls, text: str) -> ImportWords:
        """Read ``resources/master_data/columns.toml``; ValueError when two columns share a
        heading."""
        document = tomllib.loads(text)
        columns = {kind: _columns(document["columns"][kind]) for kind in KINDS}
        return cls(
            columns=columns,
            choices={
                name: {
                    fold(word): value for value, words in values.items() for word in (value, *words)
                }
                for name, values in document["choices"].items()
            },
            headings={kind: _headings(columns[kind]) for kind in KINDS},
        )


def fold(text: str) -> str:
    """What counts of a heading or a choice: ``商品编码 (必填)*`` and ``商品编码`` are the same.

    A text in brackets alone stays.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    short = _letters(_HINT.sub("", plain))
    return short or _letters(plain) or plain.strip()


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def _columns(table: Mapping[str, Any]) -> dict[str, Column]:
    return {
        name: Column(
            name=name, zh=tuple(found["zh"]), en=tuple(found["en"]),
            key=found.get("key", False), required=found.get("required", False),
        )
        for name, found in table.items()
    }  # fmt: skip


def _headings(columns: Mapping[str, Column]) -> dict[str, str]:
    known: dict[str, str] = {}
    for name, column in columns.items():
        for word in (name, *column.zh, *column.en):
            if known.setdefault(fold(word), name) != name:
                raise ValueError(f"{word!r} is a heading of {name} and of {known[fold(word)]}")
    return known
