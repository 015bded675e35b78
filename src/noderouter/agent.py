"""One agent: looks at cluster and kernel whenever either changed, and now and then, and acts on the difference."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from noderouter import kernel
from noderouter.api import Api, ApiError
from noderouter.claims import Claim, claims
from noderouter.decide import Change, Decision, Viewpoint, decide
from noderouter.kernel import KernelError
from noderouter.model import Host
from noderouter.nodes import Nodes
from noderouter.report import Reporter
from noderouter.settings import Settings
from noderouter.table import Table, written
from noderouter.web import serving

log = logging.getLogger(__name__)

PAUSE = 0.1
"""Between two passes: what happens meanwhile is seen by the next one at once."""
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
MOST_LOOKS = 5


async def seen_twice(look: Callable[[], Awaitable[Decision]]) -> Decision:
    """Return a decision; one that takes routes away was come to twice in a row.

    The kernel may leave entries out of what it lists while they change, and a missing address must not cost a route.
    """
    decision = await look()
    for _ in range(MOST_LOOKS):
        if all(step.action == "add" for step in decision.changes):
            return decision
        before, decision = decision, await look()
        if decision.changes == before.changes:
            return decision
    return replace(decision, changes=tuple(step for step in decision.changes if step.action == "add"))


class Agent:
    """Owns everything that runs."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._view = Viewpoint(settings.node, settings.protocol, settings.wish)
        # One each: a connection that fails is closed with all that goes over it.
        self._api, self._reports = (Api(settings.kubeconfig, settings.namespace) for _ in range(2))
        self._wake = asyncio.Event()
        self._nodes = Nodes(self._api, self._hosts_changed)
        self._claims: tuple[Claim, ...] = ()
        self._table = Table(settings.node)
        self._reporter = Reporter(self._reports, self._table, settings.node, settings.report_seconds)
        self._mode: tuple[object, ...] = ()
        self._passed_at = time.monotonic()
        self._failure: str | None = None
        self._retry: float | None = None

    async def run(self, ending: asyncio.Event) -> None:
        """Work until told to end. Raises ExceptionGroup when a part fails in a way that is not provided for."""
        async with serving(self._settings.listen, self._shown, self._health):
            log.info("node %s, listening on %s port %d", self._settings.node, *self._settings.listen)
            try:
                async with asyncio.TaskGroup() as group:
                    parts = [
                        group.create_task(self._nodes.run(), name="nodes"),
                        group.create_task(self._listen(), name="netlink"),
                        group.create_task(self._passes(), name="passes"),
                        group.create_task(self._reporter.run(), name="report"),
                    ]
                    await ending.wait()
                    for part in parts:
                        part.cancel()
                if self._settings.remove:
                    await self._withdraw()
            finally:
                await self._api.close()
                await self._reports.close()

    def _hosts_changed(self) -> None:
        self._claims = claims(self._nodes.hosts)
        self._wake.set()

    async def _listen(self) -> None:
        """Hear of changes in the kernel; a socket that fails is opened again."""
        while True:
            try:
                await kernel.listen(self._wake.set)
            except KernelError as error:
                log.warning("netlink notifications broke, listening anew: %s", error)
                await asyncio.sleep(PAUSE)

    async def _passes(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._retry or self._settings.check_seconds):
                    await self._wake.wait()
            except TimeoutError:
                pass  # time to look, whatever was or was not heard
            self._wake.clear()
            try:
                undone = await self._pass()
                self._failure = None
            except KernelError as error:
                undone = True
                if self._failure is None:
                    log.error("the kernel's routes cannot be read: %s", error)
                self._failure = str(error)
            self._retry = min((self._retry or FIRST_DELAY / 2) * 2, LONGEST_DELAY) if undone else None
            await asyncio.sleep(PAUSE)

    async def _pass(self) -> bool:
        """Compare and act once; tell whether something could not be done."""
        if not self._nodes.known:
            self._passed_at = time.monotonic()
            return False
        decision = await seen_twice(self._look)
        refused = await self._act(decision.changes)
        if decision.changes:
            # What counts is what the kernel has afterwards, not what was asked of it.
            decision = await self._look()
        self._tell(decision)
        self._passed_at = time.monotonic()
        return bool(refused)

    async def _look(self) -> Decision:
        return decide(self._view, self._claims, await kernel.read(), known=self._itself() is not None)

    async def _act(self, changes: Sequence[Change]) -> list[Change]:
        """Take all steps; returns those that the kernel refused."""
        refused = []
        for step, why in await kernel.change(changes):
            what = step.action, step.route.network, step.route.gateway
            if why is None:
                log.info("%s %s via %s", *what)
            else:
                refused.append(step)
                log.warning("%s %s via %s: %s", *what, why)
        return refused

    def _tell(self, decision: Decision) -> None:
        mode = decision.mode, decision.cause, decision.cause_detail
        if mode != self._mode:
            log.info("mode %s", " ".join(str(part) for part in mode if part))
            self._mode = mode
        for row in self._table.update(decision, self._itself()):
            why = " ".join(part for part in (row.reason, row.detail) if part)
            log.info("%s of %s is %s%s", row.network, row.host, row.state, f": {why}" if why else "")
        self._reporter.changed()

    def _itself(self) -> Host | None:
        return next((host for host in self._nodes.hosts if host.name == self._settings.node), None)

    def _shown(self) -> dict[str, Any]:
        return {**self._table.document(), **self._api_state()}

    def _api_state(self) -> dict[str, Any]:
        silent = self._nodes.silent_since
        return {"api": {"silent_since": written(silent) if silent else None, "failure": self._nodes.failure}}

    def _health(self) -> tuple[bool, dict[str, Any]]:
        """The API being away is no illness of the agent: starting it again would not help."""
        age = time.monotonic() - self._passed_at
        well = self._failure is None and age < 3 * self._settings.check_seconds + 10
        return well, {"ok": well, "failure": self._failure, "seconds_since_check": round(age, 1), **self._api_state()}

    async def _withdraw(self) -> None:
        """Remove all own routes and the report."""
        found = await kernel.read()
        await self._act([Change("delete", each) for each in found.routes if each.protocol == self._settings.protocol])
        try:
            await self._reporter.remove()
        except ApiError as error:
            log.warning("the report stays, the API does not take it back: %s", error)
