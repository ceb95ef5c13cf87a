"""GS1 Digital Link addresses: the key and its qualifiers in the path, attributes in the query.

Source: GS1 Digital Link Standard: URI Syntax, release 1.3, section 4.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import unquote, urlsplit

from inspector_app.domain.gs1.gtin import is_digits
from inspector_app.domain.gs1.result import Problem
from inspector_app.domain.gs1.tables import GsTables

Pairs: TypeAlias = tuple[tuple[str, str], ...]

# Scheme, host name or IPv6 address, port.
_ADDRESS: Final = re.compile(
    r"https?://(?:[\w.-]+|\[[0-9A-F:.]+\])(?::[0-9]*)?(?:[/?#]|\Z)", re.IGNORECASE
)
# The standard knows the scheme in small or in capital letters, not mixed.
_SCHEME: Final = re.compile(r"https?:|HTTPS?:")
# Older releases let ``;`` separate as well, newer ones let it stand in a value.
_QUERY_SEPARATORS: Final = re.compile(r"&|;+(?=\w+=|[;&]|\Z)")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkContent:
    """AI and value pairs in the order path, query, and what is wrong with the address."""

    pairs: Pairs
    problems: tuple[Problem, ...] = ()


def is_web_address(text: str) -> bool:
    """Whether the text is an http or https address."""
    return _ADDRESS.match(text) is not None


def read_link(text: str, tables: GsTables) -> LinkContent | None:
    """The content of a Digital Link; None when the address is an ordinary one.

    The rightmost key of the path counts, so that the address may have any stem before it.
    """
    if _SCHEME.match(text) is None:
        return None
    try:
        address = urlsplit(text)
    except ValueError:
        return None
    path = _path_pairs(address.path.split("/")[1:], tables)
    if path is None:
        return None
    problems: list[Problem] = []
    qualifiers = _qualifiers_of(path, tables, problems)
    pairs = _padded(path + _query(address.query, qualifiers, tables, problems), problems)
    problems.extend(_repeated(pairs))
    return LinkContent(pairs=pairs, problems=tuple(problems))


def _path_pairs(segments: list[str], tables: GsTables) -> Pairs | None:
    """Pairs of identifier and value back from the end of the path, up to the first key."""
    for start in range(len(segments) - 2, -1, -2):
        rule = tables.rules.get(segments[start])
        if rule is None or not segments[start + 1]:
            return None
        if rule.link_qualifiers is not None:
            names, values = segments[start::2], segments[start + 1 :: 2]
            return tuple(zip(names, map(unquote, values), strict=True))
    return None


def _qualifiers_of(path: Pairs, tables: GsTables, problems: list[Problem]) -> tuple[str, ...]:
    """The sequence of qualifiers that the path follows; a problem where it follows none."""
    key, *names = (name for name, _ in path)
    alternatives = tables.rules[key].link_qualifiers or ((),)
    for sequence in alternatives:
        rest = iter(sequence)
        if all(name in rest for name in names):
            return sequence
    problems.append(Problem(code="link_path_order", params={"path": "/".join((key, *names))}))
    return ()


def _query(
    query: str, qualifiers: tuple[str, ...], tables: GsTables, problems: list[Problem]
) -> Pairs:
    pairs: list[tuple[str, str]] = []
    for item in _QUERY_SEPARATORS.split(query):
        name, equals, value = item.partition("=")
        if not equals or not is_digits(name):
            continue
        rule = tables.rules.get(name)
        if rule is None:
            problems.append(Problem(code="link_key_unknown", params={"ai": name}))
            continue
        if name in qualifiers or not rule.link_attribute:
            problems.append(Problem(code="link_key_misplaced", params={"ai": name}))
        pairs.append((name, unquote(value.replace("+", " "))))
    return tuple(pairs)


def _padded(pairs: Pairs, problems: list[Problem]) -> Pairs:
    """Older addresses carry the GTIN with 8, 12 or 13 digits: read it, and say so."""
    whole: list[tuple[str, str]] = []
    for ai, value in pairs:
        if ai == "01" and len(value) in (8, 12, 13):
            note = Problem(code="link_gtin_short", params={"value": value}, severity="warning")
            problems.append(note)
            value = value.zfill(14)
        whole.append((ai, value))
    return tuple(whole)


def _repeated(pairs: Pairs) -> list[Problem]:
    names = [name for name, _ in pairs]
    return [
        Problem(code="link_key_repeated", params={"ai": name})
        for name in sorted(set(names))
        if names.count(name) > 1
    ]
