"""``inspector-app plan``: which sample a lot needs, by the tables of GB/T 2828.1."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args

from inspector_app.cli import output
from inspector_app.cli.command import Commands
from inspector_app.cli.given import ignored
from inspector_app.domain.errors import PlanError
from inspector_app.i18n import Translator

if TYPE_CHECKING:
    from inspector_app.domain.sampling import ClassPlan, Plan, SamplingTables
    from inspector_app.domain.sampling.plan import Counting

_WORDS = (
    "lot_size", "letter", "level", "aql", "severity", "counting", "cartons", "carton_aql",
)  # fmt: skip


def register(commands: Commands) -> None:
    """``plan --lot-size N --level II --aql major=2.5 …`` or ``plan --stdin``."""
    parser = commands.add_parser("plan", help="sample size and acceptance numbers of a lot")
    parser.add_argument("--lot-size", type=int, metavar="N", help="units in the lot")
    parser.add_argument("--level", default="II", help="S-1 … S-4, I, II, III (default II)")
    parser.add_argument(
        "--aql", action="append", default=[], metavar="CLASS=AQL", help="once for each class"
    )
    parser.add_argument("--severity", default="normal", help="normal, tightened or reduced")
    parser.add_argument("--counting", default=None, help="items (default) or nonconformities")
    parser.add_argument("--cartons", type=int, default=0, metavar="N", help="cartons in the lot")
    parser.add_argument("--carton-aql", metavar="AQL", help="a plan for outer cartons, too")
    parser.add_argument(
        "--stdin",
        action="store_true",
        help='JSON Lines {"lot_size": 1200, "level": "II", "aql": {"major": "2.5"}} or '
        '{"letter": "K", "aql": {…}, "severity": "normal"}',
    )
    output.add_output_options(parser)
    parser.set_defaults(run=run, parser=parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the plan, or one answer for each line of stdin."""
    from inspector_app.bootstrap.tables import sampling_tables
    from inspector_app.domain.sampling import plan_for

    speak = output.translator(arguments)
    tables = sampling_tables()
    if arguments.stdin:
        return output.each_line(
            lambda line, detail: PlanError("line_unreadable", line=line, detail=detail),
            lambda words: _answer(tables, words, speak),
            speak,
        )
    if arguments.lot_size is None:
        arguments.parser.error("--lot-size is required without --stdin")
    plan = plan_for(
        tables,
        arguments.lot_size,
        level=arguments.level,
        aqls=_pairs(arguments.aql),
        severity=arguments.severity,
        carton_count=arguments.cartons,
        carton_aql=arguments.carton_aql,
        counting=_counting(arguments.counting),
    )
    if arguments.json:
        output.emit(_document(plan, speak, strength=True))
    else:
        output.say(_lines(plan, speak))
    return 0


def _answer(tables: SamplingTables, words: Mapping[str, Any], speak: Translator) -> dict[str, Any]:
    """The answer to one line; a word that is null counts as left out, one nobody reads is told
    in ``ignored``."""
    from inspector_app.domain.sampling import plan_for

    said = {word: value for word, value in words.items() if value is not None}
    aqls = _aqls(said.get("aql"))
    severity = str(said.get("severity", "normal"))
    if "letter" in said:
        return _by_letter(tables, said, aqls, severity, speak) | ignored(words, _WORDS)
    if "lot_size" not in said:
        raise PlanError("lot_size_or_letter_missing")
    plan = plan_for(
        tables,
        _whole(said["lot_size"], "lot_size"),
        level=str(said.get("level", "II")),
        aqls=aqls,
        severity=severity,
        carton_count=_whole(said.get("cartons", 0), "cartons"),
        carton_aql=None if "carton_aql" not in said else str(said["carton_aql"]),
        counting=_counting(said.get("counting")),
    )
    return _document(plan, speak, strength=False) | ignored(words, _WORDS)


def _by_letter(
    tables: SamplingTables,
    said: Mapping[str, Any],
    aqls: Mapping[str, str],
    severity: str,
    speak: Translator,
) -> dict[str, Any]:
    """A look into the tables; without a lot nothing is capped, and any AQL of them is valid unless
    the line says what is counted."""
    from inspector_app.domain.sampling import class_plan
    from inspector_app.domain.sampling.plan import CRITICAL

    if "lot_size" in said:
        raise PlanError("lot_size_and_letter")
    if not aqls:
        raise PlanError("aql_missing")
    if CRITICAL in aqls:
        raise PlanError("critical_has_no_aql")
    letter, counting = str(said["letter"]), _counting(said.get("counting", "nonconformities"))
    found = [
        class_plan(tables, cls, letter, aql, severity=severity, counting=counting)
        for cls, aql in aqls.items()
    ]
    return {
        "classes": {entry.cls: _class(entry, speak) for entry in found},
        "sample_size": max(entry.n for entry in found),
        "severity": severity,
        "edition": tables.edition,
    }


