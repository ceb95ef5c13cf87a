"""``inspector-app central certificate | authority | revoke | stations``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from inspector_app.cli import output
from inspector_app.cli.command import Commands


def register(acts: Commands, folder: Callable[[argparse.Namespace], Path]) -> None:
    """Add the acts to ``central``; ``folder`` finds the central folder of a call."""

    def act(
        name: str, sentence: str, run: Callable[[argparse.Namespace, Path], int]
    ) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = acts.add_parser(name, help=sentence)
        parser.add_argument("--data", dest="folder", metavar="DIR", type=Path)
        output.add_output_options(parser)
        parser.set_defaults(run=lambda arguments: run(arguments, folder(arguments)))
        return parser

    certificate = act("certificate", "renew the server's certificate / 更新证书", run_certificate)
    certificate.add_argument(
        "--host", action="append", default=[], metavar="NAME", help="name or address; repeatable"
    )
    certificate.add_argument(
        "--out", type=Path, metavar="FILE", help="make one for a proxy into a new file instead"
    )
    act("authority", "the certificate browsers are to trust / 根证书", run_authority)
    revoke = act("revoke", "take no more of a station / 吊销工位", run_revoke)
    revoke.add_argument("station", metavar="STATION", help="its id")
    act("stations", "who is enrolled / 列出工位", run_stations)


def run_certificate(arguments: argparse.Namespace, folder: Path) -> int:
    """Renew the server's certificate, or issue one for another machine."""
    from inspector_app.bootstrap import central_tls

    if arguments.out is not None:
        found = central_tls.issue_certificate(folder, arguments.host, arguments.out)
    else:
        found = central_tls.renew_certificate(folder, arguments.host)
    facts = {
        "names": list(found.names),
        "not_before": found.not_before.isoformat(),
        "not_after": found.not_after.isoformat(),
    }
    if arguments.json:
        output.emit(facts)
        return 0
    speak = output.translator(arguments)
    key = "central_trust.issued" if arguments.out else "central_trust.renewed"
    names, until = " ".join(found.names), f"{found.not_after:%Y-%m-%d}"
    output.say([speak(key, names=names, until=until, path=str(arguments.out or ""))])
    return 0


def run_authority(arguments: argparse.Namespace, folder: Path) -> int:
    """Print the authority's certificate and its fingerprint."""
    from inspector_app.bootstrap import central_tls

    pem, fingerprint = central_tls.authority_certificate(folder)
    if arguments.json:
        output.emit({"certificate": pem, "sha256": fingerprint})
    else:
        sys.stdout.write(f"{pem}SHA-256 {fingerprint}\n")
    return 0


def run_revoke(arguments: argparse.Namespace, folder: Path) -> int:
    """Refuse a station from now on."""
    from inspector_app.bootstrap import central_stations

    name = central_stations.revoke(folder, arguments.station)
    if arguments.json:
        output.emit({"station": arguments.station, "name": name, "state": "revoked"})
    else:
        output.say([output.translator(arguments)("central_trust.revoked", name=name)])
    return 0


def run_stations(arguments: argparse.Namespace, folder: Path) -> int:
    """One line for each station."""
    from inspector_app.bootstrap import central_stations

    found: list[dict[str, Any]] = central_stations.listed(folder)
    for one in found:
        if arguments.json:
            sys.stdout.write(json.dumps(one, ensure_ascii=False) + "\n")
        else:
            sys.stdout.write(f"{one['station']}  {one['state']:8}  {one['name']}\n")
    return 0
