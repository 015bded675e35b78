"""A client that writes without pause and remembers what it was told, and a watcher that is never content with less."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kubernetes import client as kube
from kubernetes import config, watch
from kubernetes.client.exceptions import ApiException
from urllib3.exceptions import HTTPError

NAMES = tuple(f"settings-{number}" for number in range(12))
ABSENT = None


@contextmanager
def connected(kubeconfig: Path) -> Iterator[kube.CoreV1Api]:
    """The official client, which must not repeat a write by itself."""
    settings = kube.Configuration()
    config.load_kube_config(str(kubeconfig), client_configuration=settings)
    settings.retries = False
    with kube.ApiClient(settings) as api:
        yield kube.CoreV1Api(api)


@dataclass
class Writer(threading.Thread):
    """Creates, patches and deletes config maps. ``possible`` holds, by name, each value that the store may have."""

    kubeconfig: Path
    dice: random.Random
    possible: dict[str, set[str | None]] = field(default_factory=lambda: {name: {ABSENT} for name in NAMES})
    revision: int = 0
    acknowledged: int = 0
    failures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(name="writer", daemon=True)
        self._stop_asked = threading.Event()
        self.pause, self.paused = threading.Event(), threading.Event()

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        """Write until asked to stop."""
        with connected(self.kubeconfig) as core:
            for number in range(1_000_000):
                if self._stop_asked.is_set():
                    return
                if self.pause.is_set():
                    self.paused.set()
                    time.sleep(0.01)
                    continue
                self.paused.clear()
                self._write(core, self.dice.choice(NAMES), str(number))

    def finish(self) -> None:
        """Stop after the present write."""
        self._stop_asked.set()
        self.join(30)

    def _write(self, core: kube.CoreV1Api, name: str, value: str) -> None:
        before = self.possible[name]
        exists = before != {ABSENT}
        after = ABSENT if exists and self.dice.random() < 0.3 else value
        self.possible[name] = before | {after}
        try:
            if after is ABSENT:
                core.delete_namespaced_config_map(name, "default")
            elif exists:
                self._told(core.patch_namespaced_config_map(name, "default", {"data": {"value": value}}))
            else:
                body = {"metadata": {"name": name}, "data": {"value": value}}
                self._told(core.create_namespaced_config_map("default", body))
        except ApiException as refused:
            if refused.status:  # without one the client itself gave up: its connection broke in the middle of TLS
                self._refused(name, before, after, refused.status)
        except (HTTPError, OSError):
            time.sleep(0.02)  # nobody said whether it was done: both are possible
        else:
            self.acknowledged += 1
            self.possible[name] = {after}

    def _told(self, written: kube.V1ConfigMap) -> None:
        revision = int(written.metadata.resource_version)
        if revision <= self.revision:
            self.failures.append(f"revision {revision} after {self.revision}")
        self.revision = revision

    def _refused(self, name: str, before: set[str | None], after: str | None, status: int) -> None:
        """Learn from a refusal which of several possibilities it was."""
        if status == 404 and ABSENT in before:
            self.possible[name] = {ABSENT}
        elif status == 409 and len(before) > 1:
            self.possible[name] = before - {ABSENT}
        else:
            self.failures.append(f"{name}: {before} to {after} answered {status}")


@dataclass
class Watcher(threading.Thread):
    """Follows all config maps of the namespace, and resumes where it was, whatever happens to the server."""

    kubeconfig: Path
    seen: dict[str, str] = field(default_factory=dict)
    revision: int = 0
    resumed: int = 0
    expired: int = 0
    failures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(name="watcher", daemon=True)
        self.leave = threading.Event()

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        """Watch until asked to leave."""
        with connected(self.kubeconfig) as core:
            while not self.leave.is_set():
                try:
                    if not self.revision:
                        self._list(core)
                    self._follow(core)
                    self.resumed += 1
                except ApiException as refused:
                    if refused.status != 410:
                        self.failures.append(f"watch answered {refused.status}")
                    self.expired += 1
                    self.revision = 0
                except (HTTPError, OSError, ValueError):  # the last: half of an event arrived before the kill
                    self.resumed += 1
                    time.sleep(0.02)

    def _list(self, core: kube.CoreV1Api) -> None:
        listed = core.list_namespaced_config_map("default")
        self.seen = {item.metadata.name: item.data["value"] for item in listed.items if item.metadata.name in NAMES}
        self.revision = int(listed.metadata.resource_version)

    def _follow(self, core: kube.CoreV1Api) -> None:
        stream = watch.Watch().stream(
            core.list_namespaced_config_map, "default", resource_version=str(self.revision), timeout_seconds=2
        )
        for event in stream:
            metadata = event["object"].metadata
            revision = int(metadata.resource_version)
            if revision <= self.revision:
                self.failures.append(f"event of revision {revision} after {self.revision}")
            self.revision = revision
            if event["type"] == "DELETED":
                self.seen.pop(metadata.name, None)
            elif metadata.name in NAMES:
                self.seen[metadata.name] = event["object"].data["value"]
