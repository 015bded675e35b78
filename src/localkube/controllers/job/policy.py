"""A job's rules for failed pods and for early success. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from localkube.controllers.job.pods import index_of
from localkube.objects import indexes
from localkube.objects.access import Obj


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the pod failure policy says of one failed pod: ``Count`` when no rule matches."""

    action: str
    message: str = ""


COUNTED = Ruling("Count")


def rule_on(job: Obj, pod: Obj) -> Ruling:
    """The first rule that matches a failed pod."""
    rules = (job["spec"].get("podFailurePolicy") or {}).get("rules") or ()
    for number, rule in enumerate(rules):
        why = _exit_code_match(pod, rule["onExitCodes"]) if "onExitCodes" in rule else _condition_match(pod, rule)
        if why:
            return Ruling(rule["action"], f"{why} matching {rule['action']} rule at index {number}")
    return COUNTED


def _exit_code_match(pod: Obj, wanted: Obj) -> str:
    status = pod.get("status") or {}
    for kind in ("initContainerStatuses", "containerStatuses"):
        for container in status.get(kind) or ():
            ended = (container.get("state") or {}).get("terminated")
            if (
                not ended
                or not ended.get("exitCode")
                or wanted.get("containerName", container["name"]) != container["name"]
            ):
                continue
            if (ended["exitCode"] in wanted["values"]) == (wanted["operator"] == "In"):
                return f"Container {container['name']} for pod {_shown(pod)} failed with exit code {ended['exitCode']}"
    return ""


def _condition_match(pod: Obj, rule: Obj) -> str:
    present = (pod.get("status") or {}).get("conditions") or ()
    for pattern in rule.get("onPodConditions") or ():
        for condition in present:
            if condition["type"] == pattern["type"] and condition["status"] == pattern.get("status", "True"):
                return f"Pod {_shown(pod)} has condition {condition['type']}"
    return ""


def _shown(pod: Obj) -> str:
    return f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"


def success_rule(job: Obj, completed: set[int]) -> str:
    """Which rule of the success policy the completed indexes meet; empty when none does."""
    completions = job["spec"].get("completions") or 0
    for number, rule in enumerate((job["spec"].get("successPolicy") or {}).get("rules") or ()):
        text, count = rule.get("succeededIndexes"), rule.get("succeededCount")
        wanted = indexes.parse(text, completions) if text is not None else set(range(completions))
        have = wanted & completed
        if len(have) >= (count if count is not None else len(wanted)):
            return f"Matched rules at index {number}"
    return ""


def given_up(job: Obj, failed: Iterable[Obj], limit: int, failures: dict[int, int]) -> set[int]:
    """The indexes that will not be tried again: too many failures (by index), or a rule says so."""
    done = {index for index, count in failures.items() if count > limit}
    for pod in failed:
        index = index_of(pod)
        if index is not None and rule_on(job, pod).action == "FailIndex":
            done.add(index)
    return done
