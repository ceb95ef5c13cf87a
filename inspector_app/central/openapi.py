"""Makes ``/openapi.json`` true: what routes cannot say of themselves is said here once.

Answers, refusals, header fields and forms of names of every operation. A test holds the running
system against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from inspector_app.central import roles
from inspector_app.central.api.answering import schema_of
from inspector_app.central.api.uploads import MOST_OFFSET
from inspector_app.domain.master_import.words import KINDS
from inspector_app.wire.envelope import (
    MAX_PART,
    MAX_PHOTO,
    NDJSON,
    OCTETS,
    PROBLEM_JSON,
    PROTOCOL_MAX,
    EventLine,
    ProblemDetails,
)
from inspector_app.wire.feeds import FEEDS

Schema = dict[str, Any]
_PROBLEM: Final = "Problem"
_JSON: Final = "application/json"
_METHODS: Final = ("get", "put", "post", "patch", "delete", "head")
_SENTENCES: Final = {
    400: "bad_encoding or digest_mismatch: rebuild the request",
    401: "unsigned, unknown_station, clock_skew, not_signed_in_here",
    403: "bad_signature, not_your_station, not_your_role",
    404: "nothing of that name",
    405: "not a method of this path",
    408: "too_slow: the body did not come in time",
    409: "it does not follow what is here; the parameters say what would",
    410: "feed_epoch or feed_horizon: take a snapshot",
    413: "more than this path takes",
    422: "blob_mismatch or bad_blob_name: the bytes are not those of the name",
    423: "station_forked, station_revoked: a person has to look",
    426: "upgrade_required: the parameters tell the range that is spoken",
    429: "too_many_requests or too_many_at_once: wait as Retry-After says",
    431: "fields_too_large",
    500: "internal: it is in the log",
    503: "away for a moment: wait as Retry-After says",
    507: "central_disk_full: wait as Retry-After says",
}
_ANY: Final = frozenset({400, 405, 408, 413, 429, 431, 500, 503, 507})
_SIGNED: Final = frozenset({401, 403, 426})
_OF_NAMES: Final = frozenset({404, 409, 422, 423})
_MORE: Final[Mapping[str, frozenset[int]]] = {
    "GET /v1/stations/{station}": frozenset(),
    "GET /v1/stations/{station}/receipts": frozenset(),
    "POST /v1/stations/{station}/events": frozenset({409, 422, 423}),
    "POST /v1/blobs/plan": frozenset(),
    "GET /v1/feeds/{feed}/changes": frozenset({404, 410}),
    "GET /v1/feeds/{feed}/snapshot": frozenset({404}),
    "GET /v1/ca": frozenset({404, 426}),
    "POST /v1/enroll": frozenset({403, 409, 423, 426}),
    "GET /healthz": frozenset(),
    "GET /readyz": frozenset(),
    "GET /metrics": frozenset({403}),
}
_STATUS: Final = {
    "PUT /v1/blobs/{sha256}": ("201",),
    "PATCH /v1/uploads/{sha256}": ("200", "201"),
}
_FINE: Final[Schema] = {
    "type": "object",
    "properties": {"status": {"const": "ok"}},
    "required": ["status"],
}
_ANSWERS: Final[Mapping[str, Schema]] = {
    "GET /healthz": {_JSON: {"schema": _FINE}},
    "GET /readyz": {_JSON: {"schema": _FINE}},
    "GET /metrics": {"text/plain": {"schema": {"type": "string"}}},
}
_BODIES: Final[Mapping[str, Schema]] = {
    "POST /v1/stations/{station}/events": {
        NDJSON: {
            "schema": {
                "type": "string",
                "contentMediaType": NDJSON,
                "contentSchema": {"description": "of each line", **schema_of(EventLine)},
                "pattern": r"^(\s*\{.*\}\s*(\n|$))*$",
            }
        }
    },
    "PUT /v1/blobs/{sha256}": {
        OCTETS: {"schema": {"type": "string", "format": "binary", "maxLength": MAX_PHOTO}}
    },
    "PATCH /v1/uploads/{sha256}": {
        OCTETS: {"schema": {"type": "string", "format": "binary", "maxLength": MAX_PART}}
    },
}
_NAMES: Final[Mapping[str, Schema]] = {
    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "station": {"type": "string", "format": "uuid"},
    "feed": {"type": "string", "enum": list(FEEDS)},
    "kind": {"type": "string", "enum": list(KINDS)},
}
_FORMS: Final[Mapping[str, Mapping[str, Schema]]] = {
    "POST /v1/enroll": {
        "code": {"pattern": r"^(.*#)?(\s*-*[0-9A-TV-Za-tv-z]){33}\s*$"},
        "station": {"format": "uuid"},
    }
}
"""Fields whose form is looked at when their message was read."""
_UPLOAD_FIELDS: Final[Mapping[str, Schema]] = {
    "Upload-Offset": {"type": "integer", "minimum": 0, "maximum": MOST_OFFSET},
    "Upload-Complete": {"type": "string", "enum": ["?0", "?1"]},
}
_HEAD_FIELDS: Final = {"HEAD /v1/uploads/{sha256}": _UPLOAD_FIELDS}
_SIGNATURES: Final[Schema] = {
    "station": {
        "type": "apiKey",
        "in": "header",
        "name": "Signature",
        "description": (
            "HTTP message signature (RFC 9421, Ed25519) of the station's key over @method, "
            "@authority, @path, @query, Content-Digest (RFC 9530), Protocol-Version and, where "
            "they are sent, Content-Encoding, Upload-Offset, Upload-Complete; label inspector, tag "
            "inspector-request-1; Signature-Input carries keyid tenant:station and created."
        ),
    },
    "user": {"type": "http", "scheme": "bearer", "description": "central user token"},
}


def describe(app: FastAPI) -> None:
    """From now on ``app`` tells the whole of its programs' interface; pages are left out."""
    made: list[Schema] = []

    def document() -> Schema:
        if not made:
            made.append(_document(app))
        return made[0]

    app.openapi = document  # type: ignore[method-assign]  # the place FastAPI documents for this


