"""The list of all containers that somebody may see.

It is made for ten thousand pods: what is filtered, searched and sorted by is read straight from the cluster's objects,
and only the page that is asked for is rendered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from slipway.cluster import Obj, WatchCache
from slipway.containers.explain import Explainer
from slipway.containers.labels import APPLICATION, APPLICATION_ID, SERVICE, SERVICE_ID
from slipway.containers.reach import Reach
from slipway.containers.replicas import Replica, shown
from slipway.containers.schemas import ContainerPage, ContainerRow, ContainerUsage
from slipway.containers.usage import LiveUsage
from slipway.errors import SlipwayError
from slipway.reasons import Reason
from slipway.tenants import Home
from slipway.web import PageRequest, sort_of

Field = Callable[[Replica], str | float | None]


def _label(name: str) -> Field:
    return lambda replica: (replica.pod["metadata"].get("labels") or {}).get(name)


FIELDS: Mapping[str, Field] = {
    "pod": lambda replica: replica.ref.pod,
    "container": lambda replica: replica.ref.container,
    "application_name": _label(APPLICATION),
    "service_name": _label(SERVICE),
    "host": lambda replica: replica.pod["spec"].get("nodeName"),
    "image": lambda replica: str(replica.spec["image"]),
    "address": lambda replica: (replica.pod.get("status") or {}).get("podIP"),
    "state": lambda replica: replica.state,
    "restarts": lambda replica: replica.restarts,
    "started_at": lambda replica: replica.details.get("startedAt"),
    "created_at": lambda replica: replica.pod["metadata"].get("creationTimestamp"),
}
TENANT_NAME = "tenant_name"
USAGE = ("cpu", "memory")
SORT = (*FIELDS, TENANT_NAME, *USAGE)
"""Whose pod it is, and what it uses at this moment, is not written in the pod."""
SEARCH = ("pod", "container", "application_name", "service_name", "host", "image", "address")
"""And the tenant's name."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """Shows containers as rows."""

    cache: WatchCache
    explainer: Explainer
    usage: LiveUsage

    async def page(self, reach: Reach, paging: PageRequest) -> ContainerPage:
        """Return the asked page, with what containers use. Raises Unavailable when nobody knows the cluster yet."""
        self.cache.require_synced()
        used = await self.usage.ask()
        name, descending = sort_of(paging, SORT)
        found = _search(reach.replicas(self.cache), reach, paging.q.casefold())
        value = self._field(name, reach)
        keyed = [(value(each), each) for each in found]
        known = [pair for pair in keyed if pair[0] is not None]
        known.sort(key=lambda pair: pair[0], reverse=descending)  # type: ignore[arg-type, return-value]  # one field's values
        ordered = known + [pair for pair in keyed if pair[0] is None]
        first = (paging.page - 1) * paging.page_size
        rows = [self.row(each, reach.home(each.pod)) for _, each in ordered[first : first + paging.page_size]]
        return ContainerPage(
            items=rows,
            total=len(ordered),
            page=paging.page,
            page_size=paging.page_size,
            usage_problem=_told(used.problem),
        )

    def row(self, replica: Replica, home: Home) -> ContainerRow:
        """Show one container."""
        metadata = replica.pod["metadata"]
        used = self.usage.readings.found.get(replica.ref)
        labels, resources = metadata.get("labels") or {}, replica.spec.get("resources") or {}
        return ContainerRow(
            **dict(shown(replica)),
            id=f"{home.id}/{replica.ref.pod}/{replica.ref.container}",
            tenant_id=home.id,
            tenant_name=home.name,
            application_id=labels.get(APPLICATION_ID),
            application_name=labels.get(APPLICATION),
            service_id=labels.get(SERVICE_ID),
            service_name=labels.get(SERVICE),
            explanation=self._explanation(replica),
            created_at=metadata["creationTimestamp"],
            requests=resources.get("requests") or {},
            limits=resources.get("limits") or {},
            usage=used and ContainerUsage.model_validate(used._asdict()),
        )

    def _field(self, name: str, reach: Reach) -> Field:
        """Return what containers are sorted by."""
        if name == TENANT_NAME:
            return lambda replica: reach.home(replica.pod).name
        if name in FIELDS:
            return FIELDS[name]
        found, number = self.usage.readings.found, USAGE.index(name)

        def used(replica: Replica) -> float | None:
            reading = found.get(replica.ref)
            return None if reading is None else (reading.cpu, reading.memory)[number]

        return used

    def _explanation(self, replica: Replica) -> Reason | None:
        """Return why the container is not ready, without the lines of its log, which would make a list long."""
        if replica.ready or is_over(replica.pod):
            return None
        reason = self.explainer.explain(replica.pod)
        return reason and reason.model_copy(update={"log": []})


def is_over(pod: Obj) -> bool:
    """Tell whether a pod has ended or is about to, so that nobody waits for it to be ready."""
    return "deletionTimestamp" in pod["metadata"] or (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")


def _told(problem: SlipwayError | None) -> Reason | None:
    """Say a problem in plain words."""
    if problem is None:
        return None
    return Reason(
        code=problem.code,
        message=problem.message(),
        message_zh=problem.message("zh"),
        hint=problem.hint(),
        hint_zh=problem.hint("zh"),
        detail=str(problem.params.get("reason") or ""),
    )


def _search(replicas: list[Replica], reach: Reach, text: str) -> list[Replica]:
    if not text:
        return replicas
    fields = [FIELDS[name] for name in SEARCH]
    theirs = {namespace for namespace, home in reach.homes.items() if text in home.name.casefold()}

    def matches(replica: Replica) -> bool:
        return replica.ref.namespace in theirs or any(text in str(field(replica) or "").casefold() for field in fields)

    return [each for each in replicas if matches(each)]
