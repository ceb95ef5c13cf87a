"""Random inspections, judged a second time by a judge who knows only the published sentences."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

import pytest

from inspector_app.bootstrap.tables import shelf_life_rules
from inspector_app.domain.defects import Defect
from inspector_app.domain.inspection.acts import (
    Answered,
    BatchRecorded,
    CartonPassed,
    CartonsSeen,
    FindingRecorded,
    GapWaived,
    Held,
    PhotoTaken,
    UnitsPassed,
)
from inspector_app.domain.inspection.balance import balance_of
from inspector_app.domain.verdict import Verdict, decide
from inspector_app.services.shelf_life import assess_batches
from tests.fakes.goods import (
    BATCH,
    DEFECTS,
    INSPECTOR,
    STANDARD,
    SUPERVISOR,
    TODAY,
    Walk,
    defect,
    lot,
)

ODD = (
    defect("old_pack", "unit", "major", "lot"),
    defect("foreign", "unit", "major", "isolate_carton"),
    defect("missing_one", "unit", "quantity", "quantity"),
    defect("mark_gone", "carton", "major", "carton"),
    defect("wet", "carton", "critical", "isolate_carton"),
    defect("pallet_high", "lot", "minor", "carton"),
)
CATALOGUE = tuple(replace(each, shots=()) for each in (*DEFECTS, *ODD))
GOODS = replace(STANDARD, defects=CATALOGUE)
SIZES = ((12, 1, 12), (30, 3, 10), (80, 4, 20), (300, 15, 20), (3000, 125, 24))
ORDER = ("critical", "major", "minor")


@dataclass(slots=True)
class Told:
    """What was done, in the judge's own words: not read from the state."""

    findings: list[FindingRecorded] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    held: bool = False


def photo() -> PhotoTaken:
    return PhotoTaken(
        sha256="a" * 64, suffix="jpg", media_type="image/jpeg", size=1, width=1, height=1,
        shot="carton_mark", item_id="mark",
    )  # fmt: skip


def place(random: Random, walk: Walk, entry: Defect, number: int) -> FindingRecorded:
    """The defect somewhere it can be: a drawn unit, a drawn or undrawn carton, the lot."""
    carton: int | None = None
    positions: tuple[int, ...] = ()
    if entry.recorded_on == "carton":
        carton = random.randint(1, walk.state.lot.cartons)
    elif entry.recorded_on == "unit":
        drawn = random.choice(walk.state.draw.cartons)
        carton = drawn.carton
        first = drawn.first_position
        positions = (random.randrange(first, first + drawn.units),)
    return FindingRecorded(
        id=f"f{number}", defect=entry.code, cls=entry.cls, effect=entry.effect,
        on=entry.recorded_on, carton=carton, positions=positions,
    )  # fmt: skip


def inspect(random: Random) -> tuple[Walk, Told]:
    """One lot, looked at with the carelessness of chance."""
    size, cartons, per_carton = random.choice(SIZES)
    walk, told = Walk(lot(size=size, cartons=cartons, units_per_carton=per_carton)), Told()
    careless = random.random() < 0.4

    def done(key: str) -> bool:
        if careless and random.random() < 0.1:
            told.missing.add(key)
            return False
        return True

    walk.do(BatchRecorded(batch=BATCH))
    if done("item:mark:"):
        walk.do(Answered(item_id="mark", outcome="pass"))
    if done("photo:mark::carton_mark"):
        walk.do(photo())
    if done("item:kind:"):
        walk.do(Answered(item_id="kind", outcome="pass", value="plain"))
    if done("item:dates:batch:b1"):
        walk.do(Answered(item_id="dates", outcome="pass", subject="batch:b1"))
    if done("item:weight:"):
        walk.do(Answered(item_id="weight", outcome="pass", value="30"))
    walk.plan(random.randbytes(32))
    found = random.choice((0, 0, 1, 2, 4, 9, 14))
    likely = random.sample(CATALOGUE, random.randint(1, 4))
    told.findings = [place(random, walk, random.choice(likely), n) for n in range(found)]
    walk.do(*told.findings)
    if done("cartons_seen"):
        walk.do(CartonsSeen(count=cartons))
    for carton, units in walk.state.drawn.items():
        own = any(f.on == "carton" and f.carton == carton for f in told.findings)
        if not own and done(f"carton:{carton}"):
            walk.do(CartonPassed(carton=carton))
        bad = {
            p for f in told.findings if f.on == "unit" and f.carton == carton for p in f.positions
        }
        if len(bad) < units and done(f"units:{carton}"):
            walk.do(UnitsPassed(carton=carton, count=units - len(bad)))
    if "item:weight:" in told.missing and random.random() < 0.5:
        walk.person = SUPERVISOR
        walk.do(GapWaived(gap="item:weight:", reason="x"))
        walk.person = INSPECTOR
        told.missing.discard("item:weight:")
    if random.random() < 0.05:
        walk.do(Held(reason="unsafe"))
        told.held = True
    return walk, told


