from __future__ import annotations

import random
from typing import Any

import pytest

from localkube.objects.access import Obj
from localkube.objects.apply import server_side_apply, track_update, unchanged
from localkube.objects.defaults import default
from localkube.objects.errors import BadRequest, Conflict
from localkube.objects.kinds import Kind
from localkube.objects.managers import managers_of
from localkube.objects.meta import clone
from tests.localkube.objects.factory import (
    CONFIG_MAP,
    DEPLOYMENT,
    HTTP_ROUTE,
    NODE,
    POD,
    config_map,
    container,
    deployment,
    http_route,
    pod,
)

T1, T2, T3 = "2026-01-01T00:00:01Z", "2026-01-01T00:00:02Z", "2026-01-01T00:00:03Z"


def apply(live: Obj | None, wanted: Obj, manager: str = "alice", force: bool = False, now: str = T2) -> Obj:
    kind = {"Deployment": DEPLOYMENT, "ConfigMap": CONFIG_MAP, "Pod": POD, "HTTPRoute": HTTP_ROUTE}[wanted["kind"]]
    return server_side_apply(kind, live, wanted, manager, force, now)


def applied(wanted: Obj, manager: str = "alice") -> Obj:
    """Created by apply, with default values."""
    kind = DEPLOYMENT if wanted["kind"] == "Deployment" else CONFIG_MAP
    return with_defaults(kind, apply(None, wanted, manager, now=T1))


def with_defaults(kind: Kind, obj: Obj) -> Obj:
    filled = clone(obj)
    default(kind, filled)
    return filled


def fields_of(obj: Obj, manager: str) -> Obj:
    return next((entry.owned for entry in managers_of(obj) if entry.name == manager), {})


def env(**values: str) -> list[Obj]:
    return [{"name": name, "value": value} for name, value in values.items()]


def container_of(obj: Obj) -> Obj:
    first: Obj = obj["spec"]["template"]["spec"]["containers"][0]
    return first


def test_create_owns_exactly_what_is_applied() -> None:
    created = apply(None, deployment(container(ports=[{"containerPort": 80}]), replicas=2))

    (entry,) = created["metadata"]["managedFields"]
    assert (entry["manager"], entry["operation"], entry["apiVersion"], entry["time"]) == (
        "alice",
        "Apply",
        "apps/v1",
        T2,
    )
    assert entry["fieldsV1"] == {
        "f:metadata": {"f:labels": {"f:app": {}}},
        "f:spec": {
            "f:replicas": {},
            "f:selector": {},
            "f:template": {
                "f:metadata": {"f:labels": {"f:app": {}}},
                "f:spec": {
                    "f:containers": {
                        'k:{"name":"web"}': {
                            ".": {},
                            "f:name": {},
                            "f:image": {},
                            "f:ports": {
                                'k:{"containerPort":80,"protocol":"TCP"}': {".": {}, "f:containerPort": {}},
                            },
                        },
                    },
                },
            },
        },
    }
    assert created["metadata"]["name"] == "web"
    assert (created["apiVersion"], created["kind"]) == ("apps/v1", "Deployment")


def test_applying_the_same_again_returns_the_live_object_itself() -> None:
    wanted = deployment(container(env=env(A="1"), resources={"limits": {"cpu": 0.5}}), replicas=2)
    live = applied(wanted)

    assert apply(live, wanted) is live


def test_defaults_survive_an_apply_and_belong_to_nobody() -> None:
    live = applied(deployment(replicas=2))

    changed = apply(live, deployment(container(image="web:2"), replicas=2))

    assert container_of(changed)["image"] == "web:2"
    assert container_of(changed)["imagePullPolicy"] == "IfNotPresent"
    assert "f:strategy" not in fields_of(changed, "alice")["f:spec"]


def test_what_is_applied_no_more_is_removed() -> None:
    live = applied(deployment(container(env=env(A="1", B="2"), workingDir="/x"), replicas=2))

    changed = apply(live, deployment(container(env=env(B="2"))))

    assert container_of(changed)["env"] == env(B="2")
    assert "workingDir" not in container_of(changed)
    assert "replicas" not in changed["spec"]


def test_a_removed_item_takes_its_defaults_with_it() -> None:
    live = applied(deployment(container(), container("log")))

    changed = apply(live, deployment(container()))

    assert [one["name"] for one in changed["spec"]["template"]["spec"]["containers"]] == ["web"]


