"""One nftables table in the network namespace of one node."""

from __future__ import annotations

import re

from localkube.network.programs import run_inside
from localkube.network.sites import Site

LASTING = "lasting_"
"""Sets whose names begin like this keep what the kernel put into them for as long as the table has them."""

_PART = re.compile(r"^\s(chain|map|set) (\S+) \{$", re.MULTILINE)
_LASTING_SET = re.compile(rf"^ +set ({LASTING}\S+) \{{$", re.MULTILINE)


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
            await self._put(text)
        elif await self._is_there():
            await run_inside(self.site.namespace, "nft", "delete", "table", "ip", self._name)
        self._applied = text
        return True

    async def _put(self, text: str) -> None:
        lasting = frozenset(_LASTING_SET.findall(text))
        if lasting and await self._is_there():
            listed = await run_inside(self.site.namespace, "nft", "--terse", "list", "table", "ip", self._name)
            text = sparing(text, self._name, listed, lasting)
        await run_inside(self.site.namespace, "nft", "-f", "-", text=text)

    async def _is_there(self) -> bool:
        return await is_there(self._name, self.site.namespace)


def sparing(text: str, name: str, listed: str, lasting: frozenset[str]) -> str:
    """``text`` with the deletion of the table replaced by that of all its parts, as ``listed``, but these sets."""
    parts = [(kind, part) for kind, part in _PART.findall(listed) if part not in lasting]
    deleted = [
        f"flush table ip {name}",
        *(f"delete {kind} ip {name} {part}" for kind, part in parts if kind != "chain"),
        *(f"delete chain ip {name} {part}" for kind, part in parts if kind == "chain"),
    ]
    return text.replace(f"delete table ip {name}", "\n".join(deleted), 1)


async def is_there(name: str, namespace: str = "") -> bool:
    """Whether the kernel has a table of this name."""
    return f"table ip {name}" in (await run_inside(namespace, "nft", "list", "tables", "ip")).splitlines()


async def remove(name: str) -> None:
    """Remove a table from the machine. No error when there is none."""
    if await is_there(name):
        await run_inside("", "nft", "delete", "table", "ip", name)
