"""The files of a backup, whole and cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.central.operation import archive, sealed_keys
from inspector_app.central.operation.archive import ChunkWriter, FileCopy
from inspector_app.domain.errors import AccessError, StorageError

VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.binary(max_size=50),
    st.text(max_size=50).filter(lambda text: text.isascii() or text.isprintable()),
)  # fmt: skip


@given(st.lists(st.lists(st.lists(VALUES, min_size=2, max_size=2), max_size=5), max_size=4))
def test_rows_come_back_as_they_were(parts: list[list[list[object]]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows" / "t.zst"
        with ChunkWriter(path, "t", ("a", "b")) as out:
            for part in parts:
                out.write(part)
        copy = out.copy()
        assert [row for chunk in archive.chunks(path) for row in chunk] == [
            row for part in parts for row in part
        ]
        assert copy.rows == sum(map(len, parts))
        assert (copy.sha256, copy.size) == archive.digest_of(path)


def test_a_cut_file_never_gives_all_its_rows(tmp_path: Path) -> None:
    """It is refused, or comes up short of what the manifest counts."""
    path = tmp_path / "t.zst"
    with ChunkWriter(path, "t", ("a",)) as out:
        for start in range(0, 3000, 300):
            out.write([[f"row {number}"] for number in range(start, start + 300)])
    whole = path.read_bytes()
    for length in range(0, len(whole) - 1, 97):
        path.write_bytes(whole[:length])
        assert _rows(path) < 3000
    path.write_bytes(b"no zstd at all")
    assert _rows(path) == -1
    path.write_bytes(whole)
    assert _rows(path) == 3000


def _rows(path: Path) -> int:
    try:
        return sum(len(chunk) for chunk in archive.chunks(path))
    except StorageError:
        return -1


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "", "a\\b", "a.b"])
def test_a_name_never_leads_out_of_the_backup(tmp_path: Path, name: str) -> None:
    copy = FileCopy(name=name, columns=(), rows=0, size=0, sha256="")
    with pytest.raises(StorageError, match="central_backup_damaged"):
        archive.path_of(tmp_path, copy)


class TestKeys:
    SEED = bytes(range(32))

    def sealed(self, tmp_path: Path) -> bytes:
        keys = tmp_path / "keys"
        keys.mkdir()
        (keys / "central.pem").write_bytes(b"the key")
        return sealed_keys.seal(keys, "a long sentence", self.SEED)

    def test_only_the_passphrase_opens_them(self, tmp_path: Path) -> None:
        sealed = self.sealed(tmp_path)
        assert b"the key" not in sealed
        assert sealed_keys.unseal(sealed, "a long sentence") == {"central.pem": b"the key"}
        for spoilt, passphrase in (
            (sealed, "a long sentencE"), (sealed[:-1], "a long sentence"),
            (sealed[:20], "a long sentence"), (b"", "a long sentence"),
            (sealed[:-1] + bytes([sealed[-1] ^ 1]), "a long sentence"),
        ):  # fmt: skip
            with pytest.raises(AccessError, match="wrong_passphrase"):
                sealed_keys.unseal(spoilt, passphrase)

    @pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "c:x", "a\\x", ""])
    def test_no_name_leads_out_of_the_folder(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(StorageError, match="central_backup_damaged"):
            sealed_keys.put_back({name: b"x"}, tmp_path / "keys")

    def test_a_key_is_never_overwritten(self, tmp_path: Path) -> None:
        sealed_keys.put_back({"a/b.pem": b"1"}, tmp_path / "keys")
        with pytest.raises(FileExistsError):
            sealed_keys.put_back({"a/b.pem": b"2"}, tmp_path / "keys")
        assert (tmp_path / "keys" / "a" / "b.pem").read_bytes() == b"1"
