"""Which tests stay together when several workers share them."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    "conformance": ("tests/conformance/", "tests/localkube/network/"),
    "integration": ("tests/integration/",),
    "browser": ("tests/browser/",),
    "launcher": ("tests/launcher/",),
    "programs": (
        "tests/noderouter/",
        "tests/localkube/boot/",
        "tests/localkube/runtime/",
        "tests/localkube/volumes/",
        "tests/localkube/test_",
    ),
}
"""By group, paths of tests with one cluster for them all, with ranges of the machine, or that measure it.

Groups that share nothing are apart: any two of them run at the same time, each with a Docker Engine of its own. As one,
they would take longer than all the rest, and a worker would wait for the other.
"""


class ByCluster(LoadScopeScheduling):  # type: ignore[misc]  # its package tells no types
    """Gives a group to one worker as a whole, the largest first, and every other test to whoever has time."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for group, paths in TOGETHER.items() if nodeid.startswith(paths)), nodeid)
