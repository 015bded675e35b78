"""Pods prove who they are: conformance areas "ServiceAccounts", "SelfSubjectReview" and "SubjectReview" of sig-auth."""

from __future__ import annotations

import base64
import json
import os
import ssl
import subprocess
import sys
import sysconfig
from collections.abc import Sized
from pathlib import Path
from typing import Any

import httpx
import pytest
from kubernetes import client as kube
from kubernetes import watch
from kubernetes.client.exceptions import ApiException

from tests.conformance import image
from tests.conformance.image import OPENSSL, TLS_IMAGE
from tests.conformance.pods import Pods, container, pod
from tests.conformance.waiting import eventually
from tests.running import kubectls

pytestmark = pytest.mark.engine

Obj = dict[str, Any]
MOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
ASK = f"""
cd {MOUNT}
request() {{
  printf 'GET %s HTTP/1.1\\r\\nHost: kubernetes\\r\\nConnection: close\\r\\n' $1
  printf 'Authorization: Bearer %s\\r\\n\\r\\n' $(cat token)
  sleep 2
}}
request $1 | openssl s_client -quiet -verify_return_error -verify_hostname kubernetes.default.svc -CAfile ca.crt \\
  -connect $(eval echo $2) 2>&1
"""


class Accounts:
    """The service accounts of one namespace."""

    def __init__(self, api: kube.ApiClient, namespace: str) -> None:
        self.core = kube.CoreV1Api(api)
        self.rbac = kube.RbacAuthorizationV1Api(api)
        self.namespace = namespace
        self.host = api.configuration.host
        self.ca = api.configuration.ssl_ca_cert

    def create(self, name: str, **fields: Any) -> kube.V1ServiceAccount:
        return self.core.create_namespaced_service_account(self.namespace, {"metadata": {"name": name}, **fields})

    def may_read_pods(self, account: str) -> None:
        rules = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]}]
        self.rbac.create_namespaced_role(self.namespace, {"metadata": {"name": "read"}, "rules": rules})
        body = {
            "metadata": {"name": "read"},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "read"},
            "subjects": [{"kind": "ServiceAccount", "name": account}],
        }
        self.rbac.create_namespaced_role_binding(self.namespace, body)

    def client(self, token: str) -> kube.ApiClient:
        """The official client as a pod's program has it."""
        configuration = kube.Configuration(host=self.host, api_key={"authorization": f"Bearer {token}"})
        configuration.ssl_ca_cert = self.ca
        return kube.ApiClient(configuration)


@pytest.fixture
def accounts(api: kube.ApiClient, namespace: str) -> Accounts:
    return Accounts(api, namespace)


@pytest.fixture
def tls_image(request: pytest.FixtureRequest) -> str:
    """An image that speaks TLS; on another cluster it must be there already."""
    if TLS_IMAGE == "busybox-openssl:1.36":
        image.build(request.getfixturevalue("docker_host"), TLS_IMAGE, OPENSSL)
    return TLS_IMAGE


def test_pod_calls_the_api_with_its_token(pods: Pods, accounts: Accounts, tls_image: str) -> None:
    accounts.create("reader")
    accounts.may_read_pods("reader")
    main = {**container(), "image": tls_image}
    pods.create(pod("caller", main, serviceAccountName="reader"))
    pods.ready("caller")

    def ask(path: str, address: str) -> str:
        return pods.run("caller", "sh", "-c", ASK, "ask", path, address)

    allowed = ask(f"/api/v1/namespaces/{pods.namespace}/pods", "kubernetes.default.svc:443")
    assert "HTTP/1.1 200" in allowed and '"name":"caller"' in allowed.replace(": ", ":")
    refused = ask("/api/v1/namespaces/default/pods", "$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT")
    assert "HTTP/1.1 403" in refused
    assert f'User \\"system:serviceaccount:{pods.namespace}:reader\\" cannot list resource' in refused


LIST_OWN_PODS = """
import sys
from kubernetes import client, config
config.load_incluster_config()
core = client.CoreV1Api()
namespace = open("/var/run/secrets/kubernetes.io/serviceaccount/namespace").read()
print(*(pod.metadata.name for pod in core.list_namespaced_pod(namespace).items))
try:
    core.list_namespaced_secret(namespace)
except client.ApiException as refused:
    print(refused.status)
"""


