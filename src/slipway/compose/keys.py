"""Keys of services: which are carried over elsewhere, and why the others cannot be.

Source: Compose Specification, "Services top-level elements", and the reference of Compose file versions 2 and 3.
"""

from __future__ import annotations

from slipway.compose.notes import ServiceNotes
from slipway.compose.values import Item

CARRIED = frozenset({
    "image", "build", "environment", "env_file", "ports", "expose", "depends_on", "links", "volumes", "tmpfs",
    "configs", "secrets", "healthcheck", "deploy", "scale", "mem_limit", "mem_reservation", "cpus", "cpu_quota",
    "cpu_period", "command", "entrypoint", "restart", "stop_grace_period", "profiles", "extends", "networks",
})  # fmt: skip

_LOST = {
    "compose.isolation": (
        "privileged", "cap_add", "cap_drop", "security_opt", "devices", "device_cgroup_rules", "pid", "ipc", "uts",
        "userns_mode", "cgroup", "cgroup_parent", "group_add", "runtime", "isolation", "credential_spec", "gpus",
        "read_only", "use_api_socket",
    ),
    "compose.network_setting": (
        "network_mode", "dns", "dns_search", "dns_opt", "extra_hosts", "domainname", "hostname", "mac_address",
        "external_links", "net",
    ),
    "compose.limit": (
        "ulimits", "sysctls", "memswap_limit", "mem_swappiness", "oom_kill_disable", "oom_score_adj", "pids_limit",
        "shm_size", "blkio_config", "cpu_shares", "cpuset", "cpu_count", "cpu_percent", "cpu_rt_period",
        "cpu_rt_runtime", "storage_opt", "volume_driver",
    ),
    "compose.logging": ("logging", "log_driver", "log_opt"),
    "compose.terminal": ("tty", "stdin_open", "attach"),
    "compose.image_handling": ("platform", "pull_policy", "pull_refresh_after"),
    "compose.labels": ("labels", "label_file", "annotations"),
    "compose.hook": ("post_start", "pre_stop"),
    "compose.development": ("develop", "provider", "models"),
    "compose.user": ("user",),
    "compose.working_dir": ("working_dir",),
    "compose.container_name": ("container_name",),
    "compose.init": ("init",),
    "compose.stop_signal": ("stop_signal",),
    "compose.volumes_from": ("volumes_from",),
}  # fmt: skip
_CODE_OF = {key: code for code, keys in _LOST.items() for key in keys}

_DEPLOY_CARRIED = frozenset({"replicas", "resources", "mode", "restart_policy"})
_DEPLOY_LOST = {
    "placement": "compose.orchestration",
    "update_config": "compose.orchestration",
    "rollback_config": "compose.orchestration",
    "endpoint_mode": "compose.orchestration",
    "labels": "compose.labels",
}


def note_keys(service: Item, name: str, notes: ServiceNotes) -> None:
    """Name every key of a service that is not carried over; ``name`` is how others reach it from now on."""
    for key, item in service.mapping().items():
        if key in CARRIED or key.startswith("x-") or not _says_something(item):
            continue
        notes.add(_CODE_OF.get(key, "compose.unknown_key"), key, name=name)
    for key, item in service["deploy"].mapping().items():
        if key in _DEPLOY_CARRIED or key.startswith("x-") or not item.given:
            continue
        notes.add(_DEPLOY_LOST.get(key, "compose.unknown_key"), f"deploy.{key}", name=name)
    _note_networks(service["networks"], name, notes)


def _says_something(item: Item) -> bool:
    """Leave out what is empty, and switches that are off."""
    return item.value not in (None, [], {}, "", "false")


def _note_networks(networks: Item, name: str, notes: ServiceNotes) -> None:
    if isinstance(networks.value, list | None):
        names = [item.text() for item in networks.sequence()]
    else:
        names = list(networks.mapping())
        for network, item in networks.mapping().items():
            for key in item.mapping():
                notes.add("compose.network_setting", f"networks.{network}.{key}", name=name)
    if set(names) - {"default"}:
        notes.add("compose.networks", "networks", networks=names)
