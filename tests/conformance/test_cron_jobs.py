"""Cron jobs: conformance area "CronJob"."""

from __future__ import annotations

from typing import Any

import pytest
from kubernetes import client as kube
from kubernetes.client.exceptions import ApiException

from tests.conformance.waiting import eventually
from tests.conformance.workloads import job

pytestmark = pytest.mark.engine


class CronJobs:
    """The cron jobs of one namespace."""

    def __init__(self, api: kube.ApiClient, namespace: str) -> None:
        self.batch = kube.BatchV1Api(api)
        self.namespace = namespace

    def create(self, name: str, script: str, **spec: Any) -> kube.V1CronJob:
        template = {"spec": job("", script)["spec"]}
        body = {"metadata": {"name": name}, "spec": {"schedule": "@every 2s", "jobTemplate": template, **spec}}
        return self.batch.create_namespaced_cron_job(self.namespace, body)

    def read(self, name: str) -> kube.V1CronJob:
        return self.batch.read_namespaced_cron_job(name, self.namespace)

    def jobs(self) -> list[kube.V1Job]:
        return list(self.batch.list_namespaced_job(self.namespace).items)

    def active(self) -> list[kube.V1Job]:
        return [found for found in self.jobs() if found.status.active]


@pytest.fixture
def crons(api: kube.ApiClient, namespace: str) -> CronJobs:
    return CronJobs(api, namespace)


def test_job_is_made_when_it_is_due(crons: CronJobs) -> None:
    crons.create("tick", "echo tick")

    made = eventually(crons.jobs, bool, 30)[0]

    assert made.metadata.owner_references[0].name == "tick"
    assert made.metadata.name.startswith("tick-")
    assert "batch.kubernetes.io/cronjob-scheduled-timestamp" in made.metadata.annotations
    found = eventually(lambda: crons.read("tick"), lambda found: found.status.last_successful_time, 30)
    assert found.status.last_schedule_time


def test_suspended_cron_job_makes_no_jobs(crons: CronJobs) -> None:
    crons.create("still", "true", suspend=True)
    crons.create("tick", "true")

    eventually(crons.jobs, bool, 30)

    assert all(found.metadata.owner_references[0].name == "tick" for found in crons.jobs())


def test_forbidden_concurrency_waits_for_the_last_job(crons: CronJobs) -> None:
    crons.create("alone", "sleep 600", concurrencyPolicy="Forbid")
    eventually(crons.active, bool, 30)

    core = kube.CoreV1Api(crons.batch.api_client)
    eventually(
        lambda: core.list_namespaced_event(crons.namespace, field_selector="reason=JobAlreadyActive").items, bool, 30
    )

    assert len(crons.jobs()) == 1
    assert len(crons.read("alone").status.active) == 1


def test_old_jobs_are_cleared_away(crons: CronJobs) -> None:
    crons.create("short", "true", successfulJobsHistoryLimit=0)
    eventually(crons.jobs, bool, 30)

    eventually(crons.jobs, lambda found: not found, 60)

    assert crons.read("short").status.last_successful_time


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        ({"schedule": "never"}, "spec.schedule"),
        ({"schedule": "TZ=UTC * * * * *"}, "spec.schedule"),
        ({"timeZone": "Mars/Base"}, "spec.timeZone"),
        ({"concurrencyPolicy": "Perhaps"}, "spec.concurrencyPolicy"),
        ({"jobTemplate": {"spec": job("", "true", parallelism=-1)["spec"]}}, "spec.jobTemplate.spec.parallelism"),
    ],
)
def test_bad_cron_job_is_refused_by_field(crons: CronJobs, spec: dict[str, Any], field: str) -> None:
    with pytest.raises(ApiException) as refused:
        crons.create("bad", "true", **spec)

    assert refused.value.status == 422
    assert field in refused.value.body
