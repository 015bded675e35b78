"""Commands and forwarded ports over SPDY and WebSocket, on a real server with pods that are made up."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import WSMsgType

from localkube.objects.access import Obj
from localkube.objects.errors import BadRequest
from localkube.objects.ports import ExecStream, LogOptions
from tests.localkube.apiserver.conftest import Api
from tests.localkube.apiserver.spdy_client import SpdyClient

POD = "/api/v1/namespaces/default/pods/p"
V4 = "v4.channel.k8s.io"
LARGE = 20_000_000


class Echo:
    """Says what it hears on standard output until the end of its input, then one word on the other; code 3."""

    def __init__(self) -> None:
        self._heard: asyncio.Queue[bytes | None] = asyncio.Queue(maxsize=4)
        self.sizes: list[tuple[int, int]] = []
        self.closed = asyncio.Event()
        self.repeat = 1

    async def output(self) -> AsyncIterator[tuple[int, bytes]]:
        while (data := await self._heard.get()) is not None:
            for _ in range(self.repeat):
                yield 1, data
        yield 2, b"done"

    async def write(self, data: bytes) -> None:
        await self._heard.put(data)

    async def close_stdin(self) -> None:
        await self._heard.put(None)

    async def resize(self, columns: int, rows: int) -> None:
        self.sizes.append((columns, rows))

    async def exit_code(self) -> int:
        return 3

    async def close(self) -> None:
        self.closed.set()


class FakePods:
    """Every pod runs ``Echo``, and every port leads to one TCP server."""

    def __init__(self) -> None:
        self.command = Echo()
        self.asked: list[Obj] = []
        self.port = 0

    def logs(self, pod: Obj, options: LogOptions) -> AsyncIterator[bytes]:
        raise BadRequest("no logs here")

    async def exec(self, pod: Obj, container: str, command: list[str], *, stdin: bool, tty: bool) -> ExecStream:
        self.asked.append({"command": command, "stdin": stdin, "tty": tty})
        return self.command

    async def attach(self, pod: Obj, container: str, *, stdin: bool, tty: bool) -> ExecStream:
        return self.command

    async def port_forward(self, pod: Obj, port: int) -> tuple[object, object]:
        if port == 1:
            raise ConnectionRefusedError(111, "refused")
        return await asyncio.open_connection("127.0.0.1", self.port)


@pytest.fixture
async def pods(api: Api) -> AsyncIterator[FakePods]:
    fake = FakePods()
    api.server.use_streams(fake)
    await api.create(
        "/api/v1/namespaces/default/pods",
        {"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i"}]}},
    )

    async def shout(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers in capitals as it comes; after the client's end, and only then, says goodbye."""
        while data := await reader.read(65536):
            writer.write(data.upper())
            await writer.drain()
        writer.write(b"goodbye")
        writer.close()

    server = await asyncio.start_server(shout, "127.0.0.1", 0)
    fake.port = server.sockets[0].getsockname()[1]
    yield fake
    server.close()
    await server.wait_closed()


@pytest.fixture
def context(api: Api) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(api.identity.ca_cert))


Upgrade = Callable[..., Awaitable[tuple[SpdyClient, str]]]


@pytest.fixture
async def upgrade(api: Api, pods: FakePods, context: ssl.SSLContext) -> AsyncIterator[Upgrade]:
    clients: list[SpdyClient] = []

    async def make(path: str, *protocols: str, upgrade: str = "SPDY/3.1") -> tuple[SpdyClient, str]:
        made = await SpdyClient.upgrade(
            api.url, f"{POD}/{path}", api.identity.token, context, list(protocols), upgrade=upgrade
        )
        clients.append(made[0])
        return made

    yield make
    for client in clients:
        await client.close()


EXEC = "exec?command=echo&stdin=true&stdout=true&stderr=true"


async def test_command_over_spdy(upgrade: Upgrade, pods: FakePods) -> None:
    client, head = await upgrade(EXEC, V4, "v3.channel.k8s.io")
    assert head.startswith("HTTP/1.1 101 ") and f"X-Stream-Protocol-Version: {V4}" in head
    error, stdin, stdout, stderr = (client.open(streamType=name) for name in ("error", "stdin", "stdout", "stderr"))
    client.send(stdin, b"hello ")
    await client.until_text(stdout, b"hello ")
    client.send(stdin, b"there", fin=True)
    await client.until(error, stdout, stderr)
    assert client.received[stdout] == b"hello there"
    assert client.received[stderr] == b"done"
    status = json.loads(client.received[error])
    assert status["details"]["causes"] == [{"reason": "ExitCode", "message": "3"}]
    assert pods.asked == [{"command": ["echo"], "stdin": True, "tty": False}]
    await client.close()
    async with asyncio.timeout(60):
        await pods.command.closed.wait()


