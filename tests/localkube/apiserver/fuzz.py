"""Random objects by each kind's schema: mostly of the right shape, with values that nobody thought of."""

from __future__ import annotations

import random
from typing import Any

from localkube.objects.kinds import Kind
from localkube.objects.schema import Type, type_of
from tests.conformance.samples import SAMPLES

Json = Any
_WORDS = (
    "",
    "a",
    "web",
    "Always",
    "TCP",
    "*",
    "10.0.0.1",
    "25%",
    "-1",
    "x" * 300,
    "a/b/c",
    "ä\u0000",
    "${}",
    "0x",
    "1e9",
)
_NUMBERS = (0, 1, -1, 80, 65536, 2**31, -(2**31), 2**53)
_ODD: tuple[Json, ...] = (None, True, 1.5, [], {}, [None], {"": ""}, "text", [[1]], -(2**63))
_DEEPEST = 7


class Fuzzer:
    """The same seed makes the same objects."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def obj(self, kind: Kind, name: str) -> Json:
        """The kind's sample with a few of its parts replaced, removed or added."""
        metadata = {"name": name, **({"namespace": "default"} if kind.namespaced else {})}
        made: Json = {**SAMPLES[kind.resource], "apiVersion": kind.api_version, "kind": kind.kind, "metadata": metadata}
        made = self._copy(made)
        for _ in range(self._random.randint(1, 4)):
            self._change(made, type_of(kind), 0)
        return made

    def value(self, node: Type, depth: int = 0) -> Json:
        """A value for a place of the schema; sometimes one that does not belong there."""
        if self._random.random() < 0.06 or depth > _DEEPEST:
            return self._random.choice(_ODD)
        match node.form:
            case "struct":
                wanted = [name for name in node.fields if self._random.random() < 0.35]
                return {name: self.value(node.fields[name], depth + 1) for name in wanted}
            case "list" if node.item is not None:
                return [self.value(node.item, depth + 1) for _ in range(self._random.randint(0, 2))]
            case "map" if node.item is not None:
                keys = self._random.sample(_WORDS, self._random.randint(0, 2))
                return {key: self.value(node.item, depth + 1) for key in keys}
            case "int32" | "int64":
                return self._random.choice(_NUMBERS)
            case "bool":
                return self._random.random() < 0.5
            case "float":
                return self._random.choice((0.5, -1.0, 1e300))
            case "intstr":
                return self._random.choice((*_NUMBERS, *_WORDS))
            case "quantity":
                return self._random.choice(("1", "100m", "1Gi", "-1", "1.5Mi", "9" * 40, "1e3", "x"))
            case "time":
                return self._random.choice(
                    ("2026-01-01T00:00:00Z", "2026", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z")
                )
            case "bytes":
                return self._random.choice(("", "aGk=", "no base64!"))
        return self._random.choice(_WORDS)

    def _change(self, part: Json, node: Type, depth: int) -> None:
        """Walk down a random way, and change what is there."""
        if node.form == "struct" and isinstance(part, dict) and node.fields:
            name = self._random.choice(sorted(node.fields))
            if depth == 0 and name in ("apiVersion", "kind", "metadata"):
                name = "spec" if "spec" in node.fields else name
            child = node.fields[name]
            if name in part and child.form in ("struct", "list") and self._random.random() < 0.8:
                self._change(part[name], child, depth + 1)
            elif name in part and self._random.random() < 0.2:
                del part[name]
            else:
                part[name] = self.value(child, depth + 1)
        elif node.form == "list" and isinstance(part, list) and node.item is not None:
            if part and self._random.random() < 0.8:
                self._change(self._random.choice(part), node.item, depth + 1)
            else:
                part.append(self.value(node.item, depth + 1))

    def _copy(self, value: Json) -> Json:
        if isinstance(value, dict):
            return {key: self._copy(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._copy(item) for item in value]
        return value
