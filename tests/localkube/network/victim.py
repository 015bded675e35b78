"""A localkube's network in a process of its own, to be killed: serves one pod through one service."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from localkube.network import Settings
from tests.localkube.network.factory import endpoint, endpoint_slice, service
from tests.localkube.network.lab import Lab
from tests.localkube.network.patience import until


async def main(instance: str, data_dir: str, pod_range: str, service_range: str, pid: str) -> None:
    """Print the pod's address when all is up, then stay."""
    lab = Lab(Settings(instance, Path(data_dir), pod_range, service_range, upstream_resolvers=()))
    lab.put(service("web", lab.service_address(20)))
    await lab.network.start()
    address = await lab.network.pods.attach("one", "node", int(pid))
    lab.access.create("endpointslices.discovery.k8s.io", "shop", endpoint_slice("web", endpoint(address)))
    await until(lambda: address in lab.table())
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()
    await asyncio.sleep(300)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
