"""Who the station is at present. Id and key change together when it is enrolled anew."""

from __future__ import annotations

from inspector_app.services.ports import KeyStore


class Identity:
    """The present id and key; itself a ``KeyStore`` of whatever key is present.

    It changes only while the journal's write lock is held, so nobody seals between the two.
    """

    def __init__(self, station_id: str, keys: KeyStore) -> None:
        self._present = (station_id, keys)

    @property
    def station_id(self) -> str:
        """The UUID in every chain link."""
        return self._present[0]

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature of 64 bytes."""
        return self._present[1].sign(message)

    def public_key(self) -> bytes:
        """The raw public key of 32 bytes."""
        return self._present[1].public_key()

    def present(self) -> tuple[str, KeyStore]:
        """Id and key, to go back to when a change fails."""
        return self._present

    def become(self, station_id: str, keys: KeyStore) -> None:
        """From now on this id and this key."""
        self._present = (station_id, keys)
