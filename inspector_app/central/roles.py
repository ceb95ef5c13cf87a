"""Who may do what at the central system: the one table that every route takes its rights from.

A route that is not in it does not start (``gate.check_table``): nothing is open by oversight.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final, Literal, TypeAlias, get_args

Role: TypeAlias = Literal["viewer", "supervisor", "administrator"]
"""What a person of the pages may do: look, decide, administer. Each includes the one before."""

Caller: TypeAlias = Literal["nobody", "station"] | Role
ROLES: Final[tuple[Role, ...]] = get_args(Role)
CALLERS: Final[tuple[Caller, ...]] = ("nobody", "station", *ROLES)

_ANYONE: Final[frozenset[Caller]] = frozenset(CALLERS)
_STATION: Final[frozenset[Caller]] = frozenset({"station"})
_VIEWER: Final[frozenset[Caller]] = frozenset(ROLES)
_SUPERVISOR: Final[frozenset[Caller]] = frozenset({"supervisor", "administrator"})
_ADMINISTRATOR: Final[frozenset[Caller]] = frozenset({"administrator"})

RIGHTS: Final[Mapping[str, frozenset[Caller]]] = {
    # Open: they tell nothing that is secret, or carry a proof of their own.
    "GET /healthz": _ANYONE,
    "GET /readyz": _ANYONE,
    "GET /metrics": _ANYONE,  # looks itself at who may read figures
    "GET /openapi.json": _ANYONE,
    "GET /static": _ANYONE,
    "GET /v1/ca": _ANYONE,
    "POST /v1/enroll": _ANYONE,
    "GET /sign-in": _ANYONE,
    "POST /sign-in": _ANYONE,
    "POST /sign-out": _ANYONE,
    "POST /language/{language}": _ANYONE,
    # Stations, by signature.
    "GET /v1/stations/{station}": _STATION,
    "POST /v1/stations/{station}/events": _STATION,
    "GET /v1/stations/{station}/receipts": _STATION,
    "POST /v1/stations/{station}/claims": _STATION,
    "POST /v1/stations/{station}/badge-blocks": _STATION,
    "POST /v1/blobs/plan": _STATION,
    "HEAD /v1/blobs/{sha256}": _STATION,
    "GET /v1/blobs/{sha256}": _STATION,
    "PUT /v1/blobs/{sha256}": _STATION,
    "POST /v1/blobs/{sha256}/verify": _STATION,
    "POST /v1/uploads/{sha256}": _STATION,
    "HEAD /v1/uploads/{sha256}": _STATION,
    "PATCH /v1/uploads/{sha256}": _STATION,
    "GET /v1/feeds/{feed}/changes": _STATION,
    "GET /v1/feeds/{feed}/snapshot": _STATION,
    # Programs, by token.
    "POST /v1/master/{kind}": _ADMINISTRATOR,
    # Pages, by session.
    "GET /": _VIEWER,
    "GET /inspections": _VIEWER,
    "GET /inspections/{inspection}": _VIEWER,
    "GET /inspections/{inspection}/report.pdf": _VIEWER,
    "GET /photos/{sha256}": _VIEWER,
    "GET /photos/{sha256}/small": _VIEWER,
    "GET /stations": _VIEWER,
    "GET /disputes": _VIEWER,
    "POST /disputes/{dispute}": _SUPERVISOR,
    "GET /complaints": _VIEWER,
    "POST /complaints": _SUPERVISOR,
    "POST /complaints/{complaint}": _SUPERVISOR,
    "GET /lines": _VIEWER,
    "POST /lines": _SUPERVISOR,
    "GET /severity": _VIEWER,
    "GET /severity/{goods}": _VIEWER,
    "GET /master": _SUPERVISOR,
    "POST /master": _SUPERVISOR,  # people of stations: an administrator, looks itself
    "GET /master/templates/{name}": _SUPERVISOR,
    "GET /master/imports/{import_id}": _SUPERVISOR,
    "POST /master/imports/{import_id}/publish": _SUPERVISOR,
    "POST /master/imports/{import_id}/drop": _SUPERVISOR,
    "GET /account": _VIEWER,
    "POST /account/password": _VIEWER,
    "POST /inspections/{inspection}/decide": _SUPERVISOR,
    "POST /stations/replay": _SUPERVISOR,
    "POST /stations/codes": _ADMINISTRATOR,
    "GET /stations/{station}/revoke": _ADMINISTRATOR,
    "POST /stations/{station}/revoke": _ADMINISTRATOR,
    "GET /system": _ADMINISTRATOR,
    "POST /system/check": _ADMINISTRATOR,
    "GET /users": _ADMINISTRATOR,
    "POST /users": _ADMINISTRATOR,
    "POST /users/{user}/role": _ADMINISTRATOR,
    "POST /users/{user}/active": _ADMINISTRATOR,
    "POST /users/{user}/password": _ADMINISTRATOR,
}
"""Method and route template → who may call it."""

_WRITTEN_OUT: Final[Mapping[str, list[str]]] = {
    template: sorted(key.partition(" ")[0] for key in RIGHTS if key.endswith(f" {template}"))
    for template in {key.partition(" ")[2] for key in RIGHTS}
    if "{" not in template and template != "/static"
}
_PARAMETER: Final = re.compile(r"\{[^}]*\}")


def entry(method: str, template: str) -> str:
    """The key of a route in ``RIGHTS``."""
    return f"{method} {template}"


def methods_of(path: str) -> list[str]:
    """The methods by which a path of an application can be asked, whoever may."""
    if path in _WRITTEN_OUT:
        return _WRITTEN_OUT[path]
    keys = (key.partition(" ") for key in RIGHTS)
    return sorted({method for method, _, template in keys if _form(template).fullmatch(path)})


def is_shadowed(method: str, path: str) -> bool:
    """Whether a path that stands in the table itself was taken for a name in another one, as
    ``plan`` for a digest."""
    return path in _WRITTEN_OUT and method not in _WRITTEN_OUT[path]


@cache
def _form(template: str) -> re.Pattern[str]:
    return re.compile("[^/]+".join(re.escape(part) for part in _PARAMETER.split(template)))


def allowed(caller: Caller, key: str) -> bool:
    """Whether this kind of caller may use the route; nobody may use one that is not listed."""
    return caller in RIGHTS.get(key, frozenset())
