"""Make data and clients for tests, without the cost of hashing a password each time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from itertools import count
from typing import Any, TypeVar

import httpx
from fastapi import FastAPI

from slipway.access import Actor, Role, Scope
from slipway.db import Database, new_id, utcnow
from slipway.hosts.partitions import Partition, PartitionGrant, PartitionHost
from slipway.images import Registry
from slipway.managed.models import ManagedOffering
from slipway.tenants import Tenant
from slipway.users import User
from slipway.users.models import ApiToken
from slipway.users.secret import digest, new_token

PASSWORD = "correct horse battery"
# argon2id of PASSWORD with the parameters of users/passwords.py
PASSWORD_HASH = "$argon2id$v=19$m=47104,t=1,p=1$Q1/JvSGRwjqiQMDitTRlFQ$ah15C1Dvo3YOw0AniaJPz9JIYV7jvy8SS6IjcZdNHZs"
BASE_URL = "http://slipway.test"
T = TypeVar("T")


class Factory:
    """Everything is made straight in the database; clients talk to the application by HTTP."""

    def __init__(self, app: FastAPI, database: Database, clients: AsyncExitStack) -> None:
        self._app = app
        self._database = database
        self._clients = clients
        self._number = count(1)

    async def tenant(self, name: str = "") -> Tenant:
        """Make a tenant."""
        name = name or f"tenant-{next(self._number)}"
        tenant = Tenant(
            name=name,
            namespace=f"slipway-{name}",
            quota_cpu="4",
            quota_memory="8Gi",
            quota_pods=50,
            quota_services=500,
        )
        return await self._add(tenant)

    async def user(self, role: Role = Role.PLATFORM_ADMIN, tenant: Tenant | None = None, username: str = "") -> User:
        """Make an account; its password is ``PASSWORD``."""
        username = username or f"user-{next(self._number)}"
        tenant_id = tenant.id if tenant else None
        return await self._add(
            User(username=username, role=role, tenant_id=tenant_id, password_hash=PASSWORD_HASH, disabled=False)
        )

    async def partition(self, name: str, *tenants: Tenant, hosts: Sequence[str] = ()) -> Partition:
        """Make a partition of hosts, granted to tenants."""
        partition = await self._add(Partition(id=new_id(), name=name))
        for host in hosts:
            await self._add(PartitionHost(node=host, partition_id=partition.id))
        for tenant in tenants:
            await self._add(PartitionGrant(partition_id=partition.id, tenant_id=tenant.id))
        return partition

    async def registry(
        self, address: str, tenant: Tenant | None = None, password: str = "", **fields: bool
    ) -> Registry:
        """Make a registry that nobody tried: of a tenant, or shared by the platform."""
        owner = {"tenant_id": tenant.id, "owner": tenant.id} if tenant else {"tenant_id": None, "owner": ""}
        login = {"username": "bot" if password else "", "credentials": {"password": password}}
        insecure = fields.get("insecure", True)
        row = Registry(
            address=address, shared=tenant is None, insecure=insecure, created_by="somebody", **owner, **login
        )
        return await self._add(row)

    async def offering(self, offering_id: str, name: str, **fields: Any) -> None:
        """Make an offering of Redis with one plan, unless there is one with that id."""
        async with self._database.session() as session:
            if await session.get(ManagedOffering, offering_id) is None:
                redis = {"engine": "redis", "version": "7", "image": "redis:7", **fields}
                session.add(ManagedOffering(id=offering_id, name=name, **redis))

    async def client(self, role: Role = Role.PLATFORM_ADMIN, tenant: Tenant | None = None) -> httpx.AsyncClient:
        """Return a client that acts as a new user."""
        return await self.client_of(await self.user(role, tenant))

    async def client_of(self, user: User, scope: Scope = Scope.ALL) -> httpx.AsyncClient:
        """Return a client that acts as the user, by a token of the scope."""
        secret = new_token()
        expires = utcnow() + timedelta(days=1)
        await self._add(
            ApiToken(user_id=user.id, name="test", scope=scope, secret_hash=digest(secret), expires_at=expires)
        )
        return await self.anonymous(headers={"Authorization": f"Bearer {secret}"})

    async def anonymous(
        self, headers: httpx.Headers | dict[str, str] | None = None, source: str = "127.0.0.1"
    ) -> httpx.AsyncClient:
        """Return a client without credentials, at an address."""
        transport = httpx.ASGITransport(self._app, client=(source, 123))
        client = httpx.AsyncClient(transport=transport, base_url=BASE_URL, headers=headers)
        return await self._clients.enter_async_context(client)

    async def _add(self, row: T) -> T:
        async with self._database.session() as session:
            session.add(row)
        return row


def actor_of(user: User) -> Actor:
    """Return the user as an actor."""
    return Actor(user.id, user.username, user.role, user.tenant_id)


@asynccontextmanager
async def factory_for(app: FastAPI, database: Database) -> AsyncIterator[Factory]:
    """Close all clients that were made."""
    async with AsyncExitStack() as clients:
        yield Factory(app, database, clients)
