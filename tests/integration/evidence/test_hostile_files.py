"""Whatever file somebody brings: a finding or a refusal with a sentence, never a crash."""

from __future__ import annotations

import io
import json
import os
import random
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector_app.bootstrap.resources import catalogue
from inspector_app.bootstrap.verifying import trusted_key, verify_file
from inspector_app.domain.errors import EvidenceError, InspectorError
from inspector_app.reports.file_seal import ATTACHMENT
from inspector_app.wire.bundle import MAX_BUNDLE, encode_bundle
from inspector_app.wire.trust_key import pem
from tests.integration.evidence.sealed_case import Case
from tests.integration.evidence.tampering import FORGER

SHORT = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def refusal(path: Path) -> str:
    """The code of the refusal, which has a sentence in both languages."""
    with pytest.raises(InspectorError) as caught:
        verify_file(path)
    for language in ("zh", "en"):
        said = catalogue().speak(language).error(caught.value)  # type: ignore[arg-type]  # both
        assert said
        assert "{" not in said
        assert caught.value.code not in said
    return caught.value.code


def outcome(path: Path, trust: bytes) -> str:
    """The result, or the code of the refusal; anything else fails the test."""
    try:
        return verify_file(path, trust).result
    except InspectorError as problem:
        return problem.code


def zipped(path: Path, fill: Callable[[zipfile.ZipFile], None]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        fill(archive)
    return path


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.jpg", b"\xff\xd8\xff\xe0 a picture", "not_evidence"),
        ("empty.pdf", b"", "not_evidence"),
        ("a.txt", "无忧质检".encode("gb18030"), "not_evidence"),
        ("a.pdf", b"%PDF-1.7\nnothing more", "pdf_unreadable"),
        ("a.zip", b"PK\x03\x04 cut off", "bundle_unreadable"),
        ("a.json", b"{", "bundle_unreadable"),
        ("b.json", b'{"format": "inspector/bundle/1"}', "bundle_unreadable"),
        ("c.json", b'{"format": "inspector/bundle/9"}', "bundle_version"),
        ("d.json", b'{"format": 5}', "bundle_unreadable"),
        ("e.json", b'{"a":' * 5000, "bundle_unreadable"),
        ("f.json", b'{"format":"inspector/bundle/1","x":"\xff\xfe"}', "bundle_unreadable"),
        ("g.json", b'{"format":"inspector/bundle/1","x":NaN}', "bundle_unreadable"),
        ("h.zip", b"PK\x05\x06" + bytes(18), "bundle_missing"),
        ("i.json", "{}".encode("utf-16"), "not_evidence"),
    ],
)
def test_other_files_are_refused_calmly(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert refusal(tmp_path / name) == code


def test_what_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere.pdf") == "file_unreadable"
    assert refusal(tmp_path) == "bundle_missing"


def test_a_member_given_twice_is_refused(case: Case, tmp_path: Path) -> None:
    """One reader would take the first, another the last."""
    text = encode_bundle(case.bundle).replace(b'{"', b'{"record_id":"another","', 1)
    (tmp_path / "twice.json").write_bytes(text)
    assert refusal(tmp_path / "twice.json") == "bundle_unreadable"


def test_a_mark_of_the_editor_before_the_text_is_no_damage(case: Case, tmp_path: Path) -> None:
    with zipfile.ZipFile(case.zipped) as archive:
        archive.extractall(tmp_path)
    bundle = tmp_path / "bundle.json"
    bundle.write_bytes(b"\xef\xbb\xbf" + bundle.read_bytes())
    assert verify_file(tmp_path, case.trust).result == "proved"
    assert verify_file(bundle, case.trust).result == "proved"


def test_photos_that_lie_elsewhere_are_not_followed(case: Case, tmp_path: Path) -> None:
    with zipfile.ZipFile(case.zipped) as archive:
        archive.extractall(tmp_path / "true")
    (tmp_path / "led").mkdir()
    (tmp_path / "led" / "bundle.json").write_bytes(encode_bundle(case.bundle))
    try:
        (tmp_path / "led" / "photos").symlink_to(tmp_path / "true" / "photos", True)
    except OSError:  # Windows without the right to make links
        return
    assert refusal(tmp_path / "led") == "bundle_unsafe"


def test_what_is_no_plain_file_is_not_waited_for() -> None:
    assert refusal(Path(os.devnull)) == "not_evidence"


def test_a_report_without_evidence(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "plain.pdf")
    assert refusal(tmp_path / "plain.pdf") == "no_attachment"


def test_a_locked_report(case: Case, tmp_path: Path) -> None:
    with pikepdf.open(case.report) as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="a", user="b"))
    assert refusal(tmp_path / "locked.pdf") == "pdf_unreadable"