@pytest.mark.skipif("SLIPWAY_TEST_KUBECONFIG" in os.environ, reason="the node lends its own Python to the pod")
@pytest.mark.parametrize(("may_read", "told"), [(True, ["guest", "403"]), (False, ["Forbidden"])])
def test_official_client_in_a_pod_finds_the_api(
    pods: Pods, accounts: Accounts, may_read: bool, told: list[str]
) -> None:
    accounts.create("reader")
    if may_read:
        accounts.may_read_pods("reader")
    libraries = sysconfig.get_paths()["purelib"]
    lent = sorted({"/usr", "/lib", "/lib64", sys.base_prefix, libraries})
    mounts = [{"name": f"v{at}", "mountPath": path, "readOnly": True} for at, path in enumerate(lent)]
    volumes = [{"name": f"v{at}", "hostPath": {"path": path}} for at, path in enumerate(lent)]
    python = [str(Path(sys.base_prefix, "bin", Path(sys.executable).resolve().name)), "-c", LIST_OWN_PODS]
    main = {**container(), "command": python, "env": [{"name": "PYTHONPATH", "value": libraries}]}
    main["volumeMounts"] = mounts

    pods.create(pod("guest", main, serviceAccountName="reader", restartPolicy="Never", volumes=volumes))

    ended = pods.ended("guest", 60)
    assert ended.status.phase == ("Succeeded" if may_read else "Failed"), pods.log("guest")
    written = pods.log("guest")
    assert written.split() == told if may_read else told[0] in written


def test_token_namespace_and_authority_are_mounted_into_each_container(pods: Pods, accounts: Accounts) -> None:
    accounts.create("robot")
    first, second = container("sleep 3600"), {**container(), "name": "other"}
    pods.create(pod("web", first, second, serviceAccountName="robot"))
    made = pods.ready("web")

    mounts = [mount for each in made.spec.containers for mount in each.volume_mounts if mount.mount_path == MOUNT]
    assert len(mounts) == 2 and all(mount.read_only for mount in mounts)
    assert pods.run("web", "cat", f"{MOUNT}/namespace", container="main") == pods.namespace
    assert "BEGIN CERTIFICATE" in pods.run("web", "cat", f"{MOUNT}/ca.crt", container="other")
    with accounts.client(pods.run("web", "cat", f"{MOUNT}/token", container="main")) as client:
        told = kube.AuthenticationV1Api(client).create_self_subject_review({}).status.user_info
    assert told.username == f"system:serviceaccount:{pods.namespace}:robot"
    assert "system:serviceaccounts" in told.groups and "system:authenticated" in told.groups
    assert told.extra["authentication.kubernetes.io/pod-name"] == ["web"]
    assert told.extra["authentication.kubernetes.io/pod-uid"] == [made.metadata.uid]


@pytest.mark.parametrize(
    ("of_account", "of_pod", "mounted"),
    [(None, None, True), (False, None, False), (False, True, True), (True, False, False), (None, False, False)],
)
def test_token_is_mounted_unless_account_or_pod_opts_out(
    pods: Pods, accounts: Accounts, of_account: bool | None, of_pod: bool | None, mounted: bool
) -> None:
    accounts.create("robot", automountServiceAccountToken=of_account)

    made = pods.create(pod("web", container(), serviceAccountName="robot", automountServiceAccountToken=of_pod))

    paths = [mount.mount_path for mount in made.spec.containers[0].volume_mounts or ()]
    assert (MOUNT in paths) is mounted


def test_projected_token_has_audience_and_mode(pods: Pods) -> None:
    token = {"path": "t", "expirationSeconds": 600, "audience": "vault"}
    projected = {"sources": [{"serviceAccountToken": token}]}
    main = container(
        "cat /tokens/t; stat -Lc ' %a %u %g' /tokens/t", volumeMounts=[{"name": "v", "mountPath": "/tokens"}]
    )
    security = {"runAsUser": 1234, "fsGroup": 5678}
    spec = {"securityContext": security, "volumes": [{"name": "v", "projected": projected}], "restartPolicy": "Never"}
    pods.create(pod("web", main, **spec))
    pods.ended("web")

    text, mode, user, group = pods.log("web").split()
    claims = _decoded(text.split(".")[1])
    assert claims["aud"] == ["vault"] and claims["exp"] - claims["iat"] == 600
    assert (user, group, mode) in (("1234", "5678", "640"), ("1234", "5678", "600"))


