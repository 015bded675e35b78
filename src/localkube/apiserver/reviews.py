"""Questions about identity and permissions: answered at once, kept nowhere.

Source: ``authentication.k8s.io/v1`` and ``authorization.k8s.io/v1`` in the API reference.
"""

from __future__ import annotations

from collections.abc import Callable

from localkube.apiserver.accounts import ISSUER, Accounts
from localkube.apiserver.authorization import Authorizer
from localkube.apiserver.jwt import BadTokenError
from localkube.apiserver.registry import identify
from localkube.apiserver.users import User
from localkube.objects.access import Obj
from localkube.objects.errors import BadRequest
from localkube.objects.kinds import Kind
from localkube.objects.meta import clone
from localkube.objects.rbac import Asked
from localkube.objects.validation.problems import Problems

_RESOURCE, _PATH = "resourceAttributes", "nonResourceAttributes"


class Reviews:
    """Answers reviews by their kind."""

    def __init__(self, accounts: Accounts, authorizer: Authorizer) -> None:
        self._accounts = accounts
        self._authorizer = authorizer

    def answer(self, kind: Kind, namespace: str | None, given: Obj, user: User) -> Obj:
        """The review with its status. Raises BadRequest, Invalid."""
        answers: dict[str, Callable[[Obj, User], Obj]] = {
            "TokenReview": self._token,
            "SelfSubjectReview": _self,
            "SelfSubjectAccessReview": self._own_access,
            "SubjectAccessReview": self._access,
            "LocalSubjectAccessReview": self._access,
            "SelfSubjectRulesReview": self._rules,
        }
        review = clone(given)
        identify(kind, review, namespace)
        if kind.kind != "SelfSubjectReview":
            review["spec"] = {name: value for name, value in (review.get("spec") or {}).items() if value is not None}
            _check(kind, review)
        return {**review, "status": answers[kind.kind](review, user)}

    def _token(self, review: Obj, _user: User) -> Obj:
        spec = review["spec"]
        try:
            found, audiences = self._accounts.verify(spec["token"], spec.get("audiences") or [ISSUER])
        except BadTokenError as error:
            return {"user": {}, "error": f"[invalid bearer token, {error}]"}
        return {"authenticated": True, "user": found.info(), "audiences": audiences}

    def _own_access(self, review: Obj, user: User) -> Obj:
        return self._decided(user, review["spec"])

    def _access(self, review: Obj, _user: User) -> Obj:
        spec = review["spec"]
        return self._decided(User(spec.get("user", ""), tuple(spec.get("groups") or ())), spec)

    def _decided(self, user: User, spec: Obj) -> Obj:
        reason = self._authorizer.reason(user, _asked(spec))
        if reason is None:
            return {"allowed": False}
        return {"allowed": True, **({"reason": reason} if reason else {})}

    def _rules(self, review: Obj, user: User) -> Obj:
        rules = self._authorizer.rules(user, review["spec"]["namespace"])
        named = ("verbs", "apiGroups", "resources", "resourceNames")
        return {
            "resourceRules": [{n: r[n] for n in named if n in r} for r in rules if r.get("resources")],
            "nonResourceRules": [
                {name: rule[name] for name in ("verbs", "nonResourceURLs")}
                for rule in rules
                if rule.get("nonResourceURLs")
            ],
            "incomplete": False,
        }


def _self(_review: Obj, user: User) -> Obj:
    return {"userInfo": user.info()}


def _asked(spec: Obj) -> Asked:
    if _PATH in spec:
        return Asked(spec[_PATH].get("verb") or "", path=spec[_PATH].get("path") or "/")
    wanted = spec[_RESOURCE]
    fields = ("verb", "group", "resource", "subresource", "namespace", "name")
    return Asked(**{field: wanted.get(field) or "" for field in fields})


def _check(kind: Kind, review: Obj) -> None:
    found, spec = Problems(), review["spec"]
    if kind.kind == "TokenReview":
        if not spec.get("token"):
            raise BadRequest("token is required for TokenReview in authentication")
        return
    if kind.kind == "SelfSubjectRulesReview":
        if not spec.get("namespace"):
            raise BadRequest("no namespace on request")
        return
    if (_RESOURCE in spec) == (_PATH in spec):
        detail = "cannot be specified in combination with resourceAttributes"
        if _PATH in spec:
            found.invalid("spec.nonResourceAttributes", spec[_PATH], detail)
        else:
            found.invalid(
                "spec.resourceAttributes",
                None,
                "exactly one of nonResourceAttributes or resourceAttributes must be specified",
            )
    if not kind.kind.startswith("Self") and not spec.get("user") and not spec.get("groups"):
        found.invalid("spec.user", "", "at least one of user or group must be specified")
    if kind.namespaced:
        namespace, wanted = review["metadata"]["namespace"], (spec.get(_RESOURCE) or {}).get("namespace", "")
        if _PATH in spec:
            found.invalid("spec.nonResourceAttributes", spec[_PATH], "disallowed on this kind of request")
        elif wanted != namespace:
            found.invalid("spec.resourceAttributes.namespace", wanted, "must match metadata.namespace")
    found.raise_if_any(kind, {"metadata": {"name": "", **review["metadata"]}})
