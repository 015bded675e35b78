"""The order in which services start."""

from __future__ import annotations

from slipway.applications.status.waves import dependents, waves
from tests.slipway.applications.status.samples import service


def test_wave_follows_the_longest_way_down() -> None:
    services = [
        service("web", depends_on=["api", "cache"]),
        service("api", depends_on=["db"]),
        service("cache"),
        service("db"),
    ]
    assert waves(services) == {"db": 0, "cache": 0, "api": 1, "web": 2}


def test_unknown_dependency_counts_as_none() -> None:
    assert waves([service("web", depends_on=["nowhere"])]) == {"web": 0}


def test_cycle_ends() -> None:
    assert set(waves([service("a", depends_on=["b"]), service("b", depends_on=["a"])])) == {"a", "b"}


def test_dependents_are_the_direct_ones() -> None:
    found = dependents([service("web", depends_on=["api"]), service("api", depends_on=["db"]), service("db")])
    assert {name: [each.name for each in above] for name, above in found.items()} == {
        "web": [],
        "api": ["web"],
        "db": ["api"],
    }
