"""Keeps one pod of a daemon set on every node that it means, and replaces them when the template changes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from localkube.controllers import pods
from localkube.controllers.cache import BY_NAMESPACE, Change, Name, by_namespace, name_of
from localkube.controllers.daemon_set import placement, rolling
from localkube.controllers.daemon_set.placement import Place
from localkube.controllers.daemon_set.status import next_available_in, status_of
from localkube.controllers.history import POD_LABEL, History, Keeper, hash_of
from localkube.controllers.loop import Loop
from localkube.controllers.ownership import Wanted, claim, index_owners
from localkube.controllers.settings import Settings
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import ApiError, NotFound
from localkube.objects.events import EventType
from localkube.objects.meta import controller_of
from localkube.objects.selectors import match_selector

DAEMON_SETS = "daemonsets.apps"
COMPONENT = "daemonset-controller"
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 900.0


def daemon_sets(view: View, _settings: Settings) -> Loop[Name]:
    """The loop for ``apps/v1`` daemon sets."""
    return DaemonSets(view).loop


@dataclass(slots=True)
class Failures:
    """How often a node's pod has failed, and when it may be replaced."""

    count: int = 0
    until: float = 0.0


@dataclass(frozen=True, slots=True)
class Work:
    """What a turn has to do. ``again``: seconds until there is more."""

    add: list[str] = field(default_factory=list)
    delete: list[Obj] = field(default_factory=list)
    again: list[float] = field(default_factory=list)


