"""Which tests stay together when several workers share them."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    "conformance": ("tests/conformance/", "tests/localkube/network/"),
    "programs": (
        "tests/browser/",
        "tests/integration/",
        "tests/launcher/",
        "tests/noderouter/",
        "tests/localkube/boot/",
        "tests/localkube/runtime/",
        "tests/localkube/volumes/",
        "tests/localkube/test_",
    ),
}
"""By group, paths of tests with one cluster for them all, with ranges of the machine, or that measure it."""


class ByCluster(LoadScopeScheduling):  # type: ignore[misc]  # its package tells no types
    """Gives a group to one worker as a whole, the largest first, and every other test to whoever has time."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for group, paths in TOGETHER.items() if nodeid.startswith(paths)), nodeid)
