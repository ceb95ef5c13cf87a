"""Reading an untyped document (mappings, lists, scalars) strictly, with the place of every fault.

Used for inspection standards, whose YAML is also written by supervisors: nothing is ignored,
nothing is converted silently (YAML reads ``no`` as a truth value and ``2.5`` as a float).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar, get_args

from inspector_app.domain.errors import StandardError

T = TypeVar("T")

LANGUAGES = ("zh", "en")
MAX_TEXT = 2_000
"""Characters of one text: a question or a help text fits a screen."""

MOST = 999_999_999
"""No version, count or number of units is larger."""

_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")
_DECIMAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,9})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the document and where it stands, such as ``stages[2].items[0].kind``."""

    value: Any
    place: str = ""

    def refuse(self, code: str, **params: str | int) -> StandardError:
        """The error to raise for this place."""
        return StandardError(code, place=self.place or ".", **params)

    def fields(self, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, Node]:
        """The members of a mapping; ``unknown_key``, ``missing_key``, ``wrong_type``."""
        if not isinstance(self.value, Mapping):
            raise self.refuse("wrong_type", wanted="mapping", found=type(self.value).__name__)
        known = {*required, *optional}
        for key in self.value:
            if key not in known:
                raise self.refuse("unknown_key", key=str(key))
        for key in required:
            if key not in self.value:
                raise self.refuse("missing_key", key=key)
        return {key: Node(inner, self._below(key)) for key, inner in self.value.items()}

    def members(
        self, required: Iterable[str], optional: Iterable[str], faults: list[StandardError]
    ) -> dict[str, Node]:
        """As ``fields``, but every fault goes to ``faults`` and what is sound is returned."""
        if not isinstance(self.value, Mapping):
            wanted = {"wanted": "mapping", "found": type(self.value).__name__}
            faults.append(self.refuse("wrong_type", **wanted))
            return {}
        required = tuple(required)
        known = {*required, *optional}
        faults += [self.refuse("unknown_key", key=str(k)) for k in self.value if k not in known]
        faults += [self.refuse("missing_key", key=k) for k in required if k not in self.value]
        return {key: Node(v, self._below(key)) for key, v in self.value.items() if key in known}

    def entries(self) -> list[Node]:
        """The elements of a list; ``wrong_type``."""
        if not isinstance(self.value, list | tuple):
            raise self.refuse("wrong_type", wanted="list", found=type(self.value).__name__)
        return [Node(inner, f"{self.place}[{at}]") for at, inner in enumerate(self.value)]

    def below(self, key: str) -> list[Node]:
        """The elements of a member, as far as there are any."""
        inner = self.value.get(key) if isinstance(self.value, Mapping) else None
        return Node(inner, self._below(key)).entries() if isinstance(inner, list) else []

    def keyed(self) -> dict[str, Node]:
        """The members of a mapping whose keys are free; ``wrong_type``."""
        if not isinstance(self.value, Mapping):
            raise self.refuse("wrong_type", wanted="mapping", found=type(self.value).__name__)
        return {str(key): Node(inner, self._below(str(key))) for key, inner in self.value.items()}

    def text(self) -> str:
        """A text without surrounding blanks or control characters (line ends aside), of at most
        ``MAX_TEXT`` characters; ``wrong_type``, ``bad_value``, ``text_too_long``."""
        if not isinstance(self.value, str):
            raise self.refuse("wrong_type", wanted="text", found=type(self.value).__name__)
        if len(self.value) > MAX_TEXT:
            raise self.refuse("text_too_long", length=len(self.value), limit=MAX_TEXT)
        if _UNPRINTABLE.search(self.value):
            raise self.refuse("bad_value", value=ascii(self.value)[1:-1])
        if self.value != self.value.strip() or not self.value:
            raise self.refuse("bad_value", value=self.value)
        return self.value

    def matching(self, pattern: re.Pattern[str]) -> str:
        """A text that the whole pattern matches; ``bad_value``."""
        text = self.text()
        if not pattern.fullmatch(text):
            raise self.refuse("bad_value", value=text)
        return text

    def identifier(self) -> str:
        """Lower snake case of at most 64 characters; ``bad_value``."""
        return self.matching(_ID)

    def integer(self, low: int) -> int:
        """A whole number from ``low`` to ``MOST``; ``wrong_type``, ``bad_value``."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.refuse("wrong_type", wanted="whole number", found=type(self.value).__name__)
        if not low <= self.value <= MOST:
            raise self.refuse("bad_value", value=str(self.value)[:24])
        return self.value

    def truth(self) -> bool:
        """true or false; ``wrong_type``."""
        if not isinstance(self.value, bool):
            raise self.refuse("wrong_type", wanted="true or false", found=type(self.value).__name__)
        return self.value

    def decimal_text(self) -> str:
        """A decimal number written in quotes, so that 0.1 stays 0.1; ``wrong_type``,
        ``not_a_number``."""
        text = self.text()
        if not _DECIMAL.fullmatch(text):
            raise self.refuse("not_a_number", value=text)
        return text

    def day(self) -> date:
        """A date, ``2027-03-16``, with or without quotes; ``wrong_type``, ``not_a_date``."""
        if isinstance(self.value, date) and not isinstance(self.value, datetime):
            return self.value
        text = self.text()
        try:
            return date.fromisoformat(text if _DAY.fullmatch(text) else "")
        except ValueError:
            raise self.refuse("not_a_date", value=text) from None

    def one_of(self, kind: Any) -> Any:
        """One of the values of a ``Literal``; ``wrong_type``, ``value_not_allowed``."""
        text = self.text()
        allowed = get_args(kind)
        if text not in allowed:
            raise self.refuse("value_not_allowed", value=text, allowed=", ".join(allowed))
        return text

    def several_of(self, kind: Any) -> tuple[Any, ...]:
        """A list without repetition of values of a ``Literal``."""
        return self._distinct([(entry, entry.one_of(kind)) for entry in self.entries()])

    def texts(self) -> tuple[str, ...]:
        """A list of texts without repetition."""
        return self._distinct([(entry, entry.text()) for entry in self.entries()])

    def texts_matching(self, pattern: re.Pattern[str]) -> tuple[str, ...]:
        """A list without repetition of texts the whole pattern matches; ``bad_value``."""
        return self._distinct([(entry, entry.matching(pattern)) for entry in self.entries()])

    def names(self) -> dict[str, str]:
        """``{"zh": …, "en": …}``, both present; ``missing_key``, ``unknown_key``."""
        return {key: node.text() for key, node in self.fields(LANGUAGES).items()}

    def _distinct(self, found: list[tuple[Node, T]]) -> tuple[T, ...]:
        seen: list[T] = []
        for node, value in found:
            if value in seen:
                raise node.refuse("duplicate_id", id=str(value))
            seen.append(value)
        return tuple(seen)

    def _below(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key


def unique(nodes: Iterable[tuple[Node, str]]) -> None:
    """Refuse the second bearer of an id; ``duplicate_id``."""
    seen: set[str] = set()
    for node, name in nodes:
        if name in seen:
            raise node.refuse("duplicate_id", id=name)
        seen.add(name)


def attempt(read: Callable[[Node], T], node: Node | None, faults: list[StandardError]) -> T | None:
    """What ``read`` makes of a node that is there; its refusal goes to ``faults``."""
    if node is None:
        return None
    try:
        return read(node)
    except StandardError as fault:
        faults.append(fault)
        return None


def doubled(nodes: Iterable[Node]) -> list[StandardError]:
    """``duplicate_id`` for each mapping whose ``id`` an earlier one has."""
    seen: set[str] = set()
    faults = []
    for node in nodes:
        name = node.value.get("id") if isinstance(node.value, Mapping) else None
        if isinstance(name, str) and name in seen:
            faults.append(node.refuse("duplicate_id", id=name))
        elif isinstance(name, str):
            seen.add(name)
    return faults
