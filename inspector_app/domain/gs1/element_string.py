"""Element strings: application identifiers one after the other, with or without separators.

Source: GS1 General Specifications, section 7.8 (processing of element strings).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final

from inspector_app.domain.errors import Param
from inspector_app.domain.gs1.content import value_problems
from inspector_app.domain.gs1.normalise import GS
from inspector_app.domain.gs1.result import Element, Problem
from inspector_app.domain.gs1.tables import AiRule, GsTables

# Enough for any real label; a text of one digit over and over has more.
_MOST_READINGS: Final = 2_000
# More than any symbol holds; GS1's own engine takes no more either.
MAX_ELEMENTS: Final = 64
# Longer than any code that a keyboard wedge can have lost separators of (GS1-128 holds 48).
_MAX_RECOVERED: Final = 160
_MAX_STEPS: Final = 20_000
_BRACKETS: Final = re.compile(r"(?<!\\)\(([0-9]{2,4})\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Elements in their order, and what is wrong with them. ``broken``: the text could not be
    followed to its end, so that elements may be missing or swallowed."""

    elements: tuple[Element, ...] = ()
    problems: tuple[Problem, ...] = ()
    broken: bool = False

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong but what a warning can say."""
        return not self.broken and all(p.severity == "warning" for p in self.problems)


def read_elements(text: str, today: date, tables: GsTables) -> Reading:
    """Read as encoded: a value of variable length ends at 0x1D or at the end of the text."""
    elements: list[Element] = []
    problems: list[Problem] = []
    broken = False
    offset = 0
    for segment in text.split(GS):
        place = 0
        while place < len(segment):
            step = _step(segment, place, offset, today, tables)
            problems.extend(step.problems)
            broken = broken or step.broken
            if step.element is not None:
                elements.append(step.element)
            if len(elements) > MAX_ELEMENTS:
                return _too_many(elements, problems)
            place = step.end
        offset += len(segment) + 1
    return Reading(elements=tuple(elements), problems=tuple(problems), broken=broken)


def _too_many(elements: list[Element], problems: list[Problem]) -> Reading:
    problem = Problem(code="elements_too_many", params={"most": MAX_ELEMENTS})
    return Reading(
        elements=tuple(elements[:MAX_ELEMENTS]), problems=(*problems, problem), broken=True
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    end: int
    element: Element | None = None
    problems: tuple[Problem, ...] = ()
    broken: bool = False


def _step(segment: str, place: int, offset: int, today: date, tables: GsTables) -> _Step:
    rule = tables.rule_at(segment, place)
    if rule is None:
        params: dict[str, Param] = {"place": offset + place + 1, "rest": segment[place:]}
        problem = Problem(code="ai_unknown", params=params)
        return _Step(end=len(segment), problems=(problem,), broken=True)
    begin = place + len(rule.ai)
    end = begin + rule.longest if rule.fixed else len(segment)
    value = segment[begin:end]
    problems = tuple(value_problems(rule, value, today, tables))
    lost = any(problem.code == "value_length" for problem in problems)
    element = Element(ai=rule.ai, value=value, title=rule.title)
    return _Step(end=max(end, begin + 1), element=element, problems=problems, broken=lost)


def check_elements(pairs: tuple[tuple[str, str], ...], today: date, tables: GsTables) -> Reading:
    """Judge AI and value pairs whose borders are known (brackets, Digital Link)."""
    elements: list[Element] = []
    problems: list[Problem] = []
    for ai, value in pairs:
        rule = tables.rules.get(ai)
        if rule is None:
            problems.append(Problem(code="ai_unassigned", params={"ai": ai}))
            continue
        problems.extend(value_problems(rule, value, today, tables))
        elements.append(Element(ai=ai, value=value, title=rule.title))
        if len(elements) > MAX_ELEMENTS:
            return _too_many(elements, problems)
    return Reading(elements=tuple(elements), problems=tuple(problems))


def split_brackets(text: str) -> tuple[tuple[str, str], ...] | None:
    """AI and value pairs of ``(01)…(10)…``; None when the text is not in that form.

    A bracket inside a value is written ``\\(``; ``|`` before a bracket parts the two halves of a
    composite symbol.
    """
    marks = list(_BRACKETS.finditer(text))
    if not marks or marks[0].start() != 0:
        return None
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return tuple(
        (mark.group(1), _unescaped(text[mark.end() : end], last=end == len(text)))
        for mark, end in zip(marks, ends, strict=True)
    )


def _unescaped(value: str, *, last: bool) -> str:
    """Without the spaces of the printed form ``(01) … (10) …``; one after the last value is its
    own, and wrong."""
    trimmed = value.strip(GS).lstrip(" ")
    if not last:
        trimmed = trimmed.rstrip(" " + GS).removesuffix("|")
    return trimmed.replace("\\(", "(")


def possible_readings(text: str, today: date, tables: GsTables) -> tuple[Reading, ...]:
    """Every sound reading of a text that may have lost its separators.

    Values of variable length are cut at every place after which the rest reads through. Internal
    identifiers (90–99) are tried only when nothing else fits: they would turn half of all batch
    numbers into riddles.
    """
    if len(text) > _MAX_RECOVERED:
        return ()
    for internal in (False, True):
        found = _readings(text, today, tables, internal)
        if found:
            return found
    return ()


def _readings(text: str, today: date, tables: GsTables, internal: bool) -> tuple[Reading, ...]:
    alternatives: list[tuple[Element, ...]] = [()]
    for segment in filter(None, text.split(GS)):
        splitter = _Splitter(segment, today, tables, internal)
        heads = alternatives
        alternatives = [
            head + tail
            for tail in islice(splitter.splits(0, frozenset()), _MOST_READINGS)
            for head in heads
        ][:_MOST_READINGS]
    return tuple(Reading(elements=elements) for elements in alternatives if elements)


class _Splitter:
    """Depth-first cutting of one segment; borders that lead nowhere are known beforehand."""

    def __init__(self, segment: str, today: date, tables: GsTables, internal: bool) -> None:
        self._segment = segment
        self._tables = tables
        self._internal = internal
        self._steps = 0
        self._today = today
        self._judged: dict[tuple[str, str], bool] = {}
        self._leads_on = self._reachable()

    def _cuts(self, place: int) -> Iterator[tuple[AiRule, int]]:
        """Each rule and end with a good value from ``place``, the longest value first."""
        rule = self._tables.rule_at(self._segment, place)
        if rule is None or not rule.intake or (rule.ai[0] == "9" and not self._internal):
            return
        begin = place + len(rule.ai)
        longest = min(len(self._segment), begin + rule.longest)
        for end in range(longest, begin + rule.shortest - 1, -1):
            if self._fits(rule, self._segment[begin:end]):
                yield rule, end

    def _fits(self, rule: AiRule, value: str) -> bool:
        key = (rule.ai, value)
        if key not in self._judged:
            faults = value_problems(rule, value, self._today, self._tables)
            self._judged[key] = next(faults, None) is None
        return self._judged[key]

    def _reachable(self) -> frozenset[int]:
        good = {len(self._segment)}
        for place in range(len(self._segment) - 1, -1, -1):
            if any(end in good for _, end in self._cuts(place)):
                good.add(place)
        return frozenset(good)

    def splits(self, place: int, used: frozenset[str]) -> Iterator[tuple[Element, ...]]:
        if place == len(self._segment):
            yield ()
            return
        for rule, end in self._cuts(place):
            self._steps += 1
            if rule.ai in used or end not in self._leads_on or self._steps > _MAX_STEPS:
                continue
            value = self._segment[place + len(rule.ai) : end]
            head = Element(ai=rule.ai, value=value, title=rule.title)
            for tail in self.splits(end, used | {rule.ai}):
                yield (head, *tail)
