"""What decoding a stranger's JSON can end in."""

from __future__ import annotations

from typing import Final

import msgspec

UNREADABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""No JSON, not of the kind asked for, no UTF-8 inside a text, or nested without end."""
