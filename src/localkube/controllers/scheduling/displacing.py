"""Makes room for pods of higher priority: finds victims on the nodes where that helps, and ends them in order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from localkube.controllers import pods
from localkube.controllers.scheduling.filters import Reason, obstacles
from localkube.controllers.scheduling.load import Demand, Load, Place, demand_of
from localkube.controllers.scheduling.messages import NO_VICTIMS, NOT_HELPFUL, none_of
from localkube.controllers.scheduling.victims import (
    REASON,
    Candidate,
    awaited,
    best_candidate,
    candidate,
    lower,
    never_displaces,
)
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import Conflict, NotFound
from localkube.objects.meta import clone, set_condition
from localkube.objects.priority import priority_of

COMPONENT = "default-scheduler"
BUDGETS = "poddisruptionbudgets.policy"

_ON_NODE = "node of pods that have not ended"
_NOMINATED = "nominated node"

Objections = Callable[[Obj, Collection[str]], list[Reason]]
"""What speaks against a node apart from its own load, were the pods of these uids gone."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A node that does not take the pod."""

    place: Place
    reasons: list[Reason]

    @property
    def hopeful(self) -> bool:
        """Whether fewer pods there could help."""
        return all(reason.helped_by_preemption for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Outcome:
    """``chosen``: where room is made. ``told``: else why none is. ``keeps``: the node that was chosen before stays."""

    chosen: Candidate | None = None
    told: str = ""
    keeps: bool = False


class Displacing:
    """The part of the scheduler that acts when a pod fits nowhere."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._pods = view.cache("pods")
        self.budgets = view.cache(BUDGETS)
        self._pods.index(_ON_NODE, _node_keys)
        self._pods.index(_NOMINATED, lambda pod: [nominated_node(pod)] if nominated_node(pod) else [])

    def place(self, node: Obj, load: Load, pod: Obj) -> Place:
        """The node as the pod sees it: room that was made for others who are not less important is theirs."""
        awaited_ones = self._nominated(node["metadata"]["name"], pod)
        if not awaited_ones:
            return Place(node, load)
        fuller = load.copy()
        for other in awaited_ones:
            fuller.put(other["metadata"]["uid"], demand_of(other))
        return Place(node, fuller)

    def find(self, pod: Obj, demand: Demand, refused: Sequence[Refused], objections: Objections) -> Outcome:
        """Decide for a pod that fits nowhere."""
        if never_displaces(pod):
            return Outcome(told="not eligible due to preemptionPolicy=Never.")
        before = nominated_node(pod)
        at = next((each for each in refused if each.place.name == before), None)
        if at is not None and at.hopeful and awaited(pod, self._residents(before)):
            return Outcome(told="not eligible due to a terminating pod on the nominated node.", keeps=True)
        budgets = self.budgets.all()
        found: list[Candidate] = []
        still: list[list[str]] = []
        for each in refused:
            residents = self._residents(each.place.name)
            if not each.hopeful:
                still.append([NOT_HELPFUL])
            elif not lower(pod, residents):
                still.append([NO_VICTIMS])
            else:
                trial = NodeTrial(pod, demand, each.place, objections)
                made = candidate(pod, each.place.name, residents, budgets, trial)
                found.extend([made] if made is not None else [])
                still.append([reason.text for reason in trial.last])
        best = best_candidate(found)
        if best is not None:
            return Outcome(best)
        return Outcome(told=none_of(still))

    def carry_out(self, pod: Obj, chosen: Candidate) -> None:
        """End the victims, and take from less important pods the room that was meant for them."""
        for other in self._pods.by(_NOMINATED, chosen.node):
            if priority_of(other) < priority_of(pod):
                self._forget_nomination(other)
        for victim in chosen.victims:
            if not pods.is_terminating(victim):
                self._end(victim, pod, chosen.node)

    def _residents(self, node: str) -> list[Obj]:
        return self._pods.by(_ON_NODE, node)

    def _nominated(self, node: str, pod: Obj) -> list[Obj]:
        own = priority_of(pod)
        return [
            other
            for other in self._pods.by(_NOMINATED, node)
            if other["metadata"]["uid"] != pod["metadata"]["uid"] and priority_of(other) >= own
        ]

    def _forget_nomination(self, pod: Obj) -> None:
        def change(current: Obj) -> None:
            (current.get("status") or {}).pop("nominatedNodeName", None)

        self._write_status(pod, change)

    def _end(self, victim: Obj, pod: Obj, node: str) -> None:
        message = f"{COMPONENT}: preempting to accommodate a higher priority pod"

        def change(current: Obj) -> None:
            status = current.setdefault("status", {})
            conditions = clone(status.get("conditions") or [])
            set_condition(conditions, "DisruptionTarget", "True", REASON, message)
            status["conditions"] = conditions

        self._write_status(victim, change)
        try:
            self._view.delete("pods", victim)
        except (NotFound, Conflict):
            return
        told = f"Preempted by pod {pod['metadata']['uid']} on node {node}"
        self._view.event(victim, "Normal", "Preempted", told, COMPONENT)

    def _write_status(self, pod: Obj, change: Callable[[Obj], None]) -> None:
        metadata = pod["metadata"]

        def checked(current: Obj) -> None:
            if current["metadata"]["uid"] == metadata["uid"]:
                change(current)

        try:
            self._view.mutate("pods", metadata["namespace"], metadata["name"], checked, "status")
        except NotFound:
            return


class NodeTrial:
    """``victims.Trial`` by the filters of the scheduler. ``last``: what spoke against the node most recently."""

    def __init__(self, pod: Obj, demand: Demand, place: Place, objections: Objections) -> None:
        self._pod, self._demand, self._objections = pod, demand, objections
        self._demands = dict(place.load.demands)
        self._place = Place(place.node, place.load.copy())
        self._gone: set[str] = set()
        self.last: list[Reason] = []

    def take(self, pod: Obj) -> None:
        """As if the pod were gone."""
        self._gone.add(pod["metadata"]["uid"])
        self._place.load.take(pod["metadata"]["uid"])

    def restore(self, pod: Obj) -> None:
        """As if it had never been gone."""
        uid = pod["metadata"]["uid"]
        self._gone.discard(uid)
        if uid in self._demands:
            self._place.load.put(uid, self._demands[uid])

    def fits(self) -> bool:
        """Whether nothing speaks against the node now."""
        self.last = obstacles(self._pod, self._demand, self._place) or self._objections(self._place.node, self._gone)
        return not self.last


def nominated_node(pod: Obj) -> str:
    """The node on which room is made for the pod, or an empty string."""
    if pods.node_of(pod) or not pods.is_active(pod):
        return ""
    found: str = (pod.get("status") or {}).get("nominatedNodeName") or ""
    return found


def _node_keys(pod: Obj) -> list[str]:
    return [pods.node_of(pod)] if pods.node_of(pod) and pods.phase(pod) not in pods.FINISHED else []
