"""With which credentials tenants' pods pull images. A room above knows them and registers how it reads them here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from slipway.db import Session


@dataclass(frozen=True, slots=True)
class PullLogin:
    """Credentials for one registry, by the name under which container engines look for them."""

    registry: str
    username: str
    password: str


Reader = Callable[[Session, Iterable[str]], Awaitable[dict[str, list[PullLogin]]]]
_READERS: list[Reader] = []


def register_pulls(reader: Reader) -> None:
    """Have ``reader(session, tenant_ids)`` tell credentials of tenants."""
    _READERS.append(reader)


async def pulls_of(session: Session, tenant_ids: Iterable[str]) -> dict[str, list[PullLogin]]:
    """Return the credentials of tenants by their ids."""
    ids = list(tenant_ids)
    found: dict[str, list[PullLogin]] = {tenant_id: [] for tenant_id in ids}
    for reader in _READERS:
        for tenant_id, logins in (await reader(session, ids)).items():
            found[tenant_id] += logins
    return found
