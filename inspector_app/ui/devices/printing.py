"""Sends a finished PDF to a printer of the system, page by page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from inspector_app.domain.errors import ReportError

DPI = 300
_POINTS = 72


def printer_names() -> list[str]:
    """The system's printers, the default one first."""
    default = QPrinterInfo.defaultPrinterName()
    names = list(QPrinterInfo.availablePrinterNames())
    return sorted(names, key=lambda name: (name != default, name))


def print_pdf(file: Path, printer_name: str = "", *, to_file: Path | None = None) -> int:
    """Print ``file`` on the named printer (the default one), each page in its own size.

    ``to_file`` prints into a PDF instead, for self-tests. Returns the number of pages. Raises
    ReportError ``document_unreadable``, ``printer_missing`` or ``printing_failed``.
    """
    document = QPdfDocument()
    if document.load(str(file)) != QPdfDocument.Error.None_:
        raise ReportError("document_unreadable", name=file.name)
    printer = _printer(printer_name, to_file)
    _fit(printer, document, 0)
    painter = QPainter()
    if not painter.begin(printer):
        raise ReportError("printing_failed", name=printer.printerName())
    try:
        for page in range(document.pageCount()):
            if page:
                _fit(printer, document, page)
                if not printer.newPage():
                    raise ReportError("printing_failed", name=printer.printerName())
            _draw(painter, printer, document, page)
    finally:
        painter.end()
        document.close()
    return page + 1


def page_image(file: Path, page: int, width: int) -> QImage:
    """One page drawn ``width`` pixels wide, for a preview; safe off the GUI thread. Raises
    ReportError ``document_unreadable``."""
    document = QPdfDocument()
    if document.load(str(file)) != QPdfDocument.Error.None_ or page >= document.pageCount():
        raise ReportError("document_unreadable", name=file.name)
    size = document.pagePointSize(page)
    drawn = document.render(page, QSize(width, round(width * size.height() / size.width())))
    document.close()
    paper = QImage(drawn.size(), QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawImage(0, 0, drawn)
    painter.end()
    return paper


def _printer(name: str, to_file: Path | None) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    if to_file is not None:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(to_file))
    else:
        names = printer_names()
        chosen = name or next(iter(names), "")
        if chosen not in names:
            raise ReportError("printer_missing", name=chosen)
        printer.setPrinterName(chosen)
    printer.setResolution(DPI)
    printer.setFullPage(True)
    return printer


def _fit(printer: QPrinter, document: QPdfDocument, page: int) -> None:
    points = document.pagePointSize(page)
    upright = points.width() <= points.height()
    shape = points if upright else points.transposed()
    printer.setPageSize(QPageSize(shape, QPageSize.Unit.Point))
    turned = QPageLayout.Orientation.Portrait if upright else QPageLayout.Orientation.Landscape
    printer.setPageOrientation(turned)
    printer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)


def _draw(painter: QPainter, printer: QPrinter, document: QPdfDocument, page: int) -> None:
    points = document.pagePointSize(page)
    size = QSize(round(points.width() / _POINTS * DPI), round(points.height() / _POINTS * DPI))
    target = QRectF(0, 0, printer.width(), printer.height())
    picture = document.render(page, size)
    painter.drawImage(target, picture, QRectF(picture.rect()))
