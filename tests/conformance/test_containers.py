"""Containers of a pod: order of starts and ends, restarts, probes, hooks, users, files of their own."""

from __future__ import annotations

import time
from typing import Any

import pytest
from kubernetes import client as kube
from kubernetes.client import ApiException

from tests.conformance.image import IMAGE
from tests.conformance.pods import Pods, container, pod
from tests.conformance.waiting import eventually

pytestmark = pytest.mark.engine

Obj = dict[str, Any]
SERVE = "mkdir -p /tmp/www; echo ok >/tmp/www/healthz; exec httpd -f -p 8080 -h /tmp/www"


def named(name: str, script: str, **fields: Any) -> Obj:
    return {**container(script, **fields), "name": name}


def status_of(found: kube.V1Pod, name: str = "main") -> kube.V1ContainerStatus:
    every = [*(found.status.container_statuses or ()), *(found.status.init_container_statuses or ())]
    return next(each for each in every if each.name == name)


def condition(found: kube.V1Pod, kind: str) -> str:
    return next((each.status for each in found.status.conditions or () if each.type == kind), "")


# --- init containers and sidecars


def test_init_containers_run_to_their_end_before_the_others_start(pods: Pods) -> None:
    """[sig-node] InitContainer should invoke init containers on a RestartNever pod"""
    shared = {"volumeMounts": [{"name": "data", "mountPath": "/data"}]}
    inits = [named(name, f"echo {name} >>/data/order", **shared) for name in ("first", "second")]
    volumes = [{"name": "data", "emptyDir": {}}]
    spec = {"initContainers": inits, "volumes": volumes}
    assert pods.output("cat /data/order", spec=spec, **shared) == "first\nsecond\n"


def test_failed_init_container_fails_a_pod_that_never_restarts(pods: Pods) -> None:
    """[sig-node] InitContainer should not start app containers and fail the pod if init containers fail"""
    inits = [named("fails", "exit 1"), named("never", "true")]
    pods.create(pod("stopped", container("true"), initContainers=inits, restartPolicy="Never"))
    found = pods.ended("stopped")
    assert found.status.phase == "Failed"
    assert status_of(found, "never").state.waiting is not None
    assert status_of(found).state.waiting is not None
    assert condition(found, "Initialized") == "False"


def test_failing_init_container_is_tried_again_where_pods_restart(pods: Pods) -> None:
    """[sig-node] InitContainer should not start app containers if init containers fail on a RestartAlways pod"""
    pods.create(pod("again", container(), initContainers=[named("fails", "exit 1")]))
    found = eventually(
        lambda: pods.read("again"),
        lambda seen: bool(seen.status.init_container_statuses) and status_of(seen, "fails").restart_count >= 2,
        seconds=60,
    )
    assert found.status.phase == "Pending"
    assert status_of(found).state.waiting is not None


def test_sidecar_is_up_before_the_main_container_and_ends_with_the_pod(pods: Pods) -> None:
    shared = {"volumeMounts": [{"name": "data", "mountPath": "/data"}]}
    beside = named(
        "beside",
        "trap 'echo left >/data/sidecar; exit 0' TERM; sleep 1; touch /data/up; while :; do sleep 0.1; done",
        restartPolicy="Always",
        startupProbe={"exec": {"command": ["test", "-e", "/data/up"]}, "periodSeconds": 1, "failureThreshold": 30},
        **shared,
    )
    main = container("test -e /data/up && echo in time", **shared)
    volumes = [{"name": "data", "emptyDir": {}}]
    spec: Obj = {"initContainers": [beside], "volumes": volumes, "restartPolicy": "Never"}
    pods.create(pod("served", main, **{**spec, "terminationGracePeriodSeconds": 10}))
    found = pods.ended("served")
    assert found.status.phase == "Succeeded"
    assert pods.log("served", container="main") == "in time\n"
    assert status_of(found, "beside").state.terminated is not None


