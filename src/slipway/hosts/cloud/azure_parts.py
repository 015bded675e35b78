"""What a machine consists of at Azure: a virtual machine, its disk, its network interface, perhaps a public address.

All names are made of our id for the machine, so an order that is placed again changes nothing and makes nothing twice;
all bear our mark. What there is of one is read here, too. Pure. Source: "Virtual Machines - Create Or Update",
"Network Interfaces - Create Or Update", "Public IP Addresses - Create Or Update" and "Virtual Machines - Instance View"
in Azure's REST reference.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slipway.hosts.cloud.provider import Order, Vm, VmState

Json = dict[str, Any]
MARK = "slipway-machine"
PREFIX = "slipway-"
LOGIN = "azureuser"
_POWER = {
    "starting": VmState.STARTING,
    "running": VmState.RUNNING,
    "stopping": VmState.STOPPED,
    "stopped": VmState.STOPPED,
    "deallocating": VmState.STOPPED,
    "deallocated": VmState.STOPPED,
}
_OF_DISK = re.compile(PREFIX + r"([0-9a-z]{26})-disk")
_REASON = 300


@dataclass(frozen=True, slots=True)
class Sort:
    """A kind of resource: where it stands, and the version of the API in whose words it is spoken of."""

    path: str
    version: str
    suffix: str = ""

    def name(self, machine_id: str) -> str:
        """Return the name of a machine's part."""
        return f"{PREFIX}{machine_id}{self.suffix}"


VM = Sort("Microsoft.Compute/virtualMachines", "2021-11-01")
DISK = Sort("Microsoft.Compute/disks", "2021-12-01", "-disk")
NIC = Sort("Microsoft.Network/networkInterfaces", "2021-08-01", "-nic")
ADDRESS = Sort("Microsoft.Network/publicIPAddresses", "2021-08-01", "-ip")
KEY = Sort("Microsoft.Compute/sshPublicKeys", "2021-11-01")
PARTS = (NIC, DISK, ADDRESS)
"""Beside the virtual machine, in the order in which they let go of each other."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an account's machines are."""

    location: str
    subscription_id: str
    resource_group: str

    @property
    def group(self) -> str:
        """Return the path of the resource group."""
        return f"/subscriptions/{self.subscription_id}/resourceGroups/{self.resource_group}"

    def path(self, sort: Sort, name: str = "") -> str:
        """Return the path of a resource, or of all of its kind."""
        return f"{self.group}/providers/{sort.path}{'/' if name else ''}{name}"


def address_body(place: Place, order: Order) -> Json:
    """Return a public address that stays the same; those that do not are offered no more."""
    return {
        **_common(place, order),
        "sku": {"name": "Standard"},
        "properties": {"publicIPAllocationMethod": "Static"},
    }


def nic_body(place: Place, order: Order) -> Json:
    """Return a network interface in the subnet, ``network/subnet`` or the subnet's id."""
    settings: Json = {"subnet": {"id": _subnet(place, order.subnet)}}
    if order.public_ip:
        own = place.path(ADDRESS, ADDRESS.name(order.machine_id))
        settings["publicIPAddress"] = {"id": own, "properties": {"deleteOption": "Delete"}}
    properties: Json = {"ipConfigurations": [{"name": "main", "properties": settings}]}
    for group in order.security_groups:
        properties["networkSecurityGroup"] = {"id": _id(place, "Microsoft.Network/networkSecurityGroups", group)}
    return {**_tagged(place, order), "properties": properties}


