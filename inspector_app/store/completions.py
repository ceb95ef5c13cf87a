"""Which journal entries completion receipts cover, derived from the receipts that are kept."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert

from inspector_app.services.ports import Receipt
from inspector_app.store.sending_facts import base_of
from inspector_app.store.tables import (
    carried,
    completions,
    journal,
    journal_photos,
    receipts,
    to_micros,
)
from inspector_app.wire.receipts import CompletionReceipt


def note_completion(connection: Connection, receipt: Receipt, content: CompletionReceipt) -> None:
    """Remember the entry a receipt is about, when it names every photo of that entry.

    The receipt must be kept already. One given anew after a restore of the central system counts
    from its own, later time.
    """
    r, j, named = receipts.c, journal.c, journal_photos.c
    wanted = select(r.place).where(
        r.kind == receipt.kind, r.number == receipt.number, r.signature == receipt.signature
    )
    place = connection.execute(wanted.order_by(r.place.desc()).limit(1)).scalar()
    proved = set(content.photos)
    entries = connection.execute(
        select(j.seq, j.payload).where(j.record_id == content.inspection)
    ).all()
    for seq, payload in entries:
        if sha256(payload).hexdigest() != content.payload_sha256:
            continue
        photos = connection.execute(select(named.sha256).where(named.seq == seq)).scalars()
        if set(photos) <= proved and place is not None:
            values = {"at": to_micros(content.time), "receipt": place}
            connection.execute(
                insert(completions)
                .values(seq=seq, **values)
                .on_conflict_do_update(index_elements=["seq"], set_=values)
            )


def proved_before(connection: Connection, photo: str) -> bool:
    """Whether only entries of earlier identities name the photo, each with its receipt.

    Receipts go to the identity that sent the record; the present one is never told them again, and
    the central system has just said that the photo is there.
    """
    named, c = journal_photos.c, completions.c
    wanted = (
        select(func.count(), func.count(c.seq))
        .select_from(journal_photos.outerjoin(completions, c.seq == named.seq))
        .where(named.sha256 == photo, named.seq.not_in(select(carried.c.seq)))
    )
    carrying = select(func.max(named.seq)).where(named.sha256 == photo)
    entries, proved = connection.execute(wanted).one()
    last = connection.execute(carrying).scalar() or 0
    return bool(entries) and entries == proved and last <= base_of(connection)


def proof_of(connection: Connection, photo: str) -> Receipt | None:
    """The receipt of the oldest entry that names the photo; None when none was kept."""
    r, c, named = receipts.c, completions.c, journal_photos.c
    wanted = (
        select(r.number, r.kind, r.body, r.signature)
        .join_from(journal_photos, completions, c.seq == named.seq)
        .join(receipts, r.place == c.receipt)
        .where(named.sha256 == photo)
        .order_by(named.seq)
        .limit(1)
    )
    row = connection.execute(wanted).one_or_none()
    return None if row is None else Receipt(**row._mapping)
