"""Labels and annotations by which the platform's objects in a cluster are told apart and traced back."""

from __future__ import annotations

from slipway.containers import REVISION
from slipway.labels import APPLICATION, APPLICATION_ID, MANAGED, MANAGED_BY, MANAGER, SERVICE, SERVICE_ID, VOLUME

NAME = "app.kubernetes.io/name"

RESTARTED_AT = "slipway.io/restarted-at"
"""Annotation of pods: the restart that they came from."""

APPLIED = "slipway.io/applied"
"""Annotation of everything that is applied: a digest of the manifest, to skip what is already as it should be."""

__all__ = [
    "APPLICATION",
    "APPLICATION_ID",
    "APPLIED",
    "MANAGED",
    "MANAGED_BY",
    "MANAGER",
    "NAME",
    "RESTARTED_AT",
    "REVISION",
    "SERVICE",
    "SERVICE_ID",
    "VOLUME",
]
