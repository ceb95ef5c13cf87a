"""How requests reach a central system: its certificates, and whether it speaks TLS itself.

On the machine's own loopback address plain HTTP is fine; to any other address the server speaks
TLS, stands behind a proxy it was told of, or was told in so many words to do without.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from inspector_app.bootstrap.central_toml import broken, remember, table
from inspector_app.bootstrap.clock import SystemClock, SystemIds
from inspector_app.bootstrap.folders import make_private
from inspector_app.central import authority
from inspector_app.central.authority import Authority, AuthorityFiles, CertificateFacts
from inspector_app.central.configuration import Layout
from inspector_app.central.keys import ServerKey
from inspector_app.central.proxies import networks
from inspector_app.domain.errors import StorageError
from inspector_app.services.ports import IdSource
from inspector_app.wire.enrolment import central_address

_NAMES: Final = frozenset({"address", "behind_proxy", "plain"})
PORT: Final = 8417
_LOOPBACK_NAMES: Final = frozenset({"localhost", ""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """``certificate`` is the file of key and certificate when TLS is spoken here; ``proxies`` are
    the addresses that may speak for others, and the only ones served when there are any."""

    certificate: Path | None = None
    proxies: tuple[str, ...] = ()

    @property
    def scheme(self) -> str:
        """What the address begins with."""
        return "http" if self.certificate is None else "https"


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsTable:
    """``[tls]`` of central.toml. ``address`` is what stations are told in enrolment codes."""

    address: str = ""
    behind_proxy: tuple[str, ...] = ()
    plain: bool = False


def tls_table(layout: Layout) -> TlsTable:
    """StorageError ``central_settings_broken``, SyncError ``central_address``."""
    found = table(layout, "tls")
    address, plain = found.get("address", ""), found.get("plain", False)
    proxies = found.get("behind_proxy", [])
    if not (
        set(found) <= _NAMES and isinstance(address, str) and isinstance(plain, bool)
        and isinstance(proxies, list) and all(isinstance(one, str) for one in proxies)
    ):  # fmt: skip
        raise broken(layout)
    return TlsTable(
        address=central_address(address) if address else "",
        behind_proxy=tuple(proxies), plain=plain,
    )  # fmt: skip


def write_address(layout: Layout, address: str) -> None:
    """Remember the address stations are told, beside what the file says; as ``remember``."""
    remember(layout, "tls", {"address": central_address(address)})


def front_of(
    layout: Layout, host: str, *, tls: bool, plain: bool, proxies: Sequence[str] | None
) -> Front:
    """How to serve on ``host``; what the command says goes before ``central.toml``.

    ``proxies`` empty: those of this machine. StorageError ``plain_refused`` for plain HTTP to
    other machines that nobody asked for, ``certificate_missing`` for TLS without a certificate;
    SyncError ``bad_proxy_address``.
    """
    written = tls_table(layout)
    given = written.behind_proxy if proxies is None else tuple(proxies) or ("127.0.0.1", "::1")
    if given and not tls:
        networks(given)
        return Front(proxies=given)
    own = is_loopback(host)
    if plain or (not tls and (own or written.plain)):
        return Front()
    files = files_of(layout)
    if not files.server.exists():
        if not tls:
            raise StorageError("plain_refused", host=host)
        raise StorageError("certificate_missing", path=str(files.server))
    return Front(certificate=files.server)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host in _LOOPBACK_NAMES and host != ""


def files_of(layout: Layout) -> AuthorityFiles:
    """Beside the central key."""
    return AuthorityFiles(layout.key.parent)


def ensure_authority(
    layout: Layout, key: ServerKey, now: datetime, ids: IdSource, *, hosts: Sequence[str] = ()
) -> Authority:
    """The authority of the folder; made where there is none (a folder of an earlier version)."""
    files = files_of(layout)
    if not files.certificate.exists():
        authority.found_authority(files, _label(layout), key.public(), now, ids)
    if not files.server.exists() and files.key.exists():
        authority.renew(files, hosts, now, ids)
    return Authority.load(files)


def found(layout: Layout, key: ServerKey, name: str, hosts: Sequence[str]) -> Authority:
    """The authority of a new folder, and its first certificate; what an attempt that did not end
    left behind is made anew."""
    files = files_of(layout)
    files.certificate.unlink(missing_ok=True)
    now, ids = SystemClock().now(), SystemIds()
    made = authority.found_authority(files, name, key.public(), now, ids)
    authority.renew(files, hosts, now, ids)
    return made


def own_address(host: str) -> str:
    """What stations are told when only the server's name is known."""
    return central_address(f"https://[{host}]:{PORT}" if ":" in host else f"https://{host}:{PORT}")


def load_authority(layout: Layout, key: ServerKey, *, shared: bool) -> Authority:
    """As ``ensure_authority`` where one process owns the folder; with ``shared`` servers each
    would make its own, so StorageError ``authority_missing`` tells how to make one for all."""
    files = files_of(layout)
    if shared and not files.certificate.exists():
        raise StorageError("authority_missing", path=str(files.certificate))
    return ensure_authority(layout, key, SystemClock().now(), SystemIds())


def renew_certificate(data_dir: Path, hosts: Sequence[str]) -> CertificateFacts:
    """A new server certificate for these names, by default those of the present one.

    StorageError ``central_missing``; EvidenceError as ``authority.issue``.
    """
    layout, key = _founded(data_dir)
    now, ids, files = SystemClock().now(), SystemIds(), files_of(layout)
    ensure_authority(layout, key, now, ids, hosts=hosts)
    wanted = tuple(hosts) or authority.facts(files.server.read_bytes()).names
    return authority.renew(files, wanted, now, ids)


def issue_certificate(data_dir: Path, hosts: Sequence[str], out: Path) -> CertificateFacts:
    """A certificate for another machine (a proxy), by default for the names of our own, written
    with its key into the new file ``out``; StorageError ``certificate_file_exists``."""
    layout, key = _founded(data_dir)
    now, ids = SystemClock().now(), SystemIds()
    ensure_authority(layout, key, now, ids)
    if out.exists():
        raise StorageError("certificate_file_exists", path=str(out))
    files = files_of(layout)
    wanted = tuple(hosts) or authority.facts(files.server.read_bytes()).names
    private, certificate = authority.issue(files, wanted, now, ids)
    make_private(out.parent)
    authority.write_private(out, private + certificate)
    return authority.facts(certificate)


def authority_certificate(data_dir: Path) -> tuple[str, str]:
    """What browsers and proxies are told to trust, as PEM, and its SHA-256 in hex."""
    layout, _ = _founded(data_dir)
    found = Authority.load(files_of(layout))
    return found.certificate.decode("ascii"), hashlib.sha256(found.der()).hexdigest()


def _founded(data_dir: Path) -> tuple[Layout, ServerKey]:
    layout = Layout(data_dir)
    if not layout.key.exists():
        raise StorageError("central_missing", path=str(data_dir))
    return layout, ServerKey.load(layout.key)


def _label(layout: Layout) -> str:
    return layout.root.resolve().name
