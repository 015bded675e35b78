"""Looks after one pod: sees what is there, plans, begins what can be done now, and reports.

A pass is synchronous and quick. What takes time runs beside it as an operation, one per container at most, and wakes
the worker at its end. A slow pull therefore delays neither the restart of another container nor the pod's deletion.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from pathlib import Path

from localkube.kubelet.allocation import no_room
from localkube.kubelet.backoff import Crash, crashes_of, remembered
from localkube.kubelet.container_status import Seen, Wait
from localkube.kubelet.ending import Ender, grace_of, stop_grace
from localkube.kubelet.env import references
from localkube.kubelet.failures import VolumeFault, Waiting
from localkube.kubelet.grants import Grants
from localkube.kubelet.health import Probing
from localkube.kubelet.host import Host
from localkube.kubelet.last_words import LastWords
from localkube.kubelet.observed import Observed
from localkube.kubelet.operations import Operations
from localkube.kubelet.plan import (
    SANDBOX,
    Action,
    Attach,
    Plan,
    Remove,
    Resize,
    Situation,
    StartContainer,
    StartSandbox,
    Stop,
    plan,
)
from localkube.kubelet.podspec import (
    container_named,
    has_claims,
    image_volumes,
    is_admitted,
    is_finished,
    is_terminating,
    uid_of,
)
from localkube.kubelet.rejection import REJECTED, rejection
from localkube.kubelet.report import Reporter
from localkube.kubelet.starting import Starter
from localkube.kubelet.status import PodView, pod_status
from localkube.kubelet.volumes import Content, Tokens, provide, release_volumes
from localkube.kubelet.waits import Waits
from localkube.objects.access import Obj
from localkube.objects.errors import Conflict, NotFound
from localkube.objects.meta import now as now_text
from localkube.objects.meta import parse_time
from localkube.objects.ports import VolumeNotReady
from localkube.runtime import Found, RuntimeFault, StartFailed

log = logging.getLogger(__name__)

_VOLUMES, _CLAIMS, _RELEASE, _WORDS, _END = "/volumes", "/claims", "/release", "/words", "/end"
"""Keys of what is not about a container; no container can be named like this."""
_PAUSE_AFTER_ERROR = 5.0
_DEADLINE = ("DeadlineExceeded", "Pod was active on the node longer than the specified deadline")


class Worker:
    """For the pod with this uid, until nothing of it is left."""

    def __init__(self, host: Host, pod: Obj) -> None:
        self._host = host
        self._pod = pod
        self._uid = uid_of(pod)
        self._tell = host.tell(pod)
        self._woken = asyncio.Event()
        self._operations = Operations(f"pod {pod['metadata']['name']}", self._failed, self.wake)
        self._crashes: dict[str, Crash] = remembered(pod, host.inventory.of(self._uid))
        self._waits = Waits()
        self._probing = Probing(host.engine, self.wake)
        self._ender = Ender(host)
        self._last_words = LastWords(host.places(self._uid), host.engine)
        self._reporter = Reporter(host.access)
        self._address = _known_address(pod, host.inventory.of(self._uid))
        self._attached = ""
        self._volumes_current = False
        self._tokens = Tokens(host.tokens, pod, time.time)
        self._told_in_volumes: tuple[object, ...] = ()
        self._mounted = False
        self._claimed: Mapping[str, Path] | None = None if has_claims(pod) or image_volumes(pod) else {}
        self._released = False
        self._removing = False
        self._began = now_text()
        self._grants = Grants(host, pod)
        self._evicted = self._tidy = False
        self._failure: tuple[str, str] | None = None if is_admitted(pod) else self._rejection(pod)
        self._ending_by: float | None = None
        self.ended = False

    @property
    def references(self) -> set[tuple[str, str]]:
        """The maps and secrets that matter to this pod, as (resource, name)."""
        return references(self._pod)

    @property
    def pod(self) -> Obj:
        """The pod as it was seen last."""
        return self._pod

    @property
    def is_active(self) -> bool:
        """It runs or is about to; neither ended nor going."""
        return self._failure is None and not is_finished(self._pod) and not is_terminating(self._pod)

    @property
    def occupies_disk(self) -> bool:
        """It was evicted, and its files and containers are not all gone yet."""
        return self._evicted and not (self._released and not self._host.inventory.of(self._uid).containers)

    def evict(self, message: str) -> None:
        """Let the pod fail at once, and free the disk that it occupies."""
        self._failure = ("Evicted", message)
        self._evicted = True
        self._tell.warning("Evicted", message)
        self.wake()

    def tidy(self) -> None:
        """Remove the dead containers of a pod that ended."""
        if is_finished(self._pod):
            self._tidy = True
            self.wake()

    def wake(self) -> None:
        """Something may have changed."""
        self._woken.set()

    def reference_changed(self) -> None:
        """A map or secret that the pod refers to is another."""
        self._volumes_current = False
        self._operations.retries.hurry()
        self.wake()

    async def run(self) -> None:
        """Until the pod is gone. Cancelled, it leaves containers running."""
        try:
            while not self.ended:
                self._woken.clear()
                try:
                    pause = self._pass()
                except Exception:
                    log.exception("pod %s could not be looked after", self._pod["metadata"]["name"])
                    pause = _PAUSE_AFTER_ERROR
                try:
                    async with asyncio.timeout(pause):
                        await self._woken.wait()
                except TimeoutError:
                    continue
        finally:
            self._probing.stop()
            await self._operations.cancel()

    def _pass(self) -> float | None:
        """Do what can be done; returns the seconds after which to look again."""
        now = time.time()
        metadata = self._pod["metadata"]
        pod = self._host.access.find("pods", metadata["namespace"], metadata["name"])
        gone = pod is None or uid_of(pod) != self._uid
        if pod is not None and not gone:
            self._pod = pod
        if gone or is_terminating(self._pod):
            return self._end(now, gone=gone)
        observed = self._host.inventory.of(self._uid)
        if self._grants.take(self._pod):
            self._volumes_current = False  # fields of the downward API may be other ones now
        if self._failure is None and not is_finished(self._pod):
            self._mount(now)
            self._check_deadline(now)
        self._probing.keep(self._pod, observed, self._address, self._operations.keys, self._tell)
        self._crashes = crashes_of(observed, self._crashes)
        todo = plan(self._grants.pod, observed, self._situation(), now)
        for action in todo.actions:
            self._begin(action, observed)
        if self._tidy and is_finished(self._pod):
            for ended in observed.everything():
                if ended.state != "running":
                    self._operations.begin(f"/remove {ended.id}", self._remove(ended))
        self._free_network_of_finished(observed)
        dead = {name: newest.id for name in observed.containers if (newest := observed.newest(name))}
        self._waits.crash_looping(self._pod, todo.crash_loops, dead, self._tell)
        self._report(observed, now)
        return self._pause(todo, now)

    def _pause(self, todo: Plan, now: float) -> float | None:
        times = [
            self._grants.ask_again(now),
            todo.wake_at,
            self._waits.next_change(now),
            self._deadline(),
            self._operations.next_due(now),
            self._tokens.next_renewal(),
        ]
        coming = [at for at in times if at is not None and at > now]
        return max(0.01, min(coming) - now) if coming else None

    def _situation(self) -> Situation:
        return Situation(
            busy=self._operations.keys,
            crashes=self._crashes,
            not_before=self._operations.retries.not_before,
            unhealthy=self._probing.unhealthy(),
            started=self._probing.up(),
            mounted=self._mounted,
            attached=self._attached,
            failed=self._failure is not None,
            limits=self._grants.limits,
        )

    # --- operations

    def _begin(self, action: Action, observed: Observed) -> None:
        starter = Starter(self._host, self._grants.pod)
        match action:
            case StartSandbox(attempt):
                self._operations.begin(SANDBOX, self._start_sandbox(starter, attempt))
            case Attach(sandbox):
                self._operations.begin(SANDBOX, self._attach(starter, sandbox))
            case StartContainer(container, attempt):
                if observed.sandbox is not None:
                    start = self._start_container(starter, container, attempt, observed.sandbox)
                    self._operations.begin(container["name"], start)
            case Resize(found, limits):
                self._operations.begin(found.name, self._grants.resize(found, limits))
            case Stop(found, message):
                self._operations.begin(SANDBOX if found.role == "sandbox" else found.name, self._stop(found, message))
            case Remove(found):
                self._operations.begin(f"/remove {found.id}", self._remove(found))

    def _failed(self, key: str, error: Exception) -> None:
        """An operation failed: it is told and tried again later."""
        now = time.time()
        if isinstance(error, Waiting):
            self._waits.failed(key, Wait(error.reason, error.message), now)
        elif isinstance(error, VolumeNotReady):
            self._tell.warning("FailedMount", str(error))
        elif isinstance(error, RuntimeFault | VolumeFault):
            log.warning("pod %s: %s failed: %s", self._pod["metadata"]["name"], key or "sandbox", error)
            self._tell.warning("FailedSync", f"error syncing pod: {error}")
        else:
            log.error("pod %s: %s failed", self._pod["metadata"]["name"], key or "sandbox", exc_info=error)
            self._tell.warning("FailedSync", f"error syncing pod: {error}")
        self._operations.retries.failed(key, now, self._pull_retry_at(key))

    async def _start_sandbox(self, starter: Starter, attempt: int) -> None:
        try:
            await starter.sandbox(attempt)
        except Exception as error:
            raise self._no_sandbox(error) from error

    async def _attach(self, starter: Starter, sandbox: Found) -> None:
        try:
            self._address = await starter.attach(sandbox)
        except Exception as error:
            raise self._no_sandbox(error) from error
        self._attached = sandbox.id

    def _no_sandbox(self, error: Exception) -> Waiting:
        """Whatever engine or network object to: it is told and tried again."""
        log.warning("pod %s: no sandbox: %s", self._pod["metadata"]["name"], error)
        self._tell.warning("FailedCreatePodSandBox", f"Failed to create pod sandbox: {error}")
        return Waiting("ContainerCreating", str(error))

    async def _start_container(self, starter: Starter, container: Obj, attempt: int, sandbox: Found) -> None:
        try:
            found = await starter.container(container, attempt, sandbox, self._address)
        except StartFailed:
            self._waits.cleared(container["name"])
            return
        self._probing.started(found.id)
        self._waits.cleared(container["name"])

    async def _stop(self, found: Found, message: str) -> None:
        if found.role == "sandbox":
            await self._ender.sandbox(found)
        else:
            grace = (
                0.0
                if self._evicted
                else stop_grace(self._pod, found.name, by_probe=found.id in self._probing.unhealthy())
            )
            await self._ender.container(self._pod, found, self._address, grace, message)

    async def _remove(self, found: Found) -> None:
        await self._host.engine.remove(found.id)
        self._host.inventory.drop(self._uid, found.id)

    def _pull_retry_at(self, key: str) -> float:
        container = container_named(self._pod, key)
        return self._host.images.retry_at(self._pod, container) if container is not None else 0.0

    # --- volumes, deadline, network of finished pods

    def _mount(self, now: float) -> None:
        """Make the volumes, or bring them up to date."""
        retries = self._operations.retries
        told = tuple(self._pod["metadata"].get(name) for name in ("labels", "annotations"))
        current = self._volumes_current and told == self._told_in_volumes and not self._tokens.are_due(now)
        if current or retries.not_before.get(_VOLUMES, 0.0) > now:
            return
        if self._claimed is None:
            self._operations.begin(_CLAIMS, self._mount_claims())
            return
        find = self._host.find_in(self._pod["metadata"]["namespace"])
        addresses = self._host.addresses(self._address)
        content = Content(self._grants.pod, find, addresses, self._host.allocatable, self._tokens.token)
        try:
            provide(self._pod, self._host.places(self._uid), content, self._claimed)
        except (VolumeFault, OSError) as fault:
            self._tell.warning("FailedMount", str(fault))
            retries.failed(_VOLUMES, now)
            return
        retries.succeeded(_VOLUMES)
        self._volumes_current = self._mounted = True
        self._told_in_volumes = told

    async def _mount_claims(self) -> None:
        claimed = dict(await self._host.volumes.mount(self._pod)) if has_claims(self._pod) else {}
        for volume in image_volumes(self._pod):
            claimed[volume["name"]] = await Starter(self._host, self._pod).image_volume(volume)
        self._claimed = claimed

    def _deadline(self) -> float | None:
        seconds = self._pod["spec"].get("activeDeadlineSeconds")
        started = (self._pod.get("status") or {}).get("startTime")
        return parse_time(started).timestamp() + seconds if seconds and started else None

    def _rejection(self, pod: Obj) -> tuple[str, str] | None:
        """Why this node will not run a pod that it sees for the first time."""
        host = self._host
        refused = rejection(pod, disk_pressure=host.pressed()) or no_room(
            pod, host.pods_of_node(), host.allocatable, host.settings.max_pods
        )
        if refused is None:
            return None
        self._tell.warning(*refused)
        return refused[0], REJECTED + refused[1]

    def _check_deadline(self, now: float) -> None:
        deadline = self._deadline()
        if self._failure is None and deadline is not None and now >= deadline:
            self._failure = _DEADLINE
            self._tell.normal("DeadlineExceeded", _DEADLINE[1])

    def _free_network_of_finished(self, observed: Observed) -> None:
        if is_finished(self._pod) and observed.sandbox is None and not self._released:
            self._operations.begin(_RELEASE, self._release())

    async def _release(self) -> None:
        await self._host.network.detach(self._uid)
        await asyncio.to_thread(release_volumes, self._host.places(self._uid))
        self._released = True

    # --- the end

    def _end(self, now: float, *, gone: bool) -> float | None:
        """Begin to end the pod, or hurry when less grace is left than was thought."""
        grace = 0.0 if gone else self._grace(now)
        self._probing.take_leave()
        if not gone and not self._removing:
            self._report(self._host.inventory.of(self._uid), now)
        by = now + grace
        if self._operations.begin(_END, self._end_all(grace)):
            self._ending_by = by
        elif self._ending_by is not None and by < self._ending_by - 1 and _END in self._operations.keys:
            self._ending_by = None
            self._operations.interrupt(_END)
        due = self._operations.next_due(now)
        return due - now if due is not None else None

    def _grace(self, now: float) -> float:
        return grace_of(self._pod, now, parse_time(self._pod["metadata"]["deletionTimestamp"]).timestamp())

    async def _end_all(self, grace: float) -> None:
        await self._operations.cancel(but=_END)
        pod, inventory = self._pod, self._host.inventory
        await self._ender.containers(pod, inventory.of(self._uid), self._address, grace)
        self._probing.stop()
        observed = inventory.of(self._uid)
        if observed.sandbox is not None:
            await self._ender.sandbox(observed.sandbox)
        await self._last_words.read_logs(pod, inventory.of(self._uid))
        self._report(inventory.of(self._uid), time.time())
        self._removing = True
        await self._ender.remains(self._uid)
        self._host.images.forget(pod)
        self._confirm()
        self.ended = True

    def _confirm(self) -> None:
        """Let the API forget the pod."""
        metadata = self._pod["metadata"]
        try:
            self._host.access.delete("pods", metadata["namespace"], metadata["name"], uid=self._uid, grace_seconds=0)
        except (NotFound, Conflict):
            log.debug("pod %s was already gone", metadata["name"])

    # --- the report

    def _report(self, observed: Observed, now: float) -> None:
        if self._last_words.in_logs(self._pod, observed):
            self._operations.begin(_WORDS, self._last_words.read_logs(self._pod, observed))
            return
        seen = Seen(
            waits=self._waits.shown(self._pod, now, self._tell),
            health=self._probing.health(),
            last_words=self._last_words.of(observed),
            given=self._grants.resources(),
            unsettled=self._grants.unsettled(observed),
        )
        resizing = self._grants.told(observed)
        view = PodView(
            self._host.settings.internal_ip, self._address, seen, self._began, self._failure, resizing, self._evicted
        )
        self._pod = self._reporter.report(self._pod, pod_status(self._pod, observed, view))


def _known_address(pod: Obj, observed: Observed) -> str:
    """The address that a pod had when localkube ended, so that its probes go on at once."""
    address: str = (pod.get("status") or {}).get("podIP") or ""
    return address if observed.sandbox is not None else ""
