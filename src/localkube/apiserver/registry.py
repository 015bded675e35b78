"""The generic path of every kind: default, admit, validate, write. Implements ``objects.access.Access``.

HTTP requests and the in-process callers (controllers, kubelet, network) come through here alike. All methods are
synchronous: what is checked still holds when it is written, so quotas and compare-and-swap need no locks.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Literal

from localkube.apiserver import account_admission, custom, deletion, finding, pods
from localkube.apiserver.addresses import Addresses
from localkube.apiserver.admission import Admission
from localkube.apiserver.authorization import Authorizer
from localkube.apiserver.escalation import check_escalation
from localkube.apiserver.priority_admission import check_goes
from localkube.apiserver.refusals import already_exists, conflict, not_found
from localkube.apiserver.users import User
from localkube.objects import apply as applying
from localkube.objects import meta
from localkube.objects.access import Event, Obj
from localkube.objects.catalogue import Catalogue
from localkube.objects.defaults import default
from localkube.objects.errors import AlreadyExists, BadRequest, Invalid, NotFound
from localkube.objects.kinds import DEFINITIONS, Kind
from localkube.objects.older import to_kept, to_older
from localkube.objects.rbac import CLUSTER_ROLE_BINDINGS, CLUSTER_ROLES, ROLE_BINDINGS, ROLES, Asked
from localkube.objects.schema import validate_shape
from localkube.objects.validation import validate, validate_further
from localkube.store import Change, Record, Store

Propagation = Literal["Background", "Foreground", "Orphan"]

WITHOUT_GENERATION = frozenset(
    {
        "namespaces",
        "nodes",
        "services",
        "endpoints",
        "configmaps",
        "secrets",
        "serviceaccounts",
        "events",
        "resourcequotas",
        "persistentvolumeclaims",
        "persistentvolumes",
    }
    | {"limitranges", "leases.coordination.k8s.io", ROLES, CLUSTER_ROLES, ROLE_BINDINGS, CLUSTER_ROLE_BINDINGS}
)
"""Kinds whose objects carry no ``metadata.generation`` in Kubernetes."""
POD_PARTS = ("ephemeralcontainers", "resize")
"""Subresources through which only some fields of a pod's spec are written."""


@dataclass(frozen=True, slots=True)
class Write:
    """How something is written: by which field manager, for real or not, over others' fields or not.

    ``user``: who asked for it; None: a part of localkube, which may do everything.
    """

    manager: str = "localkube"
    dry_run: bool = False
    force: bool = False
    user: User | None = None


INTERNAL = Write()


