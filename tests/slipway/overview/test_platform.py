"""What the platform's staff is told of hosts and capacity, from a cluster on the wire."""

from __future__ import annotations

import httpx

from slipway.access import Role
from tests.slipway.factory import Factory
from tests.slipway.hosts.nodes.conftest import admin, database_url, node, node_path, platform, settings, three
from tests.slipway.kubernetes import Kubernetes
from tests.slipway.overview.conftest import URL, told
from tests.slipway.waiting import until

__all__ = ["admin", "database_url", "platform", "settings", "three"]


async def test_hosts_in_trouble_are_named_the_gravest_first(admin: httpx.AsyncClient, three: Kubernetes) -> None:
    """Silent, under pressure, or shut; one that is only shut counts as ready, like those that are well."""
    cordoned = node(unschedulable=True)
    pressed = node()
    pressed["status"]["conditions"].append(
        {"type": "DiskPressure", "status": "True", "reason": "Full", "message": "the disk is full"}
    )
    await three.put(node_path("n4"), cordoned)
    await three.put(node_path("n5"), pressed)

    async def seen() -> bool:
        return bool((await told(admin, URL))["platform"]["hosts"]["total"] == 5)

    await until(seen, 30)
    hosts = (await told(admin, URL))["platform"]["hosts"]

    assert [(each["name"], each["state"], each["pressures"]) for each in hosts["troubles"]] == [
        ("n3", "unreachable", []),
        ("n4", "unschedulable", []),
        ("n5", "ready", ["DiskPressure"]),
    ]
    assert (hosts["ready"], hosts["troubles_total"]) == (4, 3)
    assert hosts["troubles"][2]["message"] == "the disk is full"


async def test_capacity_is_what_all_hosts_have_and_what_is_reserved(admin: httpx.AsyncClient) -> None:
    """In cores, bytes and pods."""
    capacity = {each["what"]: each for each in (await told(admin, URL))["platform"]["capacity"]}

    assert (capacity["cpu"]["requested"], capacity["cpu"]["allocatable"], capacity["cpu"]["percent"]) == (0.6, 11.4, 5)
    assert capacity["memory"]["requested"] == 2**30
    assert (capacity["pods"]["requested"], capacity["pods"]["allocatable"]) == (2, 330)
    assert (capacity["storage"]["requested"], capacity["storage"]["allocatable"]) == (0, None)


async def test_the_platforms_part_is_for_its_staff(factory: Factory) -> None:
    """Auditors look, too."""
    auditor = await factory.client(Role.PLATFORM_AUDITOR)
    viewer = await factory.client(Role.VIEWER, await factory.tenant("acme"))

    found = await told(auditor, URL)
    assert (found["known"], found["platform"]["sight"]["status"]) == (True, "ok")
    assert (await told(viewer, URL))["platform"] is None
