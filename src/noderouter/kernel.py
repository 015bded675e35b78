"""The only door to the kernel: reads routes, addresses and devices by netlink, changes routes, hears of changes."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from ipaddress import ip_address, ip_network
from typing import Any

from pyroute2 import AsyncIPRoute
from pyroute2.netlink import rtnl
from pyroute2.netlink.exceptions import NetlinkError

from noderouter.decide import Change
from noderouter.model import Address, Kernel, Network, Route

MAIN_TABLE = 254
UNICAST = 1
ANYTHING: dict[int, Network] = {
    socket.AF_INET: ip_network("0.0.0.0/0"),
    socket.AF_INET6: ip_network("::/0"),
}
GROUPS = (
    rtnl.RTMGRP_LINK
    | rtnl.RTMGRP_IPV4_IFADDR
    | rtnl.RTMGRP_IPV6_IFADDR
    | rtnl.RTMGRP_IPV4_ROUTE
    | rtnl.RTMGRP_IPV6_ROUTE
)
ALREADY_SO = {"add": errno.EEXIST, "replace": None, "delete": errno.ESRCH}


class KernelError(Exception):
    """The kernel refused, or netlink does not work. Says which step and why."""


@asynccontextmanager
async def _netlink() -> AsyncIterator[Any]:
    """Open a socket for one piece of work, so that none outlives a fault."""
    try:
        async with AsyncIPRoute(strict_check=True) as opened:
            yield opened
    except NetlinkError as error:
        raise KernelError(_said(error.code)) from error
    except OSError as error:
        raise KernelError(_said(error.errno or 0)) from error


async def read() -> Kernel:
    """Return what the kernel has now."""
    async with _netlink() as netlink:
        devices = {link["index"]: str(link.get("ifname")) async for link in await netlink.link("dump") if _is_up(link)}
        addresses = {_address_of(each) async for each in await netlink.addr("dump")}
        routes = []
        for family in ANYTHING:
            async for message in await netlink.route("dump", family=family, table=MAIN_TABLE):
                if (message.get("table") or MAIN_TABLE) == MAIN_TABLE:
                    routes.append(_route_of(message))
    return Kernel(tuple(routes), frozenset(each for each in addresses if each is not None), devices)


async def change(steps: Sequence[Change]) -> list[tuple[Change, str | None]]:
    """Take all steps; each with what the kernel said against it. That it is so already is nothing against it."""
    if not steps:
        return []
    async with _netlink() as netlink:
        return [(step, await _take(netlink, step)) for step in steps]


async def _take(netlink: Any, step: Change) -> str | None:
    route = step.route
    spec: dict[str, Any] = {
        "dst": str(route.network),
        "gateway": str(route.gateway),
        "oif": route.device,
        "proto": route.protocol,
        "table": MAIN_TABLE,
    }
    if route.metric:
        spec["priority"] = route.metric
    if step.action == "delete" and (route.gateway is None or route.several):
        del spec["gateway"], spec["oif"]
        spec["type"] = UNICAST if route.unicast else 0
    try:
        await netlink.route("del" if step.action == "delete" else step.action, **spec)
    except NetlinkError as error:
        # A foreign route that came first is found by the look at the kernel that follows every change.
        return None if error.code == ALREADY_SO[step.action] else _said(error.code)
    return None


async def listen(changed: Callable[[], None]) -> None:
    """Call back for everything that may concern routes, until cancelled. Raises KernelError when the socket fails.

    A socket that was overrun has lost messages: whoever opens it again looks at everything anew.
    """
    async with _netlink() as netlink:
        await netlink.bind(groups=GROUPS)
        changed()
        while True:
            async for message in netlink.get():
                if _concerns_routes(message):
                    changed()


def _concerns_routes(message: Any) -> bool:
    """Local and other tables change with every address, and say nothing that the address does not."""
    if message["event"] in ("RTM_NEWROUTE", "RTM_DELROUTE"):
        return (message.get("table") or MAIN_TABLE) == MAIN_TABLE
    return True


def _is_up(link: Any) -> bool:
    return bool(link["flags"] & 1)


def _address_of(message: Any) -> Address | None:
    text = message.get("local") or message.get("address")
    return ip_address(text) if text else None


def _route_of(message: Any) -> Route:
    target = message.get("dst")
    hops = message.get("multipath") or ()
    gateway = message.get("gateway") or (message.get("via") or {}).get("addr")
    return Route(
        network=ip_network(f"{target}/{message['dst_len']}") if target else ANYTHING[message["family"]],
        gateway=ip_address(gateway) if gateway else None,
        device=message.get("oif") or 0,
        protocol=message["proto"],
        metric=message.get("priority") or 0,
        unicast=message["type"] == UNICAST,
        several=bool(hops),
    )


def _said(code: int) -> str:
    return os.strerror(code).lower() if code else "netlink failed"
