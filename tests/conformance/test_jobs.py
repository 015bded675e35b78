"""Jobs: what the published descriptions of the conformance area "Job" tell, and the documentation beyond it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from kubernetes import client as kube
from kubernetes.client.exceptions import ApiException

from tests.conformance.pods import Pods
from tests.conformance.waiting import eventually
from tests.conformance.workloads import condition, job

pytestmark = pytest.mark.engine

TRACKING = "batch.kubernetes.io/job-tracking"
INDEX = "batch.kubernetes.io/job-completion-index"


class Jobs:
    """The jobs of one namespace."""

    def __init__(self, api: kube.ApiClient, namespace: str) -> None:
        self.batch = kube.BatchV1Api(api)
        self.namespace = namespace

    def create(self, body: dict[str, Any]) -> kube.V1Job:
        return self.batch.create_namespaced_job(self.namespace, body)

    def read(self, name: str) -> kube.V1Job:
        return self.batch.read_namespaced_job(name, self.namespace)

    def patch(self, name: str, spec: dict[str, Any]) -> kube.V1Job:
        return self.batch.patch_namespaced_job(name, self.namespace, {"spec": spec})

    def until(self, name: str, holds: Callable[[kube.V1Job], object], seconds: float = 60) -> kube.V1Job:
        return eventually(lambda: self.read(name), holds, seconds)

    def complete(self, name: str) -> kube.V1Job:
        return self.until(name, lambda found: condition(found, "Complete"))

    def failed(self, name: str) -> kube.V1Job:
        return self.until(name, lambda found: condition(found, "Failed"))


@pytest.fixture
def jobs(api: kube.ApiClient, namespace: str) -> Jobs:
    return Jobs(api, namespace)


def test_job_runs_its_pods_to_completion(jobs: Jobs, pods: Pods) -> None:
    jobs.create(job("sum", "echo done", completions=4, parallelism=2))

    done = jobs.complete("sum")

    assert (done.status.succeeded, done.status.failed, done.status.active) == (4, None, None)
    assert done.status.start_time and done.status.completion_time
    assert condition(done, "Complete").reason == "CompletionsReached"
    made = pods.core.list_namespaced_pod(pods.namespace, label_selector="batch.kubernetes.io/job-name=sum").items
    assert len(made) == 4
    assert all(TRACKING not in (pod.metadata.finalizers or ()) for pod in made)
    assert all(pod.metadata.owner_references[0].controller for pod in made)


def test_job_selects_its_own_pods_only(jobs: Jobs) -> None:
    made = jobs.create(job("own", "sleep 1"))

    uid = made.metadata.uid
    assert made.spec.selector.match_labels == {"batch.kubernetes.io/controller-uid": uid}
    assert made.spec.template.metadata.labels["job-name"] == "own"


def test_containers_that_fail_are_restarted_in_their_pod(jobs: Jobs, pods: Pods) -> None:
    script = "if [ -e /data/tried ]; then exit 0; fi; touch /data/tried; exit 1"
    body = job("locally", script, restart="OnFailure", completions=2, parallelism=2)
    body["spec"]["template"]["spec"]["volumes"] = [{"name": "data", "emptyDir": {}}]
    body["spec"]["template"]["spec"]["containers"][0]["volumeMounts"] = [{"name": "data", "mountPath": "/data"}]
    jobs.create(body)

    done = jobs.complete("locally")

    assert done.status.succeeded == 2
    assert len(pods.names("job-name=locally")) == 2


def test_job_that_fails_too_often_is_failed(jobs: Jobs, pods: Pods) -> None:
    jobs.create(job("broken", "exit 3", backoffLimit=1))

    done = jobs.failed("broken")

    assert condition(done, "Failed").reason == "BackoffLimitExceeded"
    assert (done.status.failed, done.status.succeeded) == (2, None)
    assert len(pods.names("job-name=broken")) == 2
    assert condition(done, "FailureTarget")


def test_active_deadline_ends_a_job(jobs: Jobs, pods: Pods) -> None:
    jobs.create(job("slow", "sleep 600", activeDeadlineSeconds=2))

    done = jobs.failed("slow")

    assert condition(done, "Failed").reason == "DeadlineExceeded"
    eventually(lambda: pods.names("job-name=slow"), lambda names: not names, 30)


def test_indexed_pods_know_their_index_and_their_host_name(jobs: Jobs, pods: Pods) -> None:
    script = "echo $JOB_COMPLETION_INDEX $(hostname)"
    jobs.create(job("list", script, completions=3, parallelism=3, completionMode="Indexed"))

    done = jobs.complete("list")

    assert done.status.completed_indexes == "0-2"
    made = pods.core.list_namespaced_pod(pods.namespace, label_selector="job-name=list").items
    told = {pod.metadata.annotations[INDEX]: pods.log(pod.metadata.name).strip() for pod in made}
    assert told == {str(index): f"{index} list-{index}" for index in range(3)}
    assert all(pod.metadata.labels[INDEX] == pod.metadata.annotations[INDEX] for pod in made)
    assert all(pod.metadata.name.startswith(f"list-{pod.metadata.labels[INDEX]}-") for pod in made)


def test_indexes_have_their_own_backoff(jobs: Jobs) -> None:
    script = "test $JOB_COMPLETION_INDEX != 1"
    spec = {"completions": 3, "parallelism": 3, "completionMode": "Indexed", "backoffLimitPerIndex": 0}
    jobs.create(job("each", script, **spec))

    done = jobs.failed("each")

    assert condition(done, "Failed").reason == "FailedIndexes"
    assert (done.status.completed_indexes, done.status.failed_indexes) == ("0,2", "1")


def test_success_policy_ends_a_job_early(jobs: Jobs) -> None:
    script = "if [ $JOB_COMPLETION_INDEX = 0 ]; then exit 0; fi; sleep 600"
    policy = {"rules": [{"succeededIndexes": "0", "succeededCount": 1}]}
    jobs.create(job("early", script, completions=3, parallelism=3, completionMode="Indexed", successPolicy=policy))

    done = jobs.complete("early")

    assert condition(done, "SuccessCriteriaMet").reason == "SuccessPolicy"
    assert (done.status.completed_indexes, done.status.active) == ("0", None)


def test_failure_policy_fails_a_job_at_once(jobs: Jobs, pods: Pods) -> None:
    rule = {"action": "FailJob", "onExitCodes": {"operator": "In", "values": [42]}}
    jobs.create(job("hopeless", "exit 42", podFailurePolicy={"rules": [rule]}))

    done = jobs.failed("hopeless")

    failed = condition(done, "Failed")
    assert failed.reason == "PodFailurePolicy"
    assert "failed with exit code 42 matching FailJob rule at index 0" in failed.message
    assert len(pods.names("job-name=hopeless")) == 1


def test_suspended_job_has_no_pods_until_it_is_resumed(jobs: Jobs, pods: Pods) -> None:
    jobs.create(job("paused", "echo ran", suspend=True))
    held = jobs.until("paused", lambda found: condition(found, "Suspended"))
    assert held.status.start_time is None
    assert pods.names("job-name=paused") == set()

    jobs.patch("paused", {"suspend": False})

    done = jobs.complete("paused")
    assert next(c for c in done.status.conditions if c.type == "Suspended").status == "False"


def test_suspending_ends_pods_without_counting_them(jobs: Jobs, pods: Pods) -> None:
    jobs.create(job("stop", "sleep 600", parallelism=2, completions=2))
    jobs.until("stop", lambda found: found.status.ready == 2)

    jobs.patch("stop", {"suspend": True})

    eventually(lambda: pods.names("job-name=stop"), lambda names: not names, 30)
    found = jobs.until("stop", lambda found: condition(found, "Suspended") and not found.status.active)
    assert found.status.failed is None


def test_parallelism_can_change(jobs: Jobs) -> None:
    jobs.create(job("wide", "sleep 600", parallelism=1, completions=4))
    jobs.until("wide", lambda found: found.status.active == 1)

    jobs.patch("wide", {"parallelism": 3})
    jobs.until("wide", lambda found: found.status.active == 3)
    jobs.patch("wide", {"parallelism": 2})

    found = jobs.until("wide", lambda found: found.status.active == 2)
    assert found.status.failed is None


def test_finished_job_is_removed_after_its_time_to_live(jobs: Jobs, pods: Pods) -> None:
    jobs.create(job("brief", "true", ttlSecondsAfterFinished=1))

    def is_gone() -> bool:
        try:
            jobs.read("brief")
        except ApiException as error:
            return error.status == 404
        return False

    eventually(is_gone, bool, 60)
    eventually(lambda: pods.names("job-name=brief"), lambda names: not names, 30)


def test_deleted_job_takes_its_pods_along(jobs: Jobs, pods: Pods) -> None:
    jobs.create(job("gone", "sleep 600", parallelism=2))
    jobs.until("gone", lambda found: found.status.ready == 2)

    jobs.batch.delete_namespaced_job("gone", jobs.namespace, propagation_policy="Background")

    eventually(lambda: pods.names("job-name=gone"), lambda names: not names, 30)


def test_pod_that_vanishes_is_replaced(jobs: Jobs, pods: Pods) -> None:
    jobs.create(job("again", "sleep 3", backoffLimit=3))
    first = next(iter(eventually(lambda: pods.names("job-name=again"), bool, 30)))

    pods.core.delete_namespaced_pod(first, pods.namespace, grace_period_seconds=0)

    done = jobs.complete("again")
    assert done.status.succeeded == 1


def test_status_can_be_read_patched_and_updated(jobs: Jobs) -> None:
    jobs.create(job("told", "sleep 600", suspend=True))
    jobs.until("told", lambda found: condition(found, "Suspended"))
    mark = {"type": "Noted", "status": "True", "reason": "Test", "message": "by a patch"}

    patched = jobs.batch.patch_namespaced_job_status("told", jobs.namespace, {"status": {"conditions": [mark]}})

    assert condition(patched, "Noted").message == "by a patch"
    assert condition(jobs.batch.read_namespaced_job_status("told", jobs.namespace), "Noted")


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        ({"parallelism": -1}, "spec.parallelism"),
        ({"completionMode": "Indexed", "parallelism": 2}, "spec.completions"),
        ({"completionMode": "Sometimes"}, "spec.completionMode"),
        ({"backoffLimitPerIndex": 1}, "spec.backoffLimitPerIndex"),
        ({"selector": {"matchLabels": {"a": "b"}}}, "spec.selector"),
        ({"successPolicy": {"rules": []}}, "spec.successPolicy"),
        ({"podFailurePolicy": {"rules": [{"action": "Cry"}]}}, "spec.podFailurePolicy.rules[0].action"),
    ],
)
def test_bad_job_is_refused_by_field(jobs: Jobs, spec: dict[str, Any], field: str) -> None:
    with pytest.raises(ApiException) as refused:
        jobs.create(job("bad", "true", **spec))

    assert refused.value.status == 422
    assert field in refused.value.body


def test_template_of_a_job_does_not_change(jobs: Jobs) -> None:
    jobs.create(job("fixed", "sleep 600"))

    with pytest.raises(ApiException) as refused:
        jobs.patch("fixed", {"template": {"spec": {"terminationGracePeriodSeconds": 7}}})

    assert refused.value.status == 422
    assert "field is immutable" in refused.value.body


def test_failed_pods_are_replaced_with_growing_pauses(jobs: Jobs, pods: Pods) -> None:
    jobs.create(job("patient", "exit 1", backoffLimit=6))
    jobs.until("patient", lambda found: found.status.failed == 1)
    time.sleep(3)

    assert len(pods.names("job-name=patient")) == 1, "the first pause is ten seconds"
    jobs.until("patient", lambda found: found.status.failed == 2, 30)
