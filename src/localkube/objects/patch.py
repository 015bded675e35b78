"""The three kinds of patches that change an object without applying it: JSON, merge and strategic merge.

All return a new object that shares nothing with what they were given.
"""

from __future__ import annotations

from typing import Any, NoReturn

from localkube.objects.access import Obj
from localkube.objects.errors import BadRequest, Cause, Invalid
from localkube.objects.meta import clone
from localkube.objects.strategic import strategic_merge

__all__ = ["json_patch", "merge_patch", "strategic_merge"]

REJECTED = "the server rejected our request due to an error in our request"


def merge_patch(obj: Obj, patch: object) -> Obj:
    """RFC 7396: maps merge, null removes, all else replaces."""
    if not isinstance(patch, dict):
        raise BadRequest("a merge patch must be a JSON object")
    merged = clone(obj)
    _merge(merged, clone(patch))
    return merged


def _merge(target: Obj, patch: Obj) -> None:
    for name, value in patch.items():
        if value is None:
            target.pop(name, None)
        elif isinstance(value, dict):
            inner = target.get(name)
            if not isinstance(inner, dict):
                inner = target[name] = {}
            _merge(inner, value)
        else:
            target[name] = value


def json_patch(obj: Obj, operations: object) -> Obj:
    """RFC 6902. BadRequest for what is no patch; Invalid for one that does not fit the object."""
    if not isinstance(operations, list):
        raise BadRequest("a JSON patch must be a JSON array")
    document: Any = clone(obj)
    for operation in operations:
        if not isinstance(operation, dict) or not isinstance(operation.get("path"), str):
            raise BadRequest("a JSON patch operation must be an object with op and path")
        document = _operate(document, operation)
    if not isinstance(document, dict):
        _refuse("the document would no longer be an object")
    result: Obj = document
    return result


def _operate(document: Any, operation: Obj) -> Any:
    name, path = operation.get("op"), _pointer(operation["path"])
    if name in ("add", "replace", "test") and "value" not in operation:
        raise BadRequest(f"{name} operation without value")
    if name == "add":
        return _add(document, path, clone(operation["value"]))
    if name == "replace":
        _get(document, path)
        return _add(_remove(document, path), path, clone(operation["value"]))
    if name == "remove":
        return _remove(document, path)
    if name == "test":
        if not _same(_get(document, path, absent=True), operation["value"]):
            _refuse(f"testing value {operation['path']} failed: test failed")
        return document
    if name in ("move", "copy"):
        source = _pointer(str(operation.get("from")))
        value = clone(_get(document, source))
        if name == "move":
            if source == path[: len(source)] and source != path:
                _refuse(f"cannot move {operation['from']} into itself")
            document = _remove(document, source)
        return _add(document, path, value)
    raise BadRequest(f"unexpected kind of JSON patch operation: {name}")


def _pointer(text: str) -> list[str]:
    if text and not text.startswith("/"):
        raise BadRequest(f"JSON pointer {text} must start with /")
    return [step.replace("~1", "/").replace("~0", "~") for step in text.split("/")[1:]]


def _get(document: Any, path: list[str], absent: bool = False) -> Any:
    for depth, step in enumerate(path):
        try:
            document = document[_index(document, step)] if isinstance(document, list) else document[step]
        except (KeyError, IndexError, TypeError):
            if absent and depth == len(path) - 1:
                return None
            _missing(path)
    return document


def _add(document: Any, path: list[str], value: Any) -> Any:
    if not path:
        return value
    parent, last = _get(document, path[:-1]), path[-1]
    if isinstance(parent, dict):
        parent[last] = value
    elif isinstance(parent, list):
        position = len(parent) if last == "-" else _index(parent, last)
        if position > len(parent):
            _refuse(f"Unable to access invalid index: {position}")
        parent.insert(position, value)
    else:
        _missing(path)
    return document


def _remove(document: Any, path: list[str]) -> Any:
    if not path:
        return None
    parent, last = _get(document, path[:-1]), path[-1]
    try:
        del parent[_index(parent, last) if isinstance(parent, list) else last]
    except (KeyError, IndexError, TypeError):
        _missing(path)
    return document


def _index(parent: list[Any], step: str) -> int:
    if not step.isdecimal():
        _refuse(f"index {step} of a list of {len(parent)} is not a number")
    return int(step)


def _same(left: object, right: object) -> bool:
    return left == right and isinstance(left, bool) == isinstance(right, bool)


def _missing(path: list[str]) -> NoReturn:
    _refuse(f"path /{'/'.join(path)} does not exist")


def _refuse(detail: str) -> NoReturn:
    raise Invalid(f"{REJECTED}: {detail}", causes=(Cause("UnexpectedServerResponse", detail),))
