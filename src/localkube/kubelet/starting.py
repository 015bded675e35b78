"""Starts sandboxes and containers: everything between the decision and the running process."""

from __future__ import annotations

import asyncio
from pathlib import Path

from localkube.kubelet.env import Surroundings, environment
from localkube.kubelet.expansion import expand
from localkube.kubelet.failures import ConfigMissing, HookFailed, Waiting
from localkube.kubelet.hooks import run_hook
from localkube.kubelet.host import Host
from localkube.kubelet.hosts import hosts_file, kernel_hostname
from localkube.kubelet.observed import DEFINITION_LABEL, IMAGE_ID_LABEL, IMAGE_LABEL, NODE_LABEL, SANDBOX_LABEL
from localkube.kubelet.persistence import to_the_end
from localkube.kubelet.podspec import definition, uid_of, uses_host_network
from localkube.kubelet.resources import budget
from localkube.kubelet.security import rights
from localkube.kubelet.volumes import container_mounts
from localkube.kubelet.volumes.layers import mount_layers
from localkube.kubelet.volumes.mounts import HOSTS, RESOLV_CONF
from localkube.objects.access import Obj
from localkube.objects.defaults.pods import qos_class
from localkube.runtime import (
    ContainerSpec,
    ContainerStopped,
    Found,
    Image,
    RuntimeFault,
    SandboxSpec,
    StartFailed,
    is_in,
)

_MACHINE_HOSTS = Path("/etc/hosts")
_POST_START_SECONDS = 600.0
SECCOMP_PROFILES = "seccomp"
"""Profiles of the type ``Localhost`` are below this directory, beside that of the pods."""


