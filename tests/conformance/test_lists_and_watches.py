"""Lists in pages, and watches: conformance areas "API Chunking" and "Watchers"."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from kubernetes import client as kube
from kubernetes import watch
from kubernetes.client.exceptions import ApiException

pytestmark = pytest.mark.engine

LABEL = "watch-this"


class ConfigMaps:
    """The config maps of one namespace that the test made."""

    def __init__(self, api: kube.ApiClient, namespace: str) -> None:
        self.core = kube.CoreV1Api(api)
        self.namespace = namespace

    def create(self, name: str, label: str = "a", **data: str) -> str:
        """Make one; its resource version."""
        body = {"metadata": {"name": name, "labels": {LABEL: label}}, "data": data}
        made = self.core.create_namespaced_config_map(self.namespace, body)
        return str(made.metadata.resource_version)

    def patch(self, name: str, label: str | None = None, **data: str) -> str:
        body: dict[str, Any] = {"data": data}
        if label is not None:
            body["metadata"] = {"labels": {LABEL: label}}
        changed = self.core.patch_namespaced_config_map(name, self.namespace, body)
        return str(changed.metadata.resource_version)

    def delete(self, name: str) -> None:
        self.core.delete_namespaced_config_map(name, self.namespace)

    def page(self, **options: Any) -> kube.V1ConfigMapList:
        return self.core.list_namespaced_config_map(self.namespace, label_selector=LABEL, **options)

    def events(self, **options: Any) -> Iterator[tuple[str, str]]:
        """The events of a watch of two seconds, as kinds and names."""
        selector = options.pop("label_selector", LABEL)
        call = self.core.list_namespaced_config_map
        watched = watch.Watch().stream(call, self.namespace, label_selector=selector, timeout_seconds=2, **options)
        for event in watched:
            yield event["type"], event["object"].metadata.name


@pytest.fixture
def maps(api: kube.ApiClient, namespace: str) -> ConfigMaps:
    return ConfigMaps(api, namespace)


def test_pages_together_are_the_list_at_one_moment(maps: ConfigMaps) -> None:
    for number in range(7):
        maps.create(f"map-{number}")

    found: list[str] = []
    page = maps.page(limit=3)
    first = page.metadata.resource_version
    while True:
        found += [item.metadata.name for item in page.items]
        assert page.metadata.resource_version == first
        token = page.metadata._continue
        if not token:
            break
        maps.create(f"map-late-{len(found)}")
        page = maps.page(limit=3, _continue=token)

    assert found == [f"map-{number}" for number in range(7)]


def test_without_a_limit_there_is_one_page(maps: ConfigMaps) -> None:
    for number in range(7):
        maps.create(f"map-{number}")

    page = maps.page()

    assert len(page.items) == 7
    assert not page.metadata._continue


def test_token_that_was_not_given_is_refused(maps: ConfigMaps) -> None:
    with pytest.raises(ApiException) as refused:
        maps.page(limit=1, _continue="made-up")

    assert refused.value.status == 400


def test_watch_starts_from_a_resource_version(maps: ConfigMaps) -> None:
    maps.create("one")
    version = maps.patch("one", key="1")
    maps.patch("one", key="2")
    maps.delete("one")

    events = list(maps.events(resource_version=version))

    assert events == [("MODIFIED", "one"), ("DELETED", "one")]


def test_watch_that_ended_goes_on_where_it_was(maps: ConfigMaps) -> None:
    version = maps.create("one")
    stream = maps.events(resource_version=version)
    seen_until = maps.patch("one", key="1")
    assert next(stream) == ("MODIFIED", "one")
    stream.close()  # type: ignore[attr-defined]  # a generator
    maps.patch("one", key="2")
    maps.create("two")

    assert list(maps.events(resource_version=seen_until)) == [("MODIFIED", "one"), ("ADDED", "two")]


def test_object_whose_label_changes_leaves_and_enters_a_watch(maps: ConfigMaps) -> None:
    version = maps.create("one", "a")
    maps.patch("one", "b")
    maps.patch("one", "b", key="unseen")
    maps.patch("one", "a")
    maps.delete("one")

    events = list(maps.events(resource_version=version, label_selector=f"{LABEL}=a"))

    assert events == [("DELETED", "one"), ("ADDED", "one"), ("DELETED", "one")]


def test_watches_of_different_versions_see_the_same_order(maps: ConfigMaps) -> None:
    versions = [maps.create("one")]
    for number in range(5):
        versions.append(maps.patch("one", key=str(number)))
        versions.append(maps.create(f"other-{number}"))

    whole = list(maps.events(resource_version=versions[0]))
    later = list(maps.events(resource_version=versions[4]))

    assert len(whole) == 10
    assert whole[4:] == later


def test_older_paths_watch_a_collection_and_one_object(maps: ConfigMaps, api: kube.ApiClient) -> None:
    version = maps.create("one")
    maps.create("two")
    maps.delete("one")
    path = f"/api/v1/watch/namespaces/{maps.namespace}/configmaps"

    def events(where: str) -> list[tuple[str, str]]:
        query = [("resourceVersion", version), ("labelSelector", LABEL), ("timeoutSeconds", "2")]
        asked = api.param_serialize("GET", where, query_params=query, auth_settings=["BearerToken"])
        answer = api.call_api(*asked)
        lines = [json.loads(line) for line in answer.read().splitlines()]
        return [(line["type"], line["object"]["metadata"]["name"]) for line in lines]

    assert events(path) == [("ADDED", "two"), ("DELETED", "one")]
    assert events(f"{path}/two") == [("ADDED", "two")]
