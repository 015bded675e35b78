"""The verbs over HTTP: from a request and its target to an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
from aiohttp import web

from localkube.apiserver import bodies, custom, deletion, finding, listing, negotiation, versions
from localkube.apiserver.answers import answer
from localkube.apiserver.attributes import USER
from localkube.apiserver.measured import Measured
from localkube.apiserver.paths import Target
from localkube.apiserver.registry import Registry, Write
from localkube.apiserver.reviews import Reviews
from localkube.apiserver.subresources import Subresources
from localkube.apiserver.watching import Filter, Watch
from localkube.objects import patch as patching
from localkube.objects.access import Obj
from localkube.objects.errors import BadRequest, Conflict, MethodNotAllowed, NotFound, UnsupportedMediaType
from localkube.objects.kinds import METRICS_GROUP
from localkube.objects.meta import clone
from localkube.objects.selectors import parse_fields
from localkube.objects.strategic import strategic_merge

PATCH_TRIES = 5


ANSWERED_WITH_THE_OBJECT = frozenset(
    {
        "persistentvolumeclaims",
        "persistentvolumes",
        "pods",
        "resourcequotas",
        "serviceaccounts",
        "services",
        "storageclasses.storage.k8s.io",
    }
)
"""Kinds whose deletion is answered with what was deleted, not with a Status. Source: the API's OpenAPI document."""


