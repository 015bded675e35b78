"""Statuses that stay as they are until the cluster, or what should be, changes: derived once, read by every page.

Settled is an application all of whose services run as they should, or should not run: then its status depends on
nothing but its objects and its configuration. Why something does not run also depends on time, hosts and logs, so that
is derived at every look.
"""

from __future__ import annotations

from dataclasses import dataclass

from slipway.applications.schemas import ApplicationStatus, ServiceStatus
from slipway.applications.views import ApplicationView
from slipway.cluster import Obj
from slipway.containers import SERVICE_ID


@dataclass(frozen=True, slots=True)
class _Known:
    """A status, and all of the desired state that it came from; revisions never change."""

    view: tuple[object, ...]
    status: ApplicationStatus


class Settled:
    """The statuses of settled applications."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}
        self._application_of: dict[str, str] = {}

    def get(self, view: ApplicationView) -> ApplicationStatus | None:
        """Return the status, unless something has changed since it was derived."""
        known = self._known.get(view.id)
        return known.status if known is not None and known.view == _identity(view) else None

    def put(self, view: ApplicationView, status: ApplicationStatus) -> None:
        """Keep a status when it is settled. Nothing may have changed since it was derived."""
        if any(_moves(service) for service in status.services):
            self._known.pop(view.id, None)
            return
        self._known[view.id] = _Known(_identity(view), status)
        self._application_of.update({service.id: view.id for service in view.services})

    def forget(self, obj: Obj) -> None:
        """Hear that an object, which may be of one of the services, is no longer as it was."""
        service_id = (obj["metadata"].get("labels") or {}).get(SERVICE_ID)
        application_id = self._application_of.pop(service_id, None) if service_id is not None else None
        if application_id is not None:
            self._known.pop(application_id, None)


def _moves(service: ServiceStatus) -> bool:
    """Tell whether something is under way, or an autoscaler waits for replicas that it has asked for."""
    waits = service.scaling is not None and service.ready < service.desired
    return waits or (service.rollout is not None and not service.rollout.done)


def _identity(view: ApplicationView) -> tuple[object, ...]:
    services = tuple(
        (
            each.id,
            each.name,
            each.revision,
            each.replicas,
            each.autoscaling,
            each.published,
            each.deleting,
            each.restarted_at,
            each.paused,
            each.own_hosts,
            each.secure_hosts,
            each.redirects,
        )
        for each in view.services
    )
    return view.name, view.tenant_id, view.deleting, services
