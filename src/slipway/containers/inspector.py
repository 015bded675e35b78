"""Look at one container closely: its pod in the watch cache, and the cluster's events about it, asked for now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from slipway.access import Action, Actor, require
from slipway.cluster import EVENT, POD, Cluster, Obj
from slipway.containers import detail
from slipway.containers.detail_schemas import ContainerDetail, PodController
from slipway.containers.inventory import Inventory
from slipway.containers.labels import application_of
from slipway.containers.probes import probes
from slipway.containers.replicas import Replica, replicas_of
from slipway.db import Database
from slipway.errors import Conflict, Hidden, NotFound, SlipwayError
from slipway.masking import masked_value
from slipway.tenants import Home, tenant_by_id

MOST_EVENTS = 100


@dataclass(frozen=True, slots=True)
class FoundPod:
    """A pod that the actor may know of, whose it is, and since when there is that tenant."""

    home: Home
    pod: Obj
    since: datetime

    @property
    def name(self) -> str:
        """The pod's name."""
        return str(self.pod["metadata"]["name"])

    def container(self, name: str) -> Replica:
        """Return one of its containers. Raises NotFound."""
        found = next((each for each in replicas_of([self.pod]) if each.ref.container == name), None)
        if found is None:
            raise NotFound("container.not_found", {"pod": self.name, "container": name})
        return found

    def running(self, name: str) -> Replica:
        """Return one of its containers that runs. Raises NotFound, and Conflict when it does not run."""
        found = self.container(name)
        if found.state != "running":
            raise Conflict("container.not_running", {"pod": self.name, "container": name})
        return found

    @property
    def uid(self) -> str:
        """The pod's identity."""
        return str(self.pod["metadata"]["uid"])


@dataclass(frozen=True, slots=True)
class Inspector:
    """Finds pods for one actor, and shows their containers closely."""

    actor: Actor
    database: Database
    cluster: Cluster
    show: Inventory

    async def find(self, tenant_id: str, pod: str, action: Action) -> FoundPod:
        """Return a pod of a tenant. Raises NotFound, and Forbidden when the actor's role does not allow the action."""
        async with self.database.read() as session:
            tenant = await tenant_by_id(session, self.actor, tenant_id)
            home, since = Home(tenant.id, tenant.name, tenant.namespace), tenant.created_at
        require(self.actor, action, home.id)
        self.show.cache.require_synced()
        found = self.show.cache.get(POD, home.namespace, pod)
        if found is None:
            raise NotFound("container.pod_not_found", {"pod": pod})
        if not self.actor.knows(application_of(found)):
            raise Hidden("container.pod_not_found", {"pod": pod})
        return FoundPod(home, found, since)

    async def detail(self, tenant_id: str, pod: str, container: str) -> ContainerDetail:
        """Show one container. Raises NotFound."""
        found = await self.find(tenant_id, pod, Action.CONTAINER_READ)
        replica = found.container(container)
        await self.show.usage.ask()
        known = await self._events(found)
        complete = known is not None
        return self._detail(found, replica, known if known is not None else self._warnings(found), complete=complete)

    def _detail(self, found: FoundPod, replica: Replica, known: Sequence[Obj], *, complete: bool) -> ContainerDetail:
        events = detail.events(known, str(replica.ref.container))[:MOST_EVENTS]
        controller = detail.controller_of(found.pod)
        row = self.show.row(replica, found.home)
        reason = row.explanation and self.show.explainer.explain(found.pod)
        return ContainerDetail(
            **dict(row.model_copy(update={"explanation": reason})),
            command=_shown(replica.spec.get("command")),
            args=_shown(replica.spec.get("args")),
            image_id=replica.status.get("imageID"),
            controller=controller and PodController(kind=controller["kind"], name=controller["name"]),
            history=detail.past_of(replica),
            init_containers=detail.init_containers(found.pod),
            environment=detail.environment(replica),
            mounts=detail.mounts(replica),
            probes=probes(replica, events, datetime.now(UTC)),
            conditions=detail.conditions(found.pod),
            events=events,
            events_complete=complete,
        )

    async def _events(self, found: FoundPod) -> list[Obj] | None:
        """Return what the cluster noted about the pod; None when it does not answer."""
        selector = f"involvedObject.uid={found.uid}"
        try:
            known = await self.cluster.list_all(EVENT, found.home.namespace, fields=selector)
        except SlipwayError:
            return None
        return [each for each in known if each["involvedObject"].get("uid") == found.uid]

    def _warnings(self, found: FoundPod) -> list[Obj]:
        """Return the warnings about the pod that are known without asking."""
        return [each for each in self.show.cache.all(EVENT) if each["involvedObject"].get("uid") == found.uid]


def _shown(words: Sequence[str] | None) -> list[str]:
    """Return words of a command as they may be shown: without credentials inside of addresses."""
    return [str(masked_value("", word)) for word in words or []]
