"""How much does a cluster carry? Idle cost of 20 pods, 300 pods, 10,000 objects, 200 watches.

Works on any kubeconfig: ``./slipway bench limits --kubeconfig FILE [--image IMAGE] [--pid PID]``. With ``--pid``, the
server's own process on this machine, its processor time and memory are measured, too.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lightkube import AsyncClient, KubeConfig
from lightkube.models.apps_v1 import DeploymentSpec
from lightkube.models.core_v1 import Container, PodSpec, PodTemplateSpec, ResourceRequirements
from lightkube.models.meta_v1 import LabelSelector, ObjectMeta
from lightkube.resources.apps_v1 import Deployment
from lightkube.resources.core_v1 import ConfigMap, Namespace, Pod

from bench.engine import WRITERS, median_ms

PREFIX = "slipway-limits"
NAMESPACES = 10
OBJECTS_EACH = 1000
FEW, MANY = 20, 300
WATCHES = 200
WATCHES_EACH = 50  # a client keeps at most 100 connections
IDLE_SECONDS = 60.0
PATIENCE_SECONDS = 600.0
SETTLE_SECONDS = 15.0


class Process:
    """One process of this machine, as the kernel accounts for it (proc(5))."""

    def __init__(self, pid: int) -> None:
        self._directory = Path(f"/proc/{pid}")

    def cpu_seconds(self) -> float:
        """Processor time so far, user and system."""
        fields = (self._directory / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """Resident memory in MB."""
        return int((self._directory / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _waiting_for(pod: Pod) -> Iterator[str]:
    """Why containers of a pod do not run yet, as ``ErrImagePull``."""
    for each in (pod.status and pod.status.containerStatuses) or []:
        if each.state and each.state.waiting:
            yield each.state.waiting.reason or "waiting"


class Limits:
    """One run against one cluster."""

    def __init__(self, config: KubeConfig, image: str, process: Process | None) -> None:
        self._config = config
        self._client = AsyncClient(config)
        self._image = image
        self._process = process

    async def run(self) -> dict[str, float]:
        """All measurements."""
        names = [f"{PREFIX}-{number}" for number in range(NAMESPACES)]
        for name in names:
            await self._client.create(Namespace(metadata=ObjectMeta(name=name)))
        try:
            results = await self._pods(names[0])
            results |= await self._objects(names)
            return results | await self._watches(names[0])
        finally:
            for name in names:
                await self._client.delete(Namespace, name)

    async def _pods(self, namespace: str) -> dict[str, float]:
        labels = {"app": "many"}
        container = Container(
            name="main",
            image=self._image,
            command=["sleep", "3600"],
            resources=ResourceRequirements(requests={"cpu": "1m", "memory": "1Mi"}),
        )
        pod = PodSpec(containers=[container], terminationGracePeriodSeconds=0)
        template = PodTemplateSpec(metadata=ObjectMeta(labels=labels), spec=pod)
        spec = DeploymentSpec(replicas=FEW, selector=LabelSelector(matchLabels=labels), template=template)
        await self._client.create(Deployment(metadata=ObjectMeta(name="many", namespace=namespace), spec=spec))
        await self._available(namespace, FEW)
        results = await self._idle(f"idle_{FEW}_pods")
        began = time.monotonic()
        await self._client.patch(Deployment, "many", {"spec": {"replicas": MANY}}, namespace=namespace)
        await self._available(namespace, MANY)
        results[f"pods_{FEW}_to_{MANY}_ready_s"] = time.monotonic() - began
        results |= await self._idle(f"idle_{MANY}_pods")
        began = time.monotonic()
        await self._client.delete(Deployment, "many", namespace=namespace)
        while [pod async for pod in self._client.list(Pod, namespace=namespace)]:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.5)
        return results | {f"pods_{MANY}_gone_s": time.monotonic() - began}

    async def _available(self, namespace: str, replicas: int) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                fields = {"metadata.name": "many"}
                async for _, seen in self._client.watch(Deployment, namespace=namespace, fields=fields):
                    if seen.status and seen.status.availableReplicas == replicas:
                        return
        except TimeoutError:
            pods = [pod async for pod in self._client.list(Pod, namespace=namespace)]
            reasons = Counter(reason for pod in pods for reason in _waiting_for(pod))
            raise SystemExit(
                f"not ready after {PATIENCE_SECONDS:.0f} s, of {len(pods)} pods: {dict(reasons)}"
            ) from None

    async def _idle(self, name: str) -> dict[str, float]:
        """Percent of one core, and memory, while nothing is asked for."""
        if self._process is None:
            return {}
        await asyncio.sleep(SETTLE_SECONDS)
        before, began = self._process.cpu_seconds(), time.monotonic()
        await asyncio.sleep(IDLE_SECONDS)
        used = (self._process.cpu_seconds() - before) / (time.monotonic() - began)
        return {f"{name}_cpu_percent": 100 * used, f"{name}_memory_mb": self._process.memory_mb()}

    async def _objects(self, names: list[str]) -> dict[str, float]:
        numbers = iter((name, number) for name in names for number in range(OBJECTS_EACH))

        async def write() -> None:
            for name, number in numbers:
                metadata = ObjectMeta(name=f"cm-{number}", namespace=name)
                await self._client.create(ConfigMap(metadata=metadata, data={"key": "value"}))

        async def get() -> None:
            await self._client.get(ConfigMap, "cm-1", namespace=names[-1])

        async def list_one() -> None:
            listed = [item async for item in self._client.list(ConfigMap, namespace=names[-1], chunk_size=0)]
            assert len(listed) >= OBJECTS_EACH

        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for _ in range(WRITERS):
                group.create_task(write())
        stored = NAMESPACES * OBJECTS_EACH
        return {
            f"create_{stored}_per_s": stored / (time.monotonic() - began),
            f"get_among_{stored}_ms": await median_ms(get, 200),
            f"list_{OBJECTS_EACH}_of_{stored}_ms": await median_ms(list_one, 20),
            **({f"objects_{stored}_memory_mb": self._process.memory_mb()} if self._process else {}),
        }

    async def _watches(self, namespace: str) -> dict[str, float]:
        """Seconds from a write until the last of all watchers has heard of it."""
        heard: asyncio.Queue[str] = asyncio.Queue()
        newest = await self._client.create(ConfigMap(metadata=ObjectMeta(name="begin", namespace=namespace)))
        version = newest.metadata.resourceVersion if newest.metadata else None

        async def follow(client: AsyncClient) -> None:
            async for _, seen in client.watch(ConfigMap, namespace=namespace, resource_version=version):
                heard.put_nowait((seen.metadata and seen.metadata.name) or "")

        clients = [AsyncClient(self._config) for _ in range(WATCHES // WATCHES_EACH)]
        watchers = [asyncio.create_task(follow(client)) for client in clients for _ in range(WATCHES_EACH)]
        durations = []
        try:
            await asyncio.sleep(SETTLE_SECONDS)
            for number in range(10):
                began = time.monotonic()
                await self._client.create(ConfigMap(metadata=ObjectMeta(name=f"news-{number}", namespace=namespace)))
                for _ in range(WATCHES):
                    await asyncio.wait_for(heard.get(), 30)
                durations.append((time.monotonic() - began) * 1000)
        finally:
            for watcher in watchers:
                watcher.cancel()
            await asyncio.gather(*watchers, return_exceptions=True)
            for client in clients:
                await client.close()
        return {f"news_to_{WATCHES}_watches_ms": statistics.median(durations)}


async def measure(arguments: argparse.Namespace) -> dict[str, float]:
    """Run everything."""
    process = Process(arguments.pid) if arguments.pid else None
    return await Limits(KubeConfig.from_file(arguments.kubeconfig), arguments.image, process).run()


def main(words: list[str]) -> int:
    """Parse the command line, measure, print JSON."""
    parser = argparse.ArgumentParser(prog="bench limits", description=__doc__)
    parser.add_argument("--kubeconfig", required=True)
    parser.add_argument("--image", default="slipway-demo/web:1")
    parser.add_argument("--pid", type=int, default=0, help="of the API server, when it runs here")
    results = asyncio.run(measure(parser.parse_args(words)))
    print(json.dumps({name: round(value, 3) for name, value in results.items()}, indent=2))
    return 0
