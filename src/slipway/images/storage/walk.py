"""Walk through a registry: its list of repositories, their tags, and all that these lead to.

A walk is whole or fails: a part of a registry would look as if the rest had been deleted. What the walk before has read
is on the shelf, so that a tag that did not change costs one question for its headers.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from sys import intern
from typing import TypeVar
from urllib.parse import quote

from slipway.errors import BadGateway, Invalid, NotFound, Unavailable
from slipway.images.client import ABSENT, OK, RegistryClient
from slipway.images.http import Answer
from slipway.images.lookup import INDEXES, texts
from slipway.images.reference import is_repository, is_tag
from slipway.images.storage.manifests import ACCEPT_ANY, LARGEST_BLOB, Part, is_digest, parts_of
from slipway.images.storage.models import NAME_LENGTH
from slipway.images.storage.shelf import Manifest, Referrers, Shelf
from slipway.images.storage.sums import Stored

PAGE = 1000
PARALLEL_REPOSITORIES, PARALLEL_TAGS = 2, 4
MOST_REPOSITORIES, MOST_TAGS, MOST_MANIFESTS = 50_000, 200_000, 200_000
LONGEST_SECONDS = 1800
REFERRERS_SECONDS = 3600.0
"""So long what refers to a manifest is not asked again: it changes without the manifest's changing."""
PAUSES = (1.0, 4.0)
"""Before a question that was not answered is asked again."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Contents:
    """What a registry has: each repository that was wanted, the others' number, and bytes by digest."""

    repositories: dict[str, Stored]
    others: int
    sizes: dict[str, int]


async def walk(client: RegistryClient, shelf: Shelf, wanted: Callable[[str], bool]) -> Contents:
    """Walk through the repositories that are wanted, by their names.

    Raises Invalid with ``registry.no_catalog`` where the registry lists none to us, BadGateway and Unavailable.
    """
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            return await _Walk(client, shelf).contents(wanted)
    except TimeoutError as error:
        minutes = LONGEST_SECONDS // 60
        raise Unavailable("registry.walk_too_long", {"address": client.address, "minutes": minutes}) from error


async def first_page(client: RegistryClient) -> None:
    """Raise what a walk would, when the registry does not list its repositories to us."""
    await client.check()
    async for _ in _Walk(client, Shelf()).catalog(most_pages=1):
        pass


@dataclass(slots=True)
class _Walk:
    client: RegistryClient
    shelf: Shelf
    tags: int = 0
    reached: set[str] = field(default_factory=set)

    async def contents(self, wanted: Callable[[str], bool]) -> Contents:
        await self.client.check()
        names, others = [], 0
        async for name in self.catalog():
            names += [name] if wanted(name) else []
            others += not wanted(name)
        found: dict[str, Stored] = {}

        async def look(name: str) -> None:
            found[name] = await self._repository(name)

        await _each(names, look, PARALLEL_REPOSITORIES)
        self.shelf.keep_only(self.reached)
        manifests = {digest: manifest.size for digest, manifest in self.shelf.manifests.items()}
        return Contents(found, others, self.shelf.blobs | manifests)

    async def catalog(self, most_pages: int | None = None) -> AsyncIterator[str]:
        """Give the names of all repositories."""
        first = f"/v2/_catalog?n={PAGE}"
        try:
            async for name in self._listed(first, "registry:catalog:*", "repositories", most_pages):
                if is_repository(name) and len(name) <= NAME_LENGTH:
                    yield name
        except (NotFound, Invalid) as error:
            # It lets us in, as was looked before.
            raise Invalid("registry.no_catalog", {"address": self.client.address}) from error

    async def _repository(self, name: str) -> Stored:
        scope = f"repository:{name}:pull"
        try:
            listed = self._listed(f"/v2/{name}/tags/list?n={PAGE}", scope, "tags", None)
            tags = [tag async for tag in listed if is_tag(tag)]
        except NotFound:  # its last tag was deleted: some registries list it all the same
            tags = []
        self.tags += len(tags)
        self._require_few("tags", self.tags, MOST_TAGS)
        inside = _Inside(self, name, scope)
        await _each(tags, inside.tag, PARALLEL_TAGS)
        self.reached |= inside.reached
        blobs = {blob for digest in inside.reached for blob in self.shelf.manifests[digest].blobs}
        return Stored(len(tags), inside.reached | blobs)

    async def _listed(self, first: str, scope: str, key: str, most_pages: int | None) -> AsyncIterator[str]:
        """Give what a list has, page by page; none twice, so that a registry that leads in circles comes to an end."""
        path: str | None = first
        seen: set[str] = set()
        pages = 0
        while path is not None and pages != most_pages:
            found, answer = await _patiently(partial(self.client.json, path, scope))
            fresh = [each for each in texts(self.client, found, key) if each not in seen]
            seen.update(fresh)
            self._require_few(key, len(seen), MOST_REPOSITORIES if key == "repositories" else MOST_TAGS)
            for each in fresh:
                yield each
            path, pages = self.client.next_path(path, answer) if fresh else None, pages + 1

    def _require_few(self, what: str, number: int, most: int) -> None:
        if number > most:
            raise BadGateway("registry.too_many", {"address": self.client.address, "what": what, "most": most})

    def require_few_manifests(self) -> None:
        """Raise when there are more than we keep."""
        self._require_few("manifests", len(self.shelf.manifests), MOST_MANIFESTS)


