"""Making a product's reference: from an accepted lot's photos or from files. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from inspector_app.domain.inspection.acts import PhotoTaken
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Names
from inspector_app.domain.reference import (
    ROLES,
    Claims,
    PictureRole,
    Reference,
    ReferenceKind,
    ReferenceVersion,
    RetireReason,
)
from inspector_app.domain.rights import may
from inspector_app.services import inspections, references
from inspector_app.services.ports import TaskRunner
from inspector_app.services.references import NewPicture
from inspector_app.ui.presenters.compare_choice import SHOT_ROLES
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """One picture that may become part of the version; ``role`` None leaves it out.

    ``sha256`` names a photo of the lot, ``data`` holds a file's bytes.
    """

    key: str
    name: str
    role: PictureRole | None = None
    sha256: str = ""
    shot: str = ""
    data: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class MakingState:
    """What the page shows. ``accepted``: the lot's photos may be used."""

    loaded: bool = False
    product_id: str = ""
    names: Names | None = None
    lot_number: str = ""
    accepted: bool = False
    offered: tuple[Offered, ...] = ()
    kind: ReferenceKind = "imported"
    claims: Claims = field(default_factory=Claims)
    versions: tuple[ReferenceVersion, ...] = ()
    may_make: bool = False
    saving: bool = False
    made: Reference | None = None

    @property
    def chosen(self) -> tuple[Offered, ...]:
        """Pictures with a role."""
        return tuple(each for each in self.offered if each.role is not None)

    @property
    def next_version(self) -> int:
        """The number the new version gets."""
        return 1 + max((each.reference.version for each in self.versions), default=0)

    @property
    def ready(self) -> bool:
        """Whether a press makes it."""
        return bool(self.chosen) and self.may_make and not self.saving