class DaemonSets:
    """The controller."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._sets = view.cache(DAEMON_SETS)
        self._nodes = view.cache("nodes")
        self._pods = view.cache("pods")
        self._history = Keeper(view, DAEMON_SETS)
        self._failures: dict[tuple[str, str], Failures] = {}
        needs = (self._sets, self._nodes, self._pods, self._history.cache)
        self.loop = Loop(DAEMON_SETS, self._reconcile, needs)
        index_owners(self._pods)
        self._sets.index(BY_NAMESPACE, by_namespace)
        self._sets.subscribe(lambda change: self.loop.queue.add(name_of(change.obj)))
        self._nodes.subscribe(self._node_changed)
        self._pods.subscribe(self._pod_changed)

    # What makes a set due

    def _node_changed(self, change: Change) -> None:
        if change.old is None or change.new is None or _fingerprint(change.old) != _fingerprint(change.new):
            for daemon_set in self._sets.all():
                self.loop.queue.add(name_of(daemon_set))

    def _pod_changed(self, change: Change) -> None:
        for pod in (change.old, change.new):
            controller = controller_of(pod) if pod else None
            if pod is not None and controller is not None and controller["kind"] == "DaemonSet":
                self.loop.queue.add((pod["metadata"]["namespace"], controller["name"]))
        pod = change.new
        if pod is None or controller_of(pod) is not None:
            return
        for daemon_set in self._sets.by(BY_NAMESPACE, pod["metadata"]["namespace"]):
            if match_selector(daemon_set["spec"]["selector"], pod["metadata"].get("labels")):
                self.loop.queue.add(name_of(daemon_set))

    # What is done about it

    def _reconcile(self, key: Name) -> float | None:
        daemon_set = self._view.access.find(DAEMON_SETS, *key)
        if daemon_set is None:
            return None
        mine = claim(self._view, DAEMON_SETS, daemon_set, Wanted("pods", daemon_set["spec"]["selector"]))
        if daemon_set["metadata"].get("deletionTimestamp"):
            return None
        history = self._history.sync(daemon_set)
        places = {node["metadata"]["name"]: placement.place(daemon_set, node) for node in self._nodes.all()}
        by_node = _by_node(mine)
        work = self._work(daemon_set, places, by_node, hash_of(history.update))
        if not work.add and not work.delete:
            wanted = {node: by_node.get(node, []) for node, place in places.items() if place.run}
            moved = rolling.step(daemon_set, wanted, hash_of(history.update), self._view.now())
            work = Work(add=moved.add, delete=moved.delete, again=work.again)
        failure = self._carry_out(daemon_set, history, work)
        self._report(daemon_set, places, history, mine)
        if failure is not None:
            raise failure
        waits = [*work.again, next_available_in(daemon_set, mine, self._view.now())]
        return min((wait for wait in waits if wait is not None), default=None)

    def _work(self, daemon_set: Obj, places: dict[str, Place], by_node: dict[str, list[Obj]], digest: str) -> Work:
        """Bring every node to one pod, whatever its revision."""
        work = Work()
        for node, place in places.items():
            present = [pod for pod in by_node.get(node, []) if not pods.is_terminating(pod)]
            if not place.run:
                work.delete.extend([] if place.stay else present)
                continue
            live = [pod for pod in present if pods.phase(pod) not in pods.FINISHED]
            for pod in present:
                if pods.phase(pod) in pods.FINISHED:
                    self._retire(daemon_set, node, pod, work)
            if not live and len(present) == 0 and not by_node.get(node):
                work.add.append(node)
            work.delete.extend(_excess(live, digest))
        for node, present in by_node.items():
            if node not in places:
                work.delete.extend(pod for pod in present if not pod["spec"].get("nodeName"))
        return work

    def _retire(self, daemon_set: Obj, node: str, pod: Obj, work: Work) -> None:
        """A pod that ended makes room for another, after a pause that doubles."""
        key, now = (daemon_set["metadata"]["uid"], node), self._view.now().timestamp()
        failures = self._failures.setdefault(key, Failures())
        if now < failures.until:
            work.again.append(failures.until - now)
            return
        pause = min(_FIRST_PAUSE * 2 ** min(failures.count, 10), _LONGEST_PAUSE)
        self._failures[key] = Failures(failures.count + 1, now + pause)
        name = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
        message = f"Found failed daemon pod {name} on node {node}, will try to kill it"
        self._event(daemon_set, "Warning", "FailedDaemonPod", message)
        work.delete.append(pod)

    def _carry_out(self, daemon_set: Obj, history: History, work: Work) -> ApiError | None:
        namespace = daemon_set["metadata"]["namespace"]
        for pod in work.delete:
            try:
                self._view.delete("pods", pod)
            except NotFound:
                continue
            self._event(daemon_set, "Normal", "SuccessfulDelete", f"Deleted pod: {pod['metadata']['name']}")
        if self._view.is_leaving(namespace):
            return None
        for node in work.add:
            try:
                made = self._view.create("pods", namespace, placement.new_pod(daemon_set, history, node))
            except ApiError as error:
                self._event(daemon_set, "Warning", "FailedCreate", f"Error creating: {error.message}")
                return error
            self._event(daemon_set, "Normal", "SuccessfulCreate", f"Created pod: {made['metadata']['name']}")
        return None

    def _report(self, daemon_set: Obj, places: dict[str, Place], history: History, mine: list[Obj]) -> None:
        metadata = daemon_set["metadata"]
        mine = claim(self._view, DAEMON_SETS, daemon_set, Wanted("pods", daemon_set["spec"]["selector"]))
        status = status_of(daemon_set, places, _by_node(mine), hash_of(history.update), self._view.now())

        def change(current: Obj) -> None:
            if current["metadata"]["uid"] == metadata["uid"]:
                current["status"] = status

        self._view.mutate(DAEMON_SETS, metadata["namespace"], metadata["name"], change, "status")
        digests = {(pod["metadata"].get("labels") or {}).get(POD_LABEL) for pod in mine}
        used = {revision["metadata"]["name"] for revision in history.all if hash_of(revision) in digests}
        self._history.trim(daemon_set, history, used)

    def _event(self, daemon_set: Obj, event_type: EventType, reason: str, message: str) -> None:
        self._view.event(daemon_set, event_type, reason, message, COMPONENT)


def _by_node(mine: list[Obj]) -> dict[str, list[Obj]]:
    found: dict[str, list[Obj]] = defaultdict(list)
    for pod in mine:
        found[placement.node_of(pod)].append(pod)
    return dict(found)


def _excess(live: list[Obj], digest: str) -> list[Obj]:
    """All but the oldest pod of each revision; an old and a new one may be there together during a surge."""
    ordered = sorted(live, key=lambda pod: (not pods.node_of(pod), pod["metadata"]["creationTimestamp"]))
    new = [pod for pod in ordered if rolling.is_new(pod, digest)]
    old = [pod for pod in ordered if not rolling.is_new(pod, digest)]
    return [*new[1:], *old[1:]]


def _fingerprint(node: Obj) -> tuple[object, ...]:
    spec = node.get("spec") or {}
    return node["metadata"].get("labels"), spec.get("unschedulable", False), spec.get("taints")
