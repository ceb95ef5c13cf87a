"""What commands are given to read: lines and documents of JSON, in UTF-8, or in UTF-16 where a
mark says so (as Windows PowerShell writes it)."""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Collection, Iterator, Mapping
from typing import Any

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def text_of(data: bytes) -> str:
    """The text of a file. Raises ValueError where its bytes are none."""
    return data.decode("utf-16" if data.startswith(_UTF16) else "utf-8-sig")


def stdin_lines() -> Iterator[bytes]:
    """The lines of stdin as they come, without the mark before the first, those of UTF-16 turned
    into UTF-8."""
    source = sys.stdin.buffer
    first = source.readline()
    if first.startswith(_UTF16):
        whole = (first + source.read()).decode("utf-16", errors="replace")
        yield from whole.encode().split(b"\n")
        return
    yield first.removeprefix(codecs.BOM_UTF8)
    yield from source


def json_of(text: str) -> Any:
    """What the JSON says. Raises ValueError where it is none, and where an object holds a word
    twice: which of them counts would be a guess."""
    try:
        return json.loads(text, object_pairs_hook=_once)
    except RecursionError as problem:
        raise ValueError(str(problem)) from problem


def unknown(words: Mapping[str, Any], known: Collection[str], place: str = "") -> list[str]:
    """Words nobody reads, each behind its place."""
    return [f"{place}{word}" for word in words if word not in known]


def ignored(words: Mapping[str, Any], known: Collection[str]) -> dict[str, list[str]]:
    """What an answer says of words nobody reads, so that a misspelt one is not missed."""
    names = unknown(words, known)
    return {"ignored": names} if names else {}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} stands twice")
    return found
