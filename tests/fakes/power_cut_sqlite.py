"""Records what SQLite asks of the disk, and builds what a power cut would have left.

While ``recording`` is active, every new connection of this process goes through a VFS that passes
each call on to the system's own and writes down writes, truncations and flushes. ``left_after``
then makes the files as they may be after the power went at any place: what was flushed is there;
of what was not, nothing, everything, or any part.

Not modelled: names of files (a created file is taken to be durable, a deleted one gone), and a
disk that says "flushed" without having done it.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import os
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

SECTOR = 512
_OK = 0


@dataclass(frozen=True, slots=True)
class Operation:
    """One call. ``acknowledge`` is the test's own: a door has returned."""

    kind: Literal["write", "truncate", "flush", "delete", "acknowledge"]
    file: str = ""
    place: int = 0
    data: bytes = b""


class _Vfs(ctypes.Structure):
    _fields_ = [
        ("version", c_int), ("file_size", c_int), ("longest_path", c_int), ("next", c_void_p),
        ("name", c_char_p), ("app_data", c_void_p), ("open", c_void_p), ("delete", c_void_p),
        *((f"call{number}", c_void_p) for number in range(14)),
    ]  # fmt: skip


class _Methods(ctypes.Structure):
    _fields_ = [
        ("version", c_int), ("close", c_void_p), ("read", c_void_p), ("write", c_void_p),
        ("truncate", c_void_p), ("sync", c_void_p),
        *((f"call{number}", c_void_p) for number in range(13)),
    ]  # fmt: skip


_OPEN = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_DELETE = ctypes.CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_WRITE = ctypes.CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = ctypes.CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = ctypes.CFUNCTYPE(c_int, c_void_p, c_int)


def _library() -> ctypes.CDLL:
    """The very SQLite this Python uses."""
    if os.name == "nt":
        return ctypes.CDLL("sqlite3.dll")
    return ctypes.CDLL(getattr(_sqlite3, "__file__", None))


