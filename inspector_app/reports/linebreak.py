"""Where Chinese text with Latin words in it may break into lines.

Between Chinese characters anywhere, but no line begins with a closing mark or ends with an
opening one (GB/T 15834-2011, 5.1). Latin words stay whole; they may part after / and, before a
letter, after -, but never within a date.
ReportLab's own splitter leaves opening brackets at line ends and cuts Latin words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

NO_START: Final = frozenset("，。、；：？！）】》」』〉〕’”％%℃°…—·,.;:?!)]}>»")
NO_END: Final = frozenset("（【《「『〈〔‘“([{<«￥¥$")
_TOKEN: Final = re.compile(
    r"\s+|[!-~\u00a1-\u2bff]*?(?:/(?=[!-~])|-(?=[A-Za-z]))|[!-~\u00a1-\u2bff]+|.", re.DOTALL
)


def break_lines(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Lines no wider than ``width`` where that is possible; never fewer than one.

    ``measure`` must be additive: no kerning. Only spaces at line ends are dropped. A piece wider
    than a line is cut.
    """
    if measure(text) <= width:
        return [text.rstrip()]
    lines: list[str] = []
    line, used = "", 0.0
    for piece in _pieces(text):
        wide = measure(piece)
        if used + wide <= width or used + measure(piece.rstrip()) <= width:
            line, used = line + piece, used + wide
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = piece.lstrip()
        used = measure(line)
        while measure(line.rstrip()) > width and len(line) > 1:
            cut = _fitting(line, width, measure)
            lines.append(line[:cut])
            line = line[cut:]
            used = measure(line)
    if line.strip() or not lines:
        lines.append(line.rstrip())
    return lines


def _pieces(text: str) -> list[str]:
    """Tokens glued where a break is forbidden."""
    pieces: list[str] = []
    for token in _TOKEN.findall(text):
        glued = bool(pieces) and (token[0] in NO_START or pieces[-1][-1] in NO_END)
        if glued:
            pieces[-1] += token
        else:
            pieces.append(token)
    return pieces


def _fitting(text: str, width: float, measure: Callable[[str], float]) -> int:
    """How many characters fit, at least one."""
    count = 1
    while count < len(text) and measure(text[: count + 1]) <= width:
        count += 1
    return count
