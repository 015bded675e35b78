"""Clients of exec, attach and port-forward that speak WebSocket or SPDY badly: nothing stays behind or is logged."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import random
import ssl
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from tests.localkube.apiserver.conftest import Api
from tests.localkube.apiserver.test_streams import EXEC, POD, Echo, FakePods, context, pods

__all__ = ["context", "pods"]

ROUNDS = 40
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
ENDPOINTS = {
    "exec v5": (EXEC, "v5.channel.k8s.io"),
    "exec v4 on a terminal": (f"{EXEC}&tty=true", "v4.channel.k8s.io"),
    "attach": ("attach?stdin=true&stdout=true", "channel.k8s.io"),
    "port-forward": ("portforward?ports=8080&ports=1", "v4.channel.k8s.io"),
    "port-forward in a tunnel": ("portforward", "SPDY/3.1+portforward.k8s.io"),
}


class Ending(Echo):
    """Ends when it is closed, as a command does."""

    async def output(self) -> AsyncIterator[tuple[int, bytes]]:
        closed = asyncio.create_task(self.closed.wait())
        heard = asyncio.create_task(self._heard.get())
        try:
            while True:
                await asyncio.wait((closed, heard), return_when=asyncio.FIRST_COMPLETED)
                if not heard.done() or (data := heard.result()) is None:
                    return
                yield 1, data
                heard = asyncio.create_task(self._heard.get())
        finally:
            for task in (closed, heard):
                task.cancel()

    async def write(self, data: bytes) -> None:
        if not self.closed.is_set():
            await super().write(data)


class Chance:
    """Frames that mostly make no sense."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def payload(self) -> bytes:
        """A message of the protocols above WebSocket, more or less."""
        channel = bytes([self.random.choice((0, 1, 2, 3, 4, 5, 7, 254, 255))])
        sizes = ({"Width": 80, "Height": 24}, {"Width": -1}, {"Width": 2**70, "Height": 1}, [], None, "x")
        return self.random.choice(
            (
                b"",
                channel,
                channel + b"hello",
                channel + json.dumps(self.random.choice(sizes)).encode(),
                channel + self.random.randbytes(self.random.choice((1, 125, 126, 70_000))),
                self.random.randbytes(self.random.randint(1, 40)),
                b"\x80\x03\x00" + self.random.randbytes(1) + b"\x01\x00\x00" + self.random.randbytes(14),
                "ä".encode()[:1],
            )
        )

    def frame(self) -> bytes:
        """One frame; in half of the cases a good one."""
        good = self.random.random() < 0.5
        opcode = self.random.choice((TEXT, BINARY, BINARY, BINARY, CLOSE, PING, PONG) if good else tuple(range(16)))
        payload = self.payload()
        if good and opcode >= CLOSE:
            payload = payload[:100] if opcode != CLOSE else b"\x03\xe8"
        first = opcode | (0x80 if good or self.random.random() < 0.6 else 0)
        if not good and self.random.random() < 0.2:
            first |= self.random.choice((0x10, 0x20, 0x40))
        masked = good or self.random.random() < 0.8
        return bytes([first]) + self._length(len(payload), masked, honest=good) + self._masked(payload, masked)

    def fragments(self) -> bytes:
        """A message in pieces, perhaps with something between, perhaps without an end."""
        pieces = [self.payload() for _ in range(self.random.randint(2, 5))]
        made = []
        for number, piece in enumerate(pieces):
            last = number == len(pieces) - 1 and self.random.random() < 0.7
            opcode = BINARY if number == 0 else 0
            made.append(bytes([opcode | (0x80 if last else 0)]) + self._length(len(piece), True, honest=True))
            made.append(self._masked(piece, True))
            if self.random.random() < 0.2:
                made.append(self.frame())
        return b"".join(made)

    def conversation(self) -> bytes:
        parts = [self.random.choice((self.frame, self.fragments))() for _ in range(self.random.randint(1, 8))]
        whole = b"".join(parts)
        return whole[: self.random.randint(1, len(whole))] if self.random.random() < 0.3 else whole

    def _length(self, size: int, masked: bool, *, honest: bool) -> bytes:
        mask = 0x80 if masked else 0
        if not honest and self.random.random() < 0.4:
            return self.random.choice(
                (
                    bytes([mask | 127]) + (2**63 + 5).to_bytes(8, "big"),
                    bytes([mask | 127]) + (2**40).to_bytes(8, "big"),
                    bytes([mask | 126]) + size.to_bytes(4, "big")[2:],
                    bytes([mask | 127]) + size.to_bytes(8, "big"),
                )
            )
        if size < 126:
            return bytes([mask | size])
        if size < 2**16:
            return bytes([mask | 126]) + size.to_bytes(2, "big")
        return bytes([mask | 127]) + size.to_bytes(8, "big")

    def _masked(self, payload: bytes, masked: bool) -> bytes:
        if not masked:
            return payload
        key = self.random.randbytes(4)
        return key + bytes(byte ^ key[place % 4] for place, byte in enumerate(payload))


