"""A report with its evidence: attached, marked as PDF/A-3u, sealed."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime, timedelta, timezone

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from inspector_app.domain.errors import ReportError
from inspector_app.reports.evidence_pdf import attach
from inspector_app.reports.evidence_reading import read_report
from inspector_app.reports.file_seal import (
    ATTACHMENT,
    SEAL_LENGTH,
    Attached,
    hole_of,
    without_seal,
)

AT = datetime(2026, 11, 22, 12, 30, tzinfo=timezone(timedelta(hours=8)))
SIGNED: list[bytes] = []


def sign(digest: bytes) -> bytes:
    SIGNED.append(digest)
    return hashlib.sha512(digest).digest()


def page_file() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.setTitle("报告 <1> & 2")
    canvas.drawString(72, 700, "digest 0123456789abcdef")
    canvas.save()
    return out.getvalue()


def made(bundle: bytes = b'{"a": 1}') -> bytes:
    return attach(page_file(), Attached(bundle=bundle, seal=sign, sealed_by="station"), AT)


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert made() == made()
    assert made() != made(b'{"a": 2}')


def test_the_attachment_and_the_marks_of_an_archive_file() -> None:
    with pikepdf.open(io.BytesIO(made())) as pdf:
        spec = pdf.attachments[ATTACHMENT]
        assert spec.get_file().read_bytes() == b'{"a": 1}'
        assert spec.get_file().mime_type == "application/json"
        assert pdf.Root.AF[0].AFRelationship == pikepdf.Name.Source
        assert pdf.Root.OutputIntents[0].S == pikepdf.Name.GTS_PDFA1
        xmp = pdf.Root.Metadata.read_bytes().decode("utf-8")
        assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>" in xmp
        assert "报告 &lt;1&gt; &amp; 2" in xmp
        assert "2026-11-22T12:30:00+08:00" in xmp
        assert str(spec.obj.EF.F.Params.ModDate) == "D:20261122123000+08'00'"


def test_what_is_signed_is_the_file_without_its_seal() -> None:
    SIGNED.clear()
    data = made()
    place = hole_of(data)
    assert place is not None
    assert [hashlib.sha256(without_seal(data, place)).digest()] == SIGNED
    assert bytes.fromhex(data[place][1:-1].decode()) == sign(SIGNED[0])


def test_what_was_attached_is_read_back() -> None:
    data = made()
    report = read_report(data)
    assert report.bundle == b'{"a": 1}'
    assert report.pages == ("digest0123456789abcdef",)
    assert len(report.seal) == SEAL_LENGTH
    assert report.sealed_by == "station"
    assert report.seal == hashlib.sha512(report.digest).digest()


def test_a_file_without_evidence_or_with_two_seals_has_no_seal() -> None:
    plain = read_report(page_file())
    assert (plain.bundle, plain.seal, plain.sealed_by) == (None, b"", "")
    doubled = made() + b"\n% /InspectorSeal << /Value <00> >>\n"
    assert hole_of(doubled) is None
    assert read_report(doubled).seal == b""


def test_what_is_no_pdf_is_not_sealed() -> None:
    with pytest.raises(ReportError, match="report_not_sealed"):
        attach(b"no pdf", Attached(bundle=b"{}", seal=sign, sealed_by="station"), AT)


def test_a_moment_without_a_zone_of_its_own_is_written_in_utc() -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    data = attach(page_file(), Attached(bundle=b"{}", seal=sign, sealed_by="central"), moment)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert str(pdf.attachments[ATTACHMENT].obj.EF.F.Params.ModDate) == "D:20260102030405+00'00'"
