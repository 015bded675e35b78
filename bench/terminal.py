"""What do a terminal and a log that is followed cost through the platform?

Both are compared with ``kubectl`` in the same run, at the same container of the demo, and alternating: single
keystrokes that the container's terminal echoes, 100 MB of a command's output, and a log of 10 MB/s, of which every
line says its number and when it was written. Lines that did not arrive are counted by their numbers.

    ./slipway bench terminal --url http://127.0.0.1:7080 --token slp_… --kubeconfig FILE --pid PID_OF_THE_PLATFORM
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import pty
import re
import statistics
import subprocess
import sys
import time
import tty
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

IMAGE = "slipway-demo/web:1"
ECHO = ["sh", "-c", "echo READY; exec cat"]
OUTPUT_BYTES = 100_000_000
DROPPED = re.compile(rb"slipway: dropped (\d+) lines?: ")
OUTPUT = ["sh", "-c", f"head -c {OUTPUT_BYTES} /dev/zero"]
PRINTER = """
import sys, time
began, sent = time.time(), 0
while True:
    now = time.time()
    while sent < (now - began) * RATE / 100:
        sys.stdout.write(f"{sent:012d} {now:.6f} ".ljust(99, "x") + "\\n")
        sent += 1
    sys.stdout.flush()
    time.sleep(0.01)
"""
START_SECONDS = 60
Obj = dict[str, Any]
Press = Callable[[], Awaitable[float]]


@dataclass(frozen=True)
class Place:
    """A container, as either side names it."""

    tenant_id: str
    namespace: str
    pod: str
    container: str


class Memory:
    """Watches the most that a process has held."""

    def __init__(self, pid: int) -> None:
        self._file = Path(f"/proc/{pid}/status")
        self.before = self._now()
        self.most = self.before

    def _now(self) -> float:
        line = next(line for line in self._file.read_text().splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024

    async def watch(self) -> None:
        """Look ten times a second, for ever."""
        while True:
            self.most = max(self.most, self._now())
            await asyncio.sleep(0.1)


@asynccontextmanager
async def watched(pid: int) -> AsyncIterator[Memory]:
    """Watch a process while the block runs."""
    memory = Memory(pid)
    task = asyncio.create_task(memory.watch(), name="memory")
    try:
        yield memory
    finally:
        task.cancel()


class Side:
    """The platform's API, and kubectl beside it."""

    def __init__(self, http: aiohttp.ClientSession, url: str, kubeconfig: str) -> None:
        self._http = http
        self._url = f"{url}/api/v1"
        self.kubectl = ["kubectl", f"--kubeconfig={kubeconfig}"]

    async def call(self, method: str, path: str, body: Obj | None = None) -> Any:
        """Ask the API."""
        async with self._http.request(method, self._url + path, json=body) as answer:
            found = await answer.json() if answer.content_type == "application/json" else None
            assert answer.status < 300, f"{method} {path}: {answer.status} {found}"
            return found

    def place(self, place: Place, what: str) -> str:
        """Return an address of the container's."""
        return f"{self._url}/containers/{place.tenant_id}/{place.pod}/{place.container}/{what}"

    @asynccontextmanager
    async def terminal(
        self, place: Place, command: list[str], *, tty: bool
    ) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        """Open a terminal, or a command without one, by WebSocket."""
        query = [("command", word) for word in command] + [("tty", str(tty).lower()), ("stdin", str(tty).lower())]
        async with self._http.ws_connect(
            self.place(place, "exec"), params=query, protocols=["slipway.exec.v1"], max_msg_size=0
        ) as socket:
            yield socket

    @asynccontextmanager
    async def log(self, place: Place) -> AsyncIterator[aiohttp.StreamReader]:
        """Follow the container's log from now on."""
        query = {"follow": "true", "tail": "1"}
        timeout = aiohttp.ClientTimeout(total=None)
        async with self._http.get(self.place(place, "logs"), params=query, timeout=timeout) as answer:
            assert answer.status == 200, await answer.text()
            yield answer.content


@asynccontextmanager
async def pressed_through_platform(side: Side, place: Place) -> AsyncIterator[Press]:
    """Give what presses a key in a terminal of the platform's and waits for its echo."""
    async with side.terminal(place, ECHO, tty=True) as socket:
        while b"READY" not in (await socket.receive_bytes()):
            pass

        async def press() -> float:
            began = time.perf_counter()
            await socket.send_bytes(b"k")
            while b"k" not in await socket.receive_bytes():
                pass
            return time.perf_counter() - began

        yield press


