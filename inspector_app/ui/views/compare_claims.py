"""What a reference version promises, large, and which version it is."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout

from inspector_app.domain.reference import Reference
from inspector_app.i18n import Translator
from inspector_app.ui.context import Ui
from inspector_app.ui.theme.tokens import SPACE
from inspector_app.ui.widgets.surfaces import Card
from inspector_app.ui.widgets.text import Text

FIELDS = ("net_content", "shade", "version", "listing")


def source_words(t: Translator, reference: Reference) -> str:
    """Where a version came from, with the station when that is another one."""
    told = t(f"compare.source.{reference.kind}", lot=reference.lot_number)
    if not reference.station:
        return told
    return t("compare.source_elsewhere", source=told, station=reference.station_name)


class ClaimsCard(Card):
    """Net content, shade and version as shown on air or in the listing."""

    def __init__(self, ui: Ui) -> None:
        super().__init__(padding=SPACE.m)
        self._ui = ui
        self.body.setSpacing(SPACE.s)
        self._source = Text("", "muted", wrap=True)
        self.body.addWidget(self._source)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE.m)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        self._rows: dict[str, tuple[Text, Text]] = {}
        for at, name in enumerate(FIELDS):
            label = Text("", "muted")
            value = Text("", "body" if name == "listing" else "title", wrap=True)
            grid.addWidget(label, at, 0)
            grid.addWidget(value, at, 1)
            self._rows[name] = (label, value)
        self.body.addLayout(grid)

    def show_reference(self, reference: Reference) -> None:
        """The claims of a version; what is not claimed is not shown."""
        t = self._ui.t
        self.set_title(t("compare.version_title", version=reference.version))
        told = source_words(self._ui.texts.translator, reference)
        day = reference.at.astimezone().date().isoformat()
        self._source.setText(t("compare.source_line", source=told, day=day))
        claims = reference.claims
        values = {
            "net_content": claims.net_content, "shade": claims.shade, "version": claims.version,
            "listing": claims.listing,
        }  # fmt: skip
        for name, (label, value) in self._rows.items():
            label.setText(t(f"compare.claim.{name}"))
            value.setText(values[name])
            for widget in (label, value):
                widget.setVisible(bool(values[name]))
