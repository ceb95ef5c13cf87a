"""Names and numbers as words of the full-text index.

SQLite's tokenizers find no two-character Chinese word; a run of Chinese characters is therefore
written as its overlapping pairs (``洗发水`` → ``洗发 发水 水``) and looked up as a phrase of pairs.
Numbers are found by their beginning and by their last four to eight characters, which is what
people read out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from inspector_app.services.records import Summary, SummaryFilter

_HAN: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN: Final = re.compile(rf"(?P<han>[{_HAN}]+)|(?P<word>[^\W_{_HAN}]+)")
_SHORTEST_TAIL: Final = 4
_LONGEST_TAIL: Final = 8
_DAY: Final = timedelta(days=1)


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
    day = summary.opened_at.astimezone(UTC).date()
    facets = [_state(summary.state), _product(summary.product_id)]
    facets += [_day(day), _month(day), _year(day)]
    if summary.overall:
        facets.append(_overall(summary.overall))
    return Words(" ".join(names), " ".join(sorted(tails)), " ".join(facets))


def match_text(wanted: SummaryFilter, oldest: datetime, newest: datetime) -> str | None:
    """The FTS5 expression for a filter; None when its text holds nothing to look for.

    ``oldest`` and ``newest`` are the ends of what is stored; no filter needs to reach beyond.
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
        first, last = max(wanted.since or oldest, oldest), min(wanted.until or newest, newest)
        parts.append(_facets(_spans(first.astimezone(UTC).date(), last.astimezone(UTC).date())))
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


def _spans(since: date, until: date) -> list[str]:
    """Whole years, whole months and single days that make up the days from ``since`` on."""
    spans: list[str] = []
    day = since
    while day <= until:
        for span, following in _spans_from(day):
            if following - _DAY <= until:
                spans.append(span)
                day = following
                break
    return spans or [_day(since)]  # nothing lies in it; the moments are compared as well


def _spans_from(day: date) -> Iterable[tuple[str, date]]:
    """The spans that begin on ``day``, the longest first, each with the day after it."""
    if (day.month, day.day) == (1, 1):
        yield _year(day), date(day.year + 1, 1, 1)
    if day.day == 1:
        yield _month(day), date(day.year + day.month // 12, day.month % 12 + 1, 1)
    yield _day(day), day + _DAY


def _state(state: str) -> str:
    return f"s{state}"


def _overall(overall: str) -> str:
    return f"v{overall}"


def _product(product_id: str) -> str:
    return f"p{product_id.encode().hex()}"


def _year(day: date) -> str:
    return f"y{day:%Y}"


def _month(day: date) -> str:
    return f"m{day:%Y%m}"


def _day(day: date) -> str:
    return f"d{day:%Y%m%d}"