def test_sidecars_end_in_the_reverse_of_their_order_after_the_main_container(pods: Pods) -> None:
    """The last words of each tell when it ended."""
    nap = "trap 'sleep 1; date +%s >/dev/termination-log; exit 0' TERM; while :; do sleep 0.05; done"
    inits = [named(name, nap, restartPolicy="Always") for name in ("first", "second")]
    body = pod("ordered", container(nap), initContainers=inits)
    body["metadata"]["finalizers"] = ["conformance.test/kept"]
    body["spec"]["terminationGracePeriodSeconds"] = 20
    pods.create(body)
    pods.ready("ordered")
    pods.core.delete_namespaced_pod("ordered", pods.namespace)
    names = ("main", "second", "first")

    def ended(found: kube.V1Pod) -> bool:
        return all(status_of(found, name).state.terminated is not None for name in names)

    found = eventually(lambda: pods.read("ordered"), ended)
    times = [int(status_of(found, name).state.terminated.message) for name in names]
    assert times == sorted(times)
    assert times[0] < times[1] < times[2]
    released = {"metadata": {"finalizers": None}}
    pods.core.patch_namespaced_pod("ordered", pods.namespace, released)


# --- restarts


@pytest.mark.parametrize(
    ("policy", "code", "phase"),
    [("Never", 0, "Succeeded"), ("Never", 1, "Failed"), ("OnFailure", 0, "Succeeded")],
)
def test_phase_of_a_pod_that_ends(pods: Pods, policy: str, code: int, phase: str) -> None:
    """[sig-node] Container Runtime when starting a container that exits should run with the expected status"""
    pods.create(pod("ends", container(f"exit {code}"), restartPolicy=policy))
    found = pods.ended("ends")
    assert found.status.phase == phase
    assert status_of(found).restart_count == 0
    assert status_of(found).state.terminated.exit_code == code
    assert condition(found, "Ready") == "False"


def test_container_that_fails_is_restarted_and_tells_of_its_last_end(pods: Pods) -> None:
    pods.create(pod("fails", container("exit 7")))
    found = eventually(
        lambda: pods.read("fails"),
        lambda seen: bool(seen.status.container_statuses) and status_of(seen).restart_count >= 1,
    )
    assert status_of(found).last_state.terminated.exit_code == 7
    waiting = eventually(lambda: status_of(pods.read("fails")).state.waiting, lambda seen: seen is not None)
    assert waiting.reason == "CrashLoopBackOff"
    assert waiting.message.startswith("back-off 10s restarting failed container=main pod=fails_")


def test_pod_that_is_active_too_long_fails(pods: Pods) -> None:
    """[sig-node] Pods should allow activeDeadlineSeconds to be updated"""
    pods.create(pod("slow", container()))
    pods.ready("slow")
    pods.core.patch_namespaced_pod("slow", pods.namespace, {"spec": {"activeDeadlineSeconds": 2}})
    found = pods.ended("slow")
    assert (found.status.phase, found.status.reason) == ("Failed", "DeadlineExceeded")


def test_image_of_a_running_pod_can_be_changed(pods: Pods) -> None:
    """[sig-node] Pods should be updated: labels and images"""
    pods.create(pod("changed", container()))
    before = pods.ready("changed")
    pods.core.patch_namespaced_pod("changed", pods.namespace, {"metadata": {"labels": {"time": "now"}}})
    assert pods.names("time=now") == {"changed"}
    assert status_of(pods.read("changed")).container_id == status_of(before).container_id


# --- probes


def test_failing_liveness_restarts_a_container(pods: Pods) -> None:
    """[sig-node] Probing container should be restarted with a exec "cat /tmp/health" liveness probe"""
    probe = {"exec": {"command": ["cat", "/tmp/health"]}, "initialDelaySeconds": 1, "periodSeconds": 1}
    script = "echo ok >/tmp/health; sleep 3; rm /tmp/health; sleep 600"
    pods.create(pod("sick", container(script, livenessProbe={**probe, "failureThreshold": 1})))
    eventually(
        lambda: pods.read("sick"),
        lambda seen: bool(seen.status.container_statuses) and status_of(seen).restart_count >= 1,
        seconds=60,
    )


