"""From a reference to a service to a backend, or to the reason why there is none. Pure."""

from __future__ import annotations

from localkube.network.routes.endpoints import service_port
from localkube.network.routes.model import RefusalBackend, ServiceBackend
from localkube.network.routes.world import World
from localkube.objects.access import Obj

GATEWAY_GROUP = "gateway.networking.k8s.io"

Problem = tuple[str, str]
"""A condition's reason and message."""


def resolve(reference: Obj, namespace: str, world: World) -> ServiceBackend | Problem:
    """The backend that an HTTPRoute of ``namespace`` refers to."""
    if reference.get("group") or reference.get("kind", "Service") != "Service":
        return "InvalidKind", f"backends of kind {reference.get('kind')} are not supported, only Service"
    target: str = reference.get("namespace") or namespace
    if target != namespace and not is_granted(("HTTPRoute", namespace), ("Service", target, reference["name"]), world):
        message = f"service {target}/{reference['name']} is in another namespace, and no ReferenceGrant there allows it"
        return "RefNotPermitted", message
    return find_service(target, reference["name"], reference.get("port") or 0, world)


def find_service(namespace: str, name: str, port: int | str, world: World) -> ServiceBackend | Problem:
    """A service and its port, by number or name."""
    service = world.services.get((namespace, name))
    if service is None:
        return "BackendNotFound", f"service {namespace}/{name} does not exist"
    if service["spec"].get("type") == "ExternalName":
        return "BackendNotFound", f"service {namespace}/{name} is an external name, which has no containers"
    found = service_port(service, port)
    if found is None:
        return "BackendNotFound", f"service {namespace}/{name} has no TCP port {port}"
    return ServiceBackend(namespace, name, *found)


def refusal(problem: Problem, status: int) -> RefusalBackend:
    """What requests get instead of a backend that cannot be had."""
    return RefusalBackend(status, f"This route leads nowhere: {problem[1]}.", f"此路由没有可用的后端：{problem[1]}。")


def is_granted(source: tuple[str, str], target: tuple[str, str, str], world: World) -> bool:
    """Whether a ReferenceGrant lets ``source`` (kind of the Gateway API, namespace) refer to ``target`` (core kind,
    namespace, name)."""
    return any(
        _covers_source(grant, *source) and _covers_target(grant, target[0], target[2])
        for (its_namespace, _), grant in world.grants.items()
        if its_namespace == target[1]
    )


def _covers_source(grant: Obj, kind: str, namespace: str) -> bool:
    wanted = {"group": GATEWAY_GROUP, "kind": kind, "namespace": namespace}
    return any(wanted.items() <= source.items() for source in grant["spec"].get("from") or ())


def _covers_target(grant: Obj, kind: str, name: str) -> bool:
    return any(
        not to.get("group") and to.get("kind") == kind and to.get("name", name) == name
        for to in grant["spec"].get("to") or ()
    )
