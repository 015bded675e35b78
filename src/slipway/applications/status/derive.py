"""The status of an application and its services, derived at the moment of asking. Pure.

``draft`` nothing should run and nothing does; ``publishing`` on the way to what should run; ``running`` all of it runs;
``degraded`` something that ran, or should run by now, does not; ``unpublishing`` on the way down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slipway.applications import labels
from slipway.applications.scaling.status import scaling_status
from slipway.applications.schemas import ApplicationStatus, Rollout, ServiceStatus, State
from slipway.applications.status.observed import Sight, condition, is_ready, label
from slipway.applications.status.reasons import Circumstances, is_failing, reason_for
from slipway.applications.status.standing import as_told, is_updated, is_wanted, rolled_out
from slipway.applications.views import ApplicationView, ServiceView
from slipway.cluster import Obj
from slipway.containers import Reason


def service_status(
    view: ApplicationView, service: ServiceView, sight: Sight, around: Circumstances, wave: int, url: str | None
) -> ServiceStatus:
    """Return the status of one service; ``url`` is where it is served when it runs."""
    status = ServiceStatus(
        id=service.id,
        name=service.name,
        state=State.DRAFT,
        desired=service.replicas,
        ready=min(sight.ready, service.replicas),
        wave=wave,
    )
    if not is_wanted(view, service):
        going = view.deleting or service.deleting or not sight.empty
        return status.model_copy(update={"state": State.UNPUBLISHING if going else State.DRAFT})
    rollout = rollout_of(service, sight)
    state, reason = State.RUNNING, None
    if not rollout.done:
        reason = reason_for(service, sight, around)
        # What waits for its turn is judged by what it is meanwhile.
        meanwhile = as_told(service, sight) if around.restarts_after else service
        state = _state_on_the_way(meanwhile, sight, reason)
    scaling = scaling_status(service, sight, _hindrance(service, sight, around))
    return status.model_copy(
        update={"state": state, "reason": reason, "rollout": rollout, "scaling": scaling, "url": url}
    )


def _hindrance(service: ServiceView, sight: Sight, around: Circumstances) -> Reason | None:
    """Return why an autoscaled service does not get replicas that were asked for, unless they are just starting."""
    if service.autoscaling is None or sight.ready >= service.replicas:
        return None
    reason = reason_for(service, sight, around)
    return reason if is_failing(reason) else None


def application_status(view: ApplicationView, services: Sequence[ServiceStatus]) -> ApplicationStatus:
    """Return the status of an application from those of its services."""
    wanted = [status for status in services if status.rollout is not None]
    canaries = {each.id for each in view.services if each.trial is not None}
    counted = [status for status in wanted if status.id not in canaries]
    return ApplicationStatus(
        id=view.id,
        name=view.name,
        tenant_id=view.tenant_id,
        state=_state_of_all(view, services, wanted),
        ready=sum(1 for status in counted if status.ready >= status.desired),
        total=len(counted),
        urls=[status.url for status in services if status.url is not None],
        services=list(services),
    )


def rollout_of(service: ServiceView, sight: Sight) -> Rollout:
    """Return how far the service's present revision has come."""
    living = sight.living
    updated = [pod for pod in living if is_updated(service, pod)]
    ready = sum(1 for pod in updated if is_ready(pod))
    complete = len(living) == ready == service.replicas and rolled_out(sight)
    # What an autoscaler adds comes on top of a service that runs; it is in no hurry to be what it was before.
    enough = service.autoscaling is not None and ready >= service.least
    done = len(updated) == len(living) and (complete or enough) and _asks_for(service, sight.deployment)
    return Rollout(
        revision=service.revision,
        runs_as=service.mark,
        previous=_previous(service, living),
        desired=service.replicas,
        updated=min(len(updated), service.replicas),
        ready=min(ready, service.replicas),
        old=len(living) - len(updated),
        done=done,
        paused=service.paused,
    )


def _previous(service: ServiceView, living: Sequence[Obj]) -> int | None:
    """Return to which revision an update that is under way could go back: the newest that still runs."""
    numbers = [int(number) for pod in living if (number := label(pod, labels.REVISION))]
    return max((number for number in numbers if number < service.revision and number != service.mark), default=None)


def _state_on_the_way(service: ServiceView, sight: Sight, reason: Reason) -> State:
    """Return the state of a service that should run and does not, or not as it should."""
    if _had_arrived(service, sight):
        return State.DEGRADED if is_failing(reason) or sight.ready == 0 else State.PUBLISHING
    overdue = _progress(sight.deployment).get("status") == "False"
    serves_old = any(is_ready(pod) and not is_updated(service, pod) for pod in sight.living)
    return State.DEGRADED if is_failing(reason) and (overdue or serves_old) else State.PUBLISHING


def _had_arrived(service: ServiceView, sight: Sight) -> bool:
    """Tell whether this revision ran completely before."""
    return (
        _asks_for(service, sight.deployment) and _progress(sight.deployment).get("reason") == "NewReplicaSetAvailable"
    )


def _asks_for(service: ServiceView, deployment: Obj | None) -> bool:
    """Tell whether the deployment was told of what the service should be now, and has heard it."""
    if deployment is None:
        return False
    template = {"metadata": deployment["spec"]["template"]["metadata"]}
    heard = (deployment.get("status") or {}).get("observedGeneration") == deployment["metadata"].get("generation")
    return heard and is_updated(service, template) and deployment["spec"].get("replicas") == service.replicas


def _progress(deployment: Obj | None) -> Mapping[str, str]:
    return (condition(deployment, "Progressing") if deployment is not None else None) or {}


def _state_of_all(view: ApplicationView, services: Sequence[ServiceStatus], wanted: Sequence[ServiceStatus]) -> State:
    if view.deleting:
        return State.UNPUBLISHING
    if not wanted:
        going = any(status.state == State.UNPUBLISHING for status in services)
        return State.UNPUBLISHING if going else State.DRAFT
    states = {status.state for status in wanted}
    return next((state for state in (State.DEGRADED, State.PUBLISHING) if state in states), State.RUNNING)
