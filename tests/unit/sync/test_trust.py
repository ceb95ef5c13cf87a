"""TLS on a line that is reset before the handshake."""

from __future__ import annotations

import gc
import socket
import struct
import time
import warnings

import pytest

from inspector_app.sync.trust import asking_first


def reset_line() -> socket.socket:
    """Connected, and reset by the other side before a byte was said."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line = socket.create_connection(listener.getsockname())
        other, _ = listener.accept()
        other.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        other.close()
    end = time.monotonic() + 60
    while is_connected(line) and time.monotonic() < end:
        time.sleep(0.005)
    return line


def is_connected(line: socket.socket) -> bool:
    try:
        line.getpeername()
    except OSError:
        return False
    return True


def test_a_line_that_was_reset_leaves_no_socket_behind() -> None:
    line = reset_line()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        with pytest.raises(OSError), line:
            asking_first().wrap_socket(line, server_hostname="127.0.0.1")
        gc.collect()
    assert [str(each.message) for each in said] == []
