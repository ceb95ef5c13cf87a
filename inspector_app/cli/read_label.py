"""``inspector-app read-label IMAGE...``: dates, batch and numbers printed on goods."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Final

from inspector_app.cli.command import Commands
from inspector_app.cli.output import add_output_options, emit, problem_document, translator
from inspector_app.domain.errors import InspectorError
from inspector_app.domain.label_text.reading import (
    ElementSeen,
    FieldReading,
    LabelField,
    LabelProblem,
    LabelReading,
)
from inspector_app.domain.scan import Position
from inspector_app.i18n import Translator


def register(commands: Commands) -> None:
    """Add ``read-label``."""
    parser = commands.add_parser(
        "read-label", help="读取标签照片上的日期、批号等 · read dates and numbers of label photos"
    )
    parser.add_argument("images", nargs="+", metavar="IMAGE", type=Path)
    parser.add_argument(
        "--on", type=date.fromisoformat, metavar="DATE", help="the day that counts as today"
    )
    add_output_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read each picture; one that is refused does not keep the others from being read."""
    from inspector_app.bootstrap.clock import SystemClock
    from inspector_app.bootstrap.decoding import photo_guard
    from inspector_app.bootstrap.label_reading import read_file

    speak = translator(arguments)
    today = arguments.on or SystemClock().today()
    refused = 0
    for path in arguments.images:
        try:
            reading = read_file(path, photo_guard(), today)
        except InspectorError as refusal:
            refused += 1
            _refuse(path, refusal, speak, json=arguments.json)
        else:
            if arguments.json:
                emit({"file": str(path), **as_json(reading, speak)})
            else:
                _say(_sentences(path, reading, speak))
    return 1 if refused else 0


_ASKED: Final = ("produced", "expires", "shelf_life", "lot")
"""Fields a program looks for on every label: they stand in the JSON also where none was read."""


def as_json(reading: LabelReading, speak: Translator) -> dict[str, Any]:
    """The reading as JSON types: ``value`` is null unless it is agreed."""
    return {
        "width": reading.width,
        "height": reading.height,
        "fields": {**_NOTHING, **{field.name: _field(field) for field in reading.fields}},
        "elements": [_element(element) for element in reading.elements],
        "problems": [_problem(problem, speak) for problem in reading.problems],
        "lines": [{"text": line.text, "box": _box(line.box)} for line in reading.lines],
    }


def _field(field: LabelField) -> dict[str, Any]:
    first = field.candidates[0] if field.candidates else None
    return {
        "value": field.value,
        "agreed": field.agreed,
        "text": first.text if first else "",
        "box": _box(first.box) if first else [],
        "doubt": first.doubt if first else "",
        "candidates": list(dict.fromkeys(each.value for each in field.candidates)),
        "details": [_detail(each) for each in field.candidates],
    }


_NOTHING: Final = {
    name: _field(LabelField(name=name, agreed=False, candidates=())) for name in _ASKED
}


def _detail(each: FieldReading) -> dict[str, Any]:
    return {
        "value": each.value,
        "text": each.text,
        "box": _box(each.box),
        "passes": list(each.passes),
        "doubt": each.doubt,
        "exclusive": each.exclusive,
        "pattern": each.pattern,
    }


def _element(element: ElementSeen) -> dict[str, Any]:
    return {
        "element": element.element,
        "text": element.text,
        "box": _box(element.box),
        "passes": list(element.passes),
    }


def _problem(problem: LabelProblem, speak: Translator) -> dict[str, Any]:
    return {
        "code": problem.code,
        "text": problem.text,
        "box": _box(problem.box),
        "params": dict(problem.params),
        "message": _sentence(problem, speak),
    }


def _sentence(problem: LabelProblem, speak: Translator) -> str:
    return speak(f"label_text.problem.{problem.code}", **dict(problem.params))


def _box(corners: Position) -> list[list[float]]:
    return [list(point) for point in corners]


def _refuse(path: Path, refusal: InspectorError, speak: Translator, *, json: bool) -> None:
    document = problem_document(refusal, speak)
    if json:
        emit({"file": str(path), "fields": {}, "elements": [], "problems": [], **document})
    sys.stderr.write(f"{path}: {document['error']['message']}\n")


def _sentences(path: Path, reading: LabelReading, speak: Translator) -> Iterable[str]:
    if not reading.lines:
        yield speak("read_label.no_text", file=str(path))
        return
    yield speak("read_label.file", file=str(path), lines=len(reading.lines))
    for field in reading.fields:
        name = speak(f"read_label.field.{field.name}")
        if field.value is not None:
            yield speak("read_label.agreed", name=name, value=field.value)
        else:
            values = list(dict.fromkeys(each.value for each in field.candidates))
            separator = speak("read_label.or")
            yield speak("read_label.candidates", name=name, values=separator.join(values))
    for problem in reading.problems:
        yield speak("read_label.problem", sentence=_sentence(problem, speak))


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
