"""Brings the tables of a data folder to the version this program knows."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import create_engine, pool

from inspector_app.central.db.engine import snapshot_to
from inspector_app.domain.errors import StorageError


def upgrade(path: Path) -> bool:
    """Create or upgrade the SQLite database at ``path``; True when anything changed.

    An older one is copied beside itself first (``*.before-<revision>``). StorageError
    ``data_folder_newer`` when a later program wrote it.
    """
    config = _config(path)
    wanted = ScriptDirectory.from_config(config).get_current_head()
    present = current(path)
    if present == wanted:
        return False
    if present is not None:
        try:
            ScriptDirectory.from_config(config).get_revision(present)
        except CommandError as problem:
            raise StorageError(
                "data_folder_newer", folder=str(path.parent), found=present
            ) from problem
        backup = path.with_name(f"{path.name}.before-{wanted}")
        backup.unlink(missing_ok=True)
        snapshot_to(path, backup)
    command.upgrade(config, "head")
    return True


def current(path: Path) -> str | None:
    """The revision of the database, None when there is none yet."""
    if not path.exists():
        return None
    engine = create_engine(f"sqlite:///{path}", poolclass=pool.NullPool)
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _config(path: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["address"] = f"sqlite:///{path}"
    return config
