"""The scripts of ``packaging/`` are no package: load them the way ``python3 dev.py`` does."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[3] / "packaging"))
