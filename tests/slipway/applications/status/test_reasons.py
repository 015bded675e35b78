"""From what the cluster shows to the reason in plain words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from slipway.applications import labels
from slipway.applications.schemas import Reason
from slipway.applications.status.observed import Sight
from slipway.applications.status.reasons import Circumstances, is_failing, reason_for
from slipway.applications.status.refusals import Refusal
from slipway.applications.status.texts import TEXTS
from slipway.cluster import DEPLOYMENT
from tests.slipway.applications.status.samples import NOW, at, deployment, pod, service, warning

Obj = dict[str, Any]
AROUND = Circumstances(now=NOW)
NO_ROOM = (
    "0/2 nodes are available: 2 Insufficient memory. preemption: 0/2 nodes are available: 2 No preemption victims."
)
HOSTS = [
    {"metadata": {}, "status": {"allocatable": {"cpu": "2", "memory": "16777216Ki"}}},
    {"metadata": {}, "status": {"allocatable": {"cpu": "4", "memory": "24Gi"}}},
]
LARGE = {"resources": {"requests": {"memory": "7Ti", "cpu": "100m"}, "limits": {"memory": "7Ti"}}}


def waiting(reason: str, message: str = "") -> Obj:
    return {"waiting": {"reason": reason, "message": message}}


def ended(code: int, reason: str = "Error", seconds_ago: float = 2, message: str = "") -> Obj:
    times = {"startedAt": at(seconds_ago + 1), "finishedAt": at(seconds_ago)}
    return {"terminated": {"exitCode": code, "reason": reason, "message": message, "containerID": "c1", **times}}


def unscheduled(message: str) -> list[Obj]:
    return [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message}]


def reason_of(one: Obj, *warnings: Obj, around: Circumstances = AROUND) -> Reason:
    return reason_for(service(), Sight(pods=(one,), warnings={one["metadata"]["uid"]: list(warnings)}), around)


@pytest.mark.parametrize(
    ("one", "code", "said"),
    [
        (pod(state=waiting("ErrImagePull", "no such host")), "image_pull_failed", "web:1"),
        (pod(state=waiting("ImagePullBackOff", "Back-off")), "image_pull_failed", "web:1"),
        (pod(state=waiting("InvalidImageName")), "image_pull_failed", "not a valid image name"),
        (pod(state=waiting("ErrImageNeverPull")), "image_pull_failed", "not on the host"),
        (pod(state=waiting("CreateContainerConfigError", 'secret "x" not found')), "cannot_start", "cannot be started"),
        (pod(state=ended(3)), "crashed", "code 3"),
        (pod(state=waiting("CrashLoopBackOff"), last=ended(1), restarts=4), "crashed", "restarted 4 times"),
        (pod(state=ended(0, "Completed")), "crashed", "ends by itself"),
        (pod(state={"running": {"startedAt": at(1)}}, last=ended(2), restarts=1), "crashed", "restarted once"),
        (pod(state=ended(137)), "crashed", "signal 9"),
        (pod(state=ended(137, "OOMKilled"), container=LARGE), "out_of_memory", "limit of 7Ti"),
        (pod(conditions=unscheduled("1 node(s) had untolerated taint"), state={}), "unschedulable", "No host takes"),
        (
            pod(conditions=unscheduled("pod has unbound immediate PersistentVolumeClaims"), state={}),
            "volume_unbound",
            "volume",
        ),
    ],
)
def test_pod_tells_its_reason(one: Obj, code: str, said: str) -> None:
    reason = reason_of(one)
    assert reason.code == code
    assert said in reason.message
    assert reason.hint and reason.hint_zh


def test_command_that_does_not_exist_is_named() -> None:
    said = 'OCI runtime create failed: exec: "/no/such/command": stat /no/such/command: no such file or directory'
    for state in (waiting("RunContainerError", said), ended(128, "StartError", message=said)):
        reason = reason_of(pod(state=state))
        assert reason.code == "cannot_start"
        assert "/no/such/command" in reason.message
        assert "命令" in reason.message_zh


def test_lack_of_memory_tells_what_was_asked_and_what_hosts_have() -> None:
    reason = reason_of(
        pod(conditions=unscheduled(NO_ROOM), state={}, container=LARGE), around=replace(AROUND, hosts=HOSTS)
    )
    assert reason.message == (
        "No host has enough memory: a replica reserves 7Ti memory, the largest host has 24Gi memory in all"
    )
    assert "7Ti 内存" in reason.message_zh
    assert reason.detail == NO_ROOM


def kept(name: str, partition_id: str | None, **allocatable: str) -> Obj:
    """Return a host, in a partition or in none."""
    labels = {"slipway.io/partition": partition_id} if partition_id else {}
    return {"metadata": {"name": name, "labels": labels}, "status": {"allocatable": allocatable}}


def pinned_reason(said: str, *hosts: Obj) -> Reason:
    """Return the reason of a service that is pinned to the partition ``gold``."""
    one = pod(conditions=unscheduled(said), state={}, container=LARGE)
    one["spec"]["nodeSelector"] = {"slipway.io/partition": "gold-id"}
    of = service(partition="gold", partition_id="gold-id")
    return reason_for(of, Sight(pods=(one,)), replace(AROUND, hosts=hosts))


SMALL_GOLD = kept("n1", "gold-id", cpu="2", memory="4Gi")
LARGE_OTHER = kept("n2", None, cpu="64", memory="256Gi")


def test_a_partition_without_hosts_is_named() -> None:
    reason = pinned_reason("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.", LARGE_OTHER)
    assert (reason.code, reason.message) == ("partition_empty", "The partition gold has no hosts")
    assert "gold 中没有主机" in reason.message_zh and reason.hint and reason.hint_zh


def test_a_partition_without_room_says_what_is_needed_and_what_its_own_hosts_have() -> None:
    said = "0/2 nodes are available: 1 Insufficient memory, 1 node(s) didn't match Pod's node affinity/selector."
    reason = pinned_reason(said, SMALL_GOLD, LARGE_OTHER)
    assert reason.code == "partition_full"
    assert reason.message == (
        "No host of the partition gold has room: a replica needs 0.1 CPU, 7Ti memory, "
        "its largest host has 2 CPU, 4Gi memory in all"
    )
    assert "7Ti 内存" in reason.message_zh and "4Gi 内存" in reason.message_zh
    assert reason.detail == said


def test_hosts_of_a_partition_that_refuse_for_other_reasons_are_told_apart() -> None:
    reason = pinned_reason("0/1 nodes are available: 1 node(s) were unschedulable.", SMALL_GOLD)
    assert (reason.code, "partition gold takes another" in reason.message) == ("unschedulable", True)


def test_a_service_that_is_not_pinned_is_told_when_all_hosts_are_in_partitions() -> None:
    said = "0/1 nodes are available: 1 node(s) had untolerated taint {slipway.io/partition: gold-id}."
    one = pod(conditions=unscheduled(said), state={})
    reason = reason_of(one, around=replace(AROUND, hosts=[SMALL_GOLD]))
    assert (reason.code, "pinned to none" in reason.message) == ("unschedulable", True)


def test_a_lack_of_room_counts_hosts_in_no_partition_only() -> None:
    one = pod(conditions=unscheduled(NO_ROOM), state={}, container=LARGE)
    reason = reason_of(one, around=replace(AROUND, hosts=[*HOSTS, kept("n9", "gold-id", memory="99Ti", cpu="1")]))
    assert "the largest host has 24Gi memory" in reason.message


def test_last_lines_of_a_crash_come_along() -> None:
    reason = reason_of(pod(state=ended(3)), around=replace(AROUND, lines=lambda _: ["no configuration"]))
    assert reason.log == ["no configuration"]


def test_crash_is_kept_back_while_its_last_lines_are_fetched() -> None:
    assert reason_of(pod(state=ended(3)), around=replace(AROUND, lines=lambda _: None)).code == "starting"


@pytest.mark.parametrize(
    ("message", "probe", "seen"),
    [
        (
            "Readiness probe failed: HTTP probe failed with statuscode: 404",
            "readiness",
            "HTTP probe failed with statuscode: 404",
        ),
        ("Liveness probe failed: dial tcp 10.0.0.1:80: connect: connection refused", "liveness", "connection refused"),
        ("Startup probe errored: command timed out", "startup", "command timed out"),
    ],
)
def test_failing_probe_is_told_with_what_was_seen(message: str, probe: str, seen: str) -> None:
    reason = reason_of(pod(), warning("Unhealthy", message))
    assert reason.code == "probe_failed"
    assert f"The {probe} probe fails" in reason.message
    assert seen in reason.message
    assert "探针" in reason.message_zh
    assert reason.detail == message


def test_probe_may_fail_while_the_program_starts() -> None:
    starting = pod(state={"running": {"startedAt": at(1)}})
    assert reason_of(starting, warning("Unhealthy", "Readiness probe failed: refused", 0)).code == "starting"


def test_patient_probe_is_given_its_time() -> None:
    patient = {"readinessProbe": {"tcpSocket": {"port": 80}, "periodSeconds": 2, "failureThreshold": 3}}
    refused = warning("Unhealthy", "Readiness probe failed: refused", 0)
    assert reason_of(pod(state={"running": {"startedAt": at(5)}}, container=patient), refused).code == "starting"
    assert reason_of(pod(state={"running": {"startedAt": at(6)}}, container=patient), refused).code == "probe_failed"


def test_probe_failure_of_the_container_before_counts_no_more() -> None:
    restarted = pod(state={"running": {"startedAt": at(5)}})
    assert reason_of(restarted, warning("Unhealthy", "Readiness probe failed: refused", 20)).code == "starting"


def test_kill_by_a_liveness_probe_is_no_crash() -> None:
    killed = pod(state=waiting("CrashLoopBackOff"), last=ended(137, seconds_ago=5), restarts=1)
    reason = reason_of(killed, warning("Unhealthy", "Liveness probe failed: refused", 6))
    assert reason.code == "probe_failed"


def test_probe_without_events_is_told_after_a_while() -> None:
    silent = pod(container={"readinessProbe": {"tcpSocket": {"port": 80}}})
    reason = reason_of(silent)
    assert reason.code == "probe_failed"
    assert "60 seconds" in reason.message


def test_container_that_cannot_be_made_tells_the_last_warning() -> None:
    made = pod(state=waiting("ContainerCreating"))
    assert reason_of(made, warning("FailedCreatePodSandBox", "no address left")).detail == "no address left"
    assert reason_of(made, warning("FailedMount", 'persistentvolumeclaim "x" not found')).code == "volume_unbound"


def test_new_revision_speaks_before_the_old() -> None:
    old = pod("web-old", revision=1, state=ended(3))
    new = pod("web-new", revision=2, state=waiting("ErrImagePull"))
    reason = reason_for(service(revision=2), Sight(pods=(old, new)), AROUND)
    assert reason.code == "image_pull_failed"


def test_ending_pods_say_nothing() -> None:
    assert reason_of(pod(state=ended(143), ending=True)).code == "starting"


def test_quota_that_keeps_pods_from_being_made() -> None:
    said = (
        'pods "web-1" is forbidden: exceeded quota: slipway, requested: requests.memory=64Mi, '
        "used: requests.memory=64Mi, limited: requests.memory=100Mi"
    )
    failure = {"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": said}
    kept = deployment(service(), complete=False, conditions=[failure])
    assert kept.kind == DEPLOYMENT
    reason = reason_for(service(), Sight(owned=(kept,)), AROUND)
    assert reason.code == "quota_exceeded"
    assert "memory" in reason.message and "cpu" not in reason.message
    assert reason.detail == said


def test_refusal_of_the_api_is_told_in_its_words() -> None:
    around = replace(AROUND, refusal=Refusal('Deployment "web" is invalid: spec.x', 1))
    reason = reason_for(service(), Sight(), around)
    assert reason.code == "rejected"
    assert "spec.x" in reason.message and "spec.x" in reason.message_zh


def test_cluster_out_of_sight_comes_before_everything() -> None:
    around = replace(AROUND, in_sight=False, refusal=Refusal("no", 1))
    assert reason_for(service(), Sight(), around).code == "engine_unreachable"


def test_missing_dependency_is_named() -> None:
    reason = reason_for(service(), Sight(), replace(AROUND, waits_for=["redis", "db"]))
    assert reason.code == "waiting_for_dependency"
    assert "redis, db" in reason.message


@pytest.mark.parametrize("key", TEXTS)
def test_texts_stand_in_both_languages_and_name_the_same_facts(key: str) -> None:
    def facts(text: str) -> set[str]:
        return {part.split("}")[0].removesuffix("_zh") for part in text.split("{")[1:]}

    text = TEXTS[key]
    assert text.zh and any("\u4e00" <= char <= "\u9fff" for char in text.zh)
    assert bool(text.hint) == bool(text.hint_zh)
    assert facts(text.en) == facts(text.zh)


@pytest.mark.parametrize(
    ("revisions", "replicas", "message"),
    [
        ((1, 2, 2), 3, "Updating: 2 of 3 replicas run as of revision 2"),
        ((2, 2), 3, "Starting: 2 of 3 replicas are ready"),
        ((2, 2, 2), 1, "Stopping surplus replicas: 2 left"),
    ],
)
def test_what_is_under_way_is_told(revisions: tuple[int, ...], replicas: int, message: str) -> None:
    pods = tuple(pod(f"web-{number}", revision=each, ready=True) for number, each in enumerate(revisions))
    wanted = service(revision=2, replicas=replicas)
    reason = reason_for(wanted, Sight(pods=pods), AROUND)
    assert (reason.code, reason.message) == ("starting", message)
    assert reason.message_zh


def test_a_restart_is_no_update() -> None:
    pods = tuple(pod(f"web-{number}", ready=True) for number in range(2))
    pods[0]["metadata"]["annotations"] = {labels.RESTARTED_AT: NOW.isoformat()}
    reason = reason_for(service(replicas=2, restarted_at=NOW), Sight(pods=pods), AROUND)
    assert (reason.code, reason.message) == ("starting", "Restarting: 1 of 2 replicas have been replaced")


def test_who_waits_for_its_turn_says_so_unless_something_is_wrong_with_it() -> None:
    around = replace(AROUND, restarts_after=["db"])
    wanted, serving = service(restarted_at=NOW), pod(ready=True)
    reason = reason_for(wanted, Sight(pods=(serving,)), around)
    assert (reason.code, is_failing(reason)) == ("waiting_to_restart", False)
    assert reason.message.endswith(": db") and reason.message_zh.endswith("：db")
    crashing = pod(state=waiting("CrashLoopBackOff"), last=ended(3), restarts=2)
    assert reason_for(wanted, Sight(pods=(crashing,)), around).code == "crashed"
