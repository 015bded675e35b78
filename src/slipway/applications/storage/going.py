"""Which claims go with what is deleted. Only those that somebody asked to delete: everything else is kept. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from slipway.applications.status.observed import Owned, Sight
from slipway.applications.views import ApplicationView
from slipway.cluster import VOLUME_CLAIM, Obj
from slipway.labels import APPLICATION_ID
from slipway.volumes import belongs_to, is_going, label_of


def doomed(view: ApplicationView, claims: Iterable[Obj]) -> list[Obj]:
    """Return the claims that go with deleted services, or with the whole application; also those that go already."""
    services = [each.name for each in view.services if each.deleting and each.delete_volumes]
    whole = view.deleting and view.delete_volumes
    return [
        claim
        for claim in claims
        if (whole and label_of(claim, APPLICATION_ID) == view.id)
        or any(belongs_to(claim, service) for service in services)
    ]


def to_delete(view: ApplicationView, sights: Mapping[str, Sight], claims: Iterable[Obj]) -> list[Owned]:
    """Return the claims to delete now: those whose users are gone, so that nothing writes while its volume goes."""
    standing = {each.name for each in view.services if not sights[each.id].empty}
    return [
        Owned(VOLUME_CLAIM, claim)
        for claim in doomed(view, claims)
        if not is_going(claim) and not any(belongs_to(claim, service) for service in standing)
    ]
