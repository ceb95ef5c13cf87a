"""Acts of an inspection as JSON, in the station's database and inside sealed payloads."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from inspector_app.domain.errors import EvidenceError
from inspector_app.domain.inspection.acts import ACT_TYPES, Act, Entry
from inspector_app.wire.unreadable import UNREADABLE


class EntryLine(Struct, frozen=True, kw_only=True):
    """One entry; ``act`` is the JSON of the act's own fields, read by ``kind``."""

    n: int
    at: datetime
    monotonic_ns: int
    person_id: str
    kind: str
    act: msgspec.Raw


_DECODERS: Final[dict[str, msgspec.json.Decoder[Any]]] = {
    kind: msgspec.json.Decoder(type_) for kind, type_ in ACT_TYPES.items()
}


def encode_act(act: Act) -> bytes:
    """The act's fields as JSON without its kind."""
    return msgspec.json.encode(act)


def decode_act(kind: str, body: bytes) -> Act:
    """The act of that kind; EvidenceError ``unknown_act`` or ``bad_act``."""
    decoder = _DECODERS.get(kind)
    if decoder is None:
        raise EvidenceError("unknown_act", kind=kind)
    try:
        act: Act = decoder.decode(body)
    except UNREADABLE as problem:
        raise EvidenceError("bad_act", kind=kind) from problem
    return act


def to_line(entry: Entry) -> EntryLine:
    """The entry as it travels."""
    return EntryLine(
        n=entry.n, at=entry.at, monotonic_ns=entry.monotonic_ns, person_id=entry.person_id,
        kind=entry.act.kind, act=msgspec.Raw(encode_act(entry.act)),
    )  # fmt: skip


def from_line(line: EntryLine) -> Entry:
    """The entry; EvidenceError as ``decode_act``."""
    return Entry(
        n=line.n, at=line.at, monotonic_ns=line.monotonic_ns, person_id=line.person_id,
        act=decode_act(line.kind, bytes(line.act)),
    )  # fmt: skip
