"""Merging what is applied into what there is, field by field, along the type tree.

Three walks: ``merge`` lays one object over another and tells what it wants and what it changes; ``remove`` takes fields
out again; ``changes`` compares two versions. Maps and structs merge by name, keyed lists by key, sets by value; all
else is replaced whole. No walk changes its inputs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from localkube.objects.errors import BadRequest
from localkube.objects.fieldsets import MEMBER, Fields, is_member, key_element, shown, value_element
from localkube.objects.schema import Type

_ANY = Type("any", atomic=True)


class Merged(NamedTuple):
    """``owned``: all fields that the applied value names. ``changed``: those whose value was another; None for none."""

    value: Any
    owned: Fields
    changed: Fields | None


def merge(node: Type, live: Any, applied: Any) -> Merged:
    """Lay ``applied`` over ``live`` (None when there is none)."""
    if applied and _granular(node, applied):
        if isinstance(applied, dict):
            return _merge_fields(node, live if isinstance(live, dict) else {}, applied)
        if isinstance(applied, list):
            return _merge_items(node, live if isinstance(live, list) else [], applied)
    if live is None or live != applied:
        kept = live is not None and _granular(node, applied) and type(live) is type(applied)
        return Merged(live if kept else applied, {}, None if kept else {})
    return Merged(live, {}, None)


def remove(node: Type, value: Any, previous: Fields, kept: Fields) -> Any:
    """``value`` without what is in ``previous`` and not in ``kept``; None when nothing is left of it."""
    if isinstance(value, dict):
        return _remove_fields(node, value, previous, kept)
    if isinstance(value, list) and node.form == "list":
        return _remove_items(node, value, previous, kept)
    return value


def changes(node: Type, old: Any, new: Any) -> tuple[Fields, Fields]:
    """The fields that were added or changed, and the ends at which something was taken away."""
    changed: Fields = {}
    removed: Fields = {}
    before, after = _parts(node, old), _parts(node, new)
    for element, (child, value) in after.items():
        present = before.get(element)
        if present is None:
            changed[element] = _all(child, value)
        elif present[1] != value:
            inner_changed, inner_removed = _changed(child, present[1], value)
            if inner_changed is not None:
                changed[element] = inner_changed
            if inner_removed:
                removed[element] = inner_removed
    removed |= {element: {} for element in before if element not in after}
    return changed, removed


def _changed(node: Type, old: Any, new: Any) -> tuple[Fields | None, Fields]:
    if _granular(node, new) and type(old) is type(new) and old and new:
        changed, removed = changes(node, old, new)
        return changed or None, removed
    return _all(node, new), {}


def _all(node: Type, value: Any) -> Fields:
    """All fields of a value that was not there before. Maps and lists that have content are owned themselves, too."""
    if not value or not _granular(node, value):
        return {}
    inside = {element: _all(child, part) for element, (child, part) in _parts(node, value).items()}
    # Go's structs are always there; what custom kinds call an object is there only when it is given.
    itself: Fields = {} if node.form == "struct" and node.name else {MEMBER: {}}
    return itself | _as_items(inside)


def _as_items(inside: Fields) -> Fields:
    return {name: {MEMBER: {}, **node} if name[0] == "k" and node else node for name, node in inside.items()}


def _parts(node: Type, value: Any) -> dict[str, tuple[Type, Any]]:
    """What a granular value is made of, by path element."""
    if isinstance(value, dict):
        return {f"f:{name}": (_child(node, name), part) for name, part in value.items()}
    if node.is_set:
        return {value_element(part): (_ANY, part) for part in value}
    return {element: (node.item or _ANY, part) for element, part in _by_key(node, value).items()}


def _granular(node: Type, value: Any) -> bool:
    """Whether a value is merged part by part. Where a schema says nothing, a map may be given and a list as well."""
    if node.atomic:
        return False
    return (
        isinstance(value, list) if node.form == "list" else node.form in ("struct", "map") and isinstance(value, dict)
    )


def _child(node: Type, name: str) -> Type:
    if node.form == "struct":
        return node.fields.get(name, node.item or _ANY)
    return node.item or _ANY


def _merge_fields(node: Type, live: dict[str, Any], applied: dict[str, Any]) -> Merged:
    value = dict(live)
    owned: Fields = {}
    changed: Fields = {}
    for name, wanted in applied.items():
        inner = merge(_child(node, name), live.get(name), wanted)
        value[name] = inner.value
        owned[f"f:{name}"] = inner.owned
        if inner.changed is not None:
            changed[f"f:{name}"] = inner.changed
    return Merged(value, owned, changed or None)


def _merge_items(node: Type, live: list[Any], applied: list[Any]) -> Merged:
    if node.is_set:
        wanted = {value_element(value): value for value in applied}
        present = {value_element(value): value for value in live}
        fresh: Fields = {element: {} for element in wanted if element not in present}
        return Merged(_interleaved(present, wanted), {element: {} for element in wanted}, fresh or None)
    present, wanted = _by_key(node, live), _by_key(node, applied, strict=True)
    owned: Fields = {}
    changed: Fields = {}
    for element, item in wanted.items():
        inner = merge(node.item or _ANY, present.get(element), item)
        wanted[element] = inner.value
        owned[element] = {MEMBER: {}, **inner.owned}
        if element not in present:
            changed[element] = {MEMBER: {}, **(inner.changed or {})}
        elif inner.changed is not None:
            changed[element] = inner.changed
    return Merged(_interleaved(present, wanted), owned, changed or None)


def _interleaved(present: dict[str, Any], wanted: dict[str, Any]) -> list[Any]:
    """All items: those wanted in their order, the others where they were among them."""
    ahead = list(reversed(present))
    merged: dict[str, Any] = {}
    for element, value in wanted.items():
        while ahead and (ahead[-1] not in wanted or ahead[-1] in merged):
            other = ahead.pop()
            merged.setdefault(other, present[other])
        merged[element] = value
    for other in reversed(ahead):
        merged.setdefault(other, present[other])
    return list(merged.values())


def _by_key(node: Type, items: list[Any], strict: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = {}
    keys, defaults = node.keys, node.key_defaults
    for index, given in enumerate(items):
        if strict and given is None:
            raise BadRequest(f"element {index}: associative list with keys has an element that can't be a map type")
        item = given or {}
        values = tuple([item[key] if key in item else defaults.get(key) for key in keys])
        if strict and None in values:
            raise BadRequest(
                f"element {index}: associative list with keys has an element that omits key field "
                f'"{keys[values.index(None)]}" (and doesn\'t have default value)'
            )
        element = key_element(keys, values)
        if strict and element in found:
            raise BadRequest(f"duplicate entries for key {shown(element)}")
        found[element] = given
    return found


def _remove_fields(node: Type, value: dict[str, Any], previous: Fields, kept: Fields) -> Any:
    def inner(name: str, part: Any, was: Fields, keep: Fields) -> Any:
        return remove(_child(node, name[2:]), part, was, keep)

    left = _left({f"f:{name}": part for name, part in value.items()}, previous, kept, inner)
    return {name[2:]: part for name, part in left.items()} or None


def _remove_items(node: Type, value: list[Any], previous: Fields, kept: Fields) -> Any:
    if node.atomic:
        return value
    if node.is_set:
        return list(_left({value_element(part): part for part in value}, previous, kept, lambda *_: None).values())
    left = _left(
        _by_key(node, value), previous, kept, lambda _, part, was, keep: remove(node.item or _ANY, part, was, keep)
    )
    return list(left.values()) or None


def _left(
    parts: dict[str, Any],
    previous: Fields,
    kept: Fields,
    inner: Callable[[str, Any, Fields, Fields], Any],
) -> dict[str, Any]:
    """The parts that stay. ``inner`` takes out what is below a part that stays itself."""
    left: dict[str, Any] = {}
    for element, part in parts.items():
        was = previous.get(element)
        if was is None:
            left[element] = part
            continue
        keep = kept.get(element)
        if keep is None and is_member(was):
            continue
        remains = inner(element, part, was, keep or {}) if was else part
        if remains is None and keep is not None and is_member(keep):
            remains = type(part)()
        if remains is not None:
            left[element] = remains
    return left
