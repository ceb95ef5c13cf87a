"""Master data by command at a station that has no central system."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from inspector_app.bootstrap.resources import resource
from inspector_app.bootstrap.station import open_station
from inspector_app.cli.main import main
from inspector_app.services.people import sign_in_pin
from inspector_app.services.ports import Enrolment
from inspector_app.settings import data_folder

HEADING = "商品编码,商品名称,品牌,品类,来源,供应商编码,供应商名称,商品条码,箱规\n"
SOAP = "X1,皂,某,化妆品,国产,G1,甲公司,6923456000117,24\n"


def run(folder: Path, *words: str) -> int:
    return main(["--data", str(folder), *words])


def answer(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return found


def test_a_new_station_is_filled_from_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "station"
    for command, name in (("products", "products"), ("orders", "orders"), ("people", "users")):
        assert (
            run(folder, f"import-{command}", str(resource(f"examples/{name}.csv")), "--json") == 0
        )
        told = answer(capsys)
        assert told["published"]
    with open_station(data_folder(str(folder))) as opened:
        with opened.station.records.reading() as work:
            assert [each.sku for each in work.master.products_by_code("06923456000117")] == [
                "CX1001"
            ]
            order = work.master.order_by_number("ASN-EX-0001")
            assert order is not None
            assert [each.cartons for each in order.lines] == [125, 20]
            assert [each.code for each in work.master.suppliers()] == ["FJ04", "GZ01"]
        first = told["first_pins"][0]
        assert sign_in_pin(opened.station, first["person"], first["pin"]).role == "inspector"


def test_a_dry_run_makes_no_station_and_bad_rows_change_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, file = tmp_path / "station", tmp_path / "a.csv"
    file.write_bytes((HEADING + SOAP + "X2,,,,,,,,\n").encode("gb18030"))
    assert run(folder, "import-products", str(file), "--dry-run") == 1
    assert "[import_value_missing]" in capsys.readouterr().out
    assert not folder.exists()
    assert run(folder, "import-products", str(file)) == 1
    assert run(folder, "import-products", str(file), "--partial", "--lang", "en") == 0
    assert "The good rows were imported" in capsys.readouterr().out
    file.write_text("SKU,State\nX1,removed\n", "utf-8")
    assert run(folder, "import-products", str(file), "--json") == 0
    assert answer(capsys)["counts"]["removed"] == 1
    opened = open_station(data_folder(str(folder)))
    with opened, opened.station.records.reading() as work:
        assert work.master.products() == []


def test_a_central_system_wins(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, file = tmp_path / "station", tmp_path / "a.csv"
    file.write_text(HEADING + SOAP, "utf-8")
    with open_station(data_folder(str(folder))) as opened:
        station = opened.station
        opened.database.send_queue().save_enrolment(
            Enrolment(
                url="http://127.0.0.1:1", tenant="t", station_id=station.station_id,
                server_key=b"k" * 32, public_key=station.keys.public_key(),
            )
        )  # fmt: skip
    assert run(folder, "import-products", str(file), "--json") == 1
    assert answer(capsys)["error"]["code"] == "import_central_wins"


def test_files_that_cannot_be_read_or_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path / "s", "import-orders", str(tmp_path / "none.csv"), "--json") == 1
    assert answer(capsys)["error"]["code"] == "import_file_not_read"
    out = tmp_path / "no" / "t.xlsx"
    assert main(["central", "template", "orders", "--out", str(out), "--json"]) == 1
    assert answer(capsys)["error"]["code"] == "import_file_not_written"
    assert main(["central", "template", "orders", "--out", str(tmp_path / "t.xlsx"), "--json"]) == 0
    assert answer(capsys)["out"] == str(tmp_path / "t.xlsx")
    assert (tmp_path / "t.xlsx").read_bytes().startswith(b"PK")
