from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import main
from tests.benchmarks.harness import Budget, Figure, Misuse, Registry, Size, ratio, run


@pytest.fixture
def registry() -> Registry:
    registry = Registry()

    @registry.benchmark("decode.photo", budget="<= 1.3", unit="ratio")
    def photo(size: Size) -> Figure:
        return Figure(1.2 if size == "smoke" else 1.25, {"photos": 3})

    @registry.benchmark("decode.live", budget=">= 30", unit="1/s")
    def live(size: Size) -> Figure:
        return Figure(12.0)

    @registry.benchmark("start.paint", unit="ms")
    def paint(size: Size) -> Figure:
        return Figure(310.0)

    return registry


def measured(
    registry: Registry, names: list[str], size: Size, out: Path
) -> tuple[bool, list[dict[str, object]]]:
    stream = io.StringIO()
    passed = run(registry.select(names), size, out, stream)
    return passed, [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_figure_is_one_json_line_and_in_the_file(registry: Registry, tmp_path: Path) -> None:
    out = tmp_path / "build" / "bench.json"
    passed, rows = measured(registry, ["decode.photo"], "full", out)
    assert passed
    assert rows == [
        {
            "name": "decode.photo",
            "value": 1.25,
            "unit": "ratio",
            "budget": "<= 1.3",
            "ok": True,
            "detail": {"size": "full", "photos": 3},
        }
    ]
    assert json.loads(out.read_text("utf-8")) == rows


def test_a_missed_budget_fails_a_full_run_but_not_a_smoke_run(
    registry: Registry, tmp_path: Path
) -> None:
    passed, rows = measured(registry, ["decode.live"], "full", tmp_path / "b.json")
    assert (passed, rows[0]["ok"]) == (False, False)
    passed, rows = measured(registry, ["decode.live"], "smoke", tmp_path / "b.json")
    assert (passed, rows[0]["ok"]) == (True, None)


def test_an_error_fails_a_smoke_run_and_the_others_are_measured(
    registry: Registry, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    @registry.benchmark("answer.save", unit="ratio")
    def broken(size: Size) -> Figure:
        raise ZeroDivisionError("no floor")

    passed, rows = measured(registry, [], "smoke", tmp_path / "b.json")
    assert not passed
    assert [row["name"] for row in rows] == [
        "answer.save",
        "decode.live",
        "decode.photo",
        "start.paint",
    ]
    assert rows[0]["ok"] is False
    assert rows[0]["detail"] == {"error": "ZeroDivisionError: no floor"}
    assert "Traceback" in capsys.readouterr().err


def test_a_first_word_selects_its_figures(registry: Registry) -> None:
    assert [each.name for each in registry.select(["decode"])] == ["decode.live", "decode.photo"]
    with pytest.raises(Misuse, match=r"start\.paint"):
        registry.select(["decod"])


def test_a_name_is_declared_once(registry: Registry) -> None:
    with pytest.raises(Misuse, match="twice"):
        registry.benchmark("start.paint", unit="ms")(lambda size: Figure(1.0))


@pytest.mark.parametrize("text", ["1.3", "<=1.3", "<= fast", "== 1", ""])
def test_a_budget_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Misuse):
        Budget(text)


@pytest.mark.parametrize(
    ("text", "value", "holds"),
    [("<= 1.3", 1.3, True), ("< 1.3", 1.3, False), (">= 30", 29.9, False), ("> 0", 1, True)],
)
def test_a_budget_is_a_bound(text: str, value: float, holds: bool) -> None:
    assert Budget(text).holds(value) is holds


def test_a_ratio_is_taken_in_turns() -> None:
    turns: list[str] = []
    value, detail = ratio(lambda: turns.append("a"), lambda: turns.append("b"), rounds=3)
    assert turns == ["a", "b"] * 3
    assert value > 0
    assert detail["rounds"] == 3


def test_an_unknown_name_is_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--smoke", "--out", str(tmp_path / "b.json"), "no.such.figure"]) == 2
    assert "no.such.figure" in capsys.readouterr().err
    assert not (tmp_path / "b.json").exists()
