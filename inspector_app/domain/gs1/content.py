"""Is the value of an application identifier well formed? Its parts in turn, all faults of each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from inspector_app.domain.gs1.content_checks import CHARACTER_SETS, CHECKS
from inspector_app.domain.gs1.gtin import check_digit
from inspector_app.domain.gs1.result import Problem
from inspector_app.domain.gs1.tables import AiRule, Component, GsTables


def value_problems(rule: AiRule, value: str, today: date, tables: GsTables) -> Iterator[Problem]:
    """Everything wrong with ``value`` under ``rule``; nothing when it is good."""
    if not rule.shortest <= len(value) <= rule.longest:
        yield _wrong_length(rule, value)
        yield from _foreign_characters(rule, value, today, tables)
        return
    rest = value
    for part in rule.components:
        if part.optional and not rest:
            return
        piece, rest = rest[: part.longest], rest[part.longest :]
        if len(piece) < part.shortest:
            yield _wrong_length(rule, value)
            return
        yield from _piece_problems(rule, part, piece, today, tables)


def _wrong_length(rule: AiRule, value: str) -> Problem:
    return Problem(
        code="value_length",
        params={
            "ai": rule.ai,
            "value": value,
            "shortest": rule.shortest,
            "longest": rule.longest,
        },
    )


def _foreign_characters(
    rule: AiRule, value: str, today: date, tables: GsTables
) -> Iterator[Problem]:
    """Of a value whose parts cannot be told apart: characters that none of its parts may have."""
    sets = {part.charset for part in rule.components}
    if value and all(CHARACTER_SETS[name](value, today, tables) is not None for name in sets):
        yield Problem(code="value_characters", params={"ai": rule.ai, "value": value})


def _piece_problems(
    rule: AiRule, part: Component, piece: str, today: date, tables: GsTables
) -> Iterator[Problem]:
    foreign = CHARACTER_SETS[part.charset](piece, today, tables)
    if foreign is not None:
        yield Problem(code=foreign, params={"ai": rule.ai, "value": piece})
        return
    for name in part.checks:
        code = CHECKS[name](piece, today, tables)
        if code == "check_digit":
            expected = check_digit(piece[:-1])
            params = {"ai": rule.ai, "value": piece, "expected": expected}
            yield Problem(code=code, params=params)
        elif code is not None:
            yield Problem(code=code, params={"ai": rule.ai, "value": piece})
