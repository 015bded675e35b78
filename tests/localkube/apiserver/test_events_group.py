"""One event in two groups: ``v1``, as localkube's own parts tell it, and ``events.k8s.io/v1``."""

from __future__ import annotations

import json
from typing import Any

import pytest

from localkube.objects import protobuf
from localkube.objects.access import Obj
from tests.localkube.apiserver.conftest import Api
from tests.localkube.apiserver.test_older_versions import TABLE, patch
from tests.localkube.objects.test_protobuf import envelope, field

NEW = "/apis/events.k8s.io/v1/namespaces/default/events"
CORE = "/api/v1/namespaces/default/events"
ABOUT: Obj = {"kind": "Pod", "name": "web", "namespace": "default"}
TIME = "2026-01-01T00:00:00.000000Z"


def told(**fields: Any) -> Obj:
    who = {"reportingController": "example.org/mover", "reportingInstance": "mover-1"}
    what = {"action": "Moving", "reason": "Moved", "type": "Normal", "note": "it moved", "regarding": ABOUT}
    return {"metadata": {"name": "one"}, "eventTime": TIME, **who, **what, **fields}


def old_fashioned(name: str = "old") -> Obj:
    seen = {"firstTimestamp": "2026-01-01T00:00:00Z", "lastTimestamp": "2026-01-01T00:01:00Z", "count": 3}
    source = {"component": "kubelet", "host": "n1"}
    return {
        "metadata": {"name": name},
        "involvedObject": ABOUT,
        "reason": "Pulled",
        "message": "pulled it",
        "type": "Warning",
        "source": source,
        "reportingComponent": "kubelet",
        "reportingInstance": "n1",
        **seen,
    }


async def test_each_group_has_its_own_names_for_the_same_event(api: Api) -> None:
    await api.create(CORE, old_fashioned())
    made = await api.create(NEW, told())

    shown = await api.get(f"{NEW}/old")
    assert (shown["apiVersion"], shown["kind"], shown["eventTime"]) == ("events.k8s.io/v1", "Event", None)
    assert (shown["note"], shown["regarding"], shown["deprecatedCount"]) == ("pulled it", ABOUT, 3)
    assert shown["deprecatedSource"] == {"component": "kubelet", "host": "n1"}
    assert (shown["reportingController"], shown["reportingInstance"]) == ("kubelet", "n1")
    times = (shown["deprecatedFirstTimestamp"], shown["deprecatedLastTimestamp"])
    assert times == ("2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z")
    assert not {"message", "involvedObject", "count", "source", "firstTimestamp"} & shown.keys()
    core = await api.get(f"{CORE}/one")
    assert (core["apiVersion"], core["message"], core["involvedObject"]) == ("v1", "it moved", ABOUT)
    assert (core["reportingComponent"], core["action"]) == ("example.org/mover", "Moving")
    assert core["metadata"]["uid"] == made["metadata"]["uid"]
    assert not {"note", "regarding", "reportingController"} & core.keys()


async def test_all_verbs_speak_the_group_that_is_asked(api: Api) -> None:
    await api.create(NEW, told())
    await api.create(CORE, old_fashioned())

    listed = await api.get(NEW, fieldSelector="regarding.name=web,reportingController=kubelet")
    assert (listed["kind"], [item["note"] for item in listed["items"]]) == ("EventList", ["pulled it"])
    assert (await api.http.get(NEW, params={"fieldSelector": "involvedObject.name=web"})).status_code == 400
    everywhere = await api.get("/apis/events.k8s.io/v1/events")
    assert {item["apiVersion"] for item in everywhere["items"]} == {"events.k8s.io/v1"}
    series = {"count": 2, "lastObservedTime": TIME}
    for number, kind in enumerate(("merge-patch", "strategic-merge-patch")):
        changed = await patch(api, f"{NEW}/one", {"series": {**series, "count": 2 + number}}, kind)
        assert (changed["series"]["count"], changed["note"]) == (2 + number, "it moved")
    applied = await api.http.patch(
        f"{NEW}/one?fieldManager=me",
        content=json.dumps({"apiVersion": "events.k8s.io/v1", "kind": "Event", "metadata": {"labels": {"a": "b"}}}),
        headers={"Content-Type": "application/apply-patch+yaml"},
    )
    assert (applied.status_code, applied.json()["metadata"]["labels"]) == (200, {"a": "b"}), applied.text
    replaced = await api.http.put(f"{NEW}/old", json=await api.get(f"{NEW}/old"))
    assert replaced.status_code == 200, replaced.text
    async with api.http.stream("GET", NEW, params={"watch": "true", "fieldSelector": "metadata.name=one"}) as answer:
        event = json.loads(await anext(aiter(answer.aiter_lines())))
    assert (event["type"], event["object"]["note"]) == ("ADDED", "it moved")
    assert (await api.http.delete(f"{NEW}/one")).status_code == 200
    missing = await api.http.get(f"{NEW}/one")
    assert (missing.status_code, missing.json()["message"]) == (404, 'events.events.k8s.io "one" not found')
    assert (await api.http.delete(NEW)).status_code == 200
    assert (await api.get(CORE))["items"] == []


