"""The store: revisions, what watches resume from, and what a killed process leaves."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from localkube.objects.access import Obj
from localkube.objects.errors import Expired
from localkube.store import Change, Store

CONFIG_MAPS = "configmaps"


def config_map(name: str, namespace: str = "a", **data: str) -> Obj:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": namespace}, "data": data}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "objects.sqlite"


def test_every_change_takes_the_next_revision_and_writes_it_into_the_object(path: Path) -> None:
    store = Store(path)
    first = store.put(CONFIG_MAPS, config_map("one"))
    second = store.put(CONFIG_MAPS, config_map("one", key="new"))
    gone = store.remove(CONFIG_MAPS, "a", "one")
    assert second.revision == first.revision + 1
    assert gone.revision == store.revision == second.revision + 1
    assert second.obj["metadata"]["resourceVersion"] == str(second.revision)
    store.close()


def test_lists_are_ordered_by_namespace_and_name(path: Path) -> None:
    store = Store(path)
    for namespace, name in (("b", "x"), ("a", "z"), ("a", "y")):
        store.put(CONFIG_MAPS, config_map(name, namespace))
    assert [r.obj["metadata"]["name"] for r in store.list(CONFIG_MAPS)] == ["y", "z", "x"]
    assert [r.obj["metadata"]["name"] for r in store.list(CONFIG_MAPS, "b")] == ["x"]
    store.close()


def test_changes_since_a_revision_tell_what_was_before(path: Path) -> None:
    store = Store(path)
    start = store.put(CONFIG_MAPS, config_map("one", key="old")).revision
    store.put("secrets", config_map("other"))
    store.put(CONFIG_MAPS, config_map("one", key="new"))
    store.remove(CONFIG_MAPS, "a", "one")
    changes = store.since(CONFIG_MAPS, start)
    assert [change.type for change in changes] == ["MODIFIED", "DELETED"]
    assert changes[0].previous is not None
    assert changes[0].previous["data"] == {"key": "old"}
    assert changes[0].record.obj["data"] == {"key": "new"}
    store.close()


def test_a_revision_that_is_no_longer_kept_is_expired(path: Path) -> None:
    store = Store(path, history=3)
    for number in range(5):
        store.put(CONFIG_MAPS, config_map(f"c{number}"))
    assert len(store.since(CONFIG_MAPS, store.revision - 3)) == 3
    with pytest.raises(Expired):
        store.since(CONFIG_MAPS, store.revision - 4)
    store.close()


def test_listeners_hear_of_their_resource_until_they_unsubscribe(path: Path) -> None:
    store = Store(path)
    heard: list[Change] = []
    stop = store.subscribe(CONFIG_MAPS, heard.append)
    store.put(CONFIG_MAPS, config_map("one"))
    store.put("secrets", config_map("one"))
    stop()
    store.put(CONFIG_MAPS, config_map("two"))
    assert [(c.type, c.record.obj["metadata"]["name"]) for c in heard] == [("ADDED", "one")]
    store.close()


def test_everything_is_there_again_without_an_orderly_close(path: Path) -> None:
    killed = Store(path)
    start = killed.put(CONFIG_MAPS, config_map("one", key="value")).revision
    killed.put(CONFIG_MAPS, config_map("two"))
    killed.remove(CONFIG_MAPS, "a", "two")
    again = Store(path)
    assert again.revision == killed.revision
    assert [r.obj["data"] for r in again.list(CONFIG_MAPS)] == [{"key": "value"}]
    assert [c.type for c in again.since(CONFIG_MAPS, start)] == ["ADDED", "DELETED"]
    again.close()
    killed.close()


def test_a_write_that_fails_changes_nothing_and_the_next_one_works(path: Path) -> None:
    store = Store(path)
    store.put(CONFIG_MAPS, config_map("one"))
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute(f"INSERT INTO changes VALUES ({store.revision + 1}, 'ADDED', 'x', '', NULL)")
    with pytest.raises(sqlite3.IntegrityError):
        store.put(CONFIG_MAPS, config_map("two"))
    assert store.get(CONFIG_MAPS, "a", "two") is None
    blocker.execute("DELETE FROM changes WHERE resource = 'x'")
    store.put(CONFIG_MAPS, config_map("three"))
    blocker.close()
    again = Store(path)
    assert [r.obj["metadata"]["name"] for r in again.list(CONFIG_MAPS)] == ["one", "three"]
    again.close()
    store.close()
