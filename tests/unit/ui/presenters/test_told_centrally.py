"""What others have to say about a record: names, not ids."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from inspector_app.bootstrap.resources import catalogue
from inspector_app.i18n import LANGUAGES, Language
from inspector_app.ui.presenters.told_centrally import told_lines
from inspector_app.wire.central_act import ActBody
from inspector_app.wire.elsewhere import Dispute, Party

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
ONE, TWO = (
    Party(
        choice=f"digest-{name}", inspection="0192f3a0-0001", station=f"0192f3a0-{name}",
        station_name=f"月台 {name}", lot_number=f"L-{name}", overall=overall, size=1200, at=NOON,
        revision=2,
    )
    for name, overall in (("1", "accept"), ("2", "reject"))
)  # fmt: skip
OPEN = Dispute(id="d-1", kind="rival_revisions", raised_at=NOON, parties=(ONE, TWO))
DECIDED = Dispute(
    id="d-1", kind="rival_revisions", raised_at=NOON, parties=(ONE, TWO), ruling="keep",
    choice="digest-2", note="看过照片，两版不同", decided_by="王主管",
    decided_at=NOON + timedelta(hours=1),
)  # fmt: skip


def act(kind: str, /, **params: Any) -> ActBody:
    return ActBody(
        kind=kind, at=NOON + timedelta(hours=1), tenant="t", record_id="0192f3a0-0001",
        person="boss", names={"zh": "王主管", "en": "Wang"}, params=params,
    )  # fmt: skip


def test_an_open_dispute_says_who_has_what_and_waits() -> None:
    [line] = told_lines([OPEN], [], catalogue().speak("zh"))
    assert (line.tag, line.tone, line.by) == ("同一版记录更正了两次", "hold", "")
    assert [each.split(" · ")[:5] for each in line.details] == [
        ["月台 1", "L-1", "1,200 件", "第 2 版", "合格"],
        ["月台 2", "L-2", "1,200 件", "第 2 版", "不合格"],
    ]


def test_a_decision_says_who_decided_what_and_is_told_once() -> None:
    ruled = act("dispute_decided", dispute="d-1", kind="rival_revisions", ruling="keep")
    [line] = told_lines([DECIDED], [ruled], catalogue().speak("zh"))
    assert (line.title, line.tone) == ("以一方为准", "neutral")
    assert line.by.startswith("王主管 · 2026")
    assert line.details[1].endswith("为准")
    assert line.details[2] == "依据：看过照片，两版不同"
    [alone] = told_lines([], [ruled], catalogue().speak("en"))
    assert (alone.tag, alone.by.split(" · ")[0]) == ("Central system", "Wang")


def test_what_waits_comes_first_then_the_newest_and_nobody_is_an_id() -> None:
    disposed = act("disposed", disposition="return", quantity=1200, note="整批退回")
    earlier = replace(DECIDED, id="d-0", decided_at=NOON)
    first, *lines = told_lines([earlier, OPEN], [disposed], catalogue().speak("zh"))
    assert (first.tone, lines[1].title) == ("hold", "以一方为准")
    assert lines[0].title == "在中心系统决定：退供，1,200 件"
    assert lines[0].details == ("依据：整批退回",)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_words_and_no_id(language: Language) -> None:
    speak = catalogue().speak(language)
    nameless = Party(
        choice="x", inspection="0192f3a0-0001", station="0192f3a0-9", station_name="",
        lot_number="L", overall="", size=1, at=NOON, words="7K3QD9TV-00001-6",
    )  # fmt: skip
    told = [
        Dispute(id=kind, kind=kind, raised_at=NOON, parties=(nameless,), amount=5)
        for kind in ("double_opening", "rival_revisions", "over_count", "badge_twice")
    ]
    closed = Dispute(id="c", kind="double_opening", raised_at=NOON, parties=(ONE,), decided_at=NOON)
    acts = [act("later_kind"), act("disposed", disposition="of_a_later_version")]
    for line in told_lines([*told, closed], acts, speak):
        said = " ".join((line.tag, line.title, *line.details, line.by))
        assert "⟦" not in said
        assert "0192f3a0" not in said
