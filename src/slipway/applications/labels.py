"""Labels and annotations by which the platform's objects in a cluster are told apart and traced back."""

from __future__ import annotations

NAME = "app.kubernetes.io/name"
MANAGED_BY = "app.kubernetes.io/managed-by"
MANAGER = "slipway"

APPLICATION = "slipway.io/application"
SERVICE = "slipway.io/service"
"""Names, for people: ``kubectl get pods -l slipway.io/application=shop``."""

APPLICATION_ID = "slipway.io/application-id"
SERVICE_ID = "slipway.io/service-id"
"""Ids, for the platform: they outlive no object and are never used twice."""

REVISION = "slipway.io/revision"
"""On pods: which revision of the service they run."""

RESTARTED_AT = "slipway.io/restarted-at"
"""Annotation of pods: the restart that they came from."""

APPLIED = "slipway.io/applied"
"""Annotation of everything that is applied: a digest of the manifest, to skip what is already as it should be."""
