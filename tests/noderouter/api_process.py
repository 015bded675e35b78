"""A Kubernetes API without nodes of its own: localkube's API server and store, in a process that tests may kill."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

from localkube.apiserver import ApiServer, Registry, ensure_identity, write_kubeconfig
from localkube.store import Store


async def main(directory: Path, address: str, port: int) -> None:
    """Serve until SIGTERM."""
    store = Store(directory / "objects.sqlite")
    identity = ensure_identity(directory / "pki", [address])
    server = ApiServer(Registry(store, "10.96.0.0/16"), identity, address, port)
    await server.start()
    server.ready = True
    write_kubeconfig(directory / "kubeconfig", identity, f"https://{address}:{port}")
    ending = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ending.set)
    await ending.wait()
    await server.stop()
    store.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
