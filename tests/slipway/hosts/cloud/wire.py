"""A pretended EC2 over HTTP, for what the emulator cannot show: refusals, no room, silence and lost answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from xml.sax.saxutils import escape

from aiohttp import web
from libcloud.compute.drivers.ec2 import NAMESPACE

ACTIONS = ("DescribeInstances", "DescribeAddresses", "RunInstances", "TerminateInstances")


class PretendedEc2:
    """Instances by their ids, and what goes wrong."""

    def __init__(self) -> None:
        self.instances: dict[str, dict[str, str]] = {}
        self.requests: list[dict[str, str]] = []
        self.errors: dict[str, tuple[int, str, str]] = {}
        """By action: the status, code and words that it is answered with."""
        self.losing: set[str] = set()
        """Actions that are done, and whose answers are lost."""
        self.silent: set[str] = set()
        """Actions that are never answered."""
        self.hidden = False
        """What was made is not listed yet."""
        self.url = ""

    def asked(self, action: str) -> list[dict[str, str]]:
        """Return the requests of an action."""
        return [each for each in self.requests if each["Action"] == action]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        params = {**request.query, **(await request.post())}
        action = str(params["Action"])
        self.requests.append({key: str(value) for key, value in params.items()})
        if action in self.silent:
            await asyncio.Event().wait()
        if action in self.errors:
            status, code, words = self.errors[action]
            error = f"<Error><Code>{code}</Code><Message>{escape(words)}</Message></Error>"
            return web.Response(status=status, text=f"<Response><Errors>{error}</Errors></Response>")
        told = getattr(self, f"_{action}")(self.requests[-1])
        if action in self.losing:
            assert request.transport is not None
            request.transport.abort()
        return web.Response(text=f'<{action}Response xmlns="{NAMESPACE}">{told}</{action}Response>')

    def _RunInstances(self, params: dict[str, str]) -> str:  # noqa: N802 - named as the action
        token = params["ClientToken"]
        same = [name for name, each in self.instances.items() if each["token"] == token]
        name = same[0] if same else f"i-{len(self.instances) + 1:017x}"
        self.instances.setdefault(name, {"token": token, "state": "pending", "mark": _mark(params)})
        return f"<instancesSet>{self._item(name)}</instancesSet>"

    def _DescribeInstances(self, params: dict[str, str]) -> str:  # noqa: N802
        wanted = params.get("Filter.1.Value.1")
        by_tag = params.get("Filter.1.Name", "").startswith("tag:")
        found = [name for name, each in self.instances.items() if not by_tag or each["mark"] == wanted]
        items = "".join(f"<item><instancesSet>{self._item(name)}</instancesSet></item>" for name in found)
        return f"<reservationSet>{'' if self.hidden else items}</reservationSet>"

    def _DescribeAddresses(self, _params: dict[str, str]) -> str:  # noqa: N802
        return "<addressesSet/>"

    def _TerminateInstances(self, params: dict[str, str]) -> str:  # noqa: N802
        self.instances[params["InstanceId.1"]]["state"] = "terminated"
        return "<instancesSet/>"

    def _item(self, name: str) -> str:
        instance = self.instances[name]
        tag = f"<item><key>slipway-machine</key><value>{instance['mark']}</value></item>"
        return (
            f"<item><instanceId>{name}</instanceId><instanceState><name>{instance['state']}</name></instanceState>"
            f"<tagSet>{tag}</tagSet><privateIpAddress>10.7.7.7</privateIpAddress></item>"
        )


def _mark(params: dict[str, str]) -> str:
    keys = {value: key for key, value in params.items() if key.startswith("TagSpecification.")}
    return params[keys["slipway-machine"].removesuffix("Key") + "Value"]


@asynccontextmanager
async def pretended_ec2() -> AsyncIterator[PretendedEc2]:
    """Serve one on a port of its own."""
    cloud = PretendedEc2()
    app = web.Application()
    app.router.add_route("*", "/", cloud.handle)
    runner: Any = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    cloud.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield cloud
    await runner.cleanup()
