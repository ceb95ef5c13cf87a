"""The codes the station prints for itself, and nobody else: all begin with ``INS:``.

=========================  ==================================================
``INS:B:<token>``          a person's badge
``INS:C:<command>``        the command sheet (``defect:<code>`` and ``count:<n>`` take a word)
``INS:L:<lot>``            the tag of an inspection lot
``INS:K:<lot>:<carton>``   one carton of a lot
``INS:W:<token>``          a warehouse label: the alias of goods that carry no code
=========================  ==================================================

The grammar is strict and plain ASCII, so that any symbology and any keyboard layout carries it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

from inspector_app.domain.errors import ScanError

PREFIX: Final = "INS:"
MAX_COUNT: Final = 99_999
MAX_CARTON: Final = 99_999

StationCodeKind: TypeAlias = Literal["badge", "command", "lot", "carton", "warehouse_label"]
Command: TypeAlias = Literal[
    "pass", "fail", "na", "next", "back", "undo", "photo", "park", "rest_pass", "carton_good",
    "units_good", "hold", "sign", "defect", "count",
]  # fmt: skip
COMMANDS: Final[tuple[Command, ...]] = get_args(Command)

_TOKEN = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")
_LOT = re.compile(r"[A-Za-z0-9._/-]{1,40}\Z")
_DEFECT = re.compile(r"[A-Za-z0-9._-]{1,24}\Z")
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,4})\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class StationCode:
    """What one of our own codes says.

    ``value`` is the badge or label token, the lot number or the command's name; ``argument`` the
    defect code of ``defect``; ``number`` the carton of ``carton`` and the count of ``count``.
    """

    kind: StationCodeKind
    value: str
    argument: str = ""
    number: int | None = None

    @property
    def text(self) -> str:
        """The code as printed; ``parse_station_code`` reads it back to an equal value."""
        if self.kind == "command":
            tail = self.argument if self.value == "defect" else _digits(self.number)
            return f"{PREFIX}C:{self.value}" + (f":{tail}" if tail else "")
        if self.kind == "carton":
            return f"{PREFIX}K:{self.value}:{_digits(self.number)}"
        return f"{PREFIX}{_LETTERS[self.kind]}:{self.value}"


_LETTERS: Final = {"badge": "B", "lot": "L", "warehouse_label": "W"}


def _digits(number: int | None) -> str:
    return "" if number is None else str(number)


def badge_code(token: str) -> StationCode:
    """A badge; ScanError ``station_code_malformed`` outside ``[A-Za-z0-9._-]{1,64}``."""
    return StationCode(kind="badge", value=_checked(_TOKEN, token))


def warehouse_label_code(token: str) -> StationCode:
    """A warehouse label; the token follows the rules of a badge's."""
    return StationCode(kind="warehouse_label", value=_checked(_TOKEN, token))


def lot_code(lot_number: str) -> StationCode:
    """A lot tag; ScanError ``station_code_malformed`` outside ``[A-Za-z0-9._/-]{1,40}``."""
    return StationCode(kind="lot", value=_checked(_LOT, lot_number))


def carton_code(lot_number: str, carton: int) -> StationCode:
    """A carton tag; cartons count from 1 to 99999."""
    if not 1 <= carton <= MAX_CARTON:
        raise ScanError("station_code_malformed", text=str(carton))
    return StationCode(kind="carton", value=_checked(_LOT, lot_number), number=carton)


def command_code(command: Command) -> StationCode:
    """A command without a word; ScanError for unknown ones and for ``defect`` and ``count``."""
    if command not in COMMANDS or command in ("defect", "count"):
        raise ScanError("station_command_unknown", command=command)
    return StationCode(kind="command", value=command)


def defect_command(defect_code: str) -> StationCode:
    """The command that records a finding with this code of the defect catalogue."""
    return StationCode(kind="command", value="defect", argument=_checked(_DEFECT, defect_code))


def count_command(count: int) -> StationCode:
    """The command that enters a count, 0 to 99999."""
    if not 0 <= count <= MAX_COUNT:
        raise ScanError("station_code_malformed", text=str(count))
    return StationCode(kind="command", value="count", number=count)


def parse_station_code(text: str) -> StationCode | None:
    """Read one of our codes; None when the text is not one of ours.

    Raises ScanError ``station_code_malformed`` or ``station_command_unknown`` for a text that
    begins with ``INS:`` and breaks the grammar.
    """
    if not text.startswith(PREFIX):
        return None
    letter, _, rest = text.removeprefix(PREFIX).partition(":")
    read = _READERS.get(letter)
    if read is None:
        raise ScanError("station_code_malformed", text=text)
    return read(rest)


def _read_carton(rest: str) -> StationCode:
    lot, _, number = rest.rpartition(":")
    return carton_code(lot, _number(number))


def _read_command(rest: str) -> StationCode:
    name, colon, word = rest.partition(":")
    if name == "defect":
        return defect_command(word)
    if name == "count":
        return count_command(_number(word))
    for command in COMMANDS:
        if command == name and not colon:
            return command_code(command)
    raise ScanError("station_command_unknown", command=rest)


_READERS: Final[dict[str, Callable[[str], StationCode]]] = {
    "B": badge_code,
    "C": _read_command,
    "K": _read_carton,
    "L": lot_code,
    "W": warehouse_label_code,
}


def _number(text: str) -> int:
    return int(_checked(_NUMBER, text))


def _checked(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.match(text):
        raise ScanError("station_code_malformed", text=text)
    return text
