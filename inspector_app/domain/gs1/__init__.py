"""Barcodes of the trade: GTINs, GS1 application identifiers, Digital Link.

``parse_scan`` is the door; ``ScanResult`` is what comes out of it.
"""

from inspector_app.domain.gs1.result import (
    CodeDate,
    DateRole,
    Element,
    Problem,
    ScanKind,
    ScanResult,
    Severity,
)

__all__ = [
    "CodeDate",
    "DateRole",
    "Element",
    "Problem",
    "ScanKind",
    "ScanResult",
    "Severity",
]
