"""What differs between two states of an application, field by field, as people read it. Secrets are masked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from slipway.applications.schemas import Change
from slipway.db import Obj
from slipway.masking import masked_value

_NAMES = ("env_from", "files", "volumes")
"""Fields of a service that hold names only, whatever these look like."""


def differences(before: Obj, after: Obj) -> list[Change]:
    """Compare two states as ``oplog.snapshot`` gives them; ``{}`` stands for an application that is not there."""
    old, new = before.get("services", {}), after.get("services", {})
    changes = _compare(None, _own(before), _own(after))
    for name in sorted({*old, *new}):
        changes += _compare(name, _declared(old.get(name)), _declared(new.get(name)))
    return changes


def _own(state: Obj) -> Obj:
    return {"description": state["description"]} if state.get("description") else {}


def _declared(service: Obj | None) -> Obj:
    """Return what of a service a file can say."""
    if not service:
        return {}
    return {"replicas": service["replicas"], "autoscaling": service.get("autoscaling"), **service["config"]}


def _compare(service: str | None, before: Obj, after: Obj) -> list[Change]:
    old, new = dict(_flat(before)), dict(_flat(after))
    fields = sorted(field for field in {*old, *new} if old.get(field) != new.get(field))
    return [
        Change(service=service, field=field, before=_shown(field, old.get(field)), after=_shown(field, new.get(field)))
        for field in fields
    ]


def _flat(value: Obj, at: str = "") -> Iterator[tuple[str, Any]]:
    """Give the leaves by their paths (``resources.cpu``); what is not set is not there."""
    for key, item in value.items():
        if isinstance(item, dict):
            yield from _flat(item, f"{at}{key}.")
        elif item is not None and item != []:
            yield f"{at}{key}", item


def _shown(field: str, value: Any) -> str | None:
    hidden = value if field in _NAMES else masked_value(field, value)
    if hidden is None or isinstance(hidden, str):
        return hidden
    return json.dumps(hidden, ensure_ascii=False)
