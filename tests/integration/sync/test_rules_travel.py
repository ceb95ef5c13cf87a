"""Rules published on one station reach the others; two of one number live side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.bootstrap.sending import enrol_station, send_once
from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.shelf_life import ShelfLifeRules
from inspector_app.services import life_rules
from inspector_app.services.station import PublishedRules
from tests.fakes.clock import FakeClock
from tests.fakes.goods import SUPERVISOR
from tests.fakes.station import make_station


def station_at(central: EmbeddedCentral, folder: Path) -> OpenStation:
    opened = make_station(folder, FakeClock(datetime.now(UTC)))
    enrol_station(opened, central.url, central.enrolment_code())
    return opened


def send(opened: OpenStation) -> None:
    report = send_once(opened, "test")
    assert report.outcome == "done", report.problem


def publish(opened: OpenStation, ratio: str) -> PublishedRules:
    now = life_rules.versions(opened.station)[0]
    return life_rules.publish(
        opened.station, SUPERVISOR, with_ratio(now.rules, ratio), based_on=now.digest, note="约定"
    )


def with_ratio(rules: ShelfLifeRules, ratio: str) -> ShelfLifeRules:
    first, *rest = rules.acceptance
    changed = replace(first, min_remaining=ratio, basis="customer")
    return replace(rules, acceptance=(changed, *rest))


def test_rules_of_one_station_are_in_force_on_the_others(
    central: EmbeddedCentral, tmp_path: Path
) -> None:
    with station_at(central, tmp_path / "a") as a, station_at(central, tmp_path / "b") as b:
        made = publish(a, "4/5")
        send(a)
        send(b)
        assert b.station.shelf_life == made.rules
        first = life_rules.versions(b.station)[0]
        assert (first.source, first.names) == ("central", {"zh": SUPERVISOR.names["zh"]})
        send(a)
        assert life_rules.versions(a.station)[0].note == "约定"
        assert publish(b, "3/4").rules.version == 3


def test_of_two_versions_of_one_number_the_later_to_arrive_gets_the_next(
    central: EmbeddedCentral, tmp_path: Path
) -> None:
    with station_at(central, tmp_path / "a") as a, station_at(central, tmp_path / "b") as b:
        early, late = publish(a, "4/5"), publish(b, "3/4")
        assert (early.rules.version, late.rules.version) == (2, 2)
        for opened in (a, b, a, b):
            send(opened)
        assert (early.version, late.version) == (2, 2)
        for opened in (a, b):
            first, second, *_ = life_rules.versions(opened.station)
            assert [(e.version, e.digest) for e in (first, second)] == [
                (3, late.digest), (2, early.digest)
            ]  # fmt: skip
            assert opened.station.shelf_life == late.rules  # as it was written and sealed
            assert opened.station.life_rules.get(*late.key) == late.rules
            assert life_rules.next_version(opened.station) == 4
