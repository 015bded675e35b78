"""A network of its own on this machine: processes in network namespaces are its pods."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from localkube.network import Network, Settings
from localkube.objects.access import Obj
from tests.localkube.controllers.fake import FakeAccess
from tests.running import free_ranges

SLICES = "endpointslices.discovery.k8s.io"


@cache
def _octet() -> int:
    return free_ranges()


def settings_for(data_dir: Path, nodes: tuple[str, ...] = ("node",)) -> Settings:
    """Names and ranges that no other test run has at this moment."""
    return Settings(
        f"t{os.getpid() % 1000000}",
        data_dir,
        f"10.{_octet()}.0.0/16",
        f"10.{_octet() + 1}.0.0/16",
        upstream_resolvers=(),
        nodes=nodes,
    )


class Lab:
    """The network, the objects that it follows, and pods."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.access = FakeAccess()
        self.network = Network(self.access, settings)
        self._children: list[subprocess.Popen[bytes]] = []

    def sandbox(self) -> int:
        """A process in a network namespace of its own."""
        child = subprocess.Popen(["unshare", "--net", "sleep", "300"])
        self._children.append(child)
        ours = Path("/proc/self/ns/net").readlink()
        while Path(f"/proc/{child.pid}/ns/net").readlink() == ours:
            assert child.poll() is None
        return child.pid

    async def pod(self, uid: str, answer: str = "", node: str = "node") -> tuple[int, str]:
        """Process id and address of an attached pod; with ``answer`` it serves that by HTTP on port 8080."""
        pid = self.sandbox()
        address = await self.network.pods.attach(uid, node, pid)
        if answer:
            self.serve(pid, uid, answer)
            await eventually(pid, f"http://{address}:8080/", answer)
        return pid, address

    def serve(self, pid: int, uid: str, answer: str) -> None:
        """Answer HTTP requests on port 8080 of a sandbox."""
        root = self.settings.data_dir / f"www-{uid}"
        root.mkdir()
        (root / "index.html").write_text(answer)
        inside = ["nsenter", f"--net=/proc/{pid}/ns/net"]
        with self._visitors_file(uid).open("w") as visitors:
            self._children.append(
                subprocess.Popen(
                    [*inside, "busybox", "httpd", "-f", "-v", "-p", "8080", "-h", str(root)], stderr=visitors
                )
            )

    def visitors(self, uid: str) -> str:
        """Who asked the pod, as the pod saw it."""
        return self._visitors_file(uid).read_text()

    def outside(self) -> tuple[int, str, str]:
        """A machine beside this one, which has no route to pods: its process, its address, and ours on the link."""
        pid = self.sandbox()
        ours, theirs = f"198.18.{_octet()}.1", f"198.18.{_octet()}.2"
        output("ip", "link", "add", f"out{pid}", "type", "veth", "peer", "name", "eth0", "netns", str(pid))
        output("ip", "address", "add", f"{ours}/30", "dev", f"out{pid}")
        output("ip", "link", "set", f"out{pid}", "up")
        inside = ("nsenter", f"--net=/proc/{pid}/ns/net", "ip")
        output(*inside, "address", "add", f"{theirs}/30", "dev", "eth0")
        output(*inside, "link", "set", "eth0", "up")
        return pid, theirs, ours

    def _visitors_file(self, uid: str) -> Path:
        return self.settings.data_dir / f"visitors-{uid}"

    def service_address(self, last: int) -> str:
        """An address of the service range."""
        return str(self.settings.services[last])

    def put(self, *objects: Obj) -> None:
        """Create services and what stands behind them."""
        for obj in objects:
            self.access.create("services" if obj["kind"] == "Service" else SLICES, "shop", obj)

    def table(self) -> str:
        """What the kernel has."""
        return output("nft", "list", "table", "ip", self.settings.table)

    def backends(self) -> set[str]:
        """The addresses to which the kernel leads clients that stay with an endpoint."""
        return set(re.findall(r"dnat to ([0-9.]+):", self.table()))

    def leftovers(self) -> str:
        """Whatever on this machine still speaks of the instance."""
        names = (self.settings.bridge, self.settings.table, *self._prefixes())
        states = (
            output("ip", "address"),
            output("ip", "route"),
            output("ip", "netns"),
            output("nft", "list", "ruleset"),
            output("ps", "ax"),
        )
        return "\n".join(line for state in states for line in state.splitlines() if any(name in line for name in names))

    def _prefixes(self) -> tuple[str, ...]:
        ranges = self.settings.pods, self.settings.services
        return tuple(str(addresses.network_address).removesuffix("0.0") for addresses in ranges)

    def end_pods(self) -> None:
        """End the pods' processes."""
        for child in self._children:
            child.kill()
            child.wait()


def output(*command: str) -> str:
    """What a program prints; nothing when it fails."""
    return subprocess.run(command, check=False, capture_output=True, text=True).stdout


async def fetch(url: str, pid: int | None = None) -> tuple[int, str]:
    """Exit status and answer of an HTTP request, from within a pod if ``pid`` is given."""
    inside = () if pid is None else ("nsenter", f"--net=/proc/{pid}/ns/net")
    command = (*inside, "timeout", "5", "busybox", "wget", "-q", "-O", "-", url)
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    answer, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, answer.decode()


async def answers(url: str, pid: int | None = None, times: int = 24) -> set[str]:
    """All different answers."""
    return {(await fetch(url, pid))[1] for _ in range(times)}


async def eventually(pid: int | None, url: str, answer: str) -> None:
    """Return when the answer is right."""
    async with asyncio.timeout(60):
        while (await fetch(url, pid))[1] != answer:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.01)


@contextmanager
def lab_at(data_dir: Path, nodes: tuple[str, ...] = ("node",)) -> Iterator[Lab]:
    """A lab whose pods end with the block."""
    lab = Lab(settings_for(data_dir, nodes))
    try:
        yield lab
    finally:
        lab.end_pods()
