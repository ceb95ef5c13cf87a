"""What is printed on goods, read from a picture: dates, batch, numbers of law, label elements."""

from inspector_app.domain.label_text.read_label import read_label
from inspector_app.domain.label_text.reading import (
    ElementSeen,
    FieldName,
    FieldReading,
    LabelField,
    LabelProblem,
    LabelReading,
    TextLine,
    TextPass,
)
from inspector_app.domain.label_text.tables import LabelTables

__all__ = [
    "ElementSeen",
    "FieldName",
    "FieldReading",
    "LabelField",
    "LabelProblem",
    "LabelReading",
    "LabelTables",
    "TextLine",
    "TextPass",
    "read_label",
]