def test_healthy_containers_are_not_restarted_and_unready_ones_neither(pods: Pods) -> None:
    """[sig-node] Probing container should *not* be restarted, that fails should never be ready"""
    http = {"httpGet": {"path": "/healthz", "port": 8080}, "periodSeconds": 1, "failureThreshold": 1}
    tcp = {"tcpSocket": {"port": 8080}, "periodSeconds": 1, "failureThreshold": 1, "initialDelaySeconds": 2}
    pods.create(pod("by-http", container(SERVE, livenessProbe={**http, "initialDelaySeconds": 2})))
    pods.create(pod("by-tcp", container(SERVE, livenessProbe=tcp)))
    never = {"exec": {"command": ["false"]}, "periodSeconds": 1, "initialDelaySeconds": 1}
    pods.create(pod("unready", container(readinessProbe=never)))
    pods.create(pod("delayed", container(readinessProbe={**http, "initialDelaySeconds": 4}, script=SERVE)))
    delayed = pods.ready("delayed")
    ready_at = next(each.last_transition_time for each in delayed.status.conditions if each.type == "Ready")
    assert (ready_at - status_of(delayed).state.running.started_at).total_seconds() >= 3
    time.sleep(2)
    for name in ("by-http", "by-tcp", "unready"):
        assert status_of(pods.read(name)).restart_count == 0
    assert condition(pods.read("unready"), "Ready") == "False"
    assert condition(pods.read("by-http"), "Ready") == "True"


# --- hooks


@pytest.mark.parametrize("hook", ["postStart", "preStop"])
def test_hooks_run_in_their_container(pods: Pods, hook: str) -> None:
    """[sig-node] Container Lifecycle Hook should execute poststart/prestop exec hook properly"""
    asked = "until echo GET | nc $TARGET 8080 >/dev/null; do sleep 0.2; done"  # it may not listen yet
    pods.create(pod("target", container("nc -l -p 8080 >/tmp/asked </dev/null; sleep 3600")))
    address = pods.ready("target").status.pod_ip
    lifecycle = {hook: {"exec": {"command": ["sh", "-c", asked.replace("$TARGET", address)]}}}
    body = pod("hooked", container(lifecycle=lifecycle))
    body["spec"]["terminationGracePeriodSeconds"] = 10
    pods.create(body)
    pods.ready("hooked")
    if hook == "preStop":
        pods.core.delete_namespaced_pod("hooked", pods.namespace)
    eventually(lambda: pods.run("target", "cat", "/tmp/asked"), lambda text: text == "GET\n")


def test_hooks_ask_by_http(pods: Pods) -> None:
    """[sig-node] Container Lifecycle Hook should execute poststart http hook properly"""
    script = "mkdir -p /tmp/www; touch /tmp/www/started; exec httpd -f -v -p 8080 -h /tmp/www"
    pods.create(pod("target", container(script)))
    address = pods.ready("target").status.pod_ip
    hook = {"httpGet": {"host": address, "path": "/started", "port": 8080}}
    pods.create(pod("hooked", container(lifecycle={"postStart": hook})))
    pods.ready("hooked")
    eventually(lambda: pods.log("target"), lambda log: "url:/started" in log or "response:200" in log)


def test_grace_period_bounds_the_end(pods: Pods) -> None:
    """[sig-node] Pods should be submitted and removed gracefully"""
    body = pod("stubborn", container("trap '' TERM; while :; do sleep 0.1; done"))
    body["spec"]["terminationGracePeriodSeconds"] = 2
    pods.create(body)
    pods.ready("stubborn")
    pods.core.delete_namespaced_pod("stubborn", pods.namespace)
    leaving = pods.read("stubborn")
    assert leaving.metadata.deletion_grace_period_seconds == 2
    eventually(pods.names, lambda names: "stubborn" not in names)


