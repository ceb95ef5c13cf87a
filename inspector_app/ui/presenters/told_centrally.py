"""What other stations and the central system have to say about a record, in words. Free of Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inspector_app.i18n import Translator
from inspector_app.ui.presenters.wording import at_words
from inspector_app.ui.theme.tokens import Tone
from inspector_app.wire.central_act import ActBody
from inspector_app.wire.elsewhere import Dispute, Party


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line: a tag, what it is, and what goes with it; ``by`` says who and when."""

    at: datetime
    tag: str
    tone: Tone
    title: str
    details: tuple[str, ...] = ()
    by: str = ""


def told_lines(
    disputes: Sequence[Dispute], acts: Sequence[ActBody], speak: Translator
) -> tuple[Told, ...]:
    """Disputes about a record and what was done about it centrally: what waits, then the newest."""
    known = {each.id for each in disputes}
    lines = [_dispute(each, speak) for each in disputes]
    lines += [
        _act(each, speak)
        for each in acts
        if each.kind != "dispute_decided" or each.params.get("dispute") not in known
    ]
    return tuple(sorted(lines, key=lambda line: (line.tone == "hold", line.at), reverse=True))


def _dispute(each: Dispute, speak: Translator) -> Told:
    at = each.decided_at or each.raised_at
    by, what = "", speak(f"sharing.told.{each.kind}", amount=f"{each.amount:,}")
    if each.ruling:
        what = speak(f"sharing.was.{each.ruling}")
        by = _by(each.decided_by, at, speak)
    elif each.decided_at is not None:
        what = speak("sharing.by_itself")
        by = at_words(at, year=True)
    return Told(
        at=at, tag=speak(f"sharing.kind.{each.kind}"), title=what, by=by,
        tone="neutral" if each.decided_at is not None else "hold",
        details=(
            *(_party(party, each, speak) for party in each.parties),
            *([speak("told.note", note=each.note)] if each.note else []),
        ),
    )  # fmt: skip


def _party(party: Party, dispute: Dispute, speak: Translator) -> str:
    """A side by its names, with the mark of the one that counts."""
    counts = dispute.ruling == "keep" and dispute.choice == party.choice
    parts = [
        party.station_name or speak("told.a_station"), party.lot_number,
        speak("report.unit.units", n=f"{party.size:,}"),
        speak("told.revision", revision=party.revision) if party.revision > 1 else "",
        speak(f"report.verdict.{party.overall}") if party.overall else "",
        party.words, at_words(party.at), speak("sharing.party.counts") if counts else "",
    ]  # fmt: skip
    return " · ".join(filter(None, parts))


def _act(body: ActBody, speak: Translator) -> Told:
    said = body.params
    what = speak("told.act.other")
    decision = f"desk.is.{said.get('disposition', '')}"
    if body.kind == "disposed" and speak.has(decision):
        what = speak(
            "told.act.disposed", what=speak(decision), units=f"{said.get('quantity', 0):,}",
        )  # fmt: skip
    elif body.kind == "dispute_decided":
        kind, ruling = said.get("kind", ""), said.get("ruling", "")
        what = speak(
            "told.act.decided", what=speak(f"sharing.kind.{kind}"),
            ruling=speak(f"sharing.was.{ruling}"),
        )  # fmt: skip
    note = str(said.get("note", ""))
    who = speak.pick(body.names) if body.names else body.person
    return Told(
        at=body.at, tag=speak("told.central"), tone="neutral", title=what,
        details=(speak("told.note", note=note),) if note else (), by=_by(who, body.at, speak),
    )  # fmt: skip


def _by(who: str, at: datetime, speak: Translator) -> str:
    return " · ".join((who or speak("told.somebody"), at_words(at, year=True)))
