"""What a kubelet makes of pods: process namespaces, kernel settings, probes by gRPC, last words, generations."""

from __future__ import annotations

from typing import Any

import pytest
from kubernetes.client import ApiException

from tests.conformance.image import IMAGE
from tests.conformance.pods import Pods, container, pod
from tests.conformance.waiting import eventually

Obj = dict[str, Any]

pytestmark = pytest.mark.engine


def test_containers_that_share_processes_see_each_other(pods: Pods) -> None:
    """[sig-node] pod with a shared process namespace"""
    beside = {**container("sleep 7654"), "name": "beside"}
    pods.create(pod("shared", container(), beside, shareProcessNamespace=True))
    pods.ready("shared")
    eventually(lambda: pods.run("shared", "ps", container="main"), lambda listed: "sleep 7654" in listed)
    pods.create(pod("apart", container(), beside))
    pods.ready("apart")
    assert "sleep 7654" not in pods.run("apart", "ps", container="main")


def test_log_of_the_container_before_is_kept_and_lines_are_chosen_by_time(pods: Pods) -> None:
    """[sig-cli] Kubectl logs should be able to retrieve and filter logs"""
    once = "if [ -e /data/was ]; then echo second; sleep 3600; fi; touch /data/was; echo first; exit 1"
    mounts = [{"name": "data", "mountPath": "/data"}]
    pods.create(pod("again", container(once, volumeMounts=mounts), volumes=[{"name": "data", "emptyDir": {}}]))
    eventually(lambda: pods.read("again").status.container_statuses, lambda seen: bool(seen) and seen[0].restart_count)
    eventually(lambda: pods.log("again"), lambda text: text == "second\n")
    assert pods.log("again", previous=True) == "first\n"
    stamp = pods.log("again", timestamps=True).split()[0]

    def since(moment: str) -> str:
        where = f"/api/v1/namespaces/{pods.namespace}/pods/again/log"
        api = pods.core.api_client
        asked = api.param_serialize("GET", where, query_params=[("sinceTime", moment)], auth_settings=["BearerToken"])
        return str(api.rest_client.pool_manager.request("GET", asked[1], headers=asked[2]).data.decode())

    assert since(stamp) == "second\n"
    assert since("2100-01-01T00:00:00Z") == ""


def test_pod_names_its_own_resolvers(pods: Pods) -> None:
    """[sig-network] DNS should support configurable pod DNS nameservers"""
    config = {
        "nameservers": ["1.1.1.1"],
        "searches": ["resolv.conf.local"],
        "options": [{"name": "ndots", "value": "2"}],
    }
    text = pods.output("cat /etc/resolv.conf", spec={"dnsPolicy": "None", "dnsConfig": config})
    assert text.split("\n")[:3] == ["nameserver 1.1.1.1", "search resolv.conf.local", "options ndots:2"]


def test_hook_that_sleeps_holds_up_the_end(pods: Pods) -> None:
    """[sig-node] Lifecycle Sleep Hook: valid prestop hook using sleep action, ended early by another deletion"""
    body = pod("sleeper", container("trap 'exit 0' TERM; while :; do sleep 0.1; done"))
    body["spec"]["terminationGracePeriodSeconds"] = 600
    body["spec"]["containers"][0]["lifecycle"] = {"preStop": {"sleep": {"seconds": 500}}}
    pods.create(body)
    pods.ready("sleeper")
    pods.core.delete_namespaced_pod("sleeper", pods.namespace)
    assert pods.run("sleeper", "echo", "still here") == "still here\n"
    assert pods.read("sleeper").status.container_statuses[0].state.running
    pods.core.delete_namespaced_pod("sleeper", pods.namespace, grace_period_seconds=1)
    eventually(pods.names, lambda names: "sleeper" not in names)


def test_safe_sysctl_is_set_in_the_pod(pods: Pods) -> None:
    """[sig-node] Sysctls should support sysctls"""
    spec = {"securityContext": {"sysctls": [{"name": "kernel.shm_rmid_forced", "value": "1"}]}}
    assert pods.output("cat /proc/sys/kernel/shm_rmid_forced", spec=spec) == "1\n"


def test_sysctls_that_are_none_are_refused(pods: Pods) -> None:
    """[sig-node] Sysctls should reject invalid sysctls"""
    named = [{"name": name, "value": "1"} for name in ("kernel.shmmax", "foo-", "bar..")]
    with pytest.raises(ApiException) as refused:
        pods.create(pod("bad", container(), securityContext={"sysctls": named}))
    assert refused.value.status == 422
    assert "spec.securityContext.sysctls[1].name" in refused.value.body
    assert "spec.securityContext.sysctls[2].name" in refused.value.body
    assert "kernel.shmmax" not in refused.value.body


def test_unsafe_sysctl_is_forbidden_on_the_node(pods: Pods) -> None:
    pods.create(pod("unsafe", container(), securityContext={"sysctls": [{"name": "kernel.msgmax", "value": "1"}]}))
    found = pods.ended("unsafe")
    assert (found.status.phase, found.status.reason) == ("Failed", "SysctlForbidden")