class Handlers:
    """Answers requests about objects."""

    def __init__(
        self, registry: Registry, subresources: Subresources, reviews: Reviews, closing: asyncio.Event
    ) -> None:
        self._registry = registry
        self._subresources = subresources
        self._reviews = reviews
        self._closing = closing
        self.measured = Measured(registry)

    async def handle(self, request: web.Request, target: Target) -> web.StreamResponse:
        """Choose by verb and shape of the path."""
        if target.subresource and (special := self._subresources.handler(target, request.method)):
            return await special(request, target)
        if target.kind.group == METRICS_GROUP:
            return self.measured.handle(request, target)
        if "list" not in target.kind.verbs:
            return await self._review(request, target)
        if target.watched:
            return await self._watch_by_path(request, target)
        verbs: dict[tuple[str, bool], Callable[[web.Request, Target], Awaitable[web.StreamResponse]]] = {
            ("GET", False): self._list_or_watch,
            ("POST", False): self._create,
            ("DELETE", False): self._delete_collection,
            ("GET", True): self._get,
            ("PUT", True): self._update,
            ("PATCH", True): self._patch,
            ("DELETE", True): self._delete,
        }
        verb = verbs.get((request.method, bool(target.name)))
        if verb is None or (target.subresource and request.method == "DELETE"):
            raise MethodNotAllowed("the server does not allow this method on the requested resource")
        return await verb(request, target)

    async def _get(self, request: web.Request, target: Target) -> web.Response:
        asked = versions.revision_of(request.query.get("resourceVersion", ""))
        versions.check_reached(asked, self._registry.store.revision)
        record = self._registry.record(target.kind, target.namespace, target.name)
        return answer(negotiation.one(target.kind, negotiation.form_of(request), record))

    async def _list_or_watch(self, request: web.Request, target: Target) -> web.StreamResponse:
        query = request.query
        if query.get("watch") in ("true", "1"):
            return await self._watch(request, target)
        form = negotiation.form_of(request)
        records, list_meta = listing.records_of(self._registry.store, target.kind, target.namespace, query)
        return answer(negotiation.many(target.kind, form, records, list_meta))

    async def _watch_by_path(self, request: web.Request, target: Target) -> web.StreamResponse:
        if request.method != "GET":
            raise MethodNotAllowed("the server does not allow this method on the requested resource")
        fields = request.query.get("fieldSelector", "")
        if target.name and fields and ("metadata.name", True, target.name) not in parse_fields(fields):
            raise BadRequest("fieldSelector metadata.name doesn't match requested name")
        return await self._watch(request, target)

    async def _watch(self, request: web.Request, target: Target) -> web.StreamResponse:
        query = request.query
        labels, fields = query.get("labelSelector", ""), query.get("fieldSelector", "")
        line = negotiation.watch_line(target.kind, negotiation.form_of(request))
        finding.check(target.kind, labels, fields)
        versions.check_watch(query)
        watch = Watch(self._registry, target.kind, Filter(target.namespace, labels, fields, target.name), line)
        return await watch.serve(request, self._closing)

    async def _create(self, request: web.Request, target: Target) -> web.Response:
        if target.kind.namespaced and target.namespace is None:
            raise MethodNotAllowed("the server does not allow this method on the requested resource")
        obj = await bodies.decoded_object(request)
        warnings = await bodies.check_fields(request, target.kind, obj)
        made = self._registry.create_object(target.kind, target.namespace, obj, _write(request))
        return answer(negotiation.one_obj(target.kind, negotiation.form_of(request), made), 201, warnings)

    async def _review(self, request: web.Request, target: Target) -> web.Response:
        if request.method != "POST" or target.name or (target.kind.namespaced and target.namespace is None):
            raise MethodNotAllowed("the server does not allow this method on the requested resource")
        given = await bodies.decoded_object(request)
        warnings = await bodies.check_fields(request, target.kind, given)
        told = self._reviews.answer(target.kind, target.namespace, given, request[USER])
        return answer(negotiation.one_obj(target.kind, negotiation.form_of(request), told), 201, warnings)

    async def _update(self, request: web.Request, target: Target) -> web.Response:
        obj = await bodies.decoded_object(request)
        warnings = await bodies.check_fields(request, target.kind, obj)
        write = _write(request)
        made = self._registry.update_object(target.kind, target.namespace, target.name, obj, write, target.subresource)
        return answer(negotiation.one_obj(target.kind, negotiation.form_of(request), made), 200, warnings)

    async def _patch(self, request: web.Request, target: Target) -> web.Response:
        body = await bodies.decoded(request)
        form = negotiation.form_of(request)
        if request.content_type == bodies.APPLY_PATCH:
            return await self._apply(request, target, bodies.require_object(body), form)
        for attempt in range(PATCH_TRIES):
            live = self._registry.record(target.kind, target.namespace, target.name).obj
            patched = _patched(target, request.content_type, live, body)
            warnings = await bodies.check_fields(request, target.kind, patched)
            try:
                made = self._registry.update_object(
                    target.kind, target.namespace, target.name, patched, _write(request), target.subresource
                )
            except Conflict:
                if (
                    attempt == PATCH_TRIES - 1
                    or patched["metadata"].get("resourceVersion") != live["metadata"]["resourceVersion"]
                ):
                    raise
                continue
            return answer(negotiation.one_obj(target.kind, form, made), 200, warnings)
        raise AssertionError("the loop returns or raises")

    async def _apply(self, request: web.Request, target: Target, applied: Obj, form: negotiation.Form) -> web.Response:
        bodies.check_options(request)
        warnings = await bodies.check_fields(request, target.kind, applied)
        made, created = self._registry.apply_object(
            target.kind, target.namespace, target.name, applied, _write(request), target.subresource
        )
        return answer(negotiation.one_obj(target.kind, form, made), 201 if created else 200, warnings)

    async def _delete(self, request: web.Request, target: Target) -> web.Response:
        options = await bodies.delete_request(request)
        deleted = self._registry.delete_object(target.kind, target.namespace, target.name, options)
        pending = self._registry.find(target.kind.resource, target.namespace, target.name)
        unsaid = options.propagation is None and target.kind.resource == "jobs.batch"
        warnings = [deletion.PODS_ARE_KEPT] if unsaid else []
        if pending is not None or target.kind.resource in ANSWERED_WITH_THE_OBJECT:
            return answer(negotiation.one_obj(target.kind, negotiation.form_of(request), deleted), 200, warnings)
        details = {
            "name": target.name,
            "group": target.kind.group,
            "kind": target.kind.plural,
            "uid": deleted["metadata"]["uid"],
        }
        status = {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Success",
            "details": {k: v for k, v in details.items() if v},
        }
        return answer(msgspec.json.encode(status), 200, warnings)

    async def _delete_collection(self, request: web.Request, target: Target) -> web.Response:
        if "deletecollection" not in target.kind.verbs:
            raise MethodNotAllowed("the server does not allow this method on the requested resource")
        options = await bodies.delete_request(request)
        labels, fields = request.query.get("labelSelector", ""), request.query.get("fieldSelector", "")
        finding.check(target.kind, labels, fields)
        stored = self._registry.store.list(target.kind.resource, target.namespace)
        records = finding.select([custom.seen(target.kind, record) for record in stored], labels, fields)
        for record in records:
            metadata = record.obj["metadata"]
            try:
                self._registry.delete_object(target.kind, metadata.get("namespace"), metadata["name"], options)
            except NotFound:
                continue  # an owner's deletion took it along
        list_meta: Obj = {"resourceVersion": str(self._registry.store.revision)}
        return answer(negotiation.many(target.kind, negotiation.form_of(request), records, list_meta))


def _patched(target: Target, content_type: str, live: Obj, body: object) -> Obj:
    match content_type:
        case bodies.JSON_PATCH:
            patched = patching.json_patch(live, body)
        case bodies.MERGE_PATCH:
            patched = patching.merge_patch(live, body)
        case bodies.STRATEGIC_PATCH:
            patched = strategic_merge(target.kind, live, body)
        case _:
            raise UnsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: "
                + ", ".join(bodies.PATCHES)
            )
    patched = bodies.require_object(patched)
    return clone(patched) if patched is live else patched


def _write(request: web.Request) -> Write:
    bodies.check_options(request)
    query = request.query
    dry_run = bodies.is_dry_run(query.getall("dryRun", []))
    manager = query.get("fieldManager") or request.headers.get("User-Agent", "unknown").split("/")[0]
    return Write(manager, dry_run, query.get("force") in ("true", "1"), request[USER])