@pytest.mark.parametrize(
    "name",
    [
        "../bundle.json", "/etc/passwd", "photos/../../x.jpg", "photos\\..\\x.jpg", "C:/x.jpg",
        "photos/./x.jpg", "photos//x.jpg", "BUNDLE.JSON",
    ],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_refused(case: Case, tmp_path: Path, name: str) -> None:
    def fill(archive: zipfile.ZipFile) -> None:
        archive.writestr("bundle.json", encode_bundle(case.bundle))
        entry = zipfile.ZipInfo("placeholder")
        entry.filename = entry.orig_filename = name
        archive.writestr(entry, b"x")

    assert refusal(zipped(tmp_path / "t.zip", fill)) == "bundle_unsafe"


def test_a_link_in_an_archive_is_refused(case: Case, tmp_path: Path) -> None:
    def fill(archive: zipfile.ZipFile) -> None:
        archive.writestr("bundle.json", encode_bundle(case.bundle))
        entry = zipfile.ZipInfo(f"photos/{'a' * 64}.jpg")
        entry.create_system = 3
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")

    assert refusal(zipped(tmp_path / "t.zip", fill)) == "bundle_unsafe"


@pytest.mark.parametrize("kind", ["folder", *(["link"] if os.name == "posix" else [])])
def test_a_link_or_folder_is_no_photo(case: Case, tmp_path: Path, kind: str) -> None:
    with zipfile.ZipFile(case.zipped) as archive:
        archive.extractall(tmp_path / "folder")
    first = sorted((tmp_path / "folder" / "photos").iterdir())[0]
    kept = tmp_path / "elsewhere.jpg"
    os.replace(first, kept)
    first.symlink_to(kept) if kind == "link" else first.mkdir()
    found = verify_file(tmp_path / "folder")
    assert [line.code for line in found.lines if not line.ok] == ["photo_unreadable"]


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    def one(archive: zipfile.ZipFile) -> None:
        archive.writestr("bundle.json", b" " * (MAX_BUNDLE + 1))

    assert refusal(zipped(tmp_path / "a.zip", one)) == "bundle_too_large"

    def many(archive: zipfile.ZipFile) -> None:
        archive.writestr("bundle.json", b"{}")
        for number in range(2_500):
            archive.writestr(f"photos/{number:064x}.jpg", b"")

    assert refusal(zipped(tmp_path / "b.zip", many)) == "bundle_too_large"

    def dense(archive: zipfile.ZipFile) -> None:
        archive.writestr("bundle.json", b"{}")
        archive.writestr(f"photos/{'a' * 64}.jpg", bytes(30_000_000))

    assert refusal(zipped(tmp_path / "c.zip", dense)) == "bundle_too_large"


def test_a_size_that_lies_is_found(case: Case, tmp_path: Path) -> None:
    """The directory says 10 bytes; what is packed is far more."""
    name = f"photos/{'a' * 64}.jpg"

    def fill(archive: zipfile.ZipFile) -> None:
        archive.writestr("bundle.json", encode_bundle(case.bundle))
        archive.writestr(name, random.Random(1).randbytes(200_000))

    path = zipped(tmp_path / "t.zip", fill)
    data = path.read_bytes()
    lying = data.replace(struct.pack("<L", 200_000), struct.pack("<L", 10))
    path.write_bytes(lying)
    found = verify_file(path)
    assert any(line.code == "photo_foreign" for line in found.lines)
    assert found.result == "broken"


def test_a_bomb_attached_to_a_report_is_not_unpacked(case: Case, tmp_path: Path) -> None:
    with pikepdf.open(case.report) as pdf:
        spec = pikepdf.AttachedFileSpec(pdf, b"{}", filename=ATTACHMENT)
        pdf.attachments[ATTACHMENT] = spec
        stream = pdf.attachments[ATTACHMENT].obj.EF.F
        stream.write(
            zlib.compress(bytes(120_000_000)), filter=pikepdf.Name.FlateDecode, type_check=False
        )
        pdf.save(tmp_path / "bomb.pdf", compress_streams=False)
    assert refusal(tmp_path / "bomb.pdf") == "pdf_unreadable"


def test_two_attachments_of_one_name_are_not_chosen_between(case: Case, tmp_path: Path) -> None:
    with pikepdf.open(case.report) as pdf:
        names = pdf.Root.Names.EmbeddedFiles
        while "/Kids" in names:
            names = names.Kids[0]
        names.Names.extend([names.Names[0], names.Names[1]])
        pdf.save(tmp_path / "two.pdf")
    assert refusal(tmp_path / "two.pdf") == "bundle_doubled"


@given(data=st.data())
@SHORT
def test_any_change_of_an_archive_is_found_or_refused(
    case: Case, tmp_path: Path, data: st.DataObject
) -> None:
    whole = bytearray(case.zipped.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] ^= data.draw(st.integers(1, 255))
    path = tmp_path / "t.zip"
    path.write_bytes(bytes(whole))
    assert outcome(path, case.trust)


@given(place=st.floats(0, 1), bit=st.integers(1, 255))
@settings(parent=SHORT, max_examples=40)
def test_any_byte_of_a_report_is_sealed(case: Case, tmp_path: Path, place: float, bit: int) -> None:
    whole = bytearray(case.report.read_bytes())
    whole[int(place * (len(whole) - 1))] ^= bit
    path = tmp_path / "t.pdf"
    path.write_bytes(bytes(whole))
    assert outcome(path, case.trust) in (
        "broken", "pdf_unreadable", "no_attachment", "not_evidence", "bundle_unreadable",
        "bundle_too_large",
    )  # fmt: skip


@given(st.binary(max_size=400))
@SHORT
def test_any_bytes_are_refused(tmp_path: Path, data: bytes) -> None:
    for start in (b"", b"%PDF-1.7\n", b"PK\x03\x04", b"{"):
        path = tmp_path / "any"
        path.write_bytes(start + data)
        with pytest.raises(EvidenceError):
            verify_file(path)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
        max_leaves=8,
    ),
    st.integers(0, 10_000),
)
@SHORT
def test_any_value_in_a_payload_is_found(
    case: Case, tmp_path: Path, value: object, place: int
) -> None:
    """A payload with one value replaced, signed by nobody: broken, whatever the value."""
    from tests.integration.evidence.tampering import rewritten

    def edit(document: dict[str, object]) -> None:
        spots = [*_spots(document)]
        holder, key = spots[place % len(spots)]
        holder[key] = value  # type: ignore[index]  # a list's number or a dict's name

    path = tmp_path / "t.json"
    path.write_bytes(encode_bundle(rewritten(case.bundle, edit)))
    assert outcome(path, case.trust) in ("broken", "consistent", "bundle_too_large")


