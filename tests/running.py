"""Starts the real programs for tests, on free loopback ports and in their own directories, and stops them by pid."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = Path("/usr/bin/chromium")


def free_port() -> int:
    """A TCP port on loopback that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition: Callable[[], bool], seconds: float, what: str, *, pause: float = 0.05) -> float:
    """Seconds until ``condition`` held; fails the test with ``what`` when it does not in time."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"{what} did not happen within {seconds} s"
        time.sleep(pause)
    return time.monotonic() - began


@dataclass
class Program:
    """A Python program of ours in a process of its own, its output in a log file."""

    arguments: list[str]
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.child = subprocess.Popen(
                [sys.executable, *self.arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **self.environment},
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        assert self.child is not None
        return self.child.pid

    def kill9(self) -> None:
        """End at once, as a power cut or the kernel's memory killer would."""
        assert self.child is not None
        self.child.send_signal(signal.SIGKILL)
        self.child.wait(60)

    def stop(self) -> None:
        """End in order; the log is shown when that fails."""
        if self.child is None or self.child.poll() is not None:
            return
        self.child.terminate()
        try:
            self.child.wait(60)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait(60)
            raise AssertionError(f"{self.arguments} did not end on SIGTERM:\n{self.tail()}") from None

    def alive(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def tail(self, lines: int = 40) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def wait_ready(self, url: str, seconds: float = 60) -> None:
        """Wait for HTTP 200; the program's last words are shown when it ends or does not get there."""
        with httpx.Client(verify=False, timeout=5) as http:

            def answers() -> bool:
                assert self.alive(), f"{self.arguments} ended while starting:\n{self.tail()}"
                try:
                    return http.get(url).status_code == 200
                except httpx.HTTPError:
                    return False

            try:
                wait_until(answers, seconds, f"readiness of {url}")
            except AssertionError as error:
                raise AssertionError(f"{error}\n{self.tail()}") from error


def free_ranges() -> int:
    """Return the second octet of two neighbouring /16 of 10.0.0.0/8 that no route of this machine has and few pick.

    Others that take ranges by number in these tests stay above 10.220.0.0.
    """
    routes = subprocess.run(["ip", "-json", "route"], check=True, capture_output=True, text=True).stdout
    taken = {route["dst"].split("/")[0] for route in json.loads(routes)}
    own = os.getpid() % 40 * 2
    for octet in (100 + (own + step) % 80 for step in range(0, 80, 2)):
        if not taken & {f"10.{octet}.0.0", f"10.{octet + 1}.0.0"}:
            return octet
    raise RuntimeError("all of 10.100.0.0 to 10.179.255.255 is routed on this machine")


KUBECTLS = {
    "debian": ROOT / ".kubectl" / "debian" / "usr" / "bin" / "kubectl",
    "newest": ROOT / ".kubectl" / "newest" / "kubectl",
}
"""The kubectl programs of ``./slipway test``: that of Debian's package, and the newest that can be had."""


def kubectls() -> list[str]:
    """The kubectl programs for tests that take what is there: those of ``KUBECTLS``, else one on the path."""
    own = [str(path) for path in KUBECTLS.values() if path.exists()]
    on_path = shutil.which("kubectl")
    return own or ([on_path] if on_path else [])


@dataclass
class Localkube:
    """A localkube of the tests' own, beside any real installation."""

    docker_host: str
    directory: Path
    name: str
    subnet: int
    port: int = field(default_factory=free_port)
    gateway_port: int = field(default_factory=free_port)
    nodes: int = 1
    gateway_tls_port: int = 0
    program: Program = field(init=False)

    def __post_init__(self) -> None:
        self.program = self.program_of(self.nodes)

    def program_of(self, nodes: int) -> Program:
        """The same with another number of nodes."""
        return Program(
            [
                "-m", "localkube", f"--data-dir={self.directory / 'localkube'}", f"--name={self.name}",
                f"--docker-host={self.docker_host}", f"--port={self.port}", f"--gateway-port={self.gateway_port}",
                f"--pod-range=10.{self.subnet}.0.0/16", f"--service-range=10.{self.subnet + 1}.0.0/16",
                f"--kubeconfig-out={self.kubeconfig}", f"--log-dir={self.directory}", f"--nodes={nodes}",
                *([f"--gateway-tls-port={self.gateway_tls_port}"] if self.gateway_tls_port else []),
            ],
            self.directory / "localkube.log",
        )  # fmt: skip

    @property
    def kubeconfig(self) -> Path:
        return self.directory / "kubeconfig"

    def start(self) -> None:
        self.program.start()
        self.program.wait_ready(f"https://127.0.0.1:{self.port}/readyz")

    def purge(self) -> None:
        """Stop, and remove containers, network and files outside the directory."""
        self.program.stop()
        purged = subprocess.run(
            [sys.executable, *self.program.arguments, "--purge"],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert purged.returncode == 0, purged.stderr
        assert f"{self.directory}/" not in Path("/proc/self/mountinfo").read_text(), "a purge left mounts behind"


@dataclass
class PlatformProcess:
    """A slipway server of the tests' own."""

    directory: Path
    kubeconfig: Path
    gateway: str
    gateway_address: tuple[str, int]
    port: int = field(default_factory=free_port)
    environment: dict[str, str] = field(default_factory=dict)
    program: Program = field(init=False)

    def __post_init__(self) -> None:
        self.program = Program(
            ["-m", "slipway.server"],
            self.directory / "slipway.log",
            {
                "SLIPWAY_DATA_DIR": str(self.directory / "platform"),
                "SLIPWAY_PORT": str(self.port),
                "SLIPWAY_KUBECONFIG": str(self.kubeconfig),
                "SLIPWAY_GATEWAY": self.gateway,
                "SLIPWAY_PUBLIC_PORT": str(self.gateway_address[1]),
                "SLIPWAY_PORTAL_DIR": str(ROOT / "portal/dist"),
                **self.environment,
            },
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def admin_password(self) -> str:
        return (self.directory / "platform" / "admin-password").read_text().strip()

    def start(self) -> None:
        (self.directory / "platform").mkdir(parents=True, exist_ok=True)
        self.program.start()
        self.program.wait_ready(f"{self.url}/readyz")

    def client(self, username: str = "admin", password: str | None = None) -> Api:
        """A client with an API token of the user."""
        with httpx.Client(base_url=f"{self.url}/api/v1", headers={"X-Slipway-Request": "1"}, timeout=30) as http:
            http.post(
                "/session", json={"username": username, "password": password or self.admin_password}
            ).raise_for_status()
            made = http.post("/tokens", json={"name": "tests"})
            made.raise_for_status()
        return Api(f"{self.url}/api/v1", made.json()["token"])


class Api(httpx.Client):
    """The platform's API with a token; helpers for what many tests do."""

    def __init__(self, base_url: str, token: str) -> None:
        super().__init__(base_url=base_url, headers={"Authorization": f"Bearer {token}"}, timeout=30)

    def apply(self, document: dict[str, object], *, publish: bool = False) -> dict[str, object]:
        """Apply an application file; the application."""
        answer = self.post("/applications/apply", json=document, params={"publish": str(publish).lower()})
        assert answer.status_code in (200, 201, 202), answer.text
        application: dict[str, object] = answer.json()["application"]
        return application

    def status(self, application_id: object) -> dict[str, object]:
        answer = self.get(f"/applications/{application_id}/status")
        assert answer.status_code == 200, answer.text
        body: dict[str, object] = answer.json()
        return body

    def wait_state(self, application_id: object, state: str, seconds: float = 60) -> float:
        """Seconds until the application's state; fails with its whole status."""
        last: dict[str, object] = {}

        def reached() -> bool:
            last.update(self.status(application_id))
            return last["state"] == state

        try:
            return wait_until(reached, seconds, f"state {state}")
        except AssertionError as error:
            raise AssertionError(f"{error}: {last}") from error
