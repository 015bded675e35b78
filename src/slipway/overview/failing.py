"""What fails, and what runs. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from slipway.applications import ApplicationStatus, ApplicationView, ServiceStatus, State
from slipway.applications.status import is_failing
from slipway.cluster import Obj
from slipway.overview.schemas import Address, Failing, FailingService

MOST = 10
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
Seen = tuple[ApplicationView, ApplicationStatus]


def fails(service: ServiceStatus) -> bool:
    """Tell whether people should look at a service: it is down, or what keeps it back does not pass by itself."""
    if service.state not in (State.DEGRADED, State.PUBLISHING):
        return False
    return service.state == State.DEGRADED or (service.reason is not None and is_failing(service.reason))


def failing_of(seen: Iterable[Seen], since: Callable[[str], datetime | None]) -> Failing:
    """Return what fails: first what does not run at all, then what lacks replicas; the newest of each first."""
    found = [
        _told(view, service, since(service.id))
        for view, status in seen
        if not view.deleting
        for service in status.services
        if fails(service)
    ]
    found.sort(key=lambda each: (each.ready > 0, -(each.since or NEVER).timestamp(), each.application, each.service))
    return Failing(total=len(found), items=found[:MOST])


def addresses_of(seen: Iterable[Seen]) -> list[Address]:
    """Return where published services are served, by name."""
    found = sorted(_addresses(seen), key=lambda each: (each.application, each.service))
    return found[:MOST]


def since_of(deployment: Obj | None) -> datetime | None:
    """Return when a deployment last went on or off, as the cluster tells."""
    if deployment is None:
        return None
    conditions = (deployment.get("status") or {}).get("conditions") or []
    found = {each.get("type"): each.get("lastTransitionTime") for each in conditions}
    text = found.get("Available") or found.get("Progressing") or deployment["metadata"].get("creationTimestamp")
    return datetime.fromisoformat(text) if text else None


def _told(view: ApplicationView, service: ServiceStatus, since: datetime | None) -> FailingService:
    reason = service.reason.model_copy(update={"log": []}) if service.reason else None
    return FailingService(
        application_id=view.id,
        application=view.name,
        service_id=service.id,
        service=service.name,
        tenant_id=view.tenant_id,
        tenant=view.tenant_name,
        state=service.state,
        ready=service.ready,
        desired=service.desired,
        reason=reason,
        since=since,
    )


def _addresses(seen: Iterable[Seen]) -> Iterator[Address]:
    for view, status in seen:
        for service in status.services:
            if service.url is not None:
                yield Address(
                    application_id=view.id,
                    application=view.name,
                    service_id=service.id,
                    service=service.name,
                    url=service.url,
                    ready=service.ready > 0,
                    desired=service.desired,
                )
