"""Tell which node of the cluster a virtual machine has become. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from slipway.cluster import Obj
from slipway.hosts.cloud.provider import Vm
from slipway.hosts.present import moment


def node_of_vm(nodes: Iterable[Obj], name: str, vm: Vm, since: datetime) -> Obj | None:
    """Return the node: by the provider's id where nodes tell it, else by its name, else by its address.

    Names and addresses count for nodes that have come since the machine was ordered only: others had them before.
    """
    found = list(nodes)
    told = [each for each in found if _same(_provider_id(each).rpartition("/")[2], vm.id)]
    if told:
        return told[0]
    young = [each for each in found if _made(each) >= since.replace(microsecond=0) and _may_be(each, vm)]
    names = {name, vm.host_name, vm.host_name.partition(".")[0]} - {""}
    by_name = [each for each in young if each["metadata"]["name"] in names]
    by_address = [each for each in young if _addresses(each) & set(vm.private_addresses)]
    return next(iter(by_name + by_address), None)


def _may_be(node: Obj, vm: Vm) -> bool:
    """A node that tells the id of another cloud's machine is that one; k3s tells its own name for every node."""
    scheme, _, own = _provider_id(node).partition("://")
    return scheme in ("", "k3s") or _same(own.rpartition("/")[2], vm.id)


def _same(one: str, other: str) -> bool:
    """Compare providers' names, which Azure spells as it likes."""
    return one.lower() == other.lower()


def _provider_id(node: Obj) -> str:
    return str((node.get("spec") or {}).get("providerID") or "")


def _made(node: Obj) -> datetime:
    return moment(node["metadata"].get("creationTimestamp")) or datetime.min.replace(tzinfo=UTC)


def _addresses(node: Obj) -> set[str]:
    told = (node.get("status") or {}).get("addresses") or []
    return {each["address"] for each in told if each["type"] == "InternalIP"}
