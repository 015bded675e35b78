"""What a measurement changes of the times that are written down."""

from __future__ import annotations

from slipway.images.storage.models import StorageSpan
from slipway.images.storage.spans import Look, decide

PERIOD = 600.0


def _span(tenant: str, size: int, started: int = 0) -> StorageSpan:
    return StorageSpan(id=tenant, tenant_id=tenant, size_bytes=size, started=started)


def _changed(opened: list[StorageSpan], sizes: dict[str, int], look: Look) -> tuple[dict[str, int], dict[str, int]]:
    changes = decide(opened, sizes, look)
    return {span.tenant_id: end for span, end in changes.ended}, dict(changes.begun)


def test_what_is_as_large_as_before_goes_on() -> None:
    """And what is there for the first time begins; nothing at all does not."""
    opened = [_span("same", 5), _span("more", 5), _span("gone", 5), _span("empty", 5)]
    sizes = {"same": 5, "more": 6, "new": 7, "empty": 0, "nothing": 0}
    found = _changed(opened, sizes, Look(1000, 400, PERIOD))
    assert found == ({"more": 1000, "gone": 1000, "empty": 1000}, {"more": 6, "new": 7})


def test_what_vanishes_while_nobody_looks_ends_when_it_was_seen() -> None:
    """Another size counts from when it is seen, as with everything that is metered."""
    opened = [_span("gone", 5), _span("less", 5)]
    assert _changed(opened, {"less": 1}, Look(9000, 400, PERIOD)) == ({"gone": 400, "less": 9000}, {"less": 1})


def test_nothing_ends_before_it_began() -> None:
    """Whatever the clock of another process said."""
    assert _changed([_span("gone", 5, 2000)], {}, Look(1000, None, PERIOD)) == ({"gone": 2000}, {})
