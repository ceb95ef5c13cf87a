"""What stands under [operation] and [limits] of central.toml, and the examples that ship."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from inspector_app.bootstrap import central_backup, central_places
from inspector_app.bootstrap.central_places import places
from inspector_app.bootstrap.central_settings import central_settings
from inspector_app.bootstrap.central_tls import tls_table
from inspector_app.central.configuration import CentralSettings, Layout
from inspector_app.cli.main import build_parser
from inspector_app.domain.errors import StorageError

EXAMPLES = Path(__file__).parents[3] / "packaging" / "central"


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


def test_nothing_written_is_the_default(layout: Layout) -> None:
    assert central_settings(layout) == CentralSettings()


def test_what_is_written_is_taken(layout: Layout) -> None:
    layout.settings.write_text(
        '[operation]\nlog_level = "warning"\naccess_log = false\n'
        'metrics_token = "0123456789abcdef"\nmetrics_from = ["10.0.0.0/8"]\n'
        "announce_seconds = 5\ndrain_seconds = 2.5\n[limits]\nstation_rate = 7\n"
        "[keeping]\ntombstone_days = 30\n",
        "utf-8",
    )
    found = central_settings(layout)
    assert found.operation.log_level == "warning"
    assert not found.operation.access_log
    assert found.operation.metrics_from == ("10.0.0.0/8",)
    assert (found.operation.announce, found.operation.drain) == (
        timedelta(seconds=5), timedelta(seconds=2.5),
    )  # fmt: skip
    assert found.limits.station_rate == 7.0
    assert found.keeping.tombstones == timedelta(days=30)
    assert "0123456789abcdef" not in repr(found)


@pytest.mark.parametrize(
    "text",
    [
        "[operation]\nlog_level = 'loud'", "[operation]\naccess_log = 1",
        "[operation]\nmetrics_token = 'short'", "[operation]\nmetrics_from = ['everybody']",
        "[operation]\nmetrics_from = [1]", "[operation]\nmetrics_from = '10.0.0.0/8'",
        "[operation]\ndrain_seconds = -1", "[operation]\ndrain_seconds = 1e300",
        "[operation]\ndrain_seconds = nan", "[operation]\ndrain_seconds = true",
        "[operation]\ndrain = 1", "[operation]\nunknown = 1", "operation = 1",
        "[keeping]\ntombstone_days = 0", "[keeping]\ntombstone_days = 9999",
        "[keeping]\ntombstone_days = 1.5", "[limits]\nstation_rate = 0",
        "[limits]\nstation_rate = 'many'", "[limit]\nx = 1",
        "[operation", "\udcff",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused(layout: Layout, text: str) -> None:
    layout.settings.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(StorageError) as caught:
        central_settings(layout)
    assert caught.value.code == "central_settings_broken"


class TestExamples:
    """What ships beside the program names only what the program knows."""

    def test_the_settings_are_understood(self, layout: Layout) -> None:
        text = (EXAMPLES / "central.toml.example").read_text("utf-8")
        layout.settings.write_text(text, "utf-8")
        assert central_settings(layout) == CentralSettings()
        found = places(layout, {central_places.SECRET_VARIABLE: "x" * 20})
        assert found.api.is_postgres
        assert found.bucket is not None
        assert tls_table(layout).behind_proxy == ("127.0.0.1", "::1")

    def test_every_variable_is_read(self) -> None:
        named = set(re.findall(r"INSPECTOR_[A-Z0-9_]+", _text("*.example", "*.service", "*.sql")))
        read = {
            central_places.API_VARIABLE, central_places.OWNER_VARIABLE,
            central_places.SECRET_VARIABLE, central_backup.PASSPHRASE_VARIABLE,
        }  # fmt: skip
        ours = {"INSPECTOR_HOST", "INSPECTOR_PORT"}  # the unit's own, put into its command
        assert named == read | ours

    def test_every_command_is_one(self) -> None:
        lines = re.findall(r"ExecStart(?:Post)?=\S*inspector-app (.+)", _text("*.service"))
        lines += re.findall(r"exec /usr/bin/inspector-app (.+)'", _text("*.service"))
        lines = [re.sub(r"\$\(.*?\)", "NOW", line) for line in lines]
        commands = [line.replace("${INSPECTOR_PORT}", "8417").split() for line in lines]
        assert {command[1] for command in commands} == {"serve", "maintain", "backup", "doctor"}
        for command in commands:
            assert callable(build_parser().parse_args(command).run)

    def test_a_photo_passes_the_proxies(self) -> None:
        from inspector_app.wire.envelope import MAX_PHOTO

        (nginx,) = re.findall(r"client_max_body_size (\d+)m;", _text("nginx.conf"))
        assert int(nginx) * 1024**2 > MAX_PHOTO
        (caddy,) = re.findall(r"max_size (\d+)MB", _text("Caddyfile"))
        assert int(caddy) * 1000**2 > MAX_PHOTO
        assert "proxy_set_header Host $http_host;" in _text("nginx.conf")

    def test_the_service_has_time_to_end(self) -> None:
        (seconds,) = re.findall(r"TimeoutStopSec=(\d+)", _text("inspector-central.service"))
        drain = CentralSettings().operation.drain.total_seconds()
        assert int(seconds) > drain + 10


def _text(*patterns: str) -> str:
    paths = [path for pattern in patterns for path in sorted(EXAMPLES.glob(pattern))]
    assert paths
    return "\n".join(path.read_text("utf-8") for path in paths)
