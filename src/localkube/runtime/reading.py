"""From the Engine's answers to what the kubelet is told. Plain functions."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.runtime.labels import NODE, Identity
from localkube.runtime.types import Action, Found, Happened, Image, Limits, Machine, State

NEVER = "0001-01-01T00:00:00Z"
STATES: dict[str, State] = {"created": "created", "exited": "exited", "dead": "exited", "removing": "exited"}
ACTIONS: dict[str, Action] = {"start": "start", "die": "die", "oom": "oom", "destroy": "destroy"}
ARCHITECTURES: dict[str, str] = {"x86_64": "amd64", "aarch64": "arm64", "armv7l": "arm", "i686": "386"}


def found(inspected: Obj) -> Found:
    """From "inspect a container"."""
    state, labels = inspected["State"], inspected["Config"].get("Labels") or {}
    who = Identity.read(labels)
    error = state.get("Error") or ""
    how = STATES.get(state["Status"], "running")
    never_ran = how == "created" and bool(error)
    if never_ran:
        how = "exited"
    return Found(
        id=inspected["Id"],
        role=who.role,
        pod_uid=who.pod_uid,
        namespace=who.namespace,
        pod_name=who.pod_name,
        name=who.name,
        attempt=who.attempt,
        state=how,
        exit_code=int(state["ExitCode"]) if how == "exited" else None,
        oom_killed=bool(state.get("OOMKilled")),
        started_at=time(state["StartedAt"]),
        finished_at=time(inspected["Created"]) if never_ran else time(state["FinishedAt"]) if how == "exited" else None,
        image=inspected["Config"]["Image"],
        image_id=inspected["Image"],
        pid=int(state.get("Pid") or 0) if how == "running" else 0,
        error=error,
        labels=labels,
        limits=limits(inspected.get("HostConfig") or {}),
    )


def limits(host_config: Obj) -> Limits:
    """The Engine says 0 for none."""
    return Limits(
        int(host_config.get("CpuShares") or 0),
        int(host_config.get("CpuQuota") or 0) or None,
        int(host_config.get("Memory") or 0) or None,
    )


def time(stamp: str) -> str | None:
    """None for the Engine's "never"."""
    return None if stamp in ("", NEVER) else stamp


def image(inspected: Obj, reference: str) -> Image:
    """From "inspect an image"; of its digests the one in ``reference``'s repository."""
    config = inspected.get("Config") or {}
    digests: list[str] = inspected.get("RepoDigests") or []
    ours = [digest for digest in digests if digest.partition("@")[0] == repository(reference)]
    return Image(
        id=inspected["Id"],
        reference=reference,
        digest_reference=next(iter(ours or digests), ""),
        user=config.get("User") or "",
        command=config.get("Cmd") or [],
        entrypoint=config.get("Entrypoint") or [],
        stop_signal=config.get("StopSignal") or "",
        size=int(inspected.get("Size") or 0),
    )


def names_of(listed: Obj) -> tuple[str, ...]:
    """All names of an entry of "list images". Where there is none, the Engine writes ``<none>``."""
    names: list[str] = [*(listed.get("RepoDigests") or ()), *(listed.get("RepoTags") or ())]
    return tuple(name for name in names if "<none>" not in name)


def repository(reference: str) -> str:
    """``registry:5000/name`` of ``registry:5000/name:tag@digest``."""
    named = reference.partition("@")[0]
    path, slash, last = named.rpartition("/")
    return f"{path}{slash}{last.partition(':')[0]}"


def with_tag(reference: str) -> str:
    """``latest`` is meant where neither tag nor digest is told; the Engine would pull every tag there is."""
    return f"{reference}:latest" if repository(reference) == reference else reference


def happened(event: Obj) -> Happened | None:
    """From one line of "monitor events"; None for what nobody here waits for."""
    action = ACTIONS.get(event.get("Action", ""))
    if action is None:
        return None
    attributes: dict[str, str] = event["Actor"]["Attributes"]
    who = Identity.read(attributes)
    code = attributes.get("exitCode")
    at = event["timeNano"] / 1e9
    exit_code, node = int(code) if code else None, attributes.get(NODE, "")
    return Happened(event["Actor"]["ID"], who.role, who.pod_uid, who.name, action, exit_code, at, node)


def machine(info: Obj) -> Machine:
    """From "get system information", in Kubernetes' words."""
    return Machine(
        cpus=int(info["NCPU"]),
        memory_bytes=int(info["MemTotal"]),
        docker_version=info["ServerVersion"],
        os_image=info["OperatingSystem"],
        kernel=info["KernelVersion"],
        architecture=ARCHITECTURES.get(str(info["Architecture"]), str(info["Architecture"])),
        operating_system=info["OSType"],
        engine_root=info.get("DockerRootDir") or "",
    )
