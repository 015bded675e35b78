"""Keeps the kernel's policy table as the objects want it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from ipaddress import IPv4Address

from localkube.network.policies.plan import Member, World, guards, member_of
from localkube.network.policies.render import render
from localkube.network.programs import run
from localkube.network.settings import Settings, table_name
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
        self._table = policy_table_name(settings.instance)
        self._dns = Member(_DNS_NAMESPACE, _DNS_LABELS, str(settings.dns), {("dns", "UDP"): 53, ("dns-tcp", "TCP"): 53})
        self._upkeep = Upkeep("policy table", self._bring, again_after=_LOOK_AFTER_SECONDS)
        self._watched = Watched(access, RESOURCES, self._upkeep.wanted)
        self._joined: dict[str, str] = {}
        self._applied: str | None = None
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
            text = self._text()
            if text == self._applied and (not routine or not text or await _is_there(self._table)):
                return
            if text:
                await run("nft", "-f", "-", text=text)
            elif await _is_there(self._table):
                await run("nft", "delete", "table", "ip", self._table)
            self._applied = text

    def _text(self) -> str:
        policies = self._watched.all(POLICIES)
        if not policies:
            return ""
        members = [member_of(pod, self._address(pod)) for pod in self._watched.all("pods")]
        namespaces: Mapping[str, Mapping[str, str]] = {
            namespace["metadata"]["name"]: namespace["metadata"].get("labels") or {}
            for namespace in self._watched.all("namespaces")
        }
        known = sorted((member for member in members if member is not None), key=lambda member: member.address)
        return render(self._table, guards(policies, World([*known, self._dns], namespaces)))

    def _address(self, pod: Obj) -> str:
        reported: str = (pod.get("status") or {}).get("podIP") or ""
        return self._joined.get(pod["metadata"]["uid"], reported)


def policy_table_name(instance: str) -> str:
    """The nftables table of an instance's policies."""
    return f"{table_name(instance)}_policies"


async def remove(instance: str) -> None:
    """Remove the table. No error when there is none."""
    if await _is_there(policy_table_name(instance)):
        await run("nft", "delete", "table", "ip", policy_table_name(instance))


async def _is_there(table: str) -> bool:
    return f"table ip {table}" in (await run("nft", "list", "tables", "ip")).splitlines()
