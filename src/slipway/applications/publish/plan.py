"""What the next pass over an application has to do. Pure: from what should be and what the cluster shows.

Two rules make the order. A service is brought up when all that it depends on is ready; one that is already there is
brought up to date at once, whatever has become of its dependencies. A service is taken down when none of those that
are also to go still stands on it; a canary when no request is led to it any more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from slipway.applications.canary.traffic import is_led_to
from slipway.applications.status.observed import Owned, Sight, is_ending
from slipway.applications.status.standing import is_wanted, unready
from slipway.applications.status.waves import dependents
from slipway.applications.storage.names import claim_names
from slipway.applications.views import ApplicationView, ServiceView
from slipway.cluster import POD, REPLICA_SET, SECRET, Obj


@dataclass(frozen=True, slots=True)
class Plan:
    """``bring``: render and apply. ``remove``: delete. ``cleared``: deleted services of which nothing is left."""

    bring: tuple[ServiceView, ...]
    remove: tuple[Owned, ...]
    cleared: tuple[ServiceView, ...]


def plan_of(view: ApplicationView, sights: Mapping[str, Sight], dying: Collection[str] = ()) -> Plan:
    """Return the plan; ``sights`` are by service id, ``dying`` the names of claims that are being deleted.

    A service waits for a claim of its own to be gone, and begins with a new one: with the old one it would start on
    data that goes with the next replica.
    """
    wanted = {service.name: service for service in view.services if is_wanted(view, service)}
    going = [service for service in view.services if service.name not in wanted]
    above = dependents(view.services)
    bring = [
        service
        for service in wanted.values()
        if sights[service.id].deployment is not None
        or not (unready(service, wanted, sights) or claim_names(service.name, service.config).keys() & set(dying))
    ]
    remove: list[Owned] = []
    for service in going:
        if is_led_to(service, sights):
            continue  # requests go elsewhere first
        if all(each.name in wanted or sights[each.id].empty for each in above[service.name]):
            remove += removal(sights[service.id])
    cleared = [service for service in going if (service.deleting or view.deleting) and sights[service.id].empty]
    return Plan(tuple(bring), tuple(remove), tuple(cleared))


def removal(sight: Sight) -> list[Owned]:
    """Return what of a service is to be deleted: what we made, and what lost its owner."""
    made = [Owned(REPLICA_SET, obj) for obj in sight.replica_sets] + [Owned(POD, obj) for obj in sight.pods]
    orphans = [each for each in made if not each.obj["metadata"].get("ownerReferences")]
    return [each for each in (*sight.owned, *orphans) if not is_ending(each.obj)]


def surplus(sight: Sight, manifests: Sequence[Obj], *, settled: bool) -> list[Owned]:
    """Return the objects that a service no longer has, such as the route of a domain that it gave up.

    Secrets of before, in which configuration is as well, stay until the service has ``settled``: replicas of then
    need them.
    """
    names = {(manifest["kind"], manifest["metadata"]["name"]) for manifest in manifests}
    return [
        each
        for each in sight.owned
        if (each.kind.name, each.name) not in names and not is_ending(each.obj) and (settled or each.kind != SECRET)
    ]
