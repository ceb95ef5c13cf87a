"""Plan and result, and the shelf life of each batch."""

from __future__ import annotations

from typing import Any

from reportlab.platypus import Flowable, KeepTogether

from inspector_app.domain.shelf_life.dates import Stated
from inspector_app.reports.blocks import (
    Cell,
    Pair,
    bullets,
    data_table,
    gap,
    gauge_box,
    heading,
    key_grid,
    subheading,
    tag_box,
)
from inspector_app.reports.drawing import Gauge, GaugeBand
from inspector_app.reports.look import Align, Icon, Look, Tone
from inspector_app.reports.marks import accepted_tag, class_tag, life_colours, life_tag
from inspector_app.reports.model import (
    BatchPart,
    ClassResult,
    InnerPart,
    LifePart,
    OwnPlan,
    ReportModel,
)

_PLAN_ALIGN: tuple[Align, ...] = ("left", *(("center",) * 7), "left")


def plan(look: Look, model: ReportModel) -> list[Flowable]:
    """The plan with its source, and each class against its acceptance number."""
    words, made = look.words, model.plan
    facts: list[str] = [words(f"mode.{made.mode}")]
    if made.mode == "sampling":
        facts.append(words("level_line", level=made.level))
        facts.append(words.code("severity", made.severity))
    note = " · ".join([*facts, words.plain(made.edition)] if made.edition else facts)
    header = [
        words(f"plan.{name}")
        for name in ("class", "aql", "letter", "n", "ac", "re", "found", "beyond", "result")
    ]
    rows = [_class_row(look, result) for result in made.classes]
    rows += [_own_row(look, own) for own in made.others]
    story: list[Flowable] = [heading(look, words("section.plan"), note)]
    if rows:
        table = data_table(look, header, rows, [15, 9, 12, 9, 8, 8, 11, 13, 15], align=_PLAN_ALIGN)
        story.append(table)
    lines: list[tuple[Tone, Icon, str]] = []
    if made.reason is not None:
        lines.append(("accent", "dot", words.phrase(made.reason)))
    if made.not_looked_at is not None:
        told = words("stopped_early", count=words.number(made.not_looked_at))
        lines.append(("warn", "alert", told))
    if made.names is not None:
        lines.append(("accent", "dot", words.names(made.names)))
    lines += [("quiet", "dot", words.phrase(why)) for why in made.reasons]
    lines += [
        (
            "quiet",
            "dot",
            f"{words.code('class', result.cls)}{words('colon')}{words.phrase(result.note)}",
        )
        for result in made.classes
        if result.note is not None
    ]
    lines += [
        ("quiet", "dot", f"{_own_name(look, own)}{words('colon')}{words.phrase(own.note)}")
        for own in made.others
        if own.note is not None
    ]
    if made.sample_size:
        lines.append(("quiet", "dot", _sample_line(look, model)))
    return [*story, gap(4), bullets(look, lines)] if lines else story


def _sample_line(look: Look, model: ReportModel) -> str:
    made = model.plan
    return look.words(
        "sample_line",
        units=f"{made.sample_size:,}",
        cartons=len([carton for carton in made.cartons if carton.replaced_by is None])
        or made.cartons_to_open,
        total=f"{model.lot.cartons:,}",
    )


def _class_row(look: Look, result: ClassResult) -> list[Cell]:
    words = look.words
    letter = result.code_letter
    if result.letter and result.letter != result.code_letter:
        letter = f"{result.code_letter} → {result.letter}"
    found = look.text(words.number(result.found), 9, bold=True, align="center")
    return [
        tag_box(look, class_tag(result.cls, words)),
        result.aql or words.or_dash(""),
        letter or words.or_dash(""),
        words.number(result.n),
        str(result.ac),
        str(result.re),
        found,
        words.number(result.beyond) if result.beyond else words.or_dash(""),
        tag_box(look, accepted_tag(result.accepted, words)),
    ]


def _own_name(look: Look, own: OwnPlan) -> str:
    words = look.words
    if own.names is None:
        return words("plan.cartons")
    return f"{words.names(own.names)} {own.sample}"


def _own_row(look: Look, own: OwnPlan) -> list[Cell]:
    """A carton plan or a check with its own sample, in the columns of the classes."""
    words = look.words
    letter = own.code_letter
    if own.letter and own.letter != own.code_letter:
        letter = f"{own.code_letter} → {own.letter}"
    return [
        look.text(_own_name(look, own), 8, bold=True),
        own.aql or words.or_dash(""),
        letter or words.or_dash(""),
        words.number(own.n),
        str(own.ac),
        str(own.re),
        look.text(words.number(own.found), 9, bold=True, align="center"),
        words.or_dash(""),
        tag_box(look, accepted_tag(own.accepted, words)),
    ]


def shelf_life(look: Look, model: ReportModel) -> list[Flowable]:
    """A block per batch: dates, gauge, rule and reasons."""
    if not model.batches:
        return []
    words = look.words
    title = heading(look, words("section.shelf_life"))
    first, *others = [_batch(look, batch) for batch in model.batches]
    return [KeepTogether([title, *first]), *[KeepTogether(parts) for parts in others]]


