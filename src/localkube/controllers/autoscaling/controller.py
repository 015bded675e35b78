"""Looks at every autoscaler in turn, and has its target ask for the replicas that its pods' load needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction

from localkube.controllers.autoscaling import behavior as rules
from localkube.controllers.autoscaling.errors import NoSamplesError
from localkube.controllers.autoscaling.history import History
from localkube.controllers.autoscaling.metrics import Scene, compute
from localkube.controllers.autoscaling.report import Report
from localkube.controllers.autoscaling.survey import Patience
from localkube.controllers.autoscaling.targets import Target, find_target, rescale
from localkube.controllers.cache import BY_NAMESPACE, Change, Name, by_namespace, name_of
from localkube.controllers.loop import Loop
from localkube.controllers.settings import Settings
from localkube.controllers.times import stamp
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import ApiError, BadRequest, NotFound
from localkube.objects.kinds import DEFINITIONS
from localkube.objects.selectors import match_labels
from localkube.objects.usage import PodUsage

AUTOSCALERS = "horizontalpodautoscalers.autoscaling"
COMPONENT = "horizontal-pod-autoscaler"
_NO_SOURCE = (
    "unable to fetch metrics from resource metrics API: "
    "the server could not find the requested resource (get pods.metrics.k8s.io)"
)


def autoscalers(view: View, settings: Settings) -> Loop[Name]:
    """The loop for ``autoscaling/v2`` horizontal pod autoscalers."""
    return Autoscalers(view, settings).loop


class Autoscalers:
    """The controller. What was recommended and done before is kept in memory, as long as rules may ask for it."""

    def __init__(self, view: View, settings: Settings) -> None:
        self._view = view
        self._settings = settings
        self._histories: dict[str, History] = {}
        self._autoscalers = view.cache(AUTOSCALERS)
        self._pods = view.cache("pods")
        needs = (self._autoscalers, self._pods, view.cache(DEFINITIONS))
        self.loop = Loop(AUTOSCALERS, self._reconcile, needs)
        self._autoscalers.index(BY_NAMESPACE, by_namespace)
        self._pods.index(BY_NAMESPACE, by_namespace)
        self._autoscalers.subscribe(self._changed)

    def _changed(self, change: Change) -> None:
        """Its own reports are no reason to look again."""
        key = name_of(change.obj)
        if change.new is None:
            self._histories.pop(change.obj["metadata"]["uid"], None)
        elif change.old is None and change.new.get("status"):
            # Known from before a restart: first there must be something measured, or it would be said to have failed.
            self.loop.queue.add_after(key, self._settings.autoscaling_period)
        elif change.old is None or _generation(change.old) != _generation(change.new):
            self.loop.queue.add(key)

    def _reconcile(self, key: Name) -> float | None:
        autoscaler = self._view.access.find(AUTOSCALERS, *key)
        if autoscaler is None:
            return None
        report = Report.begin(autoscaler)
        self._look(autoscaler, report)
        self._tell(autoscaler, report)
        return self._settings.autoscaling_period

    def _look(self, autoscaler: Obj, report: Report) -> None:
        namespace = autoscaler["metadata"]["namespace"]
        try:
            target = find_target(self._view, namespace, autoscaler["spec"]["scaleTargetRef"])
        except NotFound as error:
            report.warn("FailedGetScale", error.message)
            message = f"the HPA controller was unable to get the target's current scale: {error.message}"
            report.able("FailedGetScale", message, so=False)
            return
        report.able("SucceededGetScale", "the HPA controller was able to get the target's current scale")
        report.status["currentReplicas"] = target.replicas
        history = self._histories.setdefault(autoscaler["metadata"]["uid"], History())
        history.begin(self._view.now(), target.replicas)
        desired, why = self._desired(autoscaler, target, history, report)
        if desired is not None and desired != target.replicas:
            self._rescale(target, desired, why, history, report)
        elif desired is not None:
            report.status["desiredReplicas"] = target.replicas

    def _desired(self, autoscaler: Obj, target: Target, history: History, report: Report) -> tuple[int | None, str]:
        """How many replicas there should be now (None: nobody can tell), and why."""
        spec, current = autoscaler["spec"], target.replicas
        least, most = spec.get("minReplicas", 1), spec["maxReplicas"]
        if current == 0:
            message = "scaling is disabled since the replica count of the target is zero"
            report.active("ScalingDisabled", message, so=False)
            return 0, ""
        if current > most:
            return most, "Current number of replicas above Spec.MaxReplicas"
        if current < least:
            return least, "Current number of replicas below Spec.MinReplicas"
        pods = self._pods_of(autoscaler, target, report)
        if pods is None:
            return None, ""
        return self._by_metrics(autoscaler, current, pods, history, report)

    def _by_metrics(
        self, autoscaler: Obj, current: int, pods: list[Obj], history: History, report: Report
    ) -> tuple[int | None, str]:
        spec, now, settings = autoscaler["spec"], self._view.now(), self._settings
        patience = Patience(
            timedelta(seconds=settings.cpu_initialization), timedelta(seconds=settings.initial_readiness)
        )
        tolerance = rules.tolerance_of(spec, Fraction(str(settings.autoscaling_tolerance)))
        namespace = autoscaler["metadata"]["namespace"]
        scene = Scene(namespace, current, pods, self._usage(), tolerance, patience, now)
        found = compute(spec["metrics"], scene)
        report.status["currentMetrics"] = found.statuses
        for failure in found.failures:
            report.warn(failure.reason, failure.text)
        if found.desired is None:
            first = found.failures[0]
            report.active(first.reason, f"the HPA was unable to compute the replica count: {first.text}", so=False)
            report.warn("FailedComputeMetricsReplicas", found.summary)
            return None, ""
        message = f"the HPA was able to successfully calculate a replica count from {found.metric}"
        report.active("ValidMetricFound", message)
        why = f"{found.metric} above target" if found.desired > current else "All metrics below target"
        bounds = rules.behavior_of(spec, timedelta(seconds=settings.downscale_stabilization))
        history.forget(now, bounds)
        stable = rules.stabilize(current, found.desired, bounds, history.recommended, now)
        history.recommend(now, found.desired)
        report.able(stable.reason, stable.message)
        allowed = rules.limit(current, stable.replicas, bounds, history.changes, now)
        report.limited(allowed.reason, allowed.message, so=allowed.changed)
        return allowed.replicas, why

    def _rescale(self, target: Target, desired: int, why: str, history: History, report: Report) -> None:
        try:
            rescale(self._view, target, desired)
        except ApiError as error:
            report.warn("FailedRescale", f"New size: {desired}; reason: {why}; error: {error.message}")
            message = f"the HPA controller was unable to update the target scale: {error.message}"
            report.able("FailedUpdateScale", message, so=False)
            return
        report.able("SucceededRescale", f"the HPA controller was able to update the target scale to {desired}")
        report.done("SuccessfulRescale", f"New size: {desired}; reason: {why}")
        now = self._view.now()
        history.change(now, desired - target.replicas)
        report.status["desiredReplicas"] = desired
        report.status["lastScaleTime"] = stamp(now)

    def _usage(self) -> Callable[[Obj], PodUsage | None]:
        source = self._settings.usage
        if source is None:
            return _nobody_measures

        def used(pod: Obj) -> PodUsage | None:
            metadata = pod["metadata"]
            sample = source.pod(metadata["namespace"], metadata["name"])
            return sample if sample is not None and sample.pod_uid in ("", metadata["uid"]) else None

        return used

    def _pods_of(self, autoscaler: Obj, target: Target, report: Report) -> list[Obj] | None:
        """The pods that the target selects; None when that cannot be told, or when others scale them too."""
        if not target.selector:
            report.warn("SelectorRequired", "selector is required")
            report.active("InvalidSelector", "the HPA target's scale is missing a selector", so=False)
            return None
        namespace = autoscaler["metadata"]["namespace"]
        try:
            mine = _selected(self._pods.by(BY_NAMESPACE, namespace), target.selector)
        except BadRequest as error:
            message = f"couldn't convert selector into a corresponding internal selector object: {error.message}"
            report.warn("InvalidSelector", message)
            report.active("InvalidSelector", message, so=False)
            return None
        rivals = self._rivals(autoscaler, mine)
        if rivals:
            names = " ".join(sorted(f"{namespace}/{name}" for name in (autoscaler["metadata"]["name"], *rivals)))
            message = f"pods by selector {target.selector} are controlled by multiple HPAs: [{names}]"
            report.warn("AmbiguousSelector", message)
            report.active("AmbiguousSelector", message, so=False)
            return None
        return mine

    def _rivals(self, autoscaler: Obj, mine: list[Obj]) -> list[str]:
        """Other autoscalers whose targets select one of these pods."""
        names = []
        for other in self._autoscalers.by(BY_NAMESPACE, autoscaler["metadata"]["namespace"]):
            if other["metadata"]["uid"] == autoscaler["metadata"]["uid"]:
                continue
            try:
                target = find_target(self._view, other["metadata"]["namespace"], other["spec"]["scaleTargetRef"])
                if target.selector and _selected(mine, target.selector):
                    names.append(other["metadata"]["name"])
            except (NotFound, BadRequest):
                continue
        return names

    def _tell(self, autoscaler: Obj, report: Report) -> None:
        metadata = autoscaler["metadata"]

        def change(current: Obj) -> None:
            if current["metadata"]["uid"] == metadata["uid"]:
                current["status"] = report.status

        try:
            self._view.mutate(AUTOSCALERS, metadata["namespace"], metadata["name"], change, "status")
        except NotFound:
            return
        for told in report.events:
            self._view.event(autoscaler, told.type, told.reason, told.message, COMPONENT)


def _nobody_measures(_pod: Obj) -> PodUsage | None:
    raise NoSamplesError(_NO_SOURCE)


def _selected(pods: list[Obj], selector: str) -> list[Obj]:
    return [pod for pod in pods if match_labels(selector, pod["metadata"].get("labels"))]


def _generation(obj: Obj) -> int:
    generation: int = obj["metadata"].get("generation", 1)
    return generation
