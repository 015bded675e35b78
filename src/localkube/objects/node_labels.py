"""The labels by which nodes tell what they are, under their present names and under older ones. Pure.

Of the names with ``beta`` in them a node has those of system and architecture, as with a kubelet of 1.36. Those of
instance type, zone and region come from a cloud, and there is none here.
"""

from __future__ import annotations

from collections.abc import Mapping

SYSTEM = "kubernetes.io/os"
ARCHITECTURE = "kubernetes.io/arch"
_OLD_NAMES = {SYSTEM: "beta.kubernetes.io/os", ARCHITECTURE: "beta.kubernetes.io/arch"}


def old_labels(labels: Mapping[str, str]) -> dict[str, str]:
    """What ``labels`` say, under the older names."""
    return {old: labels[name] for name, old in _OLD_NAMES.items() if name in labels}
