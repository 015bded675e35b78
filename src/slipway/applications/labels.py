"""Labels and annotations by which the platform's objects in a cluster are told apart and traced back."""

from __future__ import annotations

from slipway.containers import APPLICATION_ID, REVISION, SERVICE_ID

NAME = "app.kubernetes.io/name"
MANAGED_BY = "app.kubernetes.io/managed-by"
MANAGER = "slipway"

APPLICATION = "slipway.io/application"
SERVICE = "slipway.io/service"
"""Names, for people: ``kubectl get pods -l slipway.io/application=shop``. The ids beside them, ``APPLICATION_ID`` and
``SERVICE_ID``, are for the platform: they outlive no object and are never used twice."""

RESTARTED_AT = "slipway.io/restarted-at"
"""Annotation of pods: the restart that they came from."""

APPLIED = "slipway.io/applied"
"""Annotation of everything that is applied: a digest of the manifest, to skip what is already as it should be."""

__all__ = [
    "APPLICATION",
    "APPLICATION_ID",
    "APPLIED",
    "MANAGED_BY",
    "MANAGER",
    "NAME",
    "RESTARTED_AT",
    "REVISION",
    "SERVICE",
    "SERVICE_ID",
]
