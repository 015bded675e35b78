"""A small data centre on this machine: hosts are network namespaces on one switch, with pods behind them.

The switch is a network namespace, too; this machine has one address on it, where the Kubernetes API listens.
"""

from __future__ import annotations

import ipaddress
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import yaml

from tests.running import ROOT, Program, free_port, wait_until

AGENT_PORT = 9478
PATIENCE = 30.0
NODES = "/api/v1/nodes"
NAMESPACE = "noderouter"
REPORTS = f"/api/v1/namespaces/{NAMESPACE}/configmaps"


def run(*command: str, check: bool = True) -> str:
    """What a program prints."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not check or done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
    return done.stdout


class Lab:
    """The switch, the API, and the hosts."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.tag = f"nr{os.getpid() % 100000}"
        self.lan = ipaddress.ip_network(f"198.19.{os.getpid() % 250}.0/24")
        self.address = str(self.lan[254])
        self.hosts: dict[str, Machine] = {}
        self.port = free_port()
        self.api = Program(["-m", "tests.noderouter.api_process", str(directory), self.address, str(self.port)],
                           directory / "api.log", {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"})  # fmt: skip
        self._http: httpx.Client | None = None

    def start(self) -> None:
        """Connect this machine with the switch, start the API and give agents the rights of the manifest."""
        switch = f"{self.tag}-lan"
        run("ip", "netns", "add", switch)
        run("ip", "-n", switch, "link", "add", "br0", "type", "bridge")
        run("ip", "-n", switch, "link", "set", "br0", "up")
        run("ip", "link", "add", f"{self.tag}up", "type", "veth", "peer", "name", "uplink", "netns", switch)
        run("ip", "-n", switch, "link", "set", "uplink", "master", "br0", "up")
        run("ip", "address", "add", f"{self.address}/24", "dev", f"{self.tag}up")
        run("ip", "link", "set", f"{self.tag}up", "up")
        self.start_api()
        for manifest in yaml.safe_load_all((ROOT / "deploy/noderouter.yaml").read_text()):
            self.create(_collection(manifest), manifest)
        account = f"/api/v1/namespaces/{NAMESPACE}/serviceaccounts/noderouter/token"
        token = self.create(account, {"spec": {}})["status"]["token"]
        config = yaml.safe_load((self.directory / "kubeconfig").read_text())
        config["users"][0]["user"] = {"token": token}
        (self.directory / "agents-kubeconfig").write_text(json.dumps(config))

    def start_api(self) -> None:
        """Start the API, again with what it had."""
        self.api.start()
        (self.directory / "kubeconfig").unlink(missing_ok=True)
        wait_until(self._api_answers, 60, "an answer of the API")

    def _api_answers(self) -> bool:
        assert self.api.alive(), self.api.tail()
        if not (self.directory / "kubeconfig").exists():
            return False
        if self._http is None:
            token = (self.directory / "pki/token").read_text().strip()
            self._http = httpx.Client(
                base_url=f"https://{self.address}:{self.port}",
                verify=False,
                headers={"Authorization": f"Bearer {token}"},
                timeout=20,
            )
        try:
            return self._http.get("/readyz").status_code == 200
        except httpx.HTTPError:
            return False

    def call(self, method: str, path: str, body: object = None, **headers: str) -> dict[str, Any]:
        """Ask the API as its administrator."""
        assert self._http is not None
        answer = self._http.request(method, path, json=body, headers=headers)
        assert answer.status_code < 300, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def create(self, path: str, obj: dict[str, Any]) -> dict[str, Any]:
        return self.call("POST", path, obj)

    def patch(self, path: str, changes: dict[str, Any]) -> None:
        self.call("PATCH", path, changes, **{"Content-Type": "application/merge-patch+json"})

    def machine(self, name: str, number: int) -> Machine:
        """A host on the switch with a pod behind it; the cluster does not know of it."""
        made = Machine(self, name, number)
        self.hosts[name] = made
        made.build()
        return made

    def node(self, name: str, networks: list[str], *addresses: str) -> None:
        """Make a Node object."""
        told = [{"type": "InternalIP", "address": address} for address in addresses]
        spec = {"podCIDR": networks[0], "podCIDRs": networks} if networks else {}
        self.create(NODES, {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}, "spec": spec})
        self.patch(f"{NODES}/{name}/status", {"status": {"addresses": told}})

    def host(self, name: str, number: int, *, agent: bool = True) -> Machine:
        """A host that is a node of the cluster, and on which an agent runs."""
        machine = self.machine(name, number)
        self.node(name, machine.networks, *machine.addresses)
        if agent:
            machine.start_agent()
        return machine

    def report(self, name: str) -> dict[str, Any] | None:
        """What a node's agent told the cluster."""
        for each in self.call("GET", REPORTS)["items"]:
            if each["metadata"]["name"] == f"noderouter-{name}":
                found: dict[str, Any] = json.loads(each["data"]["report.json"])
                return found
        return None

    def end(self) -> None:
        """End all processes and remove all that was made."""
        for host in self.hosts.values():
            host.agent.stop()
        self.api.stop()
        if self._http is not None:
            self._http.close()
        run("ip", "link", "delete", f"{self.tag}up", check=False)
        for line in run("ip", "netns", "list").splitlines():
            if line.split()[0].startswith(f"{self.tag}-"):
                run("ip", "netns", "delete", line.split()[0])

    def leftovers(self) -> str:
        """Whatever this machine still has of the lab."""
        return "".join(
            line
            for command in (("ip", "address"), ("ip", "route"), ("ip", "netns"))
            for line in run(*command).splitlines()
            if self.tag in line or str(self.lan[0])[:-1] in line
        )


class Machine:
    """A host: a name space with an address on the switch, and a pod in a name space behind it."""

    def __init__(self, lab: Lab, name: str, number: int) -> None:
        self.lab = lab
        self.name = name
        self.space, self.pod_space = f"{lab.tag}-{name}", f"{lab.tag}-{name}-pod"
        self.addresses = [str(lab.lan[number]), f"fd19::{number}"]
        self.networks = [f"10.44.{number}.0/24", f"fd44:0:0:{number}::/64"]
        self.pods = [f"10.44.{number}.2", f"fd44:0:0:{number}::2"]
        self.agent = self.program()

    def program(self, *options: str) -> Program:
        """The agent's process within the host; ``ip netns exec`` becomes the agent."""
        arguments = [
            "-c", "import os, sys; os.execvp('ip', ['ip', 'netns', 'exec', *sys.argv[1:]])", self.space,
            sys.executable, "-m", "noderouter", f"--node-name={self.name}", f"--namespace={NAMESPACE}",
            f"--kubeconfig={self.lab.directory / 'agents-kubeconfig'}",
            f"--listen={self.addresses[0]}:{AGENT_PORT}", "--report-seconds=5", *options,
        ]  # fmt: skip
        return Program(arguments, self.lab.directory / f"{self.name}.log")

    def build(self) -> None:
        switch, port = f"{self.lab.tag}-lan", f"port-{self.name}"
        for space in (self.space, self.pod_space):
            if space not in run("ip", "netns", "list").split():
                run("ip", "netns", "add", space)
            run("ip", "-n", space, "link", "set", "lo", "up")
            # A fresh device looks for another holder of its own address for up to two seconds, and a host asks no
            # neighbour, and forwards to none, meanwhile. Nobody else can have these addresses.
            run("ip", "netns", "exec", space, "sysctl", "-qw", "net.ipv6.conf.default.dad_transmits=0")
        run("ip", "-n", self.space, "link", "add", "eth0", "type", "veth", "peer", "name", port, "netns", switch)
        run("ip", "-n", switch, "link", "set", "dev", port, "master", "br0", "up")
        run(
            "ip",
            "-n",
            self.space,
            "link",
            "add",
            "pods",
            "type",
            "veth",
            "peer",
            "name",
            "eth0",
            "netns",
            self.pod_space,
        )
        run(
            "ip",
            "netns",
            "exec",
            self.space,
            "sysctl",
            "-qw",
            "net.ipv4.ip_forward=1",
            "net.ipv6.conf.all.forwarding=1",
        )
        self._address(self.space, "eth0", f"{self.addresses[0]}/24", f"{self.addresses[1]}/64")
        gateways = [pod[:-1] + "1" for pod in self.pods]
        self._address(self.space, "pods", f"{gateways[0]}/24", f"{gateways[1]}/64")
        self._address(self.pod_space, "eth0", f"{self.pods[0]}/24", f"{self.pods[1]}/64")
        for gateway in gateways:
            run("ip", "-n", self.pod_space, "route", "add", "default", "via", gateway)

    def _address(self, space: str, device: str, *addresses: str) -> None:
        run("ip", "-n", space, "link", "set", device, "up")
        for address in addresses:
            run("ip", "-n", space, "address", "add", address, "dev", device, *(["nodad"] if ":" in address else []))

    def start_agent(self, *options: str) -> None:
        """Start the agent, with what else it is told."""
        self.agent = self.program(*options)
        self.agent.start()
        self.agent.wait_ready(f"{self.url}/healthz")

    @property
    def url(self) -> str:
        return f"http://{self.addresses[0]}:{AGENT_PORT}"

    def table(self) -> dict[str, Any]:
        """What the agent shows."""
        answer = httpx.get(f"{self.url}/table", timeout=10)
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found

    def health(self) -> dict[str, Any]:
        """What the agent says of itself."""
        found: dict[str, Any] = httpx.get(f"{self.url}/healthz", timeout=10).json()
        return found

    def row(self, network: str) -> dict[str, Any]:
        """The table's row of a network; empty when it has none."""
        found: dict[str, Any]
        for found in self.table()["routes"]:
            if found["network"] == network:
                return found
        return {}

    def state(self, network: str) -> tuple[str | None, str | None]:
        """State and reason of a network's route, as the agent shows them."""
        row = self.row(network)
        return row.get("state"), row.get("reason")

    def routes(self) -> dict[str, dict[str, Any]]:
        """The kernel's routes by network."""
        told = [*json.loads(run("ip", "-n", self.space, "-json", "route") or "[]")]
        told += json.loads(run("ip", "-n", self.space, "-6", "-json", "route") or "[]")
        return {route["dst"]: route for route in told}

    def via(self, network: str) -> str | None:
        """The gateway of the kernel's route to a network."""
        gateway: str | None = self.routes().get(network, {}).get("gateway")
        return gateway

    def ip(self, *arguments: str) -> None:
        """Do something to the host's network, as its administrator would."""
        run("ip", "-n", self.space, *arguments)

    def ping(self, address: str) -> bool:
        """Tell whether this host's pod reaches another pod."""
        command = ["ip", "netns", "exec", self.pod_space, "busybox", "ping", "-c", "1", "-W", "2", address]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


def until(condition: Callable[[], bool], what: str) -> float:
    """Seconds that it took."""
    return wait_until(condition, PATIENCE, what, pause=0.02)


def _collection(manifest: dict[str, Any]) -> str:
    version = manifest["apiVersion"]
    base = f"/api/{version}" if "/" not in version else f"/apis/{version}"
    namespace = manifest["metadata"].get("namespace")
    plural = manifest["kind"].lower() + "s"
    return f"{base}/namespaces/{namespace}/{plural}" if namespace else f"{base}/{plural}"
