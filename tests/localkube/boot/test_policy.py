"""The default roles: what they allow, and that they come back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from localkube.apiserver import Registry
from localkube.apiserver.authorization import Authorizer
from localkube.apiserver.users import ANONYMOUS, AUTHENTICATED, User
from localkube.boot.policy import ensure_policy
from localkube.controllers.aggregation import rules_of
from localkube.objects.rbac import CLUSTER_ROLES, ROLE_BINDINGS, Asked
from localkube.store import Store

JANE = User("jane", (AUTHENTICATED,))


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    store = Store(tmp_path / "objects.sqlite")
    registry = Registry(store, "10.96.0.0/16")
    registry.create("namespaces", None, {"metadata": {"name": "shop"}})
    ensure_policy(registry)
    for name in ("view", "edit", "admin"):  # each takes in the one before
        rules = rules_of(registry.get(CLUSTER_ROLES, None, name), registry.list(CLUSTER_ROLES))
        registry.mutate(CLUSTER_ROLES, None, name, lambda role, rules=rules: role.update(rules=rules))  # type: ignore[misc]
    yield registry
    store.close()


def allowed(registry: Registry, user: User, asked: Asked) -> bool:
    return Authorizer(registry.store).allows(user, asked)


def test_anonymous_users_learn_health_and_version_alone(registry: Registry) -> None:
    assert allowed(registry, ANONYMOUS, Asked("get", path="/version"))
    assert not allowed(registry, ANONYMOUS, Asked("get", path="/api"))
    assert not allowed(registry, ANONYMOUS, Asked("list", "", "namespaces"))


def test_who_is_known_may_discover_and_ask_about_himself(registry: Registry) -> None:
    assert allowed(registry, JANE, Asked("get", path="/apis/apps/v1"))
    assert allowed(registry, JANE, Asked("create", "authorization.k8s.io", "selfsubjectaccessreviews"))
    assert not allowed(registry, JANE, Asked("create", "authorization.k8s.io", "subjectaccessreviews"))
    assert not allowed(registry, JANE, Asked("list", "", "pods", namespace="shop"))


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        ("view", Asked("list", "", "pods", "log", "shop"), Asked("get", "", "secrets", namespace="shop")),
        ("edit", Asked("create", "apps", "deployments", namespace="shop"),
         Asked("create", "rbac.authorization.k8s.io", "roles", namespace="shop")),
        ("edit", Asked("get", "", "configmaps", namespace="shop"),
         Asked("update", "", "endpoints", namespace="shop")),
        ("admin", Asked("create", "rbac.authorization.k8s.io", "rolebindings", namespace="shop"),
         Asked("update", "", "resourcequotas", namespace="shop")),
        ("cluster-admin", Asked("delete", "", "namespaces", namespace="shop", name="shop"), Asked("list", "", "nodes")),
    ],
)  # fmt: skip
def test_bound_roles_allow_in_their_namespace(registry: Registry, role: str, may: Asked, may_not: Asked) -> None:
    binding = {
        "metadata": {"name": "jane"},
        "roleRef": {"kind": "ClusterRole", "name": role},
        "subjects": [{"kind": "User", "name": "jane"}],
    }
    registry.create(ROLE_BINDINGS, "shop", binding)

    assert allowed(registry, JANE, may)
    assert not allowed(registry, JANE, may_not)


def test_what_is_missing_in_a_default_role_comes_back_and_own_rules_stay(registry: Registry) -> None:
    own = {"apiGroups": [""], "resources": ["nodes"], "verbs": ["get"]}
    registry.mutate(CLUSTER_ROLES, None, "system:basic-user", lambda role: role.update(rules=[own]))

    ensure_policy(registry)

    rules = registry.get(CLUSTER_ROLES, None, "system:basic-user")["rules"]
    assert own in rules
    assert allowed(registry, JANE, Asked("create", "authentication.k8s.io", "selfsubjectreviews"))
