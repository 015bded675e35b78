"""By which labels the platform's objects in a cluster are known, and by which indexes the watch cache finds them.

Applications write these labels; containers and volumes, which do not know each other, read them.
"""

from __future__ import annotations

APPLICATION = "slipway.io/application"
SERVICE = "slipway.io/service"
"""Names, for people: ``kubectl get pods -l slipway.io/application=shop``."""

APPLICATION_ID = "slipway.io/application-id"
SERVICE_ID = "slipway.io/service-id"
"""Ids, for the platform: they outlive no object and are never used twice."""

VOLUME = "slipway.io/volume"
"""Of a volume claim: how the service calls the volume."""

MANAGED = "slipway.io/managed"
"""Of everything of a managed service: its engine, by which it is metered otherwise than containers."""

MANAGED_BY = "app.kubernetes.io/managed-by"
MANAGER = "slipway"

BY_TENANT, BY_APPLICATION, BY_SERVICE, BY_HOST = "tenant", "application", "service", "host"
"""Of pods and claims: by the tenant's namespace, the ids of application and service; of pods by the host's name."""

BY_ABOUT = "about"
"""Of warnings: by the uid of what they are about."""

BY_UID = "uid"