@dataclass(slots=True)
class _Inside:
    """One repository of a walk."""

    walk: _Walk
    name: str
    scope: str
    reached: set[str] = field(default_factory=set)
    """Digests of the manifests that tags lead to, and that are there."""

    async def tag(self, tag: str) -> None:
        """Follow a tag to all that it leads to. One that is deleted meanwhile leads nowhere."""
        path = f"/v2/{self.name}/manifests/{quote(tag)}"
        answer = await self._ask(self.walk.client.head, path, ACCEPT_ANY)
        if answer.status == ABSENT:
            return
        digest = answer.headers.get("docker-content-digest", "")
        if not is_digest(digest):
            answer = await self._ask(self.walk.client.get, path, ACCEPT_ANY)
            if answer.status != OK:
                return
            digest = f"sha256:{hashlib.sha256(answer.body).hexdigest()}"
            await self._keep(digest, answer.body)
        await self._follow(intern(digest))

    async def _follow(self, digest: str) -> None:
        """Reach a manifest, what it names, and what refers to it."""
        waiting = [digest]
        while waiting:
            each = waiting.pop()
            if each in self.reached:
                continue
            self.reached.add(each)
            manifest = await self._manifest(each)
            if manifest is None:
                self.reached.discard(each)
                continue
            waiting += [*manifest.children, *await self._referrers(each)]

    async def _manifest(self, digest: str) -> Manifest | None:
        """Return a manifest; None where there is none, as an index need not have all that it names."""
        if (known := self.walk.shelf.manifests.get(digest)) is not None:
            await self._weigh(Part(blob, 0) for blob in known.blobs)
            return known
        answer = await self._ask(self.walk.client.get, f"/v2/{self.name}/manifests/{digest}", ACCEPT_ANY)
        return await self._keep(digest, answer.body) if answer.status == OK else None

    async def _keep(self, digest: str, body: bytes) -> Manifest:
        parts = parts_of(body)
        await self._weigh(parts.blobs)
        blobs = tuple(part.digest for part in parts.blobs)
        manifest = self.walk.shelf.manifests[digest] = Manifest(len(body), blobs, parts.children)
        self.walk.require_few_manifests()
        return manifest

    async def _weigh(self, parts: Iterable[Part]) -> None:
        """Learn the sizes of blobs that are not known yet.

        One that is not in this repository stays unknown: it may be in another, and whoever names blobs that are not
        there must not make them weigh nothing where they are.
        """
        for part in parts:
            if part.digest not in self.walk.shelf.blobs and (size := await self._size(part)) is not None:
                self.walk.shelf.blobs[part.digest] = size

    async def _size(self, part: Part) -> int | None:
        """Return what a blob really has, where the registry tells: a manifest may say what suits its writer.

        None where it is not there.
        """
        try:
            answer = await self._ask(self.walk.client.head, f"/v2/{self.name}/blobs/{part.digest}", "*/*")
        except (Invalid, BadGateway):  # it sends us to where its blobs are, and they do not answer to this
            return part.size
        if answer.status == ABSENT:
            return None
        told = answer.headers.get("content-length", "")
        return min(int(told), LARGEST_BLOB) if answer.status == OK and told.isdecimal() else part.size

    async def _referrers(self, digest: str) -> tuple[str, ...]:
        shelf, now = self.walk.shelf, time.monotonic()
        known = shelf.referrers.get(digest)
        if known is not None and now - known.asked < REFERRERS_SECONDS:
            return known.digests
        if shelf.no_referrers_since is not None and now - shelf.no_referrers_since < REFERRERS_SECONDS:
            return ()
        found: tuple[str, ...] = ()
        path: str | None = f"/v2/{self.name}/referrers/{digest}"
        while path is not None:
            answer = await self._ask(self.walk.client.get, path, INDEXES[0])
            if answer.status != OK:
                shelf.no_referrers_since = now
                return ()
            more = [each for each in parts_of(answer.body).children if each not in found]
            found += tuple(more)
            path = self.walk.client.next_path(path, answer) if more else None
        shelf.referrers[digest] = Referrers(now, found)
        return found

    async def _ask(self, ask: Callable[[str, str, str], Awaitable[Answer]], path: str, accept: str) -> Answer:
        return await _patiently(partial(ask, path, self.scope, accept))


async def _patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask, and again after a while: one question of thousands that is lost on its way must not end the walk."""
    for pause in PAUSES:
        try:
            return await ask()
        except Unavailable:
            await asyncio.sleep(pause)
    return await ask()


async def _each(items: Iterable[str], work: Callable[[str], Awaitable[None]], parallel: int) -> None:
    """Do the work for each item, so many at once; the first failure ends all."""
    waiting = iter(items)

    async def some() -> None:
        for item in waiting:
            await work(item)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(parallel):
                group.create_task(some())
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from None
