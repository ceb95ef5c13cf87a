"""What a scanner's test scans prove, what to set when something is wrong, and its profile."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from inspector_app.domain.scanner_check import GS, TEST_CODES, Reading, StepName, TestCode

Aspect: TypeAlias = Literal[
    "content", "terminator", "separator", "input_method", "layout", "case", "symbology", "speed"
]
Outcome: TypeAlias = Literal["good", "note", "bad"]
ASPECTS: Final[tuple[Aspect, ...]] = (
    "content", "terminator", "separator", "input_method", "layout", "case", "symbology", "speed",
)  # fmt: skip
_RANK: Final[dict[Outcome, int]] = {"good": 0, "note": 1, "bad": 2}

USUAL_GAP_MS: Final = 35
LONGEST_GAP_MS: Final = 500
_SLOW_MS: Final = 25
_AIM: Final = re.compile(r"\][A-Za-z][0-9A-Za-z]")
_AIM_LETTERS: Final[dict[StepName, str]] = {
    "letters": "CQ", "retail": "E", "separator": "CdQ", "input_method": "CQ", "signs": "CQ",
    "long": "CQ",
}  # fmt: skip
_CJK: Final = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing a scan proved: ``code`` names the sentence, ``shown`` what it quotes."""

    aspect: Aspect
    outcome: Outcome
    code: str
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """What one test code gave. ``matched``: the code came whole, in whatever disguise.

    ``prefix`` and ``suffix`` came around it; ``separator`` stood for GS (None: not asked);
    ``pairs`` are received and meant characters where a keyboard layout differs.
    """

    code: TestCode
    reading: Reading
    matched: bool
    findings: tuple[Finding, ...]
    prefix: str = ""
    suffix: str = ""
    separator: str | None = None
    pairs: str = ""
    undo_caps: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedProfile:
    """How the station shall listen to this scanner; see ``ScannerProfile`` for the fields."""

    prefix: str = ""
    suffix: str = ""
    separator: str = ""
    layout: str = ""
    undo_caps: bool = True
    gap_ms: int = USUAL_GAP_MS


@dataclass(frozen=True, slots=True)
class _Match:
    prefix: str
    separator: str
    suffix: str
    case: str


_CASES: Final[tuple[tuple[str, Callable[[str], str]], ...]] = (
    ("kept", str), ("swapped", str.swapcase), ("upper", str.upper), ("lower", str.lower),
)  # fmt: skip


def judge(code: TestCode, reading: Reading) -> StepResult:
    """Compare what came with what is printed."""
    pairs = ""
    match = _find(code.text, reading.text)
    if match is None:
        wide = unicodedata.normalize("NFKC", reading.text)
        match = _find(code.text, wide) if wide != reading.text else None
    if match is None:
        pairs = _layout_pairs(code, reading.text)
        match = _find(code.text, _undone(reading.text, pairs)) if pairs else None
    if match is None:
        return _unmatched(code, reading)
    return _matched(code, reading, match, pairs)


def is_code(code: TestCode, reading: Reading) -> bool:
    """Whether the scan is this code rather than another one of the sheet."""
    return judge(code, reading).matched


def code_of(reading: Reading) -> TestCode | None:
    """Which code of the sheet came whole, if any."""
    return next((code for code in TEST_CODES if is_code(code, reading)), None)


def _find(expected: str, got: str) -> _Match | None:
    for case, turn in _CASES:
        pieces = [re.escape(turn(piece)) for piece in expected.split(GS)]
        found = re.search(r"(?P<gs>.{0,4}?)".join(pieces), got, re.DOTALL)
        if found is not None:
            gs = found.groupdict().get("gs") or ""
            return _Match(got[: found.start()], gs, got[found.end() :], case)
    return None


def _undone(text: str, pairs: str) -> str:
    return text.translate(str.maketrans(pairs[0::2], pairs[1::2]))


def _layout_pairs(code: TestCode, got: str) -> str:
    """Received and meant characters side by side, where each received one has one meaning; empty
    when the texts cannot be laid over each other."""
    for lead in (0, 3):  # with a symbology identifier in front, its bracket may differ too
        body = got[lead:]
        if len(body) != len(code.text) or (lead and not _like_aim(code, got[:lead])):
            continue
        meaning: dict[str, str] = {}
        if lead:
            meaning[got[0]] = "]"
        if all(meaning.setdefault(r, m) == m for r, m in zip(body, code.text, strict=True)):
            wrong = {r: m for r, m in meaning.items() if r != m and m != GS}
            # Half of all characters wrong is another text, not another keyboard.
            if len(wrong) * 2 <= len(set(body)) or code.name == "signs":
                return "".join(r + m for r, m in sorted(wrong.items()))
    return ""


