from __future__ import annotations

from pathlib import Path

import pytest

from tests.contract.send_queue_contract import SendQueueContract
from tests.fakes.send_queue import MemoryStation


class MemoryBench(MemoryStation):
    def restart(self) -> None:
        """Memory has nothing to forget."""


class TestSendQueueInMemory(SendQueueContract):
    @pytest.fixture
    def bench(self, tmp_path: Path) -> MemoryBench:
        return MemoryBench(tmp_path)
