"""What can be set about the controllers. ``boot`` fills this from localkube's own settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from localkube.objects.access import Obj
from localkube.objects.usage import UsageSource


@dataclass(frozen=True, slots=True)
class Settings:
    """Times are in seconds and default to what Kubernetes uses."""

    cluster_ca: str | None = None
    """PEM text for the ``kube-root-ca.crt`` config map of every namespace; None: no such config map."""

    issue_token: Callable[[Obj, str], str] | None = None
    """Makes the token of a service account that a secret holds, by the account and the secret's name."""

    node_grace: float = 40.0
    """A node whose lease was not renewed for so long is not ready."""

    node_check: float = 5.0
    """How often leases are looked at."""

    event_lifetime: float = 3600.0
    """Events that were not repeated for so long are removed."""

    finished_pods_kept: int = 12500
    """Beyond so many Succeeded or Failed pods the oldest are removed."""

    pod_collection: float = 20.0
    """How often pods of vanished nodes and finished pods are looked for."""

    lost_node_quarantine: float = 40.0
    """A pod's node must be missing for so long before the pod is removed."""

    usage: UsageSource | None = None
    """What pods use, for autoscalers; None: nobody measures."""

    autoscaling_period: float = 15.0
    """How often autoscalers are looked at."""

    autoscaling_tolerance: float = 0.1
    """By which part usage may differ from what is wanted before a target is scaled."""

    downscale_stabilization: float = 300.0
    """How long less load must last before a target is scaled down."""

    cpu_initialization: float = 300.0
    """For so long after a pod's start its CPU counts only while it is ready."""

    initial_readiness: float = 30.0
    """A pod that has not been ready since so soon after its start was never ready."""