async def upgraded(
    api: Api, context: ssl.SSLContext, path: str, *headers: str
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection that speaks another protocol from now on."""
    place = urlsplit(api.url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port, ssl=context)
    lines = [f"GET {POD}/{path} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {api.identity.token}"]
    writer.write("\r\n".join([*lines, "Connection: Upgrade", *headers, "", ""]).encode())
    assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
    return reader, writer


def websocket(protocol: str) -> tuple[str, ...]:
    key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    return "Upgrade: websocket", "Sec-WebSocket-Version: 13", key, f"Sec-WebSocket-Protocol: {protocol}"


async def left(writer: asyncio.StreamWriter, chance: random.Random, reader: asyncio.StreamReader) -> None:
    """Go away in one of several ways."""
    how = chance.choice(("abort", "close", "read"))
    if how == "abort":
        writer.transport.abort()
        return
    if how == "read":
        try:
            async with asyncio.timeout(0.05):
                while await reader.read(65536):
                    pass
        except (TimeoutError, ConnectionError):
            pass
    writer.close()


async def settled(before: set[asyncio.Task[object]]) -> None:
    """Return when no task is there that was not before."""
    async with asyncio.timeout(60):
        while _extra(before):  # noqa: ASYNC110 - tasks of the server, which nobody hands out
            await asyncio.sleep(0.01)


def _extra(before: set[asyncio.Task[object]]) -> list[asyncio.Task[object]]:
    """Connections of the client's pool are none of the server's."""
    return [task for task in asyncio.all_tasks() if task not in before and not task.done()]


def complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [
        f"{r.name}: {r.getMessage()} {r.exc_info}" for r in caplog.records if r.levelno > logging.INFO or r.exc_info
    ]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
async def test_frames_that_make_no_sense_leave_nothing_behind(
    api: Api, pods: FakePods, context: ssl.SSLContext, caplog: pytest.LogCaptureFixture, endpoint: str
) -> None:
    path, protocol = ENDPOINTS[endpoint]
    await api.http.get("/readyz")
    before = set(asyncio.all_tasks())
    for seed in range(ROUNDS):
        chance = Chance(seed)
        pods.command = Ending()
        reader, writer = await upgraded(api, context, path, *websocket(protocol))
        writer.write(chance.conversation())
        await left(writer, chance.random, reader)
        await settled(before)
    assert (await api.http.get("/readyz")).status_code == 200
    assert complaints(caplog) == []


async def test_spdy_that_is_none_leaves_nothing_behind(
    api: Api, pods: FakePods, context: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    await api.http.get("/readyz")
    before = set(asyncio.all_tasks())
    for seed in range(ROUNDS):
        chance = random.Random(seed)
        pods.command = Ending()
        path = chance.choice((EXEC, "portforward", "attach?stdout=true"))
        reader, writer = await upgraded(api, context, path, "Upgrade: SPDY/3.1")
        for _ in range(chance.randint(1, 5)):
            kind = chance.randbytes(1) if chance.random() < 0.3 else bytes([chance.randint(1, 9)])
            size = chance.choice((0, 1, 8, 10, 12, 200, 0xFFFFFF))
            head = b"\x80\x03\x00" + kind + chance.randbytes(1) + size.to_bytes(3, "big")
            writer.write(head + chance.randbytes(min(size, 300)))
        await left(writer, chance, reader)
        await settled(before)
    assert (await api.http.get("/readyz")).status_code == 200
    assert complaints(caplog) == []


@pytest.mark.parametrize("in_pieces", [True, False])
async def test_a_message_that_is_too_large_ends_the_connection(
    api: Api, pods: FakePods, context: ssl.SSLContext, caplog: pytest.LogCaptureFixture, in_pieces: bool
) -> None:
    await api.http.get("/readyz")
    before = set(asyncio.all_tasks())
    command = pods.command = Ending()
    _, writer = await upgraded(api, context, EXEC, *websocket("v4.channel.k8s.io"))
    piece, mask = os.urandom(1_000_000), b"\0\0\0\0"
    size = len(piece) if in_pieces else 2**40
    head = b"\xff" + size.to_bytes(8, "big") + mask
    writer.write(b"\x02" + head + piece)
    with contextlib.suppress(ConnectionError):
        for _ in range(40):
            writer.write((b"\x00" + head if in_pieces else b"") + piece)
            await writer.drain()
    async with asyncio.timeout(60):
        await command.closed.wait()
    writer.transport.abort()
    await settled(before)
    assert complaints(caplog) == []


@pytest.mark.parametrize("path", [EXEC, "attach?stdout=true", "portforward?ports=80"])
async def test_a_protocol_that_nobody_here_speaks_is_refused_before_anything_is_started(
    api: Api, pods: FakePods, path: str
) -> None:
    headers = dict(line.split(": ") for line in websocket("base64.channel.k8s.io")) | {"Connection": "Upgrade"}
    answer = await api.http.get(f"{POD}/{path}", headers=headers)
    assert (answer.status_code, answer.json()["reason"]) == (403, "Forbidden")
    assert "base64.channel.k8s.io" in answer.json()["message"]
    assert pods.asked == []
