from __future__ import annotations

from random import Random

import pytest

from inspector_app.bootstrap.resources import catalogue
from tests.faults import fuzz_gs1
from tests.faults.fuzz import FuzzFailure, any_unicode, fuzz, mutated


@pytest.mark.timeout(3600)
def test_no_code_stops_the_parser(long_run: bool) -> None:
    report = fuzz_gs1.run(1_000_000 if long_run else 20_000, seed=20261122)
    assert report.count == (1_000_000 if long_run else 20_000)
    assert set(report.by_maker) == set(fuzz_gs1.MAKERS)
    assert {"element_string", "digital_link", "gtin", "text", "url", "empty"} <= set(
        report.outcomes
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_answer_can_be_said(language: str) -> None:
    say = catalogue().speak(language)
    report = fuzz(
        lambda raw: fuzz_gs1.holds(raw, say), fuzz_gs1.MAKERS, count=600, seed=7, slowest_allowed=5
    )
    assert report.count == 600


def test_a_failure_names_the_input_and_can_be_repeated() -> None:
    def target(text: str) -> str:
        assert "x" not in text
        return "fine"

    makers = {"one": lambda random: "abcx"[random.randrange(4)]}
    with pytest.raises(FuzzFailure, match=r"number [0-9]+, maker one.*'x'") as first:
        fuzz(target, makers, count=100, seed=3)
    number = int(str(first.value).split("number ")[1].split(",")[0])
    with pytest.raises(FuzzFailure, match=f"number {number},"):
        fuzz(target, makers, count=100, seed=3, only=number)


def test_an_input_that_takes_too_long_is_a_failure() -> None:
    with pytest.raises(FuzzFailure, match="s for 'slow'"):
        fuzz(
            lambda _text: sum(range(300_000)),
            {"one": lambda _random: "slow"},
            count=1,
            seed=1,
            slowest_allowed=1e-6,
        )


def test_the_same_seed_makes_the_same_inputs() -> None:
    made = [[maker(Random(f"9/{n}")) for n in range(3)] for maker in fuzz_gs1.MAKERS.values()]
    again = [[maker(Random(f"9/{n}")) for n in range(3)] for maker in fuzz_gs1.MAKERS.values()]
    assert made == again
    assert any_unicode(Random(1), 50) == any_unicode(Random(1), 50)
    assert mutated(Random(2), "abcdef", "xyz") != "abcdef"
