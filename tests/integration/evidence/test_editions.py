"""Records sealed before today's way of judging are judged by that of their time."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from inspector_app.bootstrap.verifying import verify_file
from inspector_app.services.evidence.lines import Verification
from inspector_app.services.judging import EDITION
from inspector_app.wire.bundle import decode_bundle, encode_bundle
from inspector_app.wire.inspection import decode_record
from tests.integration.evidence.sealed_case import Case
from tests.integration.evidence.tampering import resealed

FIRST = Path(__file__).parents[2] / "data" / "evidence" / "first_edition.json"
"""Sealed, decided, sent and confirmed by the first version of the program."""
ITS_CENTRAL = bytes.fromhex("c0707e4fc5b6f5540aab507ecb5c11f3b8e8e81039141a156a7a349ae018e887")


def line(found: Verification, name: str) -> str:
    [only] = [line for line in found.lines if line.name == name]
    return only.code


def test_a_record_of_the_first_version_is_whole() -> None:
    found = verify_file(FIRST, ITS_CENTRAL)
    assert found.result == "consistent", [line for line in found.lines if not line.ok]
    assert line(found, "receipts") == "receipts_hold"
    assert line(found, "origin") == "key_not_confirmed", "its receipts name no station's key"
    assert line(found, "rules") == "rules_hold_by_version"
    assert line(found, "verdict") in ("verdict_holds", "verdict_of_edition")


def forged(tmp_path: Path, edit: Callable[[dict[str, Any]], None]) -> Verification:
    def record_only(document: dict[str, Any]) -> None:
        if "record" in document:
            document["record"].pop("station_key")
            edit(document)

    bundle = decode_bundle(FIRST.read_bytes())
    made = replace(bundle, chains=(resealed(bundle.chains[0], record_only),))
    out = tmp_path / "bundle.json"
    out.write_bytes(encode_bundle(made))
    return verify_file(out)


def test_signed_again_the_first_edition_stays_consistent(tmp_path: Path) -> None:
    assert forged(tmp_path, lambda _: None).result == "consistent"


def rejected(document: dict[str, Any]) -> None:
    document["verdict"].update(overall="reject", tag="failed")
    document["verdict"]["reasons"].append(
        {"code": "lot_finding", "params": {"defect": "P27", "count": 1}}
    )


def more_accepted(document: dict[str, Any]) -> None:
    document["verdict"]["classes"][0]["counted"] += 1


def other_tag(document: dict[str, Any]) -> None:
    document["verdict"]["tag"] = "quarantined"


def no_reason(document: dict[str, Any]) -> None:
    document["verdict"]["reasons"] = []


@pytest.mark.parametrize("edit", [rejected, more_accepted, other_tag, no_reason])
def test_an_early_verdict_is_no_licence(
    tmp_path: Path, edit: Callable[[dict[str, Any]], None]
) -> None:
    found = forged(tmp_path, edit)
    assert {each.name for each in found.lines if not each.ok} == {"verdict"}


def test_what_a_later_edition_asks_for_is_told_and_not_held_against_it(tmp_path: Path) -> None:
    def without_note(document: dict[str, Any]) -> None:
        reasons = document["verdict"]["reasons"]
        reasons.append({"code": "not_applicable", "params": {"item": "x", "why": "y"}})

    found = forged(tmp_path, without_note)
    assert (found.result, line(found, "verdict")) == ("consistent", "verdict_of_edition")


def test_today_seals_todays_edition(case: Case) -> None:
    record = decode_record(case.bundle.chains[0].events[0].payload)
    assert record.record.edition == EDITION
    document = json.loads(FIRST.read_bytes())
    early = json.loads(b64decode(document["chains"][0]["events"][0]["payload"]))
    assert "edition" not in early["record"]
