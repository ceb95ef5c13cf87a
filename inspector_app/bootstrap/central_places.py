"""Where a central system keeps its rows and photos: its own folder, or servers.

``central.toml`` in the folder names a PostgreSQL server and a bucket of an S3-compatible store; the
environment goes before it, so that no password need stand in a file.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from inspector_app.bootstrap.central_toml import broken, remember, table
from inspector_app.central.blobs import Bucket
from inspector_app.central.configuration import Layout
from inspector_app.central.db.address import Address
from inspector_app.domain.errors import StorageError

API_VARIABLE = "INSPECTOR_CENTRAL_DATABASE"
OWNER_VARIABLE = "INSPECTOR_CENTRAL_OWNER_DATABASE"
SECRET_VARIABLE = "INSPECTOR_CENTRAL_S3_SECRET"  # noqa: S105  # the name of a variable
_DATABASE = frozenset({"address", "owner_address"})
_PHOTOS = frozenset(
    {
        "bucket",
        "endpoint",
        "region",
        "prefix",
        "station_endpoint",
        "access_key_id",
        "secret_access_key",
    }
)


@dataclass(frozen=True, slots=True)
class Places:
    """``owner`` is the address for changing tables; None where the server's own will do (SQLite)
    or where it was not given. ``bucket`` None: photos are kept in the folder."""

    api: Address
    owner: Address | None = None
    bucket: Bucket | None = None

    def for_owner(self) -> Address:
        """StorageError ``database_owner_missing`` when nobody said how to reach the tables as
        their owner."""
        if self.owner is None:
            raise StorageError("database_owner_missing", variable=OWNER_VARIABLE)
        return self.owner


def places(layout: Layout, environment: Mapping[str, str] = os.environ) -> Places:
    """StorageError ``central_settings_broken`` or ``database_address_unknown``."""
    rows = _texts(layout, "database", _DATABASE)
    photos = _texts(layout, "photos", _PHOTOS)
    api = environment.get(API_VARIABLE) or rows.get("address", "")
    owner = environment.get(OWNER_VARIABLE) or rows.get("owner_address", "")
    return Places(
        Address.parse(api) if api else Address.of_file(layout.database),
        Address.parse(owner) if api and owner else None,
        _bucket(layout, photos, environment) if photos else None,
    )


def _bucket(layout: Layout, photos: Mapping[str, str], environment: Mapping[str, str]) -> Bucket:
    secret = environment.get(SECRET_VARIABLE) or photos.get("secret_access_key", "")
    given = {**photos, "secret_access_key": secret}
    if not all(given.get(name) for name in ("bucket", "access_key_id", "secret_access_key")):
        raise broken(layout)
    return Bucket(**given)


def write_places(
    layout: Layout, api: str = "", owner: str = "", bucket: Bucket | None = None
) -> None:
    """Remember servers in the folder, beside what ``central.toml`` says already. StorageError
    ``central_settings_there`` when it names others, ``database_address_unknown``."""
    if api:
        Address.parse(api)
        if owner:
            Address.parse(owner)
        remember(layout, "database", {"address": api} | ({"owner_address": owner} if owner else {}))
    if bucket is not None:
        remember(layout, "photos", {name: getattr(bucket, name) for name in sorted(_PHOTOS)})


def _texts(layout: Layout, name: str, names: frozenset[str]) -> dict[str, str]:
    """A table of these names and texts only."""
    written = table(layout, name)
    found = {key: value for key, value in written.items() if isinstance(value, str)}
    if len(found) < len(written) or not found.keys() <= names:
        raise broken(layout)
    return found
