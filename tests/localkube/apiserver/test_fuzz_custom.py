"""Schemas that somebody made up, and objects of their kinds: refused in order, or served; never a 500."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from localkube.apiserver import Registry
from localkube.objects.access import Obj
from localkube.objects.meta import clone
from tests.localkube.apiserver.conftest import Api
from tests.localkube.apiserver.test_custom import APPLY, DEFINITIONS, TABLE, definition, version

Json = Any

DEFINITIONS_A_SEED = 25
OBJECTS_A_KIND = 6
DEEPEST = 4
NAMES = (
    "a",
    "b",
    "spec",
    "status",
    "metadata",
    "name",
    "kind",
    "apiVersion",
    "replicas",
    "x.y",
    "ä",
    "",
    "$ref",
    "/~",
    "items",
)
TEXTS = (
    "",
    "a",
    "x" * 300,
    "ä\u0000",
    "10.0.0.1",
    "2026-01-01T00:00:00Z",
    "aGk=",
    "1h",
    "red",
    "-",
    "{}",
    "\ud83d\ude00",
)
NUMBERS = (0, 1, -1, 3, 1.5, -0.0, 1e300, 2**31, 2**63, 2**70, -(2**63))
ODD: tuple[Json, ...] = (None, True, 1.5, [], {}, [None], {"": ""}, "text", [[1]], 2**64, -1)
PATTERNS = ("^[a-z]+$", "(", "a{1000}", "(?=x)", "\\d+", "[", "(a+)+$", "(?i)x", "\\p{L}", "")
FORMATS = (
    "date-time",
    "ipv4",
    "byte",
    "duration",
    "int32",
    "uuid",
    "email",
    "nonsense",
    "password",
    "cidr",
    "bsonobjectid",
)
JSON_PATHS = (
    ".spec.a",
    ".metadata.name",
    ".spec[0]",
    ".spec['x.y']",
    "spec",
    "",
    ".",
    "..",
    ".spec.a[*]",
    ".spec[?(@.a==1)]",
    ".status.replicas",
    "{}",
)


class Chance:
    """Random schemas and values; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def maybe(self, likely: float = 0.3) -> bool:
        return self.random.random() < likely

    def one(self, *choices: Json) -> Json:
        return self.random.choice(choices)

    def schema(self, depth: int = 0) -> Json:
        """Mostly structural: each field has a type, and words that belong to it."""
        if self.maybe(0.004):
            return self.one(*ODD)
        kind = self.one("object", "object", "array", "string", "integer", "number", "boolean")
        if depth >= DEEPEST:
            kind = self.one("string", "integer", "boolean")
        made: Obj = {"type": kind}
        makers: dict[str, Callable[[Obj, int], None]] = {
            "object": self._object,
            "array": self._array,
            "string": self._string,
            "integer": self._number,
            "number": self._number,
        }
        if kind in makers:
            makers[kind](made, depth)
        self._around(made, depth)
        return made

    def _object(self, made: Obj, depth: int) -> None:
        names = self.random.sample(NAMES, self.random.randint(0, 3))
        if self.maybe(0.7):
            made["properties"] = {name: self.schema(depth + 1) for name in names}
        elif self.maybe():
            made["additionalProperties"] = self.one(True, False, self.schema(depth + 1))
        if self.maybe(0.2):
            made["x-kubernetes-preserve-unknown-fields"] = self.one(True, True, False)
        if self.maybe(0.1):
            made["x-kubernetes-embedded-resource"] = True
        if self.maybe(0.1):
            made["x-kubernetes-map-type"] = self.one("atomic", "granular", "x")
        if self.maybe():
            made["required"] = self.random.sample(NAMES, 1)
        if self.maybe(0.1):
            made[self.one("minProperties", "maxProperties")] = self.one(*NUMBERS)

    def _array(self, made: Obj, depth: int) -> None:
        if self.maybe(0.9):
            made["items"] = self.schema(depth + 1)
        if self.maybe(0.3):
            made["x-kubernetes-list-type"] = self.one("map", "set", "atomic", "x")
        if self.maybe(0.1):
            made["x-kubernetes-list-map-keys"] = self.random.sample(NAMES, self.random.randint(0, 2))
        if self.maybe(0.1):
            made[self.one("minItems", "maxItems")] = self.one(*NUMBERS)
        if self.maybe(0.05):
            made["uniqueItems"] = self.one(True, False)

    def _string(self, made: Obj, _: int) -> None:
        if self.maybe():
            made["format"] = self.one(*FORMATS)
        if self.maybe():
            made["pattern"] = self.one("^[a-z]+$", *PATTERNS) if self.maybe() else "^[a-z]*"
        if self.maybe(0.1):
            made[self.one("minLength", "maxLength")] = self.one(*NUMBERS)

    def _number(self, made: Obj, _: int) -> None:
        if self.maybe():
            made[self.one("minimum", "maximum", "multipleOf")] = self.one(*NUMBERS)
        if self.maybe(0.1):
            made[self.one("exclusiveMinimum", "exclusiveMaximum")] = self.one(True, False)
        if self.maybe(0.2):
            made["format"] = self.one("int32", "int64", "float", "double", "x")

    def _around(self, made: Obj, depth: int) -> None:
        if self.maybe(0.1):
            made["nullable"] = self.one(True, False)
        if self.maybe(0.15):
            made["default"] = self.value(made)
        if self.maybe(0.1):
            made["enum"] = [self.value(made) for _ in range(self.random.randint(0, 3))]
        if self.maybe(0.05):
            made.pop("type")
            made["x-kubernetes-int-or-string"] = True
        if self.maybe(0.1):
            branches = [self._branch(depth) for _ in range(self.random.randint(0, 2))]
            made[self.one("allOf", "anyOf", "oneOf")] = branches
        if self.maybe(0.05):
            made["not"] = self._branch(depth)
        if self.maybe(0.02):
            made[self.one("$ref", "definitions", "id", "externalDocs", "example", "x-kubernetes-validations")] = (
                self.one(*ODD)
            )

    def _branch(self, depth: int) -> Json:
        whole = self.schema(depth + 1)
        if isinstance(whole, dict) and self.maybe(0.8):
            return {name: part for name, part in whole.items() if name not in ("type", "default", "nullable")}
        return whole

    def value(self, schema: Json, depth: int = 0) -> Json:
        """A value that mostly fits."""
        if self.maybe(0.06) or depth > DEEPEST + 2 or not isinstance(schema, dict):
            return self.one(*ODD)
        match schema.get("type"):
            case "object":
                properties = schema.get("properties") or {}
                made = {name: self.value(child, depth + 1) for name, child in properties.items() if self.maybe(0.7)}
                more = schema.get("additionalProperties")
                return made | ({self.one(*NAMES): self.value(more, depth + 1)} if self.maybe() else {})
            case "array":
                return [self.value(schema.get("items"), depth + 1) for _ in range(self.random.randint(0, 3))]
            case "integer" | "number":
                return self.one(*NUMBERS)
            case "boolean":
                return self.one(True, False)
        return self.one(*(schema.get("enum") or TEXTS)) if isinstance(schema.get("enum"), list) else self.one(*TEXTS)

    def definition(self, number: int) -> Obj:
        """A definition with one or two versions, and perhaps columns and subresources."""
        made = [self._version("v1", storage=True)]
        if self.maybe():
            made.append(self._version("v2", storage=self.maybe(0.1)))
        return definition(*made, plural=f"things{number}", kind=f"Thing{number}", shortNames=[], categories=[])

    def _version(self, name: str, *, storage: bool) -> Obj:
        made = version(name, storage)
        root = made["schema"]["openAPIV3Schema"]
        root["properties"] = {"spec": self.schema(), "status": self.schema()}
        if self.maybe(0.1):
            root |= self.one({"required": ["spec"]}, {"x-kubernetes-preserve-unknown-fields": True}, {"properties": 1})
        if self.maybe(0.4):
            made["subresources"] = {"status": {}} | self.one({}, {"scale": self._scale()})
        if self.maybe(0.4):
            made["additionalPrinterColumns"] = [
                {
                    "name": self.one("A", ""),
                    "type": self.one("string", "integer", "date", "x"),
                    "jsonPath": self.one(*JSON_PATHS),
                }
            ]
        if self.maybe(0.2):
            made["selectableFields"] = [{"jsonPath": self.one(*JSON_PATHS)}]
        return made

    def _scale(self) -> Obj:
        return {
            "specReplicasPath": self.one(".spec.replicas", *JSON_PATHS),
            "statusReplicasPath": self.one(".status.replicas", *JSON_PATHS),
            "labelSelectorPath": self.one(".status.a", *JSON_PATHS),
        }

    def thing(self, made: Obj, number: int, name: str) -> Json:
        """An object of a kind, as its first version has it."""
        properties = made["spec"]["versions"][0]["schema"]["openAPIV3Schema"].get("properties")
        properties = properties if isinstance(properties, dict) else {}
        body = {part: self.value(schema) for part, schema in properties.items()}
        return body | {"apiVersion": "example.org/v1", "kind": f"Thing{number}", "metadata": {"name": name}}


