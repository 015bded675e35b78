"""Where the platform listens."""

from __future__ import annotations

import socket

from slipway.server import listen


def test_a_small_answer_waits_for_no_acknowledgement() -> None:
    """Head and body of an answer are written one after the other; the second would wait for the first's."""
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
