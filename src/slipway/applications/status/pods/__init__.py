"""Why one pod is not ready, from its own status and the warnings about it: one module for each stage of its life."""

from __future__ import annotations

from slipway.applications.status.pods.crashing import crashing
from slipway.applications.status.pods.making import making, surroundings
from slipway.applications.status.pods.parts import Scene
from slipway.applications.status.pods.placing import placing
from slipway.applications.status.pods.probing import probing
from slipway.cluster import Obj
from slipway.containers import Reason

__all__ = ["Scene", "pod_reason"]


def pod_reason(pod: Obj, scene: Scene) -> Reason | None:
    """Return why the pod is not ready, or None when it is just starting. Pure."""
    return placing(pod, scene) or making(pod) or crashing(pod, scene) or probing(pod, scene) or surroundings(pod, scene)
