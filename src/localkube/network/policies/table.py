"""Keeps the kernel's policy table as the objects want it, on every node."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from ipaddress import IPv4Address

from localkube.network.policies.plan import Guard, Member, World, guards, member_of
from localkube.network.policies.render import render
from localkube.network.settings import Settings, table_name
from localkube.network.sites import Site, between_nodes
from localkube.network.tables import Table
from localkube.network.upkeep import Upkeep
from localkube.network.watched import Watched
from localkube.objects.access import Access, Obj

POLICIES = "networkpolicies.networking.k8s.io"
RESOURCES = (POLICIES, "pods", "namespaces")

_LOOK_AFTER_SECONDS = 30.0
_DNS_NAMESPACE, _DNS_LABELS = "kube-system", {"k8s-app": "kube-dns"}
"""As what the cluster's DNS counts in policies: other clusters run it in such pods, and policies allow it by these."""


class PolicyTable:
    """Applies a new table when its text differs. There is none while there are no policies."""

    def __init__(self, access: Access, settings: Settings) -> None:
        self._settings = settings
        self._name = table_name_of(settings.instance)
        self._tables = [Table(self._name, site) for site in settings.sites]
        self._dns = Member(_DNS_NAMESPACE, _DNS_LABELS, str(settings.dns), {("dns", "UDP"): 53, ("dns-tcp", "TCP"): 53})
        self._upkeep = Upkeep("policy table", self._bring, again_after=_LOOK_AFTER_SECONDS)
        self._watched = Watched(access, RESOURCES, self._upkeep.wanted)
        self._joined: dict[str, str] = {}
        self._lock = asyncio.Lock()

    async def start(self) -> None:
        """Return when the table is in the kernel."""
        self._upkeep.start()
        self._watched.start()
        await self._upkeep.done_once()

    async def stop(self) -> None:
        """Watch no more. The table stays."""
        await self._watched.stop()
        await self._upkeep.stop()

    async def joined(self, pod_uid: str, address: IPv4Address) -> None:
        """A pod has got an address: return when policies that select it hold for it."""
        self._joined[pod_uid] = str(address)
        if self._watched.complete and self._watched.all(POLICIES):
            await self._bring(routine=False)

    def left(self, pod_uid: str) -> None:
        """A pod's address is free again."""
        if self._joined.pop(pod_uid, None) is not None:
            self._upkeep.wanted()

    async def _bring(self, routine: bool) -> None:
        async with self._lock:
            guarded = self._guards()
            for table in self._tables:
                text = "" if guarded is None else render(self._name, guarded, _trusted(self._settings, table.site))
                await table.bring(text, look=routine)

    def _guards(self) -> list[Guard] | None:
        """None when there are no policies at all."""
        policies = self._watched.all(POLICIES)
        if not policies:
            return None
        members = [member_of(pod, self._address(pod)) for pod in self._watched.all("pods")]
        namespaces: Mapping[str, Mapping[str, str]] = {
            namespace["metadata"]["name"]: namespace["metadata"].get("labels") or {}
            for namespace in self._watched.all("namespaces")
        }
        known = sorted((member for member in members if member is not None), key=lambda member: member.address)
        return guards(policies, World([*known, self._dns], namespaces))

    def _address(self, pod: Obj) -> str:
        reported: str = (pod.get("status") or {}).get("podIP") or ""
        return self._joined.get(pod["metadata"]["uid"], reported)


def table_name_of(instance: str) -> str:
    """The nftables table of an instance's policies."""
    return f"{table_name(instance)}_policies"


def _trusted(settings: Settings, site: Site) -> str:
    """Which packets come from other nodes themselves: the machine's own, and what a node has let pass already."""
    if len(settings.sites) == 1:
        return ""
    if not site.namespace:
        return f'iifname "{settings.bridge}" ip saddr {between_nodes(settings.pods)}'
    return f'iifname "{site.link}" ip saddr {{ {settings.gateway}, {between_nodes(settings.pods)} }}'