async def test_refusals_name_the_group_that_is_asked(api: Api) -> None:
    made = await api.create(NEW, told())
    stale = {**made, "metadata": {**made["metadata"], "resourceVersion": "1"}}
    other = {"preconditions": {"uid": "another"}}

    refused = [
        await api.http.post(NEW, json=told()),
        await api.http.put(f"{NEW}/one", json=stale),
        await api.http.request("DELETE", f"{NEW}/one", json=other),
        await api.http.post(CORE, json=old_fashioned("one")),
    ]

    assert [answer.status_code for answer in refused] == [409] * 4
    assert {answer.json()["details"].get("group") for answer in refused[:3]} == {"events.k8s.io"}
    assert all('events.events.k8s.io "one"' in answer.json()["message"] for answer in refused[:3])
    assert refused[3].json()["message"] == 'events "one" already exists'


async def test_tables_and_documents_know_both(api: Api) -> None:
    await api.create(CORE, old_fashioned())

    tables = [(await api.http.get(path, headers={"Accept": TABLE})).json() for path in (NEW, CORE)]

    assert tables[0]["rows"][0]["cells"][1:] == tables[1]["rows"][0]["cells"][1:]
    found = (await api.get("/apis/events.k8s.io/v1"))["resources"]
    assert [(each["name"], each["kind"], each["namespaced"]) for each in found] == [("events", "Event", True)]
    document = await api.get("/openapi/v2")
    properties = document["definitions"]["io.k8s.api.events.v1.Event"]["properties"]
    assert {"note", "regarding", "deprecatedCount"} <= properties.keys()
    assert "/apis/events.k8s.io/v1/namespaces/{namespace}/events" in document["paths"]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"eventTime": None}, ["eventTime"]),
        ({"type": "Odd"}, ["type"]),
        ({"action": "", "reason": "r" * 129}, ["action", "reason"]),
        ({"reportingController": ""}, ["reportingController", "reportingController"]),
        ({"note": "n" * 1025}, ["message"]),
        ({"deprecatedCount": 1, "deprecatedSource": {"component": "c"}}, ["count", "source"]),
        ({"series": {"count": 1}}, ["series.count", "series.lastObservedTime"]),
    ],
)
async def test_new_events_are_whole(api: Api, fields: dict[str, Any], wrong: list[str]) -> None:
    refused = await api.http.post(NEW, json=told(**fields))

    assert refused.status_code == 422, refused.text
    assert refused.json()["message"].startswith('Event.events.k8s.io "one" is invalid')
    assert sorted(cause["field"] for cause in refused.json()["details"]["causes"]) == sorted(wrong)


async def test_what_was_told_stays(api: Api) -> None:
    made = await api.create(NEW, told())

    refused = await api.http.put(f"{NEW}/one", json={**made, "note": "it stayed", "reportingController": "other"})

    fields = [cause["field"] for cause in refused.json()["details"]["causes"]]
    assert (refused.status_code, fields) == (422, ["message", "reportingController"])
    assert (await api.http.put(f"{NEW}/one", json={**made, "eventTime": "2026-01-01T00:00:00Z"})).status_code == 200
    assert (await api.http.post(NEW, json=told(unknown=1), params={"fieldValidation": "Strict"})).status_code == 400


def test_go_clients_send_it_as_protobuf() -> None:
    moment = field(1, 1_767_225_600) + field(2, 0)
    raw = field(1, field(1, "one")) + field(2, moment) + field(4, "example.org/mover") + field(8, field(1, "Pod"))

    obj = protobuf.decode(envelope("events.k8s.io/v1", "Event", raw + field(10, "it moved")))

    assert (obj["note"], obj["regarding"], obj["eventTime"]) == ("it moved", {"kind": "Pod"}, TIME)
