"""Labels and taints of hosts: which are well formed, which are not ours to change, and what a change makes of them.

Source: "Labels and Selectors" and "Taints and Tolerations" in the Kubernetes documentation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from slipway.cluster import Obj
from slipway.errors import Invalid
from slipway.hosts.schemas import TaintIn, TaintsPatch

LONGEST_PREFIX = 253
PROTECTED = (
    "kubernetes.io", "beta.kubernetes.io", "node.kubernetes.io", "node-role.kubernetes.io",
    "node.cloudprovider.kubernetes.io", "kubeadm.alpha.kubernetes.io", "slipway.io",
)  # fmt: skip
"""Prefixes whose marks kubelets, the cluster's controllers and the platform set, and rely on."""

_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")
_PREFIX = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")


def check_labels(labels: Mapping[str, str | None]) -> None:
    """Raise Invalid for a change of labels that Kubernetes would refuse, or that is not for people to make."""
    for key, value in labels.items():
        _check(key, value or "", f"labels.{key}")


def check_taints(wanted: TaintsPatch) -> None:
    """Raise Invalid likewise for taints."""
    for number, taint in enumerate(wanted.add):
        _check(taint.key, taint.value, f"add[{number}].key")
    for number, gone in enumerate(wanted.remove):
        _check(gone.key, "", f"remove[{number}].key")


def changed_taints(taints: Sequence[Obj], wanted: TaintsPatch) -> list[Obj]:
    """Return taints after a change. A taint is known by its key and effect; without an effect, all of a key go."""

    def stays(taint: Obj) -> bool:
        replaced = any((each.key, each.effect) == (taint["key"], taint["effect"]) for each in wanted.add)
        gone = any(each.key == taint["key"] and each.effect in (None, taint["effect"]) for each in wanted.remove)
        return not (replaced or gone)

    return [each for each in taints if stays(each)] + [_written(each) for each in wanted.add]


def _written(taint: TaintIn) -> Obj:
    value = {"value": taint.value} if taint.value else {}
    return {"key": taint.key, **value, "effect": taint.effect}


def _check(key: str, value: str, field: str) -> None:
    prefix, slash, name = key.rpartition("/")
    sound = not slash or (len(prefix) <= LONGEST_PREFIX and _PREFIX.fullmatch(prefix) is not None)
    if not sound or _NAME.fullmatch(name) is None:
        raise Invalid("host.label_key_invalid", {"key": key}, field=field)
    if value and _NAME.fullmatch(value) is None:
        raise Invalid("host.label_value_invalid", {"key": key, "value": value}, field=field)
    if prefix in PROTECTED or prefix.endswith(".slipway.io"):
        raise Invalid("host.label_protected", {"key": key}, field=field)
