"""Which fields a line of a standard has, by what it is, and what each may hold. Free of Qt.

A member that no field shows is kept untouched; what it breaks is told as a fault of its line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from inspector_app.domain.checklist.sampling_document import ITEM_AQLS, Level
from inspector_app.domain.checklist.sampling_rule import OpeningHow, SamplingMode
from inspector_app.domain.checklist.soundness import DATE_FACTS, FREE_FACTS, PRODUCT_FACTS
from inspector_app.domain.checklist.standard import (
    MAX_READINGS,
    SPECIAL_LEVELS,
    ItemKind,
    JudgedBy,
    PhotoRule,
    Sample,
    Scope,
    StageKind,
)
from inspector_app.domain.defects import Shot
from inspector_app.domain.master import Category, Origin
from inspector_app.ui.presenters.standards_document import (
    Document,
    Path,
    Row,
    entries,
    identity,
    read,
    rows,
)

Control: TypeAlias = Literal[
    "identifier", "line", "names", "long_names", "pick", "many", "switch", "decimal", "words",
    "whole", "defects", "choices", "conditions", "picture", "groups", "classes",
    "channels", "own",
]  # fmt: skip

AQLS: tuple[str, ...] = tuple(str(aql) for aql in ITEM_AQLS)
ANSWERS: Mapping[str, tuple[str, ...]] = {"pass_fail": ("pass", "fail", "na")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One control. ``key`` names its words (``standards.field.<key>``), ``path`` is below the line.

    ``default`` is what holds while the document says nothing; ``options`` are the values it may
    have, whose words stand under ``standards.<vocabulary>.<value>``. ``needed`` fields may not be
    left empty. ``section`` is the card it stands on.
    """

    key: str
    control: Control
    path: Path
    section: str
    default: Any = None
    options: tuple[str, ...] = ()
    vocabulary: str = ""
    needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a condition may rest on: an earlier item or a fact of the product.

    ``values`` with their names, empty where the words of the vocabulary serve. ``free`` facts are
    given in the customer's own words, ``dated`` ones as a period.
    """

    name: str
    names: Mapping[str, str]
    values: tuple[tuple[str, Mapping[str, str]], ...] = ()
    free: bool = False
    dated: bool = False


def _field(key: str, control: Control, section: str, **more: Any) -> Field:
    path: Path = more.pop("path", tuple(key.split(".")))
    return Field(key=key, control=control, path=path, section=section, **more)


def _pick(key: str, section: str, options: Sequence[str], default: str, **more: Any) -> Field:
    more.setdefault("vocabulary", key.rpartition(".")[2])
    return _field(key, "pick", section, options=tuple(options), default=default, **more)


def form(document: Document, row: Row) -> tuple[Field, ...]:
    """The fields of a line, as its present values ask for."""
    held = read(document, row.path, {})
    held = held if isinstance(held, Mapping) else {}
    if row.kind == "standard":
        return _standard_form(held)
    return _stage_form(held) if row.kind == "stage" else _item_form(held)


def value_of(document: Document, row: Row, field: Field) -> Any:
    """What the field holds now; its default where the document says nothing."""
    value = read(document, (*row.path, *field.path), field.default)
    if field.key == "children" and isinstance(value, bool):
        return "yes" if value else "no"
    return value


def _standard_form(held: Mapping[str, Any]) -> tuple[Field, ...]:
    mode = read(held, ("sampling", "mode"), "sampling")
    found = [
        _field("names", "names", "whole", needed=True),
        _field("id", "identifier", "whole", needed=True),
        _field("categories", "many", "use", options=get_args(Category), vocabulary="category",
               needed=True),
        _field("origins", "many", "use", options=get_args(Origin), vocabulary="origin",
               needed=True),
        _field("channels", "words", "use", default=[]),
        _pick("children", "use", ("", "yes", "no"), ""),
        _pick("sampling.mode", "sampling", get_args(SamplingMode), "sampling", needed=True),
    ]  # fmt: skip
    if mode == "sampling":
        found += [
            _pick("sampling.level", "sampling", get_args(Level), "II"),
            _pick("sampling.aql_major", "sampling", AQLS, "2.5", vocabulary="aql"),
            _pick("sampling.aql_minor", "sampling", AQLS, "4.0", vocabulary="aql"),
            _pick("sampling.carton_aql", "sampling", ("", *AQLS), "", vocabulary="aql"),
        ]
    if mode == "fixed":
        found += [
            _field("sampling.fixed.n", "whole", "sampling", default=0, needed=True),
            _field("sampling.fixed.ac_major", "whole", "sampling", default=0),
            _field("sampling.fixed.ac_minor", "whole", "sampling", default=0),
        ]
    if _special(held):
        found.append(_pick("sampling.check_aql", "sampling", AQLS, "2.5", vocabulary="aql"))
    if mode != "exempt":
        found.append(_pick("sampling.opening.how", "sampling", get_args(OpeningHow), "root"))
        if read(held, ("sampling", "opening", "how"), "root") != "all":
            found.append(_field("sampling.opening.least", "whole", "sampling", default=5))
    found += [
        _field("sampling.channels", "channels", "channels", default=[]),
        _field("defects.groups", "groups", "catalogue", default=[], needed=True),
        _field("defects.without", "defects", "catalogue", default=[]),
        _field("defects.classes", "classes", "catalogue", default={}),
        _field("defects.own", "own", "catalogue", default=[]),
        _field("note", "long_names", "basis"),
    ]
    return tuple(found)


def _special(held: Mapping[str, Any]) -> bool:
    stages = held.get("stages")
    return any(
        isinstance(stage, Mapping) and stage.get("sample") in SPECIAL_LEVELS
        for stage in (stages if isinstance(stages, list) else [])
    )


def _stage_form(held: Mapping[str, Any]) -> tuple[Field, ...]:
    found = [
        _field("names", "names", "stage", needed=True),
        _field("id", "identifier", "stage", needed=True),
        _pick(
            "kind", "stage", get_args(StageKind), "checklist", vocabulary="stage_kind", needed=True
        ),
        _field("gate", "switch", "stage", default=False),
        _pick("sample", "sample", get_args(Sample), "unit_sample"),
    ]
    if held.get("sample") in SPECIAL_LEVELS:
        found += [
            _pick("aql", "sample", ("", *AQLS), ""),
            _field("opens", "switch", "sample", default=False),
        ]
    return tuple(found)


def _item_form(held: Mapping[str, Any]) -> tuple[Field, ...]:
    kind = held.get("kind", "pass_fail")
    found = [
        _field("names", "long_names", "question", needed=True),
        _field("help", "long_names", "question"),
        _field("picture", "picture", "question", default=""),
        _field("id", "identifier", "question", needed=True),
        _pick("kind", "answer", get_args(ItemKind), "pass_fail", vocabulary="item_kind"),
    ]
    if kind == "choice":
        found.append(_field("choices", "choices", "answer", default=[], needed=True))
    if kind in ("number", "count"):
        found += [
            _field("limits.unit", "line", "answer", default=""),
            _field("limits.low", "decimal", "answer", default=""),
            _field("limits.high", "decimal", "answer", default=""),
            _field("readings.count", "whole", "answer", default=1),
        ]
        if read(held, ("readings", "count")):
            found += _readings_form(held)
    found += [
        _pick("scope", "answer", get_args(Scope), "lot"),
        _field("required", "switch", "answer", default=True),
        _pick("photos", "evidence", get_args(PhotoRule), "never"),
    ]
    if held.get("photos", "never") != "never" or held.get("shots"):
        found.append(
            _field("shots", "many", "evidence", options=get_args(Shot), vocabulary="shot",
                   default=[])
        )  # fmt: skip
    found += [
        _field("defects", "defects", "failure", default=[]),
        _field("when", "conditions", "when", default=[]),
        _field("source", "line", "basis", default=""),
        _field("element", "words", "basis", default=[]),
        _field("note", "long_names", "basis"),
    ]
    return tuple(found)


def _readings_form(held: Mapping[str, Any]) -> list[Field]:
    found = [_pick("readings.judge", "answer", get_args(JudgedBy), "each")]
    if read(held, ("readings", "judge"), "each") == "each":
        found += [
            _field("readings.mean.low", "decimal", "answer", default=""),
            _field("readings.mean.high", "decimal", "answer", default=""),
        ]
    return found


def kept_value(field: Field, value: Any) -> Any:
    """What to write for a value: nothing where it only says the default, or nothing at all."""
    if value in ("", None, [], {}):
        return None
    if field.key == "children":
        return {"yes": True, "no": False}.get(str(value))
    if field.key == "readings.count":
        count = min(value, MAX_READINGS) if isinstance(value, int) else 0
        return count if count > 1 else None
    if isinstance(value, Mapping):
        held = {key: inner for key, inner in value.items() if inner not in ("", None)}
        return held or None
    return None if value == field.default and not field.needed else value


def askable(document: Document, row: Row) -> tuple[Asked, ...]:
    """What the conditions of an item may rest on: facts, then every item before it that has a
    closed set of answers."""
    found = [
        Asked(name=name, names={}, values=tuple((value, {}) for value in values))
        for name, values in PRODUCT_FACTS.items()
    ]
    found += [Asked(name=name, names={}, free=True) for name in sorted(FREE_FACTS)]
    found += [Asked(name=name, names={}, dated=True) for name in sorted(DATE_FACTS)]
    for earlier in rows(document):
        if earlier.kind != "item" or earlier >= row:
            continue
        held = read(document, earlier.path, {})
        if isinstance(held, Mapping) and (values := answers(held)):
            names = held.get("names")
            found.append(
                Asked(
                    name=identity(document, earlier),
                    names=names if isinstance(names, Mapping) else {},
                    values=values,
                )
            )
    return tuple(found)


def answers(item: Mapping[str, Any]) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """The answers a condition can name, with names where the item gives them."""
    kind = str(item.get("kind", "pass_fail"))
    if kind in ANSWERS:
        return tuple((value, {}) for value in ANSWERS[kind])
    return tuple(
        (str(choice.get("value", "")), choice.get("names") or {})
        for choice in entries(item, ("choices",))
        if isinstance(choice, Mapping) and choice.get("value")
    )
