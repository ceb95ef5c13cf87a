"""What the plan could tell: its operating characteristic, as a curve and in a sentence a class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether

from inspector_app.domain.sampling.oc import (
    CONSUMER_SIDE,
    PRODUCER_SIDE,
    PlanStrength,
    accept_per_100,
    accept_process,
    plan_strength,
)
from inspector_app.reports.blocks import Drawn, bullets, gap, subheading
from inspector_app.reports.look import HAIR, INK, LINE, MUTED, TONES, WHITE, Icon, Look, Tone
from inspector_app.reports.model import PlanPart, ReportModel
from inspector_app.services.plan_words import telling_points

HEIGHT = 168.0
LEFT, RIGHT, BOTTOM, TOP = 34.0, 118.0, 30.0, 10.0
STEPS = 96
FADED = 0.005
"""The scale ends where lots of that quality pass less often than this."""
SCALES = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000)
_COLOURS: dict[str, Color] = {
    "major": TONES["bad"].strong,
    "minor": TONES["accent"].strong,
}

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Curve:
    """One plan: the chance to be accepted at ``STEPS`` + 1 qualities from 0 to ``most``, both
    as a share of the scale and of certainty."""

    cls: str
    strength: PlanStrength
    points: tuple[tuple[float, float], ...]


def curve(look: Look, model: ReportModel) -> list[Flowable]:
    """The curve with its two telling points, and the risk in words; nothing for lots that were
    inspected whole or not at all."""
    made, words = model.plan, look.words
    plans = [(each.cls, each.n, each.ac) for each in made.classes if each.cls != "critical"]
    if made.mode not in ("sampling", "fixed") or not plans:
        return []
    most, curves = curves_of(tuple(plans), nonconformities=made.nonconformities)
    key = "plan.strength_per_100" if made.nonconformities else "plan.strength"
    lines: list[tuple[Tone, Icon, str]] = [
        (
            "quiet",
            "dot",
            words.spoken(key, cls=words.code("class", each.cls), good=good, bad=bad),
        )
        for each in curves
        for good, bad in [telling_points(each.strength)]
    ]
    return [
        KeepTogether(
            [
                subheading(look, words("section.oc")),
                look.text(words("oc.note"), 7, colour=MUTED),
                gap(3),
                Drawn(HEIGHT, partial(_paint, look, made, curves, most)),
                bullets(look, lines),
                gap(8),
            ]
        )
    ]


@lru_cache(maxsize=256)
def curves_of(
    plans: tuple[tuple[str, int, int], ...], *, nonconformities: bool
) -> tuple[float, tuple[Curve, ...]]:
    """The end of the scale in % (or per 100 units), and a curve for each (class, n, Ac)."""
    chance: Callable[[int, int, float], float] = accept_per_100
    if not nonconformities:
        chance = _of_percent
    most = next(
        (s for s in SCALES if all(chance(n, ac, s) <= FADED for _, n, ac in plans)), SCALES[-1]
    )
    curves = tuple(
        Curve(
            cls=cls,
            strength=plan_strength(n, ac, nonconformities=nonconformities),
            points=tuple((at / STEPS, chance(n, ac, most * at / STEPS)) for at in range(STEPS + 1)),
        )
        for cls, n, ac in plans
    )
    return float(most), curves


def _of_percent(n: int, ac: int, percent: float) -> float:
    return accept_process(n, ac, percent / 100)


def _paint(
    look: Look, made: PlanPart, curves: Sequence[Curve], most: float, canvas: Canvas, width: float
) -> None:
    box = (LEFT, BOTTOM, width - LEFT - RIGHT, HEIGHT - BOTTOM - TOP)
    _paint_axes(look, made, box, most, canvas)
    for each in curves:
        _paint_curve(each, box, most, canvas)
    _paint_legend(look, made, curves, box, canvas)


def _paint_axes(look: Look, made: PlanPart, box: Box, most: float, canvas: Canvas) -> None:
    left, bottom, wide, high = box
    canvas.setFont(look.fonts.regular, 6.5)
    canvas.setLineWidth(0.5)
    for share in (0, 25, 50, 75, 100):
        y = bottom + high * share / 100
        canvas.setStrokeColor(LINE if share in (0, 100) else HAIR)
        canvas.line(left, y, left + wide, y)
        canvas.setFillColor(MUTED)
        canvas.drawRightString(left - 4, y - 2.2, f"{share} %")
    for part in range(6):
        x, value = left + wide * part / 5, most * part / 5
        canvas.setStrokeColor(HAIR)
        canvas.line(x, bottom, x, bottom + high)
        canvas.drawCentredString(x, bottom - 9, f"{value:g}")
    canvas.setDash(2, 2)
    canvas.setStrokeColor(MUTED)
    for limit in (PRODUCER_SIDE, CONSUMER_SIDE):
        canvas.line(left, bottom + high * limit, left + wide, bottom + high * limit)
    canvas.setDash()
    key = "oc.axis_per_100" if made.nonconformities else "oc.axis"
    canvas.drawCentredString(left + wide / 2, bottom - 20, look.words(key))


def _paint_curve(curve_: Curve, box: Box, most: float, canvas: Canvas) -> None:
    left, bottom, wide, high = box
    colour = _COLOURS.get(curve_.cls, INK)
    path = canvas.beginPath()
    for at, (quality, chance) in enumerate(curve_.points):
        (path.lineTo if at else path.moveTo)(left + wide * quality, bottom + high * chance)
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(1.4)
    canvas.drawPath(path, stroke=1, fill=0)
    canvas.setFillColor(colour)
    canvas.setStrokeColor(WHITE)
    canvas.setLineWidth(0.8)
    for value, chance in (
        (curve_.strength.accepted_95, PRODUCER_SIDE),
        (curve_.strength.accepted_10, CONSUMER_SIDE),
    ):
        canvas.circle(left + wide * value / most, bottom + high * chance, 2.6, stroke=1, fill=1)


def _paint_legend(
    look: Look, made: PlanPart, curves: Sequence[Curve], box: Box, canvas: Canvas
) -> None:
    left, bottom, wide, high = box
    x, y = left + wide + 16, bottom + high - 8
    unit = "" if made.nonconformities else " %"
    for each in curves:
        strength = each.strength
        good, bad = telling_points(strength)
        canvas.setStrokeColor(_COLOURS.get(each.cls, INK))
        canvas.setLineWidth(1.6)
        canvas.line(x, y + 2.4, x + 14, y + 2.4)
        canvas.setFillColor(INK)
        canvas.setFont(look.fonts.bold, 7.5)
        canvas.drawString(x + 18, y, look.words.code("class", each.cls))
        canvas.setFont(look.fonts.regular, 6.8)
        canvas.setFillColor(MUTED)
        told = (
            f"n = {strength.n:,}   Ac = {strength.ac}",
            f"95 %: {good}{unit}",
            f"10 %: {bad}{unit}",
        )
        for line, text in enumerate(told, 1):
            canvas.drawString(x + 18, y - 10 * line, text)
        y -= 46
