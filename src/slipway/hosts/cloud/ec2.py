"""Amazon EC2, and whatever speaks its API. The only module that knows the library's driver for it.

Orders carry our id as their client token, so the same one never makes a second machine, and as a tag that is there from
the first moment, by which machines are found. Source: "Ensuring idempotency", "Error codes" and "RunInstances" in EC2's
documentation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlsplit

from libcloud.common.exceptions import BaseHTTPError
from libcloud.common.types import LibcloudError
from libcloud.compute.base import Node, NodeImage, NodeLocation, NodeSize
from libcloud.compute.drivers.ec2 import (
    EC2NetworkSubnet,
    EC2NodeDriver,
    ExEC2AvailabilityZone,
)
from requests import RequestException

from slipway.errors import Conflict, SlipwayError, Unavailable
from slipway.hosts.cloud.ec2_wire import Driver
from slipway.hosts.cloud.provider import CALL_SECONDS, Order, Vm, VmState

MARK = "slipway-machine"
_STATES = {
    "pending": VmState.STARTING,
    "running": VmState.RUNNING,
    "stopping": VmState.STOPPED,
    "stopped": VmState.STOPPED,
    "shutting-down": VmState.ENDING,
    "terminated": VmState.ENDED,
}
_REFUSED = {
    "AuthFailure", "InvalidClientTokenId", "SignatureDoesNotMatch", "UnauthorizedOperation", "OptInRequired",
    "MissingAuthenticationToken", "ExpiredToken", "RequestExpired", "Blocked", "PendingVerification",
    "InvalidAccessKeyId", "AccessDenied", "UnrecognizedClientException",
}  # fmt: skip
_QUOTA = {
    "InstanceLimitExceeded", "VcpuLimitExceeded", "MaxSpotInstanceCountExceeded", "AddressLimitExceeded",
    "VolumeLimitExceeded", "NetworkInterfaceLimitExceeded", "ResourceLimitExceeded",
}  # fmt: skip
_NO_ROOM = {
    "InsufficientInstanceCapacity", "InsufficientHostCapacity", "InsufficientCapacity", "InsufficientAddressCapacity",
    "InsufficientFreeAddressesInSubnet", "InsufficientReservedInstanceCapacity",
}  # fmt: skip
_LATER = {"RequestLimitExceeded", "Throttling", "Unavailable", "InternalError", "InternalFailure", "ServiceUnavailable"}
_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Ec2:
    """Implements ``Provider``. ``credentials``: ``access_key_id``, ``secret_access_key``, perhaps ``session_token``."""

    certain: ClassVar[bool] = False
    region: str
    endpoint: str
    credentials: Mapping[str, str]

    def check(self) -> None:
        """Ask for nothing, which needs credentials all the same."""
        self._find(f"tag:{MARK}", "none")

    def machines(self) -> list[Vm]:
        """Return all with our mark that have not ended."""
        return [each for each in self._find("tag-key", MARK) if each.state is not VmState.ENDED]

    def find(self, machine_id: str) -> Vm | None:
        """Return it, rather one that has not ended."""
        found = self._find(f"tag:{MARK}", machine_id)
        return min(found, key=lambda vm: vm.state is VmState.ENDED, default=None)

    def create(self, order: Order) -> Vm:
        """Run one instance."""
        with _translated():
            driver = self._driver()
            made = driver.create_node(**_wanted(driver, order))
        if not isinstance(made, Node):
            raise Unavailable("cloud.unreachable", {"reason": "its answer names no instance"})
        return _vm(made)

    def delete(self, vm_id: str) -> None:
        """Terminate it."""
        with _translated():
            driver = self._driver()
            driver.connection.request(driver.path, params={"Action": "TerminateInstances", "InstanceId.1": vm_id})

    def _find(self, name: str, value: str) -> list[Vm]:
        with _translated():
            found = self._driver().list_nodes(ex_filters={name: value})
        return [_vm(each) for each in found if each.extra["status"] in _STATES]

    def _driver(self) -> Any:
        """Make a driver for one call: it is not for several threads."""
        own = urlsplit(self.endpoint) if self.endpoint else None
        place = {"secure": own.scheme == "https", "host": own.hostname, "port": own.port} if own else {}
        kind: Any = Driver
        return kind(
            self.credentials["access_key_id"],
            self.credentials["secret_access_key"],
            token=self.credentials.get("session_token"),
            region=self.region,
            timeout=CALL_SECONDS,
            **{name: value for name, value in place.items() if value is not None},
        )


def regions() -> list[str]:
    """Return the regions that the library knows."""
    kind: Any = EC2NodeDriver
    return sorted(kind.list_regions())


def _wanted(driver: Any, order: Order) -> dict[str, Any]:
    """Return an order in the library's words; it takes objects where the API takes names."""
    made: dict[str, Any] = {
        "name": order.name,
        "size": NodeSize(order.size, order.size, 0, 0, 0, 0, driver),
        "image": NodeImage(order.image, order.image, driver),
        "ex_clienttoken": order.machine_id,
        "ex_userdata": order.user_data,
        "ex_metadata": {MARK: order.machine_id},
        "ex_assign_public_ip": order.public_ip,
    }
    subnet: Any = EC2NetworkSubnet
    zone: Any = ExEC2AvailabilityZone
    if order.subnet:
        made["ex_subnet"] = subnet(order.subnet, order.subnet, "available")
    if order.key_pair:
        made["ex_keyname"] = order.key_pair
    if order.security_groups:
        made["ex_security_group_ids"] = list(order.security_groups)
    if order.zone:
        place: Any = NodeLocation(order.zone, order.zone, "", driver)
        place.availability_zone = zone(order.zone, "available", driver.region_name)
        made["location"] = place
    return made


def _vm(node: Any) -> Vm:
    extra = node.extra
    return Vm(
        id=node.id,
        machine_id=extra["tags"].get(MARK, ""),
        name=extra["tags"].get("Name", ""),
        state=_STATES.get(extra.get("status") or "pending", VmState.ENDING),
        size=extra.get("instance_type") or "",
        private_addresses=_once(node.private_ips),
        public_addresses=_once(node.public_ips),
        host_name=extra.get("private_dns") or "",
    )


def _once(addresses: Sequence[str | None]) -> list[str]:
    return list(dict.fromkeys(each for each in addresses if each))


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what the library raises into errors of ours."""
    try:
        yield
    except BaseHTTPError as error:
        raise error_of(int(error.code), str(error.message)) from error
    except (LibcloudError, RequestException, OSError) as error:
        raise Unavailable("cloud.unreachable", {"reason": _short(error)}) from error


def error_of(status: int, message: str) -> SlipwayError:
    """Return our error for what EC2 answers, ``Code: words``."""
    code = message.partition(":")[0].strip()
    reason = {"reason": message[:_SHOWN] or f"HTTP {status}"}
    if code in _REFUSED or status in (401, 403):
        return Conflict("cloud.credentials_refused", reason)
    if code in _QUOTA:
        return Conflict("cloud.quota_exceeded", reason)
    if code == "IdempotentParameterMismatch":  # placed before in other words: its machine is there and will be seen
        return Unavailable("cloud.ordered_already")
    if code in _NO_ROOM:
        return Unavailable("cloud.no_capacity", reason)
    if code in _LATER or status == 429 or status >= 500:
        return Unavailable("cloud.unreachable", reason)
    return Conflict("cloud.order_refused", reason)


def _short(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:_SHOWN]
