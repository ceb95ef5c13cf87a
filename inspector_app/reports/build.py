"""From a sealed record to what a report shows; the station and the central system use the same.

Everything comes from the payload's own acts and the standard's version it names: nothing is read
from lists that may have moved on since.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import cast

from inspector_app.domain.checklist.standard import Item, Stage, Standard
from inspector_app.domain.defects import Defect, DefectClass
from inspector_app.domain.inspection.acts import Batch, FindingRecorded, InnerUnit
from inspector_app.domain.inspection.measuring import MEASURED, mean_text
from inspector_app.domain.inspection.progress import batch_subject, gaps, page_questions, progress
from inspector_app.domain.inspection.state import Answer, State
from inspector_app.domain.master import Names
from inspector_app.domain.reason import Reason
from inspector_app.domain.shelf_life import Assessment
from inspector_app.reports import model, past, sample_parts
from inspector_app.reports.severity_part import severity_phrases
from inspector_app.wire.inspection import (
    DispositionRecord,
    InspectionRecord,
    PersonPart,
    VoidRecord,
    replay,
)

NO_NAMES: Names = {"zh": "", "en": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a record does not carry: pictures at hand, zone, chain place, central address.

    ``photo`` gives a JPEG view by digest or None; ``product_picture`` likewise by product id.
    """

    zone: tzinfo
    photo: Callable[[str], Path | None]
    product_picture: Callable[[str], Path | None] = lambda _: None
    sequence: int | None = None
    link: str = ""
    previous: str = ""
    payload_sha256: str = ""
    central_url: str = ""
    station_names: Names = field(default_factory=lambda: NO_NAMES)
    dispositions: Sequence[DispositionRecord] = ()
    badges: Sequence[model.BadgeNumbersPart] = ()
    voids: Sequence[VoidRecord] = ()


def build(record: InspectionRecord, standard: Standard, around: Surroundings) -> model.ReportModel:
    """The report of one sealed inspection. ValueError when acts and standard do not fit."""
    return _Builder(record, standard, around).report()


