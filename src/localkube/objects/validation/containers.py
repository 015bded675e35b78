"""Containers: names, images, ports, environment, resources, probes, mounts."""

from __future__ import annotations

import re

from localkube.objects.access import Obj
from localkube.objects.quantity import parse
from localkube.objects.validation import names
from localkube.objects.validation.problems import Problems
from localkube.objects.validation.security import check_container_security

_STANDARD_RESOURCES = ("cpu", "memory", "ephemeral-storage")
_ENV_FIELDS = (
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
)
_KEYED_FIELD = re.compile(r"metadata\.(labels|annotations)\['[^']+'\]")
_ENV_SOURCES = ("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef")
_HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc", "sleep")
_MOST_RULES, _MOST_CODES = 20, 255
_PROBE_NUMBERS = (
    "initialDelaySeconds",
    "timeoutSeconds",
    "periodSeconds",
    "successThreshold",
    "failureThreshold",
)


def check_containers(path: str, containers: list[Obj], volumes: set[str], taken: set[str], found: Problems) -> None:
    """Check a list of containers. ``taken`` are names that other lists of the pod have; it takes up these."""
    for index, container in enumerate(containers):
        at = f"{path}[{index}]"
        _name(f"{at}.name", container.get("name", ""), taken, found)
        _image(at, container, found)
        _ports(f"{at}.ports", container.get("ports", []), found)
        _env(at, container, found)
        check_resources(f"{at}.resources", container.get("resources", {}), found)
        _probes(at, container, found)
        privileged = bool((container.get("securityContext") or {}).get("privileged"))
        _mounts(f"{at}.volumeMounts", container.get("volumeMounts", []), volumes, found, privileged=privileged)
        check_container_security(at, container, found)
        _restart_rules(at, container, found)


def check_init_container(path: str, container: Obj, found: Problems) -> None:
    """What only those init containers may have that keep running."""
    if container.get("restartPolicy") == "Always":
        return
    for name in ("lifecycle", "livenessProbe", "readinessProbe", "startupProbe"):
        if name in container:
            found.forbidden(f"{path}.{name}", "may not be set for init containers without restartPolicy=Always")


def check_port(path: str, port: int | str | None, found: Problems) -> None:
    """A port by number or by the name of a container's port."""
    if isinstance(port, int):
        found.between(path, port, 1, 65535)
    elif not port:
        found.required(path)
    elif wrong := names.port_name(port):
        found.invalid(path, port, wrong)


def check_resources(path: str, resources: Obj, found: Problems) -> None:
    """Requests and limits: known resources, not negative, requests within limits."""
    limits: Obj = resources.get("limits", {})
    for part in ("limits", "requests"):
        for name, amount in resources.get(part, {}).items():
            _resource_name(f"{path}.{part}[{name}]" if part == "limits" else f"{path}.{part}", name, found)
            if parse(amount) < 0:
                found.invalid(f"{path}.{part}[{name}]", amount, "must be greater than or equal to 0")
    for name, amount in resources.get("requests", {}).items():
        if name in limits and parse(amount) > parse(limits[name]):
            detail = f"must be less than or equal to {name} limit of {limits[name]}"
            found.invalid(f"{path}.requests", amount, detail)


def _restart_rules(path: str, container: Obj, found: Problems) -> None:
    policy = container.get("restartPolicy")
    found.one_of(f"{path}.restartPolicy", policy, ("Always", "OnFailure", "Never"))
    rules: list[Obj] = container.get("restartPolicyRules") or []
    if rules and not policy:
        found.required(f"{path}.restartPolicy", "must specify restartPolicy when restart rules are used")
    if len(rules) > _MOST_RULES:
        found.too_many(f"{path}.restartPolicyRules", len(rules), _MOST_RULES)
    for index, rule in enumerate(rules):
        at = f"{path}.restartPolicyRules[{index}]"
        found.one_of(f"{at}.action", rule.get("action", ""), ("Restart",))
        codes: Obj | None = rule.get("exitCodes")
        if codes is None:
            found.required(f"{at}.exitCodes", "must be specified")
            continue
        found.one_of(f"{at}.exitCodes.operator", codes.get("operator", ""), ("In", "NotIn"))
        if len(codes.get("values") or ()) > _MOST_CODES:
            found.too_many(f"{at}.exitCodes.values", len(codes["values"]), _MOST_CODES)


