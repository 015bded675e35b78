"""Volumes that live with their pod: directories, config maps, secrets, fields of the pod, and unions of them."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from kubernetes.client import ApiException

from tests.conformance.pods import Pods, container, pod
from tests.conformance.waiting import eventually

pytestmark = pytest.mark.engine

Obj = dict[str, Any]
MOUNTED = {"volumeMounts": [{"name": "data", "mountPath": "/data"}]}
MODES = "stat -L -c '%a %u %g' "


def config_map(pods: Pods, name: str, **data: str) -> None:
    pods.core.create_namespaced_config_map(pods.namespace, {"metadata": {"name": name}, "data": data})


def secret(pods: Pods, name: str, **data: str) -> None:
    pods.core.create_namespaced_secret(pods.namespace, {"metadata": {"name": name}, "stringData": data})


def output(pods: Pods, script: str, source: Obj, **spec: Any) -> str:
    """What a script writes that sees the volume under /data."""
    return pods.output(script, spec={"volumes": [{"name": "data", **source}], **spec}, **MOUNTED)


# --- emptyDir


@pytest.mark.parametrize("medium", ["", "Memory"])
@pytest.mark.parametrize("user", [0, 1001])
def test_empty_directory_may_be_used_by_everybody(pods: Pods, medium: str, user: int) -> None:
    """[sig-storage] EmptyDir volumes should support (root/non-root, 0777, tmpfs/default)"""
    script = (
        "stat -c %a /data; echo hello >/data/file; chmod 0640 /data/file; stat -c %a /data/file; cat /data/file;"
        " grep ' /data ' /proc/mounts | cut -d' ' -f3 | grep -c tmpfs"
    )
    context = {"runAsUser": user}
    told = output(pods, f"{script}; true", {"emptyDir": {"medium": medium} if medium else {}}, securityContext=context)
    assert told == f"777\n640\nhello\n{1 if medium else 0}\n"


def test_containers_share_an_empty_directory(pods: Pods) -> None:
    """[sig-storage] EmptyDir volumes pod should support shared volumes between containers"""
    writer = container("echo shared >/data/file; sleep 3600", **MOUNTED)
    reader = {**container(**MOUNTED), "name": "reader"}
    pods.create(pod("share", writer, reader, volumes=[{"name": "data", "emptyDir": {}}]))
    pods.ready("share")
    eventually(lambda: pods.run("share", "cat", "/data/file", container="reader"), lambda text: text == "shared\n")


def test_directory_in_memory_has_its_size(pods: Pods) -> None:
    source = {"emptyDir": {"medium": "Memory", "sizeLimit": "2Mi"}}
    assert output(pods, "df -k /data | tail -1 | awk '{print $2}'", source) == "2048\n"


# --- config maps and secrets


def test_config_map_has_its_keys_as_files_by_name_or_by_choice(pods: Pods) -> None:
    """[sig-storage] ConfigMap should be consumable from pods in volume with mappings and mode set"""
    config_map(pods, "settings", colour="blue", size="9")
    plain = output(pods, f"cat /data/colour /data/size; {MODES} /data/colour", {"configMap": {"name": "settings"}})
    assert plain == "blue9644 0 0\n"
    chosen = {"name": "settings", "items": [{"key": "colour", "path": "deep/in/tint", "mode": 0o400}]}
    told = output(pods, f"cat /data/deep/in/tint; {MODES} /data/deep/in/tint; ls /data", {"configMap": chosen})
    assert told == "blue400 0 0\ndeep\n"


def test_config_map_may_hold_bytes(pods: Pods) -> None:
    """[sig-storage] ConfigMap binary data should be reflected in volume"""
    binary = base64.b64encode(b"\xfe\xca\x00\x01").decode()
    body = {"metadata": {"name": "both"}, "data": {"text": "plain"}, "binaryData": {"bytes": binary}}
    pods.core.create_namespaced_config_map(pods.namespace, body)
    told = output(pods, "cat /data/text; od -An -tx1 /data/bytes", {"configMap": {"name": "both"}})
    assert told == "plain fe ca 00 01\n"


def test_secret_for_a_user_and_a_group(pods: Pods) -> None:
    """[sig-storage] Secrets should be consumable from pods in volume as non-root with defaultMode and fsGroup set"""
    secret(pods, "word", word="hunter2")
    source = {"secret": {"secretName": "word", "defaultMode": 0o440}}
    context = {"runAsUser": 1000, "fsGroup": 1001}
    assert output(pods, f"cat /data/word; {MODES} /data/word", source, securityContext=context) == "hunter2440 0 1001\n"


def test_changes_reach_pods_that_run(pods: Pods) -> None:
    """[sig-storage] ConfigMap, Secrets, Projected: optional updates should be reflected in volume"""
    config_map(pods, "changes", key="old")
    config_map(pods, "leaves", key="here")
    sources = [
        {"configMap": {"name": "changes"}},
        {"configMap": {"name": "leaves", "optional": True, "items": [{"key": "key", "path": "leaves"}]}},
        {"secret": {"name": "comes", "optional": True}},
        {"downwardAPI": {"items": [{"path": "labels", "fieldRef": {"fieldPath": "metadata.labels"}}]}},
    ]
    pods.create(pod("sees", container(**MOUNTED), volumes=[{"name": "data", "projected": {"sources": sources}}]))
    pods.ready("sees")

    def files() -> str:
        return pods.run("sees", "sh", "-c", "cd /data; for f in *; do echo $f=$(cat $f); done")

    assert files() == "key=old\nlabels=\nleaves=here\n"
    pods.core.patch_namespaced_config_map("changes", pods.namespace, {"data": {"key": "new"}})
    pods.core.delete_namespaced_config_map("leaves", pods.namespace)
    secret(pods, "comes", word="there")
    pods.core.patch_namespaced_pod("sees", pods.namespace, {"metadata": {"labels": {"colour": "blue"}}})
    wanted = 'key=new\nlabels=colour="blue"\nword=there\n'
    eventually(files, lambda told: told == wanted, seconds=120)


def test_immutable_objects_stay_as_they_are(pods: Pods) -> None:
    """[sig-storage] ConfigMap, Secrets should be immutable if `immutable` field is set"""
    for make, patch, delete in (
        (
            pods.core.create_namespaced_config_map,
            pods.core.patch_namespaced_config_map,
            pods.core.delete_namespaced_config_map,
        ),
        (pods.core.create_namespaced_secret, pods.core.patch_namespaced_secret, pods.core.delete_namespaced_secret),
    ):
        make(pods.namespace, {"metadata": {"name": "fixed"}, "immutable": True, "data": {"key": "b2xk"}})
        for change in ({"data": {"key": "bmV3"}}, {"immutable": False}):
            with pytest.raises(ApiException) as refused:
                patch("fixed", pods.namespace, change)
            assert refused.value.status == 422
            assert "field is immutable when `immutable` is set" in refused.value.body
        patch("fixed", pods.namespace, {"metadata": {"labels": {"may": "change"}}})
        delete("fixed", pods.namespace)


def test_pod_waits_for_what_its_volume_is_made_of(pods: Pods) -> None:
    volumes = [{"name": "data", "configMap": {"name": "later"}}]
    pods.create(pod("waits", container(**MOUNTED), volumes=volumes))

    def told() -> str:
        events = pods.core.list_namespaced_event(pods.namespace, field_selector="involvedObject.name=waits").items
        return " ".join(event.message for event in events if event.reason == "FailedMount")

    eventually(told, lambda text: 'configmap "later" not found' in text)
    config_map(pods, "later", key="value")
    pods.ready("waits", seconds=120)


# --- projected and downward


def test_union_of_all_sources_in_one_directory(pods: Pods) -> None:
    """[sig-storage] Projected combined should project all components that make up the projection API"""
    config_map(pods, "settings", colour="blue")
    secret(pods, "word", word="hunter2")
    sources = [
        {"configMap": {"name": "settings", "items": [{"key": "colour", "path": "config/colour"}]}},
        {"secret": {"name": "word", "items": [{"key": "word", "path": "secret/word", "mode": 0o400}]}},
        {"downwardAPI": {"items": [{"path": "name", "fieldRef": {"fieldPath": "metadata.name"}}]}},
    ]
    script = f"cat /data/config/colour /data/secret/word; {MODES} /data/secret/word; cut -c1-7 /data/name"
    assert output(pods, script, {"projected": {"sources": sources}}) == "bluehunter2400 0 0\nscript-\n"


def test_resources_of_a_container_become_files(pods: Pods) -> None:
    """[sig-storage] Downward API volume should provide container's cpu and memory limits and requests"""
    resources = {"limits.cpu": "1m", "requests.cpu": "1m", "limits.memory": "1Mi", "requests.memory": "1"}
    items = [
        {"path": name, "resourceFieldRef": {"containerName": "main", "resource": name, "divisor": divisor}}
        for name, divisor in resources.items()
    ]
    amounts = {"limits": {"cpu": "250m", "memory": "64Mi"}, "requests": {"cpu": "100m", "memory": "32Mi"}}
    volumes = [{"name": "data", "downwardAPI": {"items": items, "defaultMode": 0o400}}]
    script = f"cd /data; for f in *; do echo $f=$(cat $f); done; {MODES} limits.cpu"
    told = pods.output(script, resources=amounts, spec={"volumes": volumes}, **MOUNTED)
    assert told == "limits.cpu=250\nlimits.memory=64\nrequests.cpu=100\nrequests.memory=33554432\n400 0 0\n"