class MakingPresenter:
    """``on_change(state)``; ``on_made(reference)``; ``on_refused(error)``."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self.tools = tools
        self._session = session
        self._tasks = tasks
        self._wanted = ""
        self._files = 0
        self._state = MakingState()
        self.on_change: Callable[[MakingState], None] = lambda state: None
        self.on_made: Callable[[Reference], None] = lambda reference: None
        self.on_refused: Callable[[Exception], None] = lambda error: None

    @property
    def state(self) -> MakingState:
        return self._state

    @property
    def inspection_id(self) -> str:
        """Of the lot it is made beside."""
        return self._wanted

    def open(self, inspection_id: str) -> None:
        """Begin anew beside this lot; its photos are offered when it was accepted."""
        self._wanted = inspection_id
        self._change(MakingState())
        station = self.tools.station

        def read() -> tuple[Inspection, bool, tuple[ReferenceVersion, ...]]:
            inspection = inspections.load(station, inspection_id)
            with station.records.reading() as work:
                summary = work.inspections.summary(inspection_id)
            accepted = summary is not None and summary.state == "closed" and summary.tag == "passed"
            found = references.versions(station, inspection.state.lot.product.id)
            return inspection, accepted, tuple(found)

        self._tasks.read(read, lambda found: self._arrived(inspection_id, *found), self._failed)

    def _arrived(
        self,
        inspection_id: str,
        inspection: Inspection,
        accepted: bool,
        versions: tuple[ReferenceVersion, ...],
    ) -> None:
        if inspection_id != self._wanted:
            return
        lot = inspection.state.lot
        newest = versions[0].reference.claims if versions else references.claims_of(lot.product)
        self._change(
            MakingState(
                loaded=True, product_id=lot.product.id, names=lot.product.names,
                lot_number=lot.lot_number, accepted=accepted,
                offered=_of_lot(inspection.state.photos) if accepted else (),
                kind="first_lot" if accepted else "imported", claims=newest, versions=versions,
                may_make=may(self._session.person, "reference"),
            )
        )  # fmt: skip

    # -- choosing

    def set_role(self, key: str, role: PictureRole | None) -> None:
        """What a picture shows; None leaves it out."""
        offered = tuple(
            replace(each, role=role) if each.key == key else each for each in self._state.offered
        )
        self._change(replace(self._state, offered=offered))

    def turn_role(self, key: str) -> None:
        """The next role, and after the last one none."""
        turns: Sequence[PictureRole | None] = (*ROLES, None)
        found = next((each for each in self._state.offered if each.key == key), None)
        if found is not None:
            self.set_role(key, turns[(turns.index(found.role) + 1) % len(turns)])

    def add_file(self, data: bytes, name: str) -> None:
        """A picture from a file; a version from files holds files only."""
        self._files += 1
        kept = tuple(each for each in self._state.offered if each.data)
        roles = {each.role for each in kept}
        role: PictureRole = next((each for each in ROLES if each not in roles), "other")
        new = Offered(key=f"file:{self._files}", name=name, role=role, data=data)
        kind = "imported" if self._state.kind == "first_lot" else self._state.kind
        self._change(replace(self._state, offered=(*kept, new), kind=kind))

    def choose_kind(self, kind: str) -> None:
        """As shown on air, or imported; a first lot is what the lot's photos make it."""
        if kind in ("on_air", "imported") and any(each.data for each in self._state.offered):
            found: ReferenceKind = "on_air" if kind == "on_air" else "imported"
            self._change(replace(self._state, kind=found))

    def set_claims(self, claims: Claims) -> None:
        """What is promised; kept as typed, checked when it is saved."""
        self._state = replace(self._state, claims=claims)

    # -- acts

    def make(self) -> None:
        """Seal the new version; the page moves on when it is on the disk."""
        state = self._state
        if not state.ready:
            return
        station, who, inspection_id = self.tools.station, self._session.person, self._wanted

        def work() -> Reference:
            if state.kind == "first_lot":
                chosen = {each.sha256: each.role for each in state.chosen if each.role is not None}
                return references.from_lot(station, who, inspection_id, chosen, claims=state.claims)
            pictures = [
                NewPicture(role=each.role, data=each.data)
                for each in state.chosen
                if each.role is not None
            ]
            return references.add_reference(
                station, who, state.product_id, pictures, kind=state.kind, claims=state.claims
            )

        self._change(replace(state, saving=True))
        self._tasks.write(work, self._made, self._failed)

    def retire(self, version: int, reason: RetireReason) -> None:
        """Take a version out of use."""
        station, who, product_id = (
            self.tools.station, self._session.person, self._state.product_id,
        )  # fmt: skip

        def work() -> tuple[ReferenceVersion, ...]:
            references.retire(station, who, product_id, version, reason)
            return tuple(references.versions(station, product_id))

        def done(versions: tuple[ReferenceVersion, ...]) -> None:
            self._change(replace(self._state, versions=versions))

        self._tasks.write(work, done, self._failed)

    def _made(self, reference: Reference) -> None:
        self._change(replace(self._state, saving=False, made=reference))
        self.on_made(reference)

    def _failed(self, problem: Exception) -> None:
        self._change(replace(self._state, saving=False))
        self.on_refused(problem)

    def _change(self, state: MakingState) -> None:
        self._state = state
        self.on_change(state)


def _of_lot(photos: Sequence[PhotoTaken]) -> tuple[Offered, ...]:
    """Every photo once; the first unit and label are chosen to begin with."""
    offered: list[Offered] = []
    taken: set[PictureRole] = set()
    for photo in {each.sha256: each for each in photos}.values():
        if photo.finding_id:
            continue  # a defect's picture is no reference
        role = SHOT_ROLES.get(photo.shot)
        role = role if role in ("front", "label") and photo.shot in ("unit", "label") else None
        role = role if role not in taken else None
        if role is not None:
            taken.add(role)
        offered.append(
            Offered(key=photo.sha256, name="", role=role, sha256=photo.sha256, shot=photo.shot)
        )
    return tuple(sorted(offered, key=lambda each: each.role is None))
