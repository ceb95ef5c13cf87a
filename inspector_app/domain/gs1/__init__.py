"""Barcodes of the trade: GTINs, GS1 application identifiers, Digital Link.

``parse_scan`` is the door; ``ScanResult`` is what comes out of it; ``judge_item`` looks at all
codes of one item together.
"""

from inspector_app.domain.gs1.pairing import judge_item
from inspector_app.domain.gs1.parse import parse_scan
from inspector_app.domain.gs1.result import (
    CodeDate,
    DateRole,
    Element,
    Problem,
    ScanKind,
    ScanResult,
    Severity,
)
from inspector_app.domain.gs1.tables import GsTableError, GsTables

__all__ = [
    "CodeDate",
    "DateRole",
    "Element",
    "GsTableError",
    "GsTables",
    "Problem",
    "ScanKind",
    "ScanResult",
    "Severity",
    "judge_item",
    "parse_scan",
]
