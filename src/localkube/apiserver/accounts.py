"""Tokens by which service accounts prove who they are: for an account, perhaps for one pod, and only while both live.

Source: "Service account token" and "Bound service account tokens" in the Kubernetes documentation.
"""

from __future__ import annotations

import secrets
import time
import uuid
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from localkube.apiserver.jwt import ALGORITHM, BadTokenError, Claims, Signer
from localkube.apiserver.refusals import not_found
from localkube.apiserver.users import AUTHENTICATED, User
from localkube.objects.access import Obj
from localkube.objects.kinds import kind_for
from localkube.objects.rbac import account_user
from localkube.store import Store

ISSUER = "https://kubernetes.default.svc.cluster.local"
LEGACY_ISSUER = "kubernetes/serviceaccount"
KEYS_PATH, CONFIGURATION_PATH = "/openid/v1/jwks", "/.well-known/openid-configuration"
_PREFIX = "authentication.kubernetes.io/"
_BOUND = {"Pod": "pods", "Secret": "secrets", "Node": "nodes"}
_PRIVATE = "kubernetes.io"
_LEGACY = f"{_PRIVATE}/serviceaccount/"


@dataclass(frozen=True, slots=True)
class Bound:
    """What a token dies with, besides its account: ``kind`` is Pod, Secret or Node."""

    kind: str
    name: str
    uid: str


class Accounts:
    """Issues and verifies the tokens of service accounts."""

    def __init__(self, store: Store, signer: Signer) -> None:
        self._store = store
        self.signer = signer

    def issue(self, account: Obj, audiences: Sequence[str], seconds: int, bound: Bound | None) -> tuple[str, float]:
        """A token and when it expires. ``bound`` was looked up by the caller."""
        now = int(time.time())
        metadata = account["metadata"]
        told: Obj = {
            "namespace": metadata["namespace"],
            "serviceaccount": {"name": metadata["name"], "uid": metadata["uid"]},
        }
        if bound is not None:
            told[bound.kind.lower()] = {"name": bound.name, "uid": bound.uid}
            if bound.kind == "Pod" and (node := self._node_of(metadata["namespace"], bound.name)):
                told["node"] = node
        claims = {
            "aud": list(audiences or (ISSUER,)),
            "exp": now + seconds,
            "iat": now,
            "iss": ISSUER,
            "jti": str(uuid.uuid4()),
            _PRIVATE: told,
            "nbf": now,
            "sub": account_user(metadata["namespace"], metadata["name"]),
        }
        return self.signer.sign(claims), float(now + seconds)

    def for_pod(self, pod: Obj, audience: str, seconds: int) -> tuple[str, float]:
        """Implements ``objects.ports.PodTokens``."""
        metadata = pod["metadata"]
        name = pod["spec"].get("serviceAccountName") or "default"
        record = self._store.get("serviceaccounts", metadata["namespace"], name)
        if record is None:
            raise not_found(kind_for("serviceaccounts"), name)
        bound = Bound("Pod", metadata["name"], metadata["uid"])
        return self.issue(record.obj, [audience] if audience else [], seconds, bound)

    def issue_for_secret(self, account: Obj, secret_name: str) -> str:
        """A token without an end, that is valid as long as the secret holds it."""
        metadata = account["metadata"]
        return self.signer.sign(
            {
                "iss": LEGACY_ISSUER,
                f"{_LEGACY}namespace": metadata["namespace"],
                f"{_LEGACY}secret.name": secret_name,
                f"{_LEGACY}service-account.name": metadata["name"],
                f"{_LEGACY}service-account.uid": metadata["uid"],
                "sub": account_user(metadata["namespace"], metadata["name"]),
            }
        )

    def verify(self, token: str, audiences: Sequence[str] = (ISSUER,)) -> tuple[User, list[str]]:
        """Whose token it is, and for which of ``audiences``. Raises BadTokenError."""
        claims = self.signer.verify(token)
        if claims.get("iss") == LEGACY_ISSUER:
            if ISSUER not in audiences:
                raise BadTokenError("the token is for the API server alone")
            return self._legacy(token, claims), [ISSUER]
        if claims.get("iss") != ISSUER:
            raise BadTokenError("the token is of another issuer")
        now = time.time()
        if not claims.get("nbf", 0) <= now + 10:
            raise BadTokenError("the token is not valid yet")
        if not now < claims.get("exp", 0):
            raise BadTokenError("the token has expired")
        common = [audience for audience in audiences if audience in claims.get("aud", ())]
        if not common:
            raise BadTokenError(f"the token is for the audiences {claims.get('aud')}, not for {list(audiences)}")
        return self._bound(claims), common

    def _bound(self, claims: Claims) -> User:
        told: Obj = claims[_PRIVATE]
        namespace, account = told["namespace"], told["serviceaccount"]
        self._require("serviceaccounts", namespace, account)
        extra: dict[str, tuple[str, ...]] = {f"{_PREFIX}credential-id": (f"JTI={claims['jti']}",)}
        for kind, resource in _BOUND.items():
            reference = told.get(kind.lower())
            if reference is None:
                continue
            # The node of a pod's token is told for the record; the token lives as long as the pod.
            if kind != "Node" or "pod" not in told:
                self._require(resource, None if kind == "Node" else namespace, reference)
            if kind != "Secret":
                extra[f"{_PREFIX}{kind.lower()}-name"] = (reference["name"],)
                extra[f"{_PREFIX}{kind.lower()}-uid"] = (reference["uid"],)
        return _user(namespace, account["name"], account["uid"], extra)

    def _legacy(self, token: str, claims: Claims) -> User:
        namespace, name, uid, secret = (
            str(claims.get(f"{_LEGACY}{field}", ""))
            for field in ("namespace", "service-account.name", "service-account.uid", "secret.name")
        )
        self._require("serviceaccounts", namespace, {"name": name, "uid": uid})
        record = self._store.get("secrets", namespace, secret)
        held = b64decode(((record.obj.get("data") if record else None) or {}).get("token", ""))
        if not secrets.compare_digest(held, token.encode()):
            raise BadTokenError("the token's secret does not hold it any more")
        return _user(namespace, name, uid, {})

    def _require(self, resource: str, namespace: str | None, reference: Obj) -> None:
        record = self._store.get(resource, namespace, reference["name"])
        if record is None or record.obj["metadata"]["uid"] != reference["uid"]:
            raise BadTokenError(f"{resource} {reference['name']} of the token does not exist any more")

    def _node_of(self, namespace: str, pod: str) -> Obj | None:
        record = self._store.get("pods", namespace, pod)
        name = record.obj["spec"].get("nodeName") if record else None
        node = self._store.get("nodes", None, name) if name else None
        return {"name": name, "uid": node.obj["metadata"]["uid"]} if node else None


def _user(namespace: str, name: str, uid: str, extra: dict[str, tuple[str, ...]]) -> User:
    groups = ("system:serviceaccounts", f"system:serviceaccounts:{namespace}", AUTHENTICATED)
    return User(account_user(namespace, name), groups, uid, extra)


def configuration(address: str) -> dict[str, Any]:
    """The OpenID Connect discovery document."""
    return {
        "issuer": ISSUER,
        "jwks_uri": f"{address}{KEYS_PATH}",
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
    }
