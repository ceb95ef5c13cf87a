"""Leads a reader who has to sign in first back to where they were."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request

from inspector_app.central.auth import SESSION_COOKIE

READING: Final = frozenset({"GET", "HEAD"})
_LONGEST: Final = 1_000
_NOWHERE: Final = ("/sign-in", "/sign-out", "/language/", "/v1/", "/static/")


def local_path(text: str) -> str:
    """``text`` if it is a page of ours, else empty: nobody is sent to a foreign address."""
    plain = text.isprintable() and "\\" not in text and len(text) <= _LONGEST
    if not plain or not text.startswith("/") or text.startswith("//"):
        return ""
    return "" if text.startswith(_NOWHERE) else text


def page_of(request: Request) -> str:
    """The page a reader is on: of a form that was sent, the page it stands on."""
    if request.method in READING:
        query = request.url.query
        return f"{request.url.path}?{query}" if query else request.url.path
    first, _, rest = request.url.path.strip("/").partition("/")
    if first == "inspections" and "/" in rest:
        return f"/{first}/{rest.rpartition('/')[0]}"
    return f"/{first}"


def sign_in_address(request: Request) -> str:
    """The page to sign in, which leads back; it says when a session ended meanwhile."""
    asked: dict[str, str] = {}
    if request.method in READING:
        wanted = local_path(page_of(request))
    else:
        came_from = urlsplit(request.headers.get("referer", ""))
        query = f"?{came_from.query}" if came_from.query else ""
        wanted = local_path(came_from.path + query)
        asked["why"] = "unsaved"
    if SESSION_COOKIE in request.cookies:
        asked.setdefault("why", "ended")
    if wanted not in ("", "/"):
        asked["next"] = wanted
    return f"/sign-in?{urlencode(asked)}" if asked else "/sign-in"