def _batch(look: Look, batch: BatchPart) -> list[Any]:
    words, life = look.words, batch.assessment
    number = words.plain(batch.number) if batch.number else words("batch_unknown")
    tag = None if life is None else life_tag(life.state, words)
    parts: list[Any] = [subheading(look, words("batch_title", number=number), tag)]
    pairs: list[Pair] = [
        (words("produced"), words.date(batch.produced)),
        (words("expires"), _expires(look, batch)),
        (words("life_printed"), words.life(batch.life)),
        (words("batch_quantity"), _batch_quantity(look, batch)),
    ]
    if life is not None:
        pairs += _life_pairs(look, life)
    parts.append(key_grid(look, pairs, 4))
    if life is None:
        return [*parts, gap(4)]
    if life.remaining_days is not None and life.total_days:
        parts.append(gauge_box(look, life_gauge(look, life)))
    lines: list[tuple[Tone, Icon, str]] = [
        ("quiet", "dot", _inner_line(look, unit)) for unit in batch.inner
    ]
    lines += [("quiet", "dot", words.phrase(reason)) for reason in life.reasons]
    if life.rule:
        lines.append(("quiet", "dot", _rule_line(look, life)))
    return [*parts, bullets(look, lines), gap(5)] if lines else [*parts, gap(5)]


def _expires(look: Look, batch: BatchPart) -> str:
    """The printed last day; how it is introduced where that changes its meaning."""
    words = look.words
    day = words.date(batch.expires)
    if batch.expires is None or batch.wording == "until":
        return day
    return words("expires_worded", day=day, wording=words.code("wording", batch.wording))


def _inner_line(look: Look, unit: InnerPart) -> str:
    words = look.words
    dates = [(words(key), words.date(day)) for key, day in _inner_days(unit) if day is not None]
    if unit.life:
        dates.append((words("life_printed"), words.life(unit.life)))
    told = " · ".join(f"{name} {value}" for name, value in dates)
    return words("inner_line", name=words.plain(unit.name), dates=told)


def _inner_days(unit: InnerPart) -> tuple[tuple[str, Stated | None], ...]:
    return (("produced", unit.produced), ("expires", unit.expires))


def _life_pairs(look: Look, life: LifePart) -> list[Pair]:
    words = look.words
    last = words.date(life.last_good)
    if life.last_good_b is not None and life.last_good_b != life.last_good:
        last = words("two_days", a=last, b=words.date(life.last_good_b))
    return [
        (words("assessed_on"), words.date(life.on)),
        (words("last_good"), last),
        (words("remaining"), _remaining(look, life)),
        (words("action_label"), words.code("action", life.action)),
    ]


def _remaining(look: Look, life: LifePart) -> str:
    words = look.words
    if life.remaining_days is None:
        return words.or_dash("")
    if life.remaining_days < 0:
        return words.count("days_past", -life.remaining_days)
    if not life.total_days:
        return words.count("days", life.remaining_days)
    return words(
        "remaining_value",
        days=f"{life.remaining_days:,}",
        total=f"{life.total_days:,}",
        percent=f"{100 * life.remaining_days / life.total_days:.1f}",
    )


def life_gauge(look: Look, life: LifePart) -> Gauge:
    """Days as shares of the whole life. Needs ``remaining_days`` and ``total_days``."""
    words = look.words
    total, left = life.total_days or 1, life.remaining_days or 0
    rising = sorted(life.bands, key=lambda band: band.from_days)
    bands = []
    for place, band in enumerate(rising):
        end = rising[place + 1].from_days if place + 1 < len(rising) else total
        start, stop = max(0, band.from_days) / total, min(total, end) / total
        if stop > start:
            bands.append(
                GaugeBand(
                    start=start, end=stop, colours=life_colours(band.state),
                    word=words(f"life.{band.state}"),
                )
            )  # fmt: skip
    required = None if life.required_days is None else life.required_days / total
    return Gauge(
        bands=tuple(bands),
        value=left / total,
        label=words.count("days_left", left) if left >= 0 else words.count("days_past", -left),
        required=required,
    )


def _batch_quantity(look: Look, batch: BatchPart) -> str:
    words = look.words
    if batch.quantity is None:
        return words("extent_unknown")
    text = words.count("units", batch.quantity)
    return text if batch.cartons is None else f"{text} / {words.count('cartons', batch.cartons)}"


def _rule_line(look: Look, life: LifePart) -> str:
    words = look.words
    name = words.names(life.rule_names) or words.plain(life.rule)
    line = words(
        "rule_line_practice" if life.rule_is_practice else "rule_line",
        rule=name, set=words.names(life.rule_set), version=words.plain(life.rule_version),
    )  # fmt: skip
    if life.required_days is not None:
        line += words("required_line", days=f"{life.required_days:,}")
    return line