# --- security contexts


def test_user_and_groups(pods: Pods) -> None:
    """[sig-node] Security Context should support pod.Spec.SecurityContext.RunAsUser And RunAsGroup"""
    context = {"runAsUser": 1001, "runAsGroup": 2002, "supplementalGroups": [3003]}
    assert pods.output("id -u; id -g; id -G", spec={"securityContext": context}) == "1001\n2002\n2002 3003\n"
    own = {"runAsUser": 65534}
    assert pods.output("id -u", spec={"securityContext": context}, securityContext=own) == "65534\n"


def test_read_only_root_and_privileges(pods: Pods) -> None:
    """[sig-node] Security Context should run the container as unprivileged, with writable rootfs or not"""
    assert pods.output("touch /tmp/x 2>/dev/null && echo yes || echo no") == "yes\n"
    read_only = {"readOnlyRootFilesystem": True}
    assert pods.output("touch /tmp/x 2>/dev/null && echo yes || echo no", securityContext=read_only) == "no\n"
    script = "ip link add dummy0 type bridge 2>/dev/null && echo yes || echo no"
    assert pods.output(script) == "no\n"
    no_more = {"allowPrivilegeEscalation": False}
    assert "NoNewPrivs:\t1" in pods.output("cat /proc/self/status", securityContext=no_more)


def test_capabilities_are_added_and_dropped(pods: Pods) -> None:
    dropped = {"capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}}
    assert "CapBnd:\t0000000000000400" in pods.output("cat /proc/self/status", securityContext=dropped)


def test_root_is_refused_where_it_must_not_be(pods: Pods) -> None:
    pods.create(pod("rootless", container(securityContext={"runAsNonRoot": True})))
    waiting = eventually(
        lambda: pods.read("rootless").status.container_statuses,
        lambda seen: bool(seen) and seen[0].state.waiting.reason == "CreateContainerConfigError",
    )[0].state.waiting
    assert "container has runAsNonRoot and image will run as root" in waiting.message


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"securityContext": {"runAsUser": -1}}, "spec.containers[0].securityContext.runAsUser"),
        ({"securityContext": {"procMount": "All"}}, "spec.containers[0].securityContext.procMount"),
        (
            {"securityContext": {"privileged": True, "allowPrivilegeEscalation": False}},
            "spec.containers[0].securityContext",
        ),
        ({"securityContext": {"seccompProfile": {"type": "Mine"}}}, "seccompProfile.type"),
        ({"volumeMounts": [{"name": "no", "mountPath": "/a", "subPath": "../b"}]},
         "spec.containers[0].volumeMounts[0].subPath"),
        ({"volumeMounts": [{"name": "no", "mountPath": "/a", "recursiveReadOnly": "Enabled"}]},
         "spec.containers[0].volumeMounts[0].recursiveReadOnly"),
        ({"restartPolicyRules": [{"action": "Restart", "exitCodes": {"operator": "In", "values": [1]}}]},
         "spec.containers[0].restartPolicy"),
    ],
)  # fmt: skip
def test_contexts_that_cannot_be(pods: Pods, fields: Obj, path: str) -> None:
    with pytest.raises(ApiException) as refused:
        pods.create(pod("bad", container(**fields)))
    assert (refused.value.status, path in refused.value.body) == (422, True), refused.value.body


def test_pod_of_an_unknown_runtime_class_is_rejected(pods: Pods) -> None:
    """[sig-node] RuntimeClass should reject a Pod requesting a non-existent RuntimeClass"""
    with pytest.raises(ApiException) as refused:
        pods.create(pod("odd", container(), runtimeClassName="nobody"))
    assert refused.value.status == 403
    assert 'RuntimeClass \\"nobody\\" not found' in refused.value.body


