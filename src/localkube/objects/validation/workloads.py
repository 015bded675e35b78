"""Deployments, replica sets, replication controllers."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.selectors import match_selector
from localkube.objects.validation import names
from localkube.objects.validation.metadata import check_selector
from localkube.objects.validation.pods import check_template
from localkube.objects.validation.problems import Problems

_MISMATCH = "`selector` does not match template `labels`"


def check_deployment(deployment: Obj, old: Obj | None, found: Problems) -> None:
    """Check a deployment; its selector never changes."""
    spec: Obj = deployment.get("spec", {})
    if old is not None and spec == old.get("spec"):
        return
    _selector(spec, "deployment", found)
    check_template("spec.template", spec.get("template", {}), found)
    for name in ("replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"):
        found.at_least(f"spec.{name}", spec.get(name), 0)
    if spec.get("progressDeadlineSeconds", 600) <= spec.get("minReadySeconds", 0):
        deadline = spec.get("progressDeadlineSeconds")
        found.invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds")
    _strategy(spec.get("strategy", {}), found)
    if old is not None:
        found.immutable("spec.selector", spec.get("selector"), old["spec"].get("selector"))


def check_replica_set(replica_set: Obj, old: Obj | None, found: Problems) -> None:
    """Check a replica set; its selector never changes."""
    spec: Obj = replica_set.get("spec", {})
    if old is not None and spec == old.get("spec"):
        return
    _selector(spec, "ReplicaSet", found)
    check_template("spec.template", spec.get("template", {}), found)
    for name in ("replicas", "minReadySeconds"):
        found.at_least(f"spec.{name}", spec.get(name), 0)
    if old is not None:
        found.immutable("spec.selector", spec.get("selector"), old["spec"].get("selector"))


def check_controller(controller: Obj, old: Obj | None, found: Problems) -> None:
    """Check a replication controller."""
    spec: Obj = controller.get("spec", {})
    if old is not None and spec == old.get("spec"):
        return
    for name in ("replicas", "minReadySeconds"):
        found.at_least(f"spec.{name}", spec.get(name), 0)
    selector: dict[str, str] = spec.get("selector") or {}
    if not selector:
        found.required("spec.selector")
    if "template" not in spec:
        found.required("spec.template")
        return
    check_template("spec.template", spec["template"], found)
    labels: dict[str, str] = spec["template"].get("metadata", {}).get("labels") or {}
    if selector and not match_selector({"matchLabels": selector}, labels):
        found.invalid("spec.template.metadata.labels", labels, _MISMATCH)


def _selector(spec: Obj, owner: str, found: Problems) -> None:
    selector: Obj | None = spec.get("selector")
    if selector is None:
        found.required("spec.selector")
        return
    check_selector("spec.selector", selector, found)
    if not selector.get("matchLabels") and not selector.get("matchExpressions"):
        found.invalid("spec.selector", selector, f"empty selector is invalid for {owner}")
        return
    labels: dict[str, str] = spec.get("template", {}).get("metadata", {}).get("labels") or {}
    known = ("In", "NotIn", "Exists", "DoesNotExist")
    readable = all(term.get("operator") in known and "key" in term for term in selector.get("matchExpressions", []))
    if readable and not match_selector(selector, labels):
        found.invalid("spec.template.metadata.labels", labels, _MISMATCH)


def _strategy(strategy: Obj, found: Problems) -> None:
    kind = strategy.get("type", "")
    found.one_of("spec.strategy.type", kind, ("Recreate", "RollingUpdate"))
    rolling: Obj | None = strategy.get("rollingUpdate")
    if kind == "Recreate" and rolling is not None:
        detail = "may not be specified when strategy `type` is 'Recreate'"
        found.forbidden("spec.strategy.rollingUpdate", detail)
    elif kind == "RollingUpdate" and rolling is not None:
        _rolling("spec.strategy.rollingUpdate", rolling, found)


def _rolling(path: str, rolling: Obj, found: Problems) -> None:
    amounts: list[int | str] = [rolling.get("maxUnavailable", 0), rolling.get("maxSurge", 0)]
    for name, amount in zip(("maxUnavailable", "maxSurge"), amounts, strict=True):
        if isinstance(amount, int):
            found.at_least(f"{path}.{name}", amount, 0)
        elif wrong := names.percent(amount):
            found.invalid(f"{path}.{name}", amount, wrong)
        elif name == "maxUnavailable" and int(amount[:-1]) > 100:
            found.invalid(f"{path}.{name}", amount, "must not be greater than 100%")
    if all(amount in (0, "0%") for amount in amounts):
        found.invalid(f"{path}.maxUnavailable", amounts[0], "may not be 0 when `maxSurge` is 0")
