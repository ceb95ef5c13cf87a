"""What a station tells others of its open lots, and asks of them, wired."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.errors import InspectorError
from inspector_app.services import badges, lines_elsewhere
from inspector_app.services.station import Station
from inspector_app.sync.sharing import Sharing, claim
from inspector_app.sync.transport import Transport, open_client
from inspector_app.wire.elsewhere import BlockGiven, BlockHeld, LotClaim, OpenLot

PATIENCE: Final = 0.8
"""Seconds that opening a lot may ask for; what takes longer is read from the feeds later."""


class _Shared:
    """The station as ``sync.sharing`` sees it."""

    def __init__(self, station: Station) -> None:
        self._station = station

    def claims(self) -> Sequence[LotClaim]:
        return lines_elsewhere.own_claims(self._station)

    def needs_blocks(self) -> bool:
        return badges.needs_blocks(self._station)

    def held(self) -> Sequence[BlockHeld]:
        return badges.held_blocks(self._station)

    def keep(self, given: Sequence[BlockGiven]) -> None:
        badges.keep_blocks(self._station, given)

    def now(self) -> datetime:
        return self._station.clock.now()


def line_sharing(opened: OpenStation) -> Sharing:
    """What follows each attempt to send that ended well."""
    return Sharing(_Shared(opened.station))


def claim_open_lots(opened: OpenStation) -> Sequence[OpenLot]:
    """Say at once which lots are open here; lots others have open on the same lines.

    Nothing at all where the central system does not answer in time: a claim is advice. Uses a
    line of its own, from any thread.
    """
    queue = opened.database.send_queue()
    enrolment = queue.enrolment()
    if enrolment is None:
        return ()
    offset = timedelta(seconds=queue.retry().offset_seconds)
    claims = lines_elsewhere.own_claims(opened.station)
    try:
        with open_client(enrolment.url, enrolment.authority) as client:
            client.timeout = PATIENCE
            station = opened.station
            transport = Transport(client, enrolment, station.keys, station.clock, offset)
            return claim(transport, claims).others
    except InspectorError:
        return ()