# --- images and names


def test_image_that_cannot_be_pulled_is_told(pods: Pods) -> None:
    missing = {**container(), "image": "registry.invalid/nothing:1", "imagePullPolicy": "Always"}
    pods.create(pod("missing", missing))
    pods.create(pod("absent", {**missing, "imagePullPolicy": "Never"}))
    pods.create(pod("wrong", {**container(), "image": "NOT valid"}))
    reasons = {"missing": ("ErrImagePull", "ImagePullBackOff"), "absent": ("ErrImageNeverPull",),
               "wrong": ("InvalidImageName",)}  # fmt: skip
    for name, wanted in reasons.items():
        eventually(
            lambda name=name: pods.read(name).status.container_statuses,
            lambda seen, wanted=wanted: bool(seen) and seen[0].state.waiting.reason in wanted,
        )


def test_hosts_file_has_the_pods_own_names_and_aliases(pods: Pods) -> None:
    """[sig-node] Kubelet should write entries to /etc/hosts when hostAliases are given"""
    aliases = [{"ip": "123.45.67.89", "hostnames": ["foo", "bar"]}]
    text = pods.output("cat /etc/hosts; hostname", spec={"hostAliases": aliases, "hostname": "mine"})
    assert text.startswith("# Kubernetes-managed hosts file.")
    assert "123.45.67.89\tfoo\tbar" in text
    assert text.endswith("mine\n")


def test_last_words_come_from_the_file_that_the_container_names(pods: Pods) -> None:
    """[sig-node] Container Runtime should report termination message as non-root user and at a non-default path"""
    own = container(
        "printf DONE >/dev/last-words",
        terminationMessagePath="/dev/last-words",
        securityContext={"runAsUser": 10000},
    )
    pods.create(pod("speaks", own, restartPolicy="Never"))
    assert status_of(pods.ended("speaks")).state.terminated.message == "DONE"


def test_logs_by_options(pods: Pods) -> None:
    pods.create(pod("talks", container("for i in 1 2 3; do echo line $i; done; echo oops >&2"), restartPolicy="Never"))
    pods.ended("talks")
    assert pods.log("talks", tail_lines=1) in ("line 3\n", "oops\n")
    assert pods.log("talks", limit_bytes=4) in ("line", "oops")
    assert sorted(pods.log("talks").splitlines()) == ["line 1", "line 2", "line 3", "oops"]
    assert pods.log("talks", since_seconds=3600) == pods.log("talks")
    stamped = pods.log("talks", timestamps=True).splitlines()
    assert all(line.split(" ", 1)[0].endswith("Z") for line in stamped)
    assert pods.log("talks", stream="Stderr") == "oops\n"


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"tail_lines": -1}, 422),
        ({"limit_bytes": 0}, 422),
        ({"since_seconds": 0}, 422),
        ({"stream": "Stdin"}, 422),
        ({"container": "nobody"}, 400),
    ],
)
def test_log_options_that_make_no_sense_are_refused(pods: Pods, options: Obj, status: int) -> None:
    pods.create(pod("silent", container()))
    pods.ready("silent")
    with pytest.raises(ApiException) as refused:
        pods.log("silent", **options)
    assert refused.value.status == status


def test_image_is_a_volume(pods: Pods) -> None:
    """[sig-node] ImageVolume should succeed with pod and pull policy"""
    mounts = [{"name": "tools", "mountPath": "/tools"}, {"name": "tools", "mountPath": "/only", "subPath": "bin"}]
    volumes = [{"name": "tools", "image": {"reference": IMAGE, "pullPolicy": "IfNotPresent"}}]
    script = (
        "/tools/bin/busybox echo from the image; touch /tools/x 2>/dev/null || echo read only; ls /only | grep -x sh"
    )
    assert pods.output(script, volumeMounts=mounts, spec={"volumes": volumes}) == "from the image\nread only\nsh\n"
