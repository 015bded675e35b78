"""Jobs and cron jobs."""

from __future__ import annotations

from zoneinfo import available_timezones

from localkube.objects import cron, indexes
from localkube.objects.access import Obj
from localkube.objects.meta import condition
from localkube.objects.selectors import match_selector
from localkube.objects.validation import names
from localkube.objects.validation.metadata import check_annotations, check_labels, check_selector
from localkube.objects.validation.pods import check_any_template
from localkube.objects.validation.problems import Problems

UID_LABEL, NAME_LABEL = "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name"
_MOST_INDEXES = 10**9
_MOST_PARALLEL_INDEXES = 10**5
_LONGEST_CRON_JOB_NAME = 52
_COUNTS = (
    "parallelism",
    "completions",
    "activeDeadlineSeconds",
    "backoffLimit",
    "ttlSecondsAfterFinished",
    "backoffLimitPerIndex",
    "maxFailedIndexes",
)
_FIXED = ("selector", "completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy")
_SCHEDULING = ("nodeSelector", "affinity", "tolerations", "schedulingGates")


def check_job(job: Obj, old: Obj | None, found: Problems) -> None:
    """Check a job. Of one that exists, only the amounts change, and while it is suspended where its pods may run."""
    spec: Obj = job.get("spec", {})
    if old is not None and spec == old.get("spec"):
        return
    check_job_spec("spec", spec, found)
    _selector(job, spec, found)
    if spec.get("completionMode") == "Indexed" and spec.get("completions", 0) > 0:
        name = f"{job['metadata'].get('name', '')}-{spec['completions'] - 1}"
        if wrong := names.label(name):
            found.invalid(
                "metadata.name",
                job["metadata"].get("name", ""),
                f"will not able to create pod with invalid DNS label: {name}: {wrong}",
            )
    if old is not None:
        _changes(job, old, found)


def check_job_spec(path: str, spec: Obj, found: Problems) -> None:
    """Check what jobs and the templates of cron jobs have in common."""
    for name in _COUNTS:
        found.at_least(f"{path}.{name}", spec.get(name), 0)
    found.one_of(f"{path}.completionMode", spec.get("completionMode"), ("NonIndexed", "Indexed"))
    if spec.get("completionMode") == "Indexed":
        if "completions" not in spec:
            found.required(f"{path}.completions", "when completion mode is Indexed")
        _indexed(path, spec, found)
    else:
        for name in ("backoffLimitPerIndex", "maxFailedIndexes"):
            if name in spec:
                found.invalid(f"{path}.{name}", spec[name], "requires indexed completion mode")
    if "maxFailedIndexes" in spec and "backoffLimitPerIndex" not in spec:
        found.required(f"{path}.backoffLimitPerIndex", "when maxFailedIndexes is specified")
    replacement = spec.get("podReplacementPolicy")
    if "podFailurePolicy" in spec:
        found.one_of(f"{path}.podReplacementPolicy", replacement, ("Failed",))
        _failure_policy(f"{path}.podFailurePolicy", spec, found)
    else:
        found.one_of(f"{path}.podReplacementPolicy", replacement, ("Failed", "TerminatingOrFailed"))
    if "successPolicy" in spec:
        _success_policy(f"{path}.successPolicy", spec, found)
    check_any_template(f"{path}.template", spec.get("template", {}), found)
    restart = spec.get("template", {}).get("spec", {}).get("restartPolicy")
    found.one_of(f"{path}.template.spec.restartPolicy", restart, ("OnFailure", "Never"))


