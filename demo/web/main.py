"""The demo's ``web``: a page that asks ``api`` for the number of visits."""

from __future__ import annotations

import asyncio
import html
import json
import os
import socket

from httpd import Server

API = (os.environ.get("API_SERVICE_HOST", "api"), int(os.environ.get("API_SERVICE_PORT", "8000")))
VERSION = os.environ.get("APP_VERSION", "1")
GREETING = os.environ.get("GREETING", "Hello from Slipway · 船台欢迎你")

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Slipway demo</title>
<style>
 body {{ font: 16px/1.6 system-ui, "Noto Sans CJK SC", sans-serif; margin: 0; min-height: 100vh; display: grid;
        place-items: center; background: #0b1f33; color: #e8f1f8 }}
 main {{ text-align: center }} h1 {{ font-weight: 600; margin: 0 0 .5rem }} strong {{ font-size: 4rem; display: block }}
 small {{ color: #8fb3cf }}
</style>
<main><h1>{greeting}</h1><strong>{visits}</strong>visits counted by redis · 由 redis 计数的访问次数
<p><small>web {version} on {host} → api on {api} → redis</small></p></main></html>
"""


class Api:
    """Connections to ``api`` that are kept for the next request."""

    def __init__(self) -> None:
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def get(self, path: str) -> dict[str, object]:
        """The decoded JSON answer. A kept connection may be stale, so one failure is tried again on a new one."""
        for fresh in (False, True):
            streams = self._idle.pop() if self._idle and not fresh else await asyncio.open_connection(*API)
            try:
                answer, keep = await asyncio.wait_for(self._exchange(*streams, path), 5)
            except (OSError, asyncio.IncompleteReadError):
                streams[1].close()
                if fresh:
                    raise
                continue
            if keep:
                self._idle.append(streams)
            else:
                streams[1].close()
            return answer
        raise AssertionError("unreachable")

    async def _exchange(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str
    ) -> tuple[dict[str, object], bool]:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {API[0]}\r\n\r\n".encode())
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status = int(head.split(" ", 2)[1])
        headers = {
            n.strip().lower(): v.strip() for n, _, v in (line.partition(":") for line in head.split("\r\n")[1:] if line)
        }
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        if status != 200:
            raise OSError(f"HTTP {status}: {body.decode(errors='replace').strip()}")
        return json.loads(body), headers.get("connection", "").lower() != "close"


api = Api()


async def answer(path: str) -> tuple[int, str, bytes]:
    """``/`` is the page; ``/healthz`` answers without asking anybody; ``/version`` names image and host."""
    if path == "/healthz":
        return 200, "text/plain", b"ok\n"
    if path == "/version":
        return 200, "application/json", json.dumps({"version": VERSION, "host": socket.gethostname()}).encode()
    if path != "/":
        return 404, "text/plain", b"not found\n"
    try:
        counted = await api.get("/visit")
    except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
        return 503, "text/plain", f"api at {API[0]}:{API[1]}: {error or type(error).__name__}\n".encode()
    page = PAGE.format(
        greeting=html.escape(GREETING),
        visits=counted["visits"],
        version=html.escape(VERSION),
        host=socket.gethostname(),
        api=counted["api"],
    )
    return 200, "text/html; charset=utf-8", page.encode()


if __name__ == "__main__":
    asyncio.run(Server(answer, int(os.environ.get("PORT", "8000"))).run())
