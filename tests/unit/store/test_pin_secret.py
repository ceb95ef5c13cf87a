"""PIN verifiers under the device's own secret: in a file, in a ring, on another machine."""

from __future__ import annotations

import os
from collections.abc import Sequence, Set
from pathlib import Path

import pytest

from inspector_app.domain.errors import EvidenceError, StorageError, SyncError
from inspector_app.services.ports import FeedChange, FeedCursor, FeedName
from inspector_app.store.keys import KeyFile
from inspector_app.store.people_sink import PeopleSink
from inspector_app.store.pin_secret import WRAPPED, PinSecret, WrappedPins, unwrap, wrap
from inspector_app.wire.pin_verifiers import SEALED, opened, sealing
from inspector_app.wire.sealed_box import Sealer

VERIFIER = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA"


class DictRing:
    """A key ring in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        return self.kept.get(name)

    def put(self, name: str, secret: bytes) -> None:
        self.kept[name] = secret

    def drop(self, name: str) -> None:
        self.kept.pop(name, None)


class EqualPins:
    """Verifier and PIN are the same text."""

    def verify(self, verifier: str, pin: str) -> bool:
        return verifier == pin

    def hash(self, pin: str) -> str:
        return pin


def test_what_is_kept_is_opened_by_the_same_device_only(tmp_path: Path) -> None:
    secret = PinSecret(tmp_path / "pins", DictRing())
    kept = wrap(VERIFIER, secret.get(may_make=True))
    assert kept.startswith(WRAPPED)
    assert VERIFIER not in kept
    assert kept == wrap(VERIFIER, secret.get())
    again = PinSecret(tmp_path / "pins", DictRing())
    assert unwrap(kept, again.get()) == VERIFIER
    other = PinSecret(tmp_path / "other", DictRing()).get(may_make=True)
    for spoilt, key in ((kept, other), (kept[:-4] + "AAAA", again.get()), (WRAPPED + "?", other)):
        with pytest.raises(StorageError, match="pins_locked"):
            unwrap(spoilt, key)


def test_a_folder_without_the_ring_is_worth_nothing(tmp_path: Path) -> None:
    ring = DictRing()
    secret = PinSecret(tmp_path / "pins", ring)
    secret.move_into_ring()  # nothing there yet
    kept = wrap(VERIFIER, secret.get(may_make=True))
    for _ in range(2):
        secret.move_into_ring()
    assert secret.get() not in (tmp_path / "pins").read_bytes()
    assert unwrap(kept, PinSecret(tmp_path / "pins", ring).get()) == VERIFIER
    with pytest.raises(StorageError, match="pins_locked"):
        PinSecret(tmp_path / "pins", DictRing()).get()


@pytest.mark.skipif(os.name == "nt", reason="rights are not modes there")
def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    PinSecret(tmp_path / "pins", DictRing()).get(may_make=True)
    assert (tmp_path / "pins").stat().st_mode & 0o077 == 0


def test_a_lost_secret_is_not_made_anew_and_is_no_wrong_pin(tmp_path: Path) -> None:
    pins = WrappedPins(EqualPins(), PinSecret(tmp_path / "pins", DictRing()))
    assert pins.verify("1234", "1234")
    assert pins.hash("1234") == "1234"
    with pytest.raises(StorageError, match="pins_locked"):
        pins.verify(wrap("1234", bytes(32)), "1234")
    (tmp_path / "pins").write_bytes(b"cut")
    with pytest.raises(StorageError, match="pins_locked"):
        pins.verify(wrap("1234", bytes(32)), "1234")


class Kept:
    """A sink that remembers."""

    def __init__(self) -> None:
        self.bodies: list[bytes | None] = []

    def cursor(self, feed: FeedName) -> FeedCursor | None:
        return FeedCursor(epoch=feed, after=0)

    def apply(self, feed: FeedName, changes: Sequence[FeedChange], cursor: FeedCursor) -> None:
        self.bodies += [change.body for change in changes]

    replace = apply

    def put(self, feed: FeedName, items: Sequence[FeedChange]) -> None:
        self.bodies += [item.body for item in items]

    def keep_only(self, feed: FeedName, ids: Set[str], cursor: FeedCursor) -> None:
        self.bodies = []


def item(verifier: str) -> FeedChange:
    return FeedChange(id="U-1", body=b'{"id":"U-1","pin_verifier":"%s"}' % verifier.encode())


def test_people_arrive_sealed_to_the_station_and_are_kept_under_its_secret(tmp_path: Path) -> None:
    key = KeyFile.open(tmp_path / "key", ring=DictRing())
    before = KeyFile.open(tmp_path / "before", ring=DictRing())
    stranger = KeyFile.open(tmp_path / "stranger", ring=DictRing())
    secret = PinSecret(tmp_path / "pins", DictRing())
    inner = Kept()
    sink = PeopleSink(inner, lambda: [key.open_box, before.open_box], secret)
    cursor = FeedCursor(epoch="e", after=1)

    def sealed(public: bytes) -> str:
        return sealing(Sealer(public, bytes(range(32))))(VERIFIER)

    wanted = (
        b'{"id":"U-1","pin_verifier":"%s"}' % wrap(VERIFIER, secret.get(may_make=True)).encode()
    )
    for each in (sealed(key.public_key()), sealed(before.public_key()), VERIFIER):
        sink.apply("users", [item(each)], cursor)
        sink.replace("users", [item(each)], cursor)
    assert inner.bodies == [wanted] * 6
    gone = FeedChange(id="U-1", body=None)
    sink.apply("users", [gone, item("")], cursor)
    sink.apply("products", [item(VERIFIER)], cursor)
    assert inner.bodies[6:] == [None, item("").body, item(VERIFIER).body]
    assert sink.cursor("users") == FeedCursor(epoch="users", after=0)
    sink.keep_only("users", {"U-1"}, cursor)
    sink.put("users", [item(sealed(key.public_key()))])
    assert inner.bodies == [wanted]
    with pytest.raises(SyncError, match="bad_feed_item"):
        sink.apply("users", [item(sealed(stranger.public_key()))], cursor)


def test_a_box_opens_for_its_key_only_and_not_when_spoilt(tmp_path: Path) -> None:
    key = KeyFile.open(tmp_path / "key", ring=DictRing())
    sealer = Sealer(key.public_key(), bytes(range(32)))
    first, second = sealer.seal(b"1"), sealer.seal(b"1")
    assert first != second
    assert (key.open_box(first), key.open_box(second)) == (b"1", b"1")
    for spoilt in (first[:-1], first[:-1] + bytes([first[-1] ^ 1]), b"", bytes(80)):
        with pytest.raises(EvidenceError, match="sealed_for_another"):
            key.open_box(spoilt)
    with pytest.raises(EvidenceError, match="sealed_for_another"):
        opened(SEALED + "?", key.open_box)
