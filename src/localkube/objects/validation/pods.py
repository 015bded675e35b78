"""Pods and pod templates."""

from __future__ import annotations

from collections.abc import Iterable

from localkube.objects.access import Obj
from localkube.objects.validation import names
from localkube.objects.validation.containers import check_containers, check_init_container
from localkube.objects.validation.live_pods import check_ephemeral, check_resize
from localkube.objects.validation.metadata import check_annotations, check_expression, check_labels, check_selector
from localkube.objects.validation.priority import check_pod_priority
from localkube.objects.validation.problems import Problems
from localkube.objects.validation.security import check_pod_security
from localkube.objects.validation.volumes import check_volumes

_DNS_POLICIES = ("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None")
_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_CHANGEABLE = "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`"
_CHANGE_REFUSED = (
    f"pod updates may not change fields other than {_CHANGEABLE},`spec.tolerations` (only additions to existing"
    " tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
)


def check_pod(pod: Obj, old: Obj | None, found: Problems) -> None:
    """Check a pod. Of a pod that exists, only images, deadline and tolerations change (and its node, once)."""
    spec: Obj = pod.get("spec", {})
    if old is not None and spec == old.get("spec"):
        return
    if spec.get("schedulingGates") and spec.get("nodeName"):
        found.forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared")
    if old is None and spec.get("ephemeralContainers"):
        found.forbidden("spec.ephemeralContainers", "cannot be set on create")
    gates = [gate.get("name", "") for gate in spec.get("schedulingGates", [])]
    for index, gate in enumerate(gates):
        if gate in gates[:index]:
            found.duplicate(f"spec.schedulingGates[{index}]", gate)
    check_pod_spec("spec", spec, found)
    found.one_of("spec.restartPolicy", spec.get("restartPolicy"), ("Always", "OnFailure", "Never"))
    if old is not None:
        _check_deadline(spec, old["spec"], found)
    if old is not None and _fixed(spec, old["spec"]) != _fixed(old["spec"], old["spec"]):
        found.forbidden("spec", _CHANGE_REFUSED)


PARTS = {"ephemeralcontainers": check_ephemeral, "resize": check_resize}
"""What is written through a subresource of its own, with the check of that."""


def check_template(path: str, template: Obj, found: Problems, claimed: Iterable[str] = ()) -> None:
    """Check the template of a workload whose pods run for ever. ``claimed``: volumes that its claims add."""
    check_any_template(path, template, found, claimed)
    spec: Obj = template.get("spec", {})
    found.one_of(f"{path}.spec.restartPolicy", spec.get("restartPolicy"), ("Always",))
    if "activeDeadlineSeconds" in spec:
        found.forbidden(f"{path}.spec.activeDeadlineSeconds", "activeDeadlineSeconds in ReplicaSet is not Supported")


def check_any_template(path: str, template: Obj, found: Problems, claimed: Iterable[str] = ()) -> None:
    """Check what the templates of all workloads have in common."""
    metadata: Obj = template.get("metadata", {})
    check_labels(f"{path}.metadata.labels", metadata.get("labels"), found)
    check_annotations(f"{path}.metadata.annotations", metadata.get("annotations"), found)
    check_pod_spec(f"{path}.spec", template.get("spec", {}), found, claimed)


