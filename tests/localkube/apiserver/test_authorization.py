"""Who may do what: refusals in Kubernetes' words, roles that take effect at once, and no way to grant oneself more."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from localkube.apiserver.asking import all_asked_by, asked_by
from localkube.objects.access import Obj
from localkube.objects.rbac import Asked, permits, uncovered
from tests.localkube.apiserver.conftest import Api
from tests.localkube.apiserver.factory import CONFIG_MAPS, PODS, config_map

RBAC = "/apis/rbac.authorization.k8s.io/v1"
ROLES, BINDINGS = f"{RBAC}/namespaces/default/roles", f"{RBAC}/namespaces/default/rolebindings"
ROBOT = "system:serviceaccount:default:robot"


def rule(resources: str, verbs: str, group: str = "", **fields: list[str]) -> Obj:
    return {"apiGroups": [group], "resources": resources.split(), "verbs": verbs.split(), **fields}


def binding(role: str, kind: str = "Role", **subject: str) -> Obj:
    subject = {"kind": "ServiceAccount", "name": "robot", **subject}
    return {"metadata": {"name": role}, "roleRef": {"kind": kind, "name": role}, "subjects": [subject]}


async def grant(api: Api, name: str, *rules: Obj) -> None:
    await api.create(ROLES, {"metadata": {"name": name}, "rules": list(rules)})
    await api.create(BINDINGS, binding(name))


@pytest.fixture
async def robot(api: Api) -> AsyncIterator[str]:
    yield await api.token("robot")


@pytest.mark.parametrize(
    ("method", "path", "message"),
    [
        (
            "GET",
            PODS,
            f'pods is forbidden: User "{ROBOT}" cannot list resource "pods" in API group "" in the namespace "default"',
        ),
        (
            "GET",
            f"{PODS}/one/log",
            f'pods "one" is forbidden: User "{ROBOT}" cannot get resource "pods/log" in API group "" '
            'in the namespace "default"',
        ),
        (
            "DELETE",
            "/apis/apps/v1/namespaces/default/deployments",
            f'deployments.apps is forbidden: User "{ROBOT}" cannot deletecollection resource "deployments" '
            'in API group "apps" in the namespace "default"',
        ),
        (
            "GET",
            "/api/v1/nodes?watch=1",
            f'nodes is forbidden: User "{ROBOT}" cannot watch resource "nodes" in API group "" at the cluster scope',
        ),
        ("GET", "/metrics", f'forbidden: User "{ROBOT}" cannot get path "/metrics"'),
        (
            "POST",
            "/apis/example.org/v1/things",
            f'things.example.org is forbidden: User "{ROBOT}" cannot create resource "things" '
            'in API group "example.org" at the cluster scope',
        ),
    ],
)
async def test_without_a_binding_nothing_is_allowed(api: Api, robot: str, method: str, path: str, message: str) -> None:
    answer = await api.ask(robot, method, path)

    assert (answer.status_code, answer.json()["reason"]) == (403, "Forbidden")
    assert answer.json()["message"] == message


async def test_a_binding_takes_effect_at_once_and_ends_at_once(api: Api, robot: str) -> None:
    await api.create(CONFIG_MAPS, config_map("one"))
    await grant(api, "read", rule("configmaps", "get list watch"))

    assert (await api.ask(robot, "GET", f"{CONFIG_MAPS}/one")).status_code == 200
    assert (await api.ask(robot, "GET", CONFIG_MAPS)).status_code == 200
    assert (await api.ask(robot, "PUT", f"{CONFIG_MAPS}/one", config_map("one"))).status_code == 403
    assert (await api.ask(robot, "GET", "/api/v1/configmaps")).status_code == 403
    assert (await api.ask(robot, "GET", "/api/v1/namespaces//configmaps")).status_code in (403, 404)
    await api.http.delete(f"{BINDINGS}/read")
    assert (await api.ask(robot, "GET", CONFIG_MAPS)).status_code == 403


async def test_apply_of_what_is_not_there_is_a_creation(api: Api, robot: str) -> None:
    await grant(api, "change", rule("configmaps", "get patch"))
    headers = {"Authorization": f"Bearer {robot}", "Content-Type": "application/apply-patch+yaml"}

    answer = await api.http.patch(
        f"{CONFIG_MAPS}/new", params={"fieldManager": "x"}, json=config_map("new"), headers=headers
    )

    assert answer.status_code == 403
    assert 'cannot create resource "configmaps"' in answer.json()["message"]


async def test_names_limit_lists_of_one_object_too(api: Api, robot: str) -> None:
    await grant(api, "one", rule("configmaps", "get list", resourceNames=["one"]))
    await api.create(CONFIG_MAPS, config_map("one"))

    assert (await api.ask(robot, "GET", f"{CONFIG_MAPS}/one")).status_code == 200
    assert (await api.ask(robot, "GET", f"{CONFIG_MAPS}/two")).status_code == 403
    assert (await api.ask(robot, "GET", CONFIG_MAPS)).status_code == 403
    assert (await api.ask(robot, "GET", f"{CONFIG_MAPS}?fieldSelector=metadata.name=one")).status_code == 200
    assert (await api.ask(robot, "GET", f"{CONFIG_MAPS}?fieldSelector=metadata.name!=one")).status_code == 403


async def test_nobody_grants_more_than_he_holds(api: Api, robot: str) -> None:
    await grant(api, "grants", rule("roles rolebindings", "create update get", "rbac.authorization.k8s.io"))
    secrets = {"metadata": {"name": "more"}, "rules": [rule("secrets", "get list")]}

    refused = await api.ask(robot, "POST", ROLES, secrets)

    assert refused.status_code == 403
    assert refused.json()["message"] == (
        f'roles.rbac.authorization.k8s.io "more" is forbidden: user "{ROBOT}" (groups=["system:serviceaccounts" '
        '"system:serviceaccounts:default" "system:authenticated"]) is attempting to grant RBAC permissions not '
        'currently held:\n{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}'
    )
    await api.create(ROLES, secrets)
    assert (await api.ask(robot, "POST", BINDINGS, binding("more"))).status_code == 403
    held = {"metadata": {"name": "same"}, "rules": [rule("roles", "get", "rbac.authorization.k8s.io")]}
    assert (await api.ask(robot, "POST", ROLES, held)).status_code == 201
    await grant(api, "bind", rule("roles", "bind", "rbac.authorization.k8s.io", resourceNames=["more"]))
    assert (await api.ask(robot, "POST", BINDINGS, binding("more"))).status_code == 201


async def test_reviews_tell_what_is_allowed_and_why(api: Api, robot: str) -> None:
    await grant(api, "read", rule("configmaps", "get"))
    group = "/apis/authorization.k8s.io/v1"

    async def asked(path: str, **spec: object) -> Obj:
        status: Obj = (await api.create(f"{group}/{path}", {"spec": spec}))["status"]
        return status

    wanted = {"verb": "get", "resource": "configmaps", "namespace": "default"}
    told = await asked("subjectaccessreviews", user=ROBOT, resourceAttributes=wanted)
    reason = 'RBAC: allowed by RoleBinding "read/default" of Role "read" to ServiceAccount "robot/default"'
    assert told == {"allowed": True, "reason": reason}
    assert await asked("subjectaccessreviews", user=ROBOT, resourceAttributes={**wanted, "namespace": "other"}) == {
        "allowed": False
    }
    assert (await asked("selfsubjectaccessreviews", nonResourceAttributes={"verb": "get", "path": "/x"}))["allowed"]
    local = f"{group}/namespaces/default/localsubjectaccessreviews"
    wrong = {"spec": {"user": ROBOT, "resourceAttributes": {**wanted, "namespace": "other"}}}
    assert (await api.http.post(local, json=wrong)).status_code == 422
    assert (await api.http.post(f"{group}/subjectaccessreviews", json={"spec": {"user": "x"}})).status_code == 422
    rules = await asked("selfsubjectrulesreviews", namespace="default")
    assert rules["resourceRules"] == [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]
    assert (await api.http.get(f"{group}/selfsubjectrulesreviews")).status_code == 405


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        (ROLES, {"rules": [{"apiGroups": [""], "resources": ["pods"]}]}, "rules[0].verbs"),
        (ROLES, {"rules": [{"nonResourceURLs": ["/x"], "verbs": ["get"]}]}, "rules[0].nonResourceURLs"),
        (BINDINGS, {"roleRef": {"kind": "Secret", "name": "x"}}, "roleRef.kind"),
        (BINDINGS, {"roleRef": {"kind": "Role", "name": "x"}, "subjects": [{"kind": "Dog", "name": "x"}]},
         "subjects[0].kind"),
        (f"{RBAC}/clusterrolebindings", {"roleRef": {"kind": "Role", "name": "x"}}, "roleRef.kind"),
    ],
)  # fmt: skip
async def test_bad_roles_and_bindings_are_refused(api: Api, path: str, body: Obj, field: str) -> None:
    answer = await api.http.post(path, json={"metadata": {"name": "system:odd"}, **body})

    assert answer.status_code == 422
    assert field in [cause["field"] for cause in answer.json()["details"]["causes"]]


async def test_the_role_of_a_binding_stays(api: Api) -> None:
    made = await api.create(BINDINGS, binding("one"))
    made["roleRef"]["name"] = "other"

    answer = await api.http.put(f"{BINDINGS}/one", json=made)

    assert answer.status_code == 422 and "cannot change roleRef" in answer.json()["message"]


@pytest.mark.parametrize(
    ("method", "path", "asked"),
    [
        ("GET", "/api", Asked("get", path="/api")),
        ("GET", "/apis/apps/v1", Asked("get", path="/apis/apps/v1")),
        ("GET", "/api/v1/namespaces/x", Asked("get", "", "namespaces", namespace="x", name="x")),
        ("PUT", "/api/v1/namespaces/x/status", Asked("update", "", "namespaces", "status", "x", "x")),
        ("GET", "/apis/apps/v1/namespaces/x/deployments", Asked("list", "apps", "deployments", namespace="x")),
        ("POST", "/api/v1/namespaces/x/pods/y/exec", Asked("create", "", "pods", "exec", "x", "y")),
        ("GET", "/apis/apps/v1/watch/deployments", Asked("watch", "apps", "deployments")),
        ("GET", "/api/v1/watch/namespaces/x/pods/y", Asked("watch", "", "pods", namespace="x", name="y")),
        ("GET", "/api/v1/watch/namespaces/x", Asked("watch", "", "namespaces", namespace="x", name="x")),
        ("GET", "/api/v1/nodes/n/proxy/metrics/cadvisor", Asked("get", "", "nodes", "proxy", name="n")),
    ],
)
def test_requests_are_read_as_kubernetes_does(method: str, path: str, asked: Asked) -> None:
    assert asked_by(method, path, {}) == asked


def test_a_stream_that_is_opened_by_get_must_be_allowed_to_create() -> None:
    verbs = [asked.verb for asked in all_asked_by("GET", "/api/v1/namespaces/x/pods/y/exec", {})]

    assert verbs == ["get", "create"]


@pytest.mark.parametrize(
    ("resources", "asked", "allowed"),
    [
        (["pods"], Asked("get", "", "pods"), True),
        (["pods"], Asked("get", "", "pods", "log"), False),
        (["pods/log"], Asked("get", "", "pods"), False),
        (["*/log"], Asked("get", "", "pods", "log"), True),
        (["pods/*"], Asked("get", "", "pods", "log"), False),
        (["*"], Asked("get", "", "pods", "log"), True),
        (["*"], Asked("get", "apps", "deployments"), False),
        (["*"], Asked("get", path="/pods"), False),
    ],
)
def test_rules_match_resources_and_subresources(resources: list[str], asked: Asked, allowed: bool) -> None:
    assert permits({"apiGroups": [""], "resources": resources, "verbs": ["get"]}, asked) is allowed


def test_urls_match_by_prefix() -> None:
    rules = {"nonResourceURLs": ["/healthz/*", "/x"], "verbs": ["get"]}

    assert permits(rules, Asked("get", path="/healthz/ping"))
    assert not permits(rules, Asked("get", path="/healthz"))
    assert not permits(rules, Asked("get", path="/x/y"))


def test_rules_are_covered_by_wider_ones_only() -> None:
    wanted = [rule("pods pods/log", "get"), rule("secrets", "get", resourceNames=["a"])]

    assert uncovered(wanted, [rule("*", "get")]) == []
    assert uncovered(wanted, [rule("pods", "*"), rule("*/log", "get"), rule("secrets", "get")]) == []
    assert uncovered([rule("secrets", "get")], [rule("secrets", "get", resourceNames=["a"])]) != []
    assert uncovered([rule("*", "get")], [rule("pods", "get")]) != []
    assert uncovered([rule("pods", "*")], [rule("pods", "get list")]) != []