def _document(plan: Plan, speak: Translator, *, strength: bool) -> dict[str, Any]:
    from inspector_app.services.plan_words import strengths
    from inspector_app.services.sentences import sentence

    counted = [entry for entry in plan.classes if entry.cls != "critical"]
    document: dict[str, Any] = {
        "classes": {entry.cls: _class(entry, speak) for entry in counted},
        "sample_size": plan.sample_size,
        "critical": {"n": plan.sample_size, "ac": 0, "re": 1},
        "mode": plan.mode,
        "lot_size": plan.lot_size,
        "level": plan.level,
        "severity": plan.severity,
        "counting": plan.counting,
        "cartons_to_open": plan.cartons_to_open,
        "edition": plan.edition,
        "reasons": [
            {
                "code": reason.code,
                "params": reason.values(),
                "text": sentence(speak, "plan.reason", reason),
            }
            for reason in plan.reasons
        ],
    }
    if plan.carton is not None:
        document["carton"] = _class(plan.carton, speak)
    for entry, known in strengths(plan) if strength else ():
        document["classes"][entry.cls]["accepted_95"] = float(f"{known.accepted_95:.4g}")
        document["classes"][entry.cls]["accepted_10"] = float(f"{known.accepted_10:.4g}")
    return document


def _class(entry: ClassPlan, speak: Translator) -> dict[str, Any]:
    return {
        "aql": entry.aql,
        "code_letter": entry.code_letter,
        "letter": entry.letter,
        "n": entry.n,
        "ac": entry.ac,
        "re": entry.re,
        "note": speak(f"plan.note.{entry.note}") if entry.note else "",
    }


def _lines(plan: Plan, speak: Translator) -> list[str]:
    from inspector_app.services.plan_words import note_lines, reason_lines, risk_lines
    from inspector_app.services.sentences import class_words

    summary = "plan.summary_cartons" if plan.cartons_to_open else "plan.summary"
    mode = speak(f"plan.mode.{plan.mode}")
    lines = [speak(summary, mode=mode, sample_size=plan.sample_size, opened=plan.cartons_to_open)]
    for entry in [*plan.classes, plan.carton] if plan.carton else plan.classes:
        if entry.cls == "critical":
            lines.append(speak("plan.row_critical", n=entry.n))
            continue
        lines.append(
            speak(
                "plan.row", cls=class_words(speak, entry.cls), aql=entry.aql, letter=entry.letter,
                n=entry.n, ac=entry.ac, re=entry.re,
            )
        )  # fmt: skip
    lines += [*note_lines(speak, plan), *reason_lines(speak, plan), *risk_lines(speak, plan)]
    return [*lines, speak("plan.edition", edition=plan.edition)]


def _pairs(words: Sequence[str]) -> dict[str, str]:
    """``major=2.5`` …; PlanError ``aql_malformed`` or ``aql_twice``."""
    found: dict[str, str] = {}
    for text in words:
        cls, equals, aql = (part.strip() for part in text.partition("="))
        if not (cls and equals and aql):
            raise PlanError("aql_malformed", text=text)
        if found.setdefault(cls, aql) != aql:
            raise PlanError("aql_twice", cls=cls, one=found[cls], other=aql)
    return found


def _aqls(given: Any) -> dict[str, str]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise PlanError("aql_malformed", text=str(given))
    for cls, aql in given.items():
        if not cls.strip() or not isinstance(aql, str | int | float) or isinstance(aql, bool):
            raise PlanError("aql_malformed", text=f"{cls}={aql}")
    return {cls.strip(): str(aql) for cls, aql in given.items()}


def _whole(value: Any, field: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise PlanError("not_a_whole_number", field=field, text=str(value))
    return value


def _counting(text: Any) -> Counting:
    from inspector_app.domain.sampling.plan import Counting

    countings: tuple[Counting, ...] = get_args(Counting)
    if text is None:
        return "items"
    for known in countings:
        if text == known:
            return known
    raise PlanError("unknown_counting", counting=str(text), known=", ".join(countings))
