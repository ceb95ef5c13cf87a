"""One text for one value, whatever is added to its type later."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

from inspector_app.wire.canonical import canonical, digest


@dataclass(frozen=True, kw_only=True)
class Early:
    """As first published."""

    version: int
    id: str
    days: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Later:
    """With a field of a later version."""

    id: str
    version: int
    days: tuple[int, ...] = ()
    note: str | None = None
    inner: Early | None = None
    names: dict[str, str] = field(default_factory=dict)


def test_a_later_field_at_its_default_changes_no_digest() -> None:
    early = canonical(Early(id="a", version=2, days=(1, 2)))
    later = canonical(Later(id="a", version=2, days=(1, 2)))
    assert later == early == b'{"days":[1,2],"id":"a","version":2}'


def test_a_field_that_says_something_is_in_the_text() -> None:
    told = canonical(Later(id="a", version=1, note="n", inner=Early(id="b", version=0)))
    assert json.loads(told)["inner"] == {"id": "b", "version": 0}
    assert json.loads(told)["note"] == "n"


def test_mappings_are_sorted_and_the_digest_is_of_the_text() -> None:
    assert canonical({"b": 1, "a": [None, 2.5, "文"]}) == '{"a":[null,2.5,"文"],"b":1}'.encode()
    assert digest(b"x") == hashlib.sha256(b"x").hexdigest()
