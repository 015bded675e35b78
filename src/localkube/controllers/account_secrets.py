"""Fills secrets of type ``kubernetes.io/service-account-token``, and removes those whose account is gone.

Source: "Long-lived service account tokens" in "Managing Service Accounts".
"""

from __future__ import annotations

import base64
from collections.abc import Callable

from localkube.controllers.cache import BY_NAMESPACE, Change, Name, by_namespace, name_of
from localkube.controllers.loop import Loop
from localkube.controllers.settings import Settings
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.accounts import ACCOUNT_NAME, ACCOUNT_TOKEN, ACCOUNT_UID
from localkube.objects.errors import NotFound

ACCOUNTS, SECRETS = "serviceaccounts", "secrets"
Issue = Callable[[Obj, str], str]


def account_secrets(view: View, settings: Settings) -> Loop[Name]:
    """The loop for secrets that hold tokens."""
    return AccountSecrets(view, settings).loop


class AccountSecrets:
    """The controller; keyed by secret."""

    def __init__(self, view: View, settings: Settings) -> None:
        self._view = view
        self._issue = settings.issue_token
        self._ca = settings.cluster_ca or ""
        self._secrets = view.cache(SECRETS)
        self._accounts = view.cache(ACCOUNTS)
        self.loop: Loop[Name] = Loop("account secrets", self._reconcile, (self._secrets, self._accounts))
        self._secrets.index(BY_NAMESPACE, by_namespace)
        self._secrets.subscribe(self._secret_changed)
        self._accounts.subscribe(self._account_changed)

    def _secret_changed(self, change: Change) -> None:
        if change.new is not None and change.new.get("type") == ACCOUNT_TOKEN:
            self.loop.queue.add(name_of(change.new))

    def _account_changed(self, change: Change) -> None:
        namespace, name = name_of(change.obj)
        for secret in self._secrets.by(BY_NAMESPACE, namespace):
            if secret.get("type") == ACCOUNT_TOKEN and _annotations(secret).get(ACCOUNT_NAME) == name:
                self.loop.queue.add(name_of(secret))

    def _reconcile(self, key: Name) -> None:
        secret = self._view.access.find(SECRETS, *key)
        if secret is None or secret.get("type") != ACCOUNT_TOKEN or self._issue is None:
            return
        told = _annotations(secret)
        account = self._view.access.find(ACCOUNTS, key[0], told.get(ACCOUNT_NAME, ""))
        try:
            if account is None or told.get(ACCOUNT_UID) not in (None, "", account["metadata"]["uid"]):
                self._view.delete(SECRETS, secret)
                return
            wanted = self._wanted(secret, account, self._issue)
            self._view.mutate(SECRETS, *key, lambda current: _fill(current, wanted, account["metadata"]["uid"]))
        except NotFound:
            return

    def _wanted(self, secret: Obj, account: Obj, issue: Issue) -> dict[str, str]:
        """The token that is there stays."""
        data: dict[str, str] = secret.get("data") or {}
        namespace, name = name_of(secret)
        wanted = {"ca.crt": _encoded(self._ca), "namespace": _encoded(namespace)}
        return {**wanted, "token": data.get("token") or _encoded(issue(account, name))}


def _fill(secret: Obj, data: dict[str, str], uid: str) -> None:
    secret["data"] = {**(secret.get("data") or {}), **data}
    secret["metadata"]["annotations"] = {**_annotations(secret), ACCOUNT_UID: uid}


def _annotations(obj: Obj) -> dict[str, str]:
    annotations: dict[str, str] = obj["metadata"].get("annotations") or {}
    return annotations


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
