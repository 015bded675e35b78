"""The node: its object, its status, and the lease that says it is alive."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from functools import partial

from localkube.kubelet.engine import Engine
from localkube.kubelet.machine import Condition, Readings, allocatable, amounts, conditions, node_info
from localkube.kubelet.node_events import changes, is_rebooted, schedulable, subject
from localkube.kubelet.settings import Settings
from localkube.kubelet.stock import Stock
from localkube.objects.access import Access, Obj
from localkube.objects.errors import AlreadyExists, ApiError, NotFound
from localkube.objects.events import EventType, Source, record
from localkube.objects.meta import clone, condition, now, now_micro, owner_reference, set_condition
from localkube.objects.node_labels import ARCHITECTURE, SYSTEM, old_labels
from localkube.runtime import Machine, RuntimeFault

log = logging.getLogger(__name__)

LEASES, LEASE_NAMESPACE = "leases.coordination.k8s.io", "kube-node-lease"
RENEW_SECONDS = 10.0
LEASE_SECONDS = 40
STATUS_EVERY = 6
"""The status is written with every sixth renewal, and at once when it changed."""
_HELD = ("MemoryPressure", "PIDPressure")
"""The evictor itself holds on to DiskPressure."""


class Node:
    """Registers the node and keeps its heartbeat. ``read`` reads the machine's state; tests bring their own."""

    def __init__(
        self, access: Access, engine: Engine, settings: Settings, read: Callable[[], Readings], stock: Stock
    ) -> None:
        self._access = access
        self._engine = engine
        self._settings = settings
        self._read = read
        self._stock = stock
        self._beats = 0
        self._fault = ""
        self._told: list[Condition] = []
        self._schedulable = schedulable({})
        self._pressed_at: dict[str, float] = {}

    @property
    def name(self) -> str:
        """The node's name."""
        return self._settings.node_name

    async def register(self, machine: Machine) -> None:
        """Make the node known, or take up the object that is there."""
        labels = {
            "kubernetes.io/hostname": self.name,
            SYSTEM: machine.operating_system,
            ARCHITECTURE: machine.architecture,
            **({"node-role.kubernetes.io/control-plane": ""} if self._settings.control_plane else {}),
        }
        labels |= old_labels(labels)
        images = await self._stock.told()
        obj: Obj = {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": self.name, "labels": labels, "annotations": self._settings.annotations},
            "spec": {"podCIDR": self._settings.pod_cidr, "podCIDRs": [self._settings.pod_cidr]},
        }
        try:
            self._access.create("nodes", None, obj)
        except AlreadyExists:
            self._access.mutate("nodes", None, self.name, partial(_take_up, self._settings, labels))
        self._write_status(machine, images)
        self._renew()

    def tell_start(self) -> None:
        """Tell that the kubelet starts."""
        self._tell("Starting", "Starting kubelet.")

    def state_changed(self) -> None:
        """Tell of the node's state at once."""
        if self._access.find("nodes", None, self.name) is not None:
            self._write_status(None)

    async def beat(self) -> None:
        """For ever: renew the lease, and tell of the node's state."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            self._beats += 1
            try:
                await self._once()
            except ApiError as error:
                log.warning("the node's heartbeat was refused: %s", error)

    async def _once(self) -> None:
        self._renew()
        self._tell_of_cordon()
        try:
            machine = await self._engine.machine()
        except RuntimeFault as fault:
            self._fault = fault.message
            self._write_status(None)
            return
        recovered, self._fault = bool(self._fault), ""
        changed = self._conditions(self._read()) != self._told
        news = recovered or changed or self._stock.is_outdated
        if news or self._beats % STATUS_EVERY == 0 or self._is_misjudged():
            await self.register(machine)

    def _is_misjudged(self) -> bool:
        """Whether the node's object is gone, or somebody wrote meanwhile that nobody knows how the node is."""
        node = self._access.find("nodes", None, self.name)
        return node is None or (condition(node, "Ready") or {}).get("status") == "Unknown"

    def _conditions(self, readings: Readings) -> list[Condition]:
        """Pressure is told for a while after it ended: what comes and goes would only move pods to and fro."""
        now_seconds, least = time.monotonic(), self._settings.pressure_seconds
        lately = [kind for kind, at in self._pressed_at.items() if now_seconds - at < least]
        found = conditions(readings, self._fault, lately)
        for kind, status, *_ in conditions(readings, self._fault):
            if kind in _HELD and status == "True":
                self._pressed_at[kind] = now_seconds
        return found

    def _renew(self) -> None:
        stamp = now_micro()

        def renew(lease: Obj) -> None:
            lease["spec"] = {**lease.get("spec", {}), "renewTime": stamp}

        try:
            self._access.mutate(LEASES, LEASE_NAMESPACE, self.name, renew)
        except NotFound:
            spec = {"holderIdentity": self.name, "leaseDurationSeconds": LEASE_SECONDS, "renewTime": stamp}
            metadata: Obj = {"name": self.name, "namespace": LEASE_NAMESPACE}
            node = self._access.find("nodes", None, self.name)
            if node is not None:
                metadata["ownerReferences"] = [owner_reference(node, controller=False)]
            lease = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": metadata, "spec": spec}
            self._access.create(LEASES, LEASE_NAMESPACE, lease)

    def _write_status(self, machine: Machine | None, images: Sequence[Obj] = ()) -> None:
        """``machine`` None: the engine does not answer, and nothing is said about ``images`` either."""
        readings = self._read()
        settings = self._settings
        self._told = self._conditions(readings)

        def change(node: Obj) -> None:
            status = node.setdefault("status", {})
            if machine is not None:
                capacity = amounts(machine, readings, settings)
                status["capacity"], status["allocatable"] = capacity, allocatable(capacity, settings.reserved)
                status["images"] = list(images)
                status["nodeInfo"] = node_info(machine, readings)
                status["addresses"] = [
                    {"type": "InternalIP", "address": settings.internal_ip},
                    {"type": "Hostname", "address": self.name},
                ]
            current: list[Obj] = clone(status.get("conditions") or [])
            for one in self._told:
                set_condition(current, *one)
            stamp = now()
            status["conditions"] = [{**one, "lastHeartbeatTime": stamp} for one in current]

        before = self._access.find("nodes", None, self.name) or {}
        after = self._access.mutate("nodes", None, self.name, change, subresource="status")
        if is_rebooted(before, after):
            boot_id = after["status"]["nodeInfo"]["bootID"]
            self._tell("Rebooted", f"Node {self.name} has been rebooted, boot id: {boot_id}", "Warning")
        for reason in changes(before, after):
            self._tell_status(reason)

    def _tell_of_cordon(self) -> None:
        node = self._access.find("nodes", None, self.name)
        if node is not None and schedulable(node) != self._schedulable:
            self._schedulable = schedulable(node)
            self._tell_status(self._schedulable)

    def _tell_status(self, reason: str) -> None:
        self._tell(reason, f"Node {self.name} status is now: {reason}")

    def _tell(self, reason: str, message: str, event_type: EventType = "Normal") -> None:
        node = self._access.find("nodes", None, self.name)
        if node is not None:
            record(self._access, subject(node), event_type, reason, message, Source("kubelet", self.name))


def _take_up(settings: Settings, labels: dict[str, str], node: Obj) -> None:
    metadata, spec = node["metadata"], node.setdefault("spec", {})
    metadata["labels"] = {**(metadata.get("labels") or {}), **labels}
    if settings.annotations:
        metadata["annotations"] = {**(metadata.get("annotations") or {}), **settings.annotations}
    spec |= {"podCIDR": settings.pod_cidr, "podCIDRs": [settings.pod_cidr]}