@asynccontextmanager
async def pressed_through_kubectl(side: Side, place: Place) -> AsyncIterator[Press]:
    """Give what presses a key in a terminal of kubectl's."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    words = ["exec", "-it", "-n", place.namespace, place.pod, "-c", place.container, "--", *ECHO]
    process = await asyncio.create_subprocess_exec(
        *side.kubectl, *words, stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL
    )
    os.close(theirs)
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[bytes] = asyncio.Queue()
    loop.add_reader(ours, lambda: arrived.put_nowait(os.read(ours, 65536)))
    try:
        while b"READY" not in await arrived.get():
            pass

        async def press() -> float:
            began = time.perf_counter()
            os.write(ours, b"k")
            while b"k" not in await arrived.get():
                pass
            return time.perf_counter() - began

        yield press
    finally:
        loop.remove_reader(ours)
        process.kill()
        await process.wait()
        os.close(ours)


async def keystrokes(side: Side, place: Place, number: int) -> Obj:
    """Press keys on both sides in turn."""
    times: dict[str, list[float]] = {"slipway": [], "kubectl": []}
    async with pressed_through_platform(side, place) as first, pressed_through_kubectl(side, place) as second:
        for count in range(number + 10):
            for name, press in (("slipway", first), ("kubectl", second)):
                took = await press()
                if count >= 10:
                    times[name].append(took * 1000)
                await asyncio.sleep(0.01)
    medians = {name: statistics.median(each) for name, each in times.items()}
    return {
        "keystrokes on each side": number,
        **{f"{name} median, ms": round(value, 2) for name, value in medians.items()},
        **{f"{name} 95 %, ms": round(statistics.quantiles(each, n=20)[-1], 2) for name, each in times.items()},
        "added median, ms": round(medians["slipway"] - medians["kubectl"], 2),
        "ratio": round(medians["slipway"] / medians["kubectl"], 2),
    }


async def output(side: Side, place: Place, pid: int) -> Obj:
    """Take 100 MB from both sides."""
    async with watched(pid) as memory:
        began, received = time.perf_counter(), 0
        async with side.terminal(place, OUTPUT, tty=False) as socket:
            async for frame in socket:
                if frame.type == aiohttp.WSMsgType.BINARY:
                    received += len(frame.data) - 1
        ours = time.perf_counter() - began
    began = time.perf_counter()
    words = ["exec", "-n", place.namespace, place.pod, "-c", place.container, "--", *OUTPUT]
    process = await asyncio.create_subprocess_exec(*side.kubectl, *words, stdout=subprocess.PIPE, limit=1 << 20)
    assert process.stdout is not None
    taken = 0
    while piece := await process.stdout.read(1 << 20):
        taken += len(piece)
    await process.wait()
    theirs = time.perf_counter() - began
    return {
        "bytes": {"slipway": received, "kubectl": taken},
        "slipway, MB/s": round(received / ours / 1e6, 1),
        "kubectl, MB/s": round(taken / theirs / 1e6, 1),
        "ratio of times": round(ours / theirs, 2),
        "the platform's memory, MB": {"before": round(memory.before), "at most": round(memory.most)},
    }


@dataclass
class Followed:
    """What a follower of the log has seen."""

    lines: int = 0
    first: int | None = None
    last: int = -1
    told: int = 0
    """How many lines are said to be dropped."""
    others: list[str] = field(default_factory=list)
    """Other lines that the printer did not write."""
    lag: float = 0.0

    def take(self, line: bytes) -> None:
        """Count one line."""
        if dropped := DROPPED.match(line):
            self.told += int(dropped[1])
            return
        number, _, rest = line.partition(b" ")
        if len(number) != 12 or not number.isdigit():
            self.others.append(line.decode(errors="replace")[:200])
            return
        self.first = int(number) if self.first is None else self.first
        self.lines, self.last = self.lines + 1, int(number)
        self.lag = time.time() - float(rest[: rest.index(b" ")])

    def summary(self, seconds: float) -> Obj:
        """Return lines, those that are missing by their numbers, and how late the last one was."""
        span = self.last - (self.first or 0) + 1
        return {
            "lines": self.lines, "MB/s": round(self.lines * 100 / seconds / 1e6, 1), "missing": span - self.lines,
            "said to be dropped": self.told, "other lines": self.others[:5],
            "the last line's age, s": round(self.lag, 2),
        }  # fmt: skip


async def follow(reader: asyncio.StreamReader | aiohttp.StreamReader, seconds: float) -> Followed:
    """Read whole lines for a time."""
    found, rest = Followed(), b""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        piece = await reader.read(1 << 18)
        assert piece, "the log ended"
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            found.take(line)
    return found


async def log(side: Side, place: Place, pid: int, seconds: float) -> Obj:
    """Follow a log on one side and then on the other."""
    async with watched(pid) as memory, side.log(place) as content:
        ours = (await follow(content, seconds)).summary(seconds)
    words = ["logs", "-f", "--tail=1", "-n", place.namespace, place.pod, "-c", place.container]
    process = await asyncio.create_subprocess_exec(*side.kubectl, *words, stdout=subprocess.PIPE, limit=1 << 20)
    assert process.stdout is not None
    try:
        theirs = (await follow(process.stdout, seconds)).summary(seconds)
    finally:
        process.kill()
        await process.wait()
    memory_used = {"before": round(memory.before), "at most": round(memory.most)}
    return {"slipway": ours, "kubectl": theirs, "the platform's memory, MB": memory_used}


@asynccontextmanager
async def container(side: Side, command: list[str]) -> AsyncIterator[Place]:
    """Publish a service that runs a command, in a tenant of its own; give its container."""
    name = f"bench-{uuid.uuid4().hex[:8]}"
    tenant = await side.call("POST", "/tenants", {"name": name})
    resources = {"cpu": "100m", "memory": "64Mi"}
    service = {"name": "printer", "image": IMAGE, "command": command, "resources": resources}
    made = await side.call("POST", "/applications", {"name": name, "tenant_id": tenant["id"], "services": [service]})
    try:
        await side.call("POST", f"/applications/{made['id']}/publish")
        until = time.monotonic() + START_SECONDS
        while (await side.call("GET", f"/applications/{made['id']}/status"))["state"] != "running":
            assert time.monotonic() < until, "the container does not start"
            await asyncio.sleep(0.2)
        found = (await side.call("GET", f"/containers?tenant={tenant['id']}"))["items"][0]
        yield Place(tenant["id"], tenant["namespace"], found["pod"], found["container"])
    finally:
        await side.call("DELETE", f"/tenants/{tenant['id']}?cascade=true&confirm={name}")


async def measure(arguments: argparse.Namespace) -> Obj:
    """Measure everything."""
    headers = {"Authorization": f"Bearer {arguments.token}"}
    async with aiohttp.ClientSession(headers=headers) as http:
        side = Side(http, arguments.url.rstrip("/"), arguments.kubeconfig)
        results: Obj = {}
        async with container(side, ["sleep", "86400"]) as place:
            results["keystrokes"] = await keystrokes(side, place, arguments.keystrokes)
            print(json.dumps(results), file=sys.stderr)
            results["100 MB of output"] = await output(side, place, arguments.pid)
            print(json.dumps(results), file=sys.stderr)
        printer = PRINTER.replace("RATE", str(arguments.rate * 1e6))
        async with container(side, ["python3", "-c", printer]) as place:
            results[f"log of {arguments.rate} MB/s"] = await log(side, place, arguments.pid, arguments.seconds)
    results["machine's load (1 minute), processors"] = [round(os.getloadavg()[0], 1), os.cpu_count()]
    return results


def main(words: list[str]) -> int:
    """Parse the command line, measure, print JSON."""
    parser = argparse.ArgumentParser(prog="bench terminal", description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:7080")
    parser.add_argument("--token", required=True, help="an administrator's API token")
    parser.add_argument("--kubeconfig", required=True)
    parser.add_argument("--pid", type=int, required=True, help="of the platform's process, to watch its memory")
    parser.add_argument("--keystrokes", type=int, default=300)
    parser.add_argument("--rate", type=float, default=10, help="MB/s of the log")
    parser.add_argument("--seconds", type=float, default=20, help="how long a log is followed on each side")
    print(json.dumps(asyncio.run(measure(parser.parse_args(words))), indent=2))
    return 0
