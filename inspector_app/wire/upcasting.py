"""Older schemas are brought to the present one when they are read; sealed bytes never change.

A schema is ``name/number``. Whoever raises a number adds one step from the number before, and it
stays for as long as sealed payloads of that number may turn up, which is for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

import msgspec
from msgspec import Struct

from inspector_app.domain.errors import EvidenceError
from inspector_app.wire.unreadable import UNREADABLE

Step: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]
"""The content under the next number of its schema; ``schema`` itself is set by the caller."""

STEPS: Final[dict[str, Step]] = {}
"""By the schema that is left behind. Empty: all schemas are at their first number."""

_UNFIT: Final = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError)
"""What a step ends in for content that no station would have sealed."""


class _Named(Struct, frozen=True):
    schema: str = ""


_NAMED: Final = msgspec.json.Decoder(_Named)


def present_schema(schema: str) -> str:
    """The schema that one of this name is read as."""
    while schema in STEPS:
        schema = _next(schema)
    return schema


def present_form(payload: bytes) -> bytes:
    """The payload in its present schema, the very same bytes where it is; EvidenceError
    ``bad_payload`` for an older one that is not what its schema says."""
    if not STEPS:
        return payload
    try:
        schema = _NAMED.decode(payload).schema
        if schema not in STEPS:
            return payload
        content = msgspec.json.decode(payload, type=dict[str, Any])
        while schema in STEPS:
            content = STEPS[schema](content)
            schema = _next(schema)
        return msgspec.json.encode({**content, "schema": schema})
    except (*UNREADABLE, *_UNFIT) as problem:
        raise EvidenceError("bad_payload") from problem


def _next(schema: str) -> str:
    name, _, number = schema.rpartition("/")
    return f"{name}/{int(number) + 1}"
