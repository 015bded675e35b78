"""Tokens of service accounts: made, reviewed, and worth nothing once they should be."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from localkube.apiserver.accounts import ISSUER
from localkube.apiserver.jwt import BadTokenError, Signer
from localkube.objects.access import Obj
from tests.localkube.apiserver.conftest import Api
from tests.localkube.apiserver.factory import PODS, pod

ACCOUNTS = "/api/v1/namespaces/default/serviceaccounts"
SECRETS = "/api/v1/namespaces/default/secrets"
WHO = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews"


def part(data: Obj) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()


def claims_of(token: str) -> Obj:
    text = token.split(".")[1]
    found: Obj = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return found


async def review(api: Api, token: str, *audiences: str) -> Obj:
    status: Obj = (await api.create(REVIEWS, {"spec": {"token": token, "audiences": list(audiences)}}))["status"]
    return status


async def test_a_token_says_whose_it_is(api: Api) -> None:
    token = await api.token("robot", expirationSeconds=700)

    claims = claims_of(token)
    assert claims["iss"] == ISSUER and claims["aud"] == [ISSUER]
    assert claims["sub"] == "system:serviceaccount:default:robot"
    assert claims["exp"] - claims["iat"] == 700
    uid = (await api.get(f"{ACCOUNTS}/robot"))["metadata"]["uid"]
    told = claims["kubernetes.io"]
    assert told == {"namespace": "default", "serviceaccount": {"name": "robot", "uid": uid}}
    status = await review(api, token)
    assert status["authenticated"] and status["audiences"] == [ISSUER]
    assert status["user"]["uid"] == uid
    assert status["user"]["groups"] == [
        "system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated",
    ]  # fmt: skip


async def test_a_token_is_for_its_audience_alone(api: Api) -> None:
    token = await api.token("robot", audiences=["vault"])

    assert (await api.ask(token, "GET", "/api")).status_code == 401
    assert (await review(api, token, "vault", "other"))["audiences"] == ["vault"]
    refused = await review(api, token)
    assert not refused.get("authenticated") and "audiences" in refused["error"]


async def test_a_token_dies_with_its_pod(api: Api) -> None:
    await api.token("robot")
    body = pod("one")
    body["spec"]["serviceAccountName"] = "robot"
    made = await api.create(PODS, body)
    reference = {"kind": "Pod", "apiVersion": "v1", "name": "one", "uid": made["metadata"]["uid"]}
    token = await api.token("robot", boundObjectRef=reference)

    user = (await review(api, token))["user"]
    assert user["extra"]["authentication.kubernetes.io/pod-name"] == ["one"]
    await api.http.request("DELETE", f"{PODS}/one", json={"gracePeriodSeconds": 0})
    assert not (await review(api, token)).get("authenticated")
    assert (await api.ask(token, "POST", WHO, {})).status_code == 401


async def test_a_token_dies_with_its_account_though_another_takes_the_name(api: Api) -> None:
    token = await api.token("robot")
    await api.http.delete(f"{ACCOUNTS}/robot")
    await api.create(ACCOUNTS, {"metadata": {"name": "robot"}})

    assert (await api.ask(token, "POST", WHO, {})).status_code == 401


async def test_an_expired_token_is_refused(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    token = await api.token("robot", expirationSeconds=600)
    later = time.time() + 601
    monkeypatch.setattr("localkube.apiserver.accounts.time.time", lambda: later)

    with pytest.raises(BadTokenError, match="expired"):
        api.server.accounts.verify(token)


async def test_forged_tokens_are_refused(api: Api, tmp_path: Path) -> None:
    token = await api.token("robot")
    head, body, signature = token.split(".")
    claims = claims_of(token)
    admin = part({**claims, "sub": "system:serviceaccount:kube-system:admin"})
    stranger = Signer.of_file(tmp_path / "other.key")
    public = serialization.load_pem_private_key(api.identity.account_key.read_bytes(), None).public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    forged = [
        f"{part({'alg': 'none', 'typ': 'JWT'})}.{body}.",
        f"{part({'alg': 'none', 'kid': api.server.accounts.signer.key_id})}.{body}.{signature}",
        f"{part({'alg': 'HS256', 'kid': api.server.accounts.signer.key_id})}.{body}.{signature}",
        f"{head}.{admin}.{signature}",
        f"{head}.{body}.",
        f"{head}.{body}.{signature[:-8]}AAAAAAAA",
        f"{head}.{body}.{part({})}",
        stranger.sign(claims),
        f"{head}.{body}",
        "...",
        "é.ü.ö",
    ]
    for text in forged:
        with pytest.raises(BadTokenError):
            api.server.accounts.verify(text)
    assert (await api.ask(forged[7], "GET", "/api")).status_code == 401


async def test_token_requests_are_checked(api: Api) -> None:
    await api.token("robot")
    body = pod("one")
    made = await api.create(PODS, body)
    path = f"{ACCOUNTS}/robot/token"
    short = await api.http.post(path, json={"spec": {"expirationSeconds": 60}})
    assert short.status_code == 422
    assert "may not specify a duration less than 10 minutes" in short.json()["message"]
    for reference, code in (
        ({"kind": "Pod", "name": "none"}, 404),
        ({"kind": "Pod", "name": "one", "uid": made["metadata"]["uid"]}, 400),  # it runs as another account
        ({"kind": "ConfigMap", "name": "one"}, 400),
    ):
        answer = await api.http.post(path, json={"spec": {"boundObjectRef": reference}})
        assert answer.status_code == code, answer.text
    assert (await api.http.post(f"{ACCOUNTS}/nobody/token", json={})).status_code == 404
    assert (await api.http.get(path)).status_code == 405


async def test_relying_parties_find_the_key(api: Api) -> None:
    told = await api.get("/.well-known/openid-configuration")
    assert told["issuer"] == ISSUER
    key = (await api.get(told["jwks_uri"]))["keys"][0]
    assert (key["kty"], key["alg"]) == ("EC", "ES256")
    assert key["kid"] == api.server.accounts.signer.key_id


async def test_the_one_who_asks_learns_who_he_is(api: Api) -> None:
    own = (await api.create(WHO, {}))["status"]["userInfo"]
    assert own == {"username": "admin", "groups": ["system:masters", "system:authenticated"]}
    headers = {"Impersonate-User": "jane", "Impersonate-Group": "staff", "Impersonate-Extra-scopes": "view"}
    other = (await api.http.post(WHO, json={}, headers=headers)).status_code
    assert other == 403  # jane has no role here, not even the basic one
    await api.create(
        "/apis/rbac.authorization.k8s.io/v1/clusterroles",
        {"metadata": {"name": "who"},
         "rules": [{"apiGroups": ["authentication.k8s.io"], "resources": ["selfsubjectreviews"], "verbs": ["create"]}]},
    )  # fmt: skip
    await api.create(
        "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
        {"metadata": {"name": "who"}, "roleRef": {"kind": "ClusterRole", "name": "who"},
         "subjects": [{"kind": "Group", "name": "system:authenticated"}]},
    )  # fmt: skip
    told = (await api.http.post(WHO, json={}, headers=headers)).json()["status"]["userInfo"]
    assert told == {"username": "jane", "groups": ["staff", "system:authenticated"], "extra": {"scopes": ["view"]}}
    token = await api.token("robot")
    refused = await api.ask(token, "POST", WHO, {}, **{"Impersonate-User": "admin"})
    assert refused.status_code == 403
    assert 'cannot impersonate resource "users" in API group "" at the cluster scope' in refused.json()["message"]
