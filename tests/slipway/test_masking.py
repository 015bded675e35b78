"""Secrets that stand in values of harmless names."""

from __future__ import annotations

import pytest

from slipway.masking import masked_value


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgres://shop:hidden@db:5432/shop", "postgres://***@db:5432/shop"),
        ("redis://:hidden@redis:6379/0", "redis://***@redis:6379/0"),
        ("http://db:5432/a@b", "http://db:5432/a@b"),
        ("amqp://guest@queue", "amqp://guest@queue"),
    ],
)
def test_passwords_in_urls_are_masked(url: str, shown: str) -> None:
    """With a user's name before them or without."""
    assert masked_value("CACHE_URL", url) == shown
