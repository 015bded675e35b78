"""Carry accounts to their databases: soon after a change, and to every new container of one. Only the leader runs it.

A password reaches the applications that use the account once the database has it, so their sets always say what gets
in: containers that start anew find it, and those that still run are replaced.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import structlog
from sqlalchemy import select

from slipway.access import SYSTEM
from slipway.applications import Context, Signals, renew_set
from slipway.cluster import POD, Cluster, ContainerRef, Obj, WatchCache
from slipway.db import Database, Session, utcnow
from slipway.errors import Conflict, SlipwayError
from slipway.labels import BY_APPLICATION
from slipway.managed import console
from slipway.managed.connections.gift import gift_of
from slipway.managed.connections.lookup import connections_by_account
from slipway.managed.engines import ACCOUNTS
from slipway.managed.engines.accounts import Access, Account, Accounts, Said
from slipway.managed.models import ManagedAccount, ManagedService
from slipway.managed.schemas import EngineKind
from slipway.reconcile import Reconciler, Rhythm
from slipway.tenants import Tenant, locked_tenant

log = structlog.get_logger(__name__)

ROUND_SECONDS = 5.0
RETRY_SECONDS = 15.0
SETTLE_SECONDS = 0.1
MOST_TOLD = 300


@dataclass(frozen=True, slots=True)
class Place:
    """The container in which a managed service's database runs now; ``run`` is another one after each start."""

    ref: ContainerRef
    run: str


@dataclass(frozen=True, slots=True)
class Task:
    """One account, as it was read."""

    id: str
    revision: int
    is_applied: bool
    is_going: bool
    wanted: Account


class _Seen(NamedTuple):
    """What a look at everything reads of one account: nothing that is sealed."""

    managed_id: str
    application_id: str
    namespace: str
    revision: int
    applied_revision: int | None
    deleted_at: datetime | None
    problem: Obj | None

    @property
    def is_settled(self) -> bool:
        return self.deleted_at is None and self.applied_revision == self.revision


_SEEN = (
    select(
        ManagedService.id,
        ManagedService.application_id,
        Tenant.namespace,
        ManagedAccount.revision,
        ManagedAccount.applied_revision,
        ManagedAccount.deleted_at,
        ManagedAccount.problem,
    )
    .join(ManagedAccount, ManagedAccount.managed_id == ManagedService.id)
    .join(Tenant, Tenant.id == ManagedService.tenant_id)
    .where(ManagedService.deleted_at.is_(None), Tenant.deleted_at.is_(None))
)


