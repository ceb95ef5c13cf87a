"""``inspector-app shelf-life``: remaining life of goods on a day, state and action."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspector_app.cli import output
from inspector_app.cli.command import Commands
from inspector_app.cli.given import unknown
from inspector_app.domain.errors import DateError
from inspector_app.i18n import Translator

if TYPE_CHECKING:
    from inspector_app.domain.shelf_life import Assessment, LabelDate, ShelfLifeRules, Wording

_WORDS = (
    "produced", "life", "expires", "on", "category", "origin", "channel", "wording", "exempt",
)  # fmt: skip
_UNIT_WORDS = ("name", "produced", "life", "expires", "wording", "exempt")
_EXEMPT = "exempt"


def register(commands: Commands) -> None:
    """``shelf-life --produced D --life 36M --on D`` or ``shelf-life --stdin``."""
    parser = commands.add_parser("shelf-life", help="remaining shelf life, state and action")
    parser.add_argument("--produced", metavar="D", help="production date, or month 2026-03")
    parser.add_argument("--life", metavar="36M", help="36M, 180D, 3Y, 18个月, or exempt")
    parser.add_argument("--expires", metavar="D", help="printed last day, or month")
    parser.add_argument("--on", metavar="D", help="date of receipt")
    parser.add_argument("--category", help="cosmetics, personal_care, food, household")
    parser.add_argument("--origin", help="domestic (default), imported, cross_border")
    parser.add_argument("--channel", help="the customer's channel")
    parser.add_argument(
        "--wording", help="how the last day is introduced: until (default), use_by, before"
    )
    parser.add_argument(
        "--exempt", action="store_true", help="goods freed from shelf life, as --life exempt"
    )
    parser.add_argument(
        "--rules", metavar="FILE", help="judge by these rules (JSON) in place of the shipped ones"
    )
    parser.add_argument(
        "--stdin",
        action="store_true",
        help="JSON Lines of the same words (and 'inner': the units of a kit), one answer each",
    )
    output.add_output_options(parser)
    parser.set_defaults(run=run, parser=parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the assessment, or one answer for each line of stdin."""
    from inspector_app.bootstrap.tables import shelf_life_rules

    speak = output.translator(arguments)
    rules = _rules_file(arguments.rules) if arguments.rules else shelf_life_rules()
    if arguments.stdin:
        return output.each_line(
            lambda line, detail: DateError("line_unreadable", line=line, detail=detail),
            lambda words: _document(_assess(words, rules), speak) | _ignored(words),
            speak,
        )
    if arguments.on is None:
        arguments.parser.error("--on is required without --stdin")
    found = _assess({word: getattr(arguments, word) for word in _WORDS}, rules)
    if arguments.json:
        output.emit(_document(found, speak))
    else:
        output.say(_lines(found, speak))
    return 0


