"""The app icon: a carton whose lid is a check mark, on the product's green."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from demo.canvas import gradient

GREEN_TOP, GREEN_BOTTOM = (24, 148, 112), (10, 98, 84)
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" role="img"
     aria-label="Inspector">
  <defs>
    <linearGradient id="ground" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#189470"/><stop offset="1" stop-color="#0a6254"/>
    </linearGradient>
  </defs>
  <rect x="16" y="16" width="480" height="480" rx="112" fill="url(#ground)"/>
  <path d="M112 214 L256 276 L256 428 L112 362 Z" fill="#ffffff"/>
  <path d="M400 214 L256 276 L256 428 L400 362 Z" fill="#d3ece4"/>
  <path d="M132 176 L236 240 L412 92" fill="none" stroke="#ffd166" stroke-width="46"
        stroke-linecap="round" stroke-linejoin="round"/>
</svg>
"""


def _draw(size: int) -> Image.Image:
    big = 2048
    k = big / 512
    ground = gradient((big, big), GREEN_TOP, GREEN_BOTTOM)
    mask = Image.new("L", (big, big), 0)
    ImageDraw.Draw(mask).rounded_rectangle((16 * k, 16 * k, 496 * k, 496 * k), 112 * k, fill=255)
    pen = ImageDraw.Draw(ground)
    pen.polygon(
        [(112 * k, 214 * k), (256 * k, 276 * k), (256 * k, 428 * k), (112 * k, 362 * k)],
        fill=(255, 255, 255),
    )
    pen.polygon(
        [(400 * k, 214 * k), (256 * k, 276 * k), (256 * k, 428 * k), (400 * k, 362 * k)],
        fill=(211, 236, 228),
    )
    points = [(132 * k, 176 * k), (236 * k, 240 * k), (412 * k, 92 * k)]
    pen.line(points, fill=(255, 209, 102), width=round(46 * k), joint="curve")
    for x, y in points:
        pen.ellipse((x - 23 * k, y - 23 * k, x + 23 * k, y + 23 * k), fill=(255, 209, 102))
    icon = Image.new("RGBA", (big, big), (0, 0, 0, 0))
    icon.paste(ground, (0, 0), mask)
    return icon.resize((size, size), Image.Resampling.LANCZOS)


def icons() -> dict[str, bytes]:
    """``app.svg``, ``app.png`` (512) and ``app.ico`` (16 … 256)."""
    png, ico = io.BytesIO(), io.BytesIO()
    _draw(512).save(png, "PNG", optimize=True)
    _draw(256).save(ico, "ICO", sizes=[(s, s) for s in (16, 24, 32, 48, 64, 128, 256)])
    return {"app.svg": SVG.encode(), "app.png": png.getvalue(), "app.ico": ico.getvalue()}
