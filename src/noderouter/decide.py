"""What is to be done about routes, and what is to be told of each. Pure functions of what cluster and kernel say."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from noderouter.claims import Claim
from noderouter.model import Address, Kernel, Lookup, Mode, Network, Route, State, Wish

CNI_DEVICES = re.compile(
    r"flannel[.-].+|flannel-wg.*|cilium_(?:host|net|vxlan|geneve|wg\d+)|vxlan(?:-v6)?\.calico|wireguard\.cali|wg-v6\.cali"
    r"|tunl0|weave|ovn-k8s-mp\d+|antrea-(?:gw|tun)\d*|genev_sys_\d+"
)
"""Devices of network plugins that carry traffic between nodes by themselves."""


@dataclass(frozen=True, slots=True)
class Row:
    """What is told about the way to one pod network of another node."""

    host: str
    network: Network
    gateway: Address | None
    state: State
    by: Literal["noderouter", "foreign"] | None = None
    reason: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A step that the kernel is asked for."""

    action: Literal["add", "replace", "delete"]
    route: Route


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome for one moment. ``cause`` tells why nothing but reports is done."""

    mode: Mode = Mode.MANAGE
    cause: str | None = None
    cause_detail: str | None = None
    rows: tuple[Row, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Viewpoint:
    """Who decides: this node, by its protocol number, as it was told."""

    node: str
    protocol: int
    wish: Wish = Wish.AUTO


def decide(view: Viewpoint, claims: Sequence[Claim], kernel: Kernel, *, known: bool = True) -> Decision:
    """Compare what the cluster wants with what the kernel has; ``known`` is whether the cluster has this node."""
    if not known:
        # Not our cluster, or not yet in it: what such a list lacks is no reason to remove a route.
        return Decision(Mode.REPORT_ONLY, "node_unknown", view.node)
    own = [claim.network for claim in claims if claim.host.name == view.node]
    others = [_besides(own, view.node, claim) for claim in claims if claim.host.name != view.node]
    work = _Work(view, kernel, [address for claim in claims for address in claim.host.addresses])
    cause, detail = work.routed_by_others(others)
    if cause is not None:
        rows = tuple(work.observe(claim) for claim in others)
        changes = tuple(Change("delete", route) for route in work.own) if cause == "cni_device" else ()
        return Decision(Mode.REPORT_ONLY, cause, detail, rows, changes)
    rows = tuple(work.settle(claim) for claim in others)
    return Decision(rows=rows, changes=work.changes())


def _besides(own: Sequence[Network], node: str, claim: Claim) -> Claim:
    """A node's own pods are never routed away, not even to the rightful holder of its network."""
    mine = any(network.version == claim.network.version and network.overlaps(claim.network) for network in own)
    return replace(claim, loses_to=node) if mine and claim.loses_to is None else claim


def _for_pods(routes: Iterable[Route], addresses: Collection[Address]) -> Iterator[Route]:
    """Routes that may be a network plugin's: no plugin gives pods a range that nodes are in."""
    nodes = {4: sorted(int(each) for each in addresses if each.version == 4)}
    nodes[6] = sorted(int(each) for each in addresses if each.version == 6)
    for route in routes:
        of_family = nodes[route.network.version]
        place = bisect_left(of_family, int(route.network.network_address))
        last = int(route.network.broadcast_address)
        if route.unicast and not (place < len(of_family) and of_family[place] <= last):
            yield route


