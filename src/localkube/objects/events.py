"""Events about objects (core/v1), recorded by controllers, scheduler and kubelet through one function.

A repetition of the same thing (object, type, reason, message, component) raises ``count`` and ``lastTimestamp`` of the
event that is there. The event's name is made from these five, so the repetition is found without keeping any state.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import Literal

from localkube.objects.access import Access, Obj
from localkube.objects.errors import AlreadyExists, ApiError, Forbidden, NotFound
from localkube.objects.meta import now

log = logging.getLogger(__name__)

EventType = Literal["Normal", "Warning"]

_LONGEST_MESSAGE = 1024
_LONGEST_NAME = 253


@dataclass(frozen=True, slots=True)
class Source:
    """Who says it: a component and, for one that runs per node, the node."""

    component: str
    host: str = ""


def record(
    access: Access,
    obj: Obj,
    event_type: EventType,
    reason: str,
    message: str,
    component: str | Source,
    field_path: str = "",
) -> None:
    """Tell about ``obj``. Never raises an API error: an event must not stop the work that it tells of.

    ``field_path`` names a part of the object, like ``spec.containers{web}``.
    """
    source = component if isinstance(component, Source) else Source(component)
    event = _event(obj, event_type, reason, _shorten(message), source, field_path)
    namespace, name = event["metadata"]["namespace"], event["metadata"]["name"]
    try:
        _create_or_count(access, namespace, name, event)
    except (Forbidden, NotFound) as error:
        log.debug("event %s of %s not kept: %s", reason, name, error)
    except ApiError as error:
        log.warning("event %s of %s could not be recorded: %s", reason, name, error)


def _create_or_count(access: Access, namespace: str, name: str, event: Obj) -> None:
    if access.find("events", namespace, name) is None:
        try:
            access.create("events", namespace, event)
        except AlreadyExists:
            pass
        else:
            return

    def count(old: Obj) -> None:
        old["count"] = old.get("count", 1) + 1
        old["lastTimestamp"] = event["lastTimestamp"]

    access.mutate("events", namespace, name, count)


def _event(obj: Obj, event_type: str, reason: str, message: str, source: Source, field_path: str) -> Obj:
    metadata = obj["metadata"]
    stamp = now()
    subject = {
        "apiVersion": obj.get("apiVersion", ""),
        "kind": obj.get("kind", ""),
        "namespace": metadata.get("namespace"),
        "name": metadata["name"],
        "uid": metadata.get("uid"),
        "resourceVersion": metadata.get("resourceVersion"),
        "fieldPath": field_path or None,
    }
    identity = (subject["kind"], metadata.get("uid", ""), field_path, event_type, reason, message, source.component)
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {
            "name": _name(metadata["name"], identity),
            "namespace": metadata.get("namespace") or "default",
        },
        "involvedObject": {key: value for key, value in subject.items() if value},
        "type": event_type,
        "reason": reason,
        "message": message,
        "source": {"component": source.component, **({"host": source.host} if source.host else {})},
        "firstTimestamp": stamp,
        "lastTimestamp": stamp,
        "count": 1,
        "reportingComponent": source.component,
        "reportingInstance": source.host,
    }


def _name(subject: str, identity: tuple[str, ...]) -> str:
    digest = hashlib.blake2b("\0".join(identity).encode(), digest_size=8).hexdigest()
    return f"{subject[: _LONGEST_NAME - 17]}.{digest}"


def _shorten(message: str) -> str:
    if len(message) <= _LONGEST_MESSAGE:
        return message
    return message[: _LONGEST_MESSAGE - 3] + "..."
