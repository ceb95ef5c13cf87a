"""Templates with texts of the reader's language."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from inspector_app.central.db.moments import from_ms
from inspector_app.central.db.people import User
from inspector_app.central.pages.returning import page_of
from inspector_app.central.parts import Parts
from inspector_app.central.roles import allowed
from inspector_app.i18n import LANGUAGES, Language, Translator

LANGUAGE_COOKIE: Final = "inspector_language"
_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}
_TONES: Final = {"accept": "good", "reject": "bad", "hold": "hold"}


class Renderer:
    """Draws pages; a verdict is always a sign, a word and a colour together."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["moment"] = _moment
        self._templates.filters["claimed"] = _claimed
        self._templates.filters["minute"] = _minute

    def language(self, request: Request) -> Language:
        """The reader's choice, else the browser's first language, else the settings'."""
        chosen = request.cookies.get(LANGUAGE_COOKIE)
        for language in LANGUAGES:
            if chosen == language:
                return language
        wanted = request.headers.get("accept-language", "").lower()
        if wanted.startswith("zh"):
            return "zh"
        return "en" if wanted.startswith("en") else self._parts.settings.language

    def speak(self, request: Request) -> Translator:
        """Texts in the reader's language."""
        return self._parts.catalogue.speak(self.language(request))

    def page(
        self, request: Request, template: str, user: User | None, status: int = 200, **values: Any
    ) -> Response:
        """One page as HTML."""
        language = self.language(request)
        speak = self._parts.catalogue.speak(language)
        html = self._templates.get_template(template).render(
            t=speak,
            language=language,
            other_language="en" if language == "zh" else "zh",
            user=user,
            may=lambda key: allowed(user.role if user else "nobody", key),
            path=request.url.path,
            here=page_of(request),
            tone=lambda verdict: _TONES.get(verdict, "neutral"),
            pick=lambda row, name: getattr(row, f"{name}_{language}"),
            **values,
        )
        return HTMLResponse(html, status_code=status, headers=_HEADERS)


def _moment(milliseconds: int) -> str:
    """Our own time in the server's time zone, to the minute."""
    return f"{from_ms(milliseconds).astimezone():%Y-%m-%d %H:%M}"


def _claimed(text: str) -> str:
    """What a station's clock said, in the server's time zone, to the second."""
    return f"{datetime.fromisoformat(text).astimezone():%Y-%m-%d %H:%M:%S}"


def _minute(text: str) -> str:
    """The same without the seconds."""
    return _claimed(text)[:-3]