def test_a_map_that_becomes_empty_goes() -> None:
    live = applied(config_map({"a": "1"}, annotations={"x": "y"}))

    assert "annotations" not in apply(live, config_map({"a": "1"}))["metadata"]


def test_a_second_manager_with_the_same_value_owns_it_too() -> None:
    live = applied(config_map({"a": "1", "b": "2"}))

    both = apply(live, config_map({"a": "1"}), manager="bob")
    after = apply(both, config_map({"b": "2"}), manager="alice")

    assert after["data"] == {"a": "1", "b": "2"}
    assert fields_of(after, "alice") == {"f:data": {"f:b": {}}}
    assert fields_of(after, "bob") == {"f:data": {"f:a": {}}}


def test_a_field_without_any_owner_left_is_removed() -> None:
    live = apply(applied(config_map({"a": "1", "b": "2"})), config_map({"a": "1"}), manager="bob")

    without_alice = apply(live, config_map({"b": "2"}), manager="alice")
    without_both = apply(without_alice, config_map({}), manager="bob")

    assert without_both["data"] == {"b": "2"}


def test_a_conflict_names_manager_version_and_field_and_changes_nothing() -> None:
    live = applied(deployment(replicas=2))
    before = clone(live)

    with pytest.raises(Conflict) as refused:
        apply(live, deployment(replicas=3), manager="bob")

    assert refused.value.message == 'Apply failed with 1 conflict: conflict with "alice": .spec.replicas'
    (cause,) = refused.value.causes
    assert (cause.reason, cause.message, cause.field) == (
        "FieldManagerConflict",
        'conflict with "alice"',
        ".spec.replicas",
    )
    assert live == before


def test_several_conflicts_are_listed_by_manager() -> None:
    live = applied(deployment(container(env=env(A="1")), replicas=2))

    with pytest.raises(Conflict) as refused:
        apply(live, deployment(container(env=env(A="9"), image="web:2"), replicas=2), manager="bob")

    assert refused.value.message.splitlines() == [
        'Apply failed with 2 conflicts: conflicts with "alice":',
        '- .spec.template.spec.containers[name="web"].image',
        '- .spec.template.spec.containers[name="web"].env[name="A"].value',
    ]


def test_force_takes_the_field_over() -> None:
    live = applied(deployment(replicas=2))

    forced = apply(live, deployment(replicas=3), manager="bob", force=True)

    assert forced["spec"]["replicas"] == 3
    assert "f:replicas" not in fields_of(forced, "alice")["f:spec"]
    assert "f:replicas" in fields_of(forced, "bob")["f:spec"]
    with pytest.raises(Conflict, match='conflict with "bob"'):
        apply(forced, deployment(replicas=2), manager="alice")


def test_an_update_takes_fields_over_and_an_apply_then_conflicts() -> None:
    live = applied(deployment(replicas=2))
    scaled = clone(live)
    scaled["spec"]["replicas"] = 5

    tracked = track_update(DEPLOYMENT, live, scaled, "kubectl", "Update", "", T2)

    assert fields_of(tracked, "kubectl") == {"f:spec": {"f:replicas": {}}}
    with pytest.raises(Conflict) as refused:
        apply(tracked, deployment(replicas=2))
    assert refused.value.message == (
        'Apply failed with 1 conflict: conflict with "kubectl" using apps/v1: .spec.replicas'
    )


def test_an_update_through_a_subresource_is_named_so() -> None:
    live = applied(deployment(replicas=2))
    scaled = clone(live)
    scaled["spec"]["replicas"] = 5

    tracked = track_update(DEPLOYMENT, live, scaled, "scaler", "Update", "scale", T2)

    with pytest.raises(Conflict, match='conflict with "scaler" with subresource "scale" using apps/v1'):
        apply(tracked, deployment(replicas=2))


def test_giving_up_a_field_that_another_changed_keeps_the_others_value() -> None:
    live = applied(deployment(replicas=2))
    scaled = clone(live)
    scaled["spec"]["replicas"] = 5
    tracked = track_update(DEPLOYMENT, live, scaled, "scaler", "Update", "scale", T2)

    after = apply(tracked, deployment(container(image="web:2")))

    assert after["spec"]["replicas"] == 5


