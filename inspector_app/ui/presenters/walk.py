"""The walk page's presenter: keys and taps in ``walk_acts``, here what scans mean. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from inspector_app.domain.errors import WalkError
from inspector_app.domain.gs1 import ScanResult
from inspector_app.domain.inspection.batch_code import code_produced, with_code
from inspector_app.domain.inspection.progress import next_carton
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Person
from inspector_app.domain.scan import RawScan
from inspector_app.services import history, inspections, intake, people
from inspector_app.services.records import Summary
from inspector_app.ui.presenters import walk_defects
from inspector_app.ui.presenters.act_queue import Step
from inspector_app.ui.presenters.walk_acts import Key, WalkActs
from inspector_app.ui.presenters.walk_model import BatchPanel, DefectPanel, ReasonPanel
from inspector_app.ui.presenters.walk_notices import Say
from inspector_app.ui.presenters.walk_place import Place, is_board
from inspector_app.ui.presenters.walk_scans import (
    BatchNews,
    Meaning,
    batch_news,
    meaning,
    own_code,
    plain,
)

_KEYS: dict[str, Key] = {
    "pass": "pass", "fail": "fail", "na": "na", "next": "next", "back": "back", "undo": "undo",
    "photo": "photo", "park": "park", "rest_pass": "rest", "carton_good": "carton_good",
    "units_good": "units_good", "hold": "hold", "sign": "sign",
}  # fmt: skip


class WalkPresenter(WalkActs):
    """The walk page's presenter."""

    def scan(self, raw: RawScan, result: ScanResult) -> None:
        """A scan; waits for the acts before it, so that none is lost."""
        self.submit(lambda: self._take(raw, result))

    def _take(self, raw: RawScan, result: ScanResult) -> Step | None:
        said = meaning(result, self.here.state)
        routes: dict[str, Callable[[], Step | None]] = {
            "command": lambda: self._command(said),
            "badge": lambda: self._badge(said.text),
            "carton": lambda: self._carton_tag(said),
            "this_lot": lambda: self._this_lot(),
            "other_lot": lambda: self._other_lot(said.text),
            "goods": lambda: self._goods(result),
            "flawed": lambda: self._flawed(result),
            "broken": lambda: self._broken(result),
            "look_up": lambda: self._look_up(raw, result),
        }
        return routes[said.kind]()

    # -- our own codes

    def _command(self, said: Meaning) -> Step | None:
        if isinstance(self.panel, BatchPanel) and said.text in ("pass", "next", "count"):
            self.on_editor_key("enter" if said.text != "count" else str(said.number or 0))
            return None
        if said.text == "defect":
            return self._defect(said.argument)
        if said.text == "count":
            return self._count(said.number or 0)
        if said.text == "pass" and isinstance(self.panel, DefectPanel):
            return self.save_defect_step()
        return self._keys[_KEYS[said.text]]()

    def _defect(self, code: str) -> Step | None:
        loaded = self.here
        defect = next((each for each in loaded.standard.defects if each.code == code), None)
        if defect is None:
            raise WalkError("defect_not_in_standard", defect=code)
        panel = self.panel if isinstance(self.panel, DefectPanel) else self._panel_here()
        chosen = walk_defects.choose(panel, defect, loaded.state)
        if chosen.needs_carton:
            self.show_panel(replace(chosen, count=self.pending_count or 1))
            self.say(Say(tone="attention", key="walk.told.carton_wanted"))
            return None
        return self.finding_step(chosen, defect, self.pending_count or 1)

    def _panel_here(self) -> DefectPanel:
        loaded, board, row = self.here, self.view.board, self.view.current
        if board is not None:
            return walk_defects.open_panel(
                loaded.standard, loaded.state, step=board.step, carton=board.carton
            )
        item, subject = (row.item, row.subject) if row is not None else (None, "")
        return walk_defects.open_panel(loaded.standard, loaded.state, item=item, subject=subject)

    def _count(self, number: int) -> Step | None:
        """A number by scanner: the nth chip, a carton, a count, or a measured value."""
        panel, row = self.panel, self.view.current
        if isinstance(panel, ReasonPanel):
            if not 1 <= number <= len(panel.reasons):
                raise WalkError("no_such_choice", number=number, count=len(panel.reasons))
            return self.reason_step(panel.reasons[number - 1])
        if isinstance(panel, DefectPanel) and panel.chosen is not None:
            if panel.needs_carton:
                self.show_panel(replace(panel, carton=number, needs_carton=False))
            else:
                self.show_panel(replace(panel, count=max(1, number)))
            return None
        if panel is None and row is not None and row.answer is None:
            if row.item.kind == "choice":
                if not 1 <= number <= len(row.item.choices):
                    raise WalkError("no_such_choice", number=number, count=len(row.item.choices))
                return self.answer_value(row.item.choices[number - 1].value)
            if row.item.kind in ("number", "count"):
                return self.answer_value(str(number))
        self.pending_count = max(1, number)
        self.say(Say(tone="info", key="walk.told.count_noted", params={"count": number}))
        return None

    def _badge(self, token: str) -> Step:
        station, before = self.station, self.here

        def work() -> tuple[Person, Inspection]:
            person = people.sign_in_badge(station, token)
            return person, inspections.join(station, person, before.inspection)

        def done(found: tuple[Person, Inspection]) -> None:
            person, inspection = found
            joined = inspection.revision > before.inspection.revision
            self.loaded = replace(before, inspection=inspection)
            self.act_as(person)
            key = "walk.told.joined" if joined else "walk.told.acting"
            self.say(Say(tone="accepted", key=key, params={"person": person.names}))
            self.show()

        return Step(work, done)

    def _this_lot(self) -> None:
        self.on_cue("accepted")

    def _carton_tag(self, said: Meaning) -> None:
        number, lot = said.number or 0, self.here.state.lot
        if number > lot.cartons:
            raise WalkError("no_such_carton", carton=number, cartons=lot.cartons)
        panel = self.panel
        if isinstance(panel, DefectPanel) and panel.needs_carton:
            self.show_panel(replace(panel, carton=number, needs_carton=False))
            self.on_cue("accepted")
            return
        self._open_carton(number, said.text)

    def _open_carton(self, number: int, text: str) -> None:
        """Turn to a carton that was identified by a scan."""
        self.panel = None
        self.scanned[number] = text
        stage_id = self.place.stage_id
        if self.view.board is None:
            stage_id = next(s.id for s in self.here.standard.stages if is_board(s))
        drawn = self.here.state.drawn
        self.go(Place(stage_id=stage_id, carton=number))
        if drawn and number not in drawn:
            self.say(Say(tone="attention", key="walk.told.not_drawn", params={"carton": number}))
        else:
            self.on_cue("accepted")

    def _other_lot(self, lot_number: str) -> None:
        def found(summary: Summary) -> None:
            self._offer_switch(summary)

        self.tasks.read(lambda: history.by_number(self.station, lot_number), found, self.on_refused)

    def _offer_switch(self, lot: Summary) -> None:
        arguments: dict[str, object] = {"inspection_id": lot.id}
        self.say(
            Say(
                tone="attention",
                key="walk.told.other_lot",
                params={
                    "lot": lot.lot_number,
                    "product": {"zh": lot.product_zh, "en": lot.product_en},
                },
                action="walk.told.switch",
                act=lambda: self.on_leave("walk", arguments),
            )
        )

    # -- codes on goods

    def _goods(self, result: ScanResult) -> Step | None:
        if isinstance(self.panel, BatchPanel):
            self._fill_batch(self.panel, result)
            return None
        news = batch_news(result, self.here.state)
        step = self._batch_step(news, result) if news is not None else None
        row = self.view.current
        if step is None and row is not None and row.item.kind == "scan" and row.answer is None:
            return self._scanned_item(result)
        if self.view.board is not None:
            self._scanned_carton(result)
        elif news is None:
            self.on_cue("accepted")
            self.say(Say(tone="info", key="walk.told.own_goods", params={"code": plain(result)}))
        return step

    def _scanned_item(self, result: ScanResult) -> Step:
        row = self.view.current
        assert row is not None
        self.on_cue("accepted")
        code = own_code(result, self.here.state.lot.product)
        return self.answer(row, "pass", value=code or plain(result))

    def _scanned_carton(self, result: ScanResult) -> None:
        state = self.here.state
        carton = self.place.carton
        if carton is None or (carton not in state.drawn and state.drawn):
            carton = next_carton(self.here.standard, state)
        if carton is None:
            self.on_cue("accepted")
            return
        self._open_carton(carton, plain(result))

    def _batch_step(self, news: BatchNews, result: ScanResult) -> Step | None:
        """What the code adds about its batch: kept when it is only the barcode's date, asked
        when the batch is new."""
        if news.kind == "known":
            station, batch, row = self.station, news.batch, self.view.current
            answers = row is not None and row.item.kind == "scan" and row.answer is None
            code = own_code(result, self.here.state.lot.product)

            def door(who: Person, inspection: Inspection) -> Inspection:
                inspection = inspections.record_batch(station, who, inspection, batch)
                if answers and row is not None:
                    inspection = inspections.record_answer(
                        station, who, inspection, row.item.id, "pass", subject=row.subject,
                        value=code,
                    )  # fmt: skip
                return inspection

            self.on_cue("accepted")
            return self.step(door, move="settle")
        key = "walk.told.another_batch" if news.kind == "new" else "walk.told.barcode_differs"
        self.say(
            Say(
                tone="attention",
                key=key,
                params={"number": news.batch.number},
                action="walk.told.record_batch",
                act=lambda: self.edit_batch(news.batch, found_by_scan=True),
            )
        )
        return None

    def _fill_batch(self, panel: BatchPanel, result: ScanResult) -> None:
        news = batch_news(result, self.here.state)
        batch = panel.batch
        if result.lot:
            batch = replace(batch, number=result.lot)
        batch = with_code(replace(batch, produced=code_produced(result) or batch.produced), result)
        if news is not None and news.kind != "new" and not panel.batch.id:
            batch = replace(batch, id=news.batch.id)
        self.on_cue("accepted")
        self.show_panel(replace(panel, batch=batch, found_by_scan=True))

    def _flawed(self, result: ScanResult) -> None:
        """These goods, but the code says something wrong: a carton opens, nothing passes and
        nothing is filled in."""
        if self.view.board is not None and self.panel is None:
            self._scanned_carton(result)
        self.say(
            Say(
                tone="attention",
                key="walk.told.flawed_code",
                problems=result.errors,
                action="walk.told.record_flaw",
                act=lambda: self.submit(lambda: self._defect_first(walk_defects.BAD_CODE)),
            )
        )

    def _broken(self, result: ScanResult) -> None:
        problem = result.errors[0]
        params = {name: str(value) for name, value in problem.params.items()}
        self.say(Say(tone="wrong", key=f"gs1.problem.{problem.code}", params=params))

    def _look_up(self, raw: RawScan, result: ScanResult) -> None:
        lot = self.here.state.lot
        self.tasks.read(
            lambda: intake.find_line(self.station, raw, order_id=lot.order_id),
            lambda found: self._looked_up(found, result),
            self.on_refused,
        )

    def _looked_up(self, found: intake.Found, result: ScanResult) -> None:
        lot = self.here.state.lot
        if found.kind == "bad_code" and result.errors:
            self._broken(result)
            return
        if any(choice.line.id == lot.line_id for choice in found.choices):
            self.submit(lambda: self._goods(result))  # a pallet's own number
            return
        if found.lot is not None and found.lot.id != self.inspection_id:
            self._offer_switch(found.lot)
            return
        products = found.products or tuple(choice.product for choice in found.choices)
        if not products and found.kind == "order":
            self.say(Say(tone="attention", key="shell.scan_unused"))
            return
        names = products[0].names if products else {"zh": plain(result)}
        key = "walk.told.wrong_goods" if products else "walk.told.unknown_code"
        self.say(
            Say(
                tone="wrong",
                key=key,
                params={"product": names, "code": plain(result)},
                action="walk.told.record_wrong",
                act=lambda: self.submit(lambda: self._defect_first(walk_defects.WRONG_GOODS)),
            )
        )

    def _defect_first(self, first: tuple[str, ...]) -> None:
        """The list of defects, with those a scan suggests in front."""
        loaded, board, row = self.here, self.view.board, self.view.current
        scans = row is not None and row.item.kind == "scan"
        self.show_panel(
            walk_defects.open_panel(
                loaded.standard, loaded.state, first=first,
                item=row.item if scans and row is not None else None,
                subject=row.subject if scans and row is not None else "",
                carton=board.carton if board is not None else None,
            )
        )  # fmt: skip
