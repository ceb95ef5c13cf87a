"""What a stranger may do to evidence, from clumsy to consistent."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pikepdf
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from inspector_app.reports.file_seal import ATTACHMENT
from inspector_app.wire.bundle import Bundle, ChainPart, encode_bundle
from inspector_app.wire.envelope import EventLine
from inspector_app.wire.link import link, link_of_digest

FORGER = Ed25519PrivateKey.from_private_bytes(bytes([7]) * 32)
Edit = Callable[[dict[str, Any]], None]


def station_bytes(chain: ChainPart) -> bytes:
    """The station's id as links bind it."""
    import uuid

    return uuid.UUID(chain.station).bytes


def with_chain(bundle: Bundle, **changes: Any) -> Bundle:
    """The bundle with its one chain changed."""
    return replace(bundle, chains=(replace(bundle.chains[0], **changes),))


def with_event(bundle: Bundle, place: int, **changes: Any) -> Bundle:
    """The bundle with one event changed and nothing else."""
    events = list(bundle.chains[0].events)
    events[place] = replace(events[place], **changes)
    return with_chain(bundle, events=tuple(events))


def edited(payload: bytes, edit: Edit) -> bytes:
    """The payload with its JSON changed."""
    document = json.loads(payload)
    edit(document)
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def rewritten(bundle: Bundle, edit: Edit, *, own_key: bool = True) -> Bundle:
    """Changed through and through: content, links and signatures fit each other again.

    The forger has no key but his own, and writes that into the record too.
    """
    chain = bundle.chains[0]
    key = FORGER.public_key().public_bytes_raw()

    def forged(document: dict[str, Any]) -> None:
        if own_key:
            document["record"]["station_key"] = key.hex()
        edit(document)

    first = chain.events[0]
    payload = edited(first.payload, forged)
    digest = link(station_bytes(chain), first.seq, bytes.fromhex(first.prev), payload)
    event = EventLine(
        seq=first.seq, kind=first.kind, prev=first.prev, link=digest.hex(),
        signature=FORGER.sign(digest), payload=payload,
    )  # fmt: skip
    return with_chain(bundle, public_key=key, events=(event,), passed=(), receipts=())


def resealed(chain: ChainPart, edit: Edit) -> ChainPart:
    """A whole chain with each content changed, linked and signed anew with the forger's key.

    Where one content names another's link it names the new one. Receipts are left out.
    """
    key = FORGER.public_key().public_bytes_raw()
    events: list[EventLine] = []
    links: dict[int, str] = {}
    passed = {each.seq: each.payload_sha256 for each in chain.passed}
    first = chain.events[0]
    before = first.prev
    for seq in range(first.seq, chain.events[-1].seq + 1):
        found = next((each for each in chain.events if each.seq == seq), None)
        if found is None:
            digest = link_of_digest(
                station_bytes(chain), seq, bytes.fromhex(before), bytes.fromhex(passed[seq])
            )
            before = digest.hex()
            continue

        def forged(document: dict[str, Any]) -> None:
            if "record" in document:
                document["record"]["station_key"] = key.hex()
            if document.get("amends"):
                document["amends"]["link"] = links[document["amends"]["seq"]]
            if "target_link" in document:
                document["target_link"] = links[document["target_seq"]]
            edit(document)

        payload = edited(found.payload, forged)
        digest = link(station_bytes(chain), seq, bytes.fromhex(before), payload)
        event = replace(
            found, prev=before, link=digest.hex(), signature=FORGER.sign(digest), payload=payload
        )
        events.append(event)
        links[seq] = before = digest.hex()
    kept = tuple(each for each in chain.passed if each.seq < chain.events[-1].seq)
    return replace(chain, public_key=key, events=tuple(events), passed=kept, receipts=())


def rezipped(
    source: Path,
    out: Path,
    *,
    bundle: Bundle | None = None,
    files: Mapping[str, bytes | None] | None = None,
) -> Path:
    """A copy of the ZIP with another bundle, and files replaced, added or (None) left out."""
    changes = dict(files or {})
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data: bytes | None = old.read(name)
            if name == "bundle.json" and bundle is not None:
                data = encode_bundle(bundle)
            if name in changes:
                data = changes.pop(name)
            if data is not None:
                new.writestr(name, data)
        for name, data in changes.items():
            if data is not None:
                new.writestr(name, data)
    return out


def photo_names(source: Path) -> list[str]:
    """The originals in a ZIP."""
    with zipfile.ZipFile(source) as archive:
        return [name for name in archive.namelist() if name.startswith("photos/")]


def with_attachment(report: Path, out: Path, bundle: Bundle) -> Path:
    """The report with another bundle attached, saved by another program."""
    with pikepdf.open(report) as pdf:
        pdf.attachments[ATTACHMENT] = pikepdf.AttachedFileSpec(
            pdf, encode_bundle(bundle), filename=ATTACHMENT
        )
        pdf.save(out)
    return out


def with_page_text(report: Path, out: Path, before: bytes, after: bytes) -> Path:
    """The report with bytes of its first page's drawing changed."""
    with pikepdf.open(report) as pdf:
        page = pdf.pages[0]
        page.contents_coalesce()
        content = page.Contents.read_bytes()
        assert before in content
        page.Contents = pdf.make_stream(content.replace(before, after, 1))
        pdf.save(out)
    return out


def with_page_of(report: Path, out: Path, other: Path) -> Path:
    """The report with its last page taken from another one."""
    with pikepdf.open(report) as pdf, pikepdf.open(other) as stranger:
        pdf.pages[-1:] = [stranger.pages[-1]]
        pdf.save(out)
    return out


def unsealed(report: Path, out: Path) -> Path:
    """The report opened and saved by another program."""
    with pikepdf.open(report) as pdf:
        del pdf.Root["/InspectorSeal"]
        buffer = io.BytesIO()
        pdf.save(buffer)
    out.write_bytes(buffer.getvalue())
    return out
