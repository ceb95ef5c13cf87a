"""How many acts a lot takes: keys, taps, scans, shutter; recording is by exception."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.benchmarks.harness import Figure, Size, benchmark

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


@benchmark("flow.lot", budget="<= 90", unit="acts")
def lot(size: Size) -> Figure:
    """3,000 units in 125 cartons with 3 defects and at least 8 photos, in the real window."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from inspector_app.bootstrap.resources import catalogue
    from inspector_app.ui.context import Notices, Silence, Texts, Ui
    from inspector_app.ui.task_runner import QtTaskRunner
    from inspector_app.ui.theme.fonts import load_fonts
    from inspector_app.ui.theme.icons import Icons
    from inspector_app.ui.theme.theme import Theme
    from tests.fakes.walking import Bench
    from tests.fakes.walking_a_lot import walk_the_lot

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    load_fonts(RESOURCES / "fonts")
    theme, sounds = Theme("light"), Silence()
    theme.apply(application)
    tasks = QtTaskRunner()
    ui = Ui(
        texts=Texts(catalogue()), theme=theme, icons=Icons(RESOURCES / "icons"), tasks=tasks,
        sounds=sounds, notices=Notices(sounds),
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(ui, Path(folder), runner=tasks)
        try:
            walk_the_lot(bench)
            state = bench.state
            detail = {
                "units": sum(state.drawn.values()),
                "cartons": len(state.drawn),
                "defects": len(state.findings),
                "photos": len(state.photos),
                "signed": state.closed is not None,
                "complete": state.closed is not None and not state.closed.incomplete,
            }
        finally:
            bench.close()
    if not detail["complete"]:
        raise AssertionError(f"the walk did not end complete: {detail}")
    return Figure(float(bench.acts), detail)
