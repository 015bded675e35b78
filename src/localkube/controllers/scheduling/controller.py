"""Takes pods without a node by priority and age, binds each to the best node or parks it until something changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from localkube.controllers import pods
from localkube.controllers.cache import Change, Name, name_of
from localkube.controllers.loop import Loop
from localkube.controllers.queue import Rank
from localkube.controllers.scheduling.affinity import allows
from localkube.controllers.scheduling.changes import (
    COMPONENT,
    fingerprint,
    gives_up,
    is_news,
    is_placed,
    is_waiting,
    labels_changed,
)
from localkube.controllers.scheduling.claims import SELECTED_NODE, Claimed, is_alone, look_at
from localkube.controllers.scheduling.company import company, draws_others, evenness, has_wishes
from localkube.controllers.scheduling.displacing import Displacing, Outcome, Refused, nominated_node
from localkube.controllers.scheduling.filters import Reason, obstacles
from localkube.controllers.scheduling.load import Loads, Place, demand_of
from localkube.controllers.scheduling.messages import blocked, unschedulable
from localkube.controllers.scheduling.neighbours import (
    Around,
    Neighbours,
    is_particular,
    neighbours_of,
    shuns_others,
)
from localkube.controllers.scheduling.scores import Weighted, best
from localkube.controllers.settings import Settings
from localkube.controllers.uses import Uses
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import NotFound
from localkube.objects.meta import condition, parse_time, set_condition
from localkube.objects.storage import CLAIMS, CLASSES, VOLUMES

_SHUNNING = "keeps others away"
"""Index of pods by which others are refused."""
_DRAWING = "draws others"
"""Index of pods that others are rather put beside, or rather not."""

FIRST_WAIT = 0.1
LONGEST_WAIT = 10.0
ANYWAY = 60.0
"""A parked pod is tried again after so many seconds even when nothing seems to have changed."""


_NOTHING = Outcome()


@dataclass(slots=True)
class Parked:
    """A pod that fits nowhere: not tried again before ``until`` when pods go; nodes that change are tried at once."""

    attempts: int
    until: float


def scheduler(view: View, _settings: Settings) -> Loop[Name]:
    """The scheduler's loop."""
    return Scheduler(view).loop


