"""What a command is."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Protocol, TypeAlias

Runner: TypeAlias = Callable[[argparse.Namespace], int]
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


class Command(Protocol):
    """A module of this package: ``register`` adds its parser and sets ``run`` as its default."""

    def register(self, commands: Commands) -> None:
        """Add the command's parser, ``set_defaults(run=…)``; import nothing heavy here."""
