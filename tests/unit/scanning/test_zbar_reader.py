"""What zbar gives, in the words of the other reader."""

from __future__ import annotations

import numpy as np
import pytest

from inspector_app.scanning.picture import whole
from inspector_app.scanning.zbar_reader import read_with_zbar
from tests.fakes.code_photos import code_modules

ELEMENTS = "(01)06901234567892(10)L26(17)280331"
DATA = b"010690123456789210L26\x1d17280331"


@pytest.mark.parametrize(
    ("format_name", "content", "gs1", "data", "symbology_id"),
    [
        ("EAN13", "6901234567892", False, b"6901234567892", "]E0"),
        ("EAN8", "96385074", False, b"96385074", "]E4"),
        ("UPCA", "036000291452", False, b"0036000291452", "]E0"),
        ("UPCE", "01234565", False, b"0012345000065", "]E0"),
        ("Code39", "ABC-123", False, b"ABC-123", "]A0"),
        ("Code128", "INS:C:pass", False, b"INS:C:pass", "]C0"),
        ("Code128", ELEMENTS, True, DATA, "]C1"),
        ("QRCode", ELEMENTS, True, DATA, "]Q3"),
        ("QRCode", "无忧质检".encode("gb18030"), False, "无忧质检".encode("gb18030"), "]Q1"),
    ],
)
def test_bytes_and_identifiers_are_those_of_the_symbol(
    format_name: str, content: str | bytes, gs1: bool, data: bytes, symbology_id: str
) -> None:
    modules = np.pad(code_modules(content, format_name, gs1=gs1), 8, constant_values=255)
    (scan,) = read_with_zbar(whole(np.kron(modules, np.ones((3, 3), np.uint8))), "zbar")
    assert (scan.data, scan.symbology_id, scan.stage) == (data, symbology_id, "zbar")
    assert len(scan.position) == 4


def test_itf_and_tiny_pictures_are_left_alone() -> None:
    modules = np.pad(code_modules("16901234567899", "ITF"), 8, constant_values=255)
    assert read_with_zbar(whole(np.kron(modules, np.ones((3, 3), np.uint8))), "zbar") == []
    assert read_with_zbar(whole(np.zeros((1, 1), np.uint8)), "zbar") == []
