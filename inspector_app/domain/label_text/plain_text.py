"""Recognised text as it is compared: one width, single spaces, signs of one kind."""

from __future__ import annotations

import re
import unicodedata

LONGEST_LINE = 200
"""Characters of one line that are looked at; a printed line is shorter."""

_BETWEEN_DIGITS = re.compile(r"(?<=\d)\s?[。·•‧∙・﹒、](?=\s?\d)")
_DASHES = re.compile(r"[‐‑‒–—―−﹣]|(?<=\d)[一ー](?=\d)")
_HAN = "\u3400-\u9fff"
_SPACE_IN_HAN = re.compile(rf"(?<=[{_HAN}:]) +(?=[{_HAN}:])")
_DIGIT_RUN = re.compile(r"[0-9OoQIl|!.\-/]{6,}")
_LOOKALIKES = str.maketrans("OoQIl|!", "0001111")
_FEWEST_DIGITS = 4


def plain(text: str) -> str:
    """NFKC, one space for many, none between Chinese characters, one kind of dash and point."""
    folded = unicodedata.normalize("NFKC", text[: LONGEST_LINE * 2])[:LONGEST_LINE]
    folded = re.sub(r"[\s\u200b-\u200f\ufeff\x00-\x1f]+", " ", folded).strip()
    folded = _SPACE_IN_HAN.sub("", folded)
    return _DASHES.sub("-", _BETWEEN_DIGITS.sub(".", folded))


def digits_repaired(text: str) -> str:
    """The same length, with O and l in date-like runs as 0 and 1.

    Only in runs of at least four real digits (form D50): elsewhere a letter is a letter.
    """
    return _DIGIT_RUN.sub(_repair_run, text)


def _repair_run(match: re.Match[str]) -> str:
    run = match[0]
    if sum(char.isdigit() for char in run) < _FEWEST_DIGITS:
        return run
    return run.translate(_LOOKALIKES)
