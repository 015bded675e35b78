"""What is wrong with the volumes of a service, as the cluster shows their claims."""

from __future__ import annotations

from collections.abc import Iterator

from slipway.applications.storage.names import claim_name
from slipway.applications.views import ServiceView
from slipway.cluster import VOLUME_CLAIM, WatchCache
from slipway.containers import Reason
from slipway.volumes import FAILING, around, reason_of


def volume_problems(cache: WatchCache, namespace: str, service: ServiceView) -> list[Reason]:
    """Return why volumes of a service are not ready, what does not pass by itself first."""
    return sorted(_problems(cache, namespace, service), key=lambda reason: reason.code not in FAILING)


def _problems(cache: WatchCache, namespace: str, service: ServiceView) -> Iterator[Reason]:
    for volume in service.config.volumes:
        claim = cache.get(VOLUME_CLAIM, namespace, claim_name(service.name, volume.name))
        reason = reason_of(claim, around(cache, claim, used=True)) if claim is not None else None
        if reason is not None:
            yield reason
