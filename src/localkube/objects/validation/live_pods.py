"""What may be changed of a pod that runs: its ephemeral containers, and what its containers may use."""

from __future__ import annotations

from collections.abc import Mapping

from localkube.objects.access import Obj
from localkube.objects.defaults.pods import qos_class
from localkube.objects.validation.containers import check_containers, check_resources
from localkube.objects.validation.problems import Problems
from localkube.objects.validation.volumes import check_volumes

_NOT_FOR_EPHEMERAL = (
    "ports",
    "livenessProbe",
    "readinessProbe",
    "startupProbe",
    "lifecycle",
    "resources",
    "resizePolicy",
    "restartPolicy",
    "restartPolicyRules",
)
_RESIZABLE = ("cpu", "memory")


def check_ephemeral(pod: Obj, old: Obj, found: Problems) -> None:
    """Ephemeral containers are added, and never changed or taken away."""
    path = "spec.ephemeralContainers"
    spec = pod["spec"]
    volumes = check_volumes("spec.volumes", spec.get("volumes", []), found)
    regular = [c["name"] for part in ("containers", "initContainers") for c in spec.get(part) or ()]
    containers: list[Obj] = spec.get("ephemeralContainers") or []
    check_containers(path, containers, volumes, set(regular), found)
    for index, container in enumerate(containers):
        at = f"{path}[{index}]"
        for name in _NOT_FOR_EPHEMERAL:
            if container.get(name):
                found.forbidden(f"{at}.{name}", "cannot be set for an Ephemeral Container")
        target = container.get("targetContainerName")
        if target and target not in regular:
            found.not_found(f"{at}.targetContainerName", target)
        for number, mount in enumerate(container.get("volumeMounts") or ()):
            for name in ("subPath", "subPathExpr"):
                if mount.get(name):
                    found.forbidden(f"{at}.volumeMounts[{number}].{name}", "cannot be set for an Ephemeral Container")
    present = {container.get("name"): container for container in containers}
    for container in old["spec"].get("ephemeralContainers") or ():
        name = container["name"]
        if name not in present:
            found.forbidden(path, f'existing ephemeral containers "{name}" may not be removed')
        elif present[name] != container:
            found.forbidden(path, f'existing ephemeral containers "{name}" may not be changed')


def check_resize(pod: Obj, old: Obj, found: Problems) -> None:
    """CPU and memory change, within the pod's quality of service."""
    for part in ("containers", "initContainers"):
        before = {container["name"]: container for container in old["spec"].get(part) or ()}
        for index, container in enumerate(pod["spec"].get(part) or ()):
            path = f"spec.{part}[{index}]"
            earlier = before[container["name"]]
            _check_policy(f"{path}.resizePolicy", container, found)
            if container.get("resizePolicy") != earlier.get("resizePolicy"):
                found.forbidden(f"{path}.resizePolicy", "may not be changed")
            if container.get("resources") == earlier.get("resources"):
                continue
            if part == "initContainers" and container.get("restartPolicy") != "Always":
                found.forbidden(f"{path}.resources", "only sidecar containers of initContainers can be resized")
            check_resources(f"{path}.resources", container.get("resources") or {}, found)
            _check_amounts(f"{path}.resources", container.get("resources") or {}, earlier.get("resources") or {}, found)
    if qos_class(pod["spec"]) != qos_class(old["spec"]):
        found.invalid("spec", qos_class(pod["spec"]), "Pod QOS Class may not change as a result of resizing")


def _check_policy(path: str, container: Obj, found: Problems) -> None:
    for index, policy in enumerate(container.get("resizePolicy") or ()):
        found.one_of(f"{path}[{index}].resourceName", policy.get("resourceName", ""), _RESIZABLE)
        found.one_of(
            f"{path}[{index}].restartPolicy", policy.get("restartPolicy", ""), ("NotRequired", "RestartContainer")
        )


def _check_amounts(path: str, new: Obj, old: Obj, found: Problems) -> None:
    for part in ("limits", "requests"):
        after: Mapping[str, str] = new.get(part) or {}
        before: Mapping[str, str] = old.get(part) or {}
        if before.keys() - after.keys():
            found.forbidden(f"{path}.{part}", f"resource {part} cannot be removed")
        for name in {*before, *after} - set(_RESIZABLE):
            if before.get(name) != after.get(name):
                found.forbidden(f"{path}.{part}", "only cpu and memory resources are mutable")
