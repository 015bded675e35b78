"""Commands over SPDY: the client opens a stream for each of input, output, error output, sizes and the outcome.

The header ``streamType`` says which one it is. From ``v4.channel.k8s.io`` on the outcome is a Status, before it is a
line of text, and empty when all went well; ``v3`` added the terminal's size.
"""

from __future__ import annotations

import asyncio

import msgspec
from aiohttp import web

from localkube.apiserver.spdy import Session, Stream
from localkube.apiserver.streams import upgrades
from localkube.apiserver.streams.commands import STDERR, STDOUT, Options, carry, terminal_size
from localkube.objects.access import Obj
from localkube.objects.ports import ExecStream

PROTOCOLS = ("v4.channel.k8s.io", "v3.channel.k8s.io", "v2.channel.k8s.io", "channel.k8s.io")
CREATION_SECONDS = 30.0
LINGER_SECONDS = 5.0
LARGEST_SIZE_MESSAGE = 1024
_NAMES = {STDOUT: "stdout", STDERR: "stderr"}


async def serve(request: web.Request, options: Options, protocol: str, stream: ExecStream) -> web.StreamResponse:
    """Upgrade and carry."""
    connection = await upgrades.opened(request, protocol, stream)
    session = Session(connection)
    running = asyncio.create_task(session.run(), name="spdy session")
    try:
        streams = await opened(session, expected(options, protocol))
        if streams is None:
            await stream.close()
        else:
            await carry(Channels(session, streams, protocol), stream, options)
            await _leave(session)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return connection.response


def expected(options: Options, protocol: str) -> set[str]:
    """The types of streams that the client is going to open."""
    names = {"error"} | {name for name in ("stdin", "stdout") if getattr(options, name)}
    if options.stderr and not options.tty:
        names.add("stderr")
    if options.tty and protocol in PROTOCOLS[:2]:
        names.add("resize")
    return names


async def opened(session: Session, names: set[str]) -> dict[str, Stream] | None:
    """These streams by their types; None when the client is gone, or did not open them in time."""
    found: dict[str, Stream] = {}
    try:
        async with asyncio.timeout(CREATION_SECONDS):
            async for stream in session.accept():
                name = stream.headers.get("streamtype", "").lower()
                if name not in names or name in found:
                    await stream.reset()
                    continue
                found[name] = stream
                if len(found) == len(names):
                    return found
    except (TimeoutError, ConnectionError):
        await session.go_away()
    return None


async def _leave(session: Session) -> None:
    """Let the client close the connection, so that nothing is lost of what it has not read yet."""
    await session.go_away()
    try:
        async with asyncio.timeout(LINGER_SECONDS):
            await session.ended()
    except TimeoutError:
        return


class Channels:
    """The streams of a session as ``commands.Channels``."""

    def __init__(self, session: Session, streams: dict[str, Stream], protocol: str) -> None:
        self._session = session
        self._streams = streams
        self._protocol = protocol

    async def send(self, channel: int, data: bytes) -> None:
        """As ``commands.Channels`` says. A stream that the client has not opened, or has reset, takes none."""
        stream = self._streams.get(_NAMES[channel])
        if stream is not None and (self._session.over or not stream.was_reset):
            await stream.write(data)

    async def tell(self, status: Obj) -> None:
        """As ``commands.Channels`` says; all output has been sent before."""
        error = self._streams["error"]
        if self._protocol == PROTOCOLS[0]:
            await error.write(msgspec.json.encode(status))
        elif status["status"] != "Success":
            await error.write(f"error executing command in container: {status['message']}".encode())
        for stream in self._streams.values():
            await stream.finish()

    async def receive(self, stream: ExecStream) -> None:
        """As ``commands.Channels`` says."""
        async with asyncio.TaskGroup() as group:
            if source := self._streams.get("stdin"):
                group.create_task(_input(source, stream), name="exec stdin")
            if source := self._streams.get("resize"):
                group.create_task(_sizes(source, stream), name="exec resize")
            await self._session.ended()


async def _input(source: Stream, stream: ExecStream) -> None:
    while data := await source.read():
        await stream.write(data)
    await stream.close_stdin()


async def _sizes(source: Stream, stream: ExecStream) -> None:
    """Each size is a flat JSON object, so that its end is its closing brace."""
    rest = b""
    while data := await source.read():
        *messages, rest = (rest + data).split(b"}")
        for message in messages:
            if size := terminal_size(message.strip() + b"}"):
                await stream.resize(*size)
        rest = rest[-LARGEST_SIZE_MESSAGE:]
