"""``inspector-app import-products | import-suppliers | import-orders | import-people FILE`` and
``inspector-app central import | template``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from inspector_app.cli import output
from inspector_app.cli.command import Commands
from inspector_app.domain.errors import IntakeError

if TYPE_CHECKING:
    from inspector_app.bootstrap.master_import import Imported, Wish
    from inspector_app.i18n import Translator

_KINDS: Final = ("products", "suppliers", "orders", "users")
_STATION: Final = {
    "import-products": "products", "import-suppliers": "suppliers", "import-orders": "orders",
    "import-people": "users",
}  # fmt: skip
Folder = Callable[[argparse.Namespace], Path]


def register(commands: Commands) -> None:
    """The commands of a station without a central system."""
    for name, kind in _STATION.items():
        parser = commands.add_parser(
            name, help=f"{kind} from CSV or XLSX into a station of its own"
        )
        _add_file(parser)
        output.add_station_options(parser)
        parser.set_defaults(run=run_station, kind=kind)


def register_central(acts: Commands, folder: Folder) -> None:
    """The acts of ``central``; ``folder`` reads its ``--data``."""
    taken = acts.add_parser("import", help="master data from CSV or XLSX / 导入主数据")
    taken.add_argument("kind", choices=_KINDS)
    _add_file(taken)
    taken.add_argument("--by", default="", metavar="USER", help="who publishes, for the record")
    _add_data(taken)
    taken.set_defaults(run=partial(run_central, folder=folder))
    template = acts.add_parser("template", help="an empty workbook to fill in / 导入模板")
    template.add_argument("kind", choices=_KINDS)
    template.add_argument("--out", metavar="FILE", type=Path, required=True)
    output.add_output_options(template)
    template.set_defaults(run=run_template)


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--dry-run", action="store_true", help="say what would change, only")
    parser.add_argument("--partial", action="store_true", help="leave bad rows out")
    parser.add_argument("--sheet", default="", metavar="NAME", help="sheet of a workbook")


def _add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", dest="folder", metavar="DIR", type=Path)
    output.add_output_options(parser)


def run_station(arguments: argparse.Namespace) -> int:
    """Import into the station's own master data."""
    from inspector_app.bootstrap.master_import import at_station
    from inspector_app.settings import data_folder

    done = at_station(data_folder(arguments.data), _wish(arguments, ""))
    return _tell(arguments, done)


def run_central(arguments: argparse.Namespace, *, folder: Folder) -> int:
    """Import into the feeds of a central system."""
    from inspector_app.bootstrap.master_import import at_central

    return _tell(arguments, at_central(folder(arguments), _wish(arguments, arguments.by)))


def run_template(arguments: argparse.Namespace) -> int:
    """Write an empty workbook."""
    from inspector_app.bootstrap.master_import import write_template

    speak = output.translator(arguments)
    write_template(arguments.kind, speak.language, arguments.out)
    if arguments.json:
        output.emit({"out": str(arguments.out)})
    else:
        output.say([speak("import.cli.template", path=str(arguments.out))])
    return 0


def _wish(arguments: argparse.Namespace, by: str) -> Wish:
    from inspector_app.bootstrap.master_import import wish

    return wish(
        arguments.kind, arguments.file, sheet=arguments.sheet, dry=arguments.dry_run,
        partial=arguments.partial, by=by,
    )  # fmt: skip


def _tell(arguments: argparse.Namespace, done: Imported) -> int:
    """Counts and every bad row; exit 1 when bad rows kept it from being done, or would."""
    from inspector_app.services.master_import import plan_document

    speak, plan = output.translator(arguments), done.plan
    stopped = bool(plan.faults) and not arguments.partial
    refusal = IntakeError("import_bad_rows", rows=plan.bad_rows, faults=len(plan.faults))
    if arguments.json:
        document = plan_document(plan, speak)
        document |= {
            "dry_run": arguments.dry_run,
            "published": done.published,
            "first_pins": [
                {"person": each.person, "name": speak.pick(each.names), "pin": each.pin}
                for each in done.first_pins
            ],
        }
        if stopped:
            document |= output.problem_document(refusal, speak)
        output.emit(document)
        return int(stopped)
    _say(speak, done)
    if arguments.dry_run:
        output.say([speak("import.cli.dry")])
    elif stopped:
        output.say([speak.error(refusal)])
    else:
        output.say([speak("import.cli.partial" if plan.faults else "import.cli.done")])
    return int(stopped)


def _say(speak: Translator, done: Imported) -> None:
    from inspector_app.services.master_import import fault_words

    plan = done.plan
    kind = speak(f"import.kind.{plan.kind}")
    output.say([speak("import.cli.counts", kind=kind, rows=plan.rows, **plan.counts)])
    output.say(
        speak("import.cli.problem", sentence=fault_words(fault, speak), code=fault.code)
        for fault in plan.faults
    )
    if plan.ignored:
        comma = "、" if speak.language == "zh" else ", "
        output.say([speak("import.cli.ignored", headings=comma.join(plan.ignored))])
    output.say(
        speak("import.cli.pin", person=each.person, name=speak.pick(each.names), pin=each.pin)
        for each in done.first_pins
    )
