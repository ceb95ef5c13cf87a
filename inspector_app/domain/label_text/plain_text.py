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
# Of Taiwan and Hong Kong, and what the recogniser sometimes makes of simplified print.
_TRADITIONAL = str.maketrans(
    "產號質製淨凈裝廠賞費開後內條儲貯處陰涼乾標準執許證編業備冊進網妝國區縣電話熱線營養時間於請見噴碼蓋燈紙門並單應當啟從與萬東灣約個無齡兒",
    "产号质制净净装厂赏费开后内条储贮处阴凉干标准执许证编业备册进网妆国区县电话热线营养时间于请见喷码盖灯纸门并单应当启从与万东湾约个无龄儿",
)
_DIGIT_RUN = re.compile(r"[0-9OoQIl|!.\-/]{6,}")
_LOOKALIKES = str.maketrans("OoQIl|!", "0001111")
_FEWEST_DIGITS = 4


def plain(text: str) -> str:
    """NFKC, simplified characters, one space for many and none between them, one kind of dash and
    point."""
    folded = unicodedata.normalize("NFKC", text[: LONGEST_LINE * 2])[:LONGEST_LINE]
    folded = re.sub(r"[\s\u200b-\u200f\ufeff\x00-\x1f]+", " ", folded).strip()
    folded = folded.translate(_TRADITIONAL)
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
