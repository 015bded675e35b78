"""One HTTP exchange as bytes: what is asked, and what of an answer has come so far. Pure.

No client library: its connection is a tunnel, and all that counts is the status and how the body begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import quote, urljoin, urlsplit

from slipway.containers.trials.checks import KEPT_BYTES

LONGEST_HEAD = 65536
MOST_BYTES = 2 * LONGEST_HEAD
"""Of an answer that are looked at: whoever sends announcements or crumbs without end is not heard to the end."""
PLAIN_PORT = 80
REDIRECTIONS = (301, 302, 303, 307, 308)
WITHOUT_BODY = (204, 304)
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})(?=[ \r\n])")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_SAFE = "/?%:@!$&'()*+,;=~"


class NotHttp(ValueError):  # noqa: N818 - says what it is
    """What answers speaks something else."""


@dataclass(frozen=True, slots=True)
class Get:
    """What is asked for, of whom."""

    address: str
    port: int
    path: str

    @property
    def netloc(self) -> str:
        """The host as it is written in addresses."""
        return f"[{self.address}]:{self.port}" if ":" in self.address else f"{self.address}:{self.port}"

    @property
    def request(self) -> bytes:
        """The request, as the cluster's own probes send it. What cannot stand in a path is quoted."""
        lines = [
            f"GET {quote(self.path.partition('#')[0], safe=_SAFE)} HTTP/1.1",
            f"Host: {self.netloc}",
            "User-Agent: kube-probe/slipway",
            "Accept: */*",
            "Connection: close",
        ]
        return "\r\n".join([*lines, "", ""]).encode()

    def redirected(self, location: str) -> Get | str:
        """Return where to ask next, or the address that is somewhere else."""
        url = urljoin(f"http://{self.netloc}{self.path}", location)
        target = urlsplit(url)
        if target.scheme != "http" or target.hostname != self.address:
            return url
        path = f"{target.path or '/'}{'?' if target.query else ''}{target.query}"
        return replace(self, port=target.port or PLAIN_PORT, path=path)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; ``body`` is how it begins, ``cut`` tells that there is more of it."""

    status: int
    location: str
    body: bytes
    cut: bool


def read(data: bytes, *, ended: bool) -> Answer | None:
    """Read what has come so far; None while that is not enough. Raises NotHttp."""
    found = _final_head(data, ended=ended)
    if found is None:
        return None
    status, headers, rest = found
    body, whole = _body(status, headers, rest, ended=ended)
    if not (whole or ended or len(body) > KEPT_BYTES):
        return None
    return Answer(status, headers.get("location", ""), body[:KEPT_BYTES], cut=len(body) > KEPT_BYTES or not whole)


def _final_head(data: bytes, *, ended: bool) -> tuple[int, dict[str, str], bytes] | None:
    """Return the answer's head, behind those that only announce it (status 1xx), and what follows; None for not yet."""
    while True:
        end = _HEAD_END.search(data)
        if not _STATUS.match(data) and (end or ended or len(data) > len("HTTP/1.1 200 ")):
            raise NotHttp
        if end is None:
            if ended or len(data) > LONGEST_HEAD:
                raise NotHttp
            return None
        status, headers = _head(data[: end.start()])
        data = data[end.end() :]
        if not 100 <= status < 200:
            return status, headers, data
        if not data:
            if ended:
                raise NotHttp
            return None


def _head(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode("latin-1").splitlines()
    pairs = (line.partition(":") for line in lines)
    return int(first.split(" ")[1]), {name.strip().lower(): value.strip() for name, _, value in pairs}


def _body(status: int, headers: dict[str, str], data: bytes, *, ended: bool) -> tuple[bytes, bool]:
    """Return what there is of the body, and whether that is known to be all. Without a length its end is the end."""
    if status in WITHOUT_BODY:
        return b"", True
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return _joined(data)
    length = headers.get("content-length", "")
    if length.isdecimal():
        return data[: int(length)], len(data) >= int(length)
    return data, ended


def _joined(data: bytes) -> tuple[bytes, bool]:
    """Return what chunks hold, and whether the last of them is there."""
    body = b""
    while True:
        line, found, rest = data.partition(b"\r\n")
        size = line.partition(b";")[0].strip()
        if not found or not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size):
            return body, False
        if int(size, 16) == 0:
            return body, True
        body += rest[: int(size, 16)]
        data = rest[int(size, 16) + len(b"\r\n") :]
        if not data:
            return body, False
