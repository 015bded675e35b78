"""By which labels pods are known as a service's containers. The room above, which makes the pods, writes them."""

from __future__ import annotations

SERVICE_ID = "slipway.io/service-id"
"""The service whose replica a pod is."""

REVISION = "slipway.io/revision"
"""Which revision of the service it runs."""

BY_SERVICE = "service"
"""The watch cache's index of pods by their service's id."""