def _like_aim(code: TestCode, start: str) -> bool:
    return start[1:2].upper() in _AIM_LETTERS[code.name].upper() and start[2:3].isalnum()


def _unmatched(code: TestCode, reading: Reading) -> StepResult:
    shown = reading.text[:60]
    if _CJK.search(reading.text):
        finding = Finding(aspect="input_method", outcome="bad", code="ime_rewrote", shown=shown)
    elif code.name == "signs":
        finding = Finding(aspect="layout", outcome="bad", code="layout_lost", shown=shown)
    elif _missing_keys(code.text, reading.text):
        finding = Finding(aspect="speed", outcome="bad", code="keys_lost", shown=shown)
    else:
        finding = Finding(aspect="content", outcome="bad", code="other_text", shown=shown)
    return StepResult(code=code, reading=reading, matched=False, findings=(finding,))


def _missing_keys(expected: str, got: str) -> bool:
    """Whether ``got`` is the code with some of its characters left out."""
    rest = iter(expected)
    return len(got) * 2 > len(expected) and all(character in rest for character in got)


def _matched(code: TestCode, reading: Reading, match: _Match, pairs: str) -> StepResult:
    identifier = _identifier(code, match.prefix)
    prefix = match.prefix.removesuffix(identifier)
    undo, case = _case(reading, match.case)
    findings = [Finding(aspect="content", outcome="good", code="whole"), *case]
    findings += _ending(reading, match.suffix)
    findings += _separator(code, reading, match.separator)
    if code.name == "input_method":
        findings.append(Finding(aspect="input_method", outcome="good", code="ime_kept_out"))
    if pairs:
        told = [f"{r}→{m}" for r, m in zip(pairs[0::2], pairs[1::2], strict=True)]
        letters_first = sorted(told, key=lambda each: not each[0].isalnum())
        shown = "  ".join(letters_first[:6]) + (" …" if len(told) > 6 else "")
        findings.append(Finding(aspect="layout", outcome="note", code="layout_other", shown=shown))
    elif code.name == "signs":
        findings.append(Finding(aspect="layout", outcome="good", code="layout_same"))
    aim = "aim_sent" if identifier else "aim_not_sent"
    findings.append(
        Finding(aspect="symbology", outcome="good" if identifier else "note", code=aim,
                shown=identifier)
    )  # fmt: skip
    findings.append(_speed(reading))
    return StepResult(
        code=code, reading=reading, matched=True, findings=tuple(findings), prefix=prefix,
        suffix=match.suffix, separator=_stored_separator(code, reading, match.separator),
        pairs=pairs, undo_caps=undo,
    )  # fmt: skip


def _identifier(code: TestCode, prefix: str) -> str:
    """The symbology identifier at the end of what came before the code."""
    tail = prefix[-3:]
    if len(tail) == 3 and (_AIM.fullmatch(tail) or _like_aim(code, tail)):
        return tail
    return ""


def _case(reading: Reading, case: str) -> tuple[bool | None, list[Finding]]:
    """Whether Caps Lock is to be undone (None: this scan does not tell), and what to say."""
    if case == "swapped":
        code = "caps_undone" if reading.caps_lock else "case_swapped"
        outcome: Outcome = "note" if reading.caps_lock else "bad"
        undo = True if reading.caps_lock else None
        return undo, [Finding(aspect="case", outcome=outcome, code=code)]
    if case != "kept":
        return None, [Finding(aspect="case", outcome="bad", code=f"case_all_{case}")]
    letters = any(character.isalpha() for character in reading.text)
    if not letters:
        return None, []
    if reading.caps_lock:
        return False, [Finding(aspect="case", outcome="good", code="caps_by_gun")]
    return None, [Finding(aspect="case", outcome="good", code="case_kept")]


def _ending(reading: Reading, suffix: str) -> list[Finding]:
    if reading.source == "serial":
        return [Finding(aspect="terminator", outcome="good", code="end_serial")]
    names = {"\r": "Enter", "\n": "LF", "\t": "Tab"}
    if reading.end:
        shown = " + ".join(names[mark] for mark in reading.end)
        return [Finding(aspect="terminator", outcome="good", code="end_sent", shown=shown)]
    if suffix:
        return [Finding(aspect="terminator", outcome="good", code="end_suffix", shown=suffix)]
    return [Finding(aspect="terminator", outcome="note", code="end_missing")]


