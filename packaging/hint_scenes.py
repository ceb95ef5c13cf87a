"""Scenes of what label photos suggest, for ``screenshots.py``: drawn labels, the real reader."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from label_photos.scene import Fonts, label_image, photo
from label_photos.texts import LabelText
from PySide6.QtCore import Qt

from inspector_app.domain.inspection.acts import Batch
from inspector_app.domain.inspection.progress import batch_subject
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import inspections, intake, photos
from inspector_app.services.intake import LotRequest

if TYPE_CHECKING:
    from screenshots import Studio

FONT = Path(__file__).parents[1] / "resources" / "fonts" / "NotoSansSC-Regular.ttf"
PATIENCE = 120.0

SERUM = (
    "产品名称：玻尿酸保湿精华液",
    "净含量：50ml",
    "成分：水、丁二醇、甘油、透明质酸钠、甘油聚醚-26、",
    "苯氧乙醇、黄原胶、乙二胺四乙酸二钠",
    "备案编号：粤G妆网备字2025900002",
    "生产许可证编号：粤妆20990001",
    "执行标准：QB/T 2660",
    "备案人：广州澄野示例日化有限公司",
    "地址：广东省广州市白云区示例路 8 号",
    "使用方法：洁面后取适量均匀涂抹于面部",
    "注意事项：请放于儿童不易触及处，避免接触眼睛",
    "保质期：三年",
    "生产批号：L2608C2",
    "生产日期：2026-08-22",
    "限期使用日期：2029-08-21",
)
SUN_CREAM = (
    "产品名称：清透防晒乳",
    "净含量：50ml",
    "执行标准：QB/T 5290",
    "批号：L2607S5",
    "生产日期：03/07/2026",
    "限用日期：02/07/2029",
)


def drawn_label(lines: tuple[str, ...], seed: str, *marks: str) -> bytes:
    """A photo of a label with these lines, as JPEG."""
    rng = random.Random(seed)
    text = LabelText(lines=list(lines), truth={})
    label = label_image(rng, text, "white", Fonts(printed=(str(FONT),)), False)
    out = io.BytesIO()
    photo(rng, label, list(marks) or ["plain"]).save(out, "JPEG", quality=90)
    return out.getvalue()


class HintLots:
    """Two lots whose batch nobody has read yet, and a third whose dates differ; with photos."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.serum = self._lot("O-0001-2", 960, 20, 48, SERUM, "serum", "persp")
        self.sun = self._lot("O-0001-3", 480, 10, 48, SUN_CREAM, "sun", "plain")
        self.differing = self._differing()

    def _lot(
        self, line: str, size: int, cartons: int, each: int, lines: tuple[str, ...], *draw: str
    ) -> Inspection:
        station, who = self._studio.running.station, self._studio.inspector
        request = LotRequest(
            order_id="O-0001", line_id=line, size=size, cartons=cartons, units_per_carton=each
        )
        inspection = intake.open_lot(station, who, request)
        life = inspection.state.lot.product.shelf_life or ""
        unread = Batch(id="", life=life, life_from_master=True)
        inspection = inspections.record_batch(station, who, inspection, unread)
        data = drawn_label(lines, draw[0], *draw[1:])
        subject = batch_subject(inspection.state.batches[0])
        for shot, item, of in (
            ("date_closeup", "date_closeup", subject), ("label", "label_photo", ""),
        ):  # fmt: skip
            inspection = photos.attach(
                station, who, inspection, data, shot=shot, item_id=item, subject=of
            )
        return inspection

    def _differing(self) -> Inspection:
        """The batch was entered with a slip of the finger, and its barcode says another day."""
        studio = self._studio
        lines = tuple(line.replace("L2608C2", "L2609A2") for line in SERUM)
        station, who = studio.running.station, studio.inspector
        request = LotRequest(
            order_id="O-0004", line_id="O-0004-4", size=240, cartons=10, units_per_carton=24
        )
        inspection = intake.open_lot(station, who, request)
        entered = Batch(
            id="", number="L2609A2", produced=date(2026, 8, 27), expires=date(2029, 8, 21),
            life="36M", life_from_master=True, barcode_expires=date(2029, 8, 31),
        )  # fmt: skip
        inspection = inspections.record_batch(station, who, inspection, entered)
        return photos.attach(
            station, who, inspection, drawn_label(lines, "differing", "plain"),
            shot="date_closeup", item_id="date_closeup",
            subject=batch_subject(inspection.state.batches[0]),
        )  # fmt: skip

    def show(self, inspection: Inspection, place: str) -> None:
        """The walk at a place, once its photos are read."""
        studio = self._studio
        batch = inspection.state.batches[0].id
        if studio.window.person is None or studio.window.person.id != studio.inspector.id:
            studio.sign_in(studio.inspector)
        studio.show("walk", inspection_id=inspection.id, place=place.format(batch=batch))
        desk = studio.running.tools.label_hints
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            studio.settle()
            states = {desk.state(each.sha256) for each in inspection.state.photos}
            if not states & {"unknown", "reading"}:
                break
        studio.settle()


def hint_scenes() -> dict[str, Callable[[Studio], None]]:
    """Each scene by name; the lots are opened for the first one."""
    made: list[HintLots] = []

    def lots(studio: Studio) -> HintLots:
        if not made:
            made.append(HintLots(studio))
        return made[0]

    def offer(studio: Studio) -> None:
        lots(studio).show(lots(studio).serum, "shelf_life|date_closeup|batch:{batch}|")

    def confirm(studio: Studio) -> None:
        offer(studio)
        _edit(studio, Qt.Key.Key_D)

    def choose(studio: Studio) -> None:
        lots(studio).show(lots(studio).sun, "shelf_life|date_intact|batch:{batch}|")
        _edit(studio, Qt.Key.Key_D, Qt.Key.Key_Return)

    def element(studio: Studio) -> None:
        lots(studio).show(lots(studio).serum, "label|c06_net_content||")

    def differing(studio: Studio) -> None:
        lots(studio).show(lots(studio).differing, "shelf_life|date_closeup|batch:{batch}|")

    return {
        "hints": offer, "hints_confirm": confirm, "hints_choose": choose,
        "hints_element": element, "hints_difference": differing,
    }  # fmt: skip


def _edit(studio: Studio, *keys: Qt.Key) -> None:
    for key in keys:
        studio.press(key)
    studio.after = lambda: studio.press(Qt.Key.Key_Escape)
