"""A draft of the shelf-life rules: edited, judged at once, published as a version."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.master import Person
from inspector_app.domain.shelf_life import AcceptanceRule, Assessment
from inspector_app.services import life_rules
from inspector_app.ui.presenters.life_rules import LifeRulesPresenter
from inspector_app.ui.session import Session
from tests.fakes.goods import INSPECTOR, SUPERVISOR
from tests.fakes.station import make_station
from tests.fakes.tasks import DirectTasks
from tests.fakes.tools import make_tools

NEW = AcceptanceRule(id="", names={"zh": "新", "en": "new"}, channel="tmall", min_remaining="1/3")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenStation]:
    with make_station(tmp_path / "station") as found:
        yield found


@pytest.fixture
def made(opened: OpenStation, tmp_path: Path) -> Callable[[Person], LifeRulesPresenter]:
    def make(who: Person = SUPERVISOR) -> LifeRulesPresenter:
        session = Session()
        session.begin(who)
        presenter = LifeRulesPresenter(make_tools(opened, tmp_path)[0], session, DirectTasks())
        presenter.arrive()
        return presenter

    return make


@pytest.fixture
def desk(made: Any) -> LifeRulesPresenter:
    return made(SUPERVISOR)  # type: ignore[no-any-return]


def test_an_inspector_looks_and_a_supervisor_edits(made: Any) -> None:
    assert not made(INSPECTOR).state.may_edit
    assert made(SUPERVISOR).state.may_edit


def test_an_edited_row_is_the_houses_own_and_judges_the_trial_at_once(
    desk: LifeRulesPresenter,
) -> None:
    desk.try_on(
        replace(desk.state.trial, produced=date(2026, 8, 1), life="12M", on=date(2026, 11, 22))
    )
    assert isinstance(desk.state.tried, Assessment)
    assert desk.state.tried.action == "accept"
    desk.choose("domestic-90")
    assert desk.state.row is not None
    desk.keep_row(replace(desk.state.row, min_remaining="9/10", below="warn"))
    assert desk.state.row.basis == "customer"
    assert desk.state.changed
    assert isinstance(desk.state.tried, Assessment)
    assert desk.state.tried.action == "warn"
    desk.discard()
    assert not desk.state.changed
    assert desk.state.row is None


def test_rows_come_and_go(desk: LifeRulesPresenter) -> None:
    desk.add_row(NEW)
    desk.add_row(NEW)
    assert desk.state.draft is not None
    added = desk.state.draft.acceptance[-2:]
    assert [row.id for row in added] == ["customer-1", "customer-2"]
    assert desk.state.chosen == "customer-2"
    desk.drop_row("customer-1")
    assert [row.id for row in desk.state.draft.acceptance][-1] == "customer-2"


def test_a_draft_that_covers_too_little_says_so(desk: LifeRulesPresenter) -> None:
    desk.drop_row("cross-border")
    assert desk.state.problem is not None
    assert desk.state.problem.code == "no_rule_applies"


def test_bands_variants_and_what_a_state_asks_for(desk: LifeRulesPresenter) -> None:
    desk.set_days("warning", 7, 120)
    desk.set_days("sales_lock", 0, 1)
    desk.set_days("near_expiry", 7, 60)
    desk.set_action("near_expiry", "reject")
    desk.set_action("warning", "accept")
    desk.set_action("sales_lock", "approval")
    draft = desk.state.draft
    assert draft is not None
    assert (draft.warning[7].days, draft.sales_lock[0].days) == (120, 1)
    assert draft.near_expiry_bands[7].days == 60
    assert draft.near_expiry_variants[1].bands[5].days == 45
    actions = draft.actions
    assert (actions.warning, actions.near_expiry, actions.sales_lock) == (
        "accept", "reject", "approval",
    )  # fmt: skip
    desk.choose_variant("consumed")
    assert desk.state.bands("near_expiry")[0].consumed == "4/5"


@pytest.mark.parametrize("life", ["0M", "", "99999M"])
def test_a_trial_that_cannot_be_judged_says_why(desk: LifeRulesPresenter, life: str) -> None:
    desk.try_on(replace(desk.state.trial, life=life))
    assert not isinstance(desk.state.tried, Assessment)
    assert (desk.state.tried is None) == (life == "")


def test_publishing_makes_a_version_and_refusals_stay_in_place(
    desk: LifeRulesPresenter, opened: OpenStation
) -> None:
    told: list[int] = []
    desk.on_published = lambda made: told.append(made.rules.version)
    desk.set_days("warning", 7, 120)
    desk.publish("")
    assert desk.state.refused is not None
    assert desk.state.refused.code == "rules_note_needed"
    assert not desk.state.publishing
    desk.publish("客户约定")
    assert told == [2]
    assert not desk.state.changed
    assert opened.station.shelf_life.version == 2
    assert [each.rules.version for each in desk.state.versions] == [2, 1]


def test_a_draft_outlives_a_look_elsewhere_and_another_publication(
    desk: LifeRulesPresenter, made: Any, opened: OpenStation
) -> None:
    desk.set_days("warning", 7, 120)
    other = made(SUPERVISOR)
    other.set_days("warning", 7, 60)
    other.publish("另一台")
    desk.arrive()
    assert desk.state.changed
    assert desk.state.draft is not None
    assert desk.state.draft.warning[7].days == 120
    desk.publish("我的")
    assert desk.state.refused is not None
    assert desk.state.refused.code == "rules_changed_meanwhile"  # never silently over the other's
    assert life_rules.versions(opened.station)[0].note == "另一台"
    desk.discard()
    assert desk.state.draft.version == 2