class Registry:
    """All kinds over one store."""

    def __init__(self, store: Store, service_range: str) -> None:
        self.store = store
        self._addresses = Addresses(store, service_range)
        self._admission = Admission(store)
        self.authorizer = Authorizer(store)
        self.kinds = Catalogue()
        for record in store.list(DEFINITIONS):
            self.kinds.learn(record.obj)
        store.subscribe(DEFINITIONS, self._definition_changed)

    def _definition_changed(self, change: Change) -> None:
        if change.type == "DELETED":
            self.kinds.forget(change.record.obj["metadata"]["name"])
        else:
            self.kinds.learn(change.record.obj)

    # --- reading: objects.access.Access

    def get(self, resource: str, namespace: str | None, name: str) -> Obj:
        """One object. Raises NotFound."""
        return self.record(self._kind(resource), namespace, name).obj

    def find(self, resource: str, namespace: str | None, name: str) -> Obj | None:
        """One object, or None."""
        record = self.store.get(resource, namespace, name)
        return record.obj if record else None

    def list(self, resource: str, namespace: str | None = None, labels: str = "", fields: str = "") -> list[Obj]:
        """Objects by label and field selectors."""
        return [record.obj for record in finding.select(self.store.list(resource, namespace), labels, fields)]

    def record(self, kind: Kind, namespace: str | None, name: str) -> Record:
        """One object with its encoded form. Raises NotFound."""
        record = self.store.get(kind.resource, namespace, name)
        if record is None:
            raise not_found(kind, name)
        return custom.seen(kind, record)

    async def watch(self, resource: str, namespace: str | None = None) -> AsyncIterator[Event]:
        """ADDED for all there is, SYNC, then live changes, without end."""
        changes: asyncio.Queue[Change] = asyncio.Queue()
        unsubscribe = self.store.subscribe(resource, changes.put_nowait)
        try:
            for record in self.store.list(resource, namespace):
                yield Event("ADDED", record.obj)
            yield Event("SYNC", {})
            while True:
                change = await changes.get()
                obj = change.record.obj
                if namespace is None or obj["metadata"].get("namespace") == namespace:
                    yield Event(change.type, obj)
        finally:
            unsubscribe()

    # --- writing: objects.access.Access

    def create(self, resource: str, namespace: str | None, obj: Obj) -> Obj:
        """Create in process."""
        return self.create_object(self._kind(resource), namespace, obj, INTERNAL)

    def update(self, resource: str, namespace: str | None, name: str, obj: Obj, subresource: str = "") -> Obj:
        """Replace in process."""
        return self.update_object(self._kind(resource), namespace, name, obj, INTERNAL, subresource)

    def mutate(
        self, resource: str, namespace: str | None, name: str, change: Callable[[Obj], None], subresource: str = ""
    ) -> Obj:
        """Read, change a copy, write when it differs."""
        kind = self._kind(resource)
        live = self.record(kind, namespace, name).obj
        copy = meta.clone(live)
        change(copy)
        if copy == live:
            return live
        return self.update_object(kind, namespace, name, copy, INTERNAL, subresource)

    def delete(
        self,
        resource: str,
        namespace: str | None,
        name: str,
        *,
        uid: str | None = None,
        grace_seconds: int | None = None,
        propagation: Propagation = "Background",
    ) -> Obj:
        """Delete in process."""
        request = deletion.Request(uid=uid, grace_seconds=grace_seconds, propagation=propagation)
        return self.delete_object(self._kind(resource), namespace, name, request)

    def _kind(self, resource: str) -> Kind:
        try:
            return self.kinds.kind_for(resource)
        except KeyError as error:
            raise NotFound(f"the server could not find the requested resource {resource}") from error

    def _newest(self, kind: Kind, obj: Obj, live: Obj | None) -> tuple[Kind, Obj]:
        """The version in which ``obj`` is kept, and what it is in that. Raises BadRequest."""
        newest, kept = self._kind(kind.resource), to_kept(kind, obj, live)
        if unknown := validate_shape(newest, kept):
            raise BadRequest(f"strict decoding error: {', '.join(unknown)}")
        validate_further(kind, kept, live)
        return newest, kept

    # --- the generic path

    def create_object(self, kind: Kind, namespace: str | None, given: Obj, write: Write, *, owned: bool = False) -> Obj:
        """Create. ``owned``: managed fields are filled in already (server-side apply).

        Raises AlreadyExists, BadRequest, Invalid, Forbidden, NotFound (namespace).
        """
        custom.check_takes(kind)
        obj = meta.clone(given)
        identify(kind, obj, namespace)
        if kind.older:
            newest, kept = self._newest(kind, obj, None)
            try:
                return to_older(kind, self.create_object(newest, namespace, kept, write, owned=owned))
            except AlreadyExists as error:
                raise already_exists(kind, error.name) from error
        metadata = obj["metadata"]
        if metadata.get("resourceVersion"):
            raise BadRequest("resourceVersion should not be set on objects to be created")
        if not metadata.get("name") and metadata.get("generateName"):
            metadata["name"] = metadata["generateName"] + meta.random_suffix()
        for server_made in ("deletionTimestamp", "deletionGracePeriodSeconds"):
            metadata.pop(server_made, None)
        if "status" in kind.subresources:
            obj.pop("status", None)
        metadata |= {"uid": str(uuid.uuid4()), "creationTimestamp": meta.now()}
        if kind.resource not in WITHOUT_GENERATION:
            metadata["generation"] = 1
        managed = metadata.get("managedFields")
        if not owned:
            obj = applying.track_update(kind, None, obj, write.manager, "Update", "", meta.now())
        default(kind, obj)
        custom.prepare_definition(kind, obj, None)
        self._addresses.assign(kind, obj, None)
        self._admission.admit_create(kind, obj)
        if kind.resource == "pods":
            self._give_account(kind, obj)
        pods.prepare(kind, obj)
        validate(kind, obj)
        if write.user is not None:
            check_escalation(self.authorizer, write.user, kind, obj, None)
        if owned and managed:
            obj["metadata"]["managedFields"] = managed
        if self.store.get(kind.resource, namespace, metadata["name"]) is not None:
            raise already_exists(kind, metadata["name"])
        return obj if write.dry_run else self._put(kind, obj)

    def _give_account(self, kind: Kind, pod: Obj) -> None:
        """A new namespace gets its default account in a moment; a pod that is quicker does not have to come again."""
        namespace, name = pod["metadata"]["namespace"], account_admission.name_of(pod)
        account = self.find("serviceaccounts", namespace, name)
        if account is None and name == account_admission.DEFAULT:
            account = self.create("serviceaccounts", namespace, {"metadata": {"name": name}})
        if account is None:
            raise account_admission.missing(kind, pod)
        account_admission.give(pod, account)

    def _put(self, kind: Kind, obj: Obj) -> Obj:
        return custom.seen(kind, self.store.put(kind.resource, custom.kept(kind, obj))).obj

    def update_object(
        self,
        kind: Kind,
        namespace: str | None,
        name: str,
        given: Obj,
        write: Write,
        subresource: str = "",
        *,
        owned: bool = False,
    ) -> Obj:
        """Replace an object or one of its subresources. Raises NotFound, Conflict, BadRequest, Invalid, Forbidden."""
        live = self.record(kind, namespace, name).obj
        if write is not INTERNAL:
            custom.check_not_built_in(kind, name)
        obj = meta.clone(given)
        identify(kind, obj, namespace)
        if kind.older:
            _check_version(kind, live, obj)
            newest, kept = self._newest(kind, obj, self.get(kind.resource, namespace, name))
            made = self.update_object(newest, namespace, name, kept, write, subresource, owned=owned)
            return to_older(kind, made)
        if obj["metadata"].get("name") != name:
            raise BadRequest(
                f"the name of the object ({obj['metadata'].get('name')}) does not match the name on the URL ({name})"
            )
        _check_version(kind, live, obj)
        obj = _keep_what_is_fixed(kind, live, obj, subresource)
        default(kind, obj)
        custom.prepare_definition(kind, obj, live)
        self._addresses.assign(kind, obj, live)
        if not owned:
            obj = applying.track_update(kind, live, obj, write.manager, "Update", subresource, meta.now())
        changed = _desired(kind, obj) != _desired(kind, live)
        if kind.resource not in WITHOUT_GENERATION and subresource != "binding" and changed:
            obj["metadata"]["generation"] = int(live["metadata"].get("generation", 1)) + 1
        if applying.unchanged(live, obj) and not self._is_kept_otherwise(kind, namespace, name):
            return live
        self._admission.admit_update(kind, obj, live, subresource)
        validate(kind, obj, live, subresource, by_part=write.user is None)
        if write.user is not None:
            check_escalation(self.authorizer, write.user, kind, obj, live)
        if write.dry_run:
            return obj
        if deletion.finished(kind, obj):
            self._put(kind, obj)
            return custom.seen(kind, self.store.remove(kind.resource, namespace, name)).obj
        return self._put(kind, obj)

    def _is_kept_otherwise(self, kind: Kind, namespace: str | None, name: str) -> bool:
        """Whether the object is stored in an old version: writing it, changed or not, brings it to the new one."""
        if kind.definition is None:
            return False
        record = self.store.get(kind.resource, namespace, name)
        return record is not None and record.obj["apiVersion"] != kind.definition.storage

    def apply_object(
        self, kind: Kind, namespace: str | None, name: str, applied: Obj, write: Write, subresource: str = ""
    ) -> tuple[Obj, bool]:
        """Server-side apply: the object, and whether it was created. Raises Conflict naming the managers."""
        applied = meta.clone(applied)
        applied.setdefault("metadata", {}).setdefault("name", name)
        identify(kind, applied, namespace)
        if applied["metadata"].get("managedFields"):
            raise BadRequest("metadata.managedFields must be nil")
        record = self.store.get(kind.resource, namespace, name)
        live = custom.seen(kind, record).obj if record else None
        if live is None and subresource:
            raise not_found(kind, name)
        if live is None and applied["metadata"].get("uid"):
            uid = applied["metadata"]["uid"]
            detail = f"uid mismatch: the provided object specified uid {uid}, and no existing object was found"
            raise conflict(kind, name, detail)
        result = applying.server_side_apply(kind, live, applied, write.manager, write.force, meta.now(), subresource)
        if live is None:
            if write.user is not None:
                asked = Asked("create", kind.group, kind.plural, namespace=namespace or "", name=name)
                self.authorizer.check(write.user, asked)
            return self.create_object(kind, namespace, result, write, owned=True), True
        if result is live:
            return live, False
        return self.update_object(kind, namespace, name, result, write, subresource, owned=True), False

    def delete_object(self, kind: Kind, namespace: str | None, name: str, request: deletion.Request) -> Obj:
        """Ask for deletion: gone at once, or marked until finalizers and grace are over. Raises NotFound, Conflict."""
        live = self.record(kind, namespace, name).obj
        if kind.older:
            deletion.check_preconditions(kind, live, request)
            newest = self._kind(kind.resource)
            return to_older(kind, self.delete_object(newest, namespace, name, request))
        custom.check_not_built_in(kind, name)
        check_goes(kind, name)
        deletion.check_may_go(kind, name)
        deletion.check_preconditions(kind, live, request)
        marked = deletion.mark(kind, live, request)
        if request.dry_run:
            return marked
        if deletion.finished(kind, marked):
            return custom.seen(kind, self.store.remove(kind.resource, namespace, name)).obj
        return live if marked == live else self._put(kind, marked)


