"""Follows the cluster's Node objects for as long as the agent runs, and keeps the hosts that they describe."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Iterable
from contextlib import aclosing
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network

from noderouter.api import Api, ApiError, Expired, Obj
from noderouter.model import Address, Host, Network

log = logging.getLogger(__name__)

WATCH_SECONDS = 240
FIRST_DELAY, LONGEST_DELAY = 0.2, 5.0


class Nodes:
    """The hosts of the cluster; ``changed`` is called when they are others than before."""

    def __init__(self, api: Api, changed: Callable[[], None]) -> None:
        self._api = api
        self._changed = changed
        self._hosts: dict[str, Host] = {}
        self._revision: str | None = None
        self._answered = False
        self.known = False
        """Whether there was ever a complete list."""
        self.silent_since: datetime | None = datetime.now(UTC)
        self.failure: str | None = "not asked yet"

    @property
    def hosts(self) -> list[Host]:
        """All hosts of the last list and the changes since."""
        return list(self._hosts.values())

    async def run(self) -> None:
        """Follow until cancelled. What is known stays known while the API does not answer."""
        delay = FIRST_DELAY
        while True:
            self._answered = False
            try:
                await self._round()
            except Expired:
                self._revision = None
            except ApiError as error:
                if not self._answered:
                    self._lost(str(error))
            delay = FIRST_DELAY if self._answered else min(delay * 2, LONGEST_DELAY)
            await asyncio.sleep(delay * random.uniform(0.75, 1.25))  # noqa: S311 - spreads load, hides nothing

    async def _round(self) -> None:
        """List when needed, then watch until the server ends it."""
        if self._revision is None:
            nodes, revision = await self._api.list_nodes()
            self._seen()
            self._listed(nodes)
            self._revision = revision
        async with aclosing(self._api.watch_nodes(self._revision, WATCH_SECONDS)) as events:
            async for event in events:
                self._seen()
                self._take(event)
        self._seen()

    def _listed(self, nodes: Iterable[Obj]) -> None:
        before, known = self._hosts, self.known
        self._hosts = {host.name: host for host in map(host_of, nodes)}
        self.known = True
        if self._hosts != before or not known:
            self._changed()

    def _take(self, event: Obj) -> None:
        node = event["object"]
        self._revision = node["metadata"]["resourceVersion"]
        name = node["metadata"].get("name", "")
        before = self._hosts.get(name)
        if event["type"] in ("ADDED", "MODIFIED"):
            self._hosts[name] = host_of(node)
        elif event["type"] == "DELETED":
            self._hosts.pop(name, None)
        if self._hosts.get(name) != before:
            self._changed()

    def _seen(self) -> None:
        if not self._answered and self.failure is not None:
            log.info("the Kubernetes API answers")
        self._answered = True
        self.silent_since = self.failure = None

    def _lost(self, reason: str) -> None:
        if self.silent_since is None or self.failure == "not asked yet":
            log.warning("the Kubernetes API does not answer, routes stay as they are: %s", reason)
            self.silent_since = datetime.now(UTC)
        self.failure = reason


def host_of(node: Obj) -> Host:
    """Read a Node object."""
    metadata, spec = node["metadata"], node.get("spec") or {}
    ranges = spec.get("podCIDRs") or [each for each in [spec.get("podCIDR")] if each]
    addresses = (node.get("status") or {}).get("addresses") or []
    name = metadata["name"]
    return Host(
        name=name,
        uid=metadata.get("uid", ""),
        created=metadata.get("creationTimestamp") or "",
        networks=tuple(network for text in ranges if (network := _network(name, text)) is not None),
        addresses=tuple(
            address
            for each in addresses
            if each.get("type") == "InternalIP" and (address := _address(name, each.get("address", ""))) is not None
        ),
    )


def _network(name: str, text: str) -> Network | None:
    try:
        return ip_network(text)
    except ValueError as error:
        log.warning("node %s: pod network is ignored: %s", name, error)
        return None


def _address(name: str, text: str) -> Address | None:
    try:
        return ip_address(text)
    except ValueError as error:
        log.warning("node %s: address is ignored: %s", name, error)
        return None
