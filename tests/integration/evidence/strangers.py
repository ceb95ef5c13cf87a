"""Reports of other records."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from inspector_app.bootstrap.reporting import report_fonts
from inspector_app.bootstrap.resources import catalogue
from inspector_app.reports.model import ReportModel
from inspector_app.reports.pdf import render


def stranger_report(out: Path, model: ReportModel, at: datetime) -> Path:
    """A report without evidence."""
    speak = catalogue().speak("zh")
    render(model, out, translator=speak, fonts=report_fonts(), generated_at=at)
    return out
