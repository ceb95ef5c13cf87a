"""Where rows and photos are kept: file, environment, and what cannot be understood."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.bootstrap.central_places import (
    API_VARIABLE,
    OWNER_VARIABLE,
    SECRET_VARIABLE,
    places,
    write_places,
)
from inspector_app.bootstrap.central_tls import tls_table, write_address
from inspector_app.central.blobs import Bucket
from inspector_app.central.configuration import Layout
from inspector_app.central.db.address import Address
from inspector_app.domain.errors import StorageError

API = "postgresql://api:p%40ss@db.example:5433/inspector"
OWNER = "postgresql://owner@db.example:5433/inspector"
BUCKET = Bucket(
    bucket="photos", endpoint="http://127.0.0.1:1", prefix="a/b", access_key_id="id",
    secret_access_key='se"cr\\et',
)  # fmt: skip


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


def refused(layout: Layout) -> str:
    with pytest.raises(StorageError) as caught:
        places(layout, {})
    return caught.value.code


def test_a_folder_alone_keeps_everything(layout: Layout) -> None:
    found = places(layout, {})
    assert found.api.file == layout.database
    assert not found.api.is_postgres
    assert found.bucket is None


def test_what_was_written_is_read(layout: Layout) -> None:
    write_places(layout, API, OWNER, BUCKET)
    found = places(layout, {})
    assert found.api.url.password == "p@ss"
    assert found.api.url.drivername == "postgresql+asyncpg"
    assert found.for_owner().url.username == "owner"
    assert found.bucket == BUCKET


DECIDED = """# ours
[limits]
station_rate = 5.0  # slow lines

[photos]
bucket = "photos"
secret_access_key = "kept"
[operation]
drain_seconds = 2"""


def test_what_an_administrator_wrote_stays(layout: Layout) -> None:
    layout.settings.write_text(DECIDED, encoding="utf-8")
    write_places(layout, API, OWNER)
    write_address(layout, "https://central.example:8417")
    text = layout.settings.read_text(encoding="utf-8")
    assert text.startswith(DECIDED)
    assert tomllib.loads(text)["photos"] == {"bucket": "photos", "secret_access_key": "kept"}
    assert tomllib.loads(text)["tls"] == {"address": "https://central.example:8417"}
    write_places(layout, API, OWNER)  # it says so already
    assert layout.settings.read_text(encoding="utf-8") == text


def test_another_place_than_the_written_one_is_refused(layout: Layout) -> None:
    write_places(layout, API, OWNER, BUCKET)
    before = layout.settings.read_bytes()
    for again in (
        lambda: write_places(layout, API.replace("5433", "5434")),
        lambda: write_places(layout, bucket=replace(BUCKET, bucket="others")),
    ):
        with pytest.raises(StorageError) as caught:
            again()
        assert caught.value.code == "central_settings_there"
    assert layout.settings.read_bytes() == before


@pytest.mark.parametrize("before", ["[tls]\nplain = true\n", " [ tls ] # mine\nplain = true"])
def test_an_address_joins_the_table_that_is_there(layout: Layout, before: str) -> None:
    layout.settings.write_text(before, encoding="utf-8")
    write_address(layout, "https://central.example:8417")
    found = tls_table(layout)
    assert (found.address, found.plain) == ("https://central.example:8417", True)
    write_address(layout, "https://central.example:8417")
    with pytest.raises(StorageError) as caught:
        write_address(layout, "https://other.example:8417")
    assert caught.value.code == "central_settings_there"


def test_a_table_written_in_another_way_is_left_to_a_person(layout: Layout) -> None:
    layout.settings.write_text("tls = { plain = true }\n", encoding="utf-8")
    with pytest.raises(StorageError) as caught:
        write_address(layout, "https://central.example:8417")
    assert caught.value.code == "central_settings_there"
    assert layout.settings.read_text(encoding="utf-8") == "tls = { plain = true }\n"


def test_a_bucket_alone_goes_with_the_folders_database(layout: Layout) -> None:
    write_places(layout, bucket=BUCKET)
    found = places(layout, {})
    assert found.api.file == layout.database
    assert found.bucket == BUCKET


def test_the_environment_goes_first(layout: Layout) -> None:
    write_places(layout, API, "", BUCKET)
    given = {API_VARIABLE: OWNER, OWNER_VARIABLE: API, SECRET_VARIABLE: "from outside"}
    found = places(layout, given)
    assert (found.api.url.username, found.for_owner().url.username) == ("owner", "api")
    assert found.bucket is not None
    assert found.bucket.secret_access_key == "from outside"


def test_no_password_is_shown() -> None:
    assert "p@ss" not in str(Address.parse(API))
    assert "cr" not in repr(BUCKET).replace("secret", "")


def test_without_the_owner_tables_cannot_be_changed(layout: Layout) -> None:
    write_places(layout, API)
    with pytest.raises(StorageError) as caught:
        places(layout, {}).for_owner()
    assert caught.value.code == "database_owner_missing"


@pytest.mark.parametrize(
    "address",
    ["", "somewhere", "mysql://a@b/c", "postgresql://a@b", "postgresql:///c", "sqlite:///x", "://"],
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(StorageError) as caught:
        Address.parse(address)
    assert caught.value.code == "database_address_unknown"


@pytest.mark.parametrize(
    "written",
    [
        "[database", "[other]\nx = 1\n", "[database]\nadress = 'x'\n", "[database]\naddress = 5\n",
        "database = 5\n", "[photos]\nbucket = 'b'\n", "[photos]\nbucket = ['b']\n",
        "[photos]\nbucket = 'b'\naccess_key_id = 'a'\n", "\x00",
    ],
)  # fmt: skip
def test_settings_that_say_something_else_are_refused(layout: Layout, written: str) -> None:
    layout.settings.write_text(written, "utf-8")
    assert refused(layout) == "central_settings_broken"
