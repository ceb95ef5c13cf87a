"""Whom a station trusts on the line: the authority of its own central system and nobody else."""

from __future__ import annotations

import ssl
from functools import cache
from typing import Final

import httpx2

from inspector_app.domain.errors import SyncError

_BY_CODE: Final = {
    9: "tls_date",  # not yet valid
    10: "tls_date",  # expired
    62: "tls_name",  # another host's
    64: "tls_name",  # another address's
}
"""X509_V_ERR_… of OpenSSL; whatever else fails, the chain does not end at our authority."""


def trusting(authority: str) -> ssl.SSLContext:
    """A context that believes certificates of this authority (PEM) only."""
    context = _context()
    context.load_verify_locations(cadata=authority)
    return context


@cache
def system_trust() -> ssl.SSLContext:
    """A context that believes the authorities of the system; made once, for reading them all
    costs more than a request."""
    context = httpx2.create_ssl_context()
    context.sslsocket_class = _Socket
    return context


def asking_first() -> ssl.SSLContext:
    """For the one question that comes before trust: which authority is yours? Its answer is held
    against the enrolment code; nothing secret is said."""
    context = _context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class _Socket(ssl.SSLSocket):
    """Closes itself: the standard library drops it unclosed, with a warning, when the line is reset
    between connecting and the handshake, and nobody else has it."""

    def __del__(self) -> None:
        self.close()


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.sslsocket_class = _Socket
    return context


def line_problem(problem: BaseException) -> SyncError:
    """Why nothing could be sent: ``tls_date``, ``tls_name``, ``tls_unknown_authority``,
    ``tls_failed``, or ``offline``."""
    found: BaseException | None = problem
    while found is not None:
        if isinstance(found, ssl.SSLCertVerificationError):
            return SyncError(_BY_CODE.get(found.verify_code, "tls_unknown_authority"))
        if isinstance(found, ssl.SSLError) and found.reason in (
            "WRONG_VERSION_NUMBER",
            "HTTP_REQUEST",
        ):
            return SyncError("tls_failed")
        found = found.__cause__ or found.__context__
    return SyncError("offline")
