"""Whose turn it is while a whole application restarts. Pure.

Level-triggered: all services are told to restart at once, and each begins when every service of the waves before it
runs again as it should. What has begun goes on, whatever becomes of the others; that it has is told by its deployment,
not kept anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from slipway.applications.status.derive import rollout_of
from slipway.applications.status.observed import Sight
from slipway.applications.status.standing import as_told, is_wanted
from slipway.applications.status.waves import waves
from slipway.applications.views import ApplicationView, ServiceView


def waiting_for_turn(view: ApplicationView, sights: Mapping[str, Sight]) -> dict[str, list[str]]:
    """Return who waits (by service id), and for which services (their names): those of the first wave that is not done.

    Nobody waits for a canary: it is no part of the restart.
    """
    waiting = [each for each in view.services if is_wanted(view, each) and _has_to_begin(each, sights[each.id])]
    if not waiting:
        return {}
    wave = waves(view.services)
    counted = [each for each in view.services if is_wanted(view, each) and each.trial is None]
    undone = [each.name for each in counted if not rollout_of(each, sights[each.id]).done]
    first = min(wave[name] for name in undone) if undone else 0
    before = sorted(name for name in undone if wave[name] == first)
    return {each.id: before for each in waiting if wave[each.name] > first}


def told_before(view: ApplicationView, sights: Mapping[str, Sight]) -> dict[str, datetime | None]:
    """Return who waits (by service id), and from which restart its replicas are; None: from none."""
    waiting = waiting_for_turn(view, sights)
    return {each.id: as_told(each, sights[each.id]).restarted_at for each in view.services if each.id in waiting}


def in_turn(view: ApplicationView, sights: Mapping[str, Sight]) -> ApplicationView:
    """Return the application as it should be now: what waits for its turn keeps the restart before."""
    waiting = waiting_for_turn(view, sights)
    if not waiting:
        return view
    services = (as_told(each, sights[each.id]) if each.id in waiting else each for each in view.services)
    return replace(view, services=tuple(services))


def _has_to_begin(service: ServiceView, sight: Sight) -> bool:
    """Tell whether the cluster has the service, and has not been told of its restart yet."""
    if not service.restarts_in_turn or sight.deployment is None:
        return False
    return as_told(service, sight).restarted_at != service.restarted_at
