"""Try a check once, as the cluster would: a GET or a connection by port forwarding, a command by exec.

Only the pod that was chosen can be reached this way: the connection is made inside of it. That is also where a trial is
kinder than the cluster, which asks at the pod's address: so what passes is held against where the program listens.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from urllib.parse import urlsplit

from slipway.cluster import Cluster, ContainerRef, Exit, NotConnected, Tunnel, execute, forward
from slipway.containers.replicas import Replica
from slipway.containers.trials.checks import (
    KEPT_BYTES,
    MOST_SECONDS,
    Check,
    CommandCheck,
    Finding,
    HttpCheck,
    TcpCheck,
)
from slipway.containers.trials.http import MOST_BYTES, REDIRECTIONS, Answer, Get, NotHttp, read
from slipway.containers.trials.listening import only_on_loopback
from slipway.errors import SlipwayError

MOST_REDIRECTS = 10
QUIET_SECONDS = 1.0
"""Nobody tells that a connection was made, only that it was not: so after this silence it was."""
LOOKING_SECONDS = 3.0
MOST_TABLE_BYTES = 1024 * 1024
TABLES = ["cat", "/proc/net/tcp", "/proc/net/tcp6"]


class Patience:
    """How long the container may take, and took; what the way to it takes does not count."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds
        self.used = 0.0

    @asynccontextmanager
    async def waiting(self) -> AsyncIterator[None]:
        """Wait inside of this. Raises TimeoutError when the time is over."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            async with asyncio.timeout(self._left):
                yield
        finally:
            took = loop.time() - began
            self._left, self.used = max(0.0, self._left - took), self.used + took


async def attempt(cluster: Cluster, replica: Replica, check: Check) -> tuple[Finding, int | None]:
    """Return what came of it, and after how many milliseconds where that can be told. Raises our errors."""
    patience = Patience(min(check.seconds, MOST_SECONDS))
    try:
        finding = await _Trial(cluster, replica, patience).run(check)
    except TimeoutError:
        finding = _late(check)
    return finding, None if finding.code == "open" else round(patience.used * 1000)


class _Trial:
    def __init__(self, cluster: Cluster, replica: Replica, patience: Patience) -> None:
        self._cluster, self._replica, self._patience = cluster, replica, patience

    @property
    def _ref(self) -> ContainerRef:
        return self._replica.ref

    async def run(self, check: Check) -> Finding:
        match check:
            case HttpCheck():
                return await self._reachable(await self._http(check), check.port)
            case TcpCheck():
                return await self._reachable(await self._tcp(check), check.port)
            case CommandCheck():
                return await self._command(check)

    async def _http(self, check: HttpCheck) -> Finding:
        address = str((self._replica.pod.get("status") or {}).get("podIP") or "127.0.0.1")
        get, url = Get(address, check.port, check.path), ""
        for _ in range(MOST_REDIRECTS + 1):
            answer = await self._exchange(get)
            if isinstance(answer, Finding):
                return answer
            if answer.status not in REDIRECTIONS or not answer.location:
                return _by_status(answer)
            further = get.redirected(answer.location)
            if isinstance(further, str):
                return _elsewhere(answer, further, address)
            get, url = further, f"http://{further.netloc}{further.path}"
        return Finding("redirects", False, {"url": url})

    async def _exchange(self, get: Get) -> Answer | Finding:
        """Return what is answered, or why nothing is."""
        async with forward(self._cluster, self._ref, get.port) as tunnel, self._patience.waiting():
            await tunnel.send(get.request)
            data = b""
            while True:
                piece = await tunnel.receive()
                if isinstance(piece, NotConnected) and not data:
                    return Finding("closed", False, {"port": get.port}, detail=piece.reason)
                came = b"" if isinstance(piece, NotConnected) else piece
                data += came
                if not came and not data:
                    return Finding("no_answer", False, {"port": get.port})
                try:
                    answer = read(data, ended=not came or len(data) > MOST_BYTES)
                except NotHttp:
                    return Finding(
                        "not_http", False, {"port": get.port}, answer=data[:KEPT_BYTES], cut=len(data) > KEPT_BYTES
                    )
                if answer is not None:
                    return answer

    async def _tcp(self, check: TcpCheck) -> Finding:
        async with forward(self._cluster, self._ref, check.port) as tunnel:
            said = await _soon(tunnel)
        if isinstance(said, NotConnected):
            return Finding("closed", False, {"port": check.port}, detail=said.reason)
        return Finding("open", True, {"port": check.port}, answer=said[:KEPT_BYTES], cut=len(said) > KEPT_BYTES)

    async def _command(self, check: CommandCheck) -> Finding:
        try:
            output, end = await self._run(check.command, KEPT_BYTES + 1)
        except SlipwayError as error:
            if error.status >= 500:
                raise
            return Finding("not_runnable", False, {"reason": str(error.params.get("reason") or error)})
        answer, cut = output[:KEPT_BYTES], len(output) > KEPT_BYTES
        if end.code is None:
            return Finding("not_runnable", False, {"reason": end.reason}, answer=answer, cut=cut)
        if end.code == 0:
            return Finding("exited", True, exit_code=0, answer=answer, cut=cut)
        return Finding("exit_code", False, {"code": end.code}, exit_code=end.code, answer=answer, cut=cut)

    async def _run(self, command: Sequence[str], most: int) -> tuple[bytes, Exit]:
        """Run a command to its end; return how its output begins, and the end."""
        output = b""
        async with (
            execute(self._cluster, self._ref, command, stdin=False, tty=False) as running,
            self._patience.waiting(),
            aclosing(running.__aiter__()) as outputs,
        ):
            async for item in outputs:
                if isinstance(item, Exit):
                    return output, item
                output += item.data[: most - len(output)]
        return output, Exit(None, "it did not tell its end")

    async def _reachable(self, finding: Finding, port: int) -> Finding:
        """Return the finding, unless what passed is listened to where the cluster's own probe does not ask."""
        if not finding.passed:
            return finding
        looking = _Trial(self._cluster, self._replica, Patience(LOOKING_SECONDS))
        try:
            table, end = await looking._run(TABLES, MOST_TABLE_BYTES)
        except (SlipwayError, TimeoutError):
            return finding  # an image without ``cat``, for one: then what was seen counts
        if end.code is None or not only_on_loopback(table.decode(errors="replace"), port):
            return finding
        return Finding("loopback_only", False, {"port": port}, status=finding.status, answer=finding.answer)


async def _soon(tunnel: Tunnel) -> bytes | NotConnected:
    """Return what the other side says first, if it does so soon."""
    try:
        async with asyncio.timeout(QUIET_SECONDS):
            return await tunnel.receive()
    except TimeoutError:
        return b""


def _by_status(answer: Answer) -> Finding:
    passed = 200 <= answer.status < 400
    return Finding(
        "answered" if passed else "status",
        passed,
        {"status": answer.status},
        status=answer.status,
        answer=answer.body,
        cut=answer.cut,
    )


def _elsewhere(answer: Answer, url: str, address: str) -> Finding:
    """Say what comes of a redirection to somewhere else: the cluster lets it pass, but follows one within the host."""
    if urlsplit(url).hostname != address:
        return _by_status(answer)
    return Finding("redirects_to_tls", None, {"url": url}, status=answer.status, answer=answer.body, cut=answer.cut)


def _late(check: Check) -> Finding:
    if check.seconds > MOST_SECONDS:
        return Finding("late", None, {"waited": MOST_SECONDS, "seconds": check.seconds})
    return Finding("timed_out", False, {"seconds": check.seconds})