def test_pod_of_an_account_that_is_not_there_is_refused(pods: Pods) -> None:
    with pytest.raises(ApiException) as refused:
        pods.create(pod("web", container(), serviceAccountName="nobody"))

    assert refused.value.status == 403
    assert "error looking up service account" in refused.value.body
    assert 'serviceaccount \\"nobody\\" not found' in refused.value.body


def test_pull_secrets_come_from_the_account(pods: Pods, accounts: Accounts) -> None:
    accounts.create("robot", imagePullSecrets=[{"name": "registry"}])

    made = pods.create(pod("web", container(), serviceAccountName="robot"))

    assert [each.name for each in made.spec.image_pull_secrets] == ["registry"]


def test_every_namespace_has_the_root_certificate_and_gets_it_back(api: kube.ApiClient, namespace: str) -> None:
    core = kube.CoreV1Api(api)

    def certificate() -> str:
        listed = core.list_namespaced_config_map(namespace, field_selector="metadata.name=kube-root-ca.crt").items
        return (listed[0].data or {}).get("ca.crt", "") if listed else ""

    first = eventually(certificate, bool, 30)
    core.delete_namespaced_config_map("kube-root-ca.crt", namespace)
    eventually(certificate, lambda found: found == first, 30)
    core.patch_namespaced_config_map("kube-root-ca.crt", namespace, {"data": {"ca.crt": ""}})
    eventually(certificate, lambda found: found == first, 30)


def test_subject_access_review_agrees_with_what_the_account_may(
    api: kube.ApiClient, namespace: str, accounts: Accounts
) -> None:
    accounts.create("reader")
    accounts.may_read_pods("reader")
    user = f"system:serviceaccount:{namespace}:reader"
    authorization = kube.AuthorizationV1Api(api)

    def allowed(verb: str) -> bool:
        wanted = {"verb": verb, "resource": "pods", "namespace": namespace}
        spec = {"user": user, "resourceAttributes": wanted}
        everywhere = authorization.create_subject_access_review({"spec": spec}).status.allowed
        local = {"metadata": {"namespace": namespace}, "spec": spec}
        assert (
            authorization.create_namespaced_local_subject_access_review(namespace, local).status.allowed == everywhere
        )
        return bool(everywhere)

    eventually(lambda: allowed("list"), bool, 10)
    assert not allowed("delete")
    request = kube.AuthenticationV1TokenRequest(spec=kube.V1TokenRequestSpec(audiences=[]))
    token = accounts.core.create_namespaced_service_account_token("reader", namespace, request).status.token
    with accounts.client(token) as client:
        core = kube.CoreV1Api(client)
        assert core.list_namespaced_pod(namespace).items == []
        with pytest.raises(ApiException) as refused:
            core.delete_collection_namespaced_pod(namespace)
        assert refused.value.status == 403
        own = {"spec": {"resourceAttributes": {"verb": "list", "resource": "pods", "namespace": namespace}}}
        assert kube.AuthorizationV1Api(client).create_self_subject_access_review(own).status.allowed


def test_secret_gets_a_token_and_loses_it_with_the_account(accounts: Accounts) -> None:
    core, namespace = accounts.core, accounts.namespace
    annotations = {"kubernetes.io/service-account.name": "robot"}
    body = {"metadata": {"name": "old", "annotations": annotations}, "type": "kubernetes.io/service-account-token"}
    accounts.create("robot")
    core.create_namespaced_secret(namespace, body)

    data = eventually(lambda: core.read_namespaced_secret("old", namespace).data or {}, lambda d: "token" in d, 30)

    assert base64.b64decode(data["namespace"]).decode() == namespace
    token = base64.b64decode(data["token"]).decode()
    review = kube.AuthenticationV1Api(core.api_client).create_token_review({"spec": {"token": token}}).status
    assert review.authenticated and review.user.username == f"system:serviceaccount:{namespace}:robot"
    core.delete_namespaced_service_account("robot", namespace)
    eventually(lambda: [each.metadata.name for each in core.list_namespaced_secret(namespace).items], _is_empty, 30)
    with accounts.client(token) as client, pytest.raises(ApiException) as refused:
        kube.AuthenticationV1Api(client).create_self_subject_review({})
    assert refused.value.status == 401


