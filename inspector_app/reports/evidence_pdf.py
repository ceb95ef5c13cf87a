"""The evidence bundle inside a report: attached, marked as PDF/A-3u, and the file sealed.

The seal is a signature over the whole file with its own digits set to zero, kept in the document
catalogue. ``docs/evidence.md`` describes it for other programs.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Final
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, ObjectStreamMode, Pdf, Stream, String
from PIL import ImageCms

from inspector_app.domain.errors import ReportError
from inspector_app.reports.file_seal import (
    ATTACHMENT,
    HOLE,
    SEAL_KEY,
    SEAL_LENGTH,
    Attached,
    hole_of,
)

_ICC_DATE: Final = slice(24, 36)


def attach(page_file: bytes, attached: Attached, at: datetime) -> bytes:
    """The report with its bundle, sealed; the same arguments give the same bytes.

    Raises ReportError ``report_not_sealed``.
    """
    try:
        with Pdf.open(io.BytesIO(page_file)) as pdf:
            _attach(pdf, attached.bundle, at)
            _mark(pdf, at)
            pdf.Root[SEAL_KEY] = Dictionary(
                By=Name(f"/{attached.sealed_by}"), Value=String(b"\0" * SEAL_LENGTH)
            )
            out = io.BytesIO()
            pdf.save(
                out, deterministic_id=True, object_stream_mode=ObjectStreamMode.disable,
                force_version="1.7",
            )  # fmt: skip
    except pikepdf.PdfError as problem:
        raise ReportError("report_not_sealed", reason=str(problem)) from problem
    return _sealed(out.getvalue(), attached.seal)


def _attach(pdf: Pdf, bundle: bytes, at: datetime) -> None:
    stamp = _pdf_date(at)
    spec = AttachedFileSpec(
        pdf, bundle, description="Inspector evidence bundle", filename=ATTACHMENT,
        mime_type="application/json", creation_date=stamp, mod_date=stamp,
    )  # fmt: skip
    spec.relationship = Name.Source
    pdf.attachments[ATTACHMENT] = spec
    pdf.Root.AF = Array([pdf.attachments[ATTACHMENT].obj])


def _mark(pdf: Pdf, at: datetime) -> None:
    """Metadata and output intent that make the file PDF/A-3u."""
    profile = Stream(pdf, _srgb())
    profile.N = 3
    pdf.Root.OutputIntents = Array(
        [
            pdf.make_indirect(
                Dictionary(
                    Type=Name.OutputIntent, S=Name.GTS_PDFA1,
                    OutputConditionIdentifier=String("sRGB"), Info=String("sRGB"),
                    DestOutputProfile=pdf.make_indirect(profile),
                )
            )
        ]
    )  # fmt: skip
    metadata = Stream(pdf, _xmp(pdf, at))
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = pdf.make_indirect(metadata)


@cache
def _srgb() -> bytes:
    """The sRGB profile without the moment it was made, which would differ from file to file."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[_ICC_DATE] = b"\x07\xe4\x00\x01\x00\x01" + bytes(6)
    return bytes(made)


def _xmp(pdf: Pdf, at: datetime) -> bytes:
    """The document's facts as XMP, the same as its information dictionary tells."""
    facts = {
        name: escape(str(pdf.docinfo.get(f"/{name}", "")))
        for name in ("Title", "Author", "Subject", "Creator", "Producer")
    }
    moment = at.isoformat(timespec="seconds")
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{facts["Title"]}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{facts["Author"]}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{facts["Subject"]}</rdf:li></rdf:Alt>
</dc:description>
<pdf:Producer>{facts["Producer"]}</pdf:Producer>
<xmp:CreatorTool>{facts["Creator"]}</xmp:CreatorTool>
<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>""".encode()


def _pdf_date(at: datetime) -> str:
    zone = at.strftime("%z") or "+0000"
    return f"D:{at:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}'"


def _sealed(written: bytes, seal: Callable[[bytes], bytes]) -> bytes:
    place = hole_of(written)
    if place is None or written[place] != HOLE:
        raise ReportError("report_not_sealed", reason="no place for the seal")
    signature = seal(sha256(written).digest())
    return written[: place.start] + b"<" + signature.hex().encode() + b">" + written[place.stop :]
