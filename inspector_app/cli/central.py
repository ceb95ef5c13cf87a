"""``inspector-app central serve | init | migrate | maintain | enrol | key | password``."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

from inspector_app.cli import (
    central_operation,
    central_replay,
    central_trust,
    central_users,
    import_master,
)
from inspector_app.cli.command import Commands
from inspector_app.cli.folder import log_command
from inspector_app.cli.output import add_output_options

DEFAULT_PORT: Final = 8417


def register(commands: Commands) -> None:
    """Add ``central`` and its acts."""
    central = commands.add_parser("central", help="the central system / 中央系统")
    acts = central.add_subparsers(dest="act", metavar="ACT", required=True)

    init = acts.add_parser("init", help="set up a folder / 建立")
    init.add_argument("folder", metavar="DIR", type=Path)
    init.add_argument("--name", default="无忧质检", help="name of the warehouse / 仓库名称")
    init.add_argument("--admin", default="admin", metavar="USER", help="user of the pages")
    init.add_argument("--database", default="", metavar="URL", help="PostgreSQL, server's role")
    init.add_argument("--owner-database", default="", metavar="URL", help="role of the tables")
    init.add_argument(
        "--host", action="append", default=[], metavar="NAME",
        help="name or address stations reach it by; repeatable, the first one is told to them",
    )  # fmt: skip
    init.add_argument("--password-stdin", action="store_true", help="read the password, one line")
    add_output_options(init)
    init.set_defaults(run=run_init)

    serve = acts.add_parser("serve", help="run it / 启动")
    serve.add_argument("--data", dest="folder", metavar="DIR", type=Path)
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=_port, default=DEFAULT_PORT)
    serve.add_argument("--tls", action="store_true", help="speak TLS to this machine, too")
    serve.add_argument(
        "--behind-proxy", nargs="*", metavar="ADDRESS",
        help="plain HTTP, answering only these proxies (without any: those of this machine)",
    )  # fmt: skip
    serve.add_argument("--plain", action="store_true", help="no TLS, whoever can reach it")
    add_output_options(serve)
    serve.set_defaults(run=run_serve)

    migrate = acts.add_parser("migrate", help="bring the tables up to date / 升级数据表")
    migrate.add_argument("--data", dest="folder", metavar="DIR", type=Path)
    add_output_options(migrate)
    migrate.set_defaults(run=run_migrate)

    maintain = acts.add_parser("maintain", help="months ahead, leftovers / 例行维护")
    maintain.add_argument("--data", dest="folder", metavar="DIR", type=Path)
    maintain.add_argument(
        "--photos", type=int, default=2000, metavar="N", help="photos to hash / 抽查照片数"
    )
    maintain.add_argument("--all-photos", action="store_true", help="hash them all / 全部检查")
    add_output_options(maintain)
    maintain.set_defaults(run=run_maintain)

    enrol = acts.add_parser("enrol", help="a one-time code for a station / 生成登记码")
    enrol.add_argument("--data", dest="folder", metavar="DIR", type=Path)
    enrol.add_argument("--name", default="", help="name of the station / 工位名称")
    enrol.add_argument("--address", default="", metavar="URL", help="told to the station")
    add_output_options(enrol)
    enrol.set_defaults(run=run_enrol)

    key = acts.add_parser("key", help="its public key, for checking evidence / 公钥")
    key.add_argument("--data", dest="folder", metavar="DIR", type=Path)
    add_output_options(key)
    key.set_defaults(run=run_key)

    password = acts.add_parser("password", help="set a password of the pages / 设置网页密码")
    password.add_argument("--data", dest="folder", metavar="DIR", type=Path)
    password.add_argument("--user", default="admin")
    password.add_argument("--password-stdin", action="store_true", help="read it, one line")
    add_output_options(password)
    password.set_defaults(run=run_password)
    central_users.register(acts)
    central_trust.register(acts, _folder)
    central_operation.register(acts, _folder)
    central_replay.register(acts, _folder)
    import_master.register_central(acts, _folder)


def run_init(arguments: argparse.Namespace) -> int:
    """Set up a folder and show the first password once."""
    from inspector_app.bootstrap import server
    from inspector_app.bootstrap.journal_log import route_structlog

    route_structlog()  # stdout is for the answer alone; the folder has no log yet
    given = sys.stdin.readline().rstrip("\r\n") if arguments.password_stdin else None
    password = server.initialise(
        arguments.folder,
        name=arguments.name,
        admin=arguments.admin,
        password=given,
        database=arguments.database,
        owner_database=arguments.owner_database,
        hosts=arguments.host,
    )
    if arguments.json:
        shown = {"folder": str(arguments.folder), "admin": arguments.admin}
        _print_json(shown if given else {**shown, "password": password})
        return 0
    _say(arguments, "central.cli.initialised", path=str(arguments.folder))
    if not given:
        _say(arguments, "central.cli.password", user=arguments.admin, password=password)
    return 0


def run_serve(arguments: argparse.Namespace) -> int:
    """Run until interrupted."""
    from inspector_app.bootstrap import central_serving

    def ready(url: str, upgraded: bool) -> None:
        if arguments.json:
            _print_json({"url": url, "upgraded": upgraded})
            return
        if upgraded:
            _say(arguments, "central.cli.upgraded")
        _say(arguments, "central.cli.ready", url=url)

    central_serving.serve(
        _folder(arguments), arguments.host, arguments.port, ready,
        tls=arguments.tls, plain=arguments.plain, proxies=arguments.behind_proxy,
    )  # fmt: skip
    return 0


def run_migrate(arguments: argparse.Namespace) -> int:
    """Bring the tables up to date."""
    from inspector_app.bootstrap import server

    changed = server.migrate(_folder(arguments))
    if arguments.json:
        _print_json({"changed": changed})
    else:
        _say(arguments, "central.cli.migrated" if changed else "central.cli.migrated_before")
    return 0


def run_maintain(arguments: argparse.Namespace) -> int:
    """What a timer has to do every week."""
    from inspector_app.bootstrap.central_maintain import maintain

    done = maintain(
        _folder(arguments), photos=max(0, arguments.photos), everything=arguments.all_photos
    )
    if arguments.json:
        sys.stdout.write(json.dumps(asdict(done)) + "\n")
        return 0
    if done.made:
        _say(arguments, "central.cli.months_made", names=" ".join(done.made))
    if done.swept:
        _say(arguments, "central.cli.swept", count=done.swept)
    if done.lost:
        _say(arguments, "central.cli.photos_wanted", count=len(done.lost), looked=done.looked)
    if done.found:
        _say(arguments, "central.cli.photos_back", count=done.found)
    if not (done.made or done.swept or done.lost or done.found):
        _say(arguments, "central.cli.nothing_to_do", looked=done.looked)
    return 0


def run_enrol(arguments: argparse.Namespace) -> int:
    """Print a one-time code."""
    from inspector_app.bootstrap import central_stations

    ticket, hours = central_stations.give_ticket(
        _folder(arguments), arguments.name, arguments.address
    )
    code = ticket.code.text()
    if arguments.json:
        _print_json({"code": code, "hours": hours, "url": ticket.url, "ticket": ticket.text()})
        return 0
    _say(arguments, "central.cli.code", code=code, hours=hours)
    if ticket.url:
        _say(arguments, "central_trust.code_with_address", ticket=ticket.text())
    return 0


def run_key(arguments: argparse.Namespace) -> int:
    """Print the public key that ``verify --trust`` takes."""
    from inspector_app.bootstrap import server
    from inspector_app.wire.trust_key import pem

    public = server.public_key(_folder(arguments))
    if arguments.json:
        _print_json({"key": public.hex(), "pem": pem(public)})
        return 0
    _say(arguments, "evidence.cli.key")
    sys.stdout.write(f"{public.hex()}\n\n{pem(public)}")
    return 0


def run_password(arguments: argparse.Namespace) -> int:
    """Set a password; without one on stdin a new one is made and shown once."""
    from inspector_app.bootstrap.central_users import save_password

    given = sys.stdin.readline().rstrip("\r\n") if arguments.password_stdin else None
    password = save_password(_folder(arguments), arguments.user, given)
    if arguments.json:
        shown = {"user": arguments.user}
        _print_json(shown if given else {**shown, "password": password})
    elif given:
        _say(arguments, "central.cli.password_set", user=arguments.user)
    else:
        _say(arguments, "central.cli.password_new", user=arguments.user, password=password)
    return 0


def _folder(arguments: argparse.Namespace) -> Path:
    """``--data`` may stand before or after ``central``, or in the environment."""
    given = arguments.folder or arguments.data or os.environ.get("INSPECTOR_DATA")
    if not given:
        sys.stderr.write("inspector-app central: --data DIR\n")
        raise SystemExit(2)
    folder = Path(given)
    if folder.is_dir():
        log_command(folder / "logs", "central.log")
    return folder


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(text)
    return number


def _say(arguments: argparse.Namespace, key: str, **params: str | int | float) -> None:
    from inspector_app.bootstrap.resources import catalogue

    speak = catalogue().speak(getattr(arguments, "lang", None) or "zh")
    sys.stdout.write(speak(key, **params) + "\n")
    sys.stdout.flush()


def _print_json(document: dict[str, str | int | bool]) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    sys.stdout.flush()
