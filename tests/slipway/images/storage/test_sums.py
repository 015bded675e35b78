"""What tenants' repositories add up to."""

from __future__ import annotations

from slipway.images.storage.sums import LARGEST, Stored, TenantTotal, total


def test_what_repositories_share_counts_once() -> None:
    """For the tenant; each repository by itself tells all that it has, and what is its alone."""
    sizes = {"base": 100, "web": 7, "job": 5}
    found = total({"a/web": Stored(2, {"base", "web"}), "a/job": Stored(1, {"base", "job"})}, sizes)
    assert found.size_bytes == 112
    told = {name: (each.tags, each.size_bytes, each.own_bytes) for name, each in found.repositories.items()}
    assert told == {"a/web": (2, 107, 7), "a/job": (1, 105, 5)}


def test_nothing_is_nothing_and_much_has_an_end() -> None:
    """The database's numbers have one."""
    assert total({}, {}) == TenantTotal(0, {})
    assert total({"a": Stored(1, {"x", "y"})}, {"x": LARGEST, "y": LARGEST}).size_bytes == LARGEST
