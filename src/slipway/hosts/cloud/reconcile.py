"""Carry every machine from its order into the cluster, and out of it again.

What is wanted and how far it is stand in the database, and each pass begins by asking the provider what there is: so
the next leader goes on where the one before stopped, and an order whose answer was lost makes no second machine.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import select
from sqlalchemy.orm import undefer

from slipway.cluster import NODE, Change, Cluster, WatchCache
from slipway.db import Database, utcnow
from slipway.errors import Conflict, NotFound, Unavailable
from slipway.hosts.cloud.admit import Admission
from slipway.hosts.cloud.decide import Act, Facts, MachineState, Step, next_step, refused
from slipway.hosts.cloud.models import CloudAccount, CloudMachine
from slipway.hosts.cloud.nodes import node_of_vm
from slipway.hosts.cloud.provider import Order, Provider, Vm, VmState, ask
from slipway.hosts.cloud.store import Store
from slipway.hosts.cloud.user_data import LIMIT_BYTES, user_data_of
from slipway.hosts.cloud.vendors import provider_of
from slipway.hosts.drain import last_drain
from slipway.hosts.join import unattended_join
from slipway.hosts.observed import state_of
from slipway.reconcile import Reconciler, Rhythm

log = structlog.get_logger(__name__)

SETTLED = frozenset({MachineState.JOINED, MachineState.FAILED, MachineState.GONE})
CLUSTER_AWAY_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How often, in seconds, orders are looked for, and the provider is asked for machines on their way, and others."""

    orders: float = 2.0
    moving: float = 5.0
    settled: float = 120.0


class CloudMachines(Reconciler):
    """One process of the platform runs it at a time."""

    name = "cloud machines"

    def __init__(
        self,
        database: Database,
        cluster: Cluster,
        cache: WatchCache,
        wake_host: Callable[[str], None],
        pace: Pace | None = None,
    ) -> None:
        """``wake_host`` is called with a host that came into a partition."""
        self._database = database
        self._cluster = cluster
        self._cache = cache
        self._pace = pace or Pace()
        self._store = Store(database)
        self._admission = Admission(database, cluster, wake_host)
        self._looked: dict[str, tuple[datetime, float]] = {}
        self._moving: set[str] = set()
        self._ready: dict[str, str] = {}
        super().__init__(Rhythm(self._pace.orders))

    def _follow(self) -> Callable[[], None]:
        """Follow nodes: one that appears is to be marked before pods come to it."""
        return self._cache.subscribe(self._seen)

    def _seen(self, change: Change) -> None:
        """Look at machines on their way when a node is new, or not as ready as before."""
        if change.kind != NODE:
            return
        name, ready = change.obj["metadata"]["name"], "" if change.gone else state_of(change.obj, draining=False).value
        if self._ready.get(name) == ready:
            return
        self._ready[name] = ready
        for machine_id in self._moving:
            self.wake(machine_id)

    async def _look(self) -> None:
        """Look for machines that are due, whatever process they were ordered in."""
        async with self._database.read() as session:
            query = select(CloudMachine.id, CloudMachine.state, CloudMachine.updated_at)
            rows = (await session.execute(query)).all()
        self._moving = {row.id for row in rows if row.state not in SETTLED}
        self._looked = {row.id: self._looked[row.id] for row in rows if row.id in self._looked}
        now = asyncio.get_running_loop().time()
        for row in rows:
            changed, looked = self._looked.get(row.id, (None, 0.0))
            pace = self._pace.moving if row.id in self._moving else self._pace.settled
            if changed != row.updated_at or now - looked >= pace:
                self._looked[row.id] = (row.updated_at, now)
                self.wake(row.id)

    async def _handle(self, machine_id: str) -> float | None:
        """Make one pass; the next round makes the next one."""
        if not self._cache.synced:
            return CLUSTER_AWAY_SECONDS
        async with self._database.read() as session:
            machine = await session.get(CloudMachine, machine_id, options=[undefer(CloudMachine.start)])
            if machine is None:
                return None
            undeferred = [undefer(CloudAccount.credentials)]
            account = await session.get_one(CloudAccount, machine.account_id, options=undeferred)
        try:
            provider = await provider_of(account)
            vm = await ask(partial(provider.find, machine.id))
            facts = await self._facts(machine, vm, certain=provider.certain)
            if facts.vm is not None and facts.node is not None:
                await self._admission.admit(machine, facts.node)
            await self._take(machine, provider, facts)
        except (Conflict, Unavailable) as error:
            log.info(
                "a cloud machine cannot go on", machine=machine.name, code=error.code, reason=error.params.get("reason")
            )
            await self._store.problem(machine, error)
        return None

    async def _facts(self, machine: CloudMachine, vm: Vm | None, *, certain: bool) -> Facts:
        ended = vm is not None and vm.state is VmState.ENDED
        left = vm.id if vm is not None and vm.state is VmState.LEFTOVER else ""
        if ended or left:
            vm = None
        nodes = self._cache.all(NODE)
        own = [each for each in nodes if each["metadata"]["uid"] == machine.node_uid]
        node = own[0] if own else node_of_vm(nodes, machine.name, vm, machine.created_at) if vm is not None else None
        return Facts(utcnow(), vm, node, await self._drain_of(machine), ended, left, certain)

    async def _drain_of(self, machine: CloudMachine) -> str:
        if machine.state != MachineState.DRAINING or machine.node is None:
            return ""
        async with self._database.read() as session:
            try:
                return (await last_drain(session, machine.node)).state
            except NotFound:
                return ""

    async def _take(self, machine: CloudMachine, provider: Provider, facts: Facts) -> None:
        """Take the next step."""
        step = next_step(machine, facts)
        if step.act is Act.ORDER:
            await self._order(machine, provider, facts)
            return
        if step.act is Act.FORGET:
            await self._admission.dismiss(machine)
            await self._store.forget(machine)
            return
        await self._store.step(machine, step, facts)
        if step.act is Act.DELETE_VM:
            await ask(partial(provider.delete, facts.vm.id if facts.vm is not None else facts.left))

    async def _order(self, machine: CloudMachine, provider: Provider, facts: Facts) -> None:
        """Place the order: written down before, so that nobody forgets one whose answer is lost."""
        try:
            text = machine.start["user_data"] if machine.start else None
            if text is None:
                text = await self._prepared(machine)
            if not await self._store.ordering(machine, text):
                return  # somebody deletes it
            vm = await ask(partial(provider.create, _order_of(machine, text)))
        except Conflict as error:
            await self._store.step(machine, refused(error), facts)
            return
        log.info("cloud machine made", machine=machine.name, vm=vm.id)
        await self._store.step(machine, Step(MachineState.BOOTING), Facts(facts.now, vm))

    async def _prepared(self, machine: CloudMachine) -> str:
        """Return the machine's user data with a token of its own."""
        lifetime = timedelta(minutes=machine.join_minutes)
        join = await unattended_join(self._cluster, self._cache.all(NODE), lifetime)
        text = user_data_of(machine.name, machine.prepare, join.command)
        if len(text.encode()) > LIMIT_BYTES:
            raise Conflict("cloud.start_too_long", {"limit": LIMIT_BYTES})
        machine.join_until = join.expires_at
        return text


def _order_of(machine: CloudMachine, user_data: str) -> Order:
    return Order(
        machine_id=machine.id,
        name=machine.name,
        size=machine.size,
        image=machine.image,
        subnet=machine.subnet,
        zone=machine.zone,
        key_pair=machine.key_pair,
        security_groups=machine.security_groups,
        public_ip=machine.public_ip,
        user_data=user_data,
    )
