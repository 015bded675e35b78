"""Security contexts: as whom a container runs and what it may do. Pure but for seccomp profiles of the machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from localkube.kubelet.failures import ConfigMissing
from localkube.kubelet.podspec import full_name
from localkube.objects.access import Obj
from localkube.runtime import Image


@dataclass(frozen=True, slots=True)
class Rights:
    """In the runtime's terms."""

    user: str | None = None
    groups: list[str] = field(default_factory=list)
    read_only_root: bool = False
    cap_add: list[str] = field(default_factory=list)
    cap_drop: list[str] = field(default_factory=list)
    privileged: bool = False
    no_new_privileges: bool = False
    seccomp: str = ""
    unmasked_proc: bool = False


def rights(pod: Obj, container: Obj, image: Image, profiles: Path) -> Rights:
    """The container's context over the pod's. ``profiles``: where the machine's own seccomp profiles are.

    Raises ConfigMissing when it must not run as root and would, or names a profile that is not there.
    """
    of_pod: Obj = pod["spec"].get("securityContext") or {}
    own: Obj = container.get("securityContext") or {}
    user, group = (own.get(name, of_pod.get(name)) for name in ("runAsUser", "runAsGroup"))
    if own.get("runAsNonRoot", of_pod.get("runAsNonRoot")):
        _check_not_root(pod, container, user, image)
    groups = [str(one) for one in of_pod.get("supplementalGroups") or ()]
    if "fsGroup" in of_pod:
        groups.append(str(of_pod["fsGroup"]))
    capabilities: Obj = own.get("capabilities") or {}
    return Rights(
        user=_user(user, group, image),
        groups=groups,
        read_only_root=bool(own.get("readOnlyRootFilesystem")),
        cap_add=list(capabilities.get("add") or ()),
        cap_drop=list(capabilities.get("drop") or ()),
        privileged=bool(own.get("privileged")),
        no_new_privileges=own.get("allowPrivilegeEscalation") is False,
        seccomp=_seccomp(own.get("seccompProfile") or of_pod.get("seccompProfile") or {}, profiles),
        unmasked_proc=own.get("procMount") == "Unmasked",
    )


def _seccomp(profile: Obj, profiles: Path) -> str:
    """Who asks for nothing gets the runtime's profile, like on nodes with ``seccompDefault``."""
    kind: str = profile.get("type", "RuntimeDefault")
    if kind == "Unconfined":
        return "unconfined"
    if kind != "Localhost":
        return ""
    path = profiles / str(profile.get("localhostProfile", ""))
    try:
        return path.read_text()
    except OSError as error:
        raise ConfigMissing(f"cannot load seccomp profile {path}: {error.strerror}") from error


def _user(user: int | None, group: int | None, image: Image) -> str | None:
    """None: as the image says."""
    if user is None and group is None:
        return None
    name = str(user) if user is not None else image.user.partition(":")[0] or "0"
    return name if group is None else f"{name}:{group}"


def _check_not_root(pod: Obj, container: Obj, user: int | None, image: Image) -> None:
    of_image = image.user.partition(":")[0]
    where = f'(pod: "{full_name(pod)}", container: {container["name"]})'
    if user == 0:
        raise ConfigMissing(f"container's runAsUser breaks non-root policy {where}")
    if user is not None:
        return
    if of_image in ("", "0", "root"):
        raise ConfigMissing(f"container has runAsNonRoot and image will run as root {where}")
    if not of_image.isdigit():
        said = f"image has non-numeric user ({of_image}), cannot verify user is non-root"
        raise ConfigMissing(f"container has runAsNonRoot and {said} {where}")
