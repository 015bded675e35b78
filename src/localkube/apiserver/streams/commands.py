"""What running a command for a client is, however the bytes travel."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import msgspec

from localkube.objects.access import Obj
from localkube.objects.errors import ApiError, BadRequest
from localkube.objects.ports import ExecStream

STDIN, STDOUT, STDERR, OUTCOME, RESIZE, CLOSE = 0, 1, 2, 3, 4, 255
LARGEST_SIDE = 0xFFFF


@dataclass(frozen=True, slots=True)
class Options:
    """What of a command's input and output is wanted."""

    stdin: bool
    stdout: bool
    stderr: bool
    tty: bool

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Options:
        """From the query. Raises BadRequest when nothing is wanted."""
        chosen = {name: query.get(name) in ("true", "1") for name in ("stdin", "stdout", "stderr", "tty")}
        if not (chosen["stdin"] or chosen["stdout"] or chosen["stderr"]):
            raise BadRequest("you must specify at least 1 of stdin, stdout, stderr")
        return cls(**chosen)

    def wants(self, channel: int) -> bool:
        """Whether the client has asked for this kind of output."""
        return self.stdout if channel == STDOUT else self.stderr


class Channels(Protocol):
    """A client's ends of the streams."""

    async def send(self, channel: int, data: bytes) -> None:
        """Output of the command. Raises ConnectionError when the client is gone."""
        ...

    async def tell(self, status: Obj) -> None:
        """How it ended. Raises ConnectionError when the client is gone."""
        ...

    async def receive(self, stream: ExecStream) -> None:
        """Hand on input and sizes until the client is gone."""
        ...


async def carry(channels: Channels, stream: ExecStream, options: Options) -> None:
    """Until the command has ended and its outcome is told, or the client is gone."""
    incoming = asyncio.create_task(_until_gone(channels, stream), name="exec input")
    try:
        async for channel, data in stream.output():
            if options.wants(channel):
                await channels.send(channel, data)
        await channels.tell(outcome(await stream.exit_code()))
    except ApiError as error:
        await channels.tell(error.status())
    except ConnectionError:
        pass  # the client went away; the command is ended below
    finally:
        incoming.cancel()
        await asyncio.gather(incoming, return_exceptions=True)
        await stream.close()


async def _until_gone(channels: Channels, stream: ExecStream) -> None:
    """Without its client a command has nobody to run for."""
    try:
        await channels.receive(stream)
    finally:
        await stream.close()


def outcome(code: int) -> Obj:
    """A command's exit code as a Status."""
    if code == 0:
        return {"metadata": {}, "status": "Success"}
    return {
        "metadata": {},
        "status": "Failure",
        "message": f"command terminated with non-zero exit code: exit status {code}",
        "reason": "NonZeroExitCode",
        "details": {"causes": [{"reason": "ExitCode", "message": str(code)}]},
    }


class _Size(msgspec.Struct):
    Width: int
    Height: int


def terminal_size(message: bytes) -> tuple[int, int] | None:
    """Columns and rows of ``{"Width": …, "Height": …}``; None when it makes no sense, which changes no terminal."""
    try:
        size = msgspec.json.decode(message, type=_Size)
    except msgspec.DecodeError:
        return None
    if not (0 < size.Width <= LARGEST_SIDE and 0 < size.Height <= LARGEST_SIDE):
        return None
    return size.Width, size.Height