def identify(kind: Kind, obj: Obj, namespace: str | None) -> None:
    """Fill in kind and namespace; refuse an object that says otherwise than the URL."""
    given = obj.setdefault("apiVersion", kind.api_version), obj.setdefault("kind", kind.kind)
    if given != (kind.api_version, kind.kind):
        raise BadRequest(
            f"the API version in the data ({given[0]}, Kind={given[1]}) does not match "
            f"the expected API version ({kind.api_version}, Kind={kind.kind})"
        )
    metadata = obj.setdefault("metadata", {})
    if not kind.namespaced:
        metadata.pop("namespace", None)
    elif (metadata.get("namespace") or namespace) != namespace:
        raise BadRequest("the namespace of the provided object does not match the namespace sent on the request")
    else:
        metadata["namespace"] = namespace


def _check_version(kind: Kind, live: Obj, obj: Obj) -> None:
    name, metadata, held = live["metadata"]["name"], obj["metadata"], live["metadata"]
    if metadata.get("uid") not in (None, "", held["uid"]):
        detail = f"Precondition failed: UID in precondition: {metadata['uid']}, UID in object meta: {held['uid']}"
        raise conflict(kind, name, detail)
    if metadata.get("resourceVersion") not in (None, "", "0", held["resourceVersion"]):
        raise conflict(kind, name)


