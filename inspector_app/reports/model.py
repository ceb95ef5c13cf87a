"""What a report shows: a frozen snapshot of one inspection that knows no language.

Names are ``{"zh": …, "en": …}``; everything said in a sentence is a ``Phrase`` (text key and
parameters). Times are aware and already in the station's zone: they are printed as they are.
Photo and signature pictures are paths of files (a view, never the original) or None when the file
is not at hand: the report then shows an empty frame with the photo's number and hash.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal, TypeAlias

from inspector_app.domain.defects import DefectClass, Effect, RecordedOn
from inspector_app.domain.master import Category, Names, Origin, Role
from inspector_app.domain.shelf_life.dates import Stated
from inspector_app.domain.shelf_life.last_day import Wording

Overall: TypeAlias = Literal["accept", "reject", "hold"]
Outcome: TypeAlias = Literal["pass", "fail", "na", "missing", "waived"]
LifeState: TypeAlias = Literal[
    "fresh", "warning", "near_expiry", "sales_lock", "expired", "exempt", "unknown"
]
PhraseParam: TypeAlias = "str | int | float | Names | Phrase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A sentence by its text key; a parameter that is ``Names`` is spoken in the report's language.

    A key no text file knows is printed as ``fallback``, else as the key's last word.
    """

    key: str
    params: Mapping[str, PhraseParam] = field(default_factory=dict)
    fallback: Names | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPart:
    """Somebody who acted."""

    id: str
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class StationPart:
    """Where the inspection was made."""

    id: str
    names: Names
    site: Names | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierPart:
    """Who delivered."""

    names: Names
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPart:
    """The inbound order and its line."""

    number: str
    line: str = ""
    units: int | None = None
    cartons: int | None = None
    due_at: datetime | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPart:
    """The vehicle that brought the goods."""

    number: str
    received_at: datetime | None = None
    vehicle: str = ""
    seal: str = ""
    driver: str = ""
    temperature: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPart:
    """The goods as listed. ``life`` is the nominal shelf life as printed (``36M``) or ``""``."""

    sku: str
    names: Names
    brand: str = ""
    category: Category | None = None
    origin: Origin | None = None
    spec: str = ""
    net_content: str = ""
    codes: tuple[str, ...] = ()
    maker: str = ""
    life: str = ""
    licence: str = ""
    filing: str = ""
    standard_number: str = ""
    picture: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LotPart:
    """The inspection lot. ``size`` in sale units."""

    number: str
    size: int
    cartons: int
    units_per_carton: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeBand:
    """With this many remaining days or more the goods are in ``state`` (for the gauge)."""

    state: LifeState
    from_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LifePart:
    """The assessment of one batch; the ratio is ``remaining_days`` / ``total_days``.

    ``last_good_b`` is given where the two counting conventions differ; ``action`` is ``accept``,
    ``warn``, ``approval`` or ``reject``; ``required_days`` is what the rule asks for on receipt.
    """

    state: LifeState
    action: str
    on: date
    last_good: date | None = None
    last_good_b: date | None = None
    remaining_days: int | None = None
    total_days: int | None = None
    required_days: int | None = None
    bands: tuple[LifeBand, ...] = ()
    rule: str = ""
    rule_names: Names | None = None
    rule_version: str = ""
    rule_set: Names | None = None
    rule_is_practice: bool = False
    reasons: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InnerPart:
    """What lies in a kit, with the dates printed on it."""

    name: str
    produced: Stated | None = None
    expires: Stated | None = None
    life: str = ""
    wording: Wording = "until"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPart:
    """Goods of one batch number; ``number`` is ``""`` while unknown.

    A date of which the goods show only a month is a ``LabelDate``; ``wording`` is how the printed
    last day is introduced.
    """

    number: str
    produced: Stated | None = None
    expires: Stated | None = None
    life: str = ""
    wording: Wording = "until"
    inner: tuple[InnerPart, ...] = ()
    quantity: int | None = None
    cartons: int | None = None
    assessment: LifePart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassResult:
    """One class of the plan and what was found. ``aql`` is ``""`` for critical (always Ac = 0).

    ``found`` counts against Ac; ``beyond`` was found outside this class's own sample: reported,
    not counted. ``accepted`` is None while the sample is not complete.
    """

    cls: DefectClass
    n: int
    ac: int
    re: int
    aql: str = ""
    code_letter: str = ""
    letter: str = ""
    found: int = 0
    beyond: int = 0
    accepted: bool | None = None
    note: Phrase | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPlan:
    """A plan beside the classes: outer cartons (``names`` None), or a check that has a sample of
    its own by the special level ``sample``. ``accepted`` is None while nothing can be said."""

    names: Names | None
    n: int
    ac: int
    re: int
    sample: str = ""
    aql: str = ""
    code_letter: str = ""
    letter: str = ""
    found: int = 0
    accepted: bool | None = None
    note: Phrase | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnCarton:
    """A carton of the draw and how many units came from it.

    ``units_replaced`` are (place, place that stood in, reason) of units that could not be taken.
    """

    number: int
    units: int
    looked_at: int = 0
    replaced_by: int | None = None
    reason: Phrase | None = None
    units_replaced: tuple[tuple[int, int, Phrase], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPart:
    """The plan and the draw; ``seed`` as hex lets anybody repeat it by ``algorithm``.

    ``names`` is what a channel's own plan is called, ``reasons`` say how the plan came about,
    ``others`` are plans beside the classes; ``not_looked_at`` are units left after an early stop.
    """

    mode: Literal["exempt", "sampling", "full", "fixed"]
    edition: str = ""
    level: str = ""
    severity: str = ""
    sample_size: int = 0
    cartons_to_open: int = 0
    classes: tuple[ClassResult, ...] = ()
    algorithm: str = ""
    seed: str = ""
    cartons: tuple[DrawnCarton, ...] = ()
    reason: Phrase | None = None
    names: Names | None = None
    reasons: tuple[Phrase, ...] = ()
    others: tuple[OwnPlan, ...] = ()
    nonconformities: bool = False
    not_looked_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPart:
    """One answered question. ``subject`` names a batch or carton, ``value`` what was entered,
    ``mean`` that of several readings."""

    names: Names
    outcome: Outcome
    value: str = ""
    value_names: Names | None = None
    unit: str = ""
    mean: str = ""
    limits: str = ""
    subject: str = ""
    source: str = ""
    remark: str = ""
    by: PersonPart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePart:
    """A page of the walk in the standard's order. ``outcome`` None: not reached."""

    names: Names
    kind: str
    gate: bool = False
    outcome: Outcome | None = None
    answers: tuple[AnswerPart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingPart:
    """One defect, found ``count`` times; ``photos`` are SHA-256 of pictures in ``photos``."""

    number: int
    code: str
    names: Names
    cls: DefectClass
    effect: Effect
    on: RecordedOn
    count: int = 1
    area: Names | None = None
    carton: int | None = None
    positions: tuple[int, ...] = ()
    batch: str = ""
    counted: bool = True
    reason: Phrase | None = None
    remark: str = ""
    by: PersonPart | None = None
    at: datetime | None = None
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyPart:
    """One act "the drawn units of this carton are good", with who, when and how long."""

    carton: int
    good: int
    by: PersonPart
    at: datetime
    bad: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoPart:
    """One photo: ``number`` is printed beside it, ``path`` is a JPEG view or None."""

    number: int
    sha256: str
    path: Path | None = None
    caption: Names | None = None
    shot: str = ""
    carton: int | None = None
    width: int = 0
    height: int = 0
    size: int = 0
    taken_at: datetime | None = None
    by: PersonPart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GatePart:
    """A gate stage and whether it held."""

    names: Names
    outcome: Outcome
    reason: Phrase | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictPart:
    """The computed verdict; ``incomplete`` marks *hold – incomplete* (evidence is missing)."""

    overall: Overall
    incomplete: bool = False
    reasons: tuple[Phrase, ...] = ()
    gates: tuple[GatePart, ...] = ()
    missing: tuple[Phrase, ...] = ()
    waived: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeNumbersPart:
    """A range of badge numbers of the lot as it is printed; ``void`` where the central system
    found that they were not this lot's."""

    words: str
    count: int
    void: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DispositionPart:
    """A supervisor's decision: ``accept``, ``concession``, ``sort``, ``rework``, ``return``,
    ``scrap`` or ``urgent_release``."""

    decision: str
    by: PersonPart
    at: datetime
    quantity: int | None = None
    reason: Phrase | None = None
    remark: str = ""
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityPart:
    """received = saleable + opened + retained + refused + held + short, in sale units."""

    received: int = 0
    saleable: int = 0
    opened: int = 0
    retained: int = 0
    refused: int = 0
    held: int = 0
    short: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SignaturePart:
    """Who signed as what; ``picture`` is the drawn signature as PNG bytes, None for a badge.

    Without ``at`` nobody has signed yet: the box stays open for a pen.
    """

    role: Role | Literal["driver"]
    names: Names
    at: datetime | None
    picture: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePart:
    """A rule document in force: what kind, its version, its digest, and why it was chosen."""

    kind: Literal["standard", "shelf_life", "sampling", "documents", "program"]
    names: Names
    version: str
    digest: str = ""
    why: Phrase | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentPart:
    """A later correction; the earlier revision stays."""

    revision: int
    at: datetime
    by: PersonPart
    reason: Phrase
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPart:
    """A paper that came with the goods; ``batch`` is the goods', ``batch_on_paper`` the paper's."""

    names: Names
    checked_on: date
    number: str = ""
    batch: str = ""
    batch_on_paper: str = ""
    valid_until: date | None = None
    on_file: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierPart:
    """A verdict given before on the same goods; ``repeated`` by this re-inspection."""

    lot: str
    at: datetime
    verdict: Phrase
    by: tuple[Phrase, ...] = ()
    repeated: bool = False
    station: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePart:
    """Where the record stands in the station's chain; hashes in lower hex."""

    record_id: str
    sequence: int | None = None
    link: str = ""
    previous: str = ""
    payload_sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportModel:
    """Everything an inspection report prints. ``central_url`` goes into the QR when given."""

    number: str
    station: StationPart
    order: OrderPart
    supplier: SupplierPart
    product: ProductPart
    lot: LotPart
    plan: PlanPart
    verdict: VerdictPart
    inspector: PersonPart
    started_at: datetime
    sealed_at: datetime | None = None
    business_date: date | None = None
    revision: int = 1
    reinspection_of: str = ""
    delivery: DeliveryPart | None = None
    others: tuple[PersonPart, ...] = ()
    batches: tuple[BatchPart, ...] = ()
    stages: tuple[StagePart, ...] = ()
    findings: tuple[FindingPart, ...] = ()
    tallies: tuple[TallyPart, ...] = ()
    photos: tuple[PhotoPart, ...] = ()
    quantities: QuantityPart | None = None
    dispositions: tuple[DispositionPart, ...] = ()
    badges: tuple[BadgeNumbersPart, ...] = ()
    signatures: tuple[SignaturePart, ...] = ()
    rules: tuple[RulePart, ...] = ()
    amendments: tuple[AmendmentPart, ...] = ()
    voided: AmendmentPart | None = None
    papers: tuple[PaperPart, ...] = ()
    earlier: tuple[EarlierPart, ...] = ()
    evidence: EvidencePart | None = None
    central_url: str = ""
