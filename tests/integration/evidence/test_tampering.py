"""Each way of changing evidence is found and named."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PIL import Image

from inspector_app.bootstrap.verifying import verify_file
from inspector_app.services.evidence.lines import Verification
from inspector_app.wire.bundle import Bundle, encode_bundle
from inspector_app.wire.feeds import PublishedDocument
from tests.integration.evidence.sealed_case import Case
from tests.integration.evidence.tampering import (
    FORGER,
    edited,
    photo_names,
    rewritten,
    rezipped,
    unsealed,
    with_attachment,
    with_chain,
    with_event,
    with_page_of,
    with_page_text,
)


def wrong(found: Verification) -> set[tuple[str, str]]:
    """What does not match, by name and code."""
    return {(line.name, line.code) for line in found.lines if not line.ok}


def checked(case: Case, out: Path, bundle: Bundle, *, trust: bool = False) -> Verification:
    path = rezipped(case.zipped, out / "tampered.zip", bundle=bundle)
    return verify_file(path, case.trust if trust else None)


def test_nothing_changed_is_proved_with_the_key_and_consistent_without(case: Case) -> None:
    for path in (case.zipped, case.report, case.english):
        proved = verify_file(path, case.trust)
        assert proved.result == "proved", wrong(proved)
        assert verify_file(path).result == "consistent"
    assert verify_file(case.report).originals == "absent"
    assert verify_file(case.zipped).originals == "present"


def test_before_the_central_system_spoke_it_is_consistent_only(case: Case) -> None:
    found = verify_file(case.early, case.trust)
    assert found.result == "consistent"
    [origin] = [line for line in found.lines if line.name == "origin"]
    assert (origin.ok, origin.code) == (True, "not_confirmed")


def test_a_byte_of_the_content(case: Case, tmp_path: Path) -> None:
    event = case.bundle.chains[0].events[0]
    payload = event.payload.replace(b"H2601", b"H2602", 1)
    found = checked(case, tmp_path, with_event(case.bundle, 0, payload=payload))
    assert found.result == "broken"
    assert ("chain", "link_differs") in wrong(found)
    [line] = [line for line in found.lines if line.code == "link_differs"]
    assert line.params["seq"] == event.seq


def test_a_content_that_is_no_record_any_more(case: Case, tmp_path: Path) -> None:
    event = case.bundle.chains[0].events[0]
    found = checked(case, tmp_path, with_event(case.bundle, 0, payload=event.payload[:-40]))
    assert {("chain", "link_differs"), ("record", "record_unreadable")} <= wrong(found)


def test_a_photo_swapped(case: Case, tmp_path: Path) -> None:
    [name, *_] = photo_names(case.zipped)
    out = io.BytesIO()
    Image.new("RGB", (64, 64), (9, 9, 9)).save(out, "JPEG")
    path = rezipped(case.zipped, tmp_path / "t.zip", files={name: out.getvalue()})
    found = verify_file(path)
    assert wrong(found) == {("photos", "photo_changed")}
    [line] = [line for line in found.lines if not line.ok]
    assert str(line.params["sha256"]) == name.removeprefix("photos/")[:16]


def test_two_photos_swapped_with_each_other(case: Case, tmp_path: Path) -> None:
    import zipfile

    first, second, *_ = photo_names(case.zipped)
    with zipfile.ZipFile(case.zipped) as archive:
        files: dict[str, bytes | None] = {
            first: archive.read(second), second: archive.read(first)
        }  # fmt: skip
    found = verify_file(rezipped(case.zipped, tmp_path / "t.zip", files=files))
    assert len([line for line in found.lines if line.code == "photo_changed"]) == 2


def test_a_photo_missing(case: Case, tmp_path: Path) -> None:
    [name, *_] = photo_names(case.zipped)
    found = verify_file(rezipped(case.zipped, tmp_path / "t.zip", files={name: None}))
    assert wrong(found) == {("photos", "photo_missing")}


def test_a_photo_or_file_added(case: Case, tmp_path: Path) -> None:
    files: dict[str, bytes | None] = {f"photos/{'0' * 64}.jpg": b"x", "notes.txt": b"hello"}
    found = verify_file(rezipped(case.zipped, tmp_path / "t.zip", files=files))
    assert wrong(found) == {("photos", "photo_foreign"), ("photos", "file_foreign")}


def test_a_link(case: Case, tmp_path: Path) -> None:
    link = case.bundle.chains[0].events[0].link
    other = ("0" if link[0] != "0" else "1") + link[1:]
    found = checked(case, tmp_path, with_event(case.bundle, 0, link=other))
    assert {("chain", "link_differs"), ("signature", "signature_wrong")} <= wrong(found)


def test_the_link_before(case: Case, tmp_path: Path) -> None:
    found = checked(case, tmp_path, with_event(case.bundle, 1, prev="5" * 64))
    assert ("chain", "previous_differs") in wrong(found)


def test_a_signature(case: Case, tmp_path: Path) -> None:
    event = case.bundle.chains[0].events[0]
    signature = bytes([event.signature[0] ^ 1]) + event.signature[1:]
    found = checked(case, tmp_path, with_event(case.bundle, 0, signature=signature))
    assert wrong(found) == {("signature", "signature_wrong")}


def test_signed_again_with_another_stations_key(case: Case, tmp_path: Path) -> None:
    chain = case.bundle.chains[0]
    events = tuple(
        replace(event, signature=FORGER.sign(bytes.fromhex(event.link))) for event in chain.events
    )
    key = FORGER.public_key().public_bytes_raw()
    bundle = with_chain(case.bundle, events=events, public_key=key)
    found = checked(case, tmp_path, bundle)
    assert {("station_key", "other_key"), ("station_key", "key_not_enrolled")} == wrong(found)
    alone = checked(case, tmp_path, with_chain(bundle, receipts=()))
    assert wrong(alone) == {("station_key", "other_key")}


@pytest.mark.parametrize("part", ["text", "defects"])
def test_the_standard_edited(case: Case, tmp_path: Path, part: str) -> None:
    [document] = case.bundle.standards
    if part == "text":
        changed: PublishedDocument = replace(document, text=document.text + "\n# edited\n")
    else:
        defects = document.parts["defects"] + "\n# edited\n"
        changed = replace(document, parts={**document.parts, "defects": defects})
    found = checked(case, tmp_path, replace(case.bundle, standards=(changed,)))
    assert wrong(found) == {("standard", "standard_differs")}


def test_the_standard_taken_away(case: Case, tmp_path: Path) -> None:
    found = checked(case, tmp_path, replace(case.bundle, standards=()))
    assert ("standard", "standard_missing") in wrong(found)
    assert ("verdict", "not_checked") in wrong(found)


@pytest.mark.parametrize("kind", ["shelf_life", "sampling"])
def test_rules_edited(case: Case, tmp_path: Path, kind: str) -> None:
    rules = []
    for text in case.bundle.rules:
        if text.kind == "shelf_life" and kind == "shelf_life":
            changed = text.text.replace('"min_remaining_days":', '"min_remaining_days":1', 1)
            if changed == text.text:
                changed = text.text.replace('"2/3"', '"1/3"')
            text = replace(text, text=changed)
        elif text.kind == kind:
            text = replace(text, text=text.text.replace("F,0.65,F,20,0,1", "F,0.65,F,20,1,2"))
        rules.append(text)
    assert tuple(rules) != case.bundle.rules
    found = checked(case, tmp_path, replace(case.bundle, rules=tuple(rules)))
    assert ("rules", "rules_differ") in wrong(found)


def act_of(document: dict[str, Any], kind: str) -> dict[str, Any]:
    """The first act of that kind in a payload."""
    act: dict[str, Any] = next(e["act"] for e in document["entries"] if e["kind"] == kind)
    return act


def smaller_sample(document: dict[str, Any]) -> None:
    for each in act_of(document, "plan_drawn")["plan"]["classes"]:
        each["ac"] += 5
        each["re"] += 5
    for each in document["verdict"]["classes"]:
        each["ac"] += 5
        each["re"] += 5


def test_the_plan_changed_and_all_signed_again(case: Case, tmp_path: Path) -> None:
    found = checked(case, tmp_path, rewritten(case.bundle, smaller_sample))
    assert wrong(found) == {("plan", "plan_differs")}


def other_seed(document: dict[str, Any]) -> None:
    act_of(document, "plan_drawn")["draw"]["seed_hex"] = "00" * 32


def test_the_draw_changed_and_all_signed_again(case: Case, tmp_path: Path) -> None:
    found = checked(case, tmp_path, rewritten(case.bundle, other_seed))
    assert wrong(found) == {("draw", "draw_differs")}


def longer_life(document: dict[str, Any]) -> None:
    document["shelf_life"][0]["assessment"]["remaining_days"] += 100


def test_the_shelf_life_changed_and_all_signed_again(case: Case, tmp_path: Path) -> None:
    found = checked(case, tmp_path, rewritten(case.bundle, longer_life))
    assert wrong(found) == {("shelf_life", "life_differs")}


def now_rejected(document: dict[str, Any]) -> None:
    document["verdict"]["overall"] = "reject"
    document["verdict"]["tag"] = "failed"


def test_the_verdict_changed_and_all_signed_again(case: Case, tmp_path: Path) -> None:
    found = checked(case, tmp_path, rewritten(case.bundle, now_rejected))
    assert wrong(found) == {("verdict", "verdict_differs")}
    [line] = [line for line in found.lines if not line.ok]
    assert line.params["sealed"] == "reject"
    assert line.params["expected"] in ("accept", "hold")


def finding_taken_away(document: dict[str, Any]) -> None:
    document["entries"] = [e for e in document["entries"] if e["kind"] != "finding_recorded"]
    for number, entry in enumerate(document["entries"], 1):
        entry["n"] = number


def test_a_finding_taken_away_and_all_signed_again(case: Case, tmp_path: Path) -> None:
    found = checked(case, tmp_path, rewritten(case.bundle, finding_taken_away))
    assert {name for name, _ in wrong(found)} & {"verdict", "record"}


def larger_lot(document: dict[str, Any]) -> None:
    document["lot"]["size"] += 1


def test_a_fact_outside_the_acts_changed(case: Case, tmp_path: Path) -> None:
    found = checked(case, tmp_path, rewritten(case.bundle, larger_lot))
    assert ("record", "fact_differs") in wrong(found)
    assert any(line.params.get("what") == "lot_size" for line in found.lines)


@pytest.mark.parametrize(
    "edit", [smaller_sample, other_seed, longer_life, now_rejected, larger_lot]
)
def test_what_a_forger_signs_himself_is_never_proved(
    case: Case, tmp_path: Path, edit: Callable[[dict[str, Any]], None]
) -> None:
    bundle = rewritten(case.bundle, edit)
    assert checked(case, tmp_path, bundle, trust=True).result == "broken"
    kept = with_chain(bundle, receipts=case.bundle.chains[0].receipts)
    assert ("receipts", "content_differs") in wrong(checked(case, tmp_path, kept, trust=True))


def test_a_wholly_invented_record_is_consistent_at_most(case: Case, tmp_path: Path) -> None:
    bundle = rewritten(case.bundle, lambda document: None)
    found = checked(case, tmp_path, bundle, trust=True)
    assert found.result == "consistent"


def test_a_receipt_forged(case: Case, tmp_path: Path) -> None:
    chain = case.bundle.chains[0]
    first = chain.receipts[0]
    body = edited(first.body, lambda document: document.update(time="2030-01-01T00:00:00Z"))
    forged = replace(first, body=body)
    for receipts in (
        (forged, *chain.receipts[1:]),
        (replace(forged, signature=FORGER.sign(b"inspector/receipt/1\0" + body)),),
    ):
        bundle = with_chain(case.bundle, receipts=receipts)
        for trust in (False, True):
            found = checked(case, tmp_path, bundle, trust=trust)
            assert wrong(found) == {("receipts", "receipt_forged")}


def test_receipts_of_a_central_system_of_ones_own(case: Case, tmp_path: Path) -> None:
    chain = case.bundle.chains[0]
    receipts = tuple(
        replace(each, signature=FORGER.sign(b"inspector/receipt/1\0" + each.body))
        for each in chain.receipts
    )
    key = FORGER.public_key().public_bytes_raw()
    bundle = replace(with_chain(case.bundle, receipts=receipts), central_key=key)
    assert checked(case, tmp_path, bundle).result == "consistent"
    found = checked(case, tmp_path, bundle, trust=True)
    assert wrong(found) == {("receipts", "other_central"), ("receipts", "receipt_forged")}


def test_a_decision_that_is_another_records(case: Case, tmp_path: Path) -> None:
    event = case.bundle.chains[0].events[1]
    payload = edited(event.payload, lambda document: document.update(record_id="another"))
    found = checked(case, tmp_path, with_event(case.bundle, 1, payload=payload))
    assert ("decisions", "decision_of_another") in wrong(found)


def test_the_attachment_of_a_report_swapped(case: Case, tmp_path: Path) -> None:
    other = rewritten(case.bundle, lambda document: None)
    path = with_attachment(case.report, tmp_path / "r.pdf", other)
    names = wrong(verify_file(path))
    assert ("printed", "digest_not_printed") in names
    assert names & {("file", "file_changed"), ("file", "file_unsealed")}


def test_what_a_report_prints_changed(case: Case, tmp_path: Path) -> None:
    path = with_page_text(case.report, tmp_path / "r.pdf", b"BT ", b"BT  ")
    assert {name for name, _ in wrong(verify_file(path))} == {"file"}


def test_a_page_of_another_report(case: Case, tmp_path: Path) -> None:
    from tests.fakes.report_data import AT, rich_model  # a stranger's report
    from tests.integration.evidence.strangers import stranger_report

    other = stranger_report(tmp_path / "other.pdf", rich_model(tmp_path / "photos"), AT)
    path = with_page_of(case.report, tmp_path / "r.pdf", other)
    assert {name for name, _ in wrong(verify_file(path))} == {"file", "printed"}


def test_a_report_saved_by_another_program(case: Case, tmp_path: Path) -> None:
    path = unsealed(case.report, tmp_path / "r.pdf")
    assert wrong(verify_file(path)) == {("file", "file_unsealed")}


def test_a_byte_of_the_report_file(case: Case, tmp_path: Path) -> None:
    data = bytearray(case.report.read_bytes())
    place = data.index(b"/CreationDate")
    data[place + 20] = data[place + 20] ^ 1
    (tmp_path / "r.pdf").write_bytes(bytes(data))
    assert ("file", "file_changed") in wrong(verify_file(tmp_path / "r.pdf"))


def test_every_finding_has_its_sentence_in_both_languages(case: Case, tmp_path: Path) -> None:
    from inspector_app.bootstrap.resources import catalogue
    from inspector_app.services.evidence.words import detail

    bundle = with_chain(rewritten(case.bundle, now_rejected), receipts=())
    for found in (verify_file(case.report), checked(case, tmp_path, bundle)):
        for line in found.lines:
            for language in ("zh", "en"):
                said = detail(catalogue().speak(language), line)  # type: ignore[arg-type]  # both
                assert said
                assert "{" not in said
                assert "evidence.detail" not in said


def test_an_unpacked_folder_and_a_bare_bundle(case: Case, tmp_path: Path) -> None:
    import zipfile

    with zipfile.ZipFile(case.zipped) as archive:
        archive.extractall(tmp_path / "folder")
    for path in (tmp_path / "folder", tmp_path / "folder" / "bundle.json"):
        found = verify_file(path, case.trust)
        assert (found.result, found.originals) == ("proved", "present")
    bare = tmp_path / "bare.json"
    bare.write_bytes(encode_bundle(case.bundle))
    found = verify_file(bare, case.trust)
    assert (found.result, found.originals) == ("proved", "absent")
    assert json.loads(bare.read_text("utf-8"))["format"] == "inspector/bundle/1"
