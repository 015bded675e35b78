"""Who carries files into and out of containers: for one actor, with an entry in the operation log before it begins."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass

from slipway.access import Action
from slipway.audit import Target, record, record_refusal
from slipway.containers.files import Files, checked
from slipway.containers.inspector import FoundPod, Inspector
from slipway.errors import SlipwayError


@dataclass(frozen=True, slots=True)
class Porter:
    """Carries files for one actor."""

    inspect: Inspector

    async def download(self, tenant_id: str, pod: str, container: str, path: str) -> AsyncGenerator[bytes, None]:
        """Return an archive of what is at a path."""
        found, files = await self._files(tenant_id, pod, container, Action.CONTAINER_DOWNLOAD)
        await self._keep(found, Action.CONTAINER_DOWNLOAD, container, path)
        try:
            return await files.read(path)
        except SlipwayError as error:
            await self._refuse(found, Action.CONTAINER_DOWNLOAD, error)
            raise

    async def upload(self, tenant_id: str, pod: str, container: str, path: str, archive: AsyncIterator[bytes]) -> int:
        """Unpack an archive into a directory; return its size."""
        found, files = await self._files(tenant_id, pod, container, Action.CONTAINER_UPLOAD)
        await self._keep(found, Action.CONTAINER_UPLOAD, container, path)
        try:
            return await files.write(path, archive)
        except SlipwayError as error:
            await self._refuse(found, Action.CONTAINER_UPLOAD, error)
            raise

    async def _files(self, tenant_id: str, pod: str, container: str, action: Action) -> tuple[FoundPod, Files]:
        found = await self.inspect.find(tenant_id, pod, action)
        return found, Files(self.inspect.cluster, found.running(container).ref)

    async def _keep(self, found: FoundPod, action: Action, container: str, path: str) -> None:
        after = {"pod": found.name, "container": container, "path": checked(path)}
        async with self.inspect.database.session() as session:
            record(session, self.inspect.actor, action.value, _target(found), after=after)

    async def _refuse(self, found: FoundPod, action: Action, error: SlipwayError) -> None:
        async with self.inspect.database.session() as session:
            record_refusal(session, self.inspect.actor, action.value, _target(found), error.code)


def _target(found: FoundPod) -> Target:
    return Target("container", found.uid, found.name, found.home.id)