def test_an_update_that_removes_a_field_removes_it_from_all_owners() -> None:
    live = applied(deployment(container(env=env(A="1", B="2"))))
    edited = clone(live)
    container_of(edited)["env"] = env(B="2")

    tracked = track_update(DEPLOYMENT, live, edited, "kubectl", "Update", "", T2)

    owned = fields_of(tracked, "alice")["f:spec"]["f:template"]["f:spec"]["f:containers"]['k:{"name":"web"}']
    assert list(owned["f:env"]) == ['k:{"name":"B"}']
    assert fields_of(tracked, "kubectl") == {}


def test_an_update_that_changes_nothing_leaves_managed_fields_as_they_were() -> None:
    live = applied(deployment())

    assert track_update(DEPLOYMENT, live, clone(live), "kubectl", "Update", "", T3) == live


def test_a_created_object_belongs_to_its_creator() -> None:
    created = track_update(CONFIG_MAP, None, config_map({"a": "1"}, labels={"x": "y"}), "kubectl", "Update", "", T1)

    assert fields_of(created, "kubectl") == {
        "f:data": {".": {}, "f:a": {}},
        "f:metadata": {"f:labels": {".": {}, "f:x": {}}},
    }


def test_managed_fields_can_be_reset() -> None:
    live = applied(config_map({"a": "1"}))
    reset = clone(live)
    reset["metadata"]["managedFields"] = [{}]

    assert "managedFields" not in track_update(CONFIG_MAP, live, reset, "kubectl", "Update", "", T2)["metadata"]


def test_sets_are_united_and_lists_without_keys_are_replaced() -> None:
    live = applied(deployment(container(command=["a", "b"])))
    live["metadata"]["finalizers"] = ["x/one"]
    wanted = deployment(container(command=["c"]))
    wanted["metadata"]["finalizers"] = ["x/two"]

    after = apply(live, wanted)

    assert after["metadata"]["finalizers"] == ["x/one", "x/two"]
    assert container_of(after)["command"] == ["c"]
    assert fields_of(after, "alice")["f:metadata"]["f:finalizers"] == {'v:"x/two"': {}}
    del wanted["metadata"]["finalizers"]
    assert apply(after, wanted)["metadata"]["finalizers"] == ["x/one"]


def test_items_of_others_stay_where_they_are_among_those_applied() -> None:
    live = applied(deployment(container("a"), container("b")))
    injected = clone(live)
    injected["spec"]["template"]["spec"]["containers"].insert(1, container("proxy"))
    tracked = track_update(DEPLOYMENT, live, injected, "injector", "Update", "", T2)

    after = apply(tracked, deployment(container("a", image="a:2"), container("b")))

    assert [one["name"] for one in after["spec"]["template"]["spec"]["containers"]] == ["a", "proxy", "b"]


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [
        ("axb", "ab", "axb"),
        ("ab", "ba", "ba"),
        ("abxc", "bac", "baxc"),
        ("x", "a", "xa"),
        ("ax", "bac", "baxc"),
        ("xy", "", "xy"),
    ],
)
def test_the_order_of_items(before: str, wanted: str, after: str) -> None:
    live = {**pod(), "spec": {"containers": [container(name) for name in before]}}

    merged = apply(live, {**pod(), "spec": {"containers": [container(name) for name in wanted]}})

    assert "".join(one["name"] for one in merged["spec"]["containers"]) == after


def test_ports_of_one_number_and_two_protocols_are_two_items() -> None:
    ports = [{"containerPort": 53, "protocol": "UDP"}, {"containerPort": 53}]

    live = applied(deployment(container(ports=ports)))

    assert apply(live, deployment(container(ports=ports[:1])))["spec"]["template"]["spec"]["containers"][0][
        "ports"
    ] == [{"containerPort": 53, "protocol": "UDP"}]


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ([{"value": "1"}], 'omits key field "name"'),
        ([{"name": "A"}, {"name": "A"}], r'duplicate entries for key \[name="A"\]'),
    ],
)
def test_items_without_key_or_twice_are_refused(variables: list[Obj], reason: str) -> None:
    with pytest.raises(BadRequest, match=reason):
        apply(None, deployment(container(env=variables)))


