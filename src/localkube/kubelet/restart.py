"""Whether a container that ended is started again: its own rules, its own policy, the pod's policy. Pure."""

from __future__ import annotations

from localkube.kubelet.podspec import init_containers
from localkube.objects.access import Obj
from localkube.runtime import Found


def restarts(pod: Obj, container: Obj, dead: Found) -> bool:
    """The first rule that matches decides, then the policy. An init container has done its work when it succeeded."""
    for rule in container.get("restartPolicyRules") or ():
        if _matches(rule, dead):
            return bool(rule.get("action") == "Restart")
    own: str | None = container.get("restartPolicy")
    policy = own or pod["spec"].get("restartPolicy", "Always")
    if own is None and policy == "Always" and container in init_containers(pod):
        policy = "OnFailure"
    return policy == "Always" or (policy == "OnFailure" and dead.exit_code != 0)


def _matches(rule: Obj, dead: Found) -> bool:
    codes: Obj = rule.get("exitCodes") or {}
    listed = dead.exit_code in (codes.get("values") or ())
    return listed if codes.get("operator") == "In" else not listed
