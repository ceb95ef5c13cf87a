"""Badge numbers of a signed lot, and what is undecided about it elsewhere. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from inspector_app.domain.disputes import lot_standing
from inspector_app.services import badges, disputes
from inspector_app.services.badges import BadgeAccount, LotBadges
from inspector_app.services.ports import TaskRunner
from inspector_app.ui.session import Session
from inspector_app.ui.tools import Tools
from inspector_app.wire.elsewhere import Dispute


@dataclass(frozen=True, slots=True, kw_only=True)
class LotBadgesView:
    """What the card shows. ``free`` is False while the goods must not go on."""

    inspection_id: str
    lot: LotBadges
    account: BadgeAccount
    disputes: tuple[Dispute, ...] = ()
    free: bool = True
    taking: bool = False

    @property
    def anything(self) -> bool:
        """Hidden where no central system ever gave a number and nothing is undecided."""
        return bool(self.account.blocks or self.lot.spent or self.disputes)

    @property
    def takeable(self) -> int:
        """How many numbers one press takes."""
        return 0 if self.lot.why_not else min(self.lot.open, self.account.left)


class LotBadgesPresenter:
    """``on_change(view)`` after each reading; ``on_taken(count)`` once numbers are sealed."""

    def __init__(self, tools: Tools, session: Session, tasks: TaskRunner) -> None:
        self._station = tools.station
        self._session = session
        self._tasks = tasks
        self._id = ""
        self._taking = False
        self.on_change: Callable[[LotBadgesView], None] = lambda view: None
        self.on_taken: Callable[[int], None] = lambda count: None
        self.on_refused: Callable[[Exception], None] = lambda problem: None

    def open(self, inspection_id: str) -> None:
        """Read how the lot stands."""
        self._id, self._taking = inspection_id, False
        self._tasks.read(lambda: self._read(inspection_id), self._show, self.on_refused)

    def take(self, count: int) -> None:
        """Take numbers for ``count`` accepted units."""
        if self._taking or count <= 0:
            return
        self._taking = True
        inspection_id, who = self._id, self._session.person

        def work() -> LotBadgesView:
            badges.spend(self._station, who, inspection_id, count)
            return self._read(inspection_id)

        def done(view: LotBadgesView) -> None:
            self._taking = False
            self._show(view)
            self.on_taken(count)

        def failed(problem: Exception) -> None:
            self._taking = False
            self.on_refused(problem)

        self._tasks.write(work, done, failed)

    def _read(self, inspection_id: str) -> LotBadgesView:
        told = tuple(disputes.of_record(self._station, inspection_id))
        standing = lot_standing(inspection_id, disputes.states_of(told, inspection_id))
        return LotBadgesView(
            inspection_id=inspection_id, lot=badges.of_lot(self._station, inspection_id),
            account=badges.account(self._station), disputes=told, free=standing == "free",
        )  # fmt: skip

    def _show(self, view: LotBadgesView) -> None:
        if view.inspection_id == self._id:
            self.on_change(view)