class _Builder:
    def __init__(self, record: InspectionRecord, standard: Standard, around: Surroundings) -> None:
        self.record = record
        self.standard = standard
        self.around = around
        self.inspection = replay(record)
        self.state: State = self.inspection.state
        self.people = {person.person_id: person for person in record.people}
        gone = self.inspection.undone()
        self.recorded = {
            entry.act.id: entry
            for entry in self.inspection.entries
            if isinstance(entry.act, FindingRecorded) and entry.n not in gone
        }

    def report(self) -> model.ReportModel:
        record, state = self.record, self.state
        head = record.record
        return model.ReportModel(
            number=record.lot.number,
            station=model.StationPart(
                id=head.station_mark, names=self.around.station_names or NO_NAMES
            ),
            order=model.OrderPart(
                number=record.order.number, line=record.order.line_id,
                units=record.lot.size, cartons=record.lot.cartons,
            ),
            supplier=model.SupplierPart(names=record.supplier.names),
            product=self._product(),
            lot=model.LotPart(
                number=record.lot.number, size=record.lot.size, cartons=record.lot.cartons,
                units_per_carton=record.lot.units_per_carton,
            ),
            plan=self._plan(),
            verdict=self._verdict(),
            inspector=self._who(past.inspector_of(record, self.inspection)),
            started_at=self._time(state.opened_at),
            sealed_at=self._time(head.sealed_at),
            business_date=head.business_date,
            revision=head.revision,
            reinspection_of=state.lot.reinspection_number or record.lot.reinspection_of,
            amendments=past.amendments_of(record, self.inspection, self._time),
            voided=past.voiding_of(self.around.voids, self._time),
            papers=past.papers_of(self.inspection),
            earlier=past.earlier_of(self.inspection, self._time),
            delivery=self._delivery(),
            others=tuple(
                self._who(person)
                for person in record.people
                if person.person_id != past.inspector_of(record, self.inspection).person_id
            ),
            batches=tuple(self._batch(batch) for batch in state.batches),
            stages=tuple(self._stages()),
            findings=tuple(
                self._finding(number, finding)
                for number, finding in enumerate(state.findings, 1)
            ),
            tallies=tuple(self._tallies()),
            photos=tuple(self._photos()),
            dispositions=tuple(self._disposition(each) for each in self.around.dispositions),
            badges=tuple(self.around.badges),
            signatures=(
                model.SignaturePart(
                    role=record.signer.role,
                    names=record.signer.names, at=self._time(head.sealed_at),
                ),
            ),
            rules=tuple(self._rules()),
            evidence=model.EvidencePart(
                record_id=head.id, sequence=self.around.sequence, link=self.around.link,
                previous=self.around.previous, payload_sha256=self.around.payload_sha256,
            ),
            central_url=self.around.central_url,
            quantities=sample_parts.quantities(
                self.standard, state, record.verdict.overall, self.around.dispositions
            ),
        )  # fmt: skip

    def _time(self, value: datetime) -> datetime:
        return value.astimezone(self.around.zone)

    def _who(self, person: PersonPart) -> model.PersonPart:
        return model.PersonPart(id=person.person_id, names=person.names)

    def _person(self, person_id: str) -> model.PersonPart:
        person = self.people.get(person_id)
        names: Names = person.names if person else {"zh": person_id, "en": person_id}
        return model.PersonPart(id=person_id, names=names)

    def _product(self) -> model.ProductPart:
        product = self.record.product
        return model.ProductPart(
            sku=product.sku, names=product.names, brand=product.brand, category=product.category,
            origin=product.origin, spec=product.spec, net_content=product.net_content,
            codes=tuple(code.code for code in product.codes), maker=product.maker,
            life=product.shelf_life or "", licence=product.licence, filing=product.filing,
            standard_number=product.standard_number,
            picture=self.around.product_picture(product.id),
        )  # fmt: skip

    def _delivery(self) -> model.DeliveryPart | None:
        delivery = self.record.delivery
        if delivery is None:
            return None
        return model.DeliveryPart(
            number=delivery.number, received_at=self._time(delivery.received_at),
            vehicle=delivery.vehicle, seal=delivery.seal, driver=delivery.driver,
            temperature=delivery.temperature,
        )  # fmt: skip

    def _plan(self) -> model.PlanPart:
        plan, draw = self.state.plan, self.state.draw
        if plan is None:
            return model.PlanPart(mode="exempt", reason=_phrase("report.plan.none"))
        found = {part.cls: part for part in self.record.verdict.classes}
        replaced = {each.carton: each for each in self.state.replaced}
        drawn = [
            model.DrawnCarton(
                number=carton.carton, units=carton.units,
                looked_at=self.state.examined(carton.carton),
                units_replaced=self._units_replaced(carton.carton),
            )
            for carton in (draw.cartons if draw else ())
        ]  # fmt: skip
        drawn += [
            model.DrawnCarton(
                number=number, units=0, replaced_by=each.by,
                reason=_phrase(f"walk.replace.{each.reason}"),
            )
            for number, each in replaced.items()
        ]  # fmt: skip
        return model.PlanPart(
            mode=plan.mode, edition=plan.edition, level=plan.level, severity=plan.severity,
            sample_size=plan.sample_size, cartons_to_open=len(draw.cartons) if draw else 0,
            classes=tuple(
                model.ClassResult(
                    cls=cast(DefectClass, each.cls),
                    n=each.n, ac=each.ac, re=each.re, aql=each.aql,
                    code_letter=each.code_letter, letter=each.letter,
                    found=found[each.cls].counted, beyond=found[each.cls].beyond,
                    accepted=self._proved(found[each.cls].accepted),
                    note=_note(each.note),
                )
                for each in plan.classes
            ),
            algorithm=draw.algorithm if draw else "", seed=draw.seed_hex if draw else "",
            cartons=tuple(drawn),
            names=plan.names,
            reasons=tuple(
                model.Phrase(key=f"plan.reason.{each.code}", params=each.values())
                for each in plan.reasons
            )
            + severity_phrases(self.inspection),
            others=sample_parts.own_plans(self.standard, self.state, self.record.verdict.cartons),
            nonconformities=plan.counting == "nonconformities",
            not_looked_at=sample_parts.not_looked_at(self.standard, self.state),
        )  # fmt: skip

    def _units_replaced(self, carton: int) -> tuple[tuple[int, int, model.Phrase], ...]:
        return tuple(
            (each.place, each.by, _phrase(f"walk.unit.{each.reason}"))
            for each in self.state.units_replaced
            if each.carton == carton
        )

    def _verdict(self) -> model.VerdictPart:
        verdict = self.record.verdict
        failed = set(verdict.failed_gates)
        missing = [gap for gap in gaps(self.standard, self.state) if gap.key in verdict.gaps]
        return model.VerdictPart(
            overall=verdict.overall,
            incomplete=verdict.incomplete,
            reasons=tuple(
                self._reason("verdict.reason", reason.code, reason.params)
                for reason in verdict.reasons
            ),
            gates=tuple(
                model.GatePart(names=stage.names, outcome="fail" if stage.id in failed else "pass")
                for stage in self.standard.stages
                if stage.gate
            ),
            missing=tuple(self._reason("gap", gap.code, gap.params) for gap in missing),
            waived=self._waived(),
        )

    def _waived(self) -> tuple[model.Phrase, ...]:
        every = progress(self.standard, replace(self.state, waivers={})).gaps
        known = {gap.key: gap for gap in every}
        return tuple(
            model.Phrase(
                key="gap.waived",
                params={
                    "gap": self._reason("gap", known[key].code, known[key].params),
                    "why": reason,
                },
            )
            for key, reason in self.state.waivers.items()
            if key in known
        )

    def _reason(
        self, family: str, code: str, params: Mapping[str, str | int | float]
    ) -> model.Phrase:
        """A reason with codes of defects and items spoken by their names."""
        spoken: dict[str, model.PhraseParam] = dict(params)
        defect = params.get("defect")
        if isinstance(defect, str) and defect:
            spoken["defect"] = self._defect(defect).names
        item = params.get("item")
        if isinstance(item, str) and item:
            spoken["item"] = self.standard.item(item).names
        subject = params.get("subject")
        if isinstance(subject, str) and subject:
            spoken["subject"] = self._subject(subject)
        document = params.get("document")
        for rule in self.state.lot.documents:
            if rule.id == document:
                spoken["document"] = rule.names
        stage = params.get("stage")
        if isinstance(stage, str) and stage:
            spoken["stage"] = self.standard.stage(stage).names
        return model.Phrase(key=f"{family}.{code}", params=spoken)

    def _defect(self, code: str) -> Defect:
        return self.standard.defect(code)

    def _batch(self, batch: Batch) -> model.BatchPart:
        parts = {part.batch_id: part.assessment for part in self.record.shelf_life}
        found = parts.get(batch.id)
        return model.BatchPart(
            number=batch.number, produced=batch.produced, expires=batch.expires, life=batch.life,
            wording=batch.wording, inner=tuple(_inner(unit) for unit in batch.inner),
            quantity=batch.quantity, cartons=len(batch.cartons) or None,
            assessment=_life(found) if found else None,
        )  # fmt: skip

    def _stages(self) -> list[model.StagePart]:
        failed = set(self.record.verdict.failed_gates)
        parts = []
        for stage in self.standard.stages:
            answers = [
                self._answer(item, subject, self.state.answers.get((item.id, subject)))
                for item, subject in (*page_questions(stage, self.state), *self._measured(stage))
            ]
            outcome = self._outcome(stage, answers, stage.id in failed)
            parts.append(
                model.StagePart(
                    names=stage.names,
                    kind=stage.kind,
                    gate=stage.gate,
                    outcome=outcome,
                    answers=tuple(answers),
                )
            )
        return parts

    def _measured(self, stage: Stage) -> list[tuple[Item, str]]:
        """What was weighed and measured on cartons and units, as far as it was."""
        if stage.kind not in ("cartons", "units"):
            return []
        items = {item.id: item for item in stage.items if item.kind in MEASURED}
        return [(items[name], subject) for name, subject in self.state.answers if name in items]

    def _proved(self, accepted: bool) -> bool | None:
        """None where units that nobody looked at would have to prove a class good."""
        verdict = self.record.verdict
        unseen = any(each.code == "sampling_stopped" for each in verdict.reasons) or any(
            key.startswith("units:") for key in verdict.gaps
        )
        return None if accepted and unseen else accepted

    def _outcome(
        self, stage: Stage, answers: Sequence[model.AnswerPart], gate_failed: bool
    ) -> model.Outcome | None:
        """None where nothing was looked at; carton and unit stages by what was found there."""
        state = self.state
        if stage.kind == "units":
            if not state.tallies and not any(f.on == "unit" for f in state.findings):
                return None
            proved = {self._proved(c.accepted) for c in self.record.verdict.classes}
            return "fail" if False in proved else "missing" if None in proved else "pass"
        if stage.kind == "cartons":
            if state.cartons_seen is None and not state.cartons_passed:
                return None
            bad = any(f.on == "carton" and f.cls in ("critical", "major") for f in state.findings)
            return "fail" if bad else "pass"
        if gate_failed or any(answer.outcome == "fail" for answer in answers):
            return "fail"
        return "pass" if any(answer.outcome != "missing" for answer in answers) else None

    def _answer(self, item: Item, subject: str, answer: Answer | None) -> model.AnswerPart:
        limits = item.limits
        bounds = f"{limits.low or ''}–{limits.high or ''}" if limits else ""
        shown = self._subject(subject)
        if answer is None:
            waived = f"item:{item.id}:{subject}" in self.state.waivers
            return model.AnswerPart(
                names=item.names, outcome="waived" if waived else "missing", subject=shown,
                limits=bounds, source=item.source,
            )  # fmt: skip
        chosen = next((c.names for c in item.choices if c.value == answer.value), None)
        return model.AnswerPart(
            names=item.names, outcome=answer.outcome, value=answer.value, value_names=chosen,
            unit=limits.unit if limits else "", mean=mean_text(item, answer.value),
            limits=bounds, subject=shown, source=item.source,
            remark=answer.reason, by=self._person(answer.person_id),
        )  # fmt: skip

    def _subject(self, subject: str) -> str:
        for batch in self.state.batches:
            if batch_subject(batch) == subject:
                return batch.number
        return sample_parts.unit_words(self.state, subject)

    def _finding(self, number: int, finding: FindingRecorded) -> model.FindingPart:
        entry = self.recorded[finding.id]
        defect = self._defect(finding.defect)
        counted = finding.on == "unit" and finding.effect == "unit"
        return model.FindingPart(
            number=number, code=finding.defect, names=defect.names, cls=finding.cls,
            effect=finding.effect, on=finding.on, count=finding.count, area=defect.area,
            carton=finding.carton, positions=finding.positions,
            batch=self._subject(finding.subject), counted=counted,
            reason=_reason_chip(finding.reason),
            by=self._person(entry.person_id), at=self._time(entry.at),
            photos=tuple(
                photo.sha256 for photo in self.state.photos if photo.finding_id == finding.id
            ),
        )  # fmt: skip

    def _tallies(self) -> list[model.TallyPart]:
        return [
            model.TallyPart(
                carton=tally.carton, good=tally.count, by=self._person(tally.person_id),
                at=self._time(tally.at), bad=self.state.bad_units(tally.carton),
                seconds=tally.seconds,
            )
            for tally in self.state.tallies.values()
        ]  # fmt: skip

    def _photos(self) -> list[model.PhotoPart]:
        findings = {finding.id: finding for finding in self.state.findings}
        parts = []
        for number, photo in enumerate(self.record.photos, 1):
            caption: Names | None = None
            if photo.finding_id in findings:
                caption = self._defect(findings[photo.finding_id].defect).names
            elif photo.item_id:
                caption = self.standard.item(photo.item_id).names
            parts.append(
                model.PhotoPart(
                    number=number,
                    sha256=photo.sha256,
                    path=self.around.photo(photo.sha256),
                    caption=caption,
                    shot=photo.shot,
                    carton=photo.carton,
                    width=photo.width,
                    height=photo.height,
                    size=photo.size,
                    taken_at=self._time(photo.taken_at),
                    by=self._person(photo.person_id),
                )
            )
        return parts

    def _disposition(self, each: DispositionRecord) -> model.DispositionPart:
        return model.DispositionPart(
            decision=each.disposition, by=self._who(each.person),
            at=self._time(each.decided_at), quantity=each.quantity, remark=each.note,
            reason=_phrase(f"desk.reason.{each.reason}"),
        )  # fmt: skip

    def _why_chosen(self) -> model.Phrase | None:
        lot = self.state.lot
        if not lot.standard_reason:
            return None
        channel = lot.channel or lot.product.channel
        return model.Phrase(
            key=f"standard.reason.{lot.standard_reason}",
            params={
                "name": self.standard.names, "version": self.standard.version,
                "channel": channel,
            },
        )  # fmt: skip

    def _rules(self) -> list[model.RulePart]:
        standard, record = self.standard, self.record
        parts = [
            model.RulePart(
                kind="standard", names=standard.names, version=str(standard.version),
                digest=record.standard.digest, why=self._why_chosen(),
            )
        ]  # fmt: skip
        judged = [part.assessment.rule for part in record.shelf_life]
        named = {rule.set_id: rule.set_names for rule in judged if rule is not None}
        parts += [
            model.RulePart(
                kind=part.kind, names=named.get(part.id, _same(part.id)), version=part.version,
                digest=part.digest,
            )
            for part in record.rules
        ]  # fmt: skip
        version = record.record.app_version
        program = {"zh": "无忧质检", "en": "Inspector"}
        parts.append(model.RulePart(kind="program", names=program, version=version))
        return parts


