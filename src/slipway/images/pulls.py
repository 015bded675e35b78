"""With which credentials a tenant's pods pull: those that the platform shares, and its own."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select

from slipway.db import Session
from slipway.images.models import Registry
from slipway.images.reference import DOCKER_HUB
from slipway.tenants import PullLogin

_HUB_KEY = "https://index.docker.io/v1/"
"""What container engines look for when they pull from Docker Hub."""


async def pull_logins(session: Session, tenant_ids: Iterable[str]) -> dict[str, list[PullLogin]]:
    """Return the credentials of each tenant; its own registry counts more than a shared one of the same address.

    For the platform itself, which writes them into the tenants' namespaces.
    """
    ids = list(tenant_ids)
    query = select(Registry).where(or_(Registry.shared, Registry.tenant_id.in_(ids)), Registry.username != "")
    found = list(await session.scalars(query.order_by(Registry.shared.desc(), Registry.address)))
    shared = {each.address: _login(each) for each in found if each.shared}
    own: dict[str, dict[str, PullLogin]] = {}
    for each in found:
        if each.tenant_id is not None:
            own.setdefault(each.tenant_id, {})[each.address] = _login(each)
    return {tenant_id: list({**shared, **own.get(tenant_id, {})}.values()) for tenant_id in ids}


def _login(registry: Registry) -> PullLogin:
    key = _HUB_KEY if registry.address == DOCKER_HUB else registry.address
    return PullLogin(key, registry.username, registry.credentials["password"])
