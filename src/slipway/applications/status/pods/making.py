"""Containers that are not made: their image, their command, or what they stand on. Pure."""

from __future__ import annotations

import re

from slipway.applications.status.pods.parts import Scene, containers, spec_of
from slipway.applications.status.texts import tell
from slipway.cluster import Obj
from slipway.containers import Reason
from slipway.images import registry_of

PULL_ERRORS = {
    "ErrImagePull": "image_pull_failed",
    "ImagePullBackOff": "image_pull_failed",
    "ImageInspectError": "image_pull_failed",
    "RegistryUnavailable": "image_pull_failed",
    "InvalidImageName": "image_pull_failed.name",
    "ErrImageNeverPull": "image_pull_failed.absent",
}
START_ERRORS = ("CreateContainerConfigError", "CreateContainerError", "RunContainerError", "PostStartHookError")
SURROUNDINGS = ("FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox")
_REFUSED = re.compile(r"unauthorized|authentication required|no basic auth|access denied|\b40[13]\b", re.IGNORECASE)
_EXECUTED = re.compile(r"exec: \"(?P<command>[^\"]+)\"")


def making(pod: Obj) -> Reason | None:
    """Return why a container waits for its image or cannot be started."""
    for each in containers(pod):
        name, waiting = str(each["name"]), (each.get("state") or {}).get("waiting") or {}
        why, said = str(waiting.get("reason") or ""), str(waiting.get("message") or "")
        if why in PULL_ERRORS:
            image = str(spec_of(pod, name).get("image"))
            if PULL_ERRORS[why] == "image_pull_failed" and _REFUSED.search(said):
                return tell("image_pull_failed.login", {"image": image, "registry": registry_of(image)}, said)
            return tell(PULL_ERRORS[why], {"image": image}, said)
        if why in START_ERRORS:
            return not_started(pod, name, said)
    return None


def surroundings(pod: Obj, scene: Scene) -> Reason | None:
    """Return why what a container stands on cannot be made, when it is not made yet."""
    if any("waiting" not in (each.get("state") or {"waiting": {}}) for each in containers(pod)):
        return None
    for event in reversed(scene.warnings):
        if event.get("reason") in SURROUNDINGS:
            said = str(event["message"])
            about_volume = event["reason"] == "FailedAttachVolume" or "persistentvolumeclaim" in said.lower()
            return tell("volume_unbound" if about_volume else "cannot_start", detail=said)
    return None


def not_started(pod: Obj, name: str, said: str) -> Reason:
    """Return the reason for a container that could not be started; name its command when that is to blame."""
    executed = _EXECUTED.search(said)
    command = executed["command"] if executed else " ".join(spec_of(pod, name).get("command") or [])
    to_blame = executed is not None or not said or "no such file" in said or "permission denied" in said
    if command and to_blame:
        return tell("cannot_start.command", {"command": command}, said)
    return tell("cannot_start", detail=said)
