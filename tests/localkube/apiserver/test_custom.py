"""Custom kinds over HTTP: their definitions, and their objects in every verb."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from localkube.apiserver import Registry
from localkube.boot import content
from localkube.controllers import Controllers
from localkube.controllers.definitions import definitions
from localkube.controllers.garbage import garbage
from localkube.controllers.namespaces import namespaces
from localkube.controllers.quota_status import quota_status
from localkube.objects.access import Obj
from localkube.store import Store
from tests.localkube.apiserver.conftest import SERVICE_RANGE, Api
from tests.localkube.apiserver.factory import CONFIG_MAPS, config_map

DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
WIDGETS = "/apis/example.org/v1/namespaces/default/widgets"
APPLY = "application/apply-patch+yaml"
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"

SPEC: Obj = {
    "type": "object",
    "required": ["size"],
    "properties": {
        "size": {"type": "integer", "minimum": 1, "maximum": 10},
        "color": {"type": "string", "enum": ["red", "blue"], "default": "red"},
        "label": {"type": "string", "pattern": "^[a-z]+$", "maxLength": 5},
        "port": {"x-kubernetes-int-or-string": True},
        "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
        "parts": {
            "type": "array",
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["name"],
            "items": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": {"type": "string"}, "weight": {"type": "number"}},
            },
        },
        "tags": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
        "either": {
            "type": "object",
            "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
            "oneOf": [{"required": ["a"]}, {"required": ["b"]}],
        },
        "selector": {"type": "string"},
        "template": {
            "type": "object",
            "x-kubernetes-embedded-resource": True,
            "x-kubernetes-preserve-unknown-fields": True,
        },
    },
}
STATUS: Obj = {"type": "object", "properties": {"replicas": {"type": "integer"}, "phase": {"type": "string"}}}


def definition(*versions: Obj, group: str = "example.org", **names: object) -> Obj:
    told = {"plural": "widgets", "kind": "Widget", "shortNames": ["wd"], "categories": ["all"], **names}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{told['plural']}.{group}"},
        "spec": {"group": group, "scope": "Namespaced", "names": told, "versions": list(versions) or [version()]},
    }


def version(name: str = "v1", storage: bool = True, spec: Obj | None = None, **more: object) -> Obj:
    schema = {"type": "object", "properties": {"spec": spec or SPEC, "status": STATUS}}
    return {"name": name, "served": True, "storage": storage, "schema": {"openAPIV3Schema": schema}, **more}


def widget(name: str = "one", api_version: str = "example.org/v1", **spec: object) -> Obj:
    return {"apiVersion": api_version, "kind": "Widget", "metadata": {"name": name}, "spec": {"size": 1, **spec}}


@pytest.fixture
async def controllers(api: Api) -> AsyncIterator[Controllers]:
    running = Controllers(api.registry, catalogue=(definitions, garbage, namespaces, quota_status))
    await running.start()
    yield running
    await running.stop()


Define = Callable[[Obj], Awaitable[Obj]]


@pytest.fixture
async def define(api: Api, controllers: Controllers) -> Define:
    """Creates a definition and waits until it is served."""

    async def create(crd: Obj) -> Obj:
        await api.create(DEFINITIONS, crd)
        return await condition(api, crd["metadata"]["name"], "Established")

    return create


async def until(holds: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(60):
        while not await holds():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.01)


async def condition(api: Api, name: str, type_: str, status: str = "True") -> Obj:
    found: Obj = {}

    async def there() -> bool:
        nonlocal found
        found = await api.get(f"{DEFINITIONS}/{name}")
        return any(c["type"] == type_ and c["status"] == status for c in found["status"].get("conditions", []))

    await until(there)
    return found


async def refused(api: Api, obj: Obj, path: str = WIDGETS, code: int = 422) -> str:
    answer = await api.http.post(path, json=obj)
    assert answer.status_code == code, answer.text
    return str(answer.json()["message"])


async def test_definition_is_established_and_told_by_discovery(api: Api, define: Define) -> None:
    made = await define(definition(version(subresources={"status": {}})))

    assert made["status"]["acceptedNames"]["listKind"] == "WidgetList"
    assert made["status"]["storedVersions"] == ["v1"]
    assert {"type": "NamesAccepted", "status": "True", "reason": "NoConflicts"}.items() <= made["status"]["conditions"][
        0
    ].items()
    group = await api.get("/apis/example.org")
    assert group["preferredVersion"] == {"groupVersion": "example.org/v1", "version": "v1"}
    resources = (await api.get("/apis/example.org/v1"))["resources"]
    assert [entry["name"] for entry in resources] == ["widgets", "widgets/status"]
    assert resources[0]["shortNames"] == ["wd"] and resources[0]["singularName"] == "widget"


async def test_objects_go_through_all_verbs(api: Api, define: Define) -> None:
    await define(definition(version(subresources={"status": {}})))

    made = await api.create(WIDGETS, {**widget(parts=[{"name": "a"}]), "status": {"phase": "Odd"}})
    assert made["spec"]["color"] == "red" and "status" not in made and made["metadata"]["generation"] == 1
    changed = await api.http.put(f"{WIDGETS}/one", json={**made, "spec": {"size": 2}})
    assert changed.json()["metadata"]["generation"] == 2
    stale = await api.http.put(f"{WIDGETS}/one", json=made)
    assert (stale.status_code, stale.json()["reason"]) == (409, "Conflict")
    patched = await api.http.patch(
        f"{WIDGETS}/one/status",
        content=json.dumps({"status": {"phase": "Done", "replicas": 3}, "spec": {"size": 9}}),
        headers={"Content-Type": "application/merge-patch+json"},
    )
    assert patched.json()["status"] == {"phase": "Done", "replicas": 3}
    assert patched.json()["spec"]["size"] == 2 and patched.json()["metadata"]["generation"] == 2
    strategic = await api.http.patch(
        f"{WIDGETS}/one", content="{}", headers={"Content-Type": "application/strategic-merge-patch+json"}
    )
    assert strategic.status_code == 415
    listed = await api.get("/apis/example.org/v1/widgets")
    assert listed["kind"] == "WidgetList" and len(listed["items"]) == 1
    gone = await api.http.delete(f"{WIDGETS}/one")
    assert gone.json()["status"] == "Success"
    assert (await api.http.get(f"{WIDGETS}/one")).status_code == 404


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ({"size": "1"}, 'spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"'),
        ({"size": 11}, "spec.size: Invalid value: 11: spec.size in body should be less than or equal to 10"),
        ({"color": "green"}, 'spec.color: Unsupported value: "green": supported values: "red", "blue"'),
        ({"label": "UP"}, "spec.label: Invalid value: \"UP\": spec.label in body should match '^[a-z]+$'"),
        ({"label": "toolong"}, "spec.label: Too long: may not be more than 5 bytes"),
        (
            {"port": 1.5},
            'spec.port: Invalid value: "number": spec.port in body must be of type integer,string: "number"',
        ),
        ({"size": None}, "spec.size: Required value"),
        ({"tags": ["a", "a"]}, 'spec.tags[1]: Duplicate value: "a"'),
        ({"parts": [{"name": "a"}, {"name": "a"}]}, 'spec.parts[1]: Duplicate value: {"name":"a"}'),
        (
            {"either": {"a": "1", "b": "2"}},
            'spec.either: Invalid value: "": "spec.either" must validate one and only one schema (oneOf). '
            "Found 2 valid alternatives",
        ),
        ({"template": {"kind": "Pod"}}, "spec.template.apiVersion: Required value: must not be empty"),
    ],
)
async def test_objects_are_held_against_the_schema(api: Api, define: Define, spec: Obj, told: str) -> None:
    await define(definition())

    assert await refused(api, widget(**spec)) == f'Widget.example.org "one" is invalid: {told}'


async def test_null_in_a_keyed_list_is_refused(api: Api, define: Define) -> None:
    await define(definition())
    odd = widget(parts=[{"name": "a"}, None])

    assert "spec.parts[1]" in await refused(api, odd)
    params = {"fieldManager": "me"}
    applied = await api.http.patch(
        f"{WIDGETS}/one", content=json.dumps(odd), headers={"Content-Type": APPLY}, params=params
    )
    assert applied.status_code == 400 and "can't be a map type" in applied.json()["message"]


async def test_unknown_fields_are_told_and_pruned(api: Api, define: Define) -> None:
    await define(definition())
    odd = widget(colour="red", free={"any": {"thing": 1}}, parts=[{"name": "a", "wait": 1}])
    odd["metadata"]["nmae"] = "x"

    strict = await api.http.post(WIDGETS, json=odd, params={"fieldValidation": "Strict"})
    assert strict.status_code == 400
    for path in ("spec.colour", "spec.parts[0].wait", "metadata.nmae"):
        assert f'unknown field "{path}"' in strict.json()["message"]
    warned = await api.http.post(WIDGETS, json=odd)
    assert 'unknown field "spec.colour"' in warned.headers["Warning"].replace("\\", "")
    assert "colour" not in warned.json()["spec"] and warned.json()["spec"]["parts"] == [{"name": "a"}]
    assert warned.json()["spec"]["free"] == {"any": {"thing": 1}}
    ignored = await api.http.post(WIDGETS, json=widget("two", colour="x"), params={"fieldValidation": "Ignore"})
    assert ignored.status_code == 201 and "Warning" not in ignored.headers


async def test_apply_knows_lists_by_their_keys(api: Api, define: Define) -> None:
    await define(definition())

    async def apply(manager: str, spec: Obj, **params: str) -> Obj:
        body = {"apiVersion": "example.org/v1", "kind": "Widget", "metadata": {"name": "one"}, "spec": spec}
        answer = await api.http.patch(
            f"{WIDGETS}/one",
            params={"fieldManager": manager, **params},
            content=json.dumps(body),
            headers={"Content-Type": APPLY},
        )
        told: Obj = answer.json()
        return told

    await apply("first", {"size": 1, "parts": [{"name": "a", "weight": 1}], "tags": ["x"], "free": {"m": {"p": 1}}})
    second = await apply("second", {"size": 1, "parts": [{"name": "b"}], "tags": ["y"], "free": {"m": {"q": [1]}}})
    assert [part["name"] for part in second["spec"]["parts"]] == ["a", "b"]
    assert second["spec"]["tags"] == ["x", "y"] and second["spec"]["free"] == {"m": {"p": 1, "q": [1]}}
    conflict = await apply("second", {"size": 2})
    assert conflict["reason"] == "Conflict" and conflict["details"]["causes"][0]["field"] == ".spec.size"
    forced = await apply("second", {"size": 2, "parts": []}, force="true")
    assert forced["spec"]["size"] == 2 and forced["spec"]["parts"] == [{"name": "a", "weight": 1}]
    owned = {entry["manager"]: entry["fieldsV1"] for entry in forced["metadata"]["managedFields"]}
    assert 'k:{"name":"a"}' in owned["first"]["f:spec"]["f:parts"]
    wrong = await apply("third", {"parts": "none"})
    assert wrong["code"] == 400 and "failed to create typed patch object" in wrong["message"]


async def test_scale_reads_and_writes_where_the_definition_says(api: Api, define: Define) -> None:
    scale = {
        "specReplicasPath": ".spec.size",
        "statusReplicasPath": ".status.replicas",
        "labelSelectorPath": ".spec.selector",
    }
    await define(definition(version(subresources={"status": {}, "scale": scale})))
    await api.create(WIDGETS, widget(size=2, selector="app=x"))

    read = await api.get(f"{WIDGETS}/one/scale")
    assert read["spec"] == {"replicas": 2} and read["status"] == {"replicas": 0, "selector": "app=x"}
    read["spec"]["replicas"] = 4
    assert (await api.http.put(f"{WIDGETS}/one/scale", json=read)).json()["spec"] == {"replicas": 4}
    assert (await api.get(f"{WIDGETS}/one"))["spec"]["size"] == 4
    table = (await api.http.get(f"{WIDGETS}/one/scale", headers={"Accept": TABLE})).json()
    assert [column["name"] for column in table["columnDefinitions"]] == ["Name", "Desired", "Available", "Age"]
    assert table["rows"][0]["cells"][:3] == ["one", 4, 0]


async def test_columns_are_those_of_the_definition(api: Api, define: Define) -> None:
    columns = [
        {"name": "Size", "type": "integer", "jsonPath": ".spec.size", "description": "how big"},
        {"name": "Heavy", "type": "string", "jsonPath": '.spec.parts[?(@.name=="a")].weight', "priority": 1},
        {"name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"},
    ]
    await define(definition(version(additionalPrinterColumns=columns)))
    await api.create(WIDGETS, widget(parts=[{"name": "b", "weight": 1}, {"name": "a", "weight": 2.5}]))

    table = (await api.http.get(WIDGETS, headers={"Accept": TABLE})).json()

    assert [column["name"] for column in table["columnDefinitions"]] == ["Name", "Size", "Heavy", "Age"]
    assert table["columnDefinitions"][1]["description"] == "how big" and table["columnDefinitions"][2]["priority"] == 1
    assert table["rows"][0]["cells"][:3] == ["one", 1, "2.5"] and table["rows"][0]["cells"][3].endswith("s")


async def test_only_selectable_fields_select(api: Api, define: Define) -> None:
    await define(definition(version(selectableFields=[{"jsonPath": ".spec.color"}])))
    await api.create(WIDGETS, widget("one", color="red"))
    await api.create(WIDGETS, widget("two", color="blue"))

    listed = await api.get(WIDGETS, fieldSelector="spec.color=blue")
    assert [item["metadata"]["name"] for item in listed["items"]] == ["two"]
    other = await api.http.get(WIDGETS, params={"fieldSelector": "spec.size=1"})
    assert other.status_code == 400 and "field label not supported: spec.size" in other.json()["message"]


async def test_versions_show_the_same_object(api: Api, define: Define) -> None:
    newer: Obj = {
        "type": "object",
        "properties": {"size": {"type": "integer"}, "shape": {"type": "string", "default": "round"}},
    }
    await define(definition(version(), version("v2", storage=False, spec=newer)))
    other = "/apis/example.org/v2/namespaces/default/widgets"
    await api.create(WIDGETS, widget(color="blue"))

    seen = await api.get(f"{other}/one")
    assert seen["apiVersion"] == "example.org/v2" and seen["spec"] == {"size": 1, "shape": "round"}
    await api.create(other, widget("two", "example.org/v2"))
    assert (await api.get(f"{WIDGETS}/two"))["apiVersion"] == "example.org/v1"
    assert {item["apiVersion"] for item in (await api.get(other))["items"]} == {"example.org/v2"}
    group = await api.get("/apis/example.org")
    assert [entry["version"] for entry in group["versions"]] == ["v2", "v1"]

    moved = await api.get(f"{DEFINITIONS}/widgets.example.org")
    moved["spec"]["versions"][0]["storage"], moved["spec"]["versions"][1]["storage"] = False, True
    stored = (await api.http.put(f"{DEFINITIONS}/widgets.example.org", json=moved)).json()
    assert stored["status"]["storedVersions"] == ["v1", "v2"]
    stored["spec"]["versions"] = stored["spec"]["versions"][1:]
    lost = await api.http.put(f"{DEFINITIONS}/widgets.example.org", json=stored)
    assert lost.status_code == 422 and "status.storedVersions[0]" in lost.json()["message"]


async def test_changed_defaults_hold_for_what_is_stored(api: Api, define: Define) -> None:
    await define(definition())
    await api.create(WIDGETS, widget())
    crd = await api.get(f"{DEFINITIONS}/widgets.example.org")
    fields = crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["properties"]["spec"]["properties"]
    fields["finish"] = {"type": "string", "default": "matt"}
    assert (await api.http.put(f"{DEFINITIONS}/widgets.example.org", json=crd)).status_code == 200

    assert (await api.get(f"{WIDGETS}/one"))["spec"]["finish"] == "matt"
    assert (await api.get(WIDGETS))["items"][0]["spec"]["finish"] == "matt"


async def test_watch_of_a_custom_kind_ends_when_its_definition_changes(api: Api, define: Define) -> None:
    await define(definition())
    seen: list[Obj] = []
    begun = asyncio.Event()

    async def follow() -> None:
        async with api.http.stream("GET", WIDGETS, params={"watch": "true"}) as stream:
            begun.set()
            async for line in stream.aiter_lines():
                seen.append(json.loads(line))

    following = asyncio.create_task(follow())
    await begun.wait()
    await api.create(WIDGETS, widget())
    assert (await api.http.delete(f"{DEFINITIONS}/widgets.example.org")).status_code == 200
    await asyncio.wait_for(following, 60)

    assert seen[0]["type"] == "ADDED"


async def test_deleted_definition_takes_its_objects_along(api: Api, define: Define) -> None:
    await define(definition())
    held = widget("held")
    held["metadata"]["finalizers"] = ["example.org/wait"]
    await api.create(WIDGETS, held)
    await api.create(WIDGETS, widget("free"))

    deleted = (await api.http.delete(f"{DEFINITIONS}/widgets.example.org")).json()
    assert "customresourcecleanup.apiextensions.k8s.io" in deleted["metadata"]["finalizers"]
    terminating = await condition(api, "widgets.example.org", "Terminating")
    assert terminating["metadata"]["deletionTimestamp"]
    assert (await api.http.post(WIDGETS, json=widget("late"))).status_code == 405

    async def one_left() -> bool:
        return len((await api.get(WIDGETS))["items"]) == 1

    await until(one_left)
    await api.http.patch(
        f"{WIDGETS}/held",
        content='{"metadata":{"finalizers":null}}',
        headers={"Content-Type": "application/merge-patch+json"},
    )

    async def gone() -> bool:
        return (await api.http.get(f"{DEFINITIONS}/widgets.example.org")).status_code == 404

    await until(gone)
    assert (await api.http.get(WIDGETS)).status_code == 404
    assert (await api.http.get("/apis/example.org")).status_code == 404
    await api.create(DEFINITIONS, definition())
    await condition(api, "widgets.example.org", "Established")
    assert (await api.get(WIDGETS))["items"] == []


async def test_names_in_use_are_not_accepted_until_they_are_free(api: Api, define: Define) -> None:
    await define(definition())
    await api.create(DEFINITIONS, definition(plural="gadgets", kind="Widget", shortNames=["gd"]))

    waiting = await condition(api, "gadgets.example.org", "NamesAccepted", "False")
    assert [c["reason"] for c in waiting["status"]["conditions"]] == ["ListKindConflict", "NotAccepted"]
    assert (await api.http.get("/apis/example.org/v1/gadgets")).status_code == 404

    await api.http.delete(f"{DEFINITIONS}/widgets.example.org")
    await condition(api, "gadgets.example.org", "Established")
    assert (await api.get("/apis/example.org/v1/gadgets"))["kind"] == "WidgetList"


async def test_custom_objects_are_collected_counted_and_emptied(api: Api, define: Define) -> None:
    await define(definition())
    await api.create("/api/v1/namespaces", {"metadata": {"name": "other"}})
    path = WIDGETS.replace("default", "other")
    quota = {"metadata": {"name": "few"}, "spec": {"hard": {"count/widgets.example.org": "1"}}}
    await api.create("/api/v1/namespaces/other/resourcequotas", quota)
    owner = await api.create(path, widget("owner"))
    assert "exceeded quota: few" in await refused(api, widget("more"), path, 403)

    async def counted() -> bool:
        status = (await api.get("/api/v1/namespaces/other/resourcequotas/few"))["status"]
        return bool(status.get("used") == {"count/widgets.example.org": "1"})

    await until(counted)
    dependent = config_map("dependent")
    reference = {"apiVersion": "example.org/v1", "kind": "Widget", "name": "owner", "uid": owner["metadata"]["uid"]}
    dependent["metadata"]["ownerReferences"] = [reference]
    await api.create(CONFIG_MAPS.replace("default", "other"), dependent)
    await api.http.delete(f"{path}/owner")

    async def collected() -> bool:
        return (await api.http.get(CONFIG_MAPS.replace("default", "other") + "/dependent")).status_code == 404

    await until(collected)
    await api.create(path, widget("last"))
    await api.http.delete("/api/v1/namespaces/other")

    async def emptied() -> bool:
        return (await api.http.get("/api/v1/namespaces/other")).status_code == 404

    await until(emptied)
    assert api.registry.store.list("widgets.example.org") == []


async def test_custom_kinds_survive_a_restart(api: Api, define: Define, tmp_path: Path) -> None:
    await define(definition())
    await api.create(WIDGETS, widget())

    again = Registry(Store(tmp_path / "objects.sqlite"), SERVICE_RANGE)

    assert again.kinds.at("example.org", "v1", "widgets") is not None
    assert again.get("widgets.example.org", "default", "one")["spec"]["size"] == 1
    again.store.close()


async def test_openapi_documents_follow_the_definitions(api: Api, define: Define) -> None:
    before = (await api.get("/openapi/v3"))["paths"]
    await define(definition())

    after = (await api.get("/openapi/v3"))["paths"]
    assert set(after) - set(before) == {"apis/example.org/v1"}
    schemas = (await api.get("/openapi/v3/apis/example.org/v1"))["components"]["schemas"]
    assert schemas["org.example.v1.Widget"]["properties"]["spec"]["properties"]["color"]["enum"] == ["red", "blue"]
    older = (await api.get("/openapi/v2"))["definitions"]["org.example.v1.Widget"]
    assert "oneOf" not in json.dumps(older) and older["x-kubernetes-group-version-kind"][0]["kind"] == "Widget"
    protobuf = await api.http.get(
        "/openapi/v2", headers={"Accept": "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"}
    )
    assert b"org.example.v1.Widget" in protobuf.content
    await api.http.delete(f"{DEFINITIONS}/widgets.example.org")

    async def gone() -> bool:
        return "org.example.v1.Widget" not in (await api.get("/openapi/v2"))["definitions"]

    await until(gone)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"group": "org"}, 'spec.group: Invalid value: "org": should be a domain with at least one dot'),
        ({"scope": "World"}, 'spec.scope: Unsupported value: "World": supported values: "Cluster", "Namespaced"'),
        ({"versions": []}, "spec.versions: Required value: must have at least one version"),
        (
            {"versions": [version(), version("v2")]},
            'spec.versions: Invalid value: ["v1","v2"]: must have exactly one version marked as storage version',
        ),
        (
            {"versions": [{"name": "v1", "served": True, "storage": True}]},
            "spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required",
        ),
        (
            {"conversion": {"strategy": "Webhook"}},
            'spec.conversion.strategy: Unsupported value: "Webhook": supported values: "None"',
        ),
        (
            {"versions": [version(spec={"properties": {"a": {}}})]},
            "spec.versions[0].schema.openAPIV3Schema.properties[spec].type: Required value: must not be empty for "
            "specified object fields",
        ),
        (
            {"versions": [version(spec={"type": "array"})]},
            "spec.versions[0].schema.openAPIV3Schema.properties[spec].items: Required value: must be specified",
        ),
        (
            {"versions": [version(spec={"type": "string", "pattern": "("})]},
            'spec.versions[0].schema.openAPIV3Schema.properties[spec].pattern: Invalid value: "(": must be a valid '
            "regular expression, but isn't: ",
        ),
        (
            {"versions": [version(spec={"type": "integer", "default": "x"})]},
            'spec.versions[0].schema.openAPIV3Schema.properties[spec].default: Invalid value: "x"',
        ),
    ],
)
async def test_definitions_are_checked(api: Api, change: Obj, told: str) -> None:
    crd = definition()
    crd["spec"] |= change

    assert told in await refused(api, crd, DEFINITIONS)


async def test_definition_must_be_named_after_its_plural_and_group(api: Api) -> None:
    crd = definition()
    crd["metadata"]["name"] = "widgets"

    message = await refused(api, crd, DEFINITIONS)

    assert message == (
        'CustomResourceDefinition.apiextensions.k8s.io "widgets" is invalid: metadata.name: Invalid value: "widgets": '
        'must be spec.names.plural+"."+spec.group'
    )


async def test_kinds_of_the_gateway_api_are_told_of_and_stay(api: Api, controllers: Controllers) -> None:
    content.ensure(api.registry, SERVICE_RANGE, "10.42.0.1", 6443)

    crd = await condition(api, "httproutes.gateway.networking.k8s.io", "Established")
    assert crd["status"]["acceptedNames"]["kind"] == "HTTPRoute"
    deleted = await api.http.delete(f"{DEFINITIONS}/httproutes.gateway.networking.k8s.io")
    assert deleted.status_code == 403 and "served by localkube itself" in deleted.json()["message"]
    changed = await api.http.put(f"{DEFINITIONS}/httproutes.gateway.networking.k8s.io", json=crd)
    assert changed.status_code == 403
    content.ensure(api.registry, SERVICE_RANGE, "10.42.0.1", 6443)
    again = await api.get(f"{DEFINITIONS}/httproutes.gateway.networking.k8s.io")
    assert again["metadata"]["resourceVersion"] == crd["metadata"]["resourceVersion"]
