"""To whom a table gives an order line: one station's name, or ``月台1:600;月台2:400``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from inspector_app.domain.errors import IntakeError
from inspector_app.domain.master import OrderLine
from inspector_app.domain.master_import import cells
from inspector_app.domain.master_import.plan import Change, Known, What
from inspector_app.domain.master_import.row import Row
from inspector_app.domain.master_import.table import CellError, Raw
from inspector_app.domain.order_shares import LineShare, LineShares, check_shares, line_item

COLUMN: Final = "stations"
_MOST: Final = 2_000
_PARTS: Final = re.compile(r"[;、|]+")
_UNITS: Final = re.compile(r"(.+?)\s*[:*=]\s*([1-9]\d{0,7})")


def read(row: Row, order_id: str, line: OrderLine, known: Known) -> LineShares | None:
    """Who is to inspect the line; None where the row does not say, or not in a way that holds."""
    if not row.has(COLUMN):
        return None
    nothing: tuple[LineShare, ...] = ()
    found = row.read(COLUMN, lambda value: _shares(value, known), None, nothing)
    if found is None or row.faults:
        return None
    try:
        return check_shares(
            LineShares(order_id=order_id, line_id=line.id, shares=found), line.units
        )
    except IntakeError as problem:
        row.fault(COLUMN, problem.code, **problem.params)
        return None


def _shares(value: Raw, known: Known) -> tuple[LineShare, ...]:
    if known.stations is None:
        raise CellError("import_share_no_central")
    plain = unicodedata.normalize("NFKC", cells.text(value, _MOST))
    parts = [part.strip() for part in _PARTS.split(plain)]
    return tuple(_share(part, known.stations) for part in parts if part)


def _share(part: str, stations: Mapping[str, str]) -> LineShare:
    """A name may end in a number of its own: as a whole it comes first."""
    found = _named(part, stations)
    split = _UNITS.fullmatch(part)
    if found is not None or split is None:
        station, units = found, 0
    else:
        station, units = _named(split[1], stations), int(split[2])
    if station is None:
        raise CellError("import_station_unknown", given=part[:80])
    return LineShare(station=station, units=units, name=stations[station])


def _named(word: str, stations: Mapping[str, str]) -> str | None:
    """A station by id or name; CellError where two bear the name."""
    if word in stations:
        return word
    alike = [each for each, name in stations.items() if _folded(name) == _folded(word)]
    if len(alike) > 1:
        raise CellError("import_station_unclear", given=word[:80])
    return alike[0] if alike else None


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def change(number: str, row: Row, new: LineShares, known: Known) -> Change | None:
    """From who has the line now; ``number`` is the order's."""
    item = line_item(new.order_id, new.line_id)
    old = known.shares.get(item)
    if _said(old) == _said(new):
        return None
    what: What = "removed" if not new.shares else "new" if old is None else "changed"
    return Change(
        feed="line_shares", id=item, label=f"{number} · {new.line_id}", what=what,
        row=row.number, value=new if new.shares else None, fields=("shares",),
    )  # fmt: skip


def _said(shares: LineShares | None) -> list[tuple[str, int]]:
    return [] if shares is None else [(each.station, each.units) for each in shares.shares]