def in_order(answer: httpx.Response, *bodies: Json) -> bool:
    """Whether the answer is a success or a refusal of what was asked."""
    assert answer.status_code < 500, (
        answer.status_code,
        answer.text[:500],
        *(json.dumps(body)[:3000] for body in bodies),
    )
    return answer.is_success


def establish(registry: Registry, name: str) -> None:
    """As the controller does once a definition's names are free."""

    def accept(found: Obj) -> None:
        now = "2026-01-01T00:00:00Z"
        found["status"] = {
            "acceptedNames": clone(found["spec"]["names"]),
            "storedVersions": ["v1"],
            "conditions": [
                {"type": kind, "status": "True", "reason": "Fuzz", "message": "", "lastTransitionTime": now}
                for kind in ("NamesAccepted", "Established")
            ],
        }

    registry.mutate("customresourcedefinitions.apiextensions.k8s.io", None, name, accept, "status")


async def exercise(api: Api, chance: Chance, made: Obj, number: int) -> int:
    """Every verb on a few objects; how many objects were taken."""
    path, taken = f"/apis/example.org/v1/namespaces/default/things{number}", 0
    for place in range(OBJECTS_A_KIND):
        body = chance.thing(made, number, f"t{place}")
        if not in_order(await api.http.post(path, content=json.dumps(body)), made, body):
            continue
        taken += 1
        other = chance.thing(made, number, f"t{place}")
        one = f"{path}/t{place}"
        in_order(await api.http.put(one, content=json.dumps(other)), made, body, other)
        merge = {"Content-Type": "application/merge-patch+json"}
        in_order(await api.http.patch(one, content=json.dumps(other), headers=merge), made, body, other)
        applied = {"params": {"fieldManager": "fuzz", "force": "true"}, "headers": {"Content-Type": APPLY}}
        in_order(await api.http.patch(one, content=json.dumps(other), **applied), made, body, other)
        for subresource in ("status", "scale"):
            in_order(await api.http.get(f"{one}/{subresource}"), made, body)
            in_order(await api.http.put(f"{one}/{subresource}", content=json.dumps(other)), made, body, other)
        in_order(await api.http.get(one.replace("/v1/", "/v2/")), made, body)
    for headers in ({}, {"Accept": TABLE}):
        assert in_order(await api.http.get(path, headers=headers), made)
    in_order(await api.http.get(path, params={"fieldSelector": "spec.a=1"}), made)
    return taken


@pytest.mark.parametrize("seed", range(8))
async def test_schemas_and_objects_that_somebody_made_up(api: Api, seed: int) -> None:
    chance = Chance(seed)
    served = taken = 0
    for number in range(DEFINITIONS_A_SEED):
        made = chance.definition(number)
        if not in_order(await api.http.post(DEFINITIONS, content=json.dumps(made)), made):
            continue
        served += 1
        establish(api.registry, made["metadata"]["name"])
        taken += await exercise(api, chance, made, number)
        other = chance.definition(number)
        in_order(
            await api.http.put(f"{DEFINITIONS}/{made['metadata']['name']}", content=json.dumps(other)), made, other
        )
        assert in_order(await api.http.get("/openapi/v2"), made)
        assert in_order(await api.http.get("/openapi/v3/apis/example.org/v1"), made)
        assert in_order(await api.http.get("/apis/example.org/v1"), made)
    assert served
    assert taken
    assert (await api.http.get("/readyz")).status_code == 200