class _Work:
    """One comparison."""

    def __init__(self, view: Viewpoint, kernel: Kernel, addresses: Collection[Address]) -> None:
        self._wish = view.wish
        self._protocol = view.protocol
        self._kernel = kernel
        self.own = [route for route in kernel.routes if route.protocol == view.protocol]
        self._own = Lookup(self.own)
        foreign = [route for route in kernel.routes if route.protocol != view.protocol]
        self._foreign = Lookup(foreign)
        self._plugins = Lookup(_for_pods(foreign, addresses))
        self._keep: set[Route] = set()
        self._replaced: set[Route] = set()
        self._steps: list[Change] = []

    def routed_by_others(self, others: Iterable[Claim]) -> tuple[str | None, str | None]:
        """Tell why routes are somebody else's business, if they are."""
        if self._wish == Wish.REPORT:
            return "told", None
        if self._wish == Wish.MANAGE:
            return None, None
        device = next((name for name in self._kernel.devices.values() if CNI_DEVICES.fullmatch(name)), None)
        if device is not None:
            return "cni_device", device
        if self.own:
            # Ours are more specific than what covers them: going on breaks nothing, leaving would break much.
            return None, None
        for claim in others:
            if claim.loses_to is None and (covering := self._plugins.covering(claim.network)):
                return "covering_route", self.shown(covering[0])
        return None, None

    def observe(self, claim: Claim) -> Row:
        """Tell of a claim's route without wanting any of our own."""
        row = Row(claim.host.name, claim.network, claim.host.gateway(claim.network), State.MISSING)
        if claim.loses_to is not None:
            return replace(row, state=State.DUPLICATE, reason="overlaps", detail=claim.loses_to)
        if self._wish == Wish.REPORT and any(
            route.gateway == row.gateway for route in self._own.exactly(claim.network)
        ):
            return replace(row, state=State.OK, by="noderouter")
        leading = self._plugins.exactly(claim.network) or self._plugins.covering(claim.network)
        if leading:
            return replace(row, state=State.OK, by="foreign", detail=self.shown(leading[0]))
        return replace(row, reason="no_route")

    def settle(self, claim: Claim) -> Row:
        """Decide on a claim's route, note the step that it takes, and tell how it is before that."""
        gateway = claim.host.gateway(claim.network)
        row = Row(claim.host.name, claim.network, gateway, State.MISSING)
        if claim.loses_to is not None:
            return replace(row, state=State.DUPLICATE, reason="overlaps", detail=claim.loses_to)
        if claim.inside is not None:
            return replace(row, state=State.CONFLICT, reason="contains_node", detail=claim.inside)
        if gateway is None:
            return replace(row, state=State.UNREACHABLE, reason="no_address")
        if gateway in self._kernel.addresses:
            return replace(row, state=State.UNREACHABLE, reason="own_address")
        ways = [
            route for route in self._foreign.towards(gateway) if route.direct and route.device in self._kernel.devices
        ]
        if not ways:
            return replace(row, state=State.UNREACHABLE, reason="not_on_link")
        return self._compare(row, gateway, ways)

    def _compare(self, row: Row, gateway: Address, ways: list[Route]) -> Row:
        """Look at the routes that there are to a network which can be reached."""
        devices = {route.device for route in ways}
        mine = self._own.exactly(row.network)
        right = next((each for each in mine if each.gateway == gateway and each.device in devices), None)
        if right is not None:
            self._keep.add(right)
        for route in self._foreign.exactly(row.network):
            if not (route.unicast and route.gateway == gateway):
                return replace(row, state=State.CONFLICT, reason="foreign_route", detail=self.shown(route))
            if right is None:
                return replace(row, state=State.OK, by="foreign")
        if right is not None:
            return replace(row, state=State.OK, by="noderouter")
        device = min(ways, key=lambda route: route.metric).device
        self._steps.append(Change("replace" if mine else "add", Route(row.network, gateway, device, self._protocol)))
        self._replaced.update(mine[:1])
        return replace(row, reason="no_route")

    def changes(self) -> tuple[Change, ...]:
        """What is to be done: first what nobody claims goes away, for it may be in the way of the rest."""
        gone = [Change("delete", each) for each in self.own if each not in self._keep and each not in self._replaced]
        return (*gone, *self._steps)

    def shown(self, route: Route) -> str:
        """Write a route as ``ip route`` does."""
        parts = [str(route.network)] if route.unicast else ["unreachable", str(route.network)]
        if route.several:
            parts.append("nexthops")
        if route.gateway is not None:
            parts += ["via", str(route.gateway)]
        if name := self._kernel.devices.get(route.device):
            parts += ["dev", name]
        return " ".join(parts)
