"""The JSON paths that definitions use: printer columns, scale, selectable fields.

Source: "JSONPath Support" in the kubectl documentation; filters compare one field with one literal.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

_TOKEN = re.compile(
    r"""\.(?P<name>(?:[\w\-$]|\\.)+)
    |\[\s*'(?P<quoted>(?:[^'\\]|\\.)*)'\s*\]|\[\s*"(?P<double>(?:[^"\\]|\\.)*)"\s*\]
    |\[(?P<index>-?[0-9]+)\]|(?P<all>\.\*|\[\*\])
    |\[\?\(\s*@(?P<field>(?:\.[\w\-]+)+)\s*(?:(?P<operator>==|!=|<=|>=|<|>)\s*(?P<literal>"[^"]*"|'[^']*'|[^)\s]+)\s*)?\)\]""",
    re.VERBOSE,
)
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


@dataclass(frozen=True, slots=True)
class _Filter:
    field: tuple[str, ...]
    operator: str
    literal: Any

    def passes(self, value: Any) -> bool:
        for name in self.field:
            if not isinstance(value, dict) or name not in value:
                return False
            value = value[name]
        if not self.operator:
            return True
        try:
            return _OPERATORS[self.operator](value, self.literal)
        except TypeError:
            return False


class _Everything:
    """``[*]``."""


Step = str | int | _Filter | _Everything


def parse(text: str) -> tuple[Step, ...]:
    """The steps of ``.status.conditions[?(@.type=="Ready")].status``. Raises ValueError with what is wrong."""
    inner = text.strip()
    if inner.startswith("{") and inner.endswith("}"):
        inner = inner[1:-1].strip()
    if inner and inner[0] not in ".[$":
        raise ValueError(f"unexpected path {text!r}: it must start with a dot")
    inner = inner.removeprefix("$")
    steps: list[Step] = []
    at = 0
    while at < len(inner):
        if inner[at:] == ".":
            break
        match = _TOKEN.match(inner, at)
        if match is None:
            raise ValueError(f"unrecognized character in action at {inner[at:]!r}")
        steps.append(_step(match))
        at = match.end()
    return tuple(steps)


def is_plain(text: str) -> bool:
    """Whether the path has field names only: ``.spec.replicas``."""
    try:
        return bool(steps := parse(text)) and all(isinstance(step, str) for step in steps)
    except ValueError:
        return False


def find(steps: tuple[Step, ...], value: Any) -> Iterator[Any]:
    """All values at the path."""
    if not steps:
        yield value
        return
    first, rest = steps[0], steps[1:]
    for inner in _inner(first, value):
        yield from find(rest, inner)


def _step(match: re.Match[str]) -> Step:
    found = match.groupdict()
    if found["name"] is not None:
        return re.sub(r"\\(.)", r"\1", found["name"])
    if found["quoted"] is not None or found["double"] is not None:
        return re.sub(r"\\(.)", r"\1", found["quoted"] if found["quoted"] is not None else found["double"])
    if found["index"] is not None:
        return int(found["index"])
    if found["field"] is not None:
        return _Filter(tuple(found["field"].strip(".").split(".")), found["operator"] or "", _literal(found["literal"]))
    return _Everything()


def _literal(text: str | None) -> Any:
    if text is None:
        return None
    if text[0] in "'\"":
        return text[1:-1]
    try:
        return json.loads(text)
    except ValueError:
        return text


def _inner(step: Step, value: Any) -> list[Any]:
    if isinstance(step, str):
        return [value[step]] if isinstance(value, dict) and step in value else []
    if isinstance(step, int):
        return [value[step]] if isinstance(value, list) and -len(value) <= step < len(value) else []
    parts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [part for part in parts if step.passes(part)] if isinstance(step, _Filter) else list(parts)
