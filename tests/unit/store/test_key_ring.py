from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from keyring.backend import KeyringBackend

from inspector_app.domain.errors import StorageError
from inspector_app.store.key_ring import SystemRing, is_usable
from inspector_app.store.keys import KeyFile


class MemoryRing:
    """A ring that keeps what it is given, until it is closed."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.closed = False
        self.loses = False

    def get(self, name: str) -> bytes | None:
        self._ask()
        return None if self.loses else self.kept.get(name)

    def put(self, name: str, secret: bytes) -> None:
        self._ask()
        self.kept[name] = secret

    def drop(self, name: str) -> None:
        self._ask()
        self.kept.pop(name, None)

    def _ask(self) -> None:
        if self.closed:
            raise StorageError("key_ring_closed", reason="Locked")


@pytest.fixture
def ring() -> MemoryRing:
    return MemoryRing()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "station.key"


def test_a_key_moves_into_the_ring_and_signs_from_there(path: Path, ring: MemoryRing) -> None:
    made = KeyFile.open(path, ring=ring)
    assert made.move_into_ring()
    assert b"PRIVATE" not in path.read_bytes()
    assert list(ring.kept) == [made.public_key().hex()]
    again = KeyFile.open(path, may_make=False, ring=ring)
    assert again.in_ring
    Ed25519PublicKey.from_public_bytes(made.public_key()).verify(again.sign(b"x"), b"x")
    assert again.derive("pins") == made.derive("pins") != made.derive("other")


def test_opening_asks_the_ring_for_nothing(path: Path, ring: MemoryRing) -> None:
    KeyFile.open(path, ring=ring).move_into_ring()
    ring.closed = True
    opened = KeyFile.open(path, may_make=False, ring=ring)
    assert len(opened.public_key()) == 32
    with pytest.raises(StorageError) as caught:
        opened.sign(b"x")
    assert caught.value.code == "key_ring_closed"
    ring.closed = False
    assert len(opened.sign(b"x")) == 64


def test_another_users_ring_knows_nothing_of_the_key(path: Path, ring: MemoryRing) -> None:
    KeyFile.open(path, ring=ring).move_into_ring()
    with pytest.raises(StorageError) as caught:
        KeyFile.open(path, ring=MemoryRing()).sign(b"x")
    assert caught.value.code == "key_not_in_ring"


def test_a_ring_that_does_not_keep_leaves_the_file_alone(path: Path, ring: MemoryRing) -> None:
    made = KeyFile.open(path, ring=ring)
    ring.loses = True
    assert not made.move_into_ring()
    ring.loses, ring.closed = False, True
    assert not made.move_into_ring()
    assert b"PRIVATE" in path.read_bytes()
    assert not KeyFile.open(path, ring=ring).in_ring


def test_the_way_back_into_the_file(path: Path, ring: MemoryRing) -> None:
    made = KeyFile.open(path, ring=ring)
    made.move_into_ring()
    moved = KeyFile.open(path, ring=ring)
    moved.move_into_file()
    assert ring.kept == {}
    assert (path.stat().st_mode & 0o077) == 0
    assert KeyFile.open(path, ring=ring).sign(b"x") == made.sign(b"x")


def test_a_destroyed_key_is_nowhere(path: Path, ring: MemoryRing) -> None:
    made = KeyFile.open(path, ring=ring)
    made.move_into_ring()
    made.destroy()
    assert not path.exists()
    assert ring.kept == {}


class FakeBackend(KeyringBackend):
    """A ring of the library's own kind, in memory."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def backend() -> Iterator[FakeBackend]:
    before, fake = keyring.get_keyring(), FakeBackend()
    keyring.set_keyring(fake)
    yield fake
    keyring.set_keyring(before)


def test_a_ring_nobody_vouches_for_is_not_used(backend: FakeBackend) -> None:
    assert not is_usable(SystemRing())
    assert backend.kept == {}


def test_the_systems_ring_keeps_and_forgets(
    backend: FakeBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeBackend, "__module__", "keyring.backends.SecretService")
    ring = SystemRing()
    assert is_usable(ring)
    assert backend.kept == {}
    ring.put("a", b"\x00\xff")
    assert ring.get("a") == b"\x00\xff"
    ring.drop("a")
    ring.drop("a")
    assert ring.get("a") is None