def check_pod_spec(path: str, spec: Obj, found: Problems, claimed: Iterable[str] = ()) -> None:
    """What pods and templates have in common."""
    volumes = check_volumes(f"{path}.volumes", spec.get("volumes", []), found) | set(claimed)
    if not spec.get("containers"):
        found.required(f"{path}.containers")
    taken: set[str] = set()
    for name in ("containers", "initContainers"):
        check_containers(f"{path}.{name}", spec.get(name, []), volumes, taken, found)
    for index, container in enumerate(spec.get("initContainers", [])):
        check_init_container(f"{path}.initContainers[{index}]", container, found)
    found.at_least(f"{path}.terminationGracePeriodSeconds", spec.get("terminationGracePeriodSeconds"), 0)
    _sleeps(path, spec, found)
    found.at_least(f"{path}.activeDeadlineSeconds", spec.get("activeDeadlineSeconds"), 1)
    check_labels(f"{path}.nodeSelector", spec.get("nodeSelector"), found)
    for name, is_valid in (("hostname", names.label), ("subdomain", names.label), ("nodeName", names.subdomain)):
        if spec.get(name) and (wrong := is_valid(spec[name])):
            found.invalid(f"{path}.{name}", spec[name], wrong)
    _dns(path, spec, found)
    _tolerations(f"{path}.tolerations", spec.get("tolerations", []), found)
    _affinity(f"{path}.affinity", spec.get("affinity", {}), found)
    _spread(f"{path}.topologySpreadConstraints", spec.get("topologySpreadConstraints", []), found)
    check_pod_security(path, spec, found)
    check_pod_priority(path, spec, found)
    if "os" in spec:
        found.one_of(f"{path}.os.name", spec["os"].get("name", ""), ("linux", "windows"))
    if spec.get("hostNetwork"):
        _ports_of_node(path, spec, found)
    for index, alias in enumerate(spec.get("hostAliases", [])):
        if wrong := names.ip_address(alias.get("ip", "")):
            found.invalid(f"{path}.hostAliases[{index}].ip", alias.get("ip", ""), wrong)


def _fixed(spec: Obj, old: Obj) -> Obj:
    """The part of the spec that may not change, given what it was."""
    fixed = {name: value for name, value in spec.items() if name not in ("activeDeadlineSeconds", "tolerations")}
    for name in ("containers", "initContainers"):
        if name in fixed:
            fixed[name] = [{**container, "image": ""} for container in fixed[name]]
    if not old.get("nodeName"):
        fixed.pop("nodeName", None)
    gates = [gate for gate in spec.get("schedulingGates", []) if gate in old.get("schedulingGates", [])]
    if gates == spec.get("schedulingGates", []):  # they may go, and none may come
        fixed.pop("schedulingGates", None)
        if old.get("schedulingGates"):
            fixed["schedulingGates"] = old["schedulingGates"]
    kept = spec.get("tolerations", [])
    fixed["tolerations"] = [toleration for toleration in old.get("tolerations", []) if toleration in kept]
    return fixed


def _check_deadline(spec: Obj, old: Obj, found: Problems) -> None:
    """It may be set and come nearer, and neither move away nor go."""
    path, before, after = (
        "spec.activeDeadlineSeconds",
        old.get("activeDeadlineSeconds"),
        spec.get("activeDeadlineSeconds"),
    )
    if before is not None and after is None:
        found.invalid(path, None, "must not update from a positive integer to nil value")
    elif before is not None and after > before:
        found.invalid(path, after, "must be less than or equal to previous value")


def _sleeps(path: str, spec: Obj, found: Problems) -> None:
    """A hook that sleeps must leave the container the end of its grace period."""
    grace = spec.get("terminationGracePeriodSeconds", 30)
    for name in ("containers", "initContainers"):
        for index, container in enumerate(spec.get(name, [])):
            for hook in ("postStart", "preStop"):
                sleep = (container.get("lifecycle", {}).get(hook) or {}).get("sleep")
                seconds = (sleep or {}).get("seconds", 0)
                if sleep is not None and not 0 <= seconds <= grace:
                    detail = f"must be non-negative and less than terminationGracePeriodSeconds ({grace})"
                    found.invalid(f"{path}.{name}[{index}].lifecycle.{hook}.sleep.seconds", seconds, detail)


def _ports_of_node(path: str, spec: Obj, found: Problems) -> None:
    for name in ("containers", "initContainers"):
        for index, container in enumerate(spec.get(name, [])):
            for position, port in enumerate(container.get("ports", [])):
                if port.get("hostPort", 0) not in (0, port.get("containerPort")):
                    at = f"{path}.{name}[{index}].ports[{position}].containerPort"
                    found.invalid(at, port.get("containerPort"), "must match `hostPort` when `hostNetwork` is true")


