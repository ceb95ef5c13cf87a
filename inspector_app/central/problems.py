"""Refusals as problem details (RFC 9457): one status for each code."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import msgspec
from starlette.responses import Response

from inspector_app.domain.errors import InspectorError
from inspector_app.wire.envelope import PROBLEM_JSON, ProblemDetails

STATUS: Final = {
    "import_kind_unknown": 404,
    "import_gone": 404,
    "import_outdated": 409,
    "import_too_large": 413,
    "import_too_many_rows": 413,
    "import_bad_rows": 422,
    "bad_encoding": 400,
    "bad_enrolment_code": 400,
    "digest_mismatch": 400,
    "too_slow": 408,
    "unsigned": 401,
    "not_signed_in_here": 401,
    "not_your_role": 403,
    "form_from_elsewhere": 403,
    "wrong_password": 403,
    "unknown_user": 404,
    "user_taken": 409,
    "last_administrator": 409,
    "unknown_station": 401,
    "clock_skew": 401,
    "bad_signature": 403,
    "enrolment_refused": 403,
    "not_your_station": 403,
    "unknown_feed": 404,
    "blob_missing": 404,
    "photo_missing": 404,
    "not_found": 404,
    "chain_fork": 409,
    "gap": 409,
    "station_taken": 409,
    "upload_offset": 409,
    "dispute_decided": 409,
    "feed_epoch": 410,
    "feed_horizon": 410,
    "batch_too_large": 413,
    "payload_too_large": 413,
    "photo_too_large": 413,
    "too_many_lines": 413,
    "bad_blob_name": 422,
    "blob_mismatch": 422,
    "station_forked": 423,
    "station_revoked": 423,
    "enrolment_code_mistyped": 400,
    "station_unknown_here": 404,
    "upgrade_required": 426,
    "slow_down": 429,
    "too_many_requests": 429,
    "too_many_at_once": 429,
    "fields_too_large": 431,
    "central_disk_full": 507,
    "database_unavailable": 503,
    "database_refused": 503,
    "database_contended": 503,
    "photos_unavailable": 503,
    "server_stopping": 503,
    "tables_of_another_version": 503,
    "metrics_refused": 403,
}
_OPEN: Final = frozenset({"/healthz", "/readyz", "/metrics", "/openapi.json"})
_BUSY: Final = frozenset({429, 503, 507})
RETRY_SECONDS: Final = 30


def is_api(path: str) -> bool:
    """Whether a path is of the interface whose every answer is signed."""
    return path == "/v1" or path.startswith("/v1/")


def for_programs(path: str) -> bool:
    """Whether programs ask there, who get problem details and no page."""
    return is_api(path) or path.rstrip("/") in _OPEN


def problem_response(problem: InspectorError) -> Response:
    """The answer a station or a program can act on by its ``code``."""
    return problem_of(STATUS.get(problem.code, 400), problem.code, problem.params)


def problem_of(status: int, code: str, params: dict[str, str | int | float]) -> Response:
    """A problem with ``Retry-After`` where trying again helps."""
    details = ProblemDetails(
        type=f"urn:inspector:problem:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        params=params,
    )
    wait = params.get("seconds", RETRY_SECONDS)
    headers = {"Retry-After": str(wait)} if status in _BUSY else {}
    return Response(
        msgspec.json.encode(details), status_code=status, media_type=PROBLEM_JSON, headers=headers
    )
