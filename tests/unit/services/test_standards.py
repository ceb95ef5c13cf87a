"""Standards in the hands of supervisors: drafts, publishing for good, retiring."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.errors import AccessError, StandardError
from inspector_app.services import standards
from inspector_app.services.inspections import standard_of
from inspector_app.services.intake import open_lot
from inspector_app.services.ports import FeedChange, FeedCursor
from inspector_app.store.master_sink import StationMasterSink
from inspector_app.wire.feeds import PublishedDocument, encode_item
from inspector_app.wire.standard import decode_standard
from tests.conftest import ExpectedLog
from tests.fakes.goods import INSPECTOR, SUPERVISOR
from tests.fakes.station import PIN, REQUEST, make_station


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenStation]:
    with make_station(tmp_path) as station:
        yield station


def newest(opened: OpenStation, standard_id: str) -> int:
    return next(s.version for s in opened.station.standards.published() if s.id == standard_id)


def next_text(opened: OpenStation, standard_id: str = "cosmetics") -> str:
    return standards.new_version(opened.station, standard_id, newest(opened, standard_id))


def states(opened: OpenStation, standard_id: str) -> list[tuple[int, str]]:
    lines = standards.versions(opened.station)
    return [(line.version, line.state) for line in lines if line.id == standard_id]


def test_a_published_version_is_in_force_and_the_earlier_one_stays(opened: OpenStation) -> None:
    before = newest(opened, "cosmetics")
    made = standards.publish(opened.station, SUPERVISOR, next_text(opened), pin=PIN)
    assert made.version == before + 1
    assert newest(opened, "cosmetics") == made.version
    assert states(opened, "cosmetics") == [(made.version, "in_force"), (before, "superseded")]
    line = next(
        each for each in standards.versions(opened.station) if each.version == made.version
        and each.id == "cosmetics"
    )  # fmt: skip
    assert line.published_by == SUPERVISOR.id
    assert line.published_at is not None
    assert standards.source(opened.station, "cosmetics", before).standard is not None


def test_publishing_is_sealed_with_the_whole_text(opened: OpenStation) -> None:
    text = next_text(opened)
    made = standards.publish(opened.station, SUPERVISOR, text, pin=PIN)
    with opened.station.records.reading() as work:
        event = work.journal.event(work.journal.head().seq)
    assert event is not None
    assert event.kind == "standard_published"
    record = decode_standard(event.payload)
    assert (record.state, record.person.person_id) == ("in_force", SUPERVISOR.id)
    assert (record.document.text, record.document.digest) == (text, made.digest)


def test_a_walk_keeps_the_version_it_began_with(opened: OpenStation) -> None:
    inspection = open_lot(opened.station, INSPECTOR, REQUEST)
    began = inspection.state.lot.standard_version
    text = next_text(opened)
    standards.publish(opened.station, SUPERVISOR, text, pin=PIN)
    standards.retire(opened.station, SUPERVISOR, "cosmetics", began, "内容有误", pin=PIN)
    assert standard_of(opened.station, inspection).version == began
    later = open_lot(opened.station, INSPECTOR, REQUEST)
    assert later.state.lot.standard_version == began + 1


def test_a_retired_version_is_chosen_no_more(opened: OpenStation) -> None:
    before = newest(opened, "cosmetics")
    standards.publish(opened.station, SUPERVISOR, next_text(opened), pin=PIN)
    standards.retire(opened.station, SUPERVISOR, "cosmetics", before + 1, " 限值错 ", pin=PIN)
    assert states(opened, "cosmetics") == [(before + 1, "retired"), (before, "in_force")]
    assert newest(opened, "cosmetics") == before
    with opened.station.records.reading() as work:
        event = work.journal.event(work.journal.head().seq)
    assert event is not None
    assert decode_standard(event.payload).reason == "限值错"
    with pytest.raises(StandardError) as caught:
        standards.retire(opened.station, SUPERVISOR, "cosmetics", before + 1, "再", pin=PIN)
    assert caught.value.code == "standard_retired"
    assert standards.next_version(opened.station, "cosmetics") == before + 2


def test_only_a_signing_supervisor_may(opened: OpenStation) -> None:
    text = next_text(opened)
    for who, words, code in (
        (INSPECTOR, {"pin": PIN}, "not_allowed"),
        (SUPERVISOR, {}, "signature_missing_pin"),
        (SUPERVISOR, {"pin": "9999"}, "wrong_pin"),
        (SUPERVISOR, {"badge": INSPECTOR.badge}, "signature_of_another"),
    ):
        with pytest.raises(AccessError) as caught:
            standards.publish(opened.station, who, text, **words)
        assert caught.value.code == code
    assert standards.publish(opened.station, SUPERVISOR, text, badge=SUPERVISOR.badge)
    with pytest.raises(StandardError) as refused:
        standards.retire(opened.station, SUPERVISOR, "cosmetics", 1, "  ", pin=PIN)
    assert refused.value.code == "retire_reason_needed"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("version: ", "version: 1"), "version_not_next"),
        (("kind: identity", "kind: guess"), "value_not_allowed"),
        (("stages:", "stages: [["), "yaml_unreadable"),
    ],
)
def test_what_is_not_sound_or_not_next_is_not_published(
    opened: OpenStation, change: tuple[str, str], code: str
) -> None:
    before = states(opened, "cosmetics")
    text = next_text(opened).replace(*change, 1)
    with pytest.raises(StandardError) as caught:
        standards.publish(opened.station, SUPERVISOR, text, pin=PIN)
    assert caught.value.code == code
    assert states(opened, "cosmetics") == before


def test_a_text_too_large_to_be_sealed_is_refused(opened: OpenStation) -> None:
    text = next_text(opened) + "#" * standards.MAX_PUBLISHED
    with pytest.raises(StandardError) as caught:
        standards.publish(opened.station, SUPERVISOR, text, pin=PIN)
    assert caught.value.code == "standard_too_large"


def test_drafts_survive_a_restart_and_end_with_publishing(tmp_path: Path) -> None:
    with make_station(tmp_path) as opened:
        text = next_text(opened)
        first = standards.save_draft(opened.station, SUPERVISOR, "unsound: [", based_on="")
        draft = standards.save_draft(opened.station, SUPERVISOR, text, based_on="cosmetics@3")
        again = standards.save_draft(
            opened.station, SUPERVISOR, text, draft_id=draft.id, based_on=draft.based_on
        )
        assert again.id == draft.id
    with make_station(tmp_path) as opened:
        kept = standards.drafts(opened.station)
        assert {each.id for each in kept} == {first.id, draft.id}
        standards.publish(opened.station, SUPERVISOR, text, pin=PIN, draft_id=draft.id)
        standards.drop_draft(opened.station, SUPERVISOR, first.id)
        standards.drop_draft(opened.station, SUPERVISOR, "gone already")
        assert standards.drafts(opened.station) == ()


def test_drafts_are_the_supervisors_and_bounded(
    opened: OpenStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(AccessError):
        standards.save_draft(opened.station, INSPECTOR, "id: a")
    monkeypatch.setattr(standards, "MAX_DRAFTS", 1)
    standards.save_draft(opened.station, SUPERVISOR, "id: a")
    with pytest.raises(StandardError) as caught:
        standards.save_draft(opened.station, SUPERVISOR, "id: b")
    assert caught.value.code == "too_many_drafts"


def test_a_workbook_comes_back_as_it_was_written(opened: OpenStation) -> None:
    for line in standards.versions(opened.station):
        data = standards.to_workbook(opened.station, line.id, line.version)
        back = standards.check_document(opened.station, data)
        written = standards.source(opened.station, line.id, line.version)
        assert back.problems == ()
        assert back.document == written.document
        assert back.standard is not None


def test_an_unknown_version_is_refused(opened: OpenStation) -> None:
    for ask in (standards.source, standards.to_workbook, standards.new_version):
        with pytest.raises(StandardError) as caught:
            ask(opened.station, "cosmetics", 99)
        assert caught.value.code == "standard_missing"


def from_feed(opened: OpenStation, *documents: PublishedDocument, whole: bool = False) -> None:
    sink = StationMasterSink(opened.database.write, opened.database.read)
    changes = [
        FeedChange(id=f"{each.id}@{each.version}", body=encode_item(each)) for each in documents
    ]
    take = sink.replace if whole else sink.apply
    take("standards", changes, FeedCursor(epoch="e", after=1))


def document(opened: OpenStation, standard_id: str, version: int) -> PublishedDocument:
    with opened.station.records.reading() as work:
        return next(
            each
            for each in work.master.standards()
            if (each.id, each.version) == (standard_id, version)
        )


def altered(held: PublishedDocument, **changes: object) -> PublishedDocument:
    import msgspec

    return msgspec.structs.replace(held, **changes)


@pytest.mark.parametrize("fault", ["text", "digest", "version", "parts"])
def test_a_bad_standard_of_the_feed_never_reaches_a_walk(
    opened: OpenStation, fault: str, expected_log: ExpectedLog
) -> None:
    expected_log(r"standard_unsound standard=cosmetics")
    before = newest(opened, "cosmetics")
    held = document(opened, "cosmetics", before)
    bad = {
        "text": altered(held, version=before + 1, text="id: [cosmetics"),
        "digest": altered(
            held, version=before + 1,
            text=held.text.replace(f"version: {before}", f"version: {before + 1}"),
        ),
        "version": altered(held, version=before + 1),
        "parts": altered(held, version=before + 1, parts={}),
    }[fault]  # fmt: skip
    from_feed(opened, bad)
    inspection = open_lot(opened.station, INSPECTOR, REQUEST)
    assert inspection.state.lot.standard_version == before
    assert states(opened, "cosmetics") == [(before + 1, "unsound"), (before, "in_force")]
    problem = standards.versions(opened.station)[0].problem
    assert problem is not None


def test_a_pull_is_in_force_without_a_restart(opened: OpenStation) -> None:
    before = newest(opened, "cosmetics")
    text = next_text(opened)
    checked = standards.check_document(opened.station, text)
    assert checked.standard is not None
    held = document(opened, "cosmetics", before)
    from_feed(opened, altered(held, version=before + 1, text=text, digest=checked.standard.digest))
    assert newest(opened, "cosmetics") == before + 1


def test_a_snapshot_keeps_what_was_published_here(opened: OpenStation) -> None:
    before = newest(opened, "cosmetics")
    held = document(opened, "cosmetics", before)
    made = standards.publish(opened.station, SUPERVISOR, next_text(opened), pin=PIN)
    from_feed(opened, held, whole=True)
    assert states(opened, "cosmetics") == [(made.version, "in_force"), (before, "superseded")]


def test_a_version_a_walk_began_with_is_never_replaced_by_other_content(
    opened: OpenStation,
) -> None:
    inspection = open_lot(opened.station, INSPECTOR, REQUEST)
    version = inspection.state.lot.standard_version
    held = document(opened, "cosmetics", version)
    other = held.text.replace("aql_minor: '4.0'", "aql_minor: '6.5'").replace(
        'aql_minor: "4.0"', 'aql_minor: "6.5"'
    )
    assert other != held.text
    checked = standards.check_document(opened.station, other)
    assert checked.standard is not None
    from_feed(opened, altered(held, text=other, digest=checked.standard.digest))
    assert document(opened, "cosmetics", version).digest == held.digest
    assert standard_of(opened.station, inspection).digest == inspection.state.lot.standard_digest


def test_a_feed_that_does_not_know_of_a_retirement_does_not_undo_it(opened: OpenStation) -> None:
    before = newest(opened, "cosmetics")
    held = document(opened, "cosmetics", before)
    standards.retire(opened.station, SUPERVISOR, "cosmetics", before, "停用", pin=PIN)
    from_feed(opened, held)
    assert states(opened, "cosmetics") == [(before, "retired")]
    from_feed(opened, altered(held, state="retired"))
    assert states(opened, "cosmetics") == [(before, "retired")]


def test_what_the_feed_takes_away_stays_for_its_walk_and_is_chosen_no_more(
    opened: OpenStation,
) -> None:
    inspection = open_lot(opened.station, INSPECTOR, REQUEST)
    version = inspection.state.lot.standard_version
    sink = StationMasterSink(opened.database.write, opened.database.read)
    gone = FeedChange(id=f"cosmetics@{version}", body=None)
    sink.apply("standards", [gone], FeedCursor(epoch="e", after=2))
    assert states(opened, "cosmetics") == [(version, "retired")]
    assert standard_of(opened.station, inspection).version == version
    with pytest.raises(StandardError) as caught:
        open_lot(opened.station, INSPECTOR, REQUEST)
    assert caught.value.code == "no_standard"


def test_a_person_of_another_station_is_not_the_signer(opened: OpenStation) -> None:
    stranger = replace(SUPERVISOR, id="U-77")
    with pytest.raises(AccessError) as caught:
        standards.publish(opened.station, stranger, next_text(opened), pin=PIN)
    assert caught.value.code == "unknown_person"
