"""A disk that forgets what was not flushed, and dies at a chosen operation."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


class PowerCutError(Exception):
    """The machine is off; nothing runs any more."""


@dataclass
class _File:
    now: bytes = b""
    kept: bytes = b""


@dataclass
class _Folder:
    now: dict[str, object] = field(default_factory=dict)
    kept: dict[str, object] = field(default_factory=dict)


class PowerCutDisk:
    """``DiskOps`` in memory with two faces: what programs see, and what survives a power cut.

    ``dies_at`` is the number of the operation that does not happen any more; ``without`` names an
    operation that silently does nothing (``flush``, ``flush_folder``). ``most`` bytes are taken
    by one write.
    """

    def __init__(
        self, root: Path, *, dies_at: int | None = None, without: str = "", most: int = 1 << 30
    ) -> None:
        self.root = root
        self.operations = 0
        self._dies_at = dies_at
        self._without = without
        self._most = most
        self._top = _Folder()
        self._handles: dict[int, _File] = {}

    def create(self, path: Path) -> int:
        self._step()
        folder = self._folder(path.parent)
        if path.name in folder.now:
            raise FileExistsError(path)
        file = _File()
        folder.now[path.name] = file
        path.write_bytes(b"")
        handle = len(self._handles) + 1
        self._handles[handle] = file
        return handle

    def write(self, handle: int, data: memoryview) -> int:
        self._step()
        taken = bytes(data[: self._most])
        self._handles[handle].now += taken
        return len(taken)

    def flush(self, handle: int) -> None:
        self._step()
        if self._without != "flush":
            self._handles[handle].kept = self._handles[handle].now

    def close(self, handle: int) -> None:
        """Closing keeps nothing."""

    def rename(self, source: Path, target: Path) -> None:
        self._step()
        folder = self._folder(source.parent)
        folder.now[target.name] = folder.now.pop(source.name)
        source.replace(target)
        file = folder.now[target.name]
        assert isinstance(file, _File)
        target.write_bytes(file.now)

    def make_folder(self, path: Path) -> None:
        self._step()
        parent = self._folder(path.parent)
        parent.now.setdefault(path.name, _Folder())
        path.mkdir(exist_ok=True)

    def flush_folder(self, path: Path) -> None:
        self._step()
        if self._without != "flush_folder":
            folder = self._folder(path)
            folder.kept = dict(folder.now)

    def remove(self, path: Path) -> None:
        self._step()
        self._folder(path.parent).now.pop(path.name, None)
        path.unlink(missing_ok=True)

    def pause(self, seconds: float) -> None:
        """Waiting is no operation of the disk."""

    def survivors(self) -> dict[str, bytes]:
        """Files and their bytes after the power comes back, by path below the root's parent."""
        return dict(_walk(self._top, ""))

    def mend(self) -> None:
        """From now on every operation works."""
        self._without = ""

    def _folder(self, path: Path) -> _Folder:
        folder = self._top
        for part in path.relative_to(self.root.parent).parts:
            inner = folder.now[part]
            assert isinstance(inner, _Folder)
            folder = inner
        return folder

    def _step(self) -> None:
        if self._dies_at is not None and self.operations >= self._dies_at:
            raise PowerCutError
        self.operations += 1


def _walk(folder: _Folder, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for name, inner in folder.kept.items():
        if isinstance(inner, _Folder):
            found += _walk(inner, f"{prefix}{name}/")
        elif isinstance(inner, _File):
            found.append((f"{prefix}{name}", inner.kept))
    return found