def test_annotations_become_a_file(pods: Pods) -> None:
    item = {"path": "notes", "fieldRef": {"fieldPath": "metadata.annotations"}}
    told = pods.output(
        "cat /data/notes",
        metadata={"annotations": {"builder": "bar", "quoted": 'say "hi"'}},
        spec={"volumes": [{"name": "data", "downwardAPI": {"items": [item]}}]},
        **MOUNTED,
    )
    assert 'builder="bar"\n' in told
    assert 'quoted="say \\"hi\\""' in told


# --- parts of volumes


def test_single_file_of_a_config_map(pods: Pods) -> None:
    """[sig-storage] Subpath Atomic writer volumes should support subpaths with configmap pod"""
    config_map(pods, "settings", colour="blue")
    mounts = [{"name": "data", "mountPath": "/etc/colour", "subPath": "colour"}]
    spec = {"volumes": [{"name": "data", "configMap": {"name": "settings"}}]}
    assert pods.output("cat /etc/colour", spec=spec, volumeMounts=mounts) == "blue"


def test_place_in_a_volume_by_a_variable(pods: Pods) -> None:
    """[sig-node] Variable Expansion should allow substituting values in a volume subpath"""
    env = [{"name": "POD", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}]
    mounts = [
        {"name": "data", "mountPath": "/own", "subPathExpr": "logs/$(POD)"},
        {"name": "data", "mountPath": "/all"},
    ]
    spec = {"volumes": [{"name": "data", "emptyDir": {}}]}
    told = pods.output("touch /own/here; ls /all/logs/$POD; echo $POD", spec=spec, env=env, volumeMounts=mounts)
    assert told.startswith("here\nscript-")