def _separator(code: TestCode, reading: Reading, separator: str) -> list[Finding]:
    if GS not in code.text:
        return []
    if separator == GS:
        told = {"F8": "gs_by_f8", "Alt": "gs_by_alt"}.get(reading.gs_key, "gs_sent")
        return [Finding(aspect="separator", outcome="good", code=told)]
    if separator:
        return [Finding(aspect="separator", outcome="note", code="gs_substituted", shown=separator)]
    return [Finding(aspect="separator", outcome="bad", code="gs_lost")]


def _stored_separator(code: TestCode, reading: Reading, separator: str) -> str | None:
    if GS not in code.text:
        return None
    return "" if separator == GS else separator


def _speed(reading: Reading) -> Finding:
    if reading.source == "serial":
        return Finding(aspect="speed", outcome="good", code="speed_serial")
    shown = f"{reading.usual_gap:.0f} / {reading.longest_gap:.0f}"
    if reading.usual_gap > USUAL_GAP_MS:
        return Finding(aspect="speed", outcome="note", code="speed_slow", shown=shown)
    if reading.longest_gap > _SLOW_MS:
        return Finding(aspect="speed", outcome="good", code="speed_uneven", shown=shown)
    return Finding(aspect="speed", outcome="good", code="speed_good", shown=shown)


# -- all steps together


def profile_of(results: Mapping[StepName, StepResult]) -> CheckedProfile:
    """How to listen to the scanner that gave these results."""
    sound = [result for result in results.values() if result.matched]
    wedge = [result for result in sound if result.reading.source == "wedge"]
    separators = [result.separator for result in sound if result.separator is not None]
    undo = [result.undo_caps for result in wedge if result.undo_caps is not None]
    return CheckedProfile(
        prefix=_same([result.prefix for result in wedge]),
        suffix=_same([result.suffix for result in wedge]),
        separator=next((each for each in separators if each), ""),
        layout=_merged([result.pairs for result in wedge]),
        undo_caps=all(undo),
        gap_ms=_threshold([gap for result in wedge for gap in result.reading.gaps_ms]),
    )


def _same(found: list[str]) -> str:
    return found[0] if found and all(each == found[0] for each in found) else ""


def _merged(found: list[str]) -> str:
    """All pairs once; the step with the most signs speaks first."""
    pairs: dict[str, str] = {}
    for each in sorted(found, key=len, reverse=True):
        for received, meant in zip(each[0::2], each[1::2], strict=True):
            pairs.setdefault(received, meant)
    return "".join(received + meant for received, meant in pairs.items())


def _threshold(gaps: list[float]) -> int:
    """Half as much again as all but the odd stutter, at least the usual, in steps of 5 ms."""
    if not gaps:
        return USUAL_GAP_MS
    late = sorted(gaps)[min(len(gaps) - 1, math.ceil(len(gaps) * 0.98) - 1)]
    return min(LONGEST_GAP_MS, max(USUAL_GAP_MS, math.ceil(late * 1.5 / 5) * 5))


def overall(results: Mapping[StepName, StepResult]) -> tuple[Finding, ...]:
    """For each aspect that was tried the weightiest finding, and the contradictions between
    steps."""
    worst: dict[Aspect, Finding] = {}
    for result in results.values():
        for finding in result.findings:
            known = worst.get(finding.aspect)
            if known is None or _RANK[finding.outcome] > _RANK[known.outcome]:
                worst[finding.aspect] = finding
    _prefer_sent_identifier(results, worst)
    if _code_ids_differ(results):
        worst["symbology"] = Finding(aspect="symbology", outcome="bad", code="code_ids")
    return tuple(worst[aspect] for aspect in ASPECTS if aspect in worst)


def _prefer_sent_identifier(
    results: Mapping[StepName, StepResult], worst: dict[Aspect, Finding]
) -> None:
    """A gun that sends identifiers may leave them out for some symbologies."""
    for result in results.values():
        for finding in result.findings:
            if finding.code == "aim_sent":
                worst["symbology"] = replace(finding, shown=finding.shown)
                return


def _code_ids_differ(results: Mapping[StepName, StepResult]) -> bool:
    """A maker's own letters before each kind of code look like a prefix that changes."""
    prefixes = {
        result.prefix
        for result in results.values()
        if result.matched and result.reading.source == "wedge"
    }
    return len(prefixes) > 1
