"""Sealed records that the central system has to keep without understanding them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from inspector_app.wire.link import MAX_PAYLOAD
from tests.fakes.sealed_payloads import inspection


@dataclass(frozen=True)
class OddRecord:
    """``payload`` is made of a station's number and a counter, so that each is its own."""

    name: str
    payload: Callable[[int, int], bytes]
    kind: str = "created"


def _changed(part: str = "", /, **changes: object) -> Callable[[int, int], bytes]:
    """An inspection with other values, at its top or in one part; as JSON that says ``\\ud800``."""

    def make(station: int, number: int) -> bytes:
        whole = json.loads(inspection(station * 1_000_000 + number))
        (whole[part] if part else whole).update(changes)
        return json.dumps(whole).encode()

    return make


ODD: Final = (
    OddRecord("unknown schema", _changed(schema="inspection/99")),
    OddRecord("unknown kind", _changed(), kind="from_the_future"),
    OddRecord("unknown product", _changed(product={"id": "P-none", "names": {"zh": "无"}})),
    OddRecord("no JSON", lambda s, n: b"\xff\x00 no record %d %d" % (s, n)),
    OddRecord("empty object", lambda s, n: b'{"a":"%d/%d"}' % (s, n)),
    OddRecord("deep nesting", lambda s, n: b"[" * 90_000 + b"%d%d" % (s, n)),
    OddRecord("nothing but zeros", lambda s, n: bytes(5_000) + b"%d/%d" % (s, n)),
    OddRecord("NUL in a text", _changed(lot={"number": "J\x00261122", "size": 5})),
    OddRecord("half a surrogate", _changed(lot={"number": "J\ud800", "size": 5})),
    OddRecord("huge number", _changed(lot={"number": "J", "size": 10**400})),
    OddRecord("negative size", _changed(lot={"number": "J", "size": -1})),
    OddRecord("impossible day", _changed("record", business_date="2026-02-31")),
    OddRecord("day of another age", _changed("record", business_date="9999-12-31")),
    OddRecord("moment before 1970", _changed("record", sealed_at="0001-01-01T00:00:00Z")),
    OddRecord("SQL and a template", _changed(lot={"number": "'; DROP TABLE events; --{{7*7}}"})),
    OddRecord("largest payload", lambda s, n: (b"%d/%d " % (s, n)).ljust(MAX_PAYLOAD, b"x")),
    OddRecord("a photo twice", _changed(photos=[{"sha256": "a" * 64, "size": 9}] * 2)),
    OddRecord("a photo that never comes", _changed(photos=[{"sha256": "b" * 64, "size": 9}])),
    OddRecord("photos beyond all bounds", _changed(photos=[{"sha256": "c", "size": -9}])),
    OddRecord("disposition of nothing", lambda s, n: b'{"schema":"disposition/1"}%d%d' % (s, n)),
)
