"""``export``, ``verify``, ``central key``, and reports of the central system."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from inspector_app.bootstrap import embedded_central
from inspector_app.bootstrap.reporting import write_report
from inspector_app.bootstrap.verifying import verify_file
from inspector_app.central.db import inspections
from inspector_app.central.master import tenant_of
from inspector_app.central.parts import Parts, ReportOrder
from inspector_app.central.reports import order_report
from inspector_app.cli.main import main
from tests.integration.evidence.sealed_case import Case
from tests.integration.evidence.tampering import photo_names, rezipped


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code and the JSON document of a command."""
    code = main([*arguments, "--json"])
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, document


def test_verify_answers_as_documented(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    for file in (case.zipped, case.report):
        code, document = told(capsys, "verify", str(file))
        assert (code, document["result"]) == (0, "consistent")
        code, document = told(capsys, "verify", str(file), "--trust", case.trust.hex())
        assert (code, document["result"]) == (0, "proved")
        names = {line["name"] for line in document["checks"]}
        assert {
            "chain", "signature", "standard", "plan", "draw", "shelf_life", "verdict", "photos",
            "receipts", "origin",
        } <= names  # fmt: skip
        assert all(line["ok"] is True and line["detail"] for line in document["checks"])


def test_a_report_alone_says_that_originals_are_absent(
    case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    _, document = told(capsys, "verify", str(case.report), "--lang", "en")
    assert document["originals"] == "absent"
    [photos] = [line for line in document["checks"] if line["name"] == "photos"]
    assert "originals are not present" in photos["detail"]


def test_what_is_broken_exits_1_and_names_it(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [name, *_] = photo_names(case.zipped)
    path = rezipped(case.zipped, tmp_path / "t.zip", files={name: None})
    code, document = told(capsys, "verify", str(path), "--trust", case.trust.hex())
    assert (code, document["result"]) == (1, "broken")
    [wrong] = [line for line in document["checks"] if not line["ok"]]
    assert (wrong["name"], wrong["code"]) == ("photos", "photo_missing")
    assert main(["verify", str(path), "--lang", "en"]) == 1
    said = capsys.readouterr().out
    assert said.startswith("Broken")
    assert "WRONG" in said


def test_refusals_carry_a_code(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.txt").write_text("x", "utf-8")
    code, document = told(capsys, "verify", str(tmp_path / "x.txt"))
    assert (code, document["error"]["code"]) == (1, "not_evidence")
    code, document = told(capsys, "verify", str(case.zipped), "--trust", "nonsense")
    assert (code, document["error"]["code"]) == (1, "trust_key_unreadable")
    code, document = told(capsys, "verify", str(case.zipped), "--trust", "")
    assert (code, document["error"]["code"]) == (1, "trust_key_unreadable"), "an unset variable"


def test_export_by_lot_number_and_its_refusals(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(case.folder / "station")]
    lot = verify_file(case.zipped).records[0].lot.number
    out = tmp_path / "again.zip"
    code, document = told(capsys, "export", lot, "--out", str(out), *data)
    assert (code, document["lot"], document["photos"]) == (0, lot, len(photo_names(case.zipped)))
    assert out.read_bytes() == case.zipped.read_bytes()
    code, document = told(capsys, "export", "nobody", "--out", str(out), *data)
    assert (code, document["error"]["code"]) == (1, "inspection_unknown")
    missing = tmp_path / "nowhere" / "a.zip"
    code, document = told(capsys, "export", lot, "--out", str(missing), *data)
    assert code == 1
    assert not missing.exists()


def test_the_central_key_is_printed_for_verify(
    case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--data", str(case.folder / "central")]
    code, document = told(capsys, "central", "key", *folder)
    assert (code, document["key"]) == (0, case.trust.hex())
    (tmp_path / "central.pem").write_text(document["pem"], "utf-8")
    trusted = str(tmp_path / "central.pem")
    assert told(capsys, "verify", str(case.zipped), "--trust", trusted)[1]["result"] == "proved"
    assert main(["central", "key", *folder]) == 0
    assert case.trust.hex() in capsys.readouterr().out
    code, document = told(capsys, "central", "key", "--data", str(tmp_path))
    assert (code, document["error"]["code"]) == (1, "central_missing")


def test_a_report_of_the_central_system_is_proved_too(case: Case, tmp_path: Path) -> None:
    central = embedded_central.start_embedded(case.folder / "central")

    async def order(parts: Parts) -> ReportOrder:
        tenant = await tenant_of(parts)
        async with parts.db.read(tenant) as tx:
            newest, *_ = await inspections.revisions(tx, tenant, case.inspection_id)
        return await order_report(parts, newest, "zh", "")

    try:
        found = central.call(order)
        write_report(found, tmp_path / "central.pdf")
    finally:
        central.stop()
    checked = verify_file(tmp_path / "central.pdf", case.trust)
    assert checked.result == "proved", [line for line in checked.lines if not line.ok]
    assert any(line.params.get("by") == "central" for line in checked.lines)
