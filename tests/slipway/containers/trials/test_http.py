"""HTTP as bytes: what is asked, and what is read of an answer that comes piece by piece."""

from __future__ import annotations

import pytest

from slipway.containers.trials.http import Answer, Get, NotHttp, read

OK = b"HTTP/1.1 200 OK\r\n"


def test_a_request_cannot_be_broken_out_of_by_its_path() -> None:
    """Whatever is written into the path stays in its line."""
    asked = Get("10.1.0.7", 80, "/a b\r\nX-Evil: 1\r\n\r\n?q=1#part").request.decode()
    assert asked.splitlines()[0] == "GET /a%20b%0D%0AX-Evil:%201%0D%0A%0D%0A?q=1 HTTP/1.1"
    assert "Host: 10.1.0.7:80" in asked.splitlines() and asked.endswith("\r\n\r\n")


def test_an_address_of_ipv6_is_bracketed() -> None:
    """As everywhere in HTTP."""
    assert "Host: [fd00::7]:8080" in Get("fd00::7", 8080, "/").request.decode().splitlines()


@pytest.mark.parametrize(
    ("data", "body", "cut"),
    [
        (OK + b"Content-Length: 2\r\n\r\nok", b"ok", False),
        (OK + b"Content-Length: 2\r\n\r\nok and more", b"ok", False),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n3;a=b\r\nay!\r\n0\r\n\r\n", b"okay!", False),
        (OK + b"Content-Length: 5000\r\n\r\n" + b"x" * 2000, b"x" * 1024, True),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"Content-Length: 1\r\n\r\n.", b".", False),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b"", False),
        (b"HTTP/1.0 200\n Content-Length: 2\n\nok", b"ok", False),
    ],
)
def test_an_answer_is_read_when_enough_of_it_is_there(data: bytes, body: bytes, cut: bool) -> None:
    """Byte by byte: never before, and then at once."""
    found = next(answer for size in range(len(data) + 1) if (answer := read(data[:size], ended=False)))
    assert (found.body[: len(body)], found.body == body, found.cut) == (body, True, cut)


def test_a_body_without_a_length_ends_with_the_connection() -> None:
    """As of HTTP/1.0."""
    data = b"HTTP/1.0 503 Busy\r\n\r\nnot yet"
    assert read(data, ended=False) is None
    assert read(data, ended=True) == Answer(503, "", b"not yet", cut=False)


@pytest.mark.parametrize(
    ("data", "ended"),
    [(b"+PONG\r\n", True), (b"SSH-2.0-OpenSSH_9.2\r\n", False), (b"HTTP/1.1 abc\r\n\r\n", False), (OK, True)],
)
def test_what_is_no_http_is_told_from_it(data: bytes, ended: bool) -> None:
    """Also an answer that breaks off in its head."""
    with pytest.raises(NotHttp):
        read(data, ended=ended)


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("/login?next=%2F", Get("10.1.0.7", 8080, "/login?next=%2F")),
        ("http://10.1.0.7/", Get("10.1.0.7", 80, "/")),
        ("health", Get("10.1.0.7", 8080, "/a/health")),
        ("https://10.1.0.7:8443/x", "https://10.1.0.7:8443/x"),
        ("http://example.com/", "http://example.com/"),
    ],
)
def test_only_redirections_within_the_pod_are_followed(location: str, expected: Get | str) -> None:
    """Everything else is told, and not asked."""
    assert Get("10.1.0.7", 8080, "/a/b").redirected(location) == expected


def test_announcements_without_end_are_no_answer() -> None:
    """As many as are looked at in one go."""
    flood = b"HTTP/1.1 100 Continue\r\n\r\n" * 5000
    assert read(flood, ended=False) is None
    with pytest.raises(NotHttp):
        read(flood, ended=True)
