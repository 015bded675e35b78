"""One nftables table in the network namespace of one node."""

from __future__ import annotations

from localkube.network.programs import run_inside
from localkube.network.sites import Site


class Table:
    """Put there as a whole, and only when its text differs from what was put there last."""

    def __init__(self, name: str, site: Site) -> None:
        self.site = site
        self._name = name
        self._applied: str | None = None

    async def bring(self, text: str, *, look: bool) -> bool:
        """Make the table this one; empty: none. ``look``: somebody may have removed it. Says whether it was put."""
        if text == self._applied and (not look or not text or await self._is_there()):
            return False
        if text:
            await run_inside(self.site.namespace, "nft", "-f", "-", text=text)
        elif await self._is_there():
            await run_inside(self.site.namespace, "nft", "delete", "table", "ip", self._name)
        self._applied = text
        return True

    async def _is_there(self) -> bool:
        return await is_there(self._name, self.site.namespace)


async def is_there(name: str, namespace: str = "") -> bool:
    """Whether the kernel has a table of this name."""
    return f"table ip {name}" in (await run_inside(namespace, "nft", "list", "tables", "ip")).splitlines()


async def remove(name: str) -> None:
    """Remove a table from the machine. No error when there is none."""
    if await is_there(name):
        await run_inside("", "nft", "delete", "table", "ip", name)
