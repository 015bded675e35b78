"""Image storage is metered from what the images room measured and wrote down: each size with its own times.

A registry is asked now and then only, and may not answer. So a look takes the times as they are written, and it does
not matter when it comes, or after how many crashes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select

from slipway.db import Database
from slipway.images import spans_since
from slipway.metering.models import MeteringMark
from slipway.metering.observed import Observed, Subject

MARGIN_SECONDS = 600
"""What ended shortly before the last look may have been written after it."""


class ImageStorage:
    """Implements ``Metered``."""

    resource = "image_storage"

    def __init__(self, database: Database) -> None:
        self._database = database

    async def observe(self) -> Sequence[Observed]:
        """Return what tenants keep in registries now, and what ended since the last look."""
        async with self._database.read() as session:
            seen = await session.scalar(select(MeteringMark.seen).where(MeteringMark.resource == self.resource))
            spans = await spans_since(session, (seen or 0) - MARGIN_SECONDS)
        return [
            Observed(
                span.id,
                Subject(
                    tenant_id=span.tenant_id,
                    tenant=span.tenant,
                    resource=self.resource,
                    size_bytes=span.size_bytes,
                    registry_id=span.registry_id,
                    registry_address=span.registry_address,
                ),
                started=span.started,
                ended=span.ended,
                over=span.ended is not None,
            )
            for span in spans
        ]

    def subscribe(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Tell of nothing: the regular looks find what was measured, with its times."""
        return lambda: None
