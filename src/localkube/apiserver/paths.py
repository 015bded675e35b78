"""From the path of a request to what it is about. Source: "Kubernetes API Concepts", Resource URIs."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from localkube.objects.catalogue import Catalogue
from localkube.objects.errors import NotFound
from localkube.objects.kinds import Kind

WATCH = "watch"
"""Before the resource in a path: the older way to ask for a watch, of a collection or of one object."""
PROXY = "proxy"
"""The one subresource with paths of its own below it; what they mean is decided by who is asked there."""
NO_SUCH_PATH = "the server could not find the requested resource"


@dataclass(frozen=True, slots=True)
class Target:
    """A collection (``name`` empty), an object or a subresource. ``namespace`` None: cluster-scoped, or all.

    ``watched``: the path itself asks for a watch of it.
    """

    kind: Kind
    namespace: str | None
    name: str = ""
    subresource: str = ""
    watched: bool = False


def target_of(kinds: Catalogue, path: str) -> Target:
    """Parse ``/api/v1/…`` or ``/apis/group/version/…``. Raises NotFound for everything that is not served."""
    parts = path.strip("/").split("/")
    if parts[0] == "api" and len(parts) >= 3:
        group, version, rest = "", parts[1], parts[2:]
    elif parts[0] == "apis" and len(parts) >= 4:
        group, version, rest = parts[1], parts[2], parts[3:]
    else:
        raise NotFound(NO_SUCH_PATH)
    watched = rest[0] == WATCH and len(rest) > 1
    if watched:
        rest = rest[1:]
    namespace = None
    # /namespaces/x/pods is about pods; /namespaces/x and /namespaces/x/status are about the namespace.
    if rest[0] == "namespaces" and len(rest) >= 3 and (group or rest[2] not in ("status", "finalize")):
        namespace, rest = rest[1], rest[2:]
    kind = kinds.at(group, version, rest[0])
    if kind is None or (len(rest) > 3 and rest[2] != PROXY) or (namespace is not None and not kind.namespaced):
        raise NotFound(NO_SUCH_PATH)
    if watched and (len(rest) > 2 or WATCH not in kind.verbs):
        raise NotFound(NO_SUCH_PATH)
    name = rest[1] if len(rest) > 1 else ""
    subresource = rest[2] if len(rest) > 2 else ""
    if subresource == PROXY and not name:
        raise NotFound(NO_SUCH_PATH)
    if kind.namespaced and name and namespace is None:
        raise NotFound(NO_SUCH_PATH)
    if (
        subresource
        and subresource not in kind.subresources
        and not (kind.resource == "namespaces" and subresource == "finalize")
    ):
        raise NotFound(NO_SUCH_PATH)
    return Target(kind, namespace, name, subresource, watched)


def beyond_proxy(raw_path: str) -> str | None:
    """What follows ``/proxy/`` in a path as it was sent, still quoted; None when even the slash is missing.

    Raises NotFound when a slash was quoted in what precedes: then it cannot be told where that ends.
    """
    steps = raw_path.split("/")  # "", api, v1, nodes, NAME, proxy; or "", api, v1, namespaces, NS, pods, NAME, proxy
    at = 7 if "namespaces" in map(unquote, steps[3:4]) else 5
    if len(steps) <= at or unquote(steps[at]) != PROXY:
        raise NotFound(NO_SUCH_PATH)
    return "/".join(steps[at + 1 :]) if len(steps) > at + 1 else None