def test_status_is_applied_through_its_subresource_only() -> None:
    wanted = {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": "n1"},
        "spec": {"unschedulable": True},
        "status": {"phase": "Running"},
    }
    live = server_side_apply(NODE, None, wanted, "alice", False, T1)

    after = server_side_apply(NODE, live, wanted, "kubelet", False, T2, subresource="status")

    assert "status" not in live
    assert after["status"] == {"phase": "Running"}
    assert fields_of(after, "kubelet") == {"f:status": {"f:phase": {}}}
    assert [entry.subresource for entry in managers_of(after)] == ["", "status"]


def test_identity_and_what_the_server_sets_is_never_owned() -> None:
    wanted = pod()
    wanted["metadata"] |= {"uid": "1", "resourceVersion": "5", "creationTimestamp": T1}

    created = apply(None, wanted)

    assert "f:metadata" not in fields_of(created, "alice")
    assert "resourceVersion" not in created["metadata"]


def test_reapplying_a_list_with_defaults_inside_is_no_change_to_write() -> None:
    wanted = http_route({"backendRefs": [{"name": "web", "port": 80}]})
    live = with_defaults(HTTP_ROUTE, apply(None, wanted, now=T1))

    again = with_defaults(HTTP_ROUTE, apply(live, wanted, now=T2))

    assert unchanged(live, again)
    assert not unchanged(live, with_defaults(HTTP_ROUTE, apply(live, http_route(hostnames=["a.example"]))))


def test_a_new_owner_of_the_same_value_is_a_change_to_write() -> None:
    live = applied(config_map({"a": "1"}))

    assert not unchanged(live, apply(live, config_map({"a": "1"}), manager="bob"))


class Model:
    """What two managers should see, by the rules said in one sentence each."""

    def __init__(self) -> None:
        self.wanted: dict[str, dict[str, str]] = {}
        self.values: dict[str, str] = {}

    def apply(self, manager: str, data: dict[str, str], force: bool) -> bool:
        others = {key for name, wanted in self.wanted.items() if name != manager for key in wanted}
        contested = {key for key in data if key in others and self.values.get(key) != data[key]}
        if contested and not force:
            return False
        for name, wanted in self.wanted.items():
            if name != manager:
                self.wanted[name] = {key: value for key, value in wanted.items() if key not in contested}
        others -= contested
        for key in self.wanted.get(manager, {}):
            if key not in data and key not in others:
                self.values.pop(key, None)
        self.values |= data
        self.wanted[manager] = data
        return True


@pytest.mark.parametrize("seed", range(25))
def test_any_sequence_of_applies_ends_as_the_rules_say(seed: int) -> None:
    chance = random.Random(seed)
    model = Model()
    live: Obj | None = None
    for _ in range(40):
        manager = chance.choice(("alice", "bob", "carol"))
        keys = chance.sample("abcdef", chance.randint(0, 5))
        data = {key: chance.choice("12") for key in keys}
        force = chance.random() < 0.3
        accepted = model.apply(manager, data, force)
        if not accepted:
            with pytest.raises(Conflict):
                apply(live, config_map(data), manager, force)
            continue
        live = apply(live, config_map(data), manager, force)
        assert live.get("data", {}) == model.values
        for name, wanted in model.wanted.items():
            assert set(fields_of(live, name).get("f:data", {})) - {"."} == {f"f:{key}" for key in wanted}


@pytest.mark.parametrize("seed", range(10))
def test_without_force_env_lists_follow_the_same_rules_as_maps(seed: int) -> None:
    chance = random.Random(seed)
    model = Model()
    live: Any = None
    for _ in range(30):
        manager = chance.choice(("alice", "bob"))
        data = {key: chance.choice("12") for key in chance.sample("ABCD", chance.randint(1, 3))}
        if not model.apply(manager, data, force=False):
            with pytest.raises(Conflict):
                apply(live, deployment(container(env=env(**data))), manager)
            continue
        live = apply(live, deployment(container(env=env(**data))), manager)
        assert {one["name"]: one["value"] for one in container_of(live).get("env", [])} == model.values


def test_an_item_stays_while_one_manager_still_wants_it() -> None:
    live = applied(deployment(container(env=env(A="1"))))
    forced = apply(live, deployment(container(env=env(A="2"))), manager="bob", force=True)

    after = apply(forced, deployment(container()), manager="bob")

    assert container_of(after)["env"] == [{"name": "A"}]