def _rules_file(name: str) -> ShelfLifeRules:
    """Rules of a file; DateError ``rules_unreadable``, ``rules_unsound``."""
    from inspector_app.wire.life_rules import read_rules

    try:
        return read_rules(Path(name).read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as problem:
        raise DateError("rules_unreadable", detail=f"{name}: {problem}"[:200]) from problem


def _assess(words: Mapping[str, Any], rules: ShelfLifeRules) -> Assessment:
    """The goods, or the kit of its ``inner`` units."""
    from inspector_app.domain.shelf_life import KitPart, assess_kit

    inner = words.get("inner")
    if inner is None or inner == []:
        return _one(words, rules)
    if not isinstance(inner, list) or not all(isinstance(unit, dict) for unit in inner):
        raise DateError("inner_malformed", text=str(inner)[:80])
    shared = {word: words.get(word) for word in ("on", "category", "origin", "channel")}
    parts = [
        KitPart(name=_text(unit, "name") or str(number), assessment=_one({**unit, **shared}, rules))
        for number, unit in enumerate(inner, 1)
    ]
    dated = any(words.get(word) for word in ("produced", "expires", "life", "exempt"))
    return assess_kit(_one(words, rules) if dated else None, parts)


def _one(words: Mapping[str, Any], rules: ShelfLifeRules) -> Assessment:
    from inspector_app.domain.shelf_life import assess

    life = _text(words, "life")
    exempt = life == _EXEMPT or _flag(words, "exempt")
    return assess(
        _date(words, "produced"),
        None if life == _EXEMPT else life,
        _date(words, "expires"),
        _day(words),
        _text(words, "category") or "any",
        _text(words, "origin") or "domestic",
        rules,
        wording=_wording(_text(words, "wording")),
        channel=_text(words, "channel") or "any",
        exempt=exempt,
    )


def _document(found: Assessment, speak: Translator) -> dict[str, Any]:
    from inspector_app.services.sentences import sentence

    rule = found.rule
    return {
        "last_good_day_a": _iso(found.last_good_day_a),
        "last_good_day_b": _iso(found.last_good_day_b),
        "remaining_days": found.remaining_days,
        "remaining_days_b": found.remaining_days_b,
        "total_days": found.total_days,
        "remaining_ratio": found.remaining_ratio,
        "state": found.state,
        "action": found.action,
        "reasons": [
            {
                "code": reason.code,
                "params": reason.values(),
                "text": sentence(speak, "shelf_life.reason", reason),
            }
            for reason in found.reasons
        ],
        "findings": [reason.code for reason in found.findings],
        "rule": None
        if rule is None
        else {
            "id": rule.id,
            "name": speak.pick(rule.names),
            "set": rule.set_id,
            "version": rule.set_version,
            "basis": rule.basis,
        },
    }


def _lines(found: Assessment, speak: Translator) -> list[str]:
    from inspector_app.services.sentences import sentence

    lines = [
        speak(
            "shelf_life.line.result",
            state=speak(f"shelf_life.state.{found.state}"),
            action=speak(f"shelf_life.action.{found.action}"),
        )
    ]
    if found.last_good_day_a and found.last_good_day_b and found.remaining_days is not None:
        a, b = found.last_good_day_a.isoformat(), found.last_good_day_b.isoformat()
        lines.append(speak("shelf_life.line.dates", a=a, b=b))
        if found.remaining_days < 0:
            lines.append(speak("shelf_life.line.past", days=-found.remaining_days))
        elif found.remaining_ratio is None:
            lines.append(speak("shelf_life.line.remaining_days", days=found.remaining_days))
        else:
            lines.append(
                speak(
                    "shelf_life.line.remaining",
                    days=found.remaining_days, ratio=found.remaining_ratio,
                )
            )  # fmt: skip
    lines += [sentence(speak, "shelf_life.reason", reason) for reason in found.reasons]
    if found.rule is not None:
        rule = found.rule
        key = "rule" if rule.basis == "practice" else "rule_other"
        lines.append(
            speak(
                f"shelf_life.line.{key}",
                name=speak.pick(rule.names), set=speak.pick(rule.set_names),
                version=rule.set_version,
            )
        )  # fmt: skip
    return lines


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _text(words: Mapping[str, Any], word: str) -> str | None:
    value = words.get(word)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise DateError("not_text", field=word, text=str(value))
    return value


def _flag(words: Mapping[str, Any], word: str) -> bool:
    value = words.get(word)
    if value is not None and not isinstance(value, bool):
        raise DateError("not_true_or_false", field=word, text=str(value))
    return bool(value)


def _ignored(words: Mapping[str, Any]) -> dict[str, list[str]]:
    """What the answer says of words nobody reads, in the line and in the units of its kit."""
    names = unknown(words, (*_WORDS, "inner"))
    for number, unit in enumerate(words.get("inner") or (), 1):
        names += unknown(unit, _UNIT_WORDS, f"inner.{number}.")
    return {"ignored": names} if names else {}


def _date(words: Mapping[str, Any], word: str) -> LabelDate | None:
    from inspector_app.domain.shelf_life import parse_label_date

    text = _text(words, word)
    return None if text is None else parse_label_date(text)


def _day(words: Mapping[str, Any]) -> date:
    from inspector_app.domain.shelf_life import parse_label_date

    text = _text(words, "on")
    if text is None:
        raise DateError("day_missing", text="on")
    stated = parse_label_date(text)
    if stated.month_only:
        raise DateError("day_missing", text=text)
    return stated.first


def _wording(text: str | None) -> Wording:
    from inspector_app.domain.shelf_life.last_day import WORDINGS

    for known in WORDINGS:
        if (text or "until") == known:
            return known
    raise DateError("unknown_wording", wording=str(text), known=", ".join(WORDINGS))
