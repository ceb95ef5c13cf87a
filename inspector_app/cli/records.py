"""``list``, ``show ID`` and ``report ID --out FILE``: what the station inspected."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from inspector_app.cli import output
from inspector_app.cli.command import Commands
from inspector_app.cli.folder import existing_folder


def register(commands: Commands) -> None:
    """Three commands over the same records."""
    listing = commands.add_parser("list", help="inspections of this station, newest first")
    listing.add_argument("--state", choices=("open", "parked", "held", "closed"))
    listing.add_argument("--text", default="", help="search names and numbers")
    listing.add_argument("--limit", type=int, default=50)
    output.add_station_options(listing)
    listing.set_defaults(run=run_list)
    show = commands.add_parser("show", help="one inspection: facts, verdict, findings, photos")
    show.add_argument("id", help="inspection id or lot number")
    output.add_station_options(show)
    show.set_defaults(run=run_show)
    report = commands.add_parser("report", help="write the PDF report of a sealed inspection")
    report.add_argument("id", help="inspection id or lot number")
    report.add_argument("--out", metavar="FILE", required=True)
    output.add_station_options(report)
    report.set_defaults(run=run_report)


def run_list(arguments: argparse.Namespace) -> int:
    """One line, or with ``--json`` one JSON object, per inspection."""
    from inspector_app.bootstrap.station import open_station
    from inspector_app.services.history import page
    from inspector_app.services.records import SummaryFilter

    states = (arguments.state,) if arguments.state else ()
    wanted = SummaryFilter(text=arguments.text, states=states)
    speak = output.translator(arguments)
    with open_station(existing_folder(arguments)) as opened:
        for row in page(opened.station, wanted, limit=max(1, arguments.limit)):
            if arguments.json:
                output.emit(document(row))
                continue
            name = row.product_zh if speak.language == "zh" else row.product_en
            verdict = speak(f"records.tag.{row.tag}")
            output.say([f"{row.lot_number}  {verdict}  {row.order_number}  {name}  {row.size}"])
    return 0


def run_show(arguments: argparse.Namespace) -> int:
    """Everything the station keeps of one inspection."""
    from inspector_app.bootstrap.reporting import sealed_record
    from inspector_app.bootstrap.station import open_station
    from inspector_app.services.closing import verdict_of
    from inspector_app.services.history import by_number, dossier

    with open_station(existing_folder(arguments)) as opened:
        found = dossier(opened.station, by_number(opened.station, arguments.id).id)
        closed = found.summary.state == "closed"
        verdict = sealed_record(found)[1].verdict if closed else None
        facts: dict[str, Any] = {
            **document(found.summary),
            "verdict": document(verdict or verdict_of(opened.station, found.inspection)),
            "findings": [document(finding) for finding in found.inspection.state.findings],
            "photos": [document(row.photo) for row in found.photos],
            "acts": len(found.inspection.entries),
            "events": [
                {"seq": event.seq, "kind": event.kind, "link": event.link.hex()}
                for event in found.events
            ],
            "decisions": [document(decision) for decision in found.decisions],
        }
    if arguments.json:
        output.emit(facts)
    else:
        output.say(f"{name}: {value}" for name, value in facts.items() if value not in ("", []))
    return 0


def run_report(arguments: argparse.Namespace) -> int:
    """Write the report; WalkError ``inspection_unknown`` or ``not_closed``."""
    from inspector_app.bootstrap.reporting import station_report
    from inspector_app.bootstrap.station import open_station

    out = Path(arguments.out).absolute()
    speak = output.translator(arguments)
    with open_station(existing_folder(arguments)) as opened:
        enrolment = opened.database.send_queue().enrolment()
        url = enrolment.url if enrolment else ""
        station_report(opened, arguments.id, out, language=speak.language, central_url=url)
    if arguments.json:
        output.emit({"report": str(out), "bytes": out.stat().st_size})
    else:
        output.say([speak("records.report_written", out=str(out))])
    return 0


def document(value: object) -> dict[str, Any]:
    """A value's fields as plain JSON types."""
    import msgspec

    built: dict[str, Any] = msgspec.to_builtins(value)
    return built