async def test_large_output_needs_no_window(upgrade: Upgrade, pods: FakePods) -> None:
    """Kubernetes' own client grants none, so waiting for it would be for ever."""
    client, _ = await upgrade(EXEC, V4)
    error, stdin, stdout, _ = (client.open(streamType=name) for name in ("error", "stdin", "stdout", "stderr"))
    pods.command.repeat = LARGE // 65536
    client.send(stdin, bytes(65536), fin=True)
    await client.until(error, stdout)
    assert len(client.received[stdout]) == LARGE // 65536 * 65536


async def test_older_clients_are_told_the_outcome_in_words(upgrade: Upgrade) -> None:
    client, head = await upgrade(EXEC, "v2.channel.k8s.io")
    assert "X-Stream-Protocol-Version: v2.channel.k8s.io" in head
    error, stdin, *_ = (client.open(streamType=name) for name in ("error", "stdin", "stdout", "stderr"))
    client.send(stdin, b"", fin=True)
    await client.until(error)
    assert b"exit status 3" in client.received[error] and b"{" not in client.received[error]


async def test_terminal_has_its_sizes_and_no_error_output(upgrade: Upgrade, pods: FakePods) -> None:
    client, _ = await upgrade(f"{EXEC}&tty=true", V4)
    error, stdin, stdout, sizes = (client.open(streamType=name) for name in ("error", "stdin", "stdout", "resize"))
    client.send(sizes, b'{"Width":80,"Height":24}\n{"Width":1')
    client.send(sizes, b'00,"Height":30}\n{"Width":"x"}\n{"Width":0,"Height":-1}\nnonsense}')
    client.send(stdin, b"x")
    await client.until_text(stdout, b"x")
    client.send(stdin, b"", fin=True)
    await client.until(error, stdout)
    assert pods.command.sizes == [(80, 24), (100, 30)]
    assert pods.asked[0]["tty"] is True


async def test_command_ends_when_its_client_goes(upgrade: Upgrade, pods: FakePods) -> None:
    client, _ = await upgrade(EXEC, V4)
    for name in ("error", "stdin", "stdout", "stderr"):
        client.open(streamType=name)
    client.send_raw(bytes.fromhex("8003 0006 00 000004 00000001"))
    await client.until_ping()
    client.writer.transport.abort()
    async with asyncio.timeout(60):
        await pods.command.closed.wait()


@pytest.mark.parametrize(
    "junk",
    [
        b"\xc7ET / HTTP/1.1\r\n\r\n",
        bytes.fromhex("8003 0001 00 00000e") + bytes.fromhex("00000001 00000000 0000") + b"nope",
        bytes.fromhex("8003 0001 00 ffffff"),
        bytes.fromhex("8002 0006 00 000004 00000001"),
    ],
    ids=["text", "headers", "length", "version"],
)
async def test_malformed_frames_end_the_session_and_the_command(upgrade: Upgrade, pods: FakePods, junk: bytes) -> None:
    client, _ = await upgrade(EXEC, V4)
    for name in ("error", "stdin", "stdout"):
        client.open(streamType=name)
    client.send_raw(junk)
    client.send_raw(bytes.fromhex("8003 0001 00 ffffff"))
    await client.until_closed()
    async with asyncio.timeout(60):
        await pods.command.closed.wait()


async def test_stream_that_nobody_expects_is_reset(upgrade: Upgrade) -> None:
    client, _ = await upgrade(EXEC, V4)
    error, strange, again = (client.open(streamType=name) for name in ("error", "song", "error"))
    client.send(99, b"for no stream")
    await client.until(strange, again, 99)
    assert client.reset == {strange, again, 99} and error not in client.finished


async def test_upgrades_that_cannot_be(upgrade: Upgrade, api: Api, pods: FakePods) -> None:
    _, head = await upgrade(EXEC, "v9.channel.k8s.io")
    assert head.startswith("HTTP/1.1 403 ")
    _, head = await upgrade(EXEC, V4, upgrade="h2c")
    assert head.startswith("HTTP/1.1 400 ")
    assert (await api.http.post(f"{POD}/{EXEC}")).json()["message"] == "Upgrade request required"
    assert (await api.http.get(f"{POD}/portforward")).status_code == 400
    assert not pods.asked


async def test_many_connections_to_a_port_at_once(upgrade: Upgrade) -> None:
    client, head = await upgrade("portforward", "portforward.k8s.io")
    assert "X-Stream-Protocol-Version: portforward.k8s.io" in head
    opened = []
    for number in range(50):
        headers = {"port": "80", "requestID": str(number)}
        errors = client.open(streamType="error", **headers)
        client.send(errors, b"", fin=True)
        data = client.open(streamType="data", **headers)
        client.send(data, f"text {number} ".encode() * 100, fin=True)
        opened.append((errors, data))
    await client.until(*(stream for pair in opened for stream in pair))
    for number, (errors, data) in enumerate(opened):
        assert client.received[data] == f"TEXT {number} ".encode() * 100 + b"goodbye"
        assert not client.received[errors]


