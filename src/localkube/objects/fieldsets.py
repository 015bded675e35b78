"""Sets of fields in the form in which managed fields keep them (``fieldsV1``), and what can be done with them.

A set is a tree of path elements: ``f:name`` a field, ``k:{"name":"web"}`` an item of a keyed list, ``v:"x"`` a value of
a set. An element belongs to the set when its node is empty or holds ``"."``; the root itself never does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache

Fields = dict[str, "Fields"]

MEMBER = "."


def union(left: Fields, right: Fields) -> Fields:
    """What is in one or both."""
    if not left or not right or left == right:
        return left or right
    return {**left, **{name: _union(left[name], node) if name in left else node for name, node in right.items()}}


def difference(left: Fields, right: Fields) -> Fields:
    """What is in ``left`` only."""
    return _some((name, _difference(node, right[name]) if name in right else node) for name, node in left.items())


def intersection(left: Fields, right: Fields) -> Fields:
    """What is in both."""
    return _some((name, _intersection(node, right[name])) for name, node in left.items() if name in right)


def without_branches(fields: Fields, removed: Fields) -> Fields:
    """``fields`` without all that lies at or below the ends of ``removed``."""
    return _some((name, _without(node, removed[name]) if name in removed else node) for name, node in fields.items())


def members(fields: Fields, prefix: str = "") -> Iterator[str]:
    """The paths in the set as they are shown: ``.spec.containers[name="web"].image``."""
    for name, node in fields.items():
        if name == MEMBER:
            continue
        path = prefix + shown(name)
        if is_member(node):
            yield path
        yield from members(node, path)


def is_member(node: Fields) -> bool:
    """Whether the element of that node belongs to the set itself, not only something below it."""
    return not node or MEMBER in node


def shown(element: str) -> str:
    """One path element as messages show it."""
    form, _, rest = element.partition(":")
    if form == "k":
        return "[" + ",".join(f"{key}={json.dumps(value)}" for key, value in json.loads(rest).items()) + "]"
    return f"[={rest}]" if form == "v" else f".{rest}"


@lru_cache(maxsize=8192)
def key_element(keys: tuple[str, ...], values: tuple[str | int | None, ...]) -> str:
    """The element of a keyed list's item; keys without value are left out."""
    pairs = {key: value for key, value in zip(keys, values, strict=True) if value is not None}
    return "k:" + json.dumps(pairs, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def value_element(value: object) -> str:
    """The element of a set's value."""
    return "v:" + json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _union(left: Fields, right: Fields) -> Fields:
    if left == right:
        return left
    merged = union(left, right)
    return {MEMBER: {}, **merged} if is_member(left) or is_member(right) else merged


def _difference(left: Fields, right: Fields) -> Fields | None:
    rest = difference({name: node for name, node in left.items() if name != MEMBER}, right)
    return _node(rest, is_member(left) and not is_member(right))


def _intersection(left: Fields, right: Fields) -> Fields | None:
    both = intersection({name: node for name, node in left.items() if name != MEMBER}, right)
    return _node(both, is_member(left) and is_member(right))


def _without(node: Fields, removed: Fields) -> Fields | None:
    if not removed:
        return None
    if not node:
        return node
    return without_branches(node, removed) or None


def _node(children: Fields, member: bool) -> Fields | None:
    if member:
        return {MEMBER: {}, **children} if children else {}
    return children or None


def _some(nodes: Iterator[tuple[str, Fields | None]]) -> Fields:
    return {name: node for name, node in nodes if node is not None}