def _spots(value: object) -> list[tuple[object, object]]:
    found: list[tuple[object, object]] = []
    if isinstance(value, dict):
        for key, held in value.items():
            found += [(value, key), *_spots(held)]
    elif isinstance(value, list):
        for number, held in enumerate(value):
            found += [(value, number), *_spots(held)]
    return found


def test_a_key_is_taken_as_file_or_text(case: Case, tmp_path: Path) -> None:
    import base64

    shapes = {
        "a.pem": pem(case.trust).encode(),
        "b.hex": case.trust.hex().upper().encode() + b"\r\n",
        "c.b64": base64.b64encode(case.trust),
        "d.raw": case.trust,
        "e.pem": b"\xef\xbb\xbfkey of our central system\n" + pem(case.trust).encode(),
    }
    for name, data in shapes.items():
        (tmp_path / name).write_bytes(data)
        assert trusted_key(str(tmp_path / name)) == case.trust
    assert trusted_key(case.trust.hex()) == case.trust
    for wrong in ("", "00", "z" * 64, str(tmp_path), case.trust.hex()[:-2]):
        with pytest.raises(EvidenceError, match="trust_key_unreadable"):
            trusted_key(wrong)
    private = FORGER.private_bytes_raw().hex() + "00"
    with pytest.raises(EvidenceError, match="trust_key_unreadable"):
        trusted_key(private)


def test_the_same_evidence_gives_the_same_bytes(case: Case) -> None:
    assert json.loads(encode_bundle(case.bundle)) == json.loads(encode_bundle(case.bundle))
    with zipfile.ZipFile(case.zipped) as archive:
        assert archive.read("bundle.json") == encode_bundle(case.bundle)
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "bundle.json"
    out = io.BytesIO(case.report.read_bytes())
    with pikepdf.open(out) as pdf:
        assert bytes(pdf.attachments[ATTACHMENT].get_file().read_bytes()) == encode_bundle(
            case.bundle
        )
