"""Which defects the list offers first, and how many may be recorded. Pure; free of Qt."""

from __future__ import annotations

from dataclasses import replace

from inspector_app.domain.checklist.standard import Item, Standard
from inspector_app.domain.defects import Defect
from inspector_app.domain.inspection.state import State
from inspector_app.ui.presenters.walk_model import BoardStep, DefectPanel

WRONG_GOODS = ("K01", "P31", "P15")
"""What a code of other goods may mean: wrong delivery, wrong unit code, mixed carton."""
BAD_CODE = ("L-F19", "P44", "P31")
"""What a code of these goods with wrong data may be: label error, unreadable, another SKU's."""


def open_panel(
    standard: Standard,
    state: State,
    *,
    item: Item | None = None,
    subject: str = "",
    step: BoardStep | None = None,
    carton: int | None = None,
    first: tuple[str, ...] = (),
) -> DefectPanel:
    """The list for a question, or for a step of the board. ``first`` overrides what leads."""
    codes = first or _codes(standard, item, step)
    known = {defect.code: defect for defect in standard.defects}
    offered = tuple(known[code] for code in dict.fromkeys(codes) if code in known)
    others = tuple(defect for defect in standard.defects if defect not in offered)
    return DefectPanel(
        item=item, subject=subject, carton=carton, offered=offered, others=others,
        show_all=not offered, cartons=state.lot.cartons,
    )  # fmt: skip


def _codes(standard: Standard, item: Item | None, step: BoardStep | None) -> tuple[str, ...]:
    if item is not None:
        return item.defects
    kind = "units" if step == "units" else "cartons"
    return tuple(
        code
        for stage in standard.stages
        if stage.kind == kind
        for each in stage.items
        for code in each.defects
    )


def choose(panel: DefectPanel, defect: Defect, state: State) -> DefectPanel:
    """The list with one defect chosen, asking for a carton where one is needed."""
    on_goods = defect.recorded_on == "carton" or (
        defect.recorded_on == "unit" and panel.item is None
    )
    needs = on_goods and panel.carton is None
    return replace(
        panel,
        chosen=defect,
        count=1,
        needs_carton=needs,
        most=_most(panel, defect, state),
    )


def _most(panel: DefectPanel, defect: Defect, state: State) -> int | None:
    """Units of the drawn carton that can still be bad; None where nothing limits the count."""
    carton = panel.carton
    if defect.recorded_on != "unit" or carton is None or carton not in state.drawn:
        return None
    return max(0, state.drawn[carton] - state.examined(carton))
