"""Following Node objects through broken, ended and outdated watches."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import Any

import pytest

from noderouter.api import Api, ApiError, Expired, Obj
from noderouter.nodes import Nodes, host_of
from tests.localkube.network.patience import until

PATIENCE = 30.0


def node(name: str, revision: int, address: str = "192.168.5.2", **spec: Any) -> Obj:
    spec = spec or {"podCIDRs": ["10.1.2.0/24"]}
    status = {"addresses": [{"type": "Hostname", "address": name}, {"type": "InternalIP", "address": address}]}
    metadata = {"name": name, "resourceVersion": str(revision), "creationTimestamp": "2026-01-01T00:00:00Z"}
    return {"metadata": metadata, "spec": spec, "status": status}


def event(change: str, obj: Obj) -> Obj:
    return {"type": change, "object": obj}


class Scripted(Api):
    """Answers as the script says; a watch without one stays open."""

    def __init__(self, lists: list[tuple[list[Obj], str] | ApiError], watches: list[list[Obj | ApiError]]) -> None:
        super().__init__(None, None)
        self.lists, self.watches = lists, watches
        self.asked: list[str] = []

    async def list_nodes(self) -> tuple[list[Obj], str]:
        self.asked.append("list")
        answer = self.lists.pop(0)
        if isinstance(answer, ApiError):
            raise answer
        return answer

    async def watch_nodes(self, revision: str, seconds: int) -> AsyncGenerator[Obj, None]:
        self.asked.append(revision)
        for each in self.watches.pop(0) if self.watches else []:
            if isinstance(each, ApiError):
                raise each
            yield each
        if not self.watches:
            await asyncio.Event().wait()


async def followed(api: Scripted, asked: int) -> Nodes:
    """What is known after so many questions."""
    nodes = Nodes(api, lambda: None)
    task = asyncio.create_task(nodes.run())
    try:
        await until(lambda: len(api.asked) >= asked, PATIENCE)
        await asyncio.sleep(0)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    return nodes


async def test_a_watch_that_ends_or_breaks_goes_on_where_it_was() -> None:
    bookmark = event("BOOKMARK", {"metadata": {"resourceVersion": "9"}})
    watches: list[list[Obj | ApiError]] = [[event("ADDED", node("b", 7))], [bookmark, ApiError("reset")], []]
    api = Scripted([([node("a", 5)], "5")], watches)
    nodes = await followed(api, 4)
    assert api.asked == ["list", "5", "7", "9"]
    assert [host.name for host in nodes.hosts] == ["a", "b"]
    assert nodes.silent_since is None


async def test_a_revision_that_is_no_longer_kept_is_a_new_list() -> None:
    """Nodes that went meanwhile are gone with it."""
    api = Scripted([([node("a", 5), node("b", 4)], "5"), ([node("a", 90)], "90")], [[Expired("too old")], []])
    nodes = await followed(api, 4)
    assert api.asked == ["list", "5", "list", "90"]
    assert [host.name for host in nodes.hosts] == ["a"]


async def test_an_api_that_does_not_answer_takes_nothing_away() -> None:
    api = Scripted([ApiError("refused"), ([node("a", 5)], "5")], [[], [ApiError("refused")], []])
    nodes = Nodes(api, lambda: None)
    task = asyncio.create_task(nodes.run())
    await until(lambda: nodes.failure == "refused", PATIENCE)
    assert (nodes.silent_since is None, nodes.known) == (False, False)
    await until(lambda: len(api.asked) >= 4, PATIENCE)
    assert nodes.known and [host.name for host in nodes.hosts] == ["a"]
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def test_only_what_routes_depend_on_is_a_change() -> None:
    changes: list[int] = []
    events: list[Obj | ApiError] = [
        event("MODIFIED", node("a", 6)),
        event("MODIFIED", node("a", 7, address="192.168.5.9")),
        event("DELETED", node("a", 8)),
    ]
    api = Scripted([([node("a", 5)], "5")], [events, []])
    nodes = Nodes(api, lambda: changes.append(len(nodes.hosts)))
    task = asyncio.create_task(nodes.run())
    await until(lambda: len(api.asked) >= 3, PATIENCE)
    assert changes == [1, 1, 0]
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def test_a_node_is_read_with_all_its_networks_and_internal_addresses() -> None:
    found = host_of(node("a", 1, podCIDR="10.1.2.0/24", podCIDRs=["10.1.2.0/24", "fd44::/64"]))
    assert [str(each) for each in (*found.networks, *found.addresses)] == ["10.1.2.0/24", "fd44::/64", "192.168.5.2"]
    assert [str(each) for each in host_of(node("a", 1, podCIDR="10.1.3.0/24")).networks] == ["10.1.3.0/24"]


def test_networks_and_addresses_that_are_none_are_named_and_left_out(caplog: pytest.LogCaptureFixture) -> None:
    found = host_of(node("a", 1, address="nowhere", podCIDRs=["10.1.2.3/24", "10.1.4.0/24"]))
    assert [str(each) for each in found.networks] == ["10.1.4.0/24"] and found.addresses == ()
    assert "10.1.2.3/24" in caplog.text and "nowhere" in caplog.text
