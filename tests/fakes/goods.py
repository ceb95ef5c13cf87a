"""Small goods for tests: a product, a standard of every stage kind, and an inspection builder."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from inspector_app.bootstrap.tables import sampling_tables
from inspector_app.domain.checklist.standard import (
    Choice,
    Item,
    Limits,
    SamplingRule,
    Stage,
    Standard,
)
from inspector_app.domain.defects import Defect
from inspector_app.domain.inspection.acts import Act, Batch, Entry, LotOpened, PlanDrawn
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Person, Product, ProductCode
from inspector_app.domain.sampling import choose_plan, draw_sample

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)

PRODUCT = Product(
    id="P-1", sku="CS-1001", names={"zh": "烟酰胺亮肤精华液", "en": "Niacinamide serum"},
    brand="澄光", category="cosmetics", origin="domestic", supplier_id="S-1",
    codes=(ProductCode(code="06901234567892"),), spec="30ml/瓶", net_content="30ml",
    units_per_carton=24, shelf_life="36M",
)  # fmt: skip

INSPECTOR = Person(
    id="U-1", names={"zh": "李喆", "en": "Li Zhe"}, role="inspector", badge="B1", pin_verifier=""
)
COLLEAGUE = Person(
    id="U-2", names={"zh": "王堃", "en": "Wang Kun"}, role="inspector", badge="B2",
    pin_verifier="",
)  # fmt: skip
SUPERVISOR = Person(
    id="U-9", names={"zh": "朱镕", "en": "Zhu Rong"}, role="supervisor", badge="B9",
    pin_verifier="",
)  # fmt: skip


def names(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def defect(code: str, on: str, cls: str, effect: str, *shots: str) -> Defect:
    kind: Any = {"recorded_on": on, "cls": cls, "effect": effect, "shots": shots}
    return Defect(code=code, area=names("area"), names=names(code), **kind)


DEFECTS = (
    defect("torn", "carton", "major", "isolate_carton", "damage_in_frame"),
    defect("dent", "carton", "minor", "carton"),
    defect("scratch", "unit", "minor", "unit"),
    defect("loose_cap", "unit", "major", "unit", "defect_with_scale"),
    defect("leak", "unit", "critical", "unit"),
    defect("wrong_shade", "lot", "major", "lot"),
    defect("label_minor", "lot", "minor", "lot"),
    defect("no_record", "lot", "hold", "lot"),
    defect("short", "carton", "quantity", "quantity"),
)

STANDARD = Standard(
    id="test", version=1, names=names("test"), categories=("cosmetics",), origins=("domestic",),
    sampling=SamplingRule(), defects=DEFECTS, digest="d",
    stages=(
        Stage(
            id="identity", kind="identity", names=names("identity"), gate=True,
            items=(
                Item(id="mark", names=names("mark"), photos="always", shots=("carton_mark",),
                     defects=("wrong_shade",)),
                Item(id="kind", names=names("kind"), kind="choice", choices=(
                    Choice(value="plain", names=names("plain")),
                    Choice(value="bad", names=names("bad"), fails=True),
                )),
            ),
        ),
        Stage(
            id="shelf_life", kind="shelf_life", names=names("life"), gate=True,
            items=(Item(id="dates", names=names("dates"), scope="batch"),),
        ),
        Stage(id="cartons", kind="cartons", names=names("cartons")),
        Stage(
            id="label", kind="label", names=names("label"),
            items=(
                Item(id="weight", names=names("weight"), kind="number",
                     limits=Limits(low="29.5", high="30.5", unit="g")),
                Item(id="remark", names=names("remark"), kind="text", required=False),
            ),
        ),
        Stage(id="units", kind="units", names=names("units")),
    ),
)  # fmt: skip


def lot(**changes: Any) -> LotOpened:
    """3,000 units in 125 cartons unless changed."""
    values: dict[str, Any] = {
        "lot_id": "lot-1", "lot_number": "L261122-A1-001", "order_id": "O-1",
        "order_number": "ASN-1", "line_id": "O-1/1", "delivery_id": "", "product": PRODUCT,
        "supplier_names": names("supplier"), "size": 3000, "cartons": 125,
        "units_per_carton": 24, "standard_id": "test", "standard_version": 1,
        "standard_digest": "d",
    }  # fmt: skip
    return LotOpened(**{**values, **changes})


BATCH = Batch(id="b1", number="H2601", produced=date(2026, 6, 1), life="36M", life_from_master=True)


class Walk:
    """Applies acts one after the other, as the services would, without a store."""

    def __init__(self, opened: LotOpened | None = None, person: Person = INSPECTOR) -> None:
        self.person = person
        self.inspection = Inspection.replay("i-1", [self._entry(opened or lot(), 1)])

    def _entry(self, act: Act, n: int) -> Entry:
        return Entry(
            n=n, at=NOON + timedelta(seconds=n), monotonic_ns=n, person_id=self.person.id, act=act
        )

    def do(self, *acts: Act) -> Walk:
        for act in acts:
            entry = self._entry(act, self.inspection.revision + 1)
            self.inspection = self.inspection.then(entry)
        return self

    def plan(self, seed: bytes = bytes(32)) -> Walk:
        state = self.inspection.state
        plan = choose_plan(
            sampling_tables(), state.lot.size, STANDARD.sampling, carton_count=state.lot.cartons
        )
        contents = [state.units_in(carton) for carton in range(1, state.lot.cartons + 1)]
        draw = draw_sample(seed, contents, plan.sample_size, plan.cartons_to_open)
        return self.do(PlanDrawn(plan=plan, draw=draw))

    @property
    def state(self) -> Any:
        return self.inspection.state
