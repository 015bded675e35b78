"""Answer what is asked of registries, and remember it for a short time.

What is remembered belongs to one tenant and one state of its registry: nobody else is answered from it.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from slipway.images.client import Login, RegistryClient
from slipway.images.http import Way
from slipway.images.manage import client_of
from slipway.images.models import Registry
from slipway.images.reach import Inside
from slipway.images.uses import ImageUses

SECONDS = 60.0
MOST = 500
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """A registry as one tenant asks it."""

    tenant_id: str | None
    client: RegistryClient
    version: str
    """Changes with whatever the registry is asked with."""


class Desk:
    """A part that knows which services use images, and where tenants may go."""

    def __init__(self, uses: ImageUses, inside: str = "") -> None:
        self.uses = uses
        self.inside = Inside.of(inside)
        self._kept: OrderedDict[tuple[str | None, str, str, str], tuple[float, object]] = OrderedDict()

    def source(self, tenant_id: str | None, address: str, registry: Registry | None) -> Source:
        """Return how a tenant asks a registry; of one that nobody added, anonymously and by https."""
        if registry is None:
            return Source(tenant_id, RegistryClient(address, Login(), Way(insecure=False, inside=self.inside)), "")
        version = f"{registry.id} {registry.updated_at.isoformat()}"
        return Source(tenant_id, client_of(registry, self.inside), version)

    async def answer(self, source: Source, question: str, ask: Callable[[RegistryClient], Awaitable[T]]) -> T:
        """Return what is remembered, or ask. Failures are not remembered: somebody is about to mend them."""
        key = (source.tenant_id, source.client.address, source.version, question)
        kept = self._kept.get(key)
        if kept is not None and kept[0] > time.monotonic():
            return cast("T", kept[1])  # the question tells what its answer is
        found = await ask(source.client)
        self._kept[key] = (time.monotonic() + SECONDS, found)
        self._kept.move_to_end(key)
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return found
