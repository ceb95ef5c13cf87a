"""Words of one document: texts, names, dates and numbers, all safe to draw."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from xml.sax.saxutils import escape

from inspector_app.domain.master import Names
from inspector_app.domain.shelf_life.dates import Stated
from inspector_app.i18n import Translator
from inspector_app.reports.fonts import ReportFonts
from inspector_app.reports.model import Phrase, PhraseParam

NONE = "—"
# Parameters of a reason that are codes of a family of words.
_CODED: Final = {
    "cls": "class", "state": "life", "severity": "severity", "action": "action", "shot": "shot",
    "state_a": "life", "state_b": "life", "action_a": "action", "action_b": "action",
}  # fmt: skip

# Where the words of reason chips stand.
_CHIPS: Final = ("walk.na", "walk.hold", "summary.waive_reason", "desk.why")


class Words:
    """Everything a document writes goes through here, so that no character gets lost unseen.

    Methods return plain text; ``safe`` makes a plain text ready for a ``Paragraph``.
    """

    def __init__(self, translator: Translator, fonts: ReportFonts) -> None:
        self._translator = translator
        self._fonts = fonts
        self._missing: dict[str, None] = {}

    @property
    def chinese(self) -> bool:
        return self._translator.language == "zh"

    @property
    def missing(self) -> tuple[str, ...]:
        """Characters no font could draw, in the order met."""
        return tuple(self._missing)

    def __call__(self, key: str, /, **params: str | int | float) -> str:
        """The text under ``report.<key>``."""
        return self.plain(self._translator(f"report.{key}", **params))

    def spoken(self, key: str, /, **params: str | int | float) -> str:
        """The text under a whole key, as screens and commands speak it."""
        return self.plain(self._translator(key, **params))

    def plain(self, text: str) -> str:
        """User text with undrawable characters replaced."""
        cleaned, missing = self._fonts.clean(text)
        self._missing.update(dict.fromkeys(missing))
        return cleaned

    def safe(self, text: str) -> str:
        """A plain text escaped for a ``Paragraph``; line ends become breaks."""
        return escape(text).replace("\n", "<br/>")

    def names(self, names: Names | None) -> str:
        """The document's language of a name; ``""`` for None."""
        return "" if names is None else self.plain(self._translator.pick(names))

    def code(self, family: str, code: str) -> str:
        """The word for a code such as ``origin.domestic``; the code itself when unknown."""
        key = f"report.{family}.{code}"
        return self(f"{family}.{code}") if code and self._translator.has(key) else self.plain(code)

    def phrase(self, phrase: Phrase | None) -> str:
        """A reason or remark in the document's language."""
        if phrase is None:
            return ""
        if not self._translator.has(phrase.key):
            fallback = phrase.fallback or {"zh": phrase.key.rsplit(".", 1)[-1]}
            return self.names(fallback)
        spoken = {name: self._param(name, value) for name, value in phrase.params.items()}
        return self.plain(self._translator(phrase.key, **spoken))

    def chip(self, code: str) -> str:
        """A reason chosen from chips on the screen, in the screen's words."""
        for family in _CHIPS:
            if code and self._translator.has(f"{family}.{code}"):
                return self.plain(self._translator(f"{family}.{code}"))
        return self.plain(code)

    def _param(self, name: str, value: PhraseParam) -> str | int | float:
        if isinstance(value, Phrase):
            return self.phrase(value)
        if name == "channel" and isinstance(value, str):
            key = f"plan.channel.{value}"
            return self.spoken(key) if self._translator.has(key) else self.plain(value)
        if name == "why" and isinstance(value, str):
            return self.chip(value)
        if name == "life" and isinstance(value, str):
            return self.life(value)
        if name in _CODED and isinstance(value, str):
            return self.code(_CODED[name], value)
        return value if isinstance(value, str | int | float) else self._translator.pick(value)

    def date(self, value: Stated | None) -> str:
        """``2026-04-01``, or ``2026-04`` where the goods show only a month."""
        if isinstance(value, datetime):
            value = value.date()
        return NONE if value is None else value.isoformat()

    def time(self, value: datetime | None) -> str:
        """``2026-04-01 14:05``, in the zone the value carries."""
        return NONE if value is None else value.strftime("%Y-%m-%d %H:%M")

    def number(self, value: int | None) -> str:
        """``3,000``; a dash for None."""
        return NONE if value is None else f"{value:,}"

    def count(self, key: str, value: int | None) -> str:
        """A number with its unit, such as ``3,000 件``; ``key`` is below ``report.unit``."""
        return NONE if value is None else self(f"unit.{key}", n=f"{value:,}")

    def life(self, life: str) -> str:
        """A printed duration such as ``36M`` in words; other texts as they are."""
        unit = {"D": "days", "M": "months", "Y": "years"}.get(life[-1:])
        if unit is None or not life[:-1].isdigit():
            return self.or_dash(life)
        return self.count(unit, int(life[:-1]))

    def or_dash(self, text: str) -> str:
        return self.plain(text) or NONE
