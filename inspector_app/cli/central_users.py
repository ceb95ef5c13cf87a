"""``inspector-app central user add | list | role | disable | enable | password | token``."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from inspector_app.cli.command import Commands
from inspector_app.cli.folder import log_command
from inspector_app.cli.output import add_output_options

_ROLES = ("viewer", "supervisor", "administrator")


def register(acts: Commands) -> None:
    """Add ``user`` and its acts to ``central``."""
    user = acts.add_parser("user", help="people of the pages / 网页用户")
    does = user.add_subparsers(dest="user_act", metavar="ACT", required=True)
    add = _act(does, "add", "add one / 新增", run_add)
    add.add_argument("--name", default="", help="as shown / 姓名")
    add.add_argument("--role", choices=_ROLES, default="viewer")
    add.add_argument("--password-stdin", action="store_true", help="read it, one line")
    _act(does, "list", "who there is / 列出", run_list, named=False)
    role = _act(does, "role", "what one may do / 改角色", run_role)
    role.add_argument("role", choices=_ROLES)
    _act(does, "disable", "shut one out at once / 停用", run_disable)
    _act(does, "enable", "let one in again / 恢复启用", run_enable)
    password = _act(does, "password", "a new password / 改密码", run_password)
    password.add_argument("--password-stdin", action="store_true", help="read it, one line")
    _act(does, "token", "a token for a program / 程序令牌", run_token)


def _act(
    does: Commands,
    name: str,
    sentence: str,
    run: Callable[[argparse.Namespace], int],
    *,
    named: bool = True,
) -> argparse.ArgumentParser:
    act: argparse.ArgumentParser = does.add_parser(name, help=sentence)
    if named:
        act.add_argument("user", metavar="USER")
    act.add_argument("--data", dest="folder", metavar="DIR", type=Path)
    add_output_options(act)
    act.set_defaults(run=run)
    return act


def run_add(arguments: argparse.Namespace) -> int:
    """Add a user; without a password on stdin one is made and shown once."""
    from inspector_app.bootstrap import central_users

    given = _given(arguments)
    password = central_users.add(
        _folder(arguments), arguments.user, arguments.name, arguments.role, given
    )
    shown = {"user": arguments.user, "role": arguments.role}
    if arguments.json:
        _print(shown if given else {**shown, "password": password})
        return 0
    _say(arguments, "central_users.cli.added", user=arguments.user, role=arguments.role)
    if not given:
        _say(arguments, "central.cli.password", user=arguments.user, password=password)
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    """One line a user."""
    from inspector_app.bootstrap import central_users

    rows = central_users.everyone(_folder(arguments))
    if arguments.json:
        _print([_row(one.user, one.name, one.role, active=one.active) for one in rows])
        return 0
    for one in rows:
        sys.stdout.write(
            f"{one.user}\t{one.name}\t{_text(arguments, f'central_users.roles.{one.role}')}\t"
            f"{_text(arguments, 'central_users.' + ('active' if one.active else 'disabled'))}\n"
        )
    return 0


def run_role(arguments: argparse.Namespace) -> int:
    """Give a role; every session of the user ends."""
    from inspector_app.bootstrap import central_users

    central_users.set_role(_folder(arguments), arguments.user, arguments.role)
    return _changed(arguments)


def run_disable(arguments: argparse.Namespace) -> int:
    """Shut a user out at once."""
    from inspector_app.bootstrap import central_users

    central_users.set_active(_folder(arguments), arguments.user, active=False)
    return _changed(arguments)


def run_enable(arguments: argparse.Namespace) -> int:
    """Let a user in again."""
    from inspector_app.bootstrap import central_users

    central_users.set_active(_folder(arguments), arguments.user, active=True)
    return _changed(arguments)


def run_password(arguments: argparse.Namespace) -> int:
    """A new password for a user who is there."""
    from inspector_app.bootstrap import central_users

    given = _given(arguments)
    password = central_users.set_password(_folder(arguments), arguments.user, given)
    if given or not arguments.json:
        _changed(arguments)
    elif arguments.json:
        _print({"user": arguments.user, "password": password})
    if not given and not arguments.json:
        _say(arguments, "central.cli.password", user=arguments.user, password=password)
    return 0


def run_token(arguments: argparse.Namespace) -> int:
    """A token with which a program acts as this user."""
    from inspector_app.bootstrap import central_users

    token = central_users.make_token(_folder(arguments), arguments.user)
    if arguments.json:
        _print({"user": arguments.user, "token": token})
    else:
        _say(arguments, "central_users.cli.token", user=arguments.user, token=token)
    return 0


def _changed(arguments: argparse.Namespace) -> int:
    if arguments.json:
        _print({"user": arguments.user, "changed": True})
    else:
        _say(arguments, "central_users.cli.changed", user=arguments.user)
    return 0


def _row(user: str, name: str, role: str, *, active: bool) -> dict[str, str | bool]:
    return {"user": user, "name": name, "role": role, "active": active}


def _given(arguments: argparse.Namespace) -> str | None:
    return sys.stdin.readline().rstrip("\r\n") if arguments.password_stdin else None


def _folder(arguments: argparse.Namespace) -> Path:
    given = arguments.folder or arguments.data or os.environ.get("INSPECTOR_DATA")
    if not given:
        sys.stderr.write("inspector-app central user: --data DIR\n")
        raise SystemExit(2)
    folder = Path(given)
    if folder.is_dir():
        log_command(folder / "logs", "central.log")
    return folder


def _text(arguments: argparse.Namespace, key: str, **params: str) -> str:
    from inspector_app.bootstrap.resources import catalogue

    return catalogue().speak(getattr(arguments, "lang", None) or "zh")(key, **params)


def _say(arguments: argparse.Namespace, key: str, **params: str) -> None:
    sys.stdout.write(_text(arguments, key, **params) + "\n")


def _print(document: object) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
