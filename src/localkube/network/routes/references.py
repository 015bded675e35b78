"""From a reference to a service to a backend, or to the reason why there is none. Pure."""

from __future__ import annotations

from localkube.network.routes.attachment import GATEWAY_GROUP, Problem
from localkube.network.routes.endpoints import service_port
from localkube.network.routes.model import RefusalBackend, ServiceBackend
from localkube.network.routes.world import World
from localkube.objects.access import Obj


def resolve(reference: Obj, namespace: str, world: World) -> ServiceBackend | Problem:
    """The backend that an HTTPRoute of ``namespace`` refers to."""
    if reference.get("group") or reference.get("kind", "Service") != "Service":
        return "InvalidKind", f"backends of kind {reference.get('kind')} are not supported, only Service"
    target: str = reference.get("namespace") or namespace
    if target != namespace and not _is_granted(reference["name"], target, namespace, world):
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


def _is_granted(service: str, target: str, namespace: str, world: World) -> bool:
    return any(
        _covers_route(grant, namespace) and _covers_service(grant, service)
        for (its_namespace, _), grant in world.grants.items()
        if its_namespace == target
    )


def _covers_route(grant: Obj, namespace: str) -> bool:
    wanted = {"group": GATEWAY_GROUP, "kind": "HTTPRoute", "namespace": namespace}
    return any(wanted.items() <= source.items() for source in grant["spec"].get("from") or ())


def _covers_service(grant: Obj, name: str) -> bool:
    return any(
        not to.get("group") and to.get("kind") == "Service" and to.get("name", name) == name
        for to in grant["spec"].get("to") or ()
    )
