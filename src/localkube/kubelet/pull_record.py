"""With what right an image came to the machine: one that a secret fetched is not for whoever knows its name.

An image that is there is used without asking its registry, so a pod with neither the secret nor the login that fetched
it has to be let in by the registry first. Images that others pulled or built on the machine are everybody's.

Source: "Ensure image pull credential verification" in the Kubernetes documentation (``NeverVerifyPreloadedImages``).
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from pathlib import Path

from localkube.kubelet.pull_secrets import Login

log = logging.getLogger(__name__)

_ANYBODY = "anybody"


class PullRecord:
    """Kept in a file, by the image's id: rights, which are uids of secrets and fingerprints of logins.

    What is known of an image outlives it: whoever brings it back as an archive has not made it everybody's.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._salt, self._rights = _read(file)

    def permits(self, image_id: str, login: Login | None) -> bool:
        """Whether the image may be used with this login without asking the registry."""
        rights = self._rights.get(image_id)
        return rights is None or _ANYBODY in rights or not rights.isdisjoint(self._rights_of(login))

    def pulled(self, image_id: str, login: Login | None, *, was_there: bool) -> None:
        """The registry gave the image. One that was there before, and that nobody fetched, stays everybody's."""
        if was_there and image_id not in self._rights:
            return
        known = self._rights.setdefault(image_id, set())
        if not known.issuperset(rights := self._rights_of(login)):
            known |= rights
            self._write()

    def _rights_of(self, login: Login | None) -> set[str]:
        if login is None:
            return {_ANYBODY}
        told = "\0".join((self._salt, login.registry, login.username, login.password))
        rights = {f"login {hashlib.sha256(told.encode()).hexdigest()}"}
        return rights | {f"secret {login.secret_uid}"} if login.secret_uid else rights

    def _write(self) -> None:
        rights = {image_id: sorted(known) for image_id, known in self._rights.items()}
        self._file.parent.mkdir(parents=True, exist_ok=True)
        new = self._file.with_suffix(".new")
        new.touch(0o600)
        new.write_text(json.dumps({"salt": self._salt, "rights": rights}))
        new.replace(self._file)


def _read(file: Path) -> tuple[str, dict[str, set[str]]]:
    try:
        kept = json.loads(file.read_text())
        return str(kept["salt"]), {image_id: set(rights) for image_id, rights in kept["rights"].items()}
    except FileNotFoundError:
        pass
    except (ValueError, TypeError, KeyError, AttributeError):
        log.warning("%s is damaged: images that are there may be used by all pods until they are pulled again", file)
    return secrets.token_hex(16), {}
