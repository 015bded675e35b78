"""What became of something that somebody had an object do: read off how the object is now. Pure.

Nothing is written down while it goes on, so it is the same after a restart, in every browser and in every process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from slipway.applications import ApplicationStatus, ApplicationView, ServiceStatus, State, canary_of
from slipway.audit import Brief
from slipway.containers import Reason
from slipway.overview.failing import Seen

OF_APPLICATIONS = (
    "application.create", "application.apply", "application.publish", "application.unpublish", "application.restart",
    "application.delete",
)  # fmt: skip
OF_SERVICES = (
    "service.create", "service.publish", "service.unpublish", "service.change", "service.upgrade", "service.rollback",
    "service.scale", "service.autoscale", "service.autoscale_end", "service.restart", "service.rollout_abort",
    "service.delete", "service.canary_start", "service.canary_weight", "service.canary_promote", "service.canary_abort",
)  # fmt: skip
_ENDS_OF_CANARIES = ("service.canary_promote", "service.canary_abort")
OF_PLATFORM = ("host.drain", "tenant.delete")

Word = Literal["running", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far something is."""

    state: Word
    ready: int | None = None
    total: int | None = None
    reason: Reason | None = None
    application_id: str | None = None


@dataclass(frozen=True, slots=True)
class Now:
    """How applications and services are, by their ids."""

    applications: Mapping[str, Seen]
    services: Mapping[str, tuple[Seen, ServiceStatus]]

    @classmethod
    def of(cls, seen: Iterable[Seen]) -> Now:
        """Put them in order."""
        applications = {view.id: (view, status) for view, status in seen}
        services = {service.id: (each, service) for each in applications.values() for service in each[1].services}
        return cls(applications, services)


def latest(operations: Iterable[Brief]) -> list[Brief]:
    """Return of each object what was asked last: that is what it does now."""
    found: dict[tuple[str, str], Brief] = {}
    for each in operations:
        found.setdefault((each.object_kind, each.object_id), each)
    return list(found.values())


def progress_of(operation: Brief, now: Now) -> Progress | None:
    """Return how far it is; None: something else has happened to the object, which is told by itself."""
    if operation.object_kind == "application":
        return _of_application(operation.action, now.applications.get(operation.object_id))
    return _of_service(operation, now)


def _of_application(action: str, found: Seen | None) -> Progress | None:
    if action == "application.delete":
        return Progress("done") if found is None else Progress("running")
    if found is None or found[0].deleting:
        return None
    view, status = found
    if action == "application.unpublish":
        return _down(status, view.id)
    if status.state in (State.PUBLISHING, State.DEGRADED):
        state: Word = "failed" if status.state == State.DEGRADED else "running"
        ready = _replaced(view, status) if action == "application.restart" else status.ready
        return Progress(state, ready, status.total, _first_reason(status.services), view.id)
    if status.state == State.RUNNING:
        return Progress("done", status.ready, status.total, application_id=view.id)
    return Progress("done", application_id=view.id) if action == "application.apply" else None


def _down(status: ApplicationStatus, application_id: str) -> Progress | None:
    going = [each for each in status.services if each.state == State.UNPUBLISHING]
    if going:
        total = len(status.services)
        return Progress("running", total - len(going), total, application_id=application_id)
    return Progress("done", application_id=application_id) if status.state == State.DRAFT else None


def _of_service(operation: Brief, now: Now) -> Progress | None:
    action, found = operation.action, now.services.get(operation.object_id)
    if action == "service.delete":
        return Progress("done") if found is None else Progress("running", application_id=found[0][0].id)
    if found is None or found[0][0].deleting:
        return None
    (view, _), service = found
    if action in ("service.canary_start", "service.canary_weight"):
        return _of_canary(view, service.id, now)
    if service.state == State.UNPUBLISHING:
        return Progress("running", application_id=view.id) if action == "service.unpublish" else None
    if service.state == State.DRAFT:
        return None if action in ("service.create", "service.publish") else Progress("done", application_id=view.id)
    if action == "service.unpublish":
        return None
    if service.state == State.RUNNING:
        ended: Word = "running" if action in _ENDS_OF_CANARIES and _has_canary(view, service.id) else "done"
        return Progress(ended, service.ready, service.desired, application_id=view.id)
    ready = service.rollout.ready if service.rollout is not None else service.ready
    state: Word = "failed" if service.state == State.DEGRADED else "running"
    return Progress(state, ready, service.desired, service.reason, view.id)


def _replaced(view: ApplicationView, status: ApplicationStatus) -> int:
    """Return of how many services all replicas are as they should be: those of before are ready as well."""
    canaries = {each.id for each in view.services if each.trial is not None}
    return sum(
        1 for each in status.services if each.rollout is not None and each.rollout.done and each.id not in canaries
    )


def _has_canary(view: ApplicationView, service_id: str) -> bool:
    """Tell whether there is still something of a canary, also of one that ends."""
    return any(each.trial is not None and each.trial.of == service_id for each in view.services)


def _of_canary(view: ApplicationView, service_id: str, now: Now) -> Progress | None:
    found = canary_of(view, service_id)
    known = now.services.get(found[0].id) if found is not None else None
    if known is None:
        return None
    canary = known[1]
    words: dict[State, Word] = {State.RUNNING: "done", State.DEGRADED: "failed"}
    state = words.get(canary.state, "running")
    return Progress(state, canary.ready, canary.desired, canary.reason, view.id)


def _first_reason(services: Iterable[ServiceStatus]) -> Reason | None:
    """Return the reason of what stands first in the order of starting: the others may only wait for it."""
    told = [each for each in services if each.reason is not None]
    worst = min(told, key=lambda each: (each.state != State.DEGRADED, each.wave, each.name), default=None)
    return worst.reason if worst is not None else None
