"""Every door that changes something asks the table first: each role at each door."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from inspector_app import services
from inspector_app.domain.errors import InspectorError
from inspector_app.domain.inspection.acts import Batch, Compared, Undone
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Person, Role
from inspector_app.domain.rights import RIGHTS, Right
from inspector_app.services import (
    amendments,
    badges,
    calendar_doubt,
    closing,
    deliveries,
    dispositions,
    inspections,
    intake,
    life_rules,
    papers,
    photo_flags,
    photos,
    references,
    releases,
    sampling,
    severity,
    severity_rulings,
    standards,
    station_keys,
)
from inspector_app.services.station import Station
from tests.fakes.goods import SUPERVISOR
from tests.fakes.station import PIN, REQUEST, picture

Door = Callable[[Station, Person, Inspection], Any]

DOORS: dict[str, tuple[Right, Door]] = {
    "deliveries.receive": ("receive", lambda s, w, i: deliveries.receive(
        s, w, "O-1", vehicle="", counts=(), driver="", signature=b"")),
    "photos.keep": ("receive", lambda s, w, i: photos.keep(s, w, picture())),
    "intake.open_lot": ("inspect", lambda s, w, i: intake.open_lot(s, w, REQUEST)),
    "inspections.record_batch": ("inspect", lambda s, w, i: inspections.record_batch(
        s, w, i, Batch(id="", number="N"))),
    "inspections.draw_plan": ("inspect", lambda s, w, i: inspections.draw_plan(s, w, i)),
    "inspections.record_answer": ("inspect", lambda s, w, i: inspections.record_answer(
        s, w, i, "x", "pass")),
    "inspections.pass_page": ("inspect", lambda s, w, i: inspections.pass_page(
        s, w, i, "identity")),
    "inspections.see_cartons": ("inspect", lambda s, w, i: inspections.see_cartons(s, w, i)),
    "inspections.pass_carton": ("inspect", lambda s, w, i: inspections.pass_carton(s, w, i, 1)),
    "inspections.record_tally": ("inspect", lambda s, w, i: inspections.record_tally(s, w, i, 1)),
    "inspections.record_finding": ("inspect", lambda s, w, i: inspections.record_finding(
        s, w, i, "P01", carton=1)),
    "inspections.undo": ("inspect", lambda s, w, i: inspections.undo(s, w, i)),
    "inspections.resume": ("inspect", lambda s, w, i: inspections.resume(s, w, i)),
    "inspections.hold": ("inspect", lambda s, w, i: inspections.hold(s, w, i, reason="unsafe")),
    "inspections.join": ("inspect", lambda s, w, i: inspections.join(s, w, i)),
    "photos.attach": ("inspect", lambda s, w, i: photos.attach(s, w, i, picture())),
    "inspections.replace_carton": ("replace_carton", lambda s, w, i: inspections.replace_carton(
        s, w, i, next(iter(i.state.drawn)), "out_of_reach")),
    "inspections.park": ("park", lambda s, w, i: inspections.park(s, w, i, "break")),
    "papers.wait": ("park", lambda s, w, i: papers.wait(s, w, i)),
    "papers.record": ("record_document", lambda s, w, i: papers.record(s, w, i, "delivery_note")),
    "intake.open_lot again": ("reinspect", lambda s, w, i: intake.open_lot(
        s, w, replace(REQUEST, reinspection_of="nothing"))),
    "closing.close": ("close", lambda s, w, i: closing.close(s, w, i, pin=PIN)),
    "dispositions.desk": ("see_holds", lambda s, w, i: dispositions.desk(s, w)),
    "photo_flags.unreviewed": ("see_holds", lambda s, w, i: photo_flags.unreviewed(s, w)),
    "dispositions.decide": ("dispose", lambda s, w, i: dispositions.decide(
        s, w, i.id, "sort", reason="defect_sortable")),
    "inspections.waive": ("waive", lambda s, w, i: inspections.waive(s, w, i, "plan", "x")),
    "inspections.release": ("release_hold", lambda s, w, i: inspections.release(s, w, i, "x")),
    "releases.release_urgently": ("release_urgently", lambda s, w, i: releases.release_urgently(
        s, w, i, quantity=1, cartons=(1,), deadline=s.clock.now(), reason="campaign", pin=PIN)),
    "badges.spend": ("close", lambda s, w, i: badges.spend(s, w, i.id, 1)),
    "station_keys.rotate": ("enrol", lambda s, w, i: station_keys.rotate(
        s, w, s.keys, "planned", enrolled=True)),
    "amendments.amend": ("amend", lambda s, w, i: amendments.amend(
        s, w, i, (Undone(act=1),), reason="misread", pin=PIN)),
    "amendments.preview": ("amend", lambda s, w, i: amendments.preview(s, w, i, ())),
    "amendments.void": ("void", lambda s, w, i: amendments.void(s, w, i, reason="twice", pin=PIN)),
    "photo_flags.settle": ("review_photos", lambda s, w, i: photo_flags.settle(
        s, w, i.id, "00", "explained", "x")),
    "calendar_doubt.confirm": ("confirm_date", lambda s, w, i: calendar_doubt.confirm(s, w)),
    "papers.adopt": ("record_document", lambda s, w, i: papers.adopt(s, w, i, "delivery_note")),
    "sampling.replace_unit": ("replace_carton", lambda s, w, i: sampling.replace_unit(
        s, w, i, next(iter(i.state.drawn)), 1, "unit_stuck")),
    "sampling.stop_at_rejection": ("inspect", lambda s, w, i: sampling.stop_at_rejection(s, w, i)),
    "sampling.take_units": ("inspect", lambda s, w, i: sampling.take_units(s, w, i, "opened", 1)),
    "references.add_reference": ("reference", lambda s, w, i: references.add_reference(
        s, w, "P-1", ())),
    "references.from_lot": ("reference", lambda s, w, i: references.from_lot(s, w, i.id, {})),
    "references.retire": ("reference", lambda s, w, i: references.retire(
        s, w, "P-1", 1, "withdrawn")),
    "references.record_comparison": ("inspect", lambda s, w, i: references.record_comparison(
        s, w, i, Compared(sha256="0", version=1, reference_seq=1, reference_sha256="0"))),
    "standards.save_draft": ("standards", lambda s, w, i: standards.save_draft(s, w, "id: x")),
    "standards.drop_draft": ("standards", lambda s, w, i: standards.drop_draft(s, w, "none")),
    "standards.publish": ("standards", lambda s, w, i: standards.publish(s, w, "id: x", pin=PIN)),
    "standards.retire": ("standards", lambda s, w, i: standards.retire(
        s, w, "cosmetics", 1, "old", pin=PIN)),
    "severity_rulings.rule": ("severity", lambda s, w, i: severity_rulings.rule(
        s, w, "S-1", "P-1", "major", "reduce", "steady")),
    "severity.overview": ("see_holds", lambda s, w, i: severity.overview(s, w)),
    "life_rules.publish": ("life_rules", lambda s, w, i: life_rules.publish(
        s, w, s.shelf_life, based_on="another", note="new")),
}  # fmt: skip
ELSEWHERE: dict[Right, str] = {
    "print": "the page of papers", "load_master": "the central system's command",
    "enrol": "the settings' page and a command", "settings": "pages",
}  # fmt: skip
"""Rights that no service asks for; the tests of those pages do."""


def test_every_right_is_asked_for_by_a_door() -> None:
    assert {right for right, _ in DOORS.values()} | set(ELSEWHERE) == set(RIGHTS)


def _code(door: Door, station: Station, who: Person, inspection: Inspection) -> str:
    try:
        door(station, who, inspection)
    except InspectorError as problem:
        return problem.code
    return ""


@pytest.mark.parametrize("role", get_args(Role))
def test_each_door_lets_in_whom_the_table_names(
    station: Station, planned: Inspection, role: Role
) -> None:
    who = replace(SUPERVISOR, role=role)
    barred = {name for name, (right, _) in DOORS.items() if role not in RIGHTS[right]}
    codes = {name: _code(DOORS[name][1], station, who, planned) for name in sorted(barred)}
    assert set(codes.values()) <= {"not_allowed"}, codes
    assert inspections.load(station, planned.id) == planned, "nothing was recorded"
    for name in DOORS.keys() - barred:
        assert _code(DOORS[name][1], station, who, planned) != "not_allowed", name


def test_who_left_is_let_in_nowhere(station: Station, planned: Inspection) -> None:
    who = replace(SUPERVISOR, active=False)
    codes = {name: _code(door, station, who, planned) for name, (_, door) in DOORS.items()}
    assert set(codes.values()) == {"not_allowed"}, codes
    assert inspections.load(station, planned.id) == planned


def test_every_door_that_asks_the_table_is_walked_through() -> None:
    """A new door that asks for a right must come into the list above."""
    asking = {
        f"{name}.{door.name}"
        for name, tree in _services()
        for door in ast.walk(tree)
        if isinstance(door, ast.FunctionDef) and not door.name.startswith("_") and _asks(door)
    }
    known = {name.split(" ")[0] for name in DOORS}
    assert asking - known == {"inspections.may_record", "inspections.may_open"}, "those ask for all"


def _services() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(Path(services.__file__).parent.glob("*.py")):
        yield path.stem, ast.parse(path.read_text(encoding="utf-8"))


def _asks(door: ast.FunctionDef) -> bool:
    called = {
        call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        for call in ast.walk(door)
        if isinstance(call, ast.Call)
    }
    return bool(called & {"require", "may_record", "may_open"})