def test_secret_for_a_token_must_name_its_account(accounts: Accounts) -> None:
    body = {"metadata": {"name": "old"}, "type": "kubernetes.io/service-account-token"}

    with pytest.raises(ApiException) as refused:
        accounts.core.create_namespaced_secret(accounts.namespace, body)

    assert refused.value.status == 422


def test_token_of_a_pod_ends_with_the_pod(pods: Pods, accounts: Accounts) -> None:
    pods.create(pod("web", container()))
    pods.ready("web")
    token = pods.run("web", "cat", f"{MOUNT}/token")
    with accounts.client(token) as client:
        assert kube.AuthenticationV1Api(client).create_self_subject_review({}).status.user_info.username

        pods.core.delete_namespaced_pod("web", pods.namespace, grace_period_seconds=0)
        eventually(pods.names, _is_empty, 30)

        with pytest.raises(ApiException) as refused:
            eventually(lambda: kube.AuthenticationV1Api(client).create_self_subject_review({}), lambda _: False, 30)
        assert refused.value.status == 401


def test_account_can_be_made_patched_updated_watched_and_removed(accounts: Accounts) -> None:
    core, namespace = accounts.core, accounts.namespace
    made = core.create_namespaced_service_account(
        namespace, {"metadata": {"name": "robot", "labels": {"static": "true"}}}
    )
    since = made.metadata.resource_version
    patched = core.patch_namespaced_service_account("robot", namespace, {"automountServiceAccountToken": False})
    assert patched.automount_service_account_token is False
    listed = core.list_service_account_for_all_namespaces(label_selector="static=true").items
    assert [each.automount_service_account_token for each in listed if each.metadata.namespace == namespace] == [False]
    patched.automount_service_account_token = True
    updated = core.replace_namespaced_service_account("robot", namespace, patched)
    assert updated.automount_service_account_token is True

    core.delete_collection_namespaced_service_account(namespace, label_selector="static=true")

    events = watch.Watch().stream(
        core.list_namespaced_service_account,
        namespace,
        label_selector="static=true",
        resource_version=since,
        timeout_seconds=5,
    )
    seen: list[str] = []
    for event in events:
        seen.append(event["type"])
        if event["type"] == "DELETED":
            break
    assert seen == ["MODIFIED", "MODIFIED", "DELETED"]


def test_issuer_tells_accounts_how_to_verify_tokens(accounts: Accounts) -> None:
    accounts.create("robot")
    request = kube.AuthenticationV1TokenRequest(spec=kube.V1TokenRequestSpec(audiences=[]))
    token = accounts.core.create_namespaced_service_account_token("robot", accounts.namespace, request).status.token
    context = ssl.create_default_context(cafile=accounts.ca)
    with httpx.Client(base_url=accounts.host, verify=context, headers={"Authorization": f"Bearer {token}"}) as http:
        told = http.get("/.well-known/openid-configuration").json()
        keys = http.get("/openid/v1/jwks").json()

    head, claims = (_decoded(part) for part in token.split(".")[:2])
    assert told["issuer"] == claims["iss"]
    assert head["alg"] in told["id_token_signing_alg_values_supported"]
    assert head["kid"] in [key["kid"] for key in keys["keys"]]


@pytest.mark.parametrize("program", kubectls())
def test_kubectl_asks_what_an_account_may(accounts: Accounts, kubeconfig: Path, program: str) -> None:
    accounts.create("reader")
    accounts.may_read_pods("reader")
    user = f"system:serviceaccount:{accounts.namespace}:reader"
    kubectl = [program, f"--kubeconfig={kubeconfig}", f"--namespace={accounts.namespace}", "auth", "can-i"]

    def answer(*words: str) -> str:
        done = subprocess.run([*kubectl, *words, f"--as={user}"], capture_output=True, text=True, check=False)
        return done.stdout.strip()

    assert (answer("list", "pods"), answer("delete", "pods")) == ("yes", "no")
    assert "pods" in answer("--list")


def _decoded(part: str) -> Obj:
    found: Obj = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def _is_empty(found: Sized) -> bool:
    return not len(found)
