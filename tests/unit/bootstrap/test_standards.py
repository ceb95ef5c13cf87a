"""Reading YAML of standards: strict, bounded, and bound by its digest."""

from __future__ import annotations

import msgspec
import pytest

from inspector_app.bootstrap.resources import resource
from inspector_app.bootstrap.standards import (
    MAX_BYTES,
    digest,
    read_yaml,
    shipped_standards,
    standard_from_yaml,
)
from inspector_app.bootstrap.standards_library import parse_document, shipped_documents
from inspector_app.domain.errors import StandardError


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a: 1\na: 2\n", "duplicate_key"),
        (b"a: {b: 1, b: 2}\n", "duplicate_key"),
        (b"a: &x [1]\nb: *x\n", "yaml_alias"),
        (b"a: [1\n", "yaml_unreadable"),
        (b"? [1, 2]\n: 3\n", "yaml_unreadable"),
        (b"a: !!python/object/apply:os.getcwd []\n", "yaml_unreadable"),
        (b"a: 2027-13-45\n", "yaml_unreadable"),
        (b"[" * 5000, "yaml_too_deep"),
        (b"- 1\n", "not_a_standard"),
        (b"", "not_a_standard"),
        ("a: 名".encode("gb18030"), "standard_not_utf8"),
        (b"#" * (MAX_BYTES + 1), "standard_too_large"),
    ],
)
def test_unsound_yaml_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(StandardError) as caught:
        read_yaml(data)
    assert caught.value.code == code


def test_a_fault_tells_its_line() -> None:
    with pytest.raises(StandardError) as caught:
        read_yaml(b"a: 1\nb: 2\na: 3\n")
    assert caught.value.params["line"] == 3


def test_a_byte_order_mark_is_taken() -> None:
    assert read_yaml("\ufeffa: 名".encode()) == {"a": "名"}


def test_the_digest_covers_both_files_and_ignores_line_ends() -> None:
    assert digest(b"a\r\nb", b"c") == digest(b"a\nb", b"c")
    assert len({digest(b"a", b"b"), digest(b"ab", b""), digest(b"a", b"c")}) == 3


def test_shipped_standards_carry_the_digest_of_their_bytes() -> None:
    defects = resource("standards/defects.yaml").read_bytes()
    for standard in shipped_standards():
        data = resource(f"standards/{standard.id}.yaml").read_bytes()
        assert standard.digest == digest(data, defects)
        assert standard_from_yaml(data, defects) == standard


def test_a_document_numbered_by_the_house_is_read_under_its_number() -> None:
    shipped = shipped_documents()[0]
    numbered = shipped.named(9)
    assert (numbered.version, numbered.written) == (9, shipped.version)
    standard = parse_document(numbered)
    assert (standard.id, standard.version, standard.digest) == (shipped.id, 9, shipped.digest)
    assert parse_document(numbered.named(shipped.version)) == parse_document(shipped)
    assert numbered.named(shipped.version) == shipped
    with pytest.raises(StandardError, match="standard_named_otherwise"):
        parse_document(msgspec.structs.replace(numbered, written=8))
    with pytest.raises(StandardError, match="standard_named_otherwise"):
        parse_document(msgspec.structs.replace(shipped, version=9))
