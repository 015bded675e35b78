"""Images by pull policy, each pulled once at a time, with back-off after failures."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass

from localkube.kubelet.backoff import longer
from localkube.kubelet.engine import Engine
from localkube.kubelet.failures import Waiting
from localkube.kubelet.image_collection import ImageCollection
from localkube.kubelet.pull_record import PullRecord
from localkube.kubelet.pull_secrets import Login, login_for
from localkube.kubelet.settings import Settings
from localkube.kubelet.tell import Tell
from localkube.objects.access import Obj
from localkube.runtime import Image, ImageMissing, PullFailed, RuntimeFault

_HOST = r"(?:[a-zA-Z0-9.-]+(?::[0-9]+)?/)?"
_PATH = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_REFERENCE = re.compile(rf"{_HOST}{_PATH}(?:/{_PATH})*(?::[\w][\w.-]{{0,127}})?(?:@[a-z0-9+._-]+:[0-9a-fA-F]{{32,}})?")
PULLS_AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class _Failure:
    until: float
    delay: float
    message: str


class Images:
    """One for the whole machine: containers that want the same image wait for the same pull."""

    def __init__(self, engine: Engine, collection: ImageCollection, record: PullRecord) -> None:
        self._engine = engine
        self.collection = collection
        self._record = record
        self._pulls: dict[tuple[str, Login | None], asyncio.Task[Image]] = {}
        self._failures: dict[str, _Failure] = {}
        self._slots = asyncio.Semaphore(PULLS_AT_ONCE)

    async def provide(self, pod: Obj, container: Obj, secrets: list[Obj], tell: Tell) -> Image:
        """The container's image. Raises Waiting with Kubernetes' reason when it cannot be had now."""
        reference, policy = container["image"], container.get("imagePullPolicy", "IfNotPresent")
        if not _REFERENCE.fullmatch(reference):
            said = f'couldn\'t parse image name "{reference}": invalid reference format'
            message = f'Failed to apply default image tag "{reference}": {said}'
            tell.warning("InspectFailed", message, container["name"])
            raise Waiting("InvalidImageName", message)
        login = login_for(secrets, reference)
        present = None if policy == "Always" else await self._engine.image(reference)
        if present is not None and self._record.permits(present.id, login):
            self.collection.used((present.id,))
            tell.normal("Pulled", f'Container image "{reference}" already present on machine', container["name"])
            return present
        if policy == "Never":
            why = "is not present" if present is None else "was fetched with other credentials, and is not verified"
            message = f'Container image "{reference}" {why} with pull policy of Never'
            tell.warning("ErrImageNeverPull", message, container["name"])
            raise Waiting("ErrImageNeverPull", message)
        return await self._pull(pod, container, login, tell)

    def retry_at(self, pod: Obj, container: Obj) -> float:
        """When the next pull may be tried; 0 when nothing failed."""
        failure = self._failures.get(_key(pod, container))
        return failure.until if failure is not None else 0.0

    def hold(self, pod_uid: str, image: Image) -> None:
        """A pod has the image's files mounted."""
        self.collection.hold(pod_uid, image.id)

    def forget(self, pod: Obj) -> None:
        """The pod is gone."""
        self.collection.let_go(pod["metadata"]["uid"])
        prefix = pod["metadata"]["uid"] + " "
        self._failures = {key: failure for key, failure in self._failures.items() if not key.startswith(prefix)}

    async def close(self) -> None:
        """End the pulls under way."""
        pulls = list(self._pulls.values())
        for pull in pulls:
            pull.cancel()
        await asyncio.gather(*pulls, return_exceptions=True)

    async def _pull(self, pod: Obj, container: Obj, login: Login | None, tell: Tell) -> Image:
        reference, name, key = container["image"], container["name"], _key(pod, container)
        tell.normal("Pulling", f'Pulling image "{reference}"', name)
        began = time.monotonic()
        try:
            image = await self._shared_pull(reference, login)
        except RuntimeFault as fault:
            before = self._failures.get(key)
            delay = longer(before.delay if before else 0.0)
            said = _in_words(reference, fault)
            self._failures[key] = _Failure(time.time() + delay, delay, said)
            tell.warning("Failed", f'Failed to pull image "{reference}": {said}', name)
            tell.warning("Failed", "Error: ErrImagePull", name)
            raise Waiting("ErrImagePull", said) from fault
        self._failures.pop(key, None)
        took = f"{time.monotonic() - began:.3g}s"
        said = f"in {took} ({took} including waiting). Image size: {image.size} bytes."
        tell.normal("Pulled", f'Successfully pulled image "{reference}" {said}', name)
        return image

    async def _shared_pull(self, reference: str, login: Login | None) -> Image:
        """Pods with other credentials pull on their own: one must not use what only another may see."""
        key = (reference, login)
        pull = self._pulls.get(key)
        if pull is None:
            pull = asyncio.create_task(self._limited_pull(reference, login), name=f"localkube: pull {reference}")
            self._pulls[key] = pull
            pull.add_done_callback(lambda _done: self._pulls.pop(key, None))
        return await asyncio.shield(pull)

    async def _limited_pull(self, reference: str, login: Login | None) -> Image:
        async with self._slots:
            before = await self._engine.image(reference)
            image = await self._engine.pull(reference, login.auth if login else None)
            self.collection.pulled(image, before)
            self._record.pulled(image.id, login, was_there=before is not None and before.id == image.id)
            return image


def images_of(engine: Engine, settings: Settings) -> Images:
    """The machine's images; what is known of them is kept beside the pods of the node."""
    record = PullRecord(settings.root.parent / f"pulls-{settings.node_name}.json")
    return Images(engine, ImageCollection(engine, settings), record)


def _key(pod: Obj, container: Obj) -> str:
    return f"{pod['metadata']['uid']} {container['image']}"


def _in_words(reference: str, fault: RuntimeFault) -> str:
    if isinstance(fault, ImageMissing | PullFailed):
        return f'failed to pull and unpack image "{reference}": {fault.message}'
    return fault.message