def _name(path: str, name: str, taken: set[str], found: Problems) -> None:
    if not name:
        found.required(path)
    elif wrong := names.label(name):
        found.invalid(path, name, wrong)
    elif name in taken:
        found.duplicate(path, name)
    taken.add(name)


def _image(path: str, container: Obj, found: Problems) -> None:
    image: str = container.get("image", "")
    if not image:
        found.required(f"{path}.image")
    elif image != image.strip():
        found.invalid(f"{path}.image", image, "must not have leading or trailing whitespace")
    found.one_of(f"{path}.imagePullPolicy", container.get("imagePullPolicy"), ("Always", "IfNotPresent", "Never"))
    policy = container.get("terminationMessagePolicy")
    found.one_of(f"{path}.terminationMessagePolicy", policy, ("File", "FallbackToLogsOnError"))


def _ports(path: str, ports: list[Obj], found: Problems) -> None:
    taken: set[str] = set()
    for index, port in enumerate(ports):
        at = f"{path}[{index}]"
        name: str | None = port.get("name")
        if name:
            if wrong := names.port_name(name):
                found.invalid(f"{at}.name", name, wrong)
            elif name in taken:
                found.duplicate(f"{at}.name", name)
            taken.add(name)
        if not port.get("containerPort"):
            found.required(f"{at}.containerPort")
        else:
            found.between(f"{at}.containerPort", port["containerPort"], 1, 65535)
        if port.get("hostPort"):
            found.between(f"{at}.hostPort", port["hostPort"], 1, 65535)
        found.one_of(f"{at}.protocol", port.get("protocol"), ("SCTP", "TCP", "UDP"))


def _env(path: str, container: Obj, found: Problems) -> None:
    for index, variable in enumerate(container.get("env", [])):
        at = f"{path}.env[{index}]"
        name: str = variable.get("name", "")
        if not name:
            found.required(f"{at}.name")
        elif wrong := names.env_name(name):
            found.invalid(f"{at}.name", name, wrong)
        if "valueFrom" in variable:
            if variable.get("value"):
                found.invalid(f"{at}.valueFrom", "", "may not be specified when `value` is not empty")
            _env_source(f"{at}.valueFrom", variable["valueFrom"], found)
    for index, source in enumerate(container.get("envFrom", [])):
        at = f"{path}.envFrom[{index}]"
        given = [name for name in ("configMapRef", "secretRef") if name in source]
        if len(given) != 1:
            detail = "may not have more than one field specified at a time" if given else "must specify one of"
            found.invalid(at, "", detail if given else f"{detail}: `configMapRef` or `secretRef`")
        elif not source[given[0]].get("name"):
            found.required(f"{at}.{given[0]}.name")


def _env_source(path: str, source: Obj, found: Problems) -> None:
    given = [name for name in _ENV_SOURCES if name in source]
    if not given:
        wanted = "`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"
        found.invalid(path, "", f"must specify one of: {wanted}")
    elif len(given) > 1:
        found.invalid(path, "", "may not have more than one field specified at a time")
    for name in ("configMapKeyRef", "secretKeyRef"):
        if name in source:
            if not source[name].get("name"):
                found.required(f"{path}.{name}.name")
            if not source[name].get("key"):
                found.required(f"{path}.{name}.key")
            elif wrong := names.config_key(source[name]["key"]):
                found.invalid(f"{path}.{name}.key", source[name]["key"], wrong)
    if "fieldRef" in source:
        field: str = source["fieldRef"].get("fieldPath", "")
        if not field:
            found.required(f"{path}.fieldRef.fieldPath")
        elif field not in _ENV_FIELDS and not _KEYED_FIELD.fullmatch(field):
            found.unsupported(f"{path}.fieldRef.fieldPath", field, _ENV_FIELDS)


def _resource_name(path: str, name: str, found: Problems) -> None:
    if wrong := names.qualified_name(name):
        found.invalid(path, name, wrong)
    elif "/" not in name and name not in _STANDARD_RESOURCES and not name.startswith("hugepages-"):
        found.invalid(path, name, "must be a standard resource type or fully qualified")


