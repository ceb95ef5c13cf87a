"""Shelf life: printed dates, two counting conventions, bands, states and actions."""

from inspector_app.domain.shelf_life.agreement import (
    Claim,
    Disagreement,
    Source,
    compare_claims,
    food_label_edition,
)
from inspector_app.domain.shelf_life.assess import Assessment, RuleUsed, assess
from inspector_app.domain.shelf_life.dates import (
    LabelDate,
    Stated,
    earliest_day,
    latest_day,
    parse_date8,
    parse_label_date,
    plain,
)
from inspector_app.domain.shelf_life.kit import KitPart, assess_kit, governing
from inspector_app.domain.shelf_life.last_day import Wording
from inspector_app.domain.shelf_life.life import Life, parse_life
from inspector_app.domain.shelf_life.rules import AcceptanceRule, Action, ShelfLifeRules, State

__all__ = [
    "AcceptanceRule",
    "Action",
    "Assessment",
    "Claim",
    "Disagreement",
    "KitPart",
    "LabelDate",
    "Life",
    "RuleUsed",
    "ShelfLifeRules",
    "Source",
    "State",
    "Stated",
    "Wording",
    "assess",
    "assess_kit",
    "compare_claims",
    "earliest_day",
    "food_label_edition",
    "governing",
    "latest_day",
    "parse_date8",
    "parse_label_date",
    "parse_life",
    "plain",
]
