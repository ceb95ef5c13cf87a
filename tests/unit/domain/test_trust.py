from __future__ import annotations

import pytest

from inspector_app.domain.scan import RawScan, ScanSource
from inspector_app.domain.trust import FrameAgreement, trust_of


def read(text: str, source: ScanSource = "camera", symbology_id: str = "") -> RawScan:
    return RawScan(data=text.encode(), source=source, symbology_id=symbology_id)


def nothing_known(_scan: RawScan) -> bool:
    return False


def all_known(_scan: RawScan) -> bool:
    return True


@pytest.mark.parametrize("source", ["wedge", "serial", "typed"])
def test_scanners_and_keys_are_believed(source: ScanSource) -> None:
    assert trust_of(read("1", source), others=(), is_known=nothing_known) == "certain"


def test_a_photo_alone_proves_nothing() -> None:
    assert trust_of(read("1", "picture"), others=(), is_known=nothing_known) == "unproved"
    other = read("2", "picture")
    assert trust_of(read("1", "picture"), others=[other], is_known=nothing_known) == "unproved"


def test_a_known_number_or_a_second_photo_proves_it() -> None:
    assert trust_of(read("1"), others=(), is_known=all_known) == "known"
    assert trust_of(read("1"), others=[read("1")], is_known=nothing_known) == "agreed"


def test_the_same_text_from_another_symbology_does_not_agree() -> None:
    one, other = read("1", symbology_id="]C1"), read("1", symbology_id="]Q1")
    assert trust_of(one, others=[other], is_known=nothing_known) == "unproved"
    assert trust_of(one, others=[read("1")], is_known=nothing_known) == "agreed"


def test_a_live_code_counts_in_its_second_frame_and_once() -> None:
    agreement = FrameAgreement()
    code = read("1")
    given = [agreement.add(number, [code], nothing_known) for number in range(1, 6)]
    assert given == [(), (code,), (), (), ()]


def test_a_known_live_code_counts_at_once_and_once() -> None:
    agreement = FrameAgreement()
    assert agreement.add(1, [read("1"), read("1")], all_known) == (read("1"),)
    assert agreement.add(2, [read("1")], all_known) == ()


def test_two_reads_of_one_frame_are_one_read() -> None:
    agreement = FrameAgreement()
    assert agreement.add(1, [read("1"), read("1")], nothing_known) == ()
    assert agreement.add(1, [read("1")], nothing_known) == ()


def test_a_misread_far_apart_in_time_never_counts() -> None:
    agreement = FrameAgreement(window=5)
    assert agreement.add(1, [read("1")], nothing_known) == ()
    assert agreement.add(6, [read("1")], nothing_known) == ()


def test_a_code_shown_again_after_a_pause_counts_again() -> None:
    agreement = FrameAgreement(window=5)
    assert agreement.add(1, [read("1")], all_known)
    assert agreement.add(7, [read("1")], all_known)
