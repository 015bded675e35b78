"""The entries of a set: what is acceptable, how they are kept and shown, and what differs between two. Pure.

In memory a value is a text, or bytes where it is none.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping

from slipway.applications.configuration.schemas import Binary, Entry, EntryChange, KeyOut, SetKind
from slipway.db import Obj
from slipway.errors import Invalid
from slipway.masking import MASK, holds_mask, masked_value

MOST_BYTES = 1024 * 1024
"""Of all values together: Kubernetes takes no more in one object."""
SHOWN = 200

Value = str | bytes
Values = dict[str, Value]


def values_of(entries: Mapping[str, Entry], at: str) -> Values:
    """Return what a request says, or refuse it."""
    found = {key: _value(key, entry, f"{at}entries.{key}") for key, entry in entries.items()}
    if sum(_size(value) for value in found.values()) > MOST_BYTES:
        raise Invalid("configuration.too_large", {"limit": f"{MOST_BYTES // 1024} KiB"}, field=f"{at}entries")
    return found


def kept(values: Values) -> Obj:
    """Return the values as JSON."""
    return {key: value if isinstance(value, str) else {"base64": _encoded(value)} for key, value in values.items()}


def opened(stored: Obj) -> Values:
    """Return what ``kept`` was given."""
    return {
        key: value if isinstance(value, str) else base64.b64decode(value["base64"]) for key, value in stored.items()
    }


def outline(values: Values) -> Obj:
    """Return what may be known of the values without them."""
    return {key: {"size": _size(value), "text": _is_text(value)} for key, value in sorted(values.items())}


def keys_out(keys: Obj) -> list[KeyOut]:
    """Show an outline."""
    return [KeyOut(key=key, **told) for key, told in sorted(keys.items())]


def visible(kind: SetKind, values: Values, *, secrets: bool) -> dict[str, Entry]:
    """Return the values as somebody may see them who may see ``secrets`` or not."""
    found: dict[str, Entry] = {}
    for key, value in sorted(values.items()):
        if not secrets and (kind is SetKind.SECRET or isinstance(value, str)):
            found[key] = _masked(kind, key, value)
        else:
            found[key] = value if isinstance(value, str) else Binary(base64=_encoded(value))
    return found


def changes(kind: SetKind, before: Values, after: Values) -> list[EntryChange]:
    """Return what differs, in words that everybody may read."""
    keys = sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
    return [
        EntryChange(key=key, before=told(kind, key, before.get(key)), after=told(kind, key, after.get(key)))
        for key in keys
    ]


def told(kind: SetKind, key: str, value: Value | None) -> str | None:
    """Return a value as the operation log and differences tell it."""
    if value is None:
        return None
    if kind is SetKind.SECRET:
        return MASK
    if isinstance(value, bytes):
        return f"({len(value)} bytes)"
    shown = _masked(kind, key, value)
    return shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}… ({_size(value)} bytes)"


def _value(key: str, entry: Entry, field: str) -> Value:
    if isinstance(entry, str):
        if holds_mask(entry):
            raise Invalid("configuration.value_masked", {"key": key}, field=field)
        return entry
    try:
        data = base64.b64decode(entry.base64, validate=True)
    except binascii.Error as error:
        raise Invalid("configuration.not_encoded", {"key": key}, field=field) from error
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def _masked(kind: SetKind, key: str, value: Value) -> str:
    return MASK if kind is SetKind.SECRET else str(masked_value(key, value))


def _encoded(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _size(value: Value) -> int:
    return len(value.encode() if isinstance(value, str) else value)


def _is_text(value: Value) -> bool:
    """A variable's value has no NUL: that would end it."""
    return isinstance(value, str) and "\0" not in value
