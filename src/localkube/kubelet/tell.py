"""Events of one pod in the kubelet's name."""

from __future__ import annotations

from localkube.kubelet.podspec import field_path
from localkube.objects.access import Access, Obj
from localkube.objects.events import Source, record


class Tell:
    """Tells users about a pod; with a container's name, about that container."""

    def __init__(self, access: Access, node: str, pod: Obj) -> None:
        self._access = access
        self._source = Source("kubelet", node)
        self._pod = pod

    def normal(self, reason: str, message: str, container: str = "") -> None:
        """Something went its way."""
        path = field_path(self._pod, container) if container else ""
        record(self._access, self._pod, "Normal", reason, message, self._source, path)

    def warning(self, reason: str, message: str, container: str = "") -> None:
        """Something that a user may want to mend."""
        path = field_path(self._pod, container) if container else ""
        record(self._access, self._pod, "Warning", reason, message, self._source, path)
