"""Whether today's date can be believed: shelf life and evidence hang on it.

The station's clock is a claim. It is doubted when it disagrees by more than a day with the last
proved answer of the central system, runs more than a day behind the last sealed event, or jumps
more than ``LONGEST_REST`` ahead of it: a station may rest over a long weekend. After longer
rests one tap of a supervisor is cheap, and shelf life judged on a wrong day is not. What was
doubted and who confirmed it is sealed with every record of that day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from inspector_app.domain.errors import AccessError, DateError
from inspector_app.domain.master import Person
from inspector_app.domain.rights import require
from inspector_app.services.records import Work
from inspector_app.services.station import Station

LAST_TIME = "last_time"
OFFSET = "server_offset"
CONFIRMED = "confirmed_date"
TOLERANCE = timedelta(days=1)
LONGEST_REST = timedelta(days=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockDoubt:
    """``today`` is what the clock says; ``believed`` what speaks against it."""

    today: date
    believed: date


def remember(work: Work, now: datetime) -> None:
    """Keep the time of a sealed event, inside its own commit."""
    work.notes.put(LAST_TIME, now.isoformat())


def note_offset(work: Work, seconds: float) -> None:
    """Keep how far the central system's proved time is ahead of the station's."""
    work.notes.put(OFFSET, str(seconds))


def doubt(station: Station) -> ClockDoubt | None:
    """The unconfirmed doubt about today's date, None when there is none."""
    with station.records.reading() as work:
        found = _doubt(station, work)
        confirmed = work.notes.get(CONFIRMED) or ""
    if found is None or confirmed.partition("|")[0] == found.today.isoformat():
        return None
    return found


def _doubt(station: Station, work: Work) -> ClockDoubt | None:
    now, today = station.clock.now(), station.clock.today()
    offset = timedelta(seconds=float(work.notes.get(OFFSET) or 0))
    if abs(offset) > TOLERANCE:
        return ClockDoubt(today=today, believed=(now + offset).date())
    kept = work.notes.get(LAST_TIME)
    if kept is None:
        return None
    last = datetime.fromisoformat(kept)
    if now < last - TOLERANCE or now > last + LONGEST_REST:
        return ClockDoubt(today=today, believed=last.date())
    return None


def confirm(station: Station, who: Person) -> None:
    """A supervisor has looked at a calendar: today's date counts.

    Raises AccessError ``not_allowed``; DateError ``date_not_doubted`` when there is no doubt.
    """
    require(who, "confirm_date")
    with station.records.writing() as work:
        found = _doubt(station, work)
        if found is None:
            raise DateError("date_not_doubted")
        parts = (found.today.isoformat(), found.believed.isoformat(), who.id)
        work.notes.put(CONFIRMED, "|".join(parts))


def require_believed(station: Station, work: Work) -> tuple[str, str]:
    """What to seal: the doubted date and who confirmed it, both ``""`` without a doubt.

    Raises AccessError ``clock_doubtful`` while nobody has confirmed.
    """
    found = _doubt(station, work)
    if found is None:
        return "", ""
    today, _, rest = (work.notes.get(CONFIRMED) or "").partition("|")
    if today != found.today.isoformat():
        raise AccessError(
            "clock_doubtful", today=found.today.isoformat(), believed=found.believed.isoformat()
        )
    believed, _, person = rest.partition("|")
    return believed, person