class AccountSync(Reconciler):
    """Brings the accounts of each managed service in order, one after the other."""

    name = "managed accounts"

    def __init__(
        self,
        database: Database,
        cluster: Cluster,
        cache: WatchCache,
        signals: Signals,
        round_seconds: float = ROUND_SECONDS,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._database = database
        self._cluster = cluster
        self._cache = cache
        self._signals = signals
        self._retry_seconds = retry_seconds
        self._done: dict[str, str] = {}
        """In which run of its container each managed service has all that it should."""
        super().__init__(Rhythm(round_seconds, settle=SETTLE_SECONDS))

    def _follow(self) -> Callable[[], None]:
        """Whoever changes accounts says so of the application behind the managed service."""
        return self._signals.call(lambda _application_id: self._rounds.wake())

    async def _look(self) -> None:
        """Find managed services that run and lack something: because of a change, or because they are new."""
        found: dict[str, list[_Seen]] = defaultdict(list)
        async with self._database.read() as session:
            for row in await session.execute(_SEEN):
                seen = _Seen(*row)
                found[seen.managed_id].append(seen)
        self._done = {managed_id: run for managed_id, run in self._done.items() if managed_id in found}
        for managed_id, accounts in found.items():
            place = self._place(accounts[0].application_id, accounts[0].namespace)
            if place is None:
                continue
            is_new = self._done.get(managed_id) != place.run
            lacking = [each for each in accounts if is_new or not each.is_settled]
            if lacking:
                tried = all(each.problem is not None for each in lacking)
                self.wake(managed_id, self._retry_seconds if tried else 0.0)

    async def _handle(self, managed_id: str) -> None:
        """Bring the accounts of one managed service in order; what cannot be done now, a later round finds again."""
        async with self._database.read() as session:
            service = await session.get(ManagedService, managed_id)
            tenant = None if service is None else await session.get(Tenant, service.tenant_id)
            tasks = await _tasks(session, managed_id)
        if service is None or tenant is None or service.deleted_at is not None or tenant.deleted_at is not None:
            return  # what it runs in goes, and its accounts with that
        place = self._place(service.application_id, tenant.namespace)
        if place is None:
            return
        is_new = self._done.get(managed_id) != place.run
        lacking = [task for task in tasks if is_new or task.is_going or not task.is_applied]
        carried = [await self._carry(service, place, task) for task in lacking]
        if all(carried):
            self._done[managed_id] = place.run

    async def _carry(self, service: ManagedService, place: Place, task: Task) -> bool:
        """Bring one account in order and write down how that went; tell whether it is."""
        engine = ACCOUNTS[EngineKind(service.engine)]
        try:
            if task.is_going:
                await self._drop(place, engine, task.wanted.username)
            else:
                await self._run(place, engine, engine.ensure(task.wanted))
        except SlipwayError as error:
            await self._tell(service, task, error)
            return False
        await self._settle(service, task)
        return True

    async def _drop(self, place: Place, engine: Accounts, username: str) -> None:
        said = await self._run(place, engine, engine.drop(username))
        for statement in engine.afterwards(said):
            # What fails here is a session that ended by itself meanwhile.
            await console.run(self._cluster, place.ref, engine.client, statement)

    async def _run(self, place: Place, engine: Accounts, statements: str) -> Said:
        said = await console.run(self._cluster, place.ref, engine.client, statements)
        failure = engine.failure(said)
        if failure is not None:
            raise Conflict("managed.console_failed", {"reason": failure[:MOST_TOLD]})
        return said

    async def _settle(self, service: ManagedService, task: Task) -> None:
        """Write down that the database has an account as it was read, and tell those who use it."""
        async with self._database.session() as session:
            await locked_tenant(session, service.tenant_id)
            account = await session.get(ManagedAccount, task.id)
            if account is None:
                return
            if task.is_going:
                await session.delete(account)
                log.info("account removed", managed_service=service.id, account=task.id)
                return
            account.problem = None
            if account.applied_revision == task.revision:
                return
            account.applied_revision, account.applied_at = task.revision, utcnow()
            log.info("account in order", managed_service=service.id, account=task.id, revision=task.revision)
            if account.revision == task.revision:
                await self._renew(session, service, account)

    async def _renew(self, session: Session, service: ManagedService, account: ManagedAccount) -> None:
        context = Context(SYSTEM, session, self._signals)
        for each in await connections_by_account(session, account.id):
            await renew_set(context, each.row.application_id, gift_of(service, account, each.set))

    async def _tell(self, service: ManagedService, task: Task, error: SlipwayError) -> None:
        problem = {"code": error.code, "params": dict(error.params)}
        async with self._database.session() as session:
            account = await session.get(ManagedAccount, task.id)
            if account is not None and account.problem != problem:
                account.problem = problem
                reason = error.params.get("reason")
                log.warning("account not in order", managed_service=service.id, account=task.id, reason=reason)

    def _place(self, application_id: str, namespace: str) -> Place | None:
        found = self._cache.find(POD, BY_APPLICATION, application_id)
        return place_in(pod for pod in found if pod["metadata"]["namespace"] == namespace)


def place_in(pods: Iterable[Obj]) -> Place | None:
    """Return the container that is ready, of one pod that is to stay."""
    for pod in pods:
        metadata = pod["metadata"]
        if metadata.get("deletionTimestamp") is not None:
            continue
        for status in (pod.get("status") or {}).get("containerStatuses") or []:
            if status.get("ready") and status.get("containerID"):
                ref = ContainerRef(metadata["namespace"], metadata["name"], status["name"])
                return Place(ref, status["containerID"])
    return None


async def _tasks(session: Session, managed_id: str) -> list[Task]:
    query = select(ManagedAccount).where(ManagedAccount.managed_id == managed_id).order_by(ManagedAccount.id)
    return [
        Task(
            each.id,
            each.revision,
            each.applied_revision == each.revision,
            each.deleted_at is not None,
            Account(each.username, each.secret["password"], Access(each.access), each.database),
        )
        for each in await session.scalars(query)
    ]
