"""Numbers of the "worry-free" badge (无忧标), in blocks that the central system reserves.

A number is ``<block>-<place>-<check>``: ``7K3QD9TV-00042-M``. A block's name is drawn at random
from 2^40, so that a central system restored from a backup, which has forgotten what it gave, does
not give the same numbers again; a station counts on within its own blocks and needs no network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from inspector_app.domain.errors import IntakeError

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_NUMBER = re.compile(r"([0-9A-HJKMNP-TV-Z]{8})-([0-9]{5})-([0-9A-HJKMNP-TV-Z])")
MAX_BLOCK = 50_000
LOW = 5
"""A station is low when fewer than one in ``LOW`` of its open blocks' numbers are left."""

BlockState: TypeAlias = Literal["open", "closed"]
"""``closed``: taken back, such as from a station whose journal forked. Nothing is spent of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeBlock:
    """Numbers 1…``size`` under a name; ``next`` is the first not spent yet."""

    block: str
    size: int
    next: int = 1
    state: BlockState = "open"

    @property
    def left(self) -> int:
        """How many can still be spent."""
        return max(0, self.size - self.next + 1) if self.state == "open" else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeRange:
    """Numbers ``first``…``last`` of one block."""

    block: str
    first: int
    last: int

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    def words(self) -> str:
        """As printed: the only number, or the first and the last."""
        first = number_text(self.block, self.first)
        return first if self.count == 1 else f"{first} … {number_text(self.block, self.last)}"


def block_name(seed: bytes) -> str:
    """A block's name of 8 characters from at least 5 random bytes."""
    value = int.from_bytes(seed[:5], "big")
    return "".join(_CROCKFORD[(value >> shift) & 31] for shift in range(35, -1, -5))


def number_text(block: str, place: int) -> str:
    """One number as printed and read."""
    return f"{block}-{place:05d}-{_check(block, place)}"


def read_number(text: str) -> tuple[str, int]:
    """Block and place of a number as read; IntakeError ``badge_number_wrong``."""
    found = _NUMBER.fullmatch(text.strip().upper())
    if found is None or _check(found[1], int(found[2])) != found[3] or int(found[2]) < 1:
        raise IntakeError("badge_number_wrong", number=text.strip()[:40])
    return found[1], int(found[2])


def _check(block: str, place: int) -> str:
    """Weighted sum mod 31, a prime: one wrong character (but 0 for Z) and any swap are seen."""
    total = 0
    for weight, character in enumerate(f"{block}{place:05d}", 1):
        total += weight * _CROCKFORD.index(character)
    return _CROCKFORD[total % 31]


def left(blocks: Iterable[BadgeBlock]) -> int:
    """Numbers a station can still spend."""
    return sum(block.left for block in blocks)


def is_low(blocks: Sequence[BadgeBlock]) -> bool:
    """Whether it is time to reserve more; a station without any block is."""
    total = sum(block.size for block in blocks if block.state == "open" and block.left)
    return left(blocks) * LOW < total or total == 0


def take(
    blocks: Sequence[BadgeBlock], count: int
) -> tuple[tuple[BadgeRange, ...], tuple[BadgeBlock, ...]]:
    """``count`` numbers, the oldest block first, and the blocks as they are afterwards.

    IntakeError ``badges_count_wrong``, ``badges_used_up`` (with how many are left).
    """
    if count < 1:
        raise IntakeError("badges_count_wrong", count=count)
    if count > left(blocks):
        raise IntakeError("badges_used_up", count=count, left=left(blocks))
    taken: list[BadgeRange] = []
    after: list[BadgeBlock] = []
    for block in blocks:
        part = min(block.left, count)
        count -= part
        if part:
            taken.append(
                BadgeRange(block=block.block, first=block.next, last=block.next + part - 1)
            )
        after.append(replace(block, next=block.next + part))
    return tuple(taken), tuple(after)


def spent(block: BadgeBlock, ranges: Iterable[BadgeRange]) -> BadgeBlock:
    """The block after what is known to be spent of it: never a number twice, whoever forgot."""
    last = max((each.last for each in ranges if each.block == block.block), default=0)
    return replace(block, next=max(block.next, last + 1))


def overlap(one: BadgeRange, other: BadgeRange) -> bool:
    """Whether some number is in both."""
    return one.block == other.block and one.first <= other.last and other.first <= one.last
