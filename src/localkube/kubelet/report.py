"""Writes a pod's status, when it is another than before."""

from __future__ import annotations

from localkube.kubelet.podspec import uid_of
from localkube.objects.access import Access, Obj
from localkube.objects.errors import NotFound


class Reporter:
    """For one pod. Remembers what it reported and what became of it, so that a pass without news writes nothing."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._reported: Obj | None = None
        self._stored: Obj | None = None

    def report(self, pod: Obj, status: Obj) -> Obj:
        """Write ``status``; returns the pod as it is then."""
        if status == pod.get("status") or (status == self._reported and pod.get("status") == self._stored):
            return pod
        metadata = pod["metadata"]

        def change(current: Obj) -> None:
            if uid_of(current) == uid_of(pod):
                current["status"] = status

        try:
            stored = self._access.mutate("pods", metadata["namespace"], metadata["name"], change, subresource="status")
        except NotFound:
            return pod
        if uid_of(stored) != uid_of(pod):
            return pod
        self._reported, self._stored = status, stored.get("status")
        return stored
