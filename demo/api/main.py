"""The demo's ``api``: counts visits in Redis, which it finds by the variables that the platform provides."""

from __future__ import annotations

import asyncio
import json
import os
import socket

from httpd import Server

REDIS = (os.environ.get("REDIS_SERVICE_HOST", "redis"), int(os.environ.get("REDIS_SERVICE_PORT", "6379")))


class Redis:
    """One connection, made again when it broke. Speaks just enough of the Redis protocol (RESP2) for INCR and PING."""

    def __init__(self) -> None:
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._lock = asyncio.Lock()

    async def command(self, *words: str) -> str:
        async with self._lock:
            for attempt in (1, 2):
                try:
                    return await asyncio.wait_for(self._send(*words), 2)
                except (OSError, asyncio.IncompleteReadError, TimeoutError):
                    self._streams = None
                    if attempt == 2:
                        raise
        raise AssertionError("unreachable")

    async def _send(self, *words: str) -> str:
        if self._streams is None:
            self._streams = await asyncio.open_connection(*REDIS)
        reader, writer = self._streams
        request = f"*{len(words)}\r\n" + "".join(f"${len(word.encode())}\r\n{word}\r\n" for word in words)
        writer.write(request.encode())
        await writer.drain()
        answer = await reader.readuntil(b"\r\n")
        if answer[:1] == b"-":
            raise OSError(answer.decode().strip())
        return answer[1:].decode().strip()


redis = Redis()


async def answer(path: str) -> tuple[int, str, bytes]:
    """``/visit`` counts one visit; ``/healthz`` is healthy when Redis answers."""
    try:
        if path == "/healthz":
            await redis.command("PING")
            return 200, "text/plain", b"ok\n"
        if path == "/visit":
            visits = int(await redis.command("INCR", "visits"))
            return 200, "application/json", json.dumps({"visits": visits, "api": socket.gethostname()}).encode()
    except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
        return 503, "text/plain", f"redis at {REDIS[0]}:{REDIS[1]}: {error or type(error).__name__}\n".encode()
    return 404, "text/plain", b"not found\n"


if __name__ == "__main__":
    asyncio.run(Server(answer, int(os.environ.get("PORT", "8000"))).run())