class Recorder:
    """The VFS and what went through it."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self._library = _library()
        self._library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        self._library.sqlite3_vfs_find.argtypes = [c_char_p]
        self._library.sqlite3_vfs_register.argtypes = [ctypes.POINTER(_Vfs), c_int]
        self._library.sqlite3_vfs_unregister.argtypes = [ctypes.POINTER(_Vfs)]
        self._system = self._library.sqlite3_vfs_find(None)
        self._vfs = _Vfs()
        ctypes.pointer(self._vfs)[0] = self._system[0]
        self._vfs.name = b"power-cut"
        self._vfs.next = None
        self._names: dict[int, str] = {}
        self._methods: dict[int, _Methods] = {}
        self._kept: list[Any] = []  # callbacks live as long as SQLite may call them
        self._system_open = _OPEN(self._system[0].open)
        self._system_delete = _DELETE(self._system[0].delete)
        self._vfs.open = self._keep(_OPEN(self._open))
        self._vfs.delete = self._keep(_DELETE(self._delete))

    def acknowledge(self, number: int) -> None:
        """A door has returned; what it did must survive from here on."""
        self.operations.append(Operation("acknowledge", place=number))

    def register(self) -> None:
        assert self._library.sqlite3_vfs_register(ctypes.byref(self._vfs), 1) == _OK

    def unregister(self) -> None:
        self._library.sqlite3_vfs_unregister(ctypes.byref(self._vfs))
        self._library.sqlite3_vfs_register(self._system, 1)

    def _keep(self, callback: Any) -> int | None:
        self._kept.append(callback)
        return ctypes.cast(callback, c_void_p).value

    def _open(self, vfs: int, name: int, file: int, flags: int, out: int) -> int:
        done = self._system_open(vfs, name, file, flags, out)
        if done == _OK and name:
            path = ctypes.string_at(name).decode()
            self._names[file] = Path(path).name
            methods = ctypes.cast(file, ctypes.POINTER(ctypes.POINTER(_Methods)))
            address = ctypes.cast(methods[0], c_void_p).value or 0
            if address not in self._methods:
                self._methods[address] = self._wrapped(methods[0][0])
            methods[0] = ctypes.pointer(self._methods[address])
        return int(done)

    def _delete(self, vfs: int, name: bytes, flush: int) -> int:
        done = self._system_delete(vfs, name, flush)
        self.operations.append(Operation("delete", Path(name.decode()).name))
        return int(done)

    def _wrapped(self, system: _Methods) -> _Methods:
        methods = _Methods()
        ctypes.pointer(methods)[0] = system
        write, cut, flush = (
            _WRITE(system.write), _TRUNCATE(system.truncate), _SYNC(system.sync),
        )  # fmt: skip

        def write_on(file: int, data: int, length: int, place: int) -> int:
            self._add(file, "write", place, ctypes.string_at(data, length))
            return int(write(file, data, length, place))

        def cut_on(file: int, size: int) -> int:
            self._add(file, "truncate", size)
            return int(cut(file, size))

        def flush_on(file: int, flags: int) -> int:
            done = int(flush(file, flags))
            self._add(file, "flush")
            return done

        self._kept += [write, cut, flush]
        methods.write = self._keep(_WRITE(write_on))
        methods.truncate = self._keep(_TRUNCATE(cut_on))
        methods.sync = self._keep(_SYNC(flush_on))
        return methods

    def _add(
        self, file: int, kind: Literal["write", "truncate", "flush"], place: int = 0,
        data: bytes = b"",
    ) -> None:  # fmt: skip
        self.operations.append(Operation(kind, self._names[file], place, data))


@contextmanager
def recording() -> Iterator[Recorder]:
    """New connections are recorded until the end; close them before it."""
    recorder = Recorder()
    recorder.register()
    try:
        yield recorder
    finally:
        recorder.unregister()


class Disk:
    """Files by name: what is flushed, and the changes that are not."""

    def __init__(self) -> None:
        self._flushed: dict[str, bytearray] = {}
        self._waiting: dict[str, list[Operation]] = {}

    def apply(self, operation: Operation, *, deaf: str = "") -> None:
        """The next call happens; a ``deaf`` disk ignores flushes of files whose name ends so."""
        name = operation.file
        match operation.kind:
            case "write" | "truncate":
                self._waiting.setdefault(name, []).append(operation)
            case "flush":
                if not (deaf and name.endswith(deaf)):
                    _run(self._flushed.setdefault(name, bytearray()), self._waiting.pop(name, []))
            case "delete":
                self._flushed.pop(name, None)
                self._waiting.pop(name, None)

    def left(
        self, how: Literal["nothing", "everything", "some"], chance: random.Random
    ) -> dict[str, bytes]:
        """The files after the power went now; ``how`` much of what was not flushed is there."""
        files: dict[str, bytes] = {}
        for name in {*self._flushed, *self._waiting}:
            content = bytearray(self._flushed.get(name, b""))
            waiting = self._waiting.get(name, [])
            if how == "everything":
                _run(content, waiting)
            elif how == "some":
                _run(content, [torn for each in waiting for torn in _torn(each, chance)])
            files[name] = bytes(content)
        return files


def _torn(operation: Operation, chance: random.Random) -> list[Operation]:
    """Any sectors of a write, each of them or not; a truncation happened or not."""
    if chance.random() < 0.4:
        return [operation]
    if operation.kind == "truncate":
        return []
    return [
        Operation(
            "write", operation.file, operation.place + start, operation.data[start : start + SECTOR]
        )
        for start in range(0, len(operation.data), SECTOR)
        if chance.random() < 0.5
    ]


def _run(content: bytearray, operations: Sequence[Operation]) -> None:
    for each in operations:
        if each.kind == "truncate":
            del content[each.place :]
            content.extend(bytes(each.place - len(content)))
        else:
            content.extend(bytes(max(0, each.place - len(content))))
            content[each.place : each.place + len(each.data)] = each.data
