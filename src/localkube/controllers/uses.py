"""Which pods use which claims."""

from __future__ import annotations

from collections.abc import Iterable

from localkube.controllers import pods
from localkube.controllers.cache import Name, name_of
from localkube.controllers.view import View
from localkube.objects.access import Obj
from localkube.objects.storage import claims_of

_BY_CLAIM = "claim"


def _claim_keys(pod: Obj) -> Iterable[str]:
    if pods.phase(pod) in pods.FINISHED:
        return []
    return [f"{pod['metadata']['namespace']}/{name}" for name in claims_of(pod).values()]


class Uses:
    """Looks up the pods of a claim that have not ended."""

    def __init__(self, view: View) -> None:
        self.pods = view.cache("pods")
        self.pods.index(_BY_CLAIM, _claim_keys)

    def claims_of(self, pod: Obj) -> list[Name]:
        """The claims that a pod names."""
        return [(pod["metadata"]["namespace"], name) for name in claims_of(pod).values()]

    def any_of(self, claim: Obj) -> bool:
        """Whether a pod uses the claim."""
        return bool(self.of(claim))

    def of(self, claim: Obj) -> list[Obj]:
        """The pods that use the claim."""
        return self.pods.by(_BY_CLAIM, "/".join(name_of(claim)))
