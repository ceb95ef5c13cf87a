"""GS1 Digital Link addresses: the key and its qualifiers in the path, attributes in the query.

Source: GS1 Digital Link Standard: URI Syntax, release 1.3, section 4.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from inspector_app.domain.gs1.result import Problem
from inspector_app.domain.gs1.tables import GsTables

# Scheme, host name or IPv6 address, port.
_ADDRESS: Final = re.compile(
    r"https?://(?:[\w.-]+|\[[0-9A-F:.]+\])(?::[0-9]*)?(?:[/?#]|\Z)", re.IGNORECASE
)
_QUERY_SEPARATORS: Final = re.compile(r"[&;]")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkContent:
    """AI and value pairs in the order path, query, and what is wrong with the address."""

    pairs: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...] = ()


def is_web_address(text: str) -> bool:
    """Whether the text is an http or https address."""
    return _ADDRESS.match(text) is not None


def read_link(text: str, tables: GsTables) -> LinkContent | None:
    """The content of a Digital Link; None when the address is an ordinary one.

    The rightmost key of the path counts, so that the address may have any stem before it.
    """
    try:
        address = urlsplit(text)
    except ValueError:
        return None
    segments = address.path.split("/")[1:]
    for start in range(len(segments) - 2, -1, -1):
        rule = tables.rules.get(segments[start])
        if rule is None or rule.link_qualifiers is None:
            continue
        names, values = segments[start::2], segments[start + 1 :: 2]
        if len(names) != len(values) or not all(values):
            continue
        alternative = _alternative(names[1:], rule.link_qualifiers)
        if alternative is None:
            continue
        path = tuple(zip(names, map(unquote, values), strict=True))
        problems: list[Problem] = []
        query = _query(address.query, alternative, tables, problems)
        pairs = _padded(path + query, problems)
        problems.extend(_repeated(pairs))
        return LinkContent(pairs=pairs, problems=tuple(problems))
    return None


def _alternative(
    names: list[str], alternatives: tuple[tuple[str, ...], ...]
) -> tuple[str, ...] | None:
    """The sequence of qualifiers that holds ``names`` in this order, each optional."""
    for sequence in alternatives:
        rest = iter(sequence)
        if all(name in rest for name in names):
            return sequence
    return None


def _query(
    query: str, qualifiers: tuple[str, ...], tables: GsTables, problems: list[Problem]
) -> tuple[tuple[str, str], ...]:
    pairs: list[tuple[str, str]] = []
    for item in filter(None, _QUERY_SEPARATORS.split(query)):
        name, _, value = item.partition("=")
        if not (name.isascii() and name.isdigit()):
            continue
        rule = tables.rules.get(name)
        if rule is None:
            problem = Problem(code="link_key_unknown", params={"ai": name}, severity="warning")
            problems.append(problem)
            continue
        if name in qualifiers or not rule.link_attribute:
            problems.append(Problem(code="link_key_misplaced", params={"ai": name}))
        pairs.append((name, unquote(value.replace("+", " "))))
    return tuple(pairs)


def _padded(
    pairs: tuple[tuple[str, str], ...], problems: list[Problem]
) -> tuple[tuple[str, str], ...]:
    """Older addresses carry the GTIN with 8, 12 or 13 digits: read it, and say so."""
    whole: list[tuple[str, str]] = []
    for ai, value in pairs:
        if ai == "01" and len(value) in (8, 12, 13):
            note = Problem(code="link_gtin_short", params={"value": value}, severity="warning")
            problems.append(note)
            value = value.zfill(14)
        whole.append((ai, value))
    return tuple(whole)


def _repeated(pairs: tuple[tuple[str, str], ...]) -> list[Problem]:
    names = [name for name, _ in pairs]
    return [
        Problem(code="link_key_repeated", params={"ai": name})
        for name in sorted(set(names))
        if names.count(name) > 1
    ]
