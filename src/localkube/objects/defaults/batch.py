"""Defaults of jobs and cron jobs."""

from __future__ import annotations

from localkube.objects.access import Obj
from localkube.objects.defaults.pods import default_template

_NO_LIMIT = 2**31 - 1


def default_job(job: Obj) -> None:
    """One pod that has to succeed once, and six retries."""
    spec: Obj = job.setdefault("spec", {})
    default_job_spec(spec)
    labels: dict[str, str] = spec["template"]["metadata"].get("labels") or {}
    if labels and not job["metadata"].get("labels"):
        job["metadata"]["labels"] = dict(labels)


def default_job_spec(spec: Obj) -> None:
    """The part that cron jobs' templates share."""
    if "completions" not in spec and "parallelism" not in spec:
        spec["completions"] = 1
    spec.setdefault("parallelism", 1)
    spec.setdefault("backoffLimit", _NO_LIMIT if "backoffLimitPerIndex" in spec else 6)
    spec.setdefault("completionMode", "NonIndexed")
    spec.setdefault("suspend", False)
    spec.setdefault("manualSelector", False)
    spec.setdefault("podReplacementPolicy", "Failed" if "podFailurePolicy" in spec else "TerminatingOrFailed")
    for rule in (spec.get("podFailurePolicy") or {}).get("rules") or ():
        for pattern in rule.get("onPodConditions") or ():
            pattern.setdefault("status", "True")
    default_template(spec.setdefault("template", {}))


def default_cron_job(cron_job: Obj) -> None:
    """Jobs may overlap; three good and one failed job are kept."""
    spec: Obj = cron_job.setdefault("spec", {})
    spec.setdefault("concurrencyPolicy", "Allow")
    spec.setdefault("suspend", False)
    spec.setdefault("successfulJobsHistoryLimit", 3)
    spec.setdefault("failedJobsHistoryLimit", 1)
    template: Obj = spec.setdefault("jobTemplate", {})
    template.setdefault("metadata", {})
    _default_template_spec(template.setdefault("spec", {}))


def _default_template_spec(spec: Obj) -> None:
    """Of the job inside a cron job only the pod template is filled in; the rest is when a job is made of it."""
    default_template(spec.setdefault("template", {}))
