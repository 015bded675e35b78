"""Commands in running containers: exec and attach as streams, and commands that are run to their end."""

from __future__ import annotations

import asyncio
import signal
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator

from localkube.objects.access import Obj
from localkube.runtime.connection import Connection, Refused
from localkube.runtime.errors import EngineUnavailable, RunTimedOut
from localkube.runtime.frames import batches
from localkube.runtime.processes import send, session_of

OUTPUT_LIMIT = 10 * 1024  # what Kubernetes keeps of a probe's output
FIRST_PAUSE, LONGEST_PAUSE = 0.005, 0.5
END_SECONDS = 2.0


class EngineStream(ABC):
    """A taken over connection as an ``ExecStream``."""

    def __init__(self, connection: Connection, *, tty: bool) -> None:
        self._connection = connection
        self._tty = tty
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter
        self._closed = False

    async def output(self) -> AsyncIterator[tuple[int, bytes]]:
        """Pairs of channel and data until the command ends."""
        try:
            async for frames in batches(self._reader, tty=self._tty):
                for frame in frames:
                    yield frame
        except ConnectionError as error:
            if not self._closed:
                raise EngineUnavailable(f"the Docker Engine went away: {error}") from error

    async def write(self, data: bytes) -> None:
        """Send to standard input. What is written after the command ended is lost, as it is in a pipe."""
        if self._writer.is_closing():
            return
        self._writer.write(data)
        await self._drain()

    async def close_stdin(self) -> None:
        """End standard input; output goes on."""
        if not self._writer.is_closing():
            self._writer.write_eof()
            await self._drain()

    async def _drain(self) -> None:
        try:
            await self._writer.drain()
        except ConnectionError:
            self._writer.close()

    async def resize(self, columns: int, rows: int) -> None:
        """Tell the terminal its size. One that has ended meanwhile needs none."""
        try:
            await self._connection.call("POST", self._resize_path(), {"w": str(columns), "h": str(rows)})
        except Refused as refusal:
            if refusal.status not in (404, 409):
                raise

    async def close(self) -> None:
        """Let go of the command, also of what it has not read yet: it may never do so, and ``close`` is not to wait."""
        self._closed = True
        self._writer.transport.abort()
        try:
            await self._writer.wait_closed()
        except ConnectionError:
            return  # closed it is

    @abstractmethod
    def _resize_path(self) -> str: ...

    @abstractmethod
    async def exit_code(self) -> int:
        """Wait for the end."""


class Attached(EngineStream):
    """The container's own process. Kubernetes tells no exit code of it here; the pod's status does."""

    def __init__(self, connection: Connection, container_id: str, *, tty: bool) -> None:
        super().__init__(connection, tty=tty)
        self._container_id = container_id
        self._stdin_once = False

    @classmethod
    async def open(cls, connection: Connection, container_id: str, *, stdin: bool, tty: bool) -> Attached:
        """Join the input and output of a running container."""
        stream = cls(connection, container_id, tty=tty)
        query = {"stream": "1", "stdin": str(int(stdin)), "stdout": "1", "stderr": "1"}
        if stdin:
            inspected: Obj = await connection.call("GET", f"/containers/{container_id}/json")
            stream._stdin_once = bool(inspected["Config"]["StdinOnce"])
        stream._reader, stream._writer = await connection.take_over(f"/containers/{container_id}/attach", query)
        return stream

    async def close_stdin(self) -> None:
        """End the input of a container that has only one; another's stays open for who comes next.

        The Engine would take the end of such an input for the end of the whole stream, and drop what is still said.
        """
        if self._stdin_once:
            await super().close_stdin()

    def _resize_path(self) -> str:
        return f"/containers/{self._container_id}/resize"

    async def exit_code(self) -> int:
        return 0


class Command(EngineStream):
    """A command beside the container's own process."""

    def __init__(self, connection: Connection, exec_id: str, *, tty: bool) -> None:
        super().__init__(connection, tty=tty)
        self._exec_id = exec_id

    @classmethod
    async def open(
        cls, connection: Connection, container_id: str, command: list[str], *, stdin: bool, tty: bool
    ) -> Command:
        """Start ``command`` in a running container."""
        body = {"Cmd": command, "AttachStdin": stdin, "AttachStdout": True, "AttachStderr": True, "Tty": tty}
        made = await connection.call("POST", f"/containers/{container_id}/exec", body=body)
        stream = cls(connection, made["Id"], tty=tty)
        start = {"Detach": False, "Tty": tty}
        stream._reader, stream._writer = await connection.take_over(f"/exec/{made['Id']}/start", body=start)
        return stream

    def _resize_path(self) -> str:
        return f"/exec/{self._exec_id}/resize"

    async def _inspect(self) -> Obj:
        inspected: Obj = await self._connection.call("GET", f"/exec/{self._exec_id}/json")
        return inspected

    async def exit_code(self) -> int:
        """Wait for the end. Output may end before: the Engine has no call that waits for a command, so ask again."""
        pause = FIRST_PAUSE
        while not _ended(inspected := await self._inspect()):
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        return int(inspected["ExitCode"])

    async def close(self) -> None:
        """Let go. A terminal that is closed hangs up on its processes; the Engine would leave them running for ever."""
        await super().close()
        if self._tty:
            await self.end(signal.SIGHUP)

    async def end(self, number: signal.Signals) -> None:
        """Send a signal to the command, of a terminal to all its processes, until the Engine says that it ended.

        The Engine has no call for that but tells the process id, some time after the first output may have come. A
        terminal's process that is just being made may miss the signal, hence again. A command that outlives
        ``END_SECONDS`` of them ignores the signal and is left alone, as it is by a terminal.
        """
        try:
            async with asyncio.timeout(END_SECONDS):
                pause = FIRST_PAUSE
                while not _ended(inspected := await self._inspect()):
                    if process_id := inspected["Pid"]:
                        send(number, session_of(process_id) if self._tty else [process_id])
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)
        except TimeoutError:
            return
        except Refused as refusal:
            if refusal.status != 404:
                raise


def _ended(inspected: Obj) -> bool:
    """Whether the command is over. One that is about to start does not run yet either, but has no exit code."""
    return not inspected["Running"] and inspected["ExitCode"] is not None


async def run(connection: Connection, container_id: str, command: list[str], timeout_seconds: float) -> tuple[int, str]:
    """Run to the end: exit code and the first 10 KiB of output. Raises RunTimedOut after killing what takes longer."""
    stream = await Command.open(connection, container_id, command, stdin=False, tty=False)
    kept = bytearray()
    code: int | None = None
    try:
        async with asyncio.timeout(timeout_seconds):
            async for _, data in stream.output():
                kept += data[: OUTPUT_LIMIT - len(kept)]
            code = await stream.exit_code()
    except TimeoutError as error:
        raise RunTimedOut(f"command {' '.join(command)!r} timed out after {timeout_seconds:g} s") from error
    finally:
        await stream.close()
        if code is None:  # also when the caller does not want to wait any longer
            await stream.end(signal.SIGKILL)
    return code, kept.decode(errors="replace")
