"""From what the kubelet asks for to the body of the Engine's "create a container". Plain functions."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.runtime.labels import NODE, Identity
from localkube.runtime.pause import COMMAND, NAMESPACE_FILE, PAUSE_IMAGE, entering
from localkube.runtime.types import ContainerSpec, Limits, Mount, SandboxSpec

CPU_PERIOD_US = 100_000
LOG_CONFIG = {"Type": "json-file", "Config": {"max-size": "10m", "max-file": "2"}}
NO_HEALTHCHECK = {"Test": ["NONE"]}  # Kubernetes has probes of its own and ignores the image's


def sandbox_body(spec: SandboxSpec, instance: str) -> Obj:
    """The pod's own namespaces: a network that only localkube's network room fills, IPC that containers may join."""
    on_machine = spec.host_network and not spec.network_namespace
    return {
        "Image": PAUSE_IMAGE,
        "Hostname": spec.hostname,
        "Labels": {**spec.labels, **Identity.of_sandbox(spec).labels(instance), NODE: spec.node},
        # The Engine gives the sandbox a network namespace and leaves it alone, which halves the time of a start.
        "NetworkDisabled": not on_machine,
        "HostConfig": {
            "NetworkMode": "host" if on_machine else "none",
            "IpcMode": "host" if spec.host_ipc else "shareable",
            **({"PidMode": "host"} if spec.host_pid else {}),
            "Sysctls": spec.sysctls,
            "LogConfig": LOG_CONFIG,
            "RestartPolicy": {"Name": "no"},
            "ReadonlyRootfs": True,
            "SecurityOpt": ["no-new-privileges"],
            **(_entry(spec.network_namespace) if spec.host_network and spec.network_namespace else {}),
        },
        **({"Cmd": entering(COMMAND)} if spec.host_network and spec.network_namespace else {}),
    }


def _entry(namespace: str) -> Obj:
    """What the sandbox needs to move into a network namespace that the Engine does not know."""
    return {"CapDrop": ["ALL"], "CapAdd": ["SYS_ADMIN"], "Mounts": [_mount(Mount(namespace, NAMESPACE_FILE, True))]}


def container_body(spec: ContainerSpec, instance: str, *, least_oom_score_adj: int) -> Obj:
    """A container that joins its sandbox. What the spec leaves out comes from the image."""
    body: Obj = {
        "Image": spec.image_id,
        "Env": spec.env,
        "Tty": spec.tty,
        "OpenStdin": spec.stdin,
        "StdinOnce": spec.stdin_once,
        "Healthcheck": NO_HEALTHCHECK,
        "Labels": {**spec.labels, **Identity.of_container(spec).labels(instance)},
        "HostConfig": {
            "NetworkMode": f"container:{spec.sandbox_id}",
            "IpcMode": "host" if spec.host_ipc else f"container:{spec.sandbox_id}",
            **({"PidMode": spec.pid_mode} if spec.pid_mode else {}),
            "LogConfig": LOG_CONFIG,
            "RestartPolicy": {"Name": "no"},
            "Mounts": [_mount(mount) for mount in spec.mounts],
            "Tmpfs": spec.tmpfs,
            **resources(spec.limits),
            **_security(spec),
            "OomScoreAdj": max(spec.oom_score_adj, least_oom_score_adj),
        },
    }
    chosen = {
        "Entrypoint": spec.command,
        "Cmd": spec.args,
        "WorkingDir": spec.working_dir,
        "User": spec.user,
        "StopSignal": spec.stop_signal,
    }
    return body | {key: value for key, value in chosen.items() if value}


def resources(given: Limits) -> Obj:
    """Of a container that is made or updated."""
    limits: Obj = {"CpuShares": given.cpu_shares}
    if given.cpu_quota_us is not None:
        limits |= {"CpuPeriod": CPU_PERIOD_US, "CpuQuota": given.cpu_quota_us}
    if given.memory_bytes is not None:
        limits |= {"Memory": given.memory_bytes, "MemorySwap": given.memory_bytes}  # the same: no swap beside it
    return limits


def _security(spec: ContainerSpec) -> Obj:
    options = ["no-new-privileges"] if spec.no_new_privileges else []
    if spec.seccomp:
        options.append(f"seccomp={spec.seccomp}")
    # What the Engine hides of /proc by default is shown when the lists of what to hide are empty.
    proc: Obj = {"MaskedPaths": [], "ReadonlyPaths": []} if spec.unmasked_proc else {}
    return {
        "Privileged": spec.privileged,
        "ReadonlyRootfs": spec.read_only_root,
        "CapAdd": spec.cap_add,
        "CapDrop": spec.cap_drop,
        "GroupAdd": spec.group_add,
        "SecurityOpt": options,
        **proc,
    }


def _mount(mount: Mount) -> Obj:
    made: Obj = {"Type": "bind", "Source": mount.source, "Target": mount.target, "ReadOnly": mount.read_only}
    if mount.propagation:
        made["BindOptions"] = {"Propagation": mount.propagation}
    return made