def check_cron_job(cron_job: Obj, old: Obj | None, found: Problems) -> None:
    """Check a cron job: its schedule, its time zone, the job that it makes."""
    spec: Obj = cron_job.get("spec", {})
    if old is not None and spec == old.get("spec"):
        return
    name: str = cron_job["metadata"].get("name", "")
    if len(name) > _LONGEST_CRON_JOB_NAME:
        found.invalid("metadata.name", name, f"must be no more than {_LONGEST_CRON_JOB_NAME} characters")
    _schedule(spec, found)
    found.at_least("spec.startingDeadlineSeconds", spec.get("startingDeadlineSeconds"), 0)
    found.one_of("spec.concurrencyPolicy", spec.get("concurrencyPolicy"), ("Allow", "Forbid", "Replace"))
    for name in ("successfulJobsHistoryLimit", "failedJobsHistoryLimit"):
        found.at_least(f"spec.{name}", spec.get(name), 0)
    template: Obj = spec.get("jobTemplate", {})
    check_labels("spec.jobTemplate.metadata.labels", template.get("metadata", {}).get("labels"), found)
    check_annotations("spec.jobTemplate.metadata.annotations", template.get("metadata", {}).get("annotations"), found)
    if template.get("spec", {}).get("manualSelector"):
        found.unsupported("spec.jobTemplate.spec.manualSelector", True, ("nil", "false"))
    check_job_spec("spec.jobTemplate.spec", template.get("spec", {}), found)


def _schedule(spec: Obj, found: Problems) -> None:
    text, zone = spec.get("schedule", ""), spec.get("timeZone")
    if not text:
        found.required("spec.schedule")
    elif "TZ" in text:
        detail = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"
        found.invalid("spec.schedule", text, detail)
    else:
        try:
            cron.parse(text)
        except cron.ScheduleError as bad:
            found.invalid("spec.schedule", text, str(bad))
    if zone is None:
        return
    if not zone:
        found.invalid("spec.timeZone", zone, "timeZone must be nil or non-empty string")
    elif zone.lower() == "local":
        found.invalid(
            "spec.timeZone",
            zone,
            "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones",
        )
    elif zone not in available_timezones():
        found.invalid("spec.timeZone", zone, f"unknown time zone {zone}")


