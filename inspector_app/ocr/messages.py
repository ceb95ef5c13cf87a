"""What the station and the reading process tell each other, as MessagePack over a pipe."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

import msgspec

from inspector_app.domain.label_text.reading import LabelReading


class Warm(msgspec.Struct, tag="warm", frozen=True):
    """Load the engine now, with so many threads."""

    threads: int


class Job(msgspec.Struct, tag="job", frozen=True):
    """Read one picture; ``seconds`` of processor time after which what there is must do."""

    number: int
    data: bytes
    today: date
    threads: int
    seconds: float


class Answer(msgspec.Struct, tag="answer", frozen=True):
    """The reading of a job (None: no picture), how long it took, and the process's memory."""

    number: int
    reading: LabelReading | None
    seconds: float
    megabytes: int


class Ready(msgspec.Struct, tag="ready", frozen=True):
    """The process listens."""


class Missing(msgspec.Struct, tag="missing", frozen=True):
    """The engine cannot be loaded here; no job will ever be done."""

    why: str


ToChild: TypeAlias = Warm | Job
ToParent: TypeAlias = Ready | Answer | Missing

encode = msgspec.msgpack.Encoder().encode


def to_child(data: bytes) -> ToChild:
    """A message of the station; msgspec.DecodeError when it is none."""
    return msgspec.msgpack.decode(data, type=ToChild)  # type: ignore[no-any-return]  # a union


def to_parent(data: bytes) -> ToParent:
    """A message of the process; msgspec.DecodeError when it is none."""
    return msgspec.msgpack.decode(data, type=ToParent)  # type: ignore[no-any-return]  # a union