def naive(walk: Walk, told: Told) -> tuple[str, bool, dict[str, tuple[int, int]]]:
    """Overall, incomplete, and per class (counted, beyond), by the sentences of the rules."""
    worst: dict[int, str] = {}
    for each in told.findings:
        if each.on == "unit" and each.effect == "unit":
            for position in each.positions:
                both = {each.cls, worst.get(position, each.cls)}
                worst[position] = next(cls for cls in ORDER if cls in both)
    counts, rejected, beyond = {}, False, False
    for plan in walk.state.plan.classes:
        mine = [position for position, cls in worst.items() if cls == plan.cls]
        within = sum(position <= plan.n for position in mine)
        counts[plan.cls] = (within, len(mine) - within)
        rejected |= plan.cls != "critical" and within >= plan.re
        beyond |= len(mine) > within
    critical = any(f.cls == "critical" for f in told.findings)
    on_hold = any(f.cls == "hold" for f in told.findings) or beyond
    rejected |= any(f.effect == "lot" and f.cls == "major" for f in told.findings)
    torn = {f.carton for f in told.findings if f.effect == "isolate_carton"}
    on_hold |= len(torn) >= walk.state.lot.cartons
    if critical or told.held:
        return "hold", False, counts  # nobody was to look any further
    if rejected:
        return "reject", False, counts
    if on_hold or told.missing:
        return "hold", bool(told.missing), counts
    return "accept", False, counts


def check(walk: Walk, told: Told, verdict: Verdict) -> None:
    overall, incomplete, counts = naive(walk, told)
    assert (verdict.overall, verdict.incomplete) == (overall, incomplete)
    assert {c.cls: (c.counted, c.beyond) for c in verdict.classes} == counts
    assert {gap.key for gap in verdict.gaps} == told.missing, "each gap is named"
    codes = {each.code for each in verdict.reasons}
    assert ("all_passed" in codes) == (overall == "accept")
    assert ("evidence_missing" in codes) == verdict.incomplete
    for each in told.findings:
        counted = each.on == "unit" and each.effect == "unit" and each.cls != "critical"
        named = any(dict(r.params).get("defect") == each.defect for r in verdict.reasons)
        assert named or counted, f"{each.defect} is told of"
    for settled in (None, verdict.overall):
        balance = balance_of(GOODS, walk.state, settled)
        assert balance.accounted == balance.received == walk.state.lot.size
        assert min(balance.saleable, balance.held, balance.refused, balance.short) >= 0
    if verdict.overall != "accept":
        assert balance_of(GOODS, walk.state, verdict.overall).saleable == 0


@pytest.mark.parametrize("seed", range(12))
def test_two_judges_agree_about_every_lot(seed: int) -> None:
    random = Random(seed)
    seen = set()
    for _ in range(60):
        walk, told = inspect(random)
        life = assess_batches(walk.state, shelf_life_rules(), TODAY)
        verdict = decide(GOODS, walk.state, life)
        check(walk, told, verdict)
        seen.add((verdict.overall, verdict.incomplete))
    assert len(seen) >= 3, "chance met accepted, rejected and held lots"
