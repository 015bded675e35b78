"""Kinds that mostly hold data: config maps, secrets, quotas, limit ranges, leases, nodes."""

from __future__ import annotations

import json
from base64 import b64decode

from localkube.objects.access import Obj
from localkube.objects.accounts import ACCOUNT_NAME, ACCOUNT_TOKEN
from localkube.objects.errors import BadRequest
from localkube.objects.quantity import parse
from localkube.objects.validation import names
from localkube.objects.validation.metadata import check_labels
from localkube.objects.validation.problems import Problems

_SIZE_LIMIT = 1024 * 1024
_SECRET_KEYS = {
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
}
_BASIC_AUTH_KEYS = ("username", "password")
_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_LIMIT_TYPES = ("Container", "PersistentVolumeClaim", "Pod")


def check_config_map(config_map: Obj, old: Obj | None, found: Problems) -> None:
    """Check keys and size."""
    data, binary = config_map.get("data", {}), config_map.get("binaryData", {})
    _keys("data", data, found)
    _keys("binaryData", binary, found)
    for key in data.keys() & binary.keys():
        found.invalid(f"data[{key}]", key, "duplicate of key present in binaryData")
    if sum(len(value) for value in (*data.values(), *binary.values())) > _SIZE_LIMIT:
        found.too_long("", _SIZE_LIMIT)
    _stays(config_map, old, ("data", "binaryData"), found)


def check_secret(secret: Obj, old: Obj | None, found: Problems) -> None:
    """Check keys, size and what the type demands."""
    data: dict[str, str] = secret.get("data", {})
    _keys("data", data, found)
    if sum(len(value) * 3 // 4 for value in data.values()) > _SIZE_LIMIT:
        found.too_long("data", _SIZE_LIMIT)
    if secret.get("type") == ACCOUNT_TOKEN and not (secret["metadata"].get("annotations") or {}).get(ACCOUNT_NAME):
        found.required(f"metadata.annotations[{ACCOUNT_NAME}]")
    for key in _SECRET_KEYS.get(secret.get("type", ""), ()):
        if key not in data:
            found.required(f"data[{key}]")
        elif key.startswith(".") and not _is_json(data[key]):
            found.invalid(f"data[{key}]", "<secret contents redacted>", "must be valid JSON")
    if secret.get("type") == "kubernetes.io/basic-auth" and not data.keys() & set(_BASIC_AUTH_KEYS):
        for key in _BASIC_AUTH_KEYS:
            found.required(f"data[{key}]")
    if old is not None:
        found.immutable("type", secret.get("type"), old.get("type"))
    _stays(secret, old, ("data",), found)


def check_limit_range(limit_range: Obj, _: Obj | None, found: Problems) -> None:
    """Check that minima, defaults and maxima are in order."""
    for index, item in enumerate(limit_range.get("spec", {}).get("limits", [])):
        path = f"spec.limits[{index}]"
        if not item.get("type"):
            found.required(f"{path}.type")
        else:
            found.one_of(f"{path}.type", item["type"], _LIMIT_TYPES)
        for low, high in (("min", "max"), ("min", "default"), ("defaultRequest", "default"), ("default", "max")):
            for name in item.get(low, {}).keys() & item.get(high, {}).keys():
                less, more = item[low][name], item[high][name]
                if parse(less) > parse(more):
                    detail = f"{low} value {less} is greater than {high} value {more}"
                    found.invalid(f"{path}.{low}[{name}]", less, detail)


def check_lease(lease: Obj, _: Obj | None, found: Problems) -> None:
    """Check durations."""
    spec: Obj = lease.get("spec", {})
    found.at_least("spec.leaseDurationSeconds", spec.get("leaseDurationSeconds"), 1)
    found.at_least("spec.leaseTransitions", spec.get("leaseTransitions"), 0)


def check_node(node: Obj, _: Obj | None, found: Problems) -> None:
    """Check addresses of pods, and taints."""
    spec: Obj = node.get("spec", {})
    ranges: list[str] = spec.get("podCIDRs") or []
    if ranges and spec.get("podCIDR") != ranges[0]:
        raise BadRequest(f"conversion Error: v1.PodCIDR({spec.get('podCIDR')}) != v1.CIDRs[0]({ranges[0]})")
    for index, given in enumerate(ranges):
        if wrong := names.network(given):
            found.invalid(f"spec.podCIDRs[{index}]", given, wrong)
    families = [":" in given for given in ranges]
    if len(families) != len(set(families)):
        found.invalid("spec.podCIDRs", ranges, "may specify no more than one CIDR for each IP family")
    taken: set[tuple[str, str]] = set()
    for index, taint in enumerate(spec.get("taints", [])):
        path = f"spec.taints[{index}]"
        check_labels(path, {taint.get("key", ""): taint.get("value", "")}, found)
        if not taint.get("effect"):
            found.required(f"{path}.effect")
        else:
            found.one_of(f"{path}.effect", taint["effect"], _EFFECTS)
        both = taint.get("key", ""), taint.get("effect", "")
        if both in taken:
            found.duplicate(path, taint, "taints must be unique by key and effect pair")
        taken.add(both)


def check_node_change(node: Obj, old: Obj, found: Problems) -> None:
    """Check that the node's pods stay where they are: what was said once about that stays."""
    before, after = old.get("spec", {}), node.get("spec", {})
    if before.get("podCIDRs") and before["podCIDRs"] != after.get("podCIDRs"):
        found.forbidden("spec.podCIDRs", 'node updates may not change podCIDR except from "" to valid')
    if before.get("providerID") and before["providerID"] != after.get("providerID"):
        found.forbidden("spec.providerID", 'node updates may not change providerID except from "" to valid')


def _keys(path: str, data: dict[str, str], found: Problems) -> None:
    for key in data:
        if wrong := names.config_key(key):
            found.invalid(f"{path}[{key}]", key, wrong)


def _stays(obj: Obj, old: Obj | None, fields: tuple[str, ...], found: Problems) -> None:
    if old is None or not old.get("immutable"):
        return
    if not obj.get("immutable"):
        found.forbidden("immutable", "field is immutable when `immutable` is set")
    for name in fields:
        if obj.get(name) != old.get(name):
            found.forbidden(name, "field is immutable when `immutable` is set")


def _is_json(encoded: str) -> bool:
    try:
        json.loads(b64decode(encoded))
    except ValueError:
        return False
    return True
