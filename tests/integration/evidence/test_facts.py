"""What a record repeats outside its acts, said otherwise by somebody who signs it all again."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from inspector_app.bootstrap.verifying import verify_file
from inspector_app.services.evidence.lines import Verification
from inspector_app.wire.bundle import Bundle
from tests.integration.evidence.sealed_case import Case
from tests.integration.evidence.tampering import photo_names, resealed, rezipped, with_chain

Edit = Callable[[dict[str, Any]], None]


def checked(case: Case, out: Path, edit: Edit) -> Verification:
    """The record as a forger leaves it: content, links and signatures fit each other."""

    def created_only(document: dict[str, Any]) -> None:
        if "record" in document:
            edit(document)

    bundle = case.bundle
    forged = replace(bundle, chains=(resealed(bundle.chains[0], created_only),))
    return verify_file(rezipped(case.zipped, out / "forged.zip", bundle=forged))


def wrong(found: Verification) -> set[tuple[str, str, object]]:
    return {(line.name, line.code, line.params.get("what")) for line in found.lines if not line.ok}


def changed(where: str, field: str, value: object) -> Edit:
    def edit(document: dict[str, Any]) -> None:
        place = document["photos"][0] if where == "photos" else document[where]
        assert place.get(field) != value
        place[field] = value

    return edit


FACTS = [
    ("photos", "person_id", "ghost", "photo_by"),
    ("photos", "taken_at", "2020-01-01T00:00:00Z", "photo_by"),
    ("photos", "shot", "x", "photos"), ("photos", "item_id", "x", "photos"),
    ("photos", "subject", "x", "photos"), ("photos", "finding_id", "x", "photos"),
    ("photos", "carton", 99, "photos"), ("photos", "width", 1, "photos"),
    ("photos", "media_type", "image/png", "photos"),
    ("lot", "id", "x", "lot_id"), ("lot", "number", "x", "lot_number"),
    ("lot", "cartons", 1, "cartons"), ("order", "id", "x", "order"),
    ("order", "channel", "x", "channel"), ("supplier", "names", {"zh": "x"}, "supplier"),
    ("record", "kind", "amended", "kind"),
]  # fmt: skip


@pytest.mark.parametrize(("where", "field", "value", "what"), FACTS)
def test_each_fact_is_held_against_the_acts(
    case: Case, tmp_path: Path, where: str, field: str, value: object, what: str
) -> None:
    found = checked(case, tmp_path, changed(where, field, value))
    assert ("record", "fact_differs", what) in wrong(found)


def test_somebody_acted_whom_the_record_does_not_name(case: Case, tmp_path: Path) -> None:
    def edit(document: dict[str, Any]) -> None:
        document["entries"][-1]["person_id"] = "ghost"

    assert wrong(checked(case, tmp_path, edit)) == {("record", "fact_differs", "people")}


def many_cartons(document: dict[str, Any]) -> None:
    act = document["entries"][0]["act"]
    for place in (act, document["lot"]):
        place.update(size=10**8, cartons=10**8, units_per_carton=1)


def many_units(document: dict[str, Any]) -> None:
    drawn = next(e["act"] for e in document["entries"] if e["kind"] == "plan_drawn")
    drawn["draw"]["cartons"][0]["units"] = 2**62


@pytest.mark.parametrize("edit", [many_cartons, many_units])
def test_numbers_that_would_keep_a_reader_busy_for_ever(
    case: Case, tmp_path: Path, edit: Edit
) -> None:
    found = checked(case, tmp_path, edit)
    assert ("record", "numbers_impossible", None) in wrong(found)


def test_a_payload_that_says_a_thing_twice_is_no_record(case: Case, tmp_path: Path) -> None:
    chain = case.bundle.chains[0]
    doubled = chain.events[0].payload.replace(b'"overall":', b'"overall":"accept","overall":', 1)
    events = (replace(chain.events[0], payload=doubled), *chain.events[1:])
    bundle = with_chain(case.bundle, events=events)
    found = verify_file(rezipped(case.zipped, tmp_path / "doubled.zip", bundle=bundle))
    assert ("record", "record_unreadable", None) in wrong(found)


@pytest.mark.parametrize("where", ["standards", "rules"])
@pytest.mark.parametrize("more", ["again", "other"])
def test_a_text_that_judged_nothing(case: Case, tmp_path: Path, where: str, more: str) -> None:
    bundle = case.bundle
    held = getattr(bundle, where)
    stray = replace(held[0], text=f"{held[0].text}\n", id=held[0].id if more == "again" else "x")
    twice: Bundle = replace(bundle, **{where: (stray, *held)})
    found = verify_file(rezipped(case.zipped, tmp_path / "more.zip", bundle=twice), case.trust)
    name = where.removesuffix("s") if where == "standards" else where
    assert wrong(found) == {(name, f"{name}_foreign", None)}


def test_rules_taken_away(case: Case, tmp_path: Path) -> None:
    none = replace(case.bundle, rules=())
    found = verify_file(rezipped(case.zipped, tmp_path / "none.zip", bundle=none), case.trust)
    assert ("rules", "rules_missing", None) in wrong(found)


def test_a_photo_renamed_to_another_format(case: Case, tmp_path: Path) -> None:
    name = photo_names(case.zipped)[0]
    other = name.rpartition(".")[0] + ".webp"
    with zipfile.ZipFile(case.zipped) as archive:
        original = archive.read(name)
    files = {name: None, other: original}
    found = verify_file(rezipped(case.zipped, tmp_path / "renamed.zip", files=files), case.trust)
    assert wrong(found) == {("photos", "photo_renamed", None)}


def test_a_receipt_that_calls_itself_another_kind(case: Case, tmp_path: Path) -> None:
    chain = case.bundle.chains[0]
    first, *rest = chain.receipts
    kinds = {"head_receipt": "completion_receipt", "completion_receipt": "head_receipt"}
    receipts = (replace(first, kind=kinds[first.kind]), *rest)
    bundle = with_chain(case.bundle, receipts=receipts)
    found = verify_file(rezipped(case.zipped, tmp_path / "kind.zip", bundle=bundle), case.trust)
    assert wrong(found) == {("receipts", "receipt_of_another_kind", None)}