def test_end_of_the_log_is_the_termination_message_of_a_failure(pods: Pods) -> None:
    """[sig-node] Container Runtime should report termination message from log output"""
    fallback = container("echo DONE; exit 1", terminationMessagePolicy="FallbackToLogsOnError")
    pods.create(pod("speaks", fallback, restartPolicy="Never"))
    ended = pods.ended("speaks").status.container_statuses[0].state.terminated
    assert ended.message == "DONE\n"
    pods.create(pod("silent", {**fallback, "command": ["sh", "-c", "echo DONE"]}, restartPolicy="Never"))
    assert not pods.ended("silent").status.container_statuses[0].state.terminated.message


def test_liveness_by_grpc_restarts_what_does_not_answer(pods: Pods) -> None:
    """[sig-node] Probing container should be restarted with a GRPC liveness probe"""
    probe = {"grpc": {"port": 2333}, "periodSeconds": 1, "failureThreshold": 1}
    pods.create(pod("deaf", container(livenessProbe=probe)))
    eventually(lambda: pods.read("deaf"), lambda found: (found.status.container_statuses or [None])[0] is not None)
    eventually(
        lambda: pods.read("deaf").status.container_statuses[0].restart_count, lambda restarts: restarts > 0, seconds=60
    )


def test_generation_counts_changes_and_the_kubelet_tells_which_it_saw(pods: Pods) -> None:
    """[sig-node] Pod Generation should start at 1 and increment per update"""
    assert pods.create(pod("counted", container())).metadata.generation == 1
    pods.ready("counted")
    for seconds in (1000, 900):
        pods.core.patch_namespaced_pod("counted", pods.namespace, {"spec": {"activeDeadlineSeconds": seconds}})
    seen = eventually(lambda: pods.read("counted"), lambda found: found.status.observed_generation == 3)
    assert seen.metadata.generation == 3
    pods.core.patch_namespaced_pod("counted", pods.namespace, {"metadata": {"labels": {"a": "b"}}})
    assert pods.read("counted").metadata.generation == 3


def test_full_name_is_the_hostname_when_asked_for(pods: Pods) -> None:
    pods.create(pod("named", container(), hostname="db", subdomain="deep", setHostnameAsFQDN=True))
    pods.ready("named")
    assert pods.run("named", "hostname").startswith(f"db.deep.{pods.namespace}.svc.")


def debugger(name: str, **fields: Any) -> Obj:
    return {"name": name, "image": IMAGE, "command": ["sh", "-c", "sleep 3600"], **fields}


def add_debuggers(pods: Pods, name: str, *debuggers: Obj) -> None:
    body = {"spec": {"ephemeralContainers": list(debuggers)}}
    pods.core.patch_namespaced_pod_ephemeralcontainers(name, pods.namespace, body)


def running_debuggers(pods: Pods, name: str) -> list[str]:
    statuses = pods.read(name).status.ephemeral_container_statuses or []
    return [status.name for status in statuses if status.state.running]


def test_ephemeral_containers_are_added_to_a_running_pod(pods: Pods) -> None:
    """[sig-node] Ephemeral Containers should update the ephemeral containers in an existing pod"""
    pods.create(pod("watched", container("sleep 7654")))
    pods.ready("watched")
    add_debuggers(pods, "watched", debugger("first", targetContainerName="main"))
    eventually(lambda: running_debuggers(pods, "watched"), lambda names: names == ["first"])
    assert "sleep 7654" in pods.run("watched", "ps", container="first")
    add_debuggers(pods, "watched", debugger("second"))
    eventually(lambda: running_debuggers(pods, "watched"), lambda names: sorted(names) == ["first", "second"])
    assert "sleep 7654" not in pods.run("watched", "ps", container="second")


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"ports": [{"containerPort": 80}]}, 422, "cannot be set for an Ephemeral Container"),
        ({"targetContainerName": "nobody"}, 422, "spec.ephemeralContainers[0].targetContainerName: Not found"),
        ({"name": "main"}, 422, "spec.ephemeralContainers[0].name: Duplicate value"),
    ],
)
def test_ephemeral_containers_that_cannot_be(pods: Pods, fields: Obj, status: int, said: str) -> None:
    pods.create(pod("refuses", container()))
    with pytest.raises(ApiException) as refused:
        add_debuggers(pods, "refuses", {**debugger("debug"), **fields})
    assert (refused.value.status, said in refused.value.body) == (status, True), refused.value.body


def test_ephemeral_container_is_neither_changed_nor_made_with_the_pod(pods: Pods) -> None:
    with pytest.raises(ApiException) as refused:
        pods.create(pod("early", container(), ephemeralContainers=[debugger("debug")]))
    assert "cannot be set on create" in refused.value.body
    pods.create(pod("later", container()))
    add_debuggers(pods, "later", debugger("debug"))
    with pytest.raises(ApiException) as refused:
        add_debuggers(pods, "later", debugger("debug", command=["true"]))
    assert "may not be changed" in refused.value.body


def test_pod_that_outgrows_its_volume_is_evicted(pods: Pods) -> None:
    """[sig-node] local storage eviction: a volume of more than its sizeLimit"""
    volume = {"name": "data", "emptyDir": {"sizeLimit": "1Mi"}}
    greedy = container(
        "dd if=/dev/zero of=/data/file bs=1M count=4; sleep 3600",
        volumeMounts=[{"name": "data", "mountPath": "/data"}],
    )
    pods.create(pod("outgrown", greedy, volumes=[volume]))
    found = pods.ended("outgrown", seconds=120)
    assert (found.status.phase, found.status.reason) == ("Failed", "Evicted")
    assert 'Usage of EmptyDir volume "data" exceeds the limit "1Mi"' in found.status.message
