"""By which labels pods are known as a service's containers. The room above, which makes the pods, writes them."""

from __future__ import annotations

APPLICATION_ID = "slipway.io/application-id"
"""The application that the service is a part of."""

SERVICE_ID = "slipway.io/service-id"
"""The service whose replica a pod is."""

REVISION = "slipway.io/revision"
"""Which revision of the service it runs."""

BY_TENANT, BY_APPLICATION, BY_SERVICE, BY_HOST = "tenant", "application", "service", "host"
"""The watch cache's indexes of pods: by the tenant's namespace, the ids of application and service, the host's name."""
