"""The commands, in the order ``--help`` lists them."""

from __future__ import annotations

from inspector_app.cli.command import Command

COMMANDS: tuple[Command, ...] = ()
