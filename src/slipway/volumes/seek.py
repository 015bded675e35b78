"""Find volumes for the search over everything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from slipway.access import Action, Actor
from slipway.cluster import Obj, WatchCache
from slipway.db import Session
from slipway.labels import APPLICATION, SERVICE, VOLUME
from slipway.volumes.claims import label_of
from slipway.volumes.reach import reach_within
from slipway.volumes.schemas import Wanted
from slipway.volumes.state import state_of
from slipway.web import Hit, Sought, best_of


@dataclass(frozen=True, slots=True)
class VolumeSeeker:
    """Finds volumes by their names."""

    cache: WatchCache
    action: Action = Action.VOLUME_READ

    async def seek(self, session: Session, actor: Actor, sought: Sought) -> list[Hit]:
        """Return the best hits."""
        self.cache.require_synced()
        reach = await reach_within(session, actor, Wanted())
        hits = []
        for claim in best_of(reach.claims(self.cache), words_of, sought):
            home, name = reach.home(claim), claim["metadata"]["name"]
            place = "/".join(each for each in (label_of(claim, APPLICATION), label_of(claim, SERVICE)) if each)
            hits.append(Hit(f"{home.id}/{name}", name, state_of(claim).value, home.id, within=place))
        return hits


def words_of(claim: Obj) -> Iterable[str]:
    """Return what a volume is found by."""
    yield claim["metadata"]["name"]
    if volume := label_of(claim, VOLUME):
        yield volume
