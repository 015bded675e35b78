"""How quick is a cluster? Pod start, 20 replicas to ready, a rolling update, and the API's get, list and create.

Works on any kubeconfig: ``./slipway bench engine --kubeconfig FILE [--image IMAGE] [--docker-host unix://…]``. The
image must have ``sleep``. With ``--docker-host`` a plain ``docker run`` of the same image is measured in the same run,
for the ratio.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import time
from collections.abc import Awaitable, Callable
from typing import Any

from lightkube import AsyncClient, KubeConfig
from lightkube.models.apps_v1 import DeploymentSpec
from lightkube.models.core_v1 import Container, PodSpec, PodTemplateSpec, ResourceRequirements
from lightkube.models.meta_v1 import LabelSelector, ObjectMeta
from lightkube.resources.apps_v1 import Deployment
from lightkube.resources.core_v1 import ConfigMap, Namespace, Pod

NAMESPACE = "slipway-bench"
WRITERS = 8
OBJECTS = 1000
REPLICAS = 20


class Bench:
    """One run against one cluster; results in seconds or per second."""

    def __init__(self, client: AsyncClient, image: str, rounds: int) -> None:
        self._client = client
        self._image = image
        self._rounds = rounds

    async def run(self) -> dict[str, float]:
        """All measurements, medians over the rounds."""
        await self._client.create(Namespace(metadata=ObjectMeta(name=NAMESPACE)))
        try:
            results = {"pod_start_s": statistics.median([await self._pod(i) for i in range(self._rounds)])}
            results |= await self._deployment()
            results |= await self._api()
        finally:
            await self._client.delete(Namespace, NAMESPACE)
        return results

    def _pod_spec(self) -> PodSpec:
        requests = ResourceRequirements(requests={"cpu": "10m", "memory": "8Mi"})
        container = Container(name="main", image=self._image, command=["sleep", "3600"], resources=requests)
        return PodSpec(containers=[container], terminationGracePeriodSeconds=0)

    async def _pod(self, number: int) -> float:
        name = f"pod-{number}"
        pod = Pod(metadata=ObjectMeta(name=name, namespace=NAMESPACE), spec=self._pod_spec())
        began = time.monotonic()
        await self._client.create(pod)
        async for _, seen in self._client.watch(Pod, namespace=NAMESPACE, fields={"metadata.name": name}):
            if ready(seen):
                break
        elapsed = time.monotonic() - began
        await self._client.delete(Pod, name, namespace=NAMESPACE)
        return elapsed

    async def _deployment(self) -> dict[str, float]:
        labels = {"app": "many"}
        template = PodTemplateSpec(metadata=ObjectMeta(labels=labels), spec=self._pod_spec())
        spec = DeploymentSpec(replicas=REPLICAS, selector=LabelSelector(matchLabels=labels), template=template)
        deployment = Deployment(metadata=ObjectMeta(name="many", namespace=NAMESPACE), spec=spec)
        began = time.monotonic()
        await self._client.create(deployment)
        await self._rolled_out()
        created = time.monotonic() - began
        began = time.monotonic()
        patch = {"spec": {"template": {"metadata": {"annotations": {"bench": "2"}}}}}
        await self._client.patch(Deployment, "many", patch, namespace=NAMESPACE)
        await self._rolled_out()
        updated = time.monotonic() - began
        await self._client.delete(Deployment, "many", namespace=NAMESPACE)
        await self._no_pods()
        return {"replicas_20_ready_s": created, "rolling_update_20_s": updated}

    async def _rolled_out(self) -> None:
        async for _, seen in self._client.watch(Deployment, namespace=NAMESPACE, fields={"metadata.name": "many"}):
            status, generation = seen.status, seen.metadata.generation if seen.metadata else None
            if status is None or (status.observedGeneration or 0) < (generation or 0):
                continue
            if status.updatedReplicas == status.availableReplicas == status.replicas == REPLICAS:
                return

    async def _no_pods(self) -> None:
        while True:
            left = [pod async for pod in self._client.list(Pod, namespace=NAMESPACE)]
            if not left:
                return
            await asyncio.sleep(0.2)

    async def _api(self) -> dict[str, float]:
        numbers = iter(range(OBJECTS))

        async def write() -> None:
            for number in numbers:
                metadata = ObjectMeta(name=f"cm-{number}", namespace=NAMESPACE)
                await self._client.create(ConfigMap(metadata=metadata, data={"key": "value"}))

        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for _ in range(WRITERS):
                group.create_task(write())
        create_rate = OBJECTS / (time.monotonic() - began)

        async def get() -> None:
            await self._client.get(ConfigMap, "cm-1", namespace=NAMESPACE)

        async def list_all() -> None:
            listed = [item async for item in self._client.list(ConfigMap, namespace=NAMESPACE, chunk_size=0)]
            assert len(listed) >= OBJECTS

        return {
            f"create_per_s_{WRITERS}_writers": create_rate,
            "get_ms": await median_ms(get, 100),
            f"list_{OBJECTS}_ms": await median_ms(list_all, 10),
        }


def ready(pod: Pod) -> bool:
    """Is the pod's Ready condition true?"""
    conditions = (pod.status.conditions if pod.status else None) or []
    return any(condition.type == "Ready" and condition.status == "True" for condition in conditions)


async def median_ms(call: Callable[[], Awaitable[Any]], times: int) -> float:
    """Median duration of a call in milliseconds."""
    durations = []
    for _ in range(times):
        began = time.monotonic()
        await call()
        durations.append((time.monotonic() - began) * 1000)
    return statistics.median(durations)


def docker_run_seconds(docker_host: str, image: str, rounds: int) -> float:
    """Median time of ``docker run --detach`` of the same image: what the engine alone takes for one container."""
    environment = {**os.environ, "DOCKER_HOST": docker_host}
    durations = []
    for _ in range(rounds):
        began = time.monotonic()
        command = ["docker", "run", "--detach", "--network=none", image, "sleep", "3600"]
        started = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        durations.append(time.monotonic() - began)
        subprocess.run(
            ["docker", "rm", "--force", started.stdout.strip()], env=environment, capture_output=True, check=True
        )
    return statistics.median(durations)


async def measure(arguments: argparse.Namespace) -> dict[str, float]:
    """Run everything; ``pod_start_over_docker_run`` is the ratio when an engine was given."""
    client = AsyncClient(KubeConfig.from_file(arguments.kubeconfig))
    results = await Bench(client, arguments.image, arguments.rounds).run()
    if arguments.docker_host:
        alone = await asyncio.to_thread(docker_run_seconds, arguments.docker_host, arguments.image, arguments.rounds)
        results |= {"docker_run_s": alone, "pod_start_over_docker_run": results["pod_start_s"] / alone}
    return results


def main(words: list[str]) -> int:
    """Parse the command line, measure, print JSON."""
    parser = argparse.ArgumentParser(prog="bench engine", description=__doc__)
    parser.add_argument("--kubeconfig", required=True)
    parser.add_argument("--image", default="slipway-demo/web:1")
    parser.add_argument("--docker-host", default="")
    parser.add_argument("--rounds", type=int, default=11)
    results = asyncio.run(measure(parser.parse_args(words)))
    print(json.dumps({name: round(value, 3) for name, value in results.items()}, indent=2))
    return 0
