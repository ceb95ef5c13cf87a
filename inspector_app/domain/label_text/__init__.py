"""What is printed on goods, read from a picture: dates, batch, numbers of law, label elements."""

from inspector_app.domain.label_text.cross_check import (
    Difference,
    LabelValues,
    agreed_values,
    cross_check,
    same_value,
)
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
    "Difference",
    "ElementSeen",
    "FieldName",
    "FieldReading",
    "LabelField",
    "LabelProblem",
    "LabelReading",
    "LabelTables",
    "LabelValues",
    "TextLine",
    "TextPass",
    "agreed_values",
    "cross_check",
    "read_label",
    "same_value",
]
