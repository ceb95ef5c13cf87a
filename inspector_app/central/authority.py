"""The private certificate authority of a central system, and the certificate it serves with.

Everything starts two years back and lasts twenty: a station whose clock is wrong by a year must
still be able to learn the right time. P-256, because browsers know no Ed25519 certificates. The
authority's private key is needed only to make certificates; it may be kept elsewhere.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from inspector_app.domain.errors import EvidenceError, StorageError, SyncError
from inspector_app.services.ports import IdSource
from inspector_app.wire.authority import AuthorityAnswer, voucher_message

BACK: Final = timedelta(days=2 * 365)
LIFE: Final = timedelta(days=20 * 365)
ALWAYS: Final = ("localhost", "127.0.0.1", "::1")
"""A server can be reached from its own machine under these."""


@dataclass(frozen=True, slots=True)
class AuthorityFiles:
    """Files of one authority in a folder only its owner may read."""

    folder: Path

    @property
    def key(self) -> Path:
        """The authority's private key; needed to make certificates, not to run."""
        return self.folder / "authority.pem"

    @property
    def certificate(self) -> Path:
        """What stations and browsers trust; no secret."""
        return self.folder / "authority.crt"

    @property
    def voucher(self) -> Path:
        """The authority's word for the central key."""
        return self.folder / "central.voucher"

    @property
    def server(self) -> Path:
        """The server's own private key and certificate, one after the other."""
        return self.folder / "server.pem"


@dataclass(frozen=True, slots=True)
class Authority:
    """The public half: the certificate (PEM) and the word it gave for the central key."""

    certificate: bytes
    voucher: bytes

    @classmethod
    def load(cls, files: AuthorityFiles) -> Authority:
        """EvidenceError ``authority_unreadable``."""
        try:
            found = cls(files.certificate.read_bytes(), files.voucher.read_bytes())
            found.der()
        except (OSError, ValueError) as problem:
            raise EvidenceError("authority_unreadable", path=str(files.certificate)) from problem
        return found

    def der(self) -> bytes:
        """The certificate's own bytes, which the fingerprint is of."""
        return x509.load_pem_x509_certificate(self.certificate).public_bytes(Encoding.DER)

    def answer(self, server_key: bytes) -> AuthorityAnswer:
        """What a station asks for first."""
        return AuthorityAnswer(
            certificate=self.certificate.decode("ascii"), server_key=server_key,
            voucher=self.voucher,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """What a certificate says of itself; moments in UTC."""

    names: tuple[str, ...]
    not_before: datetime
    not_after: datetime


def found_authority(
    files: AuthorityFiles, name: str, server_key: bytes, now: datetime, ids: IdSource
) -> Authority:
    """A new authority that vouches for ``server_key``; the certificate is written last.

    StorageError ``authority_exists``.
    """
    if files.certificate.exists():
        raise StorageError("authority_exists", path=str(files.certificate))
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(f"{name} Inspector CA")
    public = key.public_key()
    builder = (
        _dated(now)
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(public)
        .serial_number(_serial(ids))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
    write_private(files.key, _pem(key))
    voucher = key.sign(voucher_message(server_key), ec.ECDSA(SHA256()))
    write_private(files.voucher, voucher)
    pem = builder.sign(key, SHA256()).public_bytes(Encoding.PEM)
    write_private(files.certificate, pem)
    return Authority(pem, voucher)


def issue(
    files: AuthorityFiles, hosts: Sequence[str], now: datetime, ids: IdSource
) -> tuple[bytes, bytes]:
    """A private key and a server certificate for these names and addresses, both PEM.

    SyncError ``bad_host_name``; EvidenceError ``authority_key_missing`` when the authority's
    private key is not here.
    """
    ca_key, ca = _signer(files)
    names = [_general_name(host) for host in hosts]
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key()
    authority_id = ca.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = (
        _dated(now)
        .subject_name(_name(hosts[0]))
        .issuer_name(ca.subject)
        .public_key(public)
        .serial_number(_serial(ids))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(authority_id),
            critical=False,
        )
    )
    return _pem(key), builder.sign(ca_key, SHA256()).public_bytes(Encoding.PEM)


def renew(
    files: AuthorityFiles, hosts: Sequence[str], now: datetime, ids: IdSource
) -> CertificateFacts:
    """Issue and put in place the certificate this server works with; as ``issue``.

    The names are ``hosts`` and those the machine itself uses.
    """
    wanted = list(dict.fromkeys([*hosts, *ALWAYS]))
    key, certificate = issue(files, wanted, now, ids)
    # Never a certificate beside another one's key: both go into one file.
    write_private(files.server, key + certificate)
    return facts(certificate)


def facts(pem: bytes) -> CertificateFacts:
    """EvidenceError ``authority_unreadable`` for what is no certificate."""
    try:
        found = x509.load_pem_x509_certificate(pem)
    except ValueError as problem:
        raise EvidenceError("authority_unreadable", path="") from problem
    try:
        said = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = tuple(str(one.value) for one in said)
    except x509.ExtensionNotFound:
        names = ()
    return CertificateFacts(
        names=names, not_before=found.not_valid_before_utc, not_after=found.not_valid_after_utc
    )


def write_private(path: Path, body: bytes) -> None:
    """Whole and on the disk under its name, for its owner only from the first byte."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.part")
    partial.unlink(missing_ok=True)
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _signer(files: AuthorityFiles) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    try:
        key = load_pem_private_key(files.key.read_bytes(), password=None)
        certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    except (OSError, ValueError) as problem:
        raise EvidenceError("authority_key_missing", path=str(files.key)) from problem
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise EvidenceError("authority_key_missing", path=str(files.key))
    return key, certificate


def _dated(now: datetime) -> x509.CertificateBuilder:
    start = now - BACK
    return x509.CertificateBuilder().not_valid_before(start).not_valid_after(start + LIFE)


def _serial(ids: IdSource) -> int:
    """Positive and at most 159 bits (RFC 5280, 4.1.2.2)."""
    return int.from_bytes(ids.seed()[:16], "big") + 1


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        pass
    try:
        plain = host.encode("idna").decode("ascii")
    except UnicodeError as problem:
        raise SyncError("bad_host_name", host=host[:80]) from problem
    if not plain or not all(sign.isalnum() or sign in ".-*" for sign in plain):
        raise SyncError("bad_host_name", host=host[:80])
    return x509.DNSName(plain)


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs, key_cert_sign=signs, crl_sign=signs,
        content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