def _keep_what_is_fixed(kind: Kind, live: Obj, obj: Obj, subresource: str) -> Obj:
    """What the request may not change comes from the live object."""
    if subresource in POD_PARTS:
        kept = pods.through(subresource, live, obj)
        if managed := obj["metadata"].get("managedFields"):
            kept["metadata"]["managedFields"] = managed
        return kept
    if subresource == "status":
        kept = {**meta.clone(live), "status": obj.get("status") or {}}
        if managed := obj["metadata"].get("managedFields"):
            kept["metadata"]["managedFields"] = managed
        return kept
    if "status" in kind.subresources and subresource == "":
        obj.pop("status", None)
        if "status" in live:
            obj["status"] = meta.clone(live["status"])
    metadata = obj["metadata"]
    fixed = (
        "uid",
        "creationTimestamp",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
        "generation",
        "generateName",
    )
    for name in fixed:
        metadata.pop(name, None)
        if name in live["metadata"]:
            metadata[name] = live["metadata"][name]
    metadata["resourceVersion"] = live["metadata"]["resourceVersion"]
    if "deletionTimestamp" in live["metadata"]:
        added = set(metadata.get("finalizers") or ()) - set(live["metadata"].get("finalizers") or ())
        if added:
            raise Invalid(
                f'{kind.group_kind} "{metadata["name"]}" is invalid: metadata.finalizers: Forbidden: no new finalizers '
                f"can be added if the object is being deleted, found new finalizers {sorted(added)}"
            )
    return obj


def _desired(kind: Kind, obj: Obj) -> Obj:
    """What counts as a new generation. A custom kind's status is a field like others when it is no subresource."""
    others = ("metadata",) if kind.definition and "status" not in kind.subresources else ("metadata", "status")
    return {name: value for name, value in obj.items() if name not in others}
