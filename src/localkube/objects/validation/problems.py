"""Collects what is wrong with an object, in the words of the Kubernetes API, and makes the one error of it all."""

from __future__ import annotations

import json
from collections.abc import Iterable

from localkube.objects.access import Obj
from localkube.objects.errors import Cause, Invalid
from localkube.objects.kinds import Kind


class Problems:
    """What is wrong so far. Paths read like ``spec.containers[0].image``."""

    def __init__(self) -> None:
        self._found: list[Cause] = []

    def required(self, path: str, detail: str = "") -> None:
        """It must be given."""
        self._add("FieldValueRequired", path, "Required value" + (f": {detail}" if detail else ""))

    def invalid(self, path: str, value: object, detail: str) -> None:
        """It is given, but not as it must be."""
        self._add("FieldValueInvalid", path, f"Invalid value: {_shown(value)}: {detail}")

    def unsupported(self, path: str, value: object, supported: Iterable[str]) -> None:
        """It is none of a fixed set of values."""
        values = ", ".join(f'"{value}"' for value in supported)
        self._add("FieldValueNotSupported", path, f"Unsupported value: {_shown(value)}: supported values: {values}")

    def duplicate(self, path: str, value: object, detail: str = "") -> None:
        """It must be there once only."""
        self._add("FieldValueDuplicate", path, f"Duplicate value: {_shown(value)}" + (f": {detail}" if detail else ""))

    def forbidden(self, path: str, detail: str) -> None:
        """It must not be given, or not be changed."""
        self._add("FieldValueForbidden", path, f"Forbidden: {detail}")

    def not_found(self, path: str, value: object) -> None:
        """It names something that is not there."""
        self._add("FieldValueNotFound", path, f"Not found: {_shown(value)}")

    def too_long(self, path: str, limit: int) -> None:
        """It has too many bytes."""
        self._add("FieldValueTooLong", path, f"Too long: may not be more than {limit} bytes")

    def mistyped(self, path: str, value: object, detail: str) -> None:
        """It has another type or form than it must have."""
        self._add("FieldValueTypeInvalid", path, f"Invalid value: {_shown(value)}: {detail}")

    def too_many(self, path: str, count: int, limit: int) -> None:
        """It has too many items."""
        self._add("FieldValueTooMany", path, f"Too many: {count}: must have at most {limit} items")

    def one_of(self, path: str, value: object, supported: Iterable[str]) -> None:
        """Tell when ``value`` is none of ``supported``; nothing when it is not given."""
        allowed = tuple(supported)
        if value is not None and value not in allowed:
            self.unsupported(path, value, allowed)

    def at_least(self, path: str, value: int | None, least: int) -> None:
        """Tell when the number is smaller than ``least``; nothing when it is not given."""
        if value is not None and value < least:
            limit = f"must be greater than or equal to {least}" if least != 1 else "must be greater than 0"
            self.invalid(path, value, limit)

    def between(self, path: str, value: int | None, least: int, most: int) -> None:
        """Tell when the number is outside of a range; nothing when it is not given."""
        if value is not None and not least <= value <= most:
            self.invalid(path, value, f"must be between {least} and {most}, inclusive")

    def immutable(self, path: str, new: object, old: object) -> None:
        """Tell when a field that never changes has changed."""
        if new != old:
            self.invalid(path, new, "field is immutable")

    def __bool__(self) -> bool:
        return bool(self._found)

    def told(self) -> str:
        """All of it in one line."""
        texts = [f"{cause.field}: {cause.message}".lstrip(": ") for cause in dict.fromkeys(self._found)]
        return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"

    def raise_if_any(self, kind: Kind, obj: Obj) -> None:
        """Raise Invalid with all that was found."""
        causes = tuple(dict.fromkeys(self._found))
        if not causes:
            return
        name = obj["metadata"].get("name", "")
        message = f'{kind.group_kind} "{name}" is invalid: {self.told()}'
        raise Invalid(message, name=name, group=kind.group, kind=kind.kind, causes=causes)

    def _add(self, reason: str, path: str, message: str) -> None:
        self._found.append(Cause(reason, message, path))


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
