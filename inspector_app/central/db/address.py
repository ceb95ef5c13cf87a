"""Where the central database is: a file of SQLite, or a database of a PostgreSQL server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from inspector_app.domain.errors import StorageError


@dataclass(frozen=True, slots=True)
class Address:
    """A database; ``url`` names the asynchronous driver. Its text hides the password."""

    url: URL

    @staticmethod
    def of_file(path: Path) -> Address:
        """A SQLite file, which need not be there yet."""
        return Address(URL.create("sqlite+aiosqlite", database=str(path)))

    @staticmethod
    def parse(text: str) -> Address:
        """``postgresql://user:password@host:port/database``; StorageError
        ``database_address_unknown``."""
        try:
            url = make_url(text.strip())
        except ArgumentError as problem:
            raise StorageError("database_address_unknown") from problem
        if url.drivername not in ("postgresql", "postgres") or not url.database or not url.host:
            raise StorageError("database_address_unknown")
        return Address(url.set(drivername="postgresql+asyncpg"))

    @property
    def is_postgres(self) -> bool:
        return self.url.get_backend_name() == "postgresql"

    @property
    def file(self) -> Path:
        """The file of a SQLite database."""
        return Path(self.url.database or "")

    def __str__(self) -> str:
        return self.url.render_as_string(hide_password=True)
