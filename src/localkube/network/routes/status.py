"""Plan → statuses, as changes to be made to objects. Pure but for the time stamps of conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from localkube.network.routes.attachment import Attachment
from localkube.network.routes.http_routes import Translation
from localkube.network.routes.listeners import Listener
from localkube.network.routes.plan import Gateway, Plan, Route
from localkube.network.routes.references import GATEWAY_GROUP
from localkube.network.routes.settings import CONTROLLER, Settings
from localkube.network.routes.world import Key, key_of
from localkube.objects.access import Obj
from localkube.objects.meta import clone, set_condition

_FEATURES = (
    "Gateway",
    "HTTPRoute",
    "HTTPRouteBackendRequestHeaderModification",
    "HTTPRouteBackendTimeout",
    "HTTPRouteHostRewrite",
    "HTTPRouteMethodMatching",
    "HTTPRouteParentRefPort",
    "HTTPRoutePathRedirect",
    "HTTPRoutePathRewrite",
    "HTTPRoutePortRedirect",
    "HTTPRouteQueryParamMatching",
    "HTTPRouteRequestMirror",
    "HTTPRouteRequestMultipleMirrors",
    "HTTPRouteRequestPercentageMirror",
    "HTTPRouteResponseHeaderModification",
    "HTTPRouteSchemeRedirect",
)


_COPIES = ("HTTPRouteRequestMirror", "HTTPRouteRequestMultipleMirrors", "HTTPRouteRequestPercentageMirror")
_NOT_ACCEPTED = ("UnsupportedProtocol", "PortUnavailable")
_CONFLICTS = ("HostnameConflict", "ProtocolConflict")
_NO_KINDS = ("UnsupportedProtocol", "InvalidRouteKinds")


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A status that differs from what was planned with; ``change`` edits the whole object."""

    resource: str
    key: Key
    change: Callable[[Obj], None]


def status_changes(plan: Plan, settings: Settings, failure: str = "") -> Iterator[StatusChange]:
    """What is to be told. After a ``failure`` of HAProxy only that: all else is not true yet."""
    for gateway in plan.gateways:
        change = partial(_gateway, found=gateway, settings=settings, failure=failure)
        yield StatusChange(f"gateways.{GATEWAY_GROUP}", key_of(gateway.obj), change)
    if failure:
        return
    for obj in plan.classes:
        yield StatusChange(
            f"gatewayclasses.{GATEWAY_GROUP}",
            key_of(obj),
            partial(_class, generation=_generation(obj), copies=plan.copies),
        )
    for route in plan.routes:
        yield StatusChange(f"httproutes.{GATEWAY_GROUP}", key_of(route.obj), partial(_route, found=route))
    for ingress in plan.ingresses:
        change = partial(_ingress, address=settings.public_address)
        yield StatusChange("ingresses.networking.k8s.io", key_of(ingress), change)


def differs(obj: Obj, change: Callable[[Obj], None]) -> bool:
    """Whether the change would change anything."""
    copy = clone(obj)
    change(copy)
    return bool(copy != obj)


def _class(obj: Obj, *, generation: int, copies: bool) -> None:
    status = _status(obj)
    _tell(status.setdefault("conditions", []), generation, "Accepted", "Accepted")
    status["supportedFeatures"] = [{"name": name} for name in _FEATURES if copies or name not in _COPIES]


def _gateway(obj: Obj, *, found: Gateway, settings: Settings, failure: str) -> None:
    status, generation = _status(obj), _generation(found.obj)
    conditions: list[Obj] = status.setdefault("conditions", [])
    faulty = [listener.name for listener in found.listeners if listener.problem]
    works = len(faulty) < len(found.listeners)
    wrong = f"not served: listener {', '.join(faulty)}" if faulty else ""
    if works:
        _tell(conditions, generation, "Accepted", "ListenersNotValid" if faulty else "Accepted", wrong)
    else:
        _tell(conditions, generation, "Accepted", "ListenersNotValid", wrong, holds=False)
    if failure:
        _tell(conditions, generation, "Programmed", "Invalid", failure, holds=False)
    elif works:
        _tell(conditions, generation, "Programmed", "Programmed", _place(found, settings))
    else:
        _tell(conditions, generation, "Programmed", "Invalid", wrong, holds=False)
    if not failure:
        status["addresses"] = [{"type": "IPAddress", "value": settings.public_address}]
    told: dict[str, Obj] = {listener["name"]: listener for listener in status.get("listeners") or ()}
    status["listeners"] = [
        _listener(told.get(listener.name) or {}, listener, found.attached[listener.name], generation, failure)
        for listener in found.listeners
    ]