def vm_body(place: Place, order: Order, public_key: str) -> Json:
    """Return the machine, whose disk and interface end with it. Nobody logs in by password."""
    disk = {
        "name": DISK.name(order.machine_id),
        "createOption": "FromImage",
        "caching": "ReadWrite",
        "deleteOption": "Delete",
    }
    nic = {"id": place.path(NIC, NIC.name(order.machine_id)), "properties": {"primary": True, "deleteOption": "Delete"}}
    key = {"path": f"/home/{LOGIN}/.ssh/authorized_keys", "keyData": public_key}
    return {
        **_common(place, order),
        "properties": {
            "hardwareProfile": {"vmSize": order.size},
            "storageProfile": {"imageReference": image_reference(order.image), "osDisk": disk},
            "osProfile": {
                "computerName": order.name,
                "adminUsername": LOGIN,
                "customData": base64.b64encode(order.user_data.encode()).decode(),
                "linuxConfiguration": {"disablePasswordAuthentication": True, "ssh": {"publicKeys": [key]}},
            },
            "networkProfile": {"networkInterfaces": [nic]},
            "diagnosticsProfile": {"bootDiagnostics": {"enabled": True}},
        },
    }


def image_reference(image: str) -> Json:
    """Read ``publisher:offer:sku:version``, or the id of an image: one's own, a shared or a community gallery's."""
    if image.lower().startswith("/communitygalleries/"):
        return {"communityGalleryImageId": image}
    if image.lower().startswith("/sharedgalleries/"):
        return {"sharedGalleryImageId": image}
    if image.startswith("/"):
        return {"id": image}
    publisher, offer, sku, version = image.split(":")
    return {"publisher": publisher, "offer": offer, "sku": sku, "version": version}


def key_path(place: Place, key_pair: str) -> str:
    """Return where an SSH key that is kept at Azure is found, by its name in the group or by its id."""
    return _id(place, KEY.path, key_pair)


def vm_of(told: Json, private: Sequence[str], public: Sequence[str]) -> Vm:
    """Read a virtual machine."""
    properties = told["properties"]
    state, reason = state_of(properties)
    return Vm(
        id=told["name"],
        machine_id=mark_of(told),
        name=(properties.get("osProfile") or {}).get("computerName") or (told.get("tags") or {}).get("Name", ""),
        state=state,
        size=(properties.get("hardwareProfile") or {}).get("vmSize", ""),
        private_addresses=list(private),
        public_addresses=list(public),
        reason=reason,
    )


def leftover(machine_id: str, name: str) -> Vm:
    """Return a machine of which parts are there, and it is not."""
    return Vm(VM.name(machine_id), machine_id, name, VmState.LEFTOVER, "", [], [])


def state_of(properties: Mapping[str, Any]) -> tuple[VmState, str]:
    """Return how a machine is, and why where it has failed: one that runs has not, whatever else is told of it."""
    made = str(properties.get("provisioningState", "")).lower()
    statuses = (properties.get("instanceView") or {}).get("statuses") or []
    power = next((each["code"].partition("/")[2] for each in statuses if each["code"].startswith("PowerState/")), "")
    if made == "deleting":
        return VmState.ENDING, ""
    if power in _POWER:
        return _POWER[power], ""
    if made == "failed":
        failed = [each for each in statuses if each["code"].lower().startswith("provisioningstate/failed")]
        told = f"{failed[0]['code'].rpartition('/')[2]}: {failed[0].get('message', '')}" if failed else "Failed"
        return VmState.FAILED, told[:_REASON]
    return VmState.STARTING, ""


def mark_of(told: Mapping[str, Any]) -> str:
    """Return our id of the machine that a resource is a part of, empty for others'.

    A disk is made by Azure, perhaps without our tags, and has it in its name.
    """
    found = _OF_DISK.fullmatch(str(told["name"]))
    return str((told.get("tags") or {}).get(MARK, "")) or (found[1] if found else "")


def _common(place: Place, order: Order) -> Json:
    return _tagged(place, order) | ({"zones": [order.zone]} if order.zone else {})


def _tagged(place: Place, order: Order) -> Json:
    return {"location": place.location, "tags": {MARK: order.machine_id, "Name": order.name}}


def _subnet(place: Place, subnet: str) -> str:
    if subnet.startswith("/"):
        return subnet
    network, _, name = subnet.partition("/")
    return f"{place.group}/providers/Microsoft.Network/virtualNetworks/{network}/subnets/{name}"


def _id(place: Place, kind: str, name: str) -> str:
    return name if name.startswith("/") else f"{place.group}/providers/{kind}/{name}"
