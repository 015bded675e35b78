"""Copies of requests reach other pods, whole and in the part that was asked for, and disturb nobody."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from localkube.network.routes import Routes, Settings
from localkube.network.routes.plan import plan_of
from localkube.network.routes.process import has_lua
from localkube.network.routes.status import status_changes
from localkube.objects.access import Obj
from tests.localkube.controllers.fake import FakeAccess
from tests.localkube.network.routes import factory
from tests.localkube.network.routes.conftest import Fleet, Until
from tests.localkube.network.routes.pods import CarelessPod, Pod, end, exchange, fetch
from tests.localkube.network.routes.test_plan import only, world


class Recorder(Pod):
    """Keeps every request with its body, and answers 500."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.heads: list[str] = []
        self.bodies: list[bytes] = []

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._record(reader, writer)
        finally:
            writer.close()

    async def _record(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        body = await reader.readexactly(int(lines.get("content-length", 0)))
        await asyncio.sleep(self.delay)
        self.heads.append(head)
        self.bodies.append(body)
        self.requests += 1
        writer.write(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def mirror(service: str = "copy", **part: Any) -> Obj:
    return {"type": "RequestMirror", "requestMirror": {"backendRef": factory.backend(service), **part}}


class Mirrored:
    """A service ``web`` and one for copies, each with a pod."""

    def __init__(self, access: FakeAccess, settings: Settings, fleet: Fleet, until: Until) -> None:
        self.access, self.settings, self.fleet, self.until = access, settings, fleet, until

    async def serve(self, *filters: Obj, kind: type[Pod] = Recorder, delay: float = 0.0) -> Pod:
        """Route ``a.test`` with these filters; the pod that gets copies."""
        self.fleet.service("web")
        self.fleet.point("web", await self.fleet.pod("web", 1))
        self.fleet.service("copy")
        copied = await self.fleet.pod("copy", 1, delay=delay, kind=kind)
        self.fleet.point("copy", copied)
        self.access.create(factory.ROUTES, "shop", factory.http_route(factory.rule(filters=list(filters))))
        await self.until(lambda: self.condition("Accepted") is not None)
        assert self.condition("Accepted")["status"] == "True"
        return copied

    def condition(self, kind: str) -> Any:
        parents = (self.access.get(factory.ROUTES, "shop", "web").get("status") or {}).get("parents") or []
        return next((told for parent in parents for told in parent["conditions"] if told["type"] == kind), None)

    async def send(self, method: str, body: bytes = b"", path: str = "/p/q?x=1&y=%20") -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.settings.port)
        try:
            head = f"{method} {path} HTTP/1.1\r\nHost: a.test\r\nA: b\r\nConnection: close\r\n"
            writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            return int((await reader.readuntil(b"\r\n")).split()[1])
        finally:
            await end(writer)


@pytest.fixture
def mirrored(access: FakeAccess, routes: Routes, settings: Settings, fleet: Fleet, until: Until) -> Mirrored:
    return Mirrored(access, settings, fleet, until)


async def test_copies_are_whole_and_their_answers_are_nobodys(mirrored: Mirrored) -> None:
    header = {"type": "RequestHeaderModifier", "requestHeaderModifier": {"set": [{"name": "only", "value": "web"}]}}
    copied = await mirrored.serve(mirror(), header)
    assert isinstance(copied, Recorder)

    answer = await fetch(mirrored.settings.port, "a.test", "/p/q?x=1&y=%20", a="b")
    assert (answer.status, answer.headers["x-pod"], "only: web" in answer.body) == (200, "web-1", True)
    await mirrored.until(lambda: copied.requests == 1, 30)
    assert copied.heads[0].startswith("GET /p/q?x=1&y=%20 HTTP/1.1\r\n")
    sent = copied.heads[0].lower()
    assert "host: a.test\r\n" in sent and "a: b\r\n" in sent and "only: web" not in sent

    for number, (method, body) in enumerate((("POST", b"x" * 5000), ("PATCH", b"patched"), ("DELETE", b"")), 2):
        assert await mirrored.send(method, body) == 200
        await mirrored.until(lambda number=number: copied.requests == number, 30)  # type: ignore[misc]
        assert copied.heads[-1].startswith(f"{method} /p/q?x=1&y=%20 ")
        assert copied.bodies[-1] == body


async def test_a_body_that_is_not_there_as_a_whole_is_not_copied_in_part(mirrored: Mirrored) -> None:
    copied = await mirrored.serve(mirror())
    assert await mirrored.send("POST", b"x" * 100_000) == 200
    assert await mirrored.send("GET") == 200
    await mirrored.until(lambda: copied.requests == 1, 30)
    assert isinstance(copied, Recorder)
    assert copied.heads[0].startswith("GET ")


@pytest.mark.parametrize("part", [{"percent": 0}, {"fraction": {"numerator": 0, "denominator": 3}}])
async def test_none_is_copied_when_none_is_wanted(mirrored: Mirrored, part: Obj) -> None:
    nothing = await mirrored.serve(mirror(**part), mirror("more"))
    mirrored.fleet.service("more")
    all_ = await mirrored.fleet.pod("more", 1, kind=Recorder)
    mirrored.fleet.point("more", all_)

    async with asyncio.timeout(30):
        while all_.requests == 0:
            assert (await fetch(mirrored.settings.port, "a.test")).status == 200
    assert nothing.requests == 0


async def test_a_part_of_the_requests_is_copied(mirrored: Mirrored) -> None:
    copied = await mirrored.serve(mirror(fraction={"numerator": 1, "denominator": 4}))
    for _ in range(200):
        assert (await fetch(mirrored.settings.port, "a.test")).status == 200
    await mirrored.until(lambda: copied.requests > 20, 30)
    assert copied.requests < 90


async def test_pods_that_hang_up_disturb_no_request(mirrored: Mirrored) -> None:
    copied = await mirrored.serve(mirror(), kind=CarelessPod)
    async with asyncio.timeout(30):
        for _ in range(20):
            assert (await fetch(mirrored.settings.port, "a.test")).status == 200
    await mirrored.until(lambda: copied.requests == 20, 30)
    mirrored.fleet.point("copy")
    assert (await fetch(mirrored.settings.port, "a.test")).status == 200


async def test_requests_that_become_websockets_are_not_copied(mirrored: Mirrored) -> None:
    copied = await mirrored.serve(mirror())
    reader, writer = await asyncio.open_connection("127.0.0.1", mirrored.settings.port)
    handshake = {"upgrade": "websocket", "connection": "upgrade", "sec_websocket_key": "dGhlIHNhbXBsZSBub25jZQ=="}
    answer = await exchange(reader, writer, "a.test", sec_websocket_version="13", **handshake)
    await end(writer)
    assert answer.status == 200
    await fetch(mirrored.settings.port, "a.test", "/after")
    await mirrored.until(lambda: copied.requests == 1, 30)
    assert isinstance(copied, Recorder)
    assert copied.heads[0].startswith("GET /after ")


async def test_without_the_service_for_copies_requests_are_served_and_the_status_tells(mirrored: Mirrored) -> None:
    await mirrored.serve(mirror("gone"))
    assert (await fetch(mirrored.settings.port, "a.test")).status == 200
    told = mirrored.condition("ResolvedRefs")
    assert (told["status"], told["reason"]) == ("False", "BackendNotFound")


async def test_the_packaged_haproxy_can_copy() -> None:
    assert await has_lua()


def test_a_haproxy_without_lua_is_not_asked_to_copy() -> None:
    route = factory.http_route(factory.rule(filters=[mirror("web")]))
    plain = replace(world(routes=[route]), copies=False)

    plan = plan_of(plain)

    assert not plan.routing.copies()
    assert "without Lua" in only(plan).translation.dropped[0]
    features = [
        change for change in status_changes(plan, Settings("t", Path("/t"))) if "gatewayclasses" in change.resource
    ]
    told = factory.gateway_class()
    features[0].change(told)
    assert not [each for each in told["status"]["supportedFeatures"] if "Mirror" in each["name"]]


def test_copies_are_not_made_of_redirects_nor_asked_for_by_one_backend() -> None:
    redirect = {"type": "RequestRedirect", "requestRedirect": {"hostname": "b.test"}}
    beside = {"matches": [factory.prefix("/")], "filters": [mirror("web"), redirect]}
    of_one = factory.rule(factory.backend(filters=[mirror("web")]))
    for rule, word in ((beside, "RequestRedirect"), (of_one, "backendRef")):
        plan = plan_of(world(routes=[factory.http_route(rule)]))
        (message,) = only(plan).translation.dropped
        assert word in message
