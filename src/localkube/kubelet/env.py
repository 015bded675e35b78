"""The environment of a container: its own values, maps and secrets, fields of the pod, services. Pure."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from localkube.kubelet.expansion import expand
from localkube.kubelet.failures import ConfigMissing
from localkube.kubelet.fields import Addresses, Allocatable, field_value, resource_value
from localkube.kubelet.podspec import all_containers, container_named
from localkube.objects.access import Obj

Find = Callable[[str, str], Obj | None]
"""By resource (``configmaps``, ``secrets``) and name, in the pod's namespace."""

_NAME = re.compile(r"[^=\x00]+")
_KINDS = {"configmaps": "ConfigMap", "secrets": "Secret"}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What variables may refer to besides the pod."""

    find: Find
    addresses: Addresses
    allocatable: Allocatable
    services: Mapping[str, str] = field(default_factory=dict)


def environment(pod: Obj, container: Obj, around: Surroundings) -> dict[str, str]:
    """All variables; what is given later wins. Raises ConfigMissing."""
    variables = dict(around.services)
    for source in container.get("envFrom") or ():
        variables |= _whole_map(source, around.find)
    given = _Given(pod, container, around)
    for variable in container.get("env") or ():
        if "valueFrom" in variable:
            value = given.value(variable["valueFrom"])
        else:
            value = expand(variable.get("value") or "", variables)
        if value is not None:
            variables[variable["name"]] = value
    return variables


def references(pod: Obj) -> set[tuple[str, str]]:
    """The maps and secrets that a pod's variables and volumes refer to, as (resource, name)."""
    found: set[tuple[str, str]] = set()
    for container in all_containers(pod):
        for source in container.get("envFrom") or ():
            found |= _named(source, ("configMapRef", "configmaps", "name"), ("secretRef", "secrets", "name"))
        for variable in container.get("env") or ():
            source = variable.get("valueFrom") or {}
            found |= _named(source, ("configMapKeyRef", "configmaps", "name"), ("secretKeyRef", "secrets", "name"))
    for volume in pod["spec"].get("volumes") or ():
        found |= _named(volume, ("configMap", "configmaps", "name"), ("secret", "secrets", "secretName"))
        for source in (volume.get("projected") or {}).get("sources") or ():
            found |= _named(source, ("configMap", "configmaps", "name"), ("secret", "secrets", "name"))
    for secret in pod["spec"].get("imagePullSecrets") or ():
        found.add(("secrets", secret.get("name", "")))
    return found


def text_of(obj: Obj, key: str) -> str | None:
    """One key of a map or secret, decoded."""
    if key in (obj.get("stringData") or {}):
        return str(obj["stringData"][key])
    value = (obj.get("data") or {}).get(key)
    if value is None:
        return None
    return base64.b64decode(value).decode(errors="replace") if obj["kind"] == "Secret" else str(value)


class _Given:
    """Values by reference."""

    def __init__(self, pod: Obj, container: Obj, around: Surroundings) -> None:
        self._pod = pod
        self._container = container
        self._around = around

    def value(self, source: Obj) -> str | None:
        """None: the reference is optional and leads nowhere."""
        if "configMapKeyRef" in source:
            return self._key("configmaps", source["configMapKeyRef"])
        if "secretKeyRef" in source:
            return self._key("secrets", source["secretKeyRef"])
        if "fieldRef" in source:
            path = source["fieldRef"]["fieldPath"]
            value = field_value(self._pod, path, self._around.addresses)
            if value is None:
                raise ConfigMissing(f"unsupported fieldPath: {path}")
            return value
        if "resourceFieldRef" in source:
            return self._resource(source["resourceFieldRef"])
        raise ConfigMissing(f"unsupported source of a variable: {', '.join(sorted(source))}")

    def _key(self, resource: str, reference: Obj) -> str | None:
        name, key = reference["name"], reference["key"]
        optional = bool(reference.get("optional"))
        obj = self._around.find(resource, name)
        if obj is None:
            if optional:
                return None
            raise ConfigMissing(f'{_KINDS[resource].lower()} "{name}" not found')
        value = text_of(obj, key)
        if value is None and not optional:
            namespace = self._pod["metadata"]["namespace"]
            raise ConfigMissing(f"couldn't find key {key} in {_KINDS[resource]} {namespace}/{name}")
        return value

    def _resource(self, reference: Obj) -> str:
        name = reference.get("containerName") or self._container["name"]
        container = container_named(self._pod, name)
        if container is None:
            raise ConfigMissing(f"container {name} not found")
        resource = reference["resource"]
        value = resource_value(container, resource, reference.get("divisor"), self._around.allocatable)
        if value is None:
            raise ConfigMissing(f"unsupported container resource : {resource}")
        return value


def _whole_map(source: Obj, find: Find) -> dict[str, str]:
    prefix: str = source.get("prefix") or ""
    resource = "configmaps" if "configMapRef" in source else "secrets"
    reference: Obj = source.get("configMapRef") or source.get("secretRef") or {}
    obj = find(resource, reference.get("name", ""))
    if obj is None:
        if reference.get("optional"):
            return {}
        raise ConfigMissing(f'{_KINDS[resource].lower()} "{reference.get("name", "")}" not found')
    variables = {prefix + key: text_of(obj, key) or "" for key in obj.get("data") or {}}
    return {name: value for name, value in variables.items() if _NAME.fullmatch(name)}


def _named(source: Obj, *kinds: tuple[str, str, str]) -> set[tuple[str, str]]:
    return {(resource, source[name].get(key, "")) for name, resource, key in kinds if name in source}
