"""Deployments, replica sets, replication controllers, stateful sets, daemon sets and their revisions."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.selectors import match_selector
from localkube.objects.validation import names
from localkube.objects.validation.metadata import check_selector
from localkube.objects.validation.pods import check_template
from localkube.objects.validation.problems import Problems
from localkube.objects.validation.storage import check_claim_spec

_CHANGEABLE_OF_STATEFUL_SET = (
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
)
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


def check_stateful_set(stateful_set: Obj, old: Obj | None, found: Problems) -> None:
    """Check a stateful set; of one that exists only a few fields change."""
    spec: Obj = stateful_set.get("spec", {})
    if old is not None and spec == old.get("spec"):
        return
    _selector(spec, "StatefulSet", found)
    templates: list[Obj] = spec.get("volumeClaimTemplates", [])
    claimed = [claim.get("metadata", {}).get("name", "") for claim in templates]
    check_template("spec.template", spec.get("template", {}), found, claimed)
    for index, claim in enumerate(templates):
        check_claim_spec(f"spec.volumeClaimTemplates[{index}].spec", claim.get("spec", {}), found)
    for name in ("replicas", "minReadySeconds", "revisionHistoryLimit"):
        found.at_least(f"spec.{name}", spec.get(name), 0)
    found.one_of("spec.podManagementPolicy", spec.get("podManagementPolicy"), ("OrderedReady", "Parallel"))
    found.at_least("spec.ordinals.start", spec.get("ordinals", {}).get("start"), 0)
    for name, policy in spec.get("persistentVolumeClaimRetentionPolicy", {}).items():
        found.one_of(f"spec.persistentVolumeClaimRetentionPolicy.{name}", policy, ("Retain", "Delete"))
    strategy: Obj = spec.get("updateStrategy", {})
    found.one_of("spec.updateStrategy.type", strategy.get("type"), ("RollingUpdate", "OnDelete"))
    rolling: Obj = strategy.get("rollingUpdate", {})
    if rolling and strategy.get("type") == "OnDelete":
        found.invalid("spec.updateStrategy.rollingUpdate", rolling, "only allowed for updateStrategy 'RollingUpdate'")
    found.at_least("spec.updateStrategy.rollingUpdate.partition", rolling.get("partition"), 0)
    if old is not None and _but(spec, _CHANGEABLE_OF_STATEFUL_SET) != _but(old["spec"], _CHANGEABLE_OF_STATEFUL_SET):
        told = ", ".join(f"'{name}'" for name in _CHANGEABLE_OF_STATEFUL_SET[:-1])
        found.forbidden(
            "spec",
            f"updates to statefulset spec for fields other than {told} and '{_CHANGEABLE_OF_STATEFUL_SET[-1]}'"
            " are forbidden",
        )


def check_daemon_set(daemon_set: Obj, old: Obj | None, found: Problems) -> None:
    """Check a daemon set; its selector never changes."""
    spec: Obj = daemon_set.get("spec", {})
    if old is not None and spec == old.get("spec"):
        return
    _selector(spec, "DaemonSet", found)
    check_template("spec.template", spec.get("template", {}), found)
    for name in ("minReadySeconds", "revisionHistoryLimit"):
        found.at_least(f"spec.{name}", spec.get(name), 0)
    strategy: Obj = spec.get("updateStrategy", {})
    found.one_of("spec.updateStrategy.type", strategy.get("type"), ("RollingUpdate", "OnDelete"))
    if strategy.get("type") == "RollingUpdate" and "rollingUpdate" in strategy:
        rolling: Obj = strategy["rollingUpdate"]
        _rolling("spec.updateStrategy.rollingUpdate", rolling, found)
        if all(rolling.get(name) not in (0, "0%") for name in ("maxUnavailable", "maxSurge")):
            detail = "may not be set when maxUnavailable is non-zero"
            found.invalid("spec.updateStrategy.rollingUpdate.maxSurge", rolling.get("maxSurge"), detail)
    if old is not None:
        found.immutable("spec.selector", spec.get("selector"), old["spec"].get("selector"))


def check_revision(revision: Obj, old: Obj | None, found: Problems) -> None:
    """Check a controller revision; its data never changes."""
    found.at_least("revision", revision.get("revision"), 0)
    if not revision.get("data"):
        found.required("data", "data is mandatory")
    if old is not None:
        found.immutable("data", revision.get("data"), old.get("data"))


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


def _but(spec: Obj, names_: tuple[str, ...]) -> Obj:
    return {name: value for name, value in spec.items() if name not in names_}


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
