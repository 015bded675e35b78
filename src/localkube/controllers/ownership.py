"""Which objects belong to an owner: orphans that its selector matches are adopted, others released."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from localkube.controllers.cache import Cache
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.errors import NotFound
from localkube.objects.meta import controller_of, owner_reference
from localkube.objects.selectors import match_selector

BY_CONTROLLER = "controller"
"""Index: the uid of the controlling owner."""

ORPHANS = "orphans"
"""Index: the namespace of objects without a controlling owner, and the namespace with each of their labels."""


def index_owners(cache: Cache) -> None:
    """Make the objects of ``cache`` findable for ``claim``."""
    cache.index(BY_CONTROLLER, _controller_keys)
    cache.index(ORPHANS, _orphan_keys)


def _controller_keys(obj: Obj) -> Iterable[str]:
    controller = controller_of(obj)
    return [controller["uid"]] if controller else []


def _orphan_keys(obj: Obj) -> Iterable[str]:
    if controller_of(obj):
        return []
    namespace, labels = obj["metadata"]["namespace"], obj["metadata"].get("labels") or {}
    return [namespace, *(f"{namespace}/{key}={value}" for key, value in labels.items())]


@dataclass(frozen=True, slots=True)
class Claims:
    """Sorted candidates: ``owned`` stay, ``adopt`` and ``release`` need a write."""

    owned: list[Obj] = field(default_factory=list)
    adopt: list[Obj] = field(default_factory=list)
    release: list[Obj] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an owner controls: objects of ``resource`` that ``selector`` (None: nothing) matches.

    Only those that it ``considers`` are looked at: finished pods, say, are neither adopted nor released.
    """

    resource: str
    selector: Obj | None
    considers: Callable[[Obj], bool] = lambda _obj: True

    def matches(self, obj: Obj) -> bool:
        """Whether the selector matches the object's labels."""
        return match_selector(self.selector, obj["metadata"].get("labels"))


def sort_claims(owner: Obj, candidates: Iterable[Obj], matches: Callable[[Obj], bool]) -> Claims:
    """What ``owner`` has, may take, and must let go. An owner on its way out takes and releases nothing."""
    claims = Claims()
    uid = owner["metadata"]["uid"]
    leaving = bool(owner["metadata"].get("deletionTimestamp"))
    for candidate in candidates:
        controller = controller_of(candidate)
        if controller is not None:
            if controller["uid"] != uid:
                continue
            if matches(candidate):
                claims.owned.append(candidate)
            elif not leaving:
                claims.release.append(candidate)
        elif matches(candidate) and not leaving and not candidate["metadata"].get("deletionTimestamp"):
            claims.adopt.append(candidate)
    return claims


def claim(view: View, owner_resource: str, owner: Obj, wanted: Wanted) -> list[Obj]:
    """The objects that ``owner`` controls, after adoption and release."""
    candidates = filter(wanted.considers, _candidates(view.cache(wanted.resource), owner, wanted.selector or {}))
    claims = sort_claims(owner, candidates, wanted.matches)
    mine = list(claims.owned)
    if claims.adopt and _still_there(view, owner_resource, owner):
        mine.extend(adopted for obj in claims.adopt if (adopted := _adopt(view, owner, wanted.resource, obj)))
    for obj in claims.release:
        _release(view, owner, wanted.resource, obj)
    return mine


def _candidates(cache: Cache, owner: Obj, selector: Obj) -> list[Obj]:
    """What the owner has, and as few orphans as its selector's labels narrow them down to."""
    namespace = owner["metadata"]["namespace"]
    labels = selector.get("matchLabels") or {}
    keys = [f"{namespace}/{key}={value}" for key, value in labels.items()] or [namespace]
    rarest = min(keys, key=lambda key: cache.count(ORPHANS, key))
    return cache.by(BY_CONTROLLER, owner["metadata"]["uid"]) + cache.by(ORPHANS, rarest)


def _still_there(view: View, resource: str, owner: Obj) -> bool:
    metadata = owner["metadata"]
    current = view.access.find(resource, metadata["namespace"], metadata["name"])
    return (
        current is not None
        and current["metadata"]["uid"] == metadata["uid"]
        and not current["metadata"].get("deletionTimestamp")
    )


def _adopt(view: View, owner: Obj, resource: str, obj: Obj) -> Obj | None:
    reference = owner_reference(owner)
    uid = obj["metadata"]["uid"]

    def change(current: Obj) -> None:
        if current["metadata"]["uid"] == uid and controller_of(current) is None:
            others = [r for r in current["metadata"].get("ownerReferences") or [] if r["uid"] != reference["uid"]]
            current["metadata"]["ownerReferences"] = [*others, reference]

    adopted = _write(view, resource, obj, change)
    controller = controller_of(adopted) if adopted else None
    return adopted if controller is not None and controller["uid"] == reference["uid"] else None


def _release(view: View, owner: Obj, resource: str, obj: Obj) -> None:
    owner_uid = owner["metadata"]["uid"]

    def change(current: Obj) -> None:
        references = current["metadata"].get("ownerReferences") or []
        current["metadata"]["ownerReferences"] = [r for r in references if r["uid"] != owner_uid]

    _write(view, resource, obj, change)


def _write(view: View, resource: str, obj: Obj, change: Callable[[Obj], None]) -> Obj | None:
    metadata = obj["metadata"]
    try:
        return view.mutate(resource, metadata["namespace"], metadata["name"], change)
    except NotFound:
        return None
