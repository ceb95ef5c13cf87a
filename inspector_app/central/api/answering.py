"""Reading and writing messages of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from inspector_app.central.auth import read_body
from inspector_app.central.signed_answers import fields_of
from inspector_app.domain.errors import SyncError
from inspector_app.wire.unreadable import UNREADABLE

Message = TypeVar("Message")
_BASE64: Final = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
_OF_LENGTH: Final[Mapping[int | None, str]] = {
    44: "^[A-Za-z0-9+/]{43}=$",  # a key
    88: "^[A-Za-z0-9+/]{86}==$",  # a signature
}
"""The library tells of bytes only how many characters they are, not how they end."""


def answer(message: Any, status: int = 200) -> Response:
    """A message as JSON."""
    return Response(msgspec.json.encode(message), status_code=status, media_type="application/json")


async def read_message(request: Request, kind: type[Message], limit: int) -> Message:
    """A JSON body; SyncError ``bad_encoding`` when it is none of that kind, or packed."""
    if packings(request):
        raise SyncError("bad_encoding", detail="content-encoding")
    body = await read_body(request, limit)
    try:
        return msgspec.json.decode(body, type=kind)
    except UNREADABLE as problem:
        raise SyncError("bad_encoding", detail=str(problem)) from problem


def packings(request: Request) -> list[str]:
    """How the body was packed, first to last, in lower case (RFC 9110, 8.4.1: case does not
    matter, and ``identity`` is no packing)."""
    said = fields_of(request.scope).get("content-encoding", "")
    tokens = [token.strip().lower() for token in said.split(",")]
    return [token for token in tokens if token not in ("", "identity")]


def described(answered: type[Any], asked: type[Any] | None = None) -> dict[str, Any]:
    """The messages of one operation for ``openapi.json``."""
    found: dict[str, Any] = {
        "responses": {
            "200": {
                "description": "signed by the central key",
                "content": {"application/json": {"schema": schema_of(answered)}},
            }
        }
    }
    if asked is not None:
        content = {"application/json": {"schema": schema_of(asked)}}
        found["requestBody"] = {"required": True, "content": content}
    return found


def schema_of(kind: type[Any]) -> dict[str, Any]:
    """JSON Schema of a message, whole in itself."""
    (schema,), components = msgspec.json.schema_components((kind,), ref_template="#/$defs/{name}")
    inlined: dict[str, Any] = _inlined(schema, components)
    return inlined


def _inlined(node: Any, components: dict[str, Any]) -> Any:
    """Messages are small and never refer to themselves, so references are put in place."""
    if isinstance(node, list):
        return [_inlined(part, components) for part in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref")
    if isinstance(reference, str):
        return _inlined(components[reference.rpartition("/")[2]], components)
    found = {key: _inlined(value, components) for key, value in node.items()}
    if found.get("contentEncoding") == "base64":
        length = found.get("minLength") if "maxLength" in found else None
        found["pattern"] = _OF_LENGTH.get(length, _BASE64)
    return found
