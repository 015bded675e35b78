"""The objects that routing follows from, as one value that pure functions take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from localkube.network.routes.settings import CONTROLLER
from localkube.objects.access import Obj

Key = tuple[str, str]
"""Namespace (empty when there is none) and name."""

Table = Mapping[Key, Obj]

DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class"
CLASS_ANNOTATION = "kubernetes.io/ingress.class"


@dataclass(frozen=True, slots=True)
class World:
    """Tables of objects. They are shared with whoever fills them: read only."""

    classes: Table = field(default_factory=dict)
    gateways: Table = field(default_factory=dict)
    routes: Table = field(default_factory=dict)
    grants: Table = field(default_factory=dict)
    ingresses: Table = field(default_factory=dict)
    ingress_classes: Table = field(default_factory=dict)
    services: Table = field(default_factory=dict)
    secrets: Table = field(default_factory=dict)
    """Those of type ``kubernetes.io/tls``."""
    namespaces: Table = field(default_factory=dict)
    slices: Mapping[Key, Mapping[str, Obj]] = field(default_factory=dict)
    """Endpoint slices by service and then by their own name."""
    copies: bool = True
    """Whether HAProxy can copy requests to other services."""

    def our_classes(self) -> Iterator[Obj]:
        """Gateway classes that name us as their controller."""
        return (found for found in self.classes.values() if found["spec"].get("controllerName") == CONTROLLER)

    def our_gateways(self) -> Iterator[Obj]:
        """Gateways of our classes."""
        ours = {found["metadata"]["name"] for found in self.our_classes()}
        return (found for found in self.gateways.values() if found["spec"].get("gatewayClassName") in ours)

    def our_ingresses(self) -> Iterator[Obj]:
        """Ingresses of our classes, and those without a class when ours is the default."""
        ours = [found for found in self.ingress_classes.values() if found["spec"].get("controller") == CONTROLLER]
        names = {found["metadata"]["name"] for found in ours}
        default = any((found["metadata"].get("annotations") or {}).get(DEFAULT_CLASS) == "true" for found in ours)
        for ingress in self.ingresses.values():
            wanted = _class_of(ingress)
            if wanted in names or (wanted is None and default):
                yield ingress


def key_of(obj: Obj) -> Key:
    """An object's namespace and name."""
    return obj["metadata"].get("namespace") or "", obj["metadata"]["name"]


def _class_of(ingress: Obj) -> str | None:
    named: str | None = ingress["spec"].get("ingressClassName")
    annotated: str | None = (ingress["metadata"].get("annotations") or {}).get(CLASS_ANNOTATION)
    return named or annotated