def _document(app: FastAPI) -> Schema:
    found = get_openapi(
        title=app.title,
        version=app.version,
        routes=app.routes,
        description="Between stations and the central system; docs/protocol.md tells the rules.",
    )
    components = found.setdefault("components", {})
    components["schemas"] = {_PROBLEM: _problem()}
    components["securitySchemes"] = _SIGNATURES
    for path, operations in found["paths"].items():
        for method in _METHODS:
            if method in operations:
                _complete(roles.entry(method.upper(), path), operations[method])
    return dict(found)


def _complete(key: str, operation: Schema) -> None:
    _name_parameters(operation)
    if key in _ANSWERS:
        operation["responses"]["200"]["content"] = _ANSWERS[key]
    if not key.partition(" ")[2].startswith("/v1/"):
        _add_refusals(key, operation)
        return
    of_users = not (roles.allowed("station", key) or roles.allowed("nobody", key))
    version: Schema = {"type": "string", "enum": [str(PROTOCOL_MAX)]}
    _add_header(  # the version is the stations': programs with a token may leave it out
        operation, "Protocol-Version", {"type": "string"} if of_users else version,
        required=not of_users,
    )  # fmt: skip
    _add_header(operation, "Content-Digest", {"type": "string"}, required=False)
    if roles.allowed("station", key) and not roles.allowed("nobody", key):
        _add_header(operation, "Signature-Input", {"type": "string"}, required=False)
        operation["security"] = [{"station": []}]
    elif of_users:
        operation["security"] = [{"user": []}]
    for field, form in _FORMS.get(key, {}).items():
        message = operation["requestBody"]["content"][_JSON]["schema"]
        message["properties"][field] |= form
    if key in _BODIES:
        operation["requestBody"] = {"required": True, "content": _BODIES[key]}
    if key == "PATCH /v1/uploads/{sha256}":
        for name, schema in _UPLOAD_FIELDS.items():
            _add_header(operation, name, schema)
    if key == "POST /v1/stations/{station}/events":
        _add_header(
            operation, "Content-Encoding", {"type": "string", "enum": ["zstd", "identity"]},
            required=False,
        )  # fmt: skip
    _place_success(key, operation)
    _add_refusals(key, operation)


def _name_parameters(operation: Schema) -> None:
    for one in operation.get("parameters", []):
        if one["in"] == "path":
            one["schema"] = _NAMES.get(one["name"], one["schema"])
        elif "anyOf" in one["schema"]:  # of a query only what is written, never null
            (one["schema"],) = [each for each in one["schema"]["anyOf"] if each["type"] != "null"]
        one["schema"].pop("title", None)


def _add_header(operation: Schema, name: str, schema: Schema, *, required: bool = True) -> None:
    given = {"name": name, "in": "header", "required": required, "schema": schema}
    operation.setdefault("parameters", []).append(given)


def _place_success(key: str, operation: Schema) -> None:
    """FastAPI tells of 200 only, and of a body where a HEAD has none."""
    responses = operation["responses"]
    if key.startswith("HEAD "):
        fields = {name: {"schema": schema} for name, schema in _HEAD_FIELDS.get(key, {}).items()}
        responses["200"] = {"description": "it is here", "headers": fields}
        return
    success = responses.pop("200")
    for status in _STATUS.get(key, ("200",)):
        responses[status] = success


def _add_refusals(key: str, operation: Schema) -> None:
    responses = operation["responses"]
    responses.pop("422", None)  # FastAPI's own; ours is 400
    expected = _ANY | _MORE.get(key, _OF_NAMES)
    if operation.get("security"):
        expected |= _SIGNED
    bodiless = key.startswith("HEAD ")
    for status in sorted(expected):
        refusal: Schema = {"description": _SENTENCES[status]}
        if not bodiless:
            schema = {"$ref": f"#/components/schemas/{_PROBLEM}"}
            refusal["content"] = {PROBLEM_JSON: {"schema": schema}}
        if status in {429, 503, 507}:
            refusal["headers"] = {"Retry-After": {"schema": {"type": "integer", "minimum": 0}}}
        responses[str(status)] = refusal


def _problem() -> Schema:
    (_,), components = msgspec.json.schema_components((ProblemDetails,), ref_template="{name}")
    return dict(components["ProblemDetails"])
