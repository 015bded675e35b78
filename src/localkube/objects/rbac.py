"""What a policy rule permits, and when rules permit no more than other rules. Pure.

Source: "Using RBAC Authorization" in the Kubernetes documentation, with its sections on escalation and aggregation.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from localkube.objects.access import Obj
from localkube.objects.kinds import RBAC_GROUP

ALL = "*"
ROLES, CLUSTER_ROLES = f"roles.{RBAC_GROUP}", f"clusterroles.{RBAC_GROUP}"
ROLE_BINDINGS, CLUSTER_ROLE_BINDINGS = f"rolebindings.{RBAC_GROUP}", f"clusterrolebindings.{RBAC_GROUP}"
ACCOUNT_PREFIX = "system:serviceaccount:"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to do: ``verb`` to a resource, or to a ``path`` that is none.

    ``resource`` is the plural alone. ``namespace`` is empty for what is cluster-scoped and for all namespaces.
    """

    verb: str
    group: str = ""
    resource: str = ""
    subresource: str = ""
    namespace: str = ""
    name: str = ""
    path: str = ""

    @property
    def full_resource(self) -> str:
        """``pods`` or ``pods/log``."""
        return f"{self.resource}/{self.subresource}" if self.subresource else self.resource


def permits(rule: Obj, asked: Asked) -> bool:
    """Whether the rule permits it."""
    verbs = rule.get("verbs") or ()
    if ALL not in verbs and asked.verb not in verbs:
        return False
    if asked.path:
        return any(_url_covers(pattern, asked.path) for pattern in rule.get("nonResourceURLs") or ())
    groups, names = rule.get("apiGroups") or (), rule.get("resourceNames") or ()
    return (
        (ALL in groups or asked.group in groups)
        and any(_resource_covers(pattern, asked.full_resource) for pattern in rule.get("resources") or ())
        and (not names or asked.name in names)
    )


def uncovered(wanted: Iterable[Obj], held: Sequence[Obj]) -> list[Obj]:
    """The parts of ``wanted`` that ``held`` does not permit, each about one resource or path, verbs together."""
    missing: dict[tuple[str, ...], list[str]] = {}
    for rule in wanted:
        for part in _parts(rule):
            if not any(_covers(rule, part) for rule in held):
                missing.setdefault(part[1:], []).append(part[0])
    return [_rule(about, list(dict.fromkeys(verbs))) for about, verbs in sorted(missing.items())]


def shown(rule: Obj) -> str:
    """The short form that refusals use: ``{APIGroups:[""], Resources:["pods"], Verbs:["get"]}``."""
    fields = (
        ("apiGroups", "APIGroups"),
        ("resources", "Resources"),
        ("nonResourceURLs", "NonResourceURLs"),
        ("resourceNames", "ResourceNames"),
        ("verbs", "Verbs"),
    )
    return "{" + ", ".join(f"{name}:{quoted(rule[field])}" for field, name in fields if rule.get(field)) + "}"


def quoted(texts: Iterable[str]) -> str:
    """A list as Go prints it: ``["a" "b"]``."""
    return f"[{' '.join(json.dumps(text, ensure_ascii=False) for text in texts)}]"


def account_user(namespace: str, name: str) -> str:
    """The user name of a service account."""
    return f"{ACCOUNT_PREFIX}{namespace}:{name}"


def subject_key(subject: Obj, namespace: str) -> tuple[str, str]:
    """``User`` or ``Group`` and the name that users and groups carry; ``namespace`` is the binding's."""
    if subject.get("kind") == "ServiceAccount":
        return "User", account_user(subject.get("namespace") or namespace, subject["name"])
    return subject.get("kind", ""), subject.get("name", "")


def _resource_covers(pattern: str, resource: str) -> bool:
    if pattern in (ALL, resource):
        return True
    _, slash, subresource = resource.partition("/")
    return bool(slash) and pattern == f"*/{subresource}"


def _url_covers(pattern: str, path: str) -> bool:
    return pattern in (ALL, path) or (pattern.endswith(ALL) and path.startswith(pattern.rstrip(ALL)))


_RESOURCE, _URL = "resource", "url"


def _parts(rule: Obj) -> Iterator[tuple[str, ...]]:
    """Every single permission of a rule: verb, kind of part, and what it is about (group, resource, name; or a URL)."""
    for verb in rule.get("verbs") or ():
        for group in rule.get("apiGroups") or ():
            for resource in rule.get("resources") or ():
                for name in rule.get("resourceNames") or ("",):
                    yield verb, _RESOURCE, group, resource, name
        for url in rule.get("nonResourceURLs") or ():
            yield verb, _URL, url


def _covers(rule: Obj, part: tuple[str, ...]) -> bool:
    verb, kind, *about = part
    if kind == _URL:
        return permits(rule, Asked(verb, path=about[0]))
    group, resource, name = about
    plural, _, subresource = resource.partition("/")
    return permits(rule, Asked(verb, group, plural, subresource, name=name))


def _rule(about: tuple[str, ...], verbs: list[str]) -> Obj:
    if about[0] == _URL:
        return {"nonResourceURLs": [about[1]], "verbs": verbs}
    _, group, resource, name = about
    names = {"resourceNames": [name]} if name else {}
    return {"apiGroups": [group], "resources": [resource], **names, "verbs": verbs}
