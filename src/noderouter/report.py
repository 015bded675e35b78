"""Tells the cluster of the table: a config map per node, which readers find by label and follow by watch.

It belongs to the Node object, so that it goes away with the node.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from datetime import UTC, datetime
from typing import Any

import msgspec

from noderouter.api import Api, ApiError, Forbidden, Obj
from noderouter.table import Table, written

log = logging.getLogger(__name__)

LABELS = {"app.kubernetes.io/name": "noderouter", "app.kubernetes.io/component": "report"}
KEY = "report.json"
LONGEST_NAME = 253
LEAST_PAUSE = 1.0
FIRST_DELAY, LONGEST_DELAY = 1.0, 30.0


class Reporter:
    """Writes the report when the table changed, and now and then to show that the agent lives."""

    def __init__(self, api: Api, table: Table, node: str, seconds: float) -> None:
        self._api = api
        self._table = table
        self._name = report_name(node)
        self._seconds = seconds
        self._wake = asyncio.Event()
        self._told: dict[str, Any] | None = None
        self._recalled = False

    def changed(self) -> None:
        """The table may be another."""
        if self._table.document() != self._told:
            self._wake.set()

    async def run(self) -> None:
        """Report until cancelled."""
        delay = FIRST_DELAY
        while True:
            try:
                async with asyncio.timeout(self._seconds):
                    await self._wake.wait()
            except TimeoutError:
                pass  # nothing changed: the report is renewed
            self._wake.clear()
            if self._table.host is None:
                continue
            try:
                await self._write()
                delay = FIRST_DELAY
                await asyncio.sleep(LEAST_PAUSE)
            except ApiError as error:
                log.warning("the report could not be written, it is tried again in %d s: %s", delay, error)
                await asyncio.sleep(delay)
                delay = min(delay * 2, LONGEST_DELAY)
                self._wake.set()

    async def remove(self) -> None:
        """Take the report back."""
        await self._api.delete_report(self._name)

    async def _recall(self) -> None:
        """Ask once for what an earlier run reported; a report that is no such thing says nothing."""
        try:
            found = await self._api.read_report(self._name)
        except Forbidden as error:
            log.warning("times of an earlier run are not known: %s", error)
            found = None
        self._recalled = True
        try:
            self._table.remember(msgspec.json.decode(((found or {}).get("data") or {}).get(KEY) or "{}", type=dict))
        except (msgspec.DecodeError, KeyError, TypeError, ValueError) as error:
            log.warning("the earlier report cannot be read: %s", error)

    async def _write(self) -> None:
        if not self._recalled:
            await self._recall()
        document = self._table.document()
        await self._api.apply_report(self._name, self._manifest(document))
        self._told = document

    def _manifest(self, document: dict[str, Any]) -> Obj:
        host = self._table.host
        assert host is not None
        text = msgspec.json.encode({**document, "renewed": written(datetime.now(UTC)), "every": self._seconds}).decode()
        owner = {"apiVersion": "v1", "kind": "Node", "name": host.name, "uid": host.uid}
        return {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": {"name": self._name, "labels": LABELS, "ownerReferences": [owner]},
            "data": {KEY: text},
        }


def report_name(node: str) -> str:
    """Return the name of a node's report; long names of nodes are shortened to a hash."""
    name = f"noderouter-{node}"
    if len(name) <= LONGEST_NAME:
        return name
    return f"noderouter-{hashlib.sha256(node.encode()).hexdigest()[:40]}"