def _probes(path: str, container: Obj, found: Problems) -> None:
    for name in ("livenessProbe", "readinessProbe", "startupProbe"):
        probe: Obj | None = container.get(name)
        if probe is None:
            continue
        at = f"{path}.{name}"
        _handler(at, probe, found)
        for number in _PROBE_NUMBERS:
            found.at_least(f"{at}.{number}", probe.get(number), 0)
        grace = probe.get("terminationGracePeriodSeconds")
        if grace is not None and name == "readinessProbe":
            found.invalid(f"{at}.terminationGracePeriodSeconds", grace, "must not be set for readinessProbes")
        elif grace is not None and grace < 1:
            found.invalid(f"{at}.terminationGracePeriodSeconds", grace, "must be greater than 0")
        if name != "readinessProbe" and probe.get("successThreshold", 1) != 1:
            found.invalid(f"{at}.successThreshold", probe["successThreshold"], "must be 1")
    for name, hook in container.get("lifecycle", {}).items():
        if isinstance(hook, dict):
            _handler(f"{path}.lifecycle.{name}", hook, found)


def _handler(path: str, handler: Obj, found: Problems) -> None:
    given = [name for name in _HANDLERS if name in handler]
    if not given:
        found.required(path, "must specify a handler type")
    for name in given[1:]:
        found.forbidden(f"{path}.{name}", "may not specify more than 1 handler type")
    for name in given[:1]:
        action: Obj = handler[name]
        if name == "exec" and not action.get("command"):
            found.required(f"{path}.exec.command")
        if name in ("httpGet", "tcpSocket"):
            check_port(f"{path}.{name}.port", action.get("port"), found)
        if name == "grpc":
            found.between(f"{path}.grpc.port", action.get("port", 0), 1, 65535)
        if name == "httpGet":
            found.one_of(f"{path}.httpGet.scheme", action.get("scheme"), ("HTTP", "HTTPS"))


def _mounts(path: str, mounts: list[Obj], volumes: set[str], found: Problems, *, privileged: bool) -> None:
    taken: set[str] = set()
    for index, mount in enumerate(mounts):
        at = f"{path}[{index}]"
        if not mount.get("name"):
            found.required(f"{at}.name")
        elif mount["name"] not in volumes:
            found.not_found(f"{at}.name", mount["name"])
        where: str = mount.get("mountPath", "")
        if not where:
            found.required(f"{at}.mountPath")
        elif where in taken:
            found.invalid(f"{at}.mountPath", where, "must be unique")
        taken.add(where)
        _check_recursion(at, mount, found)
        propagation = mount.get("mountPropagation")
        found.one_of(f"{at}.mountPropagation", propagation, ("Bidirectional", "HostToContainer", "None"))
        if propagation == "Bidirectional" and not privileged:
            detail = "Bidirectional mount propagation is available only to privileged containers"
            found.forbidden(f"{at}.mountPropagation", detail)
        if mount.get("subPath") and mount.get("subPathExpr"):
            found.invalid(f"{at}.subPathExpr", mount["subPathExpr"], "subPathExpr and subPath are mutually exclusive")
        for name in ("subPath", "subPathExpr"):
            check_inner_path(f"{at}.{name}", mount.get(name, ""), found)


def _check_recursion(path: str, mount: Obj, found: Problems) -> None:
    wanted = mount.get("recursiveReadOnly")
    found.one_of(f"{path}.recursiveReadOnly", wanted, ("Disabled", "Enabled", "IfPossible"))
    if wanted in ("Enabled", "IfPossible"):
        if not mount.get("readOnly"):
            found.forbidden(f"{path}.recursiveReadOnly", "may only be specified when readOnly is true")
        if mount.get("mountPropagation", "None") != "None":
            detail = "may only be specified when mountPropagation is None or not specified"
            found.forbidden(f"{path}.recursiveReadOnly", detail)


def check_inner_path(path: str, value: str, found: Problems) -> None:
    """A path that stays below where it starts."""
    if value.startswith("/"):
        found.invalid(path, value, "must be a relative path")
    if ".." in value.split("/"):
        found.invalid(path, value, "must not contain '..'")
