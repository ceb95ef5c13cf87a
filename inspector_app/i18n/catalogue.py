"""Texts by key, Chinese and English side by side in TOML files.

One mechanism serves screens, command line, reports and error sentences. Qt's own ``.ts`` files
were not used: keys work in Qt-free presenters and on the central system too, both languages of
a text stand beside each other, and a page switches its language without being rebuilt.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Literal, Protocol, TypeAlias

Language: TypeAlias = Literal["zh", "en"]
Param: TypeAlias = str | int | float
LANGUAGES: tuple[Language, ...] = ("zh", "en")


class Problem(Protocol):
    """An error with a code and parameters, such as every ``InspectorError``."""

    code: str
    params: dict[str, Param]


class CatalogueError(ValueError):
    """A translation file is malformed; raised at start-up and in tests, never at a bench."""


@dataclass(frozen=True)
class Catalogue:
    """``texts[key][language]``; keys are dotted, such as ``today.title``."""

    texts: Mapping[str, Mapping[str, str]]

    @classmethod
    def from_toml(cls, documents: Iterable[str]) -> Catalogue:
        """Merge TOML documents whose leaves are tables with exactly ``zh`` and ``en``."""
        texts: dict[str, Mapping[str, str]] = {}
        for document in documents:
            _add(tomllib.loads(document), texts)
        return cls(texts)

    @classmethod
    def late(cls, documents: Iterable[str]) -> Catalogue:
        """As ``from_toml``, but a document is read when one of its sections is first asked for:
        a first page needs a tenth of all texts, and reading all of them takes 0.1 s."""
        return cls(_LateTexts(documents))

    def speak(self, language: Language) -> Translator:
        return Translator(self, language)


_SECTION = re.compile(r"^\[([\w-]+)", re.MULTILINE)


class _LateTexts(Mapping[str, Mapping[str, str]]):
    """Texts by key; asking for a key reads the documents that have its first word as a section."""

    def __init__(self, documents: Iterable[str]) -> None:
        self._read: dict[str, Mapping[str, str]] = {}
        self._unread: dict[str, list[str]] = {}  # section: documents
        self._lock = Lock()
        for document in documents:
            for section in set(_SECTION.findall(document)):
                self._unread.setdefault(section, []).append(document)

    def __getitem__(self, key: str) -> Mapping[str, str]:
        found = self._read.get(key)
        if found is None:
            self._read_section(key.partition(".")[0])
            return self._read[key]
        return found

    def __iter__(self) -> Iterator[str]:
        for section in tuple(self._unread):
            self._read_section(section)
        return iter(tuple(self._read))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _read_section(self, wanted: str) -> None:
        with self._lock:
            for document in tuple(self._unread.get(wanted, ())):
                tables = tomllib.loads(document)
                for section in tables:
                    if document not in self._unread.get(section, ()):
                        raise CatalogueError(f"text {section!r} stands before the first section")
                _add(tables, self._read)
                for section in tables:
                    self._unread[section].remove(document)
            self._unread.pop(wanted, None)


def _add(tables: Mapping[str, Any], texts: dict[str, Mapping[str, str]]) -> None:
    for key, pair in _leaves(tables, ""):
        if key in texts:
            raise CatalogueError(f"text {key!r} is given twice")
        texts[key] = pair


def _leaves(table: Mapping[str, Any], prefix: str) -> Iterable[tuple[str, dict[str, str]]]:
    for name, value in table.items():
        key = f"{prefix}.{name}" if prefix else name
        if not isinstance(value, dict):
            raise CatalogueError(f"text {key!r} must be a table with zh and en")
        if all(isinstance(inner, str) for inner in value.values()):
            if set(value) != set(LANGUAGES):
                raise CatalogueError(f"text {key!r} must have exactly zh and en")
            yield key, value
        else:
            yield from _leaves(value, key)


@dataclass(frozen=True)
class Translator:
    """Texts of one language. A missing key shows itself as ``⟦key⟧``; a test keeps that away."""

    catalogue: Catalogue
    language: Language

    def __call__(self, key: str, /, **params: Param) -> str:
        """The text under ``key`` with ``{name}`` places filled from ``params``."""
        pair = self.catalogue.texts.get(key)
        if pair is None:
            return f"⟦{key}⟧"
        text = pair[self.language]
        return text.format_map(_Params(params)) if params or "{" in text else text

    def has(self, key: str) -> bool:
        return key in self.catalogue.texts

    def error(self, problem: Problem) -> str:
        """The sentence that says what went wrong and what to do."""
        key = f"errors.{problem.code}"
        if not self.has(key):
            return self("errors.unknown", code=problem.code)
        return self(key, **problem.params)

    def pick(self, names: Mapping[str, str]) -> str:
        """The wanted language of a ``{"zh": …, "en": …}`` value, Chinese where it is missing."""
        return names.get(self.language) or names.get("zh") or next(iter(names.values()), "")


class _Params(dict[str, Param]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
