"""A pretended Azure Resource Manager over HTTP: what its public REST reference says of the parts of machines.

It logs applications in, makes and ends resources step by step (``provisioningState``, ``Azure-AsyncOperation``),
refuses in Azure's words, and holds to its rules: an interface ends after its machine, an address after its interface,
and what a machine starts with cannot be changed by asking again.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

Json = dict[str, Any]
SUBSCRIPTION, GROUP = "11111111-2222-3333-4444-555555555555", "slipway-hosts"
TENANT, CLIENT = "contoso.onmicrosoft.com", "99999999-0000-0000-0000-000000000000"
BASE = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}"
VM, NIC = "Microsoft.Compute/virtualMachines", "Microsoft.Network/networkInterfaces"
IP, DISK, KEY = "Microsoft.Network/publicIPAddresses", "Microsoft.Compute/disks", "Microsoft.Compute/sshPublicKeys"
LOCATIONS = "Microsoft.Compute"
_RESOURCE = re.compile(re.escape(BASE) + r"/providers/([\w.]+/\w+)(?:/([\w.-]+))?", re.IGNORECASE)
_PAGE = 2


def error(status: int, code: str, words: str, **headers: str) -> web.Response:
    """Answer as the Resource Manager does."""
    return web.json_response({"error": {"code": code, "message": words}}, status=status, headers=headers)


class PretendedAzure:
    """Resources by kind and name, and what goes wrong."""

    def __init__(self) -> None:
        self.secret = "Secret-Of-The-Cloud"
        self.resources: dict[tuple[str, str], Json] = {}
        self.requests: list[tuple[str, str, str]] = []
        """Method, kind and name."""
        self.bodies: list[Json] = []
        self.logins = 0
        self.refusing: dict[tuple[str, str], tuple[int, str, str]] = {}
        """By method and kind: the status, code and words that it is answered with."""
        self.throttled: list[str] = []
        """Answers "too many requests" for as long as there are values of ``Retry-After``."""
        self.losing: set[str] = set()
        """Kinds whose makings are done, and whose answers are lost."""
        self.failing = ""
        """The code with which a machine fails after its making was accepted."""
        self.steps = 1
        """How often a machine has to be looked at until it is made, or ended."""
        self.url = ""

    def names(self, kind: str) -> list[str]:
        """Return what there is of a kind."""
        return sorted(name for each, name in self.resources if each == kind)

    def asked(self, method: str, kind: str) -> int:
        """Tell how often it was asked."""
        return len([each for each in self.requests if each[:2] == (method, kind)])

    async def metadata(self, _request: web.Request) -> web.Response:
        """Tell where to log in."""
        return web.json_response({"authentication": {"loginEndpoint": self.url, "audiences": ["https://arm.example"]}})

    async def token(self, request: web.Request) -> web.Response:
        """Log an application in."""
        form = await request.post()
        self.logins += 1
        wanted = {"grant_type": "client_credentials", "client_id": CLIENT, "resource": "https://arm.example"}
        if request.match_info["tenant"] != TENANT:
            return _refused(400, "invalid_request", "AADSTS90002: Tenant not found.")
        if {name: form.get(name) for name in wanted} != wanted:
            return _refused(400, "unauthorized_client", "AADSTS700016: Application not found in the directory.")
        if form.get("client_secret") != self.secret:
            return _refused(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 1-2-3")
        token = {"token_type": "Bearer", "access_token": f"of-{self.secret}", "expires_on": "9999999999"}
        return web.json_response(token)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request to the Resource Manager."""
        if request.headers.get("Authorization") != f"Bearer of-{self.secret}":
            return error(401, "InvalidAuthenticationToken", "The access token is invalid.")
        if "api-version" not in request.query:
            return error(400, "MissingApiVersionParameter", "The api-version query parameter is required.")
        if self.throttled:
            return error(429, "TooManyRequests", "Too many requests.", **{"Retry-After": self.throttled.pop(0)})
        if f"/subscriptions/{SUBSCRIPTION}" not in request.path:
            return error(404, "SubscriptionNotFound", "The subscription could not be found.")
        if request.path == f"/subscriptions/{SUBSCRIPTION}/providers/{LOCATIONS}":
            if (told := self.refusing.get(("GET", LOCATIONS))) is not None:
                return error(*told)
            kinds = [{"resourceType": "virtualMachines", "locations": ["West Europe", "East US"]}]
            return web.json_response({"resourceTypes": kinds})
        if request.path == BASE:
            return web.json_response({"id": BASE, "name": GROUP, "location": "westeurope"})
        found = _RESOURCE.fullmatch(request.path)
        if found is None:
            return error(404, "ResourceGroupNotFound", "Resource group could not be found.")
        return await self._resource(request, found[1], found[2] or "")

    async def _resource(self, request: web.Request, kind: str, name: str) -> web.StreamResponse:
        self.requests.append((request.method, kind, name))
        if (told := self.refusing.get((request.method, kind))) is not None:
            return error(*told)
        if request.method == "PUT":
            return self._put(request, kind, name, await request.json())
        if not name:
            return self._list(request, kind)
        if request.method == "DELETE":
            return self._delete(kind, name)
        self._pass(kind, name)
        told_now = self.resources.get((kind, name))
        if told_now is None:
            return error(404, "ResourceNotFound", f"The resource '{kind}/{name}' was not found.")
        return web.json_response(told_now)

    def _put(self, request: web.Request, kind: str, name: str, body: Json) -> web.Response:
        self.bodies.append(body)
        before = self.resources.get((kind, name))
        if kind == VM and before and before["wanted"] != body["properties"]["osProfile"]:
            return error(409, "PropertyChangeNotAllowed", "Changing property 'osProfile' is not allowed.")
        if body["location"] != "westeurope":
            return error(400, "LocationNotAvailableForResourceType", "The provided location is not available.")
        if kind == VM and (wrong := self._wrong(body)):
            return error(*wrong)
        made: Json = {"id": request.path, "name": name, "tags": body["tags"], "properties": dict(body["properties"])}
        made["properties"]["provisioningState"] = "Creating" if kind == VM else "Updating"
        made |= {"left": self.steps, "wanted": body["properties"].get("osProfile")}
        self.resources.setdefault((kind, name), made)
        if kind == VM:
            disk = body["properties"]["storageProfile"]["osDisk"]["name"]
            self.resources[(DISK, disk)] = {"name": disk, "properties": {"provisioningState": "Succeeded"}}
        if kind in self.losing:
            assert request.transport is not None
            request.transport.abort()
        operation = f"{self.url}/subscriptions/{SUBSCRIPTION}/providers/{kind.split('/', maxsplit=1)[0]}/operations/1"
        return web.json_response(made, status=201, headers={"Azure-AsyncOperation": operation, "Retry-After": "10"})

    def _wrong(self, body: Json) -> tuple[int, str, str] | None:
        properties = body["properties"]
        if properties["hardwareProfile"]["vmSize"] == "Standard_Unknown":
            return 400, "InvalidParameter", "The value Standard_Unknown provided for the VM size is not valid."
        nic = properties["networkProfile"]["networkInterfaces"][0]["id"].rpartition("/")[2]
        if (NIC, nic) not in self.resources:
            return 404, "NotFound", f"Resource {nic} not found."
        if self.resources[(NIC, nic)]["properties"]["provisioningState"] != "Succeeded":
            return 400, "ReferencedResourceNotProvisioned", f"Resource {nic} is not in Succeeded state."
        login = properties["osProfile"]
        if not login["linuxConfiguration"]["ssh"]["publicKeys"][0]["keyData"].startswith("ssh-"):
            return 400, "InvalidParameter", "linuxConfiguration.ssh.publicKeys.keyData is invalid."
        return None

    def _delete(self, kind: str, name: str) -> web.Response:
        if (kind, name) not in self.resources:
            return web.Response(status=204)
        stem = name.rpartition("-")[0]
        if kind == NIC and (VM, stem) in self.resources:
            return error(400, "NicInUse", f"Network Interface {name} is used by existing resource {stem}.")
        if kind == IP and (NIC, f"{stem}-nic") in self.resources:
            return error(400, "PublicIPAddressCannotBeDeleted", f"Public IP address {name} can not be deleted.")
        if kind == VM:
            self.resources[(VM, name)]["properties"]["provisioningState"] = "Deleting"
            self.resources[(VM, name)]["left"] = self.steps
        else:
            del self.resources[(kind, name)]
        return web.Response(status=202, headers={"Retry-After": "10"})

    def _pass(self, kind: str, name: str) -> None:
        """Let a moment pass: what is under way becomes what it is to be."""
        told = self.resources.get((kind, name))
        if told is None or "left" not in told:
            return
        told["left"] -= 1
        properties = told["properties"]
        if told["left"] > 0:
            return
        if properties["provisioningState"] == "Deleting":
            del self.resources[(kind, name)]
            self._go_with(name)
        elif properties["provisioningState"] in ("Creating", "Updating"):
            self._made(kind, properties)

    def _made(self, kind: str, properties: Json) -> None:
        properties["provisioningState"] = "Succeeded"
        if kind == IP:
            properties["ipAddress"] = "20.1.2.3"
        if kind == NIC:
            properties["ipConfigurations"][0]["properties"]["privateIPAddress"] = "10.7.7.7"
        if kind != VM:
            return
        if self.failing:
            properties["provisioningState"] = "Failed"
            told = {"code": f"ProvisioningState/failed/{self.failing}", "message": "There is no room here."}
            properties["instanceView"] = {"statuses": [told]}
            return
        power = [{"code": "ProvisioningState/succeeded"}, {"code": "PowerState/running"}]
        properties["instanceView"] = {"statuses": power}

    def _go_with(self, name: str) -> None:
        """End a machine's disk with it; interface and address stay, as when Azure is late with them."""
        self.resources.pop((DISK, f"{name}-disk"), None)

    def power(self, name: str, state: str) -> None:
        """Have somebody stop or start a machine in Azure's own portal."""
        self.resources[(VM, name)]["properties"]["instanceView"]["statuses"][1] = {"code": f"PowerState/{state}"}

    def _list(self, request: web.Request, kind: str) -> web.Response:
        """List a kind, two at a time."""
        found = [self.resources[(kind, name)] for name in self.names(kind)]
        first = int(request.query.get("$skiptoken", "0"))
        shown: Json = {"value": found[first : first + _PAGE]}
        if first + _PAGE < len(found):
            shown["nextLink"] = f"{self.url}{request.path}?api-version=x&$skiptoken={first + _PAGE}"
        return web.json_response(shown)


