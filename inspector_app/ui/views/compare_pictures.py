"""Pictures of a comparison: the goods laid over the reference, and crops of its places."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter, QTransform

from inspector_app.domain.comparison import Comparison, Matrix
from inspector_app.ui.widgets.picture_cuts import cut_place
from inspector_app.ui.widgets.product_picture import read_picture

LARGEST = 2000


@dataclass(frozen=True, slots=True)
class Pair:
    """Both pictures as they were taken; null where one cannot be read."""

    goods: QImage
    reference: QImage


@dataclass(frozen=True, slots=True)
class Crops:
    """One place in both pictures."""

    goods: QImage
    reference: QImage


def read_pair(goods: Path, reference: Path) -> Pair:
    """Both, at most ``LARGEST`` px; off the GUI thread."""
    return Pair(read_picture(goods, LARGEST), read_picture(reference, LARGEST))


def laid(pair: Pair, onto_goods: Matrix) -> QImage:
    """The goods in the reference's frame; what their picture does not reach stays grey.

    Off the GUI thread: a picture, not a widget, is painted on.
    """
    size = pair.reference.size()
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.gray)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setTransform(_way(pair, onto_goods))
    painter.drawImage(QPointF(0, 0), pair.goods)
    painter.end()
    return image


def _way(pair: Pair, m: Matrix) -> QTransform:
    """Goods pixels to reference pixels. Qt multiplies row vectors: the matrix is turned over."""
    to_goods = QTransform(m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8])
    to_reference, _ = to_goods.inverted()
    goods, reference = pair.goods.size(), pair.reference.size()
    shrink = QTransform.fromScale(1 / max(1, goods.width()), 1 / max(1, goods.height()))
    grow = QTransform.fromScale(reference.width(), reference.height())
    return shrink * to_reference * grow


def crops_of(laid_goods: QImage, reference: QImage, found: Comparison) -> list[Crops]:
    """Each place with a little around it, in both pictures the same way up."""
    return [
        Crops(cut_place(laid_goods, place.reference), cut_place(reference, place.reference))
        for place in found.places
    ]