class Scheduler:
    """The controller; keyed by pod."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._pods = view.cache("pods")
        self._nodes = view.cache("nodes")
        self._claims = view.cache(CLAIMS)
        self._volumes = view.cache(VOLUMES)
        self._classes = view.cache(CLASSES)
        self._uses = Uses(view)
        self._spaces = view.cache("namespaces")
        self._pods.index(_SHUNNING, lambda pod: [""] if shuns_others(pod) else [])
        self._pods.index(_DRAWING, lambda pod: [""] if draws_others(pod) else [])
        self._loads = Loads()
        self._displacing = Displacing(view)
        self._parked: dict[Name, Parked] = {}
        stored = (self._claims, self._volumes, self._classes)
        needs = (self._pods, self._nodes, *stored, self._spaces, self._displacing.budgets)
        self.loop = Loop("scheduler", self._reconcile, needs, self._rank)
        self._pods.subscribe(self._pod_changed)
        self._nodes.subscribe(self._node_changed)
        self._claims.subscribe(self._claim_changed)
        self._classes.subscribe(self._class_changed)
        self._spaces.subscribe(self._space_changed)

    def _rank(self, key: Name) -> Rank:
        pod = self._pods.get(*key)
        if pod is None:
            return (0.0, 0.0)
        return (-float(pod["spec"].get("priority") or 0), parse_time(pod["metadata"]["creationTimestamp"]).timestamp())

    def _pod_changed(self, change: Change) -> None:
        if self._loads.changed(change) or gives_up(change):
            now = self._now()
            for key, parked in self._parked.items():
                self.loop.queue.add_after(key, max(0.0, parked.until - now))
        elif change.new is not None and is_placed(change.new) and is_news(change):
            self._look_again(is_particular)
        key = name_of(change.obj)
        if change.new is None or not is_waiting(change.new):
            self._parked.pop(key, None)
        elif change.old is None or change.old["spec"] != change.new["spec"] or labels_changed(change):
            self.loop.queue.add(key)

    def _look_again(self, concerned: Callable[[Obj], bool]) -> None:
        """What parked pods wait for may have come."""
        for key in self._parked:
            pod = self._pods.get(*key)
            if pod is not None and concerned(pod):
                self.loop.queue.add(key)

    def _space_changed(self, change: Change) -> None:
        if labels_changed(change):
            self._look_again(is_particular)

    def _class_changed(self, _: Change) -> None:
        self._look_again(lambda pod: bool(self._uses.claims_of(pod)))

    def _node_changed(self, change: Change) -> None:
        if change.new is not None and (change.old is None or fingerprint(change.old) != fingerprint(change.new)):
            for key in self._parked:
                self.loop.queue.add(key)

    def _claim_changed(self, change: Change) -> None:
        for pod in self._uses.of(change.obj):
            if is_waiting(pod):
                self.loop.queue.add(name_of(pod))

    def _reconcile(self, key: Name) -> float | None:
        pod = self._view.access.find("pods", *key)
        if pod is None or not is_waiting(pod):
            self._parked.pop(key, None)
            return None
        claimed = self._claimed(pod)
        if claimed.obstacle:
            self._park(key, pod, blocked(claimed.obstacle, len(self._nodes.all())))
            return ANYWAY
        demand = demand_of(pod)
        fitting: list[Place] = []
        refused: list[Refused] = []
        neighbours = self._neighbours(pod)
        for node in self._nodes.all():
            place = self._displacing.place(node, self._loads.of(node["metadata"]["name"]), pod)
            found = obstacles(pod, demand, place) or neighbours.objections(node) or _far(claimed, node)
            if found:
                refused.append(Refused(place, found))
            else:
                fitting.append(place)
        if not fitting:

            def objections(node: Obj, gone: Collection[str]) -> list[Reason]:
                return self._neighbours(pod, gone).objections(node) or _far(claimed, node)

            outcome = self._displacing.find(pod, demand, refused, objections)
            told = unschedulable([each.reasons for each in refused], outcome.told)
            self._park(key, pod, told, outcome)
            if outcome.chosen is not None:
                self._displacing.carry_out(pod, outcome.chosen)
            return ANYWAY
        self._parked.pop(key, None)
        promised = [place.name for place in fitting if place.name == nominated_node(pod)]
        chosen = promised[0] if promised else best(pod, demand, fitting, self._wishes(pod, fitting)).name
        if claimed.waiting:
            self._tell_claims(claimed, chosen)
        else:
            self._bind(pod, chosen)
        return None

    def _neighbours(self, pod: Obj, gone: Collection[str] = ()) -> Neighbours:
        """Most pods do not mind, and cost nothing here. ``gone``: uids of pods that are taken not to be there."""
        shunning = self._pods.by(_SHUNNING, "")
        if not shunning and not is_particular(pod):
            return Neighbours()
        seen = self._pods.all() if is_particular(pod) else shunning
        return neighbours_of(pod, self._around(each for each in seen if each["metadata"]["uid"] not in gone))

    def _wishes(self, pod: Obj, fitting: Sequence[Place]) -> list[Weighted]:
        """What the pod and those that run wish of each other, where there is a choice."""
        drawing = self._pods.by(_DRAWING, "")
        if len(fitting) == 1 or not (drawing or has_wishes(pod)):
            return []
        nodes, around = (
            [place.node for place in fitting],
            self._around(self._pods.all() if has_wishes(pod) else drawing),
        )
        return [(company(pod, nodes, around), 2), (evenness(pod, nodes, around), 2)]

    def _around(self, seen: Iterable[Obj]) -> Around:
        placed = [other for other in seen if is_placed(other)]
        namespaces = {found["metadata"]["name"]: found["metadata"].get("labels") or {} for found in self._spaces.all()}
        return Around(placed, self._nodes.all(), namespaces)

    def _claimed(self, pod: Obj) -> Claimed:
        claimed = look_at(pod, self._claims.get, self._volumes.get, self._classes.get)
        for name in self._uses.claims_of(pod):
            claim = self._claims.get(*name)
            if claim is None or not is_alone(claim):
                continue
            others = [other for other in self._uses.of(claim) if other["metadata"]["uid"] != pod["metadata"]["uid"]]
            if any(pods.node_of(other) for other in others):
                why = "node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode"
                return Claimed(obstacle=why)
        return claimed

    def _tell_claims(self, claimed: Claimed, node: str) -> None:
        """Claims that waited for their first pod can be bound now; the pod is looked at again when they are."""

        def change(current: Obj) -> None:
            annotations = dict(current["metadata"].get("annotations") or {})
            current["metadata"]["annotations"] = {**annotations, SELECTED_NODE: node}

        for claim in claimed.waiting:
            self._view.mutate(CLAIMS, claim["metadata"]["namespace"], claim["metadata"]["name"], change)

    def _bind(self, pod: Obj, node: str) -> None:
        metadata = pod["metadata"]

        def change(current: Obj) -> None:
            if current["metadata"]["uid"] != metadata["uid"] or current["spec"].get("nodeName"):
                return
            current["spec"]["nodeName"] = node
            status = current.setdefault("status", {})
            conditions = list(status.get("conditions") or [])
            set_condition(conditions, "PodScheduled", "True")
            status["conditions"] = conditions
            status.pop("nominatedNodeName", None)

        try:
            self._view.mutate("pods", metadata["namespace"], metadata["name"], change, "binding")
        except NotFound:
            return
        place = f"{metadata['namespace']}/{metadata['name']}"
        self._view.event(pod, "Normal", "Scheduled", f"Successfully assigned {place} to {node}", COMPONENT)

    def _park(self, key: Name, pod: Obj, message: str, outcome: Outcome = _NOTHING) -> None:
        """Where room is made for the pod, it is tried at once when the room is there."""
        attempts = self._parked[key].attempts + 1 if key in self._parked else 0
        wait = min(FIRST_WAIT * 2 ** min(attempts, 10), LONGEST_WAIT)
        nominated = outcome.chosen.node if outcome.chosen is not None else ""
        if outcome.keeps:
            nominated = nominated_node(pod)
        self._parked[key] = Parked(0, self._now()) if nominated else Parked(attempts, self._now() + wait)
        scheduled = condition(pod, "PodScheduled")
        if scheduled is None or scheduled.get("message") != message or nominated != nominated_node(pod):
            self._tell(pod, message, nominated)
        self._view.event(pod, "Warning", "FailedScheduling", message, COMPONENT)

    def _tell(self, pod: Obj, message: str, nominated: str) -> None:
        def change(current: Obj) -> None:
            if current["spec"].get("nodeName"):
                return
            status = current.setdefault("status", {})
            conditions = list(status.get("conditions") or [])
            set_condition(conditions, "PodScheduled", "False", "Unschedulable", message)
            status["conditions"] = conditions
            status.pop("nominatedNodeName", None)
            if nominated:
                status["nominatedNodeName"] = nominated

        try:
            self._view.mutate("pods", pod["metadata"]["namespace"], pod["metadata"]["name"], change, "status")
        except NotFound:
            return

    def _now(self) -> float:
        return self._view.now().timestamp()


def _far(claimed: Claimed, node: Obj) -> list[Reason]:
    if all(allows(volume, node) for volume in claimed.volumes):
        return []
    return [Reason("node(s) didn't match PersistentVolume's node affinity")]
