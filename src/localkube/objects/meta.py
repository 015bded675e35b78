"""What all objects share: copies, time stamps, owners, conditions, names."""

from __future__ import annotations

import hashlib
import json
import marshal
import secrets
from datetime import UTC, datetime
from typing import Any, TypeVar

from localkube.objects.access import Obj

SAFE_ALPHABET = "bcdfghjklmnpqrstvwxz2456789"
"""Letters and digits that never spell a word; generated names and hashes are made of these."""

Json = TypeVar("Json", bound=dict[str, Any] | list[Any] | str | int | float | bool | None)


def clone(value: Json) -> Json:
    """A deep copy of JSON data (a round trip through ``marshal`` is by far the quickest there is)."""
    copied: Json = marshal.loads(marshal.dumps(value))  # noqa: S302 - the bytes were made on this very line
    return copied


def now() -> str:
    """The time in RFC 3339 with seconds, as in ``creationTimestamp``."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def now_micro() -> str:
    """The time in RFC 3339 with microseconds, as in leases and ``eventTime``."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def render_time(timestamp: float) -> str:
    """Seconds since 1970 in RFC 3339."""
    return datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_time(text: str) -> datetime:
    """Read an RFC 3339 time. Raises ValueError."""
    parsed = datetime.fromisoformat(text)
    if parsed.tzinfo is None:
        raise ValueError(f"no time zone in {text!r}")
    return parsed


def random_suffix(n: int = 5) -> str:
    """What is appended to ``generateName``."""
    return "".join(secrets.choice(SAFE_ALPHABET) for _ in range(n))


def owner_reference(owner: Obj, controller: bool = True) -> Obj:
    """The ``ownerReferences`` entry that points to ``owner``."""
    reference: Obj = {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
    }
    if controller:
        reference |= {"controller": True, "blockOwnerDeletion": True}
    return reference


def controller_of(obj: Obj) -> Obj | None:
    """The owner reference of the controller that manages ``obj``."""
    references: list[Obj] = obj["metadata"].get("ownerReferences") or []
    return next((reference for reference in references if reference.get("controller")), None)


def condition(obj: Obj, type: str) -> Obj | None:  # noqa: A002 - Kubernetes' own word
    """The condition of that type in ``status.conditions``."""
    conditions: list[Obj] = (obj.get("status") or {}).get("conditions") or []
    return next((found for found in conditions if found.get("type") == type), None)


def set_condition(conditions: list[Obj], type: str, status: str, reason: str = "", message: str = "") -> bool:  # noqa: A002
    """Set one condition in place; ``lastTransitionTime`` moves only with its status. Says whether anything changed."""
    wanted: Obj = {"type": type, "status": status}
    if reason:
        wanted["reason"] = reason
    if message:
        wanted["message"] = message
    for index, present in enumerate(conditions):
        if present.get("type") != type:
            continue
        same_status = present.get("status") == status
        if same_status and all(present.get(key, "") == wanted.get(key, "") for key in ("reason", "message")):
            return False
        since = present.get("lastTransitionTime") if same_status else None
        kept = {key: value for key, value in present.items() if key not in ("reason", "message")}
        conditions[index] = kept | wanted | {"lastTransitionTime": since or now()}
        return True
    conditions.append(wanted | {"lastTransitionTime": now()})
    return True


def pod_template_hash(template: Obj) -> str:
    """A short stable name for a pod template: equal templates have equal hashes, whatever the order of their keys."""
    data = json.dumps(template, sort_keys=True, separators=(",", ":")).encode()
    number = int.from_bytes(hashlib.blake2b(data, digest_size=6).digest(), "big")
    letters = ""
    while len(letters) < 10:
        number, rest = divmod(number, len(SAFE_ALPHABET))
        letters += SAFE_ALPHABET[rest]
    return letters