def _refused(status: int, code: str, words: str) -> web.Response:
    return web.json_response({"error": code, "error_description": words}, status=status)


@asynccontextmanager
async def pretended_azure() -> AsyncIterator[PretendedAzure]:
    """Serve one on a port of its own."""
    cloud = PretendedAzure()
    async with served(cloud, 0) as url:
        cloud.url = url
        yield cloud


@asynccontextmanager
async def served(cloud: PretendedAzure, port: int) -> AsyncIterator[str]:
    """Serve one, and tell its address."""
    app = web.Application()
    app.router.add_get("/metadata/endpoints", cloud.metadata)
    app.router.add_post("/{tenant}/oauth2/token", cloud.token)
    app.router.add_route("*", "/subscriptions/{tail:.*}", cloud.handle)
    runner: Any = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def main(port: int) -> None:
    """Serve one until it is stopped, to try the platform by hand."""
    cloud = PretendedAzure()
    cloud.steps = 5
    async with served(cloud, port) as url:
        cloud.url = url
        print(f"{url}  tenant {TENANT}  client {CLIENT}  secret {cloud.secret}")  # noqa: T201
        print(f"subscription {SUBSCRIPTION}  resource group {GROUP}  location westeurope")  # noqa: T201
        await asyncio.Event().wait()


if __name__ == "__main__":
    import sys

    asyncio.run(main(int(sys.argv[1])))