def _place(found: Gateway, settings: Settings) -> str:
    """Where the gateway's listeners are served."""
    served = {listener.secure for listener in found.listeners if not listener.problem}
    ports = [f"port {settings.port}"] * (False in served) + [f"port {settings.tls_port} by TLS"] * (True in served)
    return f"served at {settings.public_address}, {', '.join(ports)}"


def _listener(told: Obj, listener: Listener, attached: int, generation: int, failure: str) -> Obj:
    conditions: list[Obj] = told.get("conditions") or []
    reason, message = listener.problem or ("", "")
    if reason in _NOT_ACCEPTED:
        _tell(conditions, generation, "Accepted", reason, message, holds=False)
    else:
        _tell(conditions, generation, "Accepted", "Accepted")
    if reason in _CONFLICTS:
        _tell(conditions, generation, "Conflicted", reason, message)
    else:
        _tell(conditions, generation, "Conflicted", "NoConflicts", holds=False)
    if reason == "InvalidRouteKinds":
        _tell(conditions, generation, "ResolvedRefs", reason, message, holds=False)
    elif listener.unresolved:
        _tell(conditions, generation, "ResolvedRefs", *listener.unresolved, holds=False)
    else:
        _tell(conditions, generation, "ResolvedRefs", "ResolvedRefs")
    if message or failure:
        _tell(conditions, generation, "Programmed", "Invalid", message or failure, holds=False)
    else:
        _tell(conditions, generation, "Programmed", "Programmed")
    return {
        "name": listener.name,
        "supportedKinds": [] if reason in _NO_KINDS else [{"group": GATEWAY_GROUP, "kind": "HTTPRoute"}],
        "attachedRoutes": attached,
        "conditions": conditions,
    }


def _route(obj: Obj, *, found: Route) -> None:
    status = _status(obj)
    told: list[Obj] = status.get("parents") or []
    ours = [parent for parent in told if parent.get("controllerName") == CONTROLLER]
    parents = [parent for parent in told if parent.get("controllerName") != CONTROLLER]
    for attachment in found.attachments:
        before = next((parent for parent in ours if parent["parentRef"] == attachment.parent), None)
        conditions: list[Obj] = before["conditions"] if before else []
        _route_conditions(conditions, attachment, found.translation, _generation(found.obj))
        parents.append({"parentRef": clone(attachment.parent), "controllerName": CONTROLLER, "conditions": conditions})
    status["parents"] = parents


def _route_conditions(conditions: list[Obj], attachment: Attachment, found: Translation, generation: int) -> None:
    dropped = "; ".join(found.dropped)
    if attachment.refusal:
        _tell(conditions, generation, "Accepted", *attachment.refusal, holds=False)
    elif dropped and not found.served:
        _tell(conditions, generation, "Accepted", "UnsupportedValue", dropped, holds=False)
    else:
        _tell(conditions, generation, "Accepted", "Accepted")
    partial_ = bool(dropped and found.served and not attachment.refusal)
    if partial_:
        _tell(conditions, generation, "PartiallyInvalid", "UnsupportedValue", dropped)
    else:
        conditions[:] = [condition for condition in conditions if condition["type"] != "PartiallyInvalid"]
    if found.unresolved:
        message = "; ".join(message for _, message in found.unresolved)
        _tell(conditions, generation, "ResolvedRefs", found.unresolved[0][0], message, holds=False)
    else:
        _tell(conditions, generation, "ResolvedRefs", "ResolvedRefs")


def _ingress(obj: Obj, *, address: str) -> None:
    _status(obj)["loadBalancer"] = {"ingress": [{"ip": address}]}


def _status(obj: Obj) -> Obj:
    if obj.get("status") is None:
        obj["status"] = {}
    status: Obj = obj["status"]
    return status


def _generation(obj: Obj) -> int:
    generation: int = obj["metadata"].get("generation", 1)
    return generation


def _tell(
    conditions: list[Obj], generation: int, kind: str, reason: str, message: str = "", *, holds: bool = True
) -> None:
    set_condition(conditions, kind, "True" if holds else "False", reason, message)
    for condition in conditions:
        if condition["type"] == kind:
            condition.setdefault("message", "")
            condition["observedGeneration"] = generation
