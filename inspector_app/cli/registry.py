"""The commands, in the order ``--help`` lists them."""

from __future__ import annotations

from inspector_app.cli import (
    central,
    check,
    decode,
    demo,
    evidence,
    import_master,
    parse,
    plan,
    read_label,
    records,
    sending,
    shelf_life,
    standards,
    station_data,
    station_key,
    switch_state,
)
from inspector_app.cli.command import Command

COMMANDS: tuple[Command, ...] = (
    demo,
    decode,
    parse,
    plan,
    switch_state,
    shelf_life,
    standards,
    read_label,
    import_master,
    records,
    evidence,
    sending,
    station_data,
    station_key,
    check,
    central,
)
