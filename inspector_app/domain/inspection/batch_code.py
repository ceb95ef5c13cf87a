"""What a code on the goods says of their batch, kept apart from what is printed beside it."""

from __future__ import annotations

from dataclasses import replace

from inspector_app.domain.gs1.result import DateRole, ScanResult
from inspector_app.domain.inspection.acts import Batch
from inspector_app.domain.shelf_life.dates import LabelDate, Stated

# As ``ScanResult.last_good_day``: AI 17, else 7003, else 15.
_LAST_DAY: tuple[DateRole, ...] = ("expires", "expiry_time", "best_before")


def code_produced(result: ScanResult) -> Stated | None:
    """The production date of a code (AI 11); a month where it gives no day."""
    return _stated(result, ("produced",))


def code_expires(result: ScanResult) -> Stated | None:
    """The last good day of a code (AI 17, else 7003, else 15); a month where it gives no day."""
    return _stated(result, _LAST_DAY)


def with_code(batch: Batch, result: ScanResult) -> Batch:
    """The batch with what the code says; a code that is silent changes nothing."""
    return replace(
        batch,
        barcode_number=result.lot or batch.barcode_number,
        barcode_produced=code_produced(result) or batch.barcode_produced,
        barcode_expires=code_expires(result) or batch.barcode_expires,
    )


def _stated(result: ScanResult, roles: tuple[DateRole, ...]) -> Stated | None:
    for role in roles:
        for found in result.dates:
            if found.role == role:
                day = found.value
                return day if found.day_given else LabelDate(year=day.year, month=day.month)
    return None
