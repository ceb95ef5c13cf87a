"""Where shipped files lie: inside the wheel, or in the checkout beside the package."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import inspector_app
from inspector_app.i18n import Catalogue


@cache
def resource_root() -> Path:
    """``inspector_app/_resources`` of an installed wheel, else ``resources/`` of a checkout."""
    package = Path(inspector_app.__file__).parent
    for candidate in (package / "_resources", package.parent / "resources"):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError("resources are missing beside the package")


def resource(name: str) -> Path:
    """The path of one shipped file or folder, such as ``sampling/single_normal.csv``."""
    path = resource_root() / name
    if not path.exists():
        raise FileNotFoundError(f"resource {name} is missing")
    return path


@cache
def catalogue() -> Catalogue:
    """All texts of ``translations/*.toml``, each file parsed when its first text is wanted."""
    files = sorted(resource("translations").glob("*.toml"))
    return Catalogue.late(file.read_text("utf-8") for file in files)
