"""What controllers, scheduler, kubelet and network may do to objects: the in-process API.

The API server's registry implements ``Access`` (defaulting, validation, admission, revision, watch events: the same
path that HTTP requests take). ``boot`` hands it to the others, so that none of them imports the API server.

All methods but ``watch`` are synchronous: the store is in this process and a call costs some tens of microseconds,
so within one event loop a read-modify-write without ``await`` in between is atomic. Objects that are returned are
shared and must not be mutated: copy (``objects.meta.clone``) before a change.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Obj = dict[str, Any]
"""A Kubernetes object in its JSON form, always with ``apiVersion`` and ``kind``."""


@dataclass(frozen=True, slots=True)
class Event:
    """One change. ``SYNC`` (``obj`` empty) follows the initial list: from here on events are live."""

    type: Literal["ADDED", "MODIFIED", "DELETED", "SYNC"]
    obj: Obj


class Access(Protocol):
    """``resource`` is ``plural`` for the core group and ``plural.group`` else: ``pods``, ``deployments.apps``."""

    def get(self, resource: str, namespace: str | None, name: str) -> Obj:
        """One object. Raises NotFound."""
        ...

    def find(self, resource: str, namespace: str | None, name: str) -> Obj | None:
        """One object, or None."""
        ...

    def list(self, resource: str, namespace: str | None = None, labels: str = "", fields: str = "") -> list[Obj]:
        """Objects by label selector and field selector in their query-string form; all namespaces when None."""
        ...

    def create(self, resource: str, namespace: str | None, obj: Obj) -> Obj:
        """Raises AlreadyExists, Invalid, Forbidden (quota), NotFound (namespace)."""
        ...

    def update(self, resource: str, namespace: str | None, name: str, obj: Obj, subresource: str = "") -> Obj:
        """Replace; checks ``metadata.resourceVersion`` when set. Raises NotFound, Conflict, Invalid."""
        ...

    def mutate(
        self, resource: str, namespace: str | None, name: str, change: Callable[[Obj], None], subresource: str = ""
    ) -> Obj:
        """Read, let ``change`` edit a copy, write (nothing is written when it is equal). Raises NotFound, Invalid."""
        ...

    def delete(
        self,
        resource: str,
        namespace: str | None,
        name: str,
        *,
        uid: str | None = None,
        grace_seconds: int | None = None,
        propagation: Literal["Background", "Foreground", "Orphan"] = "Background",
    ) -> Obj:
        """Ask for deletion. Pods on a node keep their object until the kubelet confirms with ``grace_seconds=0``."""
        ...

    def watch(self, resource: str, namespace: str | None = None) -> AsyncIterator[Event]:
        """ADDED for everything there is, SYNC, then live changes, without end. Never misses a change."""
        ...