def _phrase(key: str, fallback: Names | None = None) -> model.Phrase:
    return model.Phrase(key=key, fallback=fallback)


def _life(found: Assessment) -> model.LifePart:
    return model.LifePart(
        state=found.state, action=found.action, on=found.on, last_good=found.last_good_day_a,
        last_good_b=(
            found.last_good_day_b if found.last_good_day_b != found.last_good_day_a else None
        ),
        remaining_days=found.remaining_days, total_days=found.total_days,
        required_days=found.needed_days,
        bands=_bands(found), rule=found.rule.id if found.rule else "",
        rule_names=found.rule.names if found.rule else None,
        rule_version=str(found.rule.set_version) if found.rule else "",
        rule_set=found.rule.set_names if found.rule else None,
        rule_is_practice=found.rule is not None and found.rule.basis == "practice",
        reasons=tuple(_life_reason(reason) for reason in found.reasons),
    )  # fmt: skip


def _inner(unit: InnerUnit) -> model.InnerPart:
    return model.InnerPart(
        name=unit.name, produced=unit.produced, expires=unit.expires, life=unit.life,
        wording=unit.wording,
    )  # fmt: skip


def _same(text: str) -> Names:
    return {"zh": text, "en": text}


def _reason_chip(code: str) -> model.Phrase | None:
    return _phrase(f"walk.reason.{code}", _same(code)) if code else None


def _note(text: str) -> model.Phrase | None:
    """A table's own note, printed as it stands where no translation knows it."""
    return _phrase(f"plan.note.{text}", {"zh": text, "en": text}) if text else None


def _life_reason(reason: Reason) -> model.Phrase:
    return model.Phrase(key=f"shelf_life.reason.{reason.code}", params=dict(reason.values()))


def _bands(found: Assessment) -> tuple[model.LifeBand, ...]:
    """Lower bounds of the states in days: a limit closes the worse state below it."""
    if found.rule is None:
        return ()
    limits: tuple[tuple[model.LifeState, int | None], ...] = (
        ("sales_lock", 0),
        ("near_expiry", found.sales_lock_days),
        ("warning", found.near_expiry_days),
        ("fresh", found.warning_days),
    )
    return tuple(
        model.LifeBand(state=state, from_days=days) for state, days in limits if days is not None
    )
