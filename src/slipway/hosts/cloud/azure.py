"""Microsoft Azure by its Resource Manager. The only module that asks it.

Logging in, requests and locations are the library's. Orders are not: its ``create_node`` cannot send what a machine
starts with (it makes bytes of it, which JSON does not take), marks neither interface nor address, knows no zones, and
waits in loops of its own, as its ``destroy_node`` does; its lists end with their first page, or ask several times for
each machine. So parts are asked for by its connection, one request after the other; whoever called looks again.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from libcloud.common.exceptions import BaseHTTPError

from slipway.errors import Conflict, Invalid, Unavailable
from slipway.hosts.cloud.azure_errors import ending, is_away, translated
from slipway.hosts.cloud.azure_parts import (
    ADDRESS,
    DISK,
    KEY,
    NIC,
    PARTS,
    VM,
    Json,
    Place,
    Sort,
    address_body,
    key_path,
    leftover,
    mark_of,
    nic_body,
    vm_body,
    vm_of,
)
from slipway.hosts.cloud.azure_wire import Connection, Driver, environment_of, next_page
from slipway.hosts.cloud.provider import CALL_SECONDS, Order, Vm

GROUP_VERSION = "2021-04-01"
PART_SECONDS = 10.0
"""How long a part that others need is waited for; an order that comes later finds it made."""
POLL_SECONDS = 0.5
_FORBIDDEN = 403
_KEY_BITS = 2048


@dataclass(frozen=True, slots=True)
class Azure:
    """Implements ``Provider``. ``credentials``: ``tenant_id``, ``client_id``, ``client_secret``."""

    certain: ClassVar[bool] = True
    place: Place
    endpoint: str
    credentials: Mapping[str, str]

    def check(self) -> None:
        """Log in anew, and see whether the resource group is there and the location exists."""
        with translated():
            driver = self._driver(fresh=True)
            try:
                driver.connection.request(self.place.group, {"api-version": GROUP_VERSION})
            except BaseHTTPError as error:
                if not is_away(error):
                    raise
                told = {"group": self.place.resource_group, "subscription": self.place.subscription_id}
                raise Invalid("cloud.group_unknown", told, field="resource_group") from error
            known = _locations(driver)
        if known and self.place.location not in known:
            raise Invalid("cloud.region_unknown", {"region": self.place.location, "known": known}, field="region")

    def machines(self) -> list[Vm]:
        """Return all with our mark, also those of which only parts are there."""
        with translated():
            driver = self._driver()
            names = {mark: told["name"] for told in self._list(driver, VM) if (mark := mark_of(told))}
            shown = [found for mark in names if (found := self._look(driver, mark)) is not None]
            parts = {mark: told for sort in PARTS for told in self._list(driver, sort) if (mark := mark_of(told))}
        known = {vm.machine_id for vm in shown}
        left = [(mark, told) for mark, told in parts.items() if mark not in known]
        return shown + [leftover(mark, (told.get("tags") or {}).get("Name", "")) for mark, told in left]

    def find(self, machine_id: str) -> Vm | None:
        """Return it, or that there is something left of it."""
        with translated():
            driver = self._driver()
            if (vm := self._look(driver, machine_id)) is not None:
                return vm
            left = any(self._get(driver, sort, machine_id) is not None for sort in PARTS)
        return leftover(machine_id, "") if left else None

    def create(self, order: Order) -> Vm:
        """Make its parts, then the machine; what exists already stays as it is."""
        with translated():
            driver = self._driver()
            if (made := self._look(driver, order.machine_id)) is not None:
                return made
            key = self._public_key(driver, order.key_pair)
            if order.public_ip:
                self._make(driver, ADDRESS, order.machine_id, address_body(self.place, order))
            self._make(driver, NIC, order.machine_id, nic_body(self.place, order))
            told = self._put(driver, VM, order.machine_id, vm_body(self.place, order, key))
        return vm_of(told, [], [])

    def delete(self, vm_id: str) -> None:
        """End the machine; where it has ended, what is left of it. Parts go one after the other, as they let go."""
        with ending():
            driver = self._driver()
            machine_id = vm_id.removeprefix(VM.name(""))
            for sort in (VM, *PARTS):
                if self._get(driver, sort, machine_id) is None:
                    continue
                path = self.place.path(sort, sort.name(machine_id))
                driver.connection.request(path, {"api-version": sort.version}, method="DELETE")
                if sort is not DISK:  # an interface holds its address, a machine holds everything
                    return

    def _look(self, driver: Any, machine_id: str) -> Vm | None:
        told = self._get(driver, VM, machine_id, {"$expand": "instanceView"})
        if told is None:
            return None
        nic = self._get(driver, NIC, machine_id)
        private, public = [], []
        for each in (nic or {"properties": {}})["properties"].get("ipConfigurations", []):
            settings = each["properties"]
            private.append(settings.get("privateIPAddress"))
            if settings.get("publicIPAddress"):
                address = self._get(driver, ADDRESS, machine_id)
                public.append((address or {"properties": {}})["properties"].get("ipAddress"))
        return vm_of(told, [each for each in private if each], [each for each in public if each])

    def _make(self, driver: Any, sort: Sort, machine_id: str, body: Json) -> None:
        """Make a part and wait a moment until others can use it."""
        told = self._put(driver, sort, machine_id, body)
        until = time.monotonic() + PART_SECONDS
        while (state := str(told["properties"].get("provisioningState", "Succeeded"))) != "Succeeded":
            if state in ("Failed", "Canceled"):
                raise Conflict("cloud.order_refused", {"reason": f"{sort.name(machine_id)}: {state}"})
            if time.monotonic() > until:
                raise Unavailable("cloud.unreachable", {"reason": f"{sort.name(machine_id)} is still {state}"})
            time.sleep(POLL_SECONDS)
            told = self._get(driver, sort, machine_id) or told

    def _put(self, driver: Any, sort: Sort, machine_id: str, body: Json) -> Json:
        path = self.place.path(sort, sort.name(machine_id))
        answer = driver.connection.request(path, {"api-version": sort.version}, data=body, method="PUT")
        return dict(answer.object)

    def _get(
        self, driver: Any, sort: Sort, machine_id: str, more: Mapping[str, str] | None = None
    ) -> dict[str, Any] | None:
        path = self.place.path(sort, sort.name(machine_id))
        try:
            return dict(driver.connection.request(path, {"api-version": sort.version, **(more or {})}).object)
        except BaseHTTPError as error:
            if is_away(error):
                return None
            raise

    def _list(self, driver: Any, sort: Sort) -> list[Json]:
        """Return all of a kind in the group, page by page."""
        found: list[Json] = []
        path, params = self.place.path(sort), {"api-version": sort.version}
        while path:
            told = driver.connection.request(path, params).object
            found += told["value"]
            path, params = next_page(told["nextLink"]) if told.get("nextLink") else ("", {})
        return found

    def _public_key(self, driver: Any, key_pair: str) -> str:
        """Return the key that can log in; Azure makes no machine without one, so without is one that nobody has."""
        if not key_pair:
            own = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS).public_key()
            return own.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
        told = driver.connection.request(key_path(self.place, key_pair), {"api-version": KEY.version}).object
        key = (told.get("properties") or {}).get("publicKey", "")
        if not key:
            raise Conflict("cloud.order_refused", {"reason": f"the SSH key {key_pair} has no public key yet"})
        return str(key).strip()

    def _driver(self, *, fresh: bool = False) -> Any:
        """Make a driver for one call: it is not for several threads."""
        environment = environment_of(self.endpoint)
        told = self.credentials
        if fresh:
            Connection.tokens.clear()  # of all accounts, who then log in once more
        kind: Any = Driver
        return kind(
            told["tenant_id"],
            self.place.subscription_id,
            told["client_id"],
            told["client_secret"],
            secure=urlsplit(environment["resourceManagerEndpointUrl"]).scheme == "https",
            region=self.place.location,
            timeout=CALL_SECONDS,
            cloud_environment=environment,
        )


def _locations(driver: Any) -> list[str]:
    """Return the locations that have virtual machines; none where the account may see its resource group only."""
    try:
        return sorted(each.id for each in driver.list_locations())
    except BaseHTTPError as error:
        if error.code == _FORBIDDEN:
            return []
        raise
