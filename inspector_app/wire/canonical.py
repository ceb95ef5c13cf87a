"""One text for one value: what digests of rules are taken over.

Fields that hold their default are left out and keys are sorted, so that a field added later, with
a default, changes no digest that was sealed before it existed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from hashlib import sha256
from typing import Any

import msgspec


def canonical(value: object) -> bytes:
    """The JSON text of a domain value (dataclasses, mappings, sequences, plain values)."""
    return msgspec.json.encode(_plain(value), order="sorted")


def digest(text: bytes) -> str:
    """SHA-256 of a text in lower hex."""
    return sha256(text).hexdigest()


def _default(each: Field[Any]) -> object:
    """What the field holds when nothing is said; MISSING when something must be."""
    return each.default if each.default_factory is MISSING else each.default_factory()


def _plain(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        held = {each.name: (getattr(value, each.name), each) for each in fields(value)}
        return {
            name: _plain(content)
            for name, (content, each) in held.items()
            if content != _default(each)
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(content) for key, content in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(content) for content in value]
    return value
