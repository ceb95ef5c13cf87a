"""Imports the views of the pages before somebody asks for one."""

from __future__ import annotations


def warm_views() -> None:
    """Call it on a worker thread when the station is open: a page's first show then only builds
    its widgets."""
    from inspector_app.ui.views import (  # noqa: F401
        choose,
        dock,
        lot,
        order,
        summary,
        today,
        walk,
    )
    from inspector_app.ui.widgets import camera_view  # noqa: F401
