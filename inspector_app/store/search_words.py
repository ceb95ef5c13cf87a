"""Names and numbers as words of the full-text index.

SQLite's tokenizers find no two-character Chinese word; a run of Chinese characters is therefore
written as its overlapping pairs (``洗发水`` → ``洗发 发水 水``) and looked up as a phrase of pairs.
Numbers are found by their beginning and by their last four to eight characters, which is what
people read out. State, verdict, product and month stand in the index as well, so that a common
word with a rare filter stays as fast as either alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from inspector_app.services.records import Summary, SummaryFilter

_HAN: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN: Final = re.compile(rf"(?P<han>[{_HAN}]+)|(?P<word>[^\W_{_HAN}]+)")
_SHORTEST_TAIL: Final = 4
_LONGEST_TAIL: Final = 8
_MOST_MONTHS: Final = 36


@dataclass(frozen=True, slots=True)
class Words:
    """One line of the full-text index."""

    names: str
    tails: str
    facets: str


def words_of(summary: Summary) -> Words:
    """What a summary is found by."""
    texts = (
        summary.lot_number, summary.order_number, summary.sku, summary.batch_numbers,
        summary.product_zh, summary.product_en, summary.supplier_zh, summary.supplier_en,
    )  # fmt: skip
    runs = [run for text in texts for run in _RUN.finditer(text.casefold())]
    names = [token for run in runs for token in _index_tokens(run)]
    tails = {tail for run in runs if run["word"] for tail in _tails(run["word"])}
    opened = summary.opened_at
    facets = [_state(summary.state), _product(summary.product_id), _month(opened), _year(opened)]
    if summary.overall:
        facets.append(_overall(summary.overall))
    return Words(" ".join(names), " ".join(sorted(tails)), " ".join(facets))


def match_text(wanted: SummaryFilter, oldest: datetime, newest: datetime) -> str | None:
    """The FTS5 expression for a filter; None when its text holds nothing to look for.

    ``oldest`` and ``newest`` are the ends of what is stored, for filters open on one side.
    """
    parts = [part for word in wanted.text.casefold().split() for part in _word_parts(word)]
    if not parts:
        return None
    if wanted.states:
        parts.append(_facets(_state(state) for state in wanted.states))
    if wanted.overall:
        parts.append(_facets([_overall(wanted.overall)]))
    if wanted.product_id:
        parts.append(_facets([_product(wanted.product_id)]))
    if wanted.since or wanted.until:
        parts.append(_facets(_spans(wanted.since or oldest, wanted.until or newest)))
    return " AND ".join(parts)


def _index_tokens(run: re.Match[str]) -> Sequence[str]:
    han = run["han"]
    if not han:
        return [run["word"]]
    return [han[place : place + 2] for place in range(len(han))]


def _tails(word: str) -> Iterable[str]:
    if not any(character.isdigit() for character in word):
        return ()
    longest = min(_LONGEST_TAIL, len(word) - 1)
    return (word[-length:] for length in range(_SHORTEST_TAIL, longest + 1))


def _word_parts(word: str) -> list[str]:
    """A typed word: each Chinese run a phrase of pairs, the rest one phrase with an open end."""
    parts = []
    plain: list[str] = []
    for run in _RUN.finditer(word):
        han = run["han"]
        if not han:
            plain.append(run["word"])
        elif len(han) == 1:
            parts.append(f'names : "{han}" *')
        else:
            pairs = " ".join(han[place : place + 2] for place in range(len(han) - 1))
            parts.append(f'names : "{pairs}"')
    if len(plain) == 1:
        parts.append(f'(names : "{plain[0]}" * OR tails : "{plain[0]}")')
    elif plain and not parts:
        parts.append(f'names : "{" ".join(plain)}" *')
    else:
        parts += [f'names : "{token}" *' for token in plain]
    return parts


def _facets(tokens: Iterable[str]) -> str:
    return "facets : (" + " OR ".join(f'"{token}"' for token in tokens) + ")"


def _spans(since: datetime, until: datetime) -> list[str]:
    """Months from ``since`` to ``until``, years when there would be too many."""
    first = since.year * 12 + since.month - 1
    last = until.year * 12 + until.month - 1
    if last < first:
        return [_month(since)]  # nothing lies in it; the dates themselves are compared as well
    if last - first >= _MOST_MONTHS:
        return [f"y{year:04d}" for year in range(since.year, until.year + 1)]
    return [f"m{month // 12:04d}{month % 12 + 1:02d}" for month in range(first, last + 1)]


def _state(state: str) -> str:
    return f"s{state}"


def _overall(overall: str) -> str:
    return f"v{overall}"


def _product(product_id: str) -> str:
    return f"p{product_id.encode().hex()}"


def _month(moment: datetime) -> str:
    return f"m{moment.year:04d}{moment.month:02d}"


def _year(moment: datetime) -> str:
    return f"y{moment.year:04d}"
