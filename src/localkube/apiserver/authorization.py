"""Who may do what: roles and their bindings, compiled once for each state of them.

A request of an administrator costs nothing here; another's costs a look into a memory of answers, which is emptied when
any role or binding changes. Source: "Using RBAC Authorization" in the Kubernetes documentation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from localkube.apiserver.users import User
from localkube.objects.access import Obj
from localkube.objects.errors import Forbidden
from localkube.objects.rbac import (
    CLUSTER_ROLE_BINDINGS,
    CLUSTER_ROLES,
    ROLE_BINDINGS,
    ROLES,
    Asked,
    permits,
    subject_key,
)
from localkube.store import Change, Store

_REMEMBERED = 10_000
_Question = tuple[str, tuple[str, ...], Asked]


@dataclass(frozen=True, slots=True)
class Grant:
    """One binding for one subject. ``namespace`` empty: it holds everywhere."""

    namespace: str
    rules: Sequence[Obj]
    reason: str


class Authorizer:
    """Decides by the store's present roles and bindings."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._grants: dict[tuple[str, str], list[Grant]] | None = None
        self._answers: dict[_Question, str | None] = {}
        for resource in (ROLES, CLUSTER_ROLES, ROLE_BINDINGS, CLUSTER_ROLE_BINDINGS):
            store.subscribe(resource, self._changed)

    def reason(self, user: User, asked: Asked) -> str | None:
        """Why it is allowed, or None when nothing allows it."""
        if user.is_administrator:
            return ""
        question = (user.name, user.groups, asked)
        if question in self._answers:
            return self._answers[question]
        found = next(
            (
                grant.reason
                for grant in self._of(user, asked.namespace)
                if any(permits(rule, asked) for rule in grant.rules)
            ),
            None,
        )
        if len(self._answers) >= _REMEMBERED:
            self._answers.clear()
        self._answers[question] = found
        return found

    def allows(self, user: User, asked: Asked) -> bool:
        """Whether something allows it."""
        return self.reason(user, asked) is not None

    def check(self, user: User, asked: Asked) -> None:
        """Raise Forbidden in Kubernetes' words."""
        if not self.allows(user, asked):
            raise refusal(user, asked)

    def rules(self, user: User, namespace: str) -> list[Obj]:
        """All rules that hold for somebody in a namespace (empty: cluster-wide alone)."""
        if user.is_administrator:
            everything = {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}
            return [everything, {"nonResourceURLs": ["*"], "verbs": ["*"]}]
        return [rule for grant in self._of(user, namespace) for rule in grant.rules]

    def rules_of_role(self, reference: Obj, namespace: str) -> list[Obj]:
        """The rules of a binding's role; none when there is no such role."""
        resource, where = (ROLES, namespace) if reference.get("kind") == "Role" else (CLUSTER_ROLES, None)
        record = self._store.get(resource, where, reference.get("name", ""))
        rules: list[Obj] = (record.obj.get("rules") or []) if record else []
        return rules

    def _changed(self, _change: Change) -> None:
        self._grants = None
        self._answers.clear()

    def _of(self, user: User, namespace: str) -> Iterator[Grant]:
        if self._grants is None:
            self._grants = self._compiled()
        for key in (("User", user.name), *(("Group", group) for group in user.groups)):
            for grant in self._grants.get(key, ()):
                if not grant.namespace or grant.namespace == namespace:
                    yield grant

    def _compiled(self) -> dict[tuple[str, str], list[Grant]]:
        found: dict[tuple[str, str], list[Grant]] = {}
        for resource in (CLUSTER_ROLE_BINDINGS, ROLE_BINDINGS):
            for record in self._store.list(resource):
                binding = record.obj
                namespace = binding["metadata"].get("namespace", "")
                rules = self.rules_of_role(binding["roleRef"], namespace)
                for subject in (binding.get("subjects") or ()) if rules else ():
                    grant = Grant(namespace, rules, _told(binding, subject))
                    found.setdefault(subject_key(subject, namespace), []).append(grant)
        return found


def refusal(user: User, asked: Asked) -> Forbidden:
    """The answer to who may not do it."""
    if asked.path:
        return Forbidden(f'forbidden: User "{user.name}" cannot {asked.verb} path "{asked.path}"')
    where = f'in the namespace "{asked.namespace}"' if asked.namespace else "at the cluster scope"
    why = (
        f'User "{user.name}" cannot {asked.verb} resource "{asked.full_resource}" in API group "{asked.group}" {where}'
    )
    qualified = f"{asked.resource}.{asked.group}" if asked.group else asked.resource
    about = f'{qualified} "{asked.name}"' if asked.name else qualified
    return Forbidden(f"{about} is forbidden: {why}", name=asked.name, group=asked.group, kind=asked.resource)


def _told(binding: Obj, subject: Obj) -> str:
    metadata, role = binding["metadata"], binding["roleRef"]
    namespace = metadata.get("namespace", "")
    name = f"{metadata['name']}/{namespace}" if namespace else metadata["name"]
    who = subject["name"]
    if subject["kind"] == "ServiceAccount":
        who = f"{subject['name']}/{subject.get('namespace') or namespace}"
    return (
        f'RBAC: allowed by {binding["kind"]} "{name}" of {role["kind"]} "{role["name"]}" to {subject["kind"]} "{who}"'
    )
