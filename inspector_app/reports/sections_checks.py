"""What was checked and what was found: stages with answers, findings with photos, other photos."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether

from inspector_app.reports.blocks import (
    Cell,
    PhotoBox,
    box_width,
    data_table,
    gap,
    heading,
    photo_grid,
    subheading,
    tag_box,
)
from inspector_app.reports.look import CONTENT_WIDTH, MUTED, Look
from inspector_app.reports.marks import class_tag, outcome_tag
from inspector_app.reports.model import AnswerPart, FindingPart, PhotoPart, ReportModel, StagePart

COLUMNS = 3


def stages(look: Look, model: ReportModel) -> list[Flowable]:
    """One table per stage, in the standard's order."""
    if not model.stages:
        return []
    story: list[Flowable] = [heading(look, look.words("section.checks"))]
    for stage in model.stages:
        story += _stage(look, stage)
    return story


def _stage(look: Look, stage: StagePart) -> list[Flowable]:
    words = look.words
    name = words.names(stage.names) + (f"  ·  {words('gate')}" if stage.gate else "")
    story: list[Flowable] = [
        CondPageBreak(70),
        subheading(look, name, outcome_tag(stage.outcome, words)),
    ]
    if any(" / " in answer.subject for answer in stage.answers):
        story.append(look.text(words("unit_numbers"), 7.5, colour=MUTED))
    if stage.answers:
        header = [words(f"check.{name}") for name in ("question", "result", "value", "remark")]
        rows = [_answer_row(look, answer) for answer in stage.answers]
        story.append(data_table(look, header, rows, [44, 14, 20, 22]))
    return [*story, gap(6)]


def _answer_row(look: Look, answer: AnswerPart) -> list[Cell]:
    words = look.words
    question = look.words.safe(words.names(answer.names))
    if answer.subject:
        question = f"{look.tinted(words.plain(answer.subject), MUTED)}  {question}"
    value = words.names(answer.value_names) if answer.value_names else words.plain(answer.value)
    if value and answer.unit:
        value = f"{value} {words.plain(answer.unit)}"
    if answer.mean:
        value = f"{value}\n{words('check.mean', mean=answer.mean)}"
    if answer.limits:
        value = f"{value}\n{words('limits', limits=words.plain(answer.limits))}"
    return [
        look.marked(question, 8),
        tag_box(look, outcome_tag(answer.outcome, words), 7),
        value,
        words.chip(answer.remark),
    ]


def findings(look: Look, model: ReportModel) -> list[Flowable]:
    """Each defect with where, how many, what it does, and its photos."""
    words = look.words
    story: list[Flowable] = [
        heading(look, words("section.findings"), words("finding_total", n=len(model.findings)))
    ]
    if not model.findings:
        return [*story, look.text(words("no_findings"), 9, colour=MUTED)]
    by_hash = {photo.sha256: photo for photo in model.photos}
    for finding in model.findings:
        photos = [by_hash[sha] for sha in finding.photos if sha in by_hash]
        story += _finding(look, finding, photos)
    return story


def _finding(look: Look, finding: FindingPart, photos: Sequence[PhotoPart]) -> list[Flowable]:
    words = look.words
    title = f"{finding.number}.  {words.plain(finding.code)}  {words.names(finding.names)}"
    parts: list[Flowable] = [
        subheading(look, title, class_tag(finding.cls, words)),
        look.text("  ·  ".join(_finding_facts(look, finding)), 8),
    ]
    note = [words.phrase(finding.reason), words.plain(finding.remark)]
    shown = words("comma").join(text for text in note if text)
    if shown:
        parts.append(look.text(f"{words('remark')}{words('colon')}{shown}", 8, colour=MUTED))
    boxes = photo_boxes(look, photos)
    first = photo_grid(boxes[:COLUMNS], COLUMNS) if boxes else None
    head = KeepTogether([*parts, gap(2), first] if first else parts)
    rest = [photo_grid(boxes[COLUMNS:], COLUMNS)] if len(boxes) > COLUMNS else []
    return [head, *rest, gap(7)]


def _finding_facts(look: Look, finding: FindingPart) -> list[str]:
    words = look.words
    facts = [words("times", n=finding.count), words.code("on", finding.on)]
    if finding.carton is not None:
        facts.append(words("carton_number", n=finding.carton))
    if finding.positions:
        facts.append(words("positions", list=", ".join(map(str, finding.positions))))
    if finding.batch:
        facts.append(words("batch_title", number=words.plain(finding.batch)))
    facts.append(words.code("effect", finding.effect))
    if not finding.counted:
        facts.append(words("not_counted"))
    if finding.by is not None:
        facts.append(words.names(finding.by.names))
    if finding.at is not None:
        facts.append(words.time(finding.at))
    return facts


def photos(look: Look, model: ReportModel) -> list[Flowable]:
    """Photos that belong to no finding."""
    used = {sha for finding in model.findings for sha in finding.photos}
    others = [photo for photo in model.photos if photo.sha256 not in used]
    if not others:
        return []
    boxes = photo_boxes(look, others)
    title = heading(look, look.words("section.photos"), look.words("photo_total", n=len(others)))
    return [CondPageBreak(190), title, photo_grid(boxes, COLUMNS)]


def photo_boxes(
    look: Look, photos: Sequence[PhotoPart], columns: int = COLUMNS, width: float = CONTENT_WIDTH
) -> list[PhotoBox]:
    """Frames with number and caption for a grid of ``columns``."""
    return [
        PhotoBox(
            look,
            photo.path,
            look.text(photo_caption(look, photo, "\n"), 7.2, colour=MUTED, leading=1.35),
            look.words("photo_badge", n=photo.number),
            box_width(columns, width),
        )
        for photo in photos
    ]


def photo_caption(look: Look, photo: PhotoPart, before_time: str = "  ·  ") -> str:
    """What it shows, its carton and when it was taken."""
    words = look.words
    parts = [words.names(photo.caption) or words.code("shot", photo.shot)]
    if photo.carton is not None:
        parts.append(words("carton_number", n=photo.carton))
    shown = "  ·  ".join(part for part in parts if part)
    return shown if photo.taken_at is None else shown + before_time + words.time(photo.taken_at)
