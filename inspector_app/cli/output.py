"""How commands speak: JSON for programs on stdout, sentences for people, JSON Lines for many."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Callable, Iterable, Mapping
from io import TextIOWrapper
from typing import Any

from inspector_app.bootstrap.resources import catalogue
from inspector_app.cli.given import json_of, stdin_lines, text_of
from inspector_app.domain.errors import InspectorError
from inspector_app.i18n import Language, Translator
from inspector_app.services.refusals import note_refusal

_log = logging.getLogger(__name__)


def add_output_options(parser: argparse.ArgumentParser) -> None:
    """``--json`` and ``--lang`` behind the command's own name."""
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    add_language_option(parser)


def add_language_option(parser: argparse.ArgumentParser) -> None:
    """``--lang`` behind the command's own name; one given before it stays when this is not."""
    parser.add_argument(
        "--lang", choices=("zh", "en"), default=argparse.SUPPRESS, help="language of messages"
    )


def add_station_options(parser: argparse.ArgumentParser) -> None:
    """Output options, and ``--data`` behind the command's own name as well as before it."""
    add_output_options(parser)
    parser.add_argument(
        "--data", metavar="DIR", default=argparse.SUPPRESS,
        help="data folder (or INSPECTOR_DATA)",
    )  # fmt: skip


def speak_utf8() -> None:
    """UTF-8 on stdout and stderr whatever the console or the pipe expects; what is no text (half
    a surrogate of the input) is written as its escape, which is the same text in JSON."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # none at all in a windowed program
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def translator(arguments: argparse.Namespace) -> Translator:
    """Texts in the wanted language, Chinese unless told otherwise."""
    language: Language = getattr(arguments, "lang", None) or "zh"
    return catalogue().speak(language)


def emit(document: Mapping[str, Any]) -> None:
    """One JSON document on one line."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")


def say(lines: Iterable[str]) -> None:
    """Sentences for a person."""
    for line in lines:
        sys.stdout.write(f"{line}\n")


def problem_document(problem: InspectorError, speak: Translator) -> dict[str, Any]:
    """What a refused act says in JSON; its code goes to the log."""
    note_refusal(_log, problem)
    error = {"code": problem.code, "params": problem.params, "message": speak.error(problem)}
    return {"error": error}


def each_line(
    refusal: Callable[[int, str], InspectorError],
    answer: Callable[[Mapping[str, Any]], Mapping[str, Any]],
    speak: Translator,
) -> int:
    """Answer every JSON object of stdin with one line; a refused line does not stop the others.

    ``refusal(line number, detail)`` is the error of a line that is no JSON object. Returns the
    exit code: 1 when any line was refused.
    """
    refused = False
    for number, line in enumerate(stdin_lines(), 1):
        if not line.strip():
            continue
        try:
            emit(answer(_object(line, number, refusal)))
        except InspectorError as problem:
            refused = True
            emit(problem_document(problem, speak))
    return int(refused)


def _object(
    line: bytes, number: int, refusal: Callable[[int, str], InspectorError]
) -> Mapping[str, Any]:
    try:
        words = json_of(text_of(line))
    except ValueError as problem:
        raise refusal(number, str(problem)) from problem
    if not isinstance(words, dict):
        raise refusal(number, type(words).__name__)
    return words
