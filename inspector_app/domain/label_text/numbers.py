"""Numbers of law and net content: licence, filing, standard, quantity with its unit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inspector_app.domain.label_text.line import LabelLine
from inspector_app.domain.label_text.reading import FieldName
from inspector_app.domain.label_text.seen import Seen
from inspector_app.domain.label_text.tables import LabelTables

# 1,000g is a thousand grams; 1,000kg may be one kilogram on European goods.
_THOUSANDS = re.compile(r"[1-9]\d{0,2},\d{3}\Z")
_LARGE = frozenset({"KG", "L", "公斤", "千克", "升"})
_PLUS = re.compile(r"\s?\+")
_FAMILIES = {"GBT": "GB/T", "QBT": "QB/T"}


def law_numbers(line: LabelLine, source: str, tables: LabelTables) -> Iterator[Seen]:
    """Licence and filing numbers by their own form; standards and contents that fill a line."""
    if not any(char.isdigit() for char in line.text):
        return
    for regex in tables.licence:
        for match in regex.finditer(line.text):
            yield _seen("licence", _tight(match[0]), match, line, source)
    for regex in tables.filing:
        for match in regex.finditer(line.text):
            yield _seen("filing", _filing(match[0]), match, line, source)
    if not line.words:
        for regex in (*tables.content, tables.standard):
            whole = regex.match(line.text)
            if whole is None or len(line.text) - whole.end() > 2:
                continue
            if regex is tables.standard:
                value = _standard(whole)
                seen = _seen("standard_number", value, whole, line, source)
            else:
                seen = _seen("net_content", _content(whole, tables), whole, line, source)
            yield seen.doubtful("no_keyword")
            return


def contents(
    line: LabelLine, start: int, end: int, source: str, tables: LabelTables
) -> Iterator[Seen]:
    """The quantity after 净含量: ``50g``, ``30ml×2``."""
    found = [regex.search(line.text, start, end) for regex in tables.content]
    match = min((one for one in found if one is not None), key=re.Match.start, default=None)
    if match is None:
        return
    seen = _seen("net_content", _content(match, tables), match, line, source)
    sum_of = _PLUS.match(line.text, match.end()) is not None
    unsure = _THOUSANDS.match(match["number"]) and match["unit"].upper() in _LARGE
    yield seen.doubtful("several_values") if sum_of or unsure else seen


def standards(
    line: LabelLine, start: int, end: int, source: str, tables: LabelTables
) -> Iterator[Seen]:
    """The standards after 执行标准: ``GB/T 20980``, ``Q/ABC 0001S-2020``."""
    found = list(tables.standard.finditer(line.text, start, end))
    for match in found:
        seen = _seen("standard_number", _standard(match), match, line, source)
        yield seen if len(found) == 1 else seen.doubtful("several_values")


def _seen(name: FieldName, value: str, match: re.Match[str], line: LabelLine, source: str) -> Seen:
    return Seen(
        name=name,
        value=value,
        text=match[0].strip(),
        box=line.part(match.start(), match.end()),
        source=source,
    )


def _tight(text: str) -> str:
    return re.sub(r"[\s.:]|(?<=SC)-", "", text).upper()


def _filing(text: str) -> str:
    """Without spaces; the G of 粤G妆 is often read as 6 or C, 进 as 制."""
    tight = re.sub(r"\s", "", text).upper()
    return re.sub(r"^(.)[6C](?=妆)", r"\1G", tight).replace("制字", "进字")


def _standard(match: re.Match[str]) -> str:
    family = re.sub(r"\s", "", match["family"]).upper()
    family = _FAMILIES.get(family, family)
    year = match["year"]
    return f"{family} {match['number'].upper()}" + (f"-{year}" if year else "")


def _content(match: re.Match[str], tables: LabelTables) -> str:
    unit = re.sub(r"\s+", " ", match["unit"]).upper()
    number = match["number"]
    number = number.replace(",", "" if _THOUSANDS.match(number) else ".")
    count = match["count"]
    return f"{number}{tables.units.get(unit, match['unit'])}" + (f"×{count}" if count else "")
