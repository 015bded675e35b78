"""The sandboxes and containers of this node in memory, kept true by the runtime's events.

So that a worker's pass asks the engine nothing: who starts something puts it in, what ended is inspected once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from localkube.kubelet.engine import Engine
from localkube.kubelet.observed import NODE_LABEL, Observed, observe
from localkube.runtime import ContainerMissing, Found, Happened


class Inventory:
    """``changed`` is called with the uid of the pod whose containers changed."""

    def __init__(self, engine: Engine, node: str) -> None:
        self._engine = engine
        self._node = node
        self._by_pod: dict[str, dict[str, Found]] = defaultdict(dict)
        self._touched: set[str] = set()
        self.changed: Callable[[str], None] = lambda _uid: None

    def of(self, pod_uid: str) -> Observed:
        """All that is known of a pod."""
        return observe(self._by_pod[pod_uid].values()) if pod_uid in self._by_pod else Observed()

    def pods(self) -> set[str]:
        """The uids of pods that something is there of."""
        return {uid for uid, known in self._by_pod.items() if known}

    def everything(self) -> list[Found]:
        """All containers of the node."""
        return [found for known in self._by_pod.values() for found in known.values()]

    async def load(self) -> None:
        """List everything anew. Pods whose containers changed meanwhile are told of."""
        self._touched = set()
        everything = await self._engine.containers()
        listed: dict[str, dict[str, Found]] = defaultdict(dict)
        for found in everything:
            if found.labels.get(NODE_LABEL, self._node) == self._node and found.id not in self._touched:
                listed[found.pod_uid][found.id] = found
        for uid, known in self._by_pod.items():  # what was told while the list was made is newer than the list
            listed[uid] |= {key: found for key, found in known.items() if key in self._touched}
        before, self._by_pod = self._by_pod, listed
        for uid in set(before) | set(listed):
            if before.get(uid) != listed.get(uid):
                self.changed(uid)

    def started(self, found: Found) -> None:
        """Take in what was just started, unless its end was told in the meantime. Who started it knows: no call."""
        self._touched.add(found.id)
        self._by_pod[found.pod_uid].setdefault(found.id, found)

    def put(self, found: Found) -> None:
        """Take in the present state of one."""
        self._touched.add(found.id)
        if self._by_pod[found.pod_uid].get(found.id) != found:
            self._by_pod[found.pod_uid][found.id] = found
            self.changed(found.pod_uid)

    def drop(self, pod_uid: str, container_id: str) -> None:
        """It was removed."""
        self._touched.add(container_id)
        known = self._by_pod.get(pod_uid)
        if known is not None and known.pop(container_id, None) is not None:
            if not known:
                del self._by_pod[pod_uid]
            self.changed(pod_uid)

    async def refresh(self, pod_uid: str, container_id: str) -> Found | None:
        """Ask the engine about one."""
        try:
            found = await self._engine.inspect(container_id)
        except ContainerMissing:
            found = None
        if found is None:
            self.drop(pod_uid, container_id)
        else:
            self.put(found)
        return found

    async def follow(self, happened: Happened) -> None:
        """Take in an event."""
        if happened.action == "resync":
            await self.load()
        elif happened.node not in ("", self._node):
            return
        elif happened.action == "destroy":
            self.drop(happened.pod_uid, happened.id)
        elif happened.action != "start" or self._is_known_to_have_ended(happened):
            await self.refresh(happened.pod_uid, happened.id)

    def _is_known_to_have_ended(self, happened: Happened) -> bool:
        known = self._by_pod.get(happened.pod_uid, {}).get(happened.id)
        return known is not None and known.state != "running"
