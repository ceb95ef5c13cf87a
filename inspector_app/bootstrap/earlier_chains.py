"""After a restore of the central system: what it lacks of a station's earlier identities."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inspector_app.bootstrap.station import OpenStation
from inspector_app.services.adoption import carry_lost
from inspector_app.sync.transport import Transport
from inspector_app.wire.envelope import StationView


@dataclass(frozen=True, slots=True)
class EarlierChains:
    """One station's turn after an attempt."""

    opened: OpenStation

    def turn(self, transport: Transport, still_mine: Callable[[], None]) -> None:
        """Ask how far the earlier journals are there, and carry over the rest. The doubt stays
        until that is done, over restarts as well."""
        with self.opened.station.records.reading() as work:
            if not work.identities.earlier_in_doubt():
                return
        earlier = self.opened.database.send_queue().earlier_stations()
        still_mine()
        path = f"/v1/stations/{transport.enrolment.station_id}?earlier={','.join(earlier)}"
        view = transport.ask(StationView, "GET", path)
        carry_lost(self.opened.station, view.earlier)
