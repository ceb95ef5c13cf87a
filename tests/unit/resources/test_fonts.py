"""The shipped fonts can set every text we ship, and rare characters of people's names."""

from __future__ import annotations

import pytest
from reportlab.pdfbase.ttfonts import TTFont

from inspector_app.bootstrap.resources import catalogue, resource

SIGNS = "✓✗✔✘●▲■→←↑↓①②㎏℃≥≤±×·—…“”《》☐★◆○□△▼▶◀⚠〓"


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_every_character_has_a_glyph(weight: str) -> None:
    face = TTFont(f"check-{weight}", str(resource(f"fonts/NotoSansSC-{weight}.ttf"))).face
    texts = "".join(text for pair in catalogue().texts.values() for text in pair.values())
    gbk = b"".join(bytes((a, b)) for a in range(0xB0, 0xF8) for b in range(0xA1, 0xFF))
    characters = set(texts + SIGNS + "喆镕堃璟珺" + gbk.decode("gbk", errors="ignore"))
    missing = {c for c in characters if ord(c) not in face.charToGlyph and c not in "\n\t\r"}
    assert {c for c in missing if not 0xE000 <= ord(c) <= 0xF8FF} == set()
    assert face.name == f"NotoSansSC-{weight}".encode()