async def test_closed_port_is_told_and_others_go_on(upgrade: Upgrade) -> None:
    client, _ = await upgrade("portforward", "portforward.k8s.io")
    without_id = {"port": "1"}
    errors, data = client.open(streamType="error", **without_id), client.open(streamType="data", **without_id)
    await client.until(errors, data)
    assert client.received[errors] == b"failed to connect to port 1: Connection refused"
    wrong = client.open(streamType="data", port="99999", requestID="1")
    await client.until(wrong)
    errors, data = (client.open(streamType=name, port="80", requestID="2") for name in ("error", "data"))
    client.send(data, b"still here", fin=True)
    await client.until(errors, data)
    assert client.received[data] == b"STILL HEREgoodbye"


# --- WebSocket


@pytest.fixture
async def websockets(api: Api, pods: FakePods, context: ssl.SSLContext) -> AsyncIterator[Callable[..., Any]]:
    connector = aiohttp.TCPConnector(ssl=context)
    headers = {"Authorization": f"Bearer {api.identity.token}"}
    async with aiohttp.ClientSession(api.url, connector=connector, headers=headers) as session:
        yield lambda path, *protocols: session.ws_connect(f"{POD}/{path}", protocols=protocols)


async def collected(socket: aiohttp.ClientWebSocketResponse) -> dict[int, bytes]:
    """By channel, until the server closes."""
    found: dict[int, bytes] = {}
    async with asyncio.timeout(60):
        async for message in socket:
            assert message.type is WSMsgType.BINARY
            found[message.data[0]] = found.get(message.data[0], b"") + message.data[1:]
    return found


async def test_command_over_websocket_with_the_end_of_input(websockets: Callable[..., Any], pods: FakePods) -> None:
    async with websockets(f"{EXEC}&tty=true", "v5.channel.k8s.io", V4) as socket:
        assert socket.protocol == "v5.channel.k8s.io"
        for message in (
            b"\x00hello",
            b'\x04{"Width":80,"Height":24}',
            b"\x04{",
            b"\x04[1]",
            b"",
            b"\x09?",
            b"\xff\x00",
        ):
            await socket.send_bytes(message)
        found = await collected(socket)
    assert found[1] == b"hello" and found[2] == b"done"
    assert json.loads(found[3])["reason"] == "NonZeroExitCode"
    assert pods.command.sizes == [(80, 24)]


async def test_before_v5_nothing_closes_the_input(websockets: Callable[..., Any], pods: FakePods) -> None:
    async with websockets(EXEC, V4) as socket:
        assert socket.protocol == V4
        await socket.send_bytes(b"\xff\x00")
        await socket.send_bytes(b"\x00hello")
        assert await socket.receive_bytes(timeout=20) == b"\x01hello"
    async with asyncio.timeout(60):
        await pods.command.closed.wait()


async def test_command_that_leaves_its_input_alone_still_tells_its_outcome(
    websockets: Callable[..., Any], pods: FakePods
) -> None:
    async with websockets(EXEC, "v5.channel.k8s.io") as socket:
        await socket.send_bytes(b"\x00a")
        await socket.send_bytes(b"\xff\x00")
        for _ in range(50):
            await socket.send_bytes(b"\x00" + bytes(100_000))
        found = await collected(socket)
    assert json.loads(found[3])["status"] == "Failure"


async def test_ports_over_websocket(websockets: Callable[..., Any]) -> None:
    async with websockets("portforward?ports=80&ports=1", "v4.channel.k8s.io") as socket:
        opening = [await socket.receive_bytes(timeout=20) for _ in range(4)]
        assert opening == [b"\x00\x50\x00", b"\x01\x50\x00", b"\x02\x01\x00", b"\x03\x01\x00"]
        assert (await socket.receive_bytes(timeout=20)).startswith(b"\x03failed to connect to port 1")
        await socket.send_bytes(b"\x00hello")
        assert await socket.receive_bytes(timeout=20) == b"\x00HELLO"


@pytest.mark.parametrize("ports", ["", "x", "0", "65536", "-1", ",".join(["80"] * 128)])
async def test_ports_that_make_no_sense(api: Api, pods: FakePods, ports: str) -> None:
    headers = {"Connection": "Upgrade", "Upgrade": "websocket"}
    answer = await api.http.get(f"{POD}/portforward", params={"ports": ports}, headers=headers)
    assert answer.status_code == 400 and answer.json()["reason"] == "BadRequest"


async def test_spdy_within_a_websocket(websockets: Callable[..., Any]) -> None:
    from localkube.apiserver.spdy import frames

    async with websockets("portforward", "SPDY/3.1+portforward.k8s.io") as socket:
        assert socket.protocol == "SPDY/3.1+portforward.k8s.io"
        writer = frames.Writer()
        for number, kind in ((1, "error"), (3, "data")):
            headers = {"streamType": kind, "port": "80", "requestID": "0"}
            await socket.send_bytes(writer.opened(number, headers))
        await socket.send_bytes(frames.data(3, b"tunnel", fin=True))
        reader, heard = frames.Reader(), b""
        while b"goodbye" not in heard:
            for frame in reader.feed(await socket.receive_bytes(timeout=20)):
                heard += frame.data if isinstance(frame, frames.Data) else b""
    assert heard == b"TUNNELgoodbye"