def _selector(job: Obj, spec: Obj, found: Problems) -> None:
    labels: dict[str, str] = spec.get("template", {}).get("metadata", {}).get("labels") or {}
    selector: Obj | None = spec.get("selector")
    if selector is None:
        found.required("spec.selector")
        return
    check_selector("spec.selector", selector, found)
    if not spec.get("manualSelector"):
        metadata = job["metadata"]
        if selector.get("matchLabels") != {UID_LABEL: metadata.get("uid")} or selector.get("matchExpressions"):
            found.invalid("spec.selector", selector, "`selector` not auto-generated")
        wanted = {UID_LABEL: metadata.get("uid"), NAME_LABEL: metadata.get("name")}
        for label, value in wanted.items():
            if labels.get(label) != value:
                found.invalid("spec.template.metadata.labels", labels, f"must be '{value}'")
    if not match_selector(selector, labels):
        found.invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`")


def _indexed(path: str, spec: Obj, found: Problems) -> None:
    completions = spec.get("completions")
    if completions is None:
        found.required(f"{path}.completions", "when completion mode is Indexed")
        return
    if spec.get("parallelism", 0) > _MOST_PARALLEL_INDEXES:
        detail = f"must be less than or equal to {_MOST_PARALLEL_INDEXES} when completion mode is Indexed"
        found.invalid(f"{path}.parallelism", spec["parallelism"], detail)
    if completions > _MOST_INDEXES:
        found.invalid(f"{path}.completions", completions, f"must be less than or equal to {_MOST_INDEXES}")
    if spec.get("maxFailedIndexes", 0) > completions:
        detail = "must be less than or equal to completions"
        found.invalid(f"{path}.maxFailedIndexes", spec["maxFailedIndexes"], detail)


def _failure_policy(path: str, spec: Obj, found: Problems) -> None:
    if spec.get("template", {}).get("spec", {}).get("restartPolicy") != "Never":
        detail = 'only "Never" is supported when podFailurePolicy is specified'
        found.invalid("spec.template.spec.restartPolicy", spec["template"]["spec"].get("restartPolicy"), detail)
    pod: Obj = spec.get("template", {}).get("spec", {})
    containers = {c.get("name") for name in ("containers", "initContainers") for c in pod.get(name) or ()}
    actions = ["FailJob", "Count", "Ignore"] + (["FailIndex"] if "backoffLimitPerIndex" in spec else [])
    for index, rule in enumerate(spec["podFailurePolicy"].get("rules") or ()):
        at = f"{path}.rules[{index}]"
        found.one_of(f"{at}.action", rule.get("action", ""), actions)
        codes, patterns = rule.get("onExitCodes"), rule.get("onPodConditions")
        if (codes is None) == (not patterns):
            detail = "specifying one of OnExitCodes and OnPodConditions is required"
            if codes is not None:
                detail = "specifying both OnExitCodes and OnPodConditions is not supported"
            found.invalid(at, rule, detail)
        if codes is not None:
            _exit_codes(f"{at}.onExitCodes", codes, containers, found)


def _exit_codes(path: str, codes: Obj, containers: set[str], found: Problems) -> None:
    operator, values = codes.get("operator", ""), codes.get("values") or []
    found.one_of(f"{path}.operator", operator, ("In", "NotIn"))
    if not values:
        found.invalid(f"{path}.values", values, "at least one value is required")
    for index, value in enumerate(values):
        if operator == "In" and value == 0:
            found.invalid(f"{path}.values[{index}]", value, "must not be 0 for the In operator")
    if sorted(set(values)) != values:
        found.invalid(f"{path}.values", values, "must be ordered and without duplicates")
    name = codes.get("containerName")
    if name is not None and name not in containers:
        detail = "must be one of the container or initContainer names in the pod template"
        found.invalid(f"{path}.containerName", name, detail)


def _success_policy(path: str, spec: Obj, found: Problems) -> None:
    if spec.get("completionMode") != "Indexed":
        found.invalid(path, spec["successPolicy"], "requires indexed completion mode")
        return
    rules = spec["successPolicy"].get("rules") or []
    if not rules:
        found.required(f"{path}.rules", "at least one rules must be specified when the successPolicy is specified")
    for number, rule in enumerate(rules):
        at = f"{path}.rules[{number}]"
        text, count = rule.get("succeededIndexes"), rule.get("succeededCount")
        if text is None and count is None:
            found.required(at, "at least one of succeededCount or succeededIndexes must be specified")
        found.at_least(f"{at}.succeededCount", count, 1)
        if text is None:
            continue
        try:
            wanted = indexes.parse(text, spec.get("completions", 0))
        except ValueError as bad:
            found.invalid(f"{at}.succeededIndexes", text, f"error parsing succeededIndexes: {bad}")
            continue
        if count is not None and count > len(wanted):
            detail = f"must be less than or equal to {len(wanted)} when succeededIndexes is specified"
            found.invalid(f"{at}.succeededCount", count, detail)


def _changes(job: Obj, old: Obj, found: Problems) -> None:
    spec, was = job["spec"], old["spec"]
    for name in _FIXED:
        found.immutable(f"spec.{name}", spec.get(name), was.get(name))
    if spec.get("completions") != was.get("completions"):
        together = spec.get("completions") == spec.get("parallelism")
        if spec.get("completionMode") != "Indexed" or spec.get("completions") is None or not together:
            found.immutable("spec.completions", spec.get("completions"), was.get("completions"))
    template, before = spec.get("template", {}), was.get("template", {})
    if was.get("suspend") and not _is_started(old):
        template, before = _but_scheduling(template), _but_scheduling(before)
    found.immutable("spec.template", template, before)


def _is_started(job: Obj) -> bool:
    suspended = condition(job, "Suspended")
    stopped = suspended is not None and suspended.get("status") == "True"
    return bool((job.get("status") or {}).get("startTime")) and not stopped


def _but_scheduling(template: Obj) -> Obj:
    spec = {name: value for name, value in (template.get("spec") or {}).items() if name not in _SCHEDULING}
    metadata = {n: v for n, v in (template.get("metadata") or {}).items() if n not in ("labels", "annotations")}
    return {"metadata": metadata, "spec": spec}
