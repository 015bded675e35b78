"""Security contexts of pods and containers."""

from __future__ import annotations

import re

from localkube.objects.access import Obj
from localkube.objects.validation.problems import Problems

_HIGHEST_ID = 2_147_483_647
_ID_DETAIL = f"must be between 0 and {_HIGHEST_ID}, inclusive"
_SYSCTL_SEGMENT = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
_SYSCTL = rf"^({_SYSCTL_SEGMENT}[\./])*{_SYSCTL_SEGMENT}$"
_SYSCTL_NAME = re.compile(_SYSCTL)
_LONGEST_SYSCTL = 253
_SECCOMP_TYPES = ("Localhost", "RuntimeDefault", "Unconfined")


def check_pod_security(path: str, spec: Obj, found: Problems) -> None:
    """The pod's security context, and what it asks for of the machine."""
    context: Obj = spec.get("securityContext") or {}
    at = f"{path}.securityContext"
    if spec.get("hostPID") and spec.get("shareProcessNamespace"):
        found.invalid(f"{at}.shareProcessNamespace", True, "ShareProcessNamespace and HostPID cannot both be enabled")
    if spec.get("hostUsers") is False:
        for name in ("hostNetwork", "hostPID", "hostIPC"):
            if spec.get(name):
                found.forbidden(f"{path}.{name}", "when `hostUsers` is false")
    _ids(at, context, ("runAsUser", "runAsGroup", "fsGroup"), found)
    for index, group in enumerate(context.get("supplementalGroups") or ()):
        if not 0 <= group <= _HIGHEST_ID:
            found.invalid(f"{at}.supplementalGroups[{index}]", group, _ID_DETAIL)
    found.one_of(f"{at}.supplementalGroupsPolicy", context.get("supplementalGroupsPolicy"), ("Merge", "Strict"))
    found.one_of(f"{at}.fsGroupChangePolicy", context.get("fsGroupChangePolicy"), ("Always", "OnRootMismatch"))
    _seccomp(f"{at}.seccompProfile", context.get("seccompProfile"), found)
    _sysctls(f"{at}.sysctls", context.get("sysctls") or [], found)


def check_container_security(path: str, container: Obj, found: Problems) -> None:
    """One container's security context."""
    context: Obj = container.get("securityContext") or {}
    at = f"{path}.securityContext"
    _ids(at, context, ("runAsUser", "runAsGroup"), found)
    found.one_of(f"{at}.procMount", context.get("procMount"), ("Default", "Unmasked"))
    _seccomp(f"{at}.seccompProfile", context.get("seccompProfile"), found)
    if context.get("allowPrivilegeEscalation") is not False:
        return
    if context.get("privileged"):
        found.invalid(at, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true")
    if "SYS_ADMIN" in ((context.get("capabilities") or {}).get("add") or ()):
        detail = "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"
        found.invalid(at, context, detail)


def _ids(path: str, context: Obj, names: tuple[str, ...], found: Problems) -> None:
    for name in names:
        value: int | None = context.get(name)
        if value is not None and not 0 <= value <= _HIGHEST_ID:
            found.invalid(f"{path}.{name}", value, _ID_DETAIL)


def _seccomp(path: str, profile: Obj | None, found: Problems) -> None:
    if profile is None:
        return
    if not profile.get("type"):
        found.required(f"{path}.type", "type is required when seccompProfile is set")
    found.one_of(f"{path}.type", profile.get("type") or None, _SECCOMP_TYPES)
    name: str = profile.get("localhostProfile") or ""
    if profile.get("type") == "Localhost":
        if not name:
            found.required(f"{path}.localhostProfile", "must be set when seccomp type is Localhost")
        elif name.startswith("/"):
            found.invalid(f"{path}.localhostProfile", name, "must be a relative path")
        elif ".." in name.split("/"):
            found.invalid(f"{path}.localhostProfile", name, "must not contain '..'")
    elif name:
        found.invalid(f"{path}.localhostProfile", name, "can only be set when seccomp type is Localhost")


def _sysctls(path: str, sysctls: list[Obj], found: Problems) -> None:
    taken: set[str] = set()
    for index, sysctl in enumerate(sysctls):
        name: str = sysctl.get("name") or ""
        at = f"{path}[{index}].name"
        if not name:
            found.required(at)
        elif len(name) > _LONGEST_SYSCTL or not _SYSCTL_NAME.match(name):
            found.invalid(at, name, f"must have at most {_LONGEST_SYSCTL} characters and match regex {_SYSCTL}")
        elif name in taken:
            found.duplicate(at, name)
        taken.add(name)
