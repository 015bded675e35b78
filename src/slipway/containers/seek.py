"""Find containers, and the images that they run, for the search over everything.

They are read off the watch cache, and nothing is rendered but the hits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from slipway.access import Action, Actor
from slipway.cluster import Obj, WatchCache
from slipway.containers.labels import APPLICATION, APPLICATION_ID, SERVICE, SERVICE_ID
from slipway.containers.reach import reach_within
from slipway.containers.replicas import Replica
from slipway.containers.schemas import Wanted
from slipway.db import Session
from slipway.tenants import Home
from slipway.web import Hit, Sought, best_of


@dataclass(frozen=True, slots=True)
class ContainerSeeker:
    """Finds containers by the names of their pods, their own, and their addresses."""

    cache: WatchCache
    action: Action = Action.CONTAINER_READ

    async def seek(self, session: Session, actor: Actor, sought: Sought) -> list[Hit]:
        """Return the best hits."""
        self.cache.require_synced()
        reach = await reach_within(session, actor, Wanted())
        found = best_of(reach.replicas(self.cache), words_of, sought)
        return [_hit(each, reach.home(each.pod)) for each in found]


@dataclass(frozen=True, slots=True)
class ImageSeeker:
    """Finds images by their names: for each the services that run it now, once however many replicas these have."""

    cache: WatchCache
    action: Action = Action.CONTAINER_READ

    async def seek(self, session: Session, actor: Actor, sought: Sought) -> list[Hit]:
        """Return the best hits."""
        self.cache.require_synced()
        reach = await reach_within(session, actor, Wanted())
        running = {
            (str(each.spec["image"]), str(service)): each
            for each in reach.replicas(self.cache)
            if (service := _labels(each).get(SERVICE_ID))
        }
        found = best_of(running.items(), lambda item: image_words(item[0][0]), sought)
        return [_image_hit(image, each, reach.home(each.pod)) for (image, _), each in found]


def image_words(image: str) -> Iterable[str]:
    """Return what an image is found by: its whole name, and the part after its registry and team."""
    yield image
    yield image.rpartition("/")[2]


def words_of(replica: Replica) -> Iterable[str]:
    """Return what a container is found by."""
    yield replica.ref.pod
    yield str(replica.ref.container)
    if address := (replica.pod.get("status") or {}).get("podIP"):
        yield address


def _hit(replica: Replica, home: Home) -> Hit:
    pod, container = replica.ref.pod, str(replica.ref.container)
    unready = replica.state == "running" and not replica.ready
    return Hit(
        id=f"{home.id}/{pod}/{container}",
        name=pod if container in pod else f"{pod}/{container}",
        state="not_ready" if unready else replica.state,
        tenant_id=home.id,
        within=replica.pod["spec"].get("nodeName") or "",
    )


def _labels(replica: Replica) -> Obj:
    return replica.pod["metadata"].get("labels") or {}


def _image_hit(image: str, replica: Replica, home: Home) -> Hit:
    labels = _labels(replica)
    return Hit(
        id=labels[SERVICE_ID],
        name=image,
        state="",
        tenant_id=home.id,
        within=f"{labels.get(APPLICATION, '')}/{labels.get(SERVICE, '')}",
        parent_id=labels.get(APPLICATION_ID),
    )