@pytest.mark.parametrize("where", ["/tmp", "a/../../b", "`hostname`"])
def test_place_that_leads_out_of_the_volume_is_refused(pods: Pods, where: str) -> None:
    """[sig-node] Variable Expansion should fail substituting values in a volume subpath with absolute path"""
    mounts = [{"name": "data", "mountPath": "/data", "subPathExpr": "$(WHERE)"}]
    main = container("ls -d /data", env=[{"name": "WHERE", "value": where}], volumeMounts=mounts)
    pods.create(pod("astray", main, volumes=[{"name": "data", "emptyDir": {}}], restartPolicy="Never"))
    if where.startswith("`"):  # no shell ever sees it
        assert pods.ended("astray").status.phase == "Succeeded"
        return
    waiting = eventually(
        lambda: pods.read("astray").status.container_statuses,
        lambda seen: bool(seen) and seen[0].state.waiting.reason == "CreateContainerConfigError",
    )[0].state.waiting
    assert waiting.message


def test_pod_recovers_when_its_place_becomes_valid(pods: Pods) -> None:
    """[sig-node] Variable Expansion should verify that a failing subpath expansion can be modified"""
    env = [{"name": "PLACE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.annotations['place']"}}}]
    mounts = [{"name": "data", "mountPath": "/data", "subPathExpr": "$(PLACE)"}]
    body = pod("mended", container(env=env, volumeMounts=mounts), volumes=[{"name": "data", "emptyDir": {}}])
    body["metadata"]["annotations"] = {"place": "/absolute"}
    pods.create(body)
    eventually(
        lambda: pods.read("mended").status.container_statuses,
        lambda seen: bool(seen) and seen[0].state.waiting.reason == "CreateContainerConfigError",
    )
    pods.core.patch_namespaced_pod("mended", pods.namespace, {"metadata": {"annotations": {"place": "good"}}})
    pods.ready("mended", seconds=120)