class Starter:
    """For one pod."""

    def __init__(self, host: Host, pod: Obj) -> None:
        self._host = host
        self._pod = pod
        self._tell = host.tell(pod)
        self._places = host.places(uid_of(pod))

    async def sandbox(self, attempt: int) -> None:
        """Start a sandbox. Raises RuntimeFault, OSError."""
        self.write_files("")
        async with self._host.starts:
            await to_the_end(self._start_sandbox(attempt))

    async def attach(self, sandbox: Found) -> str:
        """Join the sandbox to the network, and tell the pod its own address; returns it."""
        if uses_host_network(self._pod):
            address = self._host.settings.internal_ip
            await self._expect_node_network(sandbox)
        else:
            node = self._host.settings.node_name
            address = await to_the_end(self._host.network.attach(uid_of(self._pod), node, sandbox.pid))
        self.write_files(address)
        return address

    async def _expect_node_network(self, sandbox: Found) -> None:
        """One that is elsewhere is of a time before the node's network was made anew: the pod gets another."""
        namespace = self._host.settings.network_namespace
        if namespace and not is_in(sandbox.pid, namespace):
            await self._host.engine.kill(sandbox.id)
            await self._host.inventory.refresh(sandbox.pod_uid, sandbox.id)
            raise RuntimeFault("the sandbox is not on the network of its node")

    def write_files(self, address: str) -> None:
        """The files that all containers of the pod share; in place, so that running containers see them."""
        files = self._places.files
        files.mkdir(parents=True, exist_ok=True)
        of_node = self._hosts_of_node() if uses_host_network(self._pod) else ""
        text = hosts_file(self._pod, address, self._host.settings.cluster_domain, of_node)
        (files / HOSTS).write_text(text)
        (files / RESOLV_CONF).write_text(self._host.network.resolv_conf(self._pod))

    def _hosts_of_node(self) -> str:
        """The machine's file; a node with a network of its own is known there by its own address."""
        settings, text = self._host.settings, _MACHINE_HOSTS.read_text()
        own = f"{settings.internal_ip}\t{settings.node_name}\n" if settings.network_namespace else ""
        return f"{text.rstrip()}\n{own}" if own else text

    async def container(self, container: Obj, attempt: int, sandbox: Found, address: str) -> Found:
        """Pull, create and start. Raises Waiting when it cannot be, StartFailed when it was made but does not run."""
        name = container["name"]
        secrets = self._host.pull_secrets(self._pod)
        image = await self._host.images.provide(self._pod, container, secrets, self._tell)
        try:
            spec = self._spec(container, attempt, sandbox, address, image)
            async with self._host.starts:
                found = await to_the_end(self._start_container(spec))
        except StartFailed as fault:
            self._tell.warning("Failed", f'Error: failed to start container "{name}": {fault.message}', name)
            raise
        except Waiting as wait:
            self._tell.warning("Failed", f"Error: {wait.message}", name)
            raise
        except ContainerStopped as fault:
            raise Waiting("CreateContainerError", f"the sandbox ended: {fault.message}") from fault
        except (RuntimeFault, OSError) as fault:
            self._tell.warning("Failed", f"Error: {fault}", name)
            raise Waiting("CreateContainerError", str(fault)) from fault
        self._tell.normal("Created", f"Created container: {name}", name)
        self._tell.normal("Started", f"Started container {name}", name)
        await self._after_start(container, found, address)
        return found

    async def image_volume(self, volume: Obj) -> Path:
        """Pull an image and mount its files; returns where. Raises Waiting, VolumeFault, RuntimeFault."""
        source = volume["image"]
        wanted = {"name": "", "image": source["reference"], "imagePullPolicy": source.get("pullPolicy")}
        image = await self._host.images.provide(self._pod, wanted, self._host.pull_secrets(self._pod), self._tell)
        self._host.images.hold(uid_of(self._pod), image)
        layers = await self._host.engine.image_layers(image.id)
        root = self._places.image(volume["name"])
        await asyncio.to_thread(mount_layers, root, layers)
        return root

    async def _start_sandbox(self, attempt: int) -> None:
        pod, node = self._pod, self._host.settings.node_name
        sysctls = (pod["spec"].get("securityContext") or {}).get("sysctls") or ()
        found = await self._host.engine.start_sandbox(
            SandboxSpec(
                pod_uid=uid_of(pod),
                namespace=pod["metadata"]["namespace"],
                pod_name=pod["metadata"]["name"],
                hostname=kernel_hostname(pod, node, self._host.settings.cluster_domain),
                node=node,
                attempt=attempt,
                labels={NODE_LABEL: node},
                files_dir=self._places.files,
                host_network=uses_host_network(pod),
                network_namespace=self._host.settings.network_namespace,
                host_ipc=bool(pod["spec"].get("hostIPC")),
                host_pid=bool(pod["spec"].get("hostPID")),
                sysctls={sysctl["name"].replace("/", "."): sysctl["value"] for sysctl in sysctls},
            )
        )
        self._host.inventory.started(found)

    async def _start_container(self, spec: ContainerSpec) -> Found:
        try:
            found = await self._host.engine.start_container(spec)
        except StartFailed as fault:
            await self._host.inventory.refresh(spec.pod_uid, fault.container_id)
            raise
        self._host.inventory.started(found)
        return found

    async def _after_start(self, container: Obj, found: Found, address: str) -> None:
        hook = (container.get("lifecycle") or {}).get("postStart")
        if not hook:
            return
        try:
            await run_hook(self._host.engine, hook, container, found.id, address, _POST_START_SECONDS)
        except HookFailed as error:
            self._tell.warning("FailedPostStartHook", f"PostStartHook failed: {error}", container["name"])
            self._tell.normal("Killing", "FailedPostStartHook", container["name"])
            await self._host.engine.kill(found.id)
            await self._host.inventory.refresh(found.pod_uid, found.id)
            raise Waiting("PostStartHookError", str(error)) from error

    def _target(self, container: Obj) -> Found | None:
        """The container whose processes an ephemeral one is to see. Raises ConfigMissing when it does not run."""
        name = container.get("targetContainerName")
        if not name:
            return None
        newest = self._host.inventory.of(uid_of(self._pod)).newest(name)
        if newest is None or newest.state != "running":
            raise ConfigMissing(f'unable to find target container "{name}"')
        return newest

    def _spec(self, container: Obj, attempt: int, sandbox: Found, address: str, image: Image) -> ContainerSpec:
        host, pod = self._host, self._pod
        around = Surroundings(
            host.find_in(pod["metadata"]["namespace"]),
            host.addresses(address),
            host.allocatable,
            host.service_variables(pod),
        )
        variables = environment(pod, container, around)
        last_words = self._places.last_words(container["name"], attempt)
        last_words.parent.mkdir(parents=True, exist_ok=True)
        last_words.touch()
        last_words.chmod(0o666)
        may = rights(pod, container, image, self._host.settings.root.parent / SECCOMP_PROFILES)
        gets = budget(container, qos_class(pod["spec"]), host.machine_memory)
        return ContainerSpec(
            sandbox_id=sandbox.id,
            pod_uid=uid_of(pod),
            namespace=pod["metadata"]["namespace"],
            pod_name=pod["metadata"]["name"],
            name=container["name"],
            attempt=attempt,
            image_id=image.id,
            command=_expanded(container.get("command"), variables),
            args=_expanded(container.get("args"), variables),
            working_dir=container.get("workingDir"),
            env=[f"{name}={value}" for name, value in variables.items()],
            mounts=container_mounts(pod, container, self._places, variables, last_words),
            limits=gets.limits,
            oom_score_adj=gets.oom_score_adj,
            user=may.user,
            read_only_root=may.read_only_root,
            cap_add=may.cap_add,
            cap_drop=may.cap_drop,
            privileged=may.privileged,
            no_new_privileges=may.no_new_privileges,
            group_add=may.groups,
            seccomp=may.seccomp,
            unmasked_proc=may.unmasked_proc,
            pid_mode=pid_mode(pod, sandbox, self._target(container)),
            host_ipc=bool(pod["spec"].get("hostIPC")),
            stop_signal=(container.get("lifecycle") or {}).get("stopSignal", ""),
            tty=bool(container.get("tty")),
            stdin=bool(container.get("stdin")),
            stdin_once=bool(container.get("stdinOnce")),
            labels={
                NODE_LABEL: host.settings.node_name,
                SANDBOX_LABEL: str(sandbox.attempt),
                DEFINITION_LABEL: definition(container),
                IMAGE_LABEL: container["image"],
                IMAGE_ID_LABEL: image.digest_reference or image.id,
            },
        )


def _expanded(words: list[str] | None, variables: dict[str, str]) -> list[str] | None:
    return [expand(word, variables) for word in words] if words else None


def pid_mode(pod: Obj, sandbox: Found, target: Found | None = None) -> str:
    """Whose processes a container sees: the machine's, those of another container, the whole pod's, or its own."""
    if pod["spec"].get("hostPID"):
        return "host"
    if target is not None:
        return f"container:{target.id}"
    return f"container:{sandbox.id}" if pod["spec"].get("shareProcessNamespace") else ""