def _dns(path: str, spec: Obj, found: Problems) -> None:
    found.one_of(f"{path}.dnsPolicy", spec.get("dnsPolicy"), _DNS_POLICIES)
    config: Obj = spec.get("dnsConfig", {})
    if spec.get("dnsPolicy") == "None" and not config.get("nameservers"):
        detail = "must provide at least one DNS nameserver when `dnsPolicy` is None"
        found.required(f"{path}.dnsConfig.nameservers", detail)
    for index, server in enumerate(config.get("nameservers", [])):
        if wrong := names.ip_address(server):
            found.invalid(f"{path}.dnsConfig.nameservers[{index}]", server, wrong)


def _tolerations(path: str, tolerations: list[Obj], found: Problems) -> None:
    for index, toleration in enumerate(tolerations):
        at = f"{path}[{index}]"
        found.one_of(f"{at}.operator", toleration.get("operator"), ("Equal", "Exists"))
        if toleration.get("effect"):
            found.one_of(f"{at}.effect", toleration["effect"], _EFFECTS)
        if not toleration.get("key") and toleration.get("operator") != "Exists":
            detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
            found.invalid(f"{at}.operator", toleration.get("operator", ""), detail)
        if toleration.get("operator") == "Exists" and toleration.get("value"):
            found.invalid(f"{at}.operator", toleration, "value must be empty when `operator` is 'Exists'")
        if "tolerationSeconds" in toleration and toleration.get("effect") != "NoExecute":
            detail = "effect must be 'NoExecute' when `tolerationSeconds` is set"
            found.invalid(f"{at}.effect", toleration.get("effect", ""), detail)


def _affinity(path: str, affinity: Obj, found: Problems) -> None:
    node: Obj = affinity.get("nodeAffinity", {})
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    preferred = "preferredDuringSchedulingIgnoredDuringExecution"
    if required in node:
        at = f"{path}.nodeAffinity.{required}.nodeSelectorTerms"
        terms: list[Obj] = node[required].get("nodeSelectorTerms", [])
        if not terms:
            found.required(at, "must have at least one node selector term")
        for index, term in enumerate(terms):
            _node_term(f"{at}[{index}]", term, found)
    for index, choice in enumerate(node.get(preferred, [])):
        at = f"{path}.nodeAffinity.{preferred}[{index}]"
        found.between(f"{at}.weight", choice.get("weight", 0), 1, 100)
        _node_term(f"{at}.preference", choice.get("preference", {}), found)
    for name in ("podAffinity", "podAntiAffinity"):
        for index, term in enumerate(affinity.get(name, {}).get(required, [])):
            _pod_term(f"{path}.{name}.{required}[{index}]", term, found)
        for index, choice in enumerate(affinity.get(name, {}).get(preferred, [])):
            at = f"{path}.{name}.{preferred}[{index}]"
            found.between(f"{at}.weight", choice.get("weight", 0), 1, 100)
            _pod_term(f"{at}.podAffinityTerm", choice.get("podAffinityTerm", {}), found)


def _node_term(path: str, term: Obj, found: Problems) -> None:
    for index, expression in enumerate(term.get("matchExpressions", [])):
        check_expression(f"{path}.matchExpressions[{index}]", expression, found, ("Gt", "Lt"))


def _pod_term(path: str, term: Obj, found: Problems) -> None:
    if not term.get("topologyKey"):
        found.required(f"{path}.topologyKey", "can not be empty")
    if "labelSelector" in term:
        check_selector(f"{path}.labelSelector", term["labelSelector"], found)


def _spread(path: str, constraints: list[Obj], found: Problems) -> None:
    for index, constraint in enumerate(constraints):
        at = f"{path}[{index}]"
        found.at_least(f"{at}.maxSkew", constraint.get("maxSkew", 0), 1)
        if not constraint.get("topologyKey"):
            found.required(f"{at}.topologyKey", "can not be empty")
        unsatisfiable = constraint.get("whenUnsatisfiable", "")
        found.one_of(f"{at}.whenUnsatisfiable", unsatisfiable, ("DoNotSchedule", "ScheduleAnyway"))
        if "labelSelector" in constraint:
            check_selector(f"{at}.labelSelector", constraint["labelSelector"], found)
