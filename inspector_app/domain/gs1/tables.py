"""The tables of GS1 codes as the station knows them; texts come from the shipped resources.

Sources: GS1 Barcode Syntax Dictionary (Apache-2.0, see NOTICE), the AIM symbology identifiers of
ISO/IEC 15424, GS1's prefix list, and ISO 3166-1 numeric country codes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast, get_args

Payload: TypeAlias = Literal["elements", "plain", "retail", "retail_add_on", "add_on", "itf"]
PrefixUse: TypeAlias = Literal["trade", "in_store", "coupon", "refund", "issn", "isbn"]

_COMPONENT = re.compile(r"(\[?)([NXYZ])(\.\.)?([0-9]+)\]?\Z")


class GsTableError(ValueError):
    """A shipped table is malformed; raised at start-up and in tests, never at a bench."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One part of a value: ``charset`` N (digits), X (set 82), Y (set 39) or Z (set 64),
    its length in characters, and the names of its content checks."""

    charset: str
    shortest: int
    longest: int
    optional: bool = False
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AiRule:
    """One application identifier.

    ``fixed``: predefined length, no separator needed after it. ``requires``: one of these sets of
    AIs must be on the item. ``excludes``: patterns (``n`` is any digit) that must not be.
    ``link_qualifiers``: for a Digital Link key, the ordered qualifiers of each alternative;
    None when it is no key. ``intake``: met on goods that arrive; the others are read over.
    """

    ai: str
    title: str
    fixed: bool
    components: tuple[Component, ...]
    requires: tuple[tuple[str, ...], ...] = ()
    excludes: tuple[str, ...] = ()
    link_qualifiers: tuple[tuple[str, ...], ...] | None = None
    link_attribute: bool = True
    intake: bool = True

    @property
    def shortest(self) -> int:
        """Least length of the value."""
        return sum(part.shortest for part in self.components if not part.optional)

    @property
    def longest(self) -> int:
        """Greatest length of the value."""
        return sum(part.longest for part in self.components)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefix:
    """A range of the first three digits of a GTIN-13: what it is for, and who issued it."""

    first: int
    last: int
    use: PrefixUse
    issuer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GsTables:
    """All tables; made once by ``from_csv`` and passed to ``parse_scan``."""

    rules: Mapping[str, AiRule]
    predefined: Mapping[str, int]
    prefixes: tuple[Prefix, ...]
    symbologies: Mapping[str, Payload]
    countries: frozenset[str]
    country_letters: frozenset[str] = frozenset()
    currencies: frozenset[str] = frozenset()
    package_types: frozenset[str] = frozenset()

    @classmethod
    def from_csv(
        cls,
        *,
        ais: str,
        predefined: str,
        prefixes: str,
        symbologies: str,
        countries: str,
        other_ais: str = "",
        code_lists: str = "",
    ) -> GsTables:
        """Read the CSV texts of ``resources/gs1``; GsTableError when one is malformed."""
        rows = (*_rows(ais), *_rows(other_ais))
        lists = {row["list"]: frozenset(row["codes"].split()) for row in _rows(code_lists)}
        return cls(
            rules={rule.ai: rule for row in rows for rule in _rules(row)},
            predefined={
                row["ai_first_two_digits"]: int(row["total_length_incl_ai"])
                for row in _rows(predefined)
            },
            prefixes=tuple(_prefix(row) for row in _rows(prefixes)),
            symbologies={row["aim_id"]: _payload(row["payload"]) for row in _rows(symbologies)},
            countries=frozenset(row["numeric"] for row in _rows(countries)),
            country_letters=lists.get("iso3166alpha2", frozenset()),
            currencies=lists.get("iso4217", frozenset()),
            package_types=lists.get("packagetype", frozenset()),
        )

    def rule_at(self, text: str, offset: int = 0) -> AiRule | None:
        """The rule of the AI that begins at ``offset``; AIs have two to four digits."""
        for length in (2, 3, 4):
            rule = self.rules.get(text[offset : offset + length])
            if rule is not None:
                return rule
        return None

    def prefix(self, first_three: str) -> Prefix | None:
        """The range that holds these three digits, or None where the table has none."""
        number = int(first_three)
        return next((p for p in self.prefixes if p.first <= number <= p.last), None)


def _rows(text: str) -> Iterator[dict[str, str]]:
    for row in csv.DictReader(io.StringIO(text)):
        if None in row.values():
            raise GsTableError(f"row is too short: {row}")
        yield row


def _rules(row: Mapping[str, str]) -> Iterator[AiRule]:
    attributes = row["attributes"].split()
    for ai in _ai_range(row["ai"]):
        yield AiRule(
            ai=ai,
            title=row["title"],
            fixed=row["predefined_length"] == "Y",
            components=tuple(_component(part) for part in row["spec"].split()),
            requires=_requires(attributes),
            excludes=tuple(_listed(attributes, "ex")),
            link_qualifiers=_qualifiers(attributes),
            link_attribute=row["dl_attr"] == "Y",
            intake=bool(row["intake_use"]),
        )


def _requires(attributes: list[str]) -> tuple[tuple[str, ...], ...]:
    """Each ``req`` must be met, by one of its groups: all combinations of one group of each."""
    choices: tuple[tuple[str, ...], ...] = ((),)
    for text in attributes:
        name, _, value = text.partition("=")
        if name == "req":
            groups = [tuple(group.split("+")) for group in value.split(",")]
            choices = tuple(chosen + group for chosen in choices for group in groups)
    return tuple(chosen for chosen in choices if chosen)


def _ai_range(text: str) -> Iterator[str]:
    first, _, last = text.partition("-")
    if not first.isdigit():
        raise GsTableError(f"no application identifier: {text!r}")
    width = len(first)
    for number in range(int(first), int(last or first) + 1):
        yield f"{number:0{width}d}"


def _component(text: str) -> Component:
    shape, *checks = text.split(",")
    found = _COMPONENT.match(shape)
    if found is None:
        raise GsTableError(f"no component: {text!r}")
    bracket, charset, up_to, length = found.groups()
    return Component(
        charset=charset,
        shortest=1 if up_to else int(length),
        longest=int(length),
        optional=bool(bracket),
        checks=tuple(checks),
    )


def _listed(attributes: list[str], key: str) -> list[str]:
    found = (text.partition("=") for text in attributes)
    return [item for name, _, value in found if name == key for item in value.split(",")]


def _qualifiers(attributes: list[str]) -> tuple[tuple[str, ...], ...] | None:
    for text in attributes:
        name, _, value = text.partition("=")
        if name == "dlpkey":
            return tuple(tuple(group.split(",")) for group in value.split("|")) if value else ((),)
    return None


def _prefix(row: Mapping[str, str]) -> Prefix:
    if row["use"] not in get_args(PrefixUse):
        raise GsTableError(f"no use of a prefix: {row['use']!r}")
    return Prefix(
        first=int(row["first"]),
        last=int(row["last"]),
        use=cast(PrefixUse, row["use"]),
        issuer=row["issuer"],
    )


def _payload(text: str) -> Payload:
    if text not in get_args(Payload):
        raise GsTableError(f"no payload: {text!r}")
    return cast(Payload, text)
