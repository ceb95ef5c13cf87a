"""Papers on file and verdicts of other stations as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection, insert, select

from inspector_app.services.records import PaperOnFile
from inspector_app.store.tables import papers, verdict_marks, verdicts_elsewhere
from inspector_app.wire.feeds import EarlierVerdict

_PAPER: Final = msgspec.json.Decoder(PaperOnFile)
_VERDICT: Final = msgspec.json.Decoder(EarlierVerdict)


class PaperRows:
    """Papers are added, never changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, paper: PaperOnFile) -> None:
        """Keep a paper."""
        row = {
            "document": paper.document, "owner": paper.owner, "body": msgspec.json.encode(paper)
        }  # fmt: skip
        self._connection.execute(insert(papers), row)

    def of_owners(self, owners: Sequence[str]) -> Sequence[PaperOnFile]:
        """The newest of each document and owner."""
        wanted = select(papers.c.body).where(papers.c.owner.in_(owners)).order_by(papers.c.place)
        found = [_PAPER.decode(body) for body in self._connection.execute(wanted).scalars()]
        return list({(paper.document, paper.owner): paper for paper in found}.values())


class ElsewhereRows:
    """Verdicts of other stations, as last taken from the feed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def marked(self, marks: Sequence[str]) -> Sequence[EarlierVerdict]:
        """Verdicts of goods with any of the marks, newest first, each once."""
        v, m = verdicts_elsewhere.c, verdict_marks.c
        wanted = select(v.body).where(v.item.in_(select(m.item).where(m.mark.in_(marks))))
        found = [_VERDICT.decode(body) for body in self._connection.execute(wanted).scalars()]
        return sorted(found, key=lambda each: (each.closed_at, each.inspection), reverse=True)

    def one(self, inspection_id: str) -> EarlierVerdict | None:
        """The verdict of one inspection."""
        v = verdicts_elsewhere.c
        body = self._connection.execute(select(v.body).where(v.item == inspection_id)).scalar()
        return None if body is None else _VERDICT.decode(body)
