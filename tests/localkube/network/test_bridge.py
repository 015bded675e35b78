from __future__ import annotations

from dataclasses import replace

import pytest

from localkube.network.bridge import check_ranges
from localkube.network.errors import RangeTaken
from tests.localkube.network.factory import SETTINGS

DEFAULT = {"dst": "default", "gateway": "192.0.2.1", "dev": "eth0"}


def test_free_ranges_are_taken() -> None:
    check_ranges(SETTINGS, [DEFAULT, {"dst": "192.0.2.0/24", "dev": "eth0"}], known=False)


def test_a_route_into_the_pod_range_is_refused_by_the_settings_name() -> None:
    with pytest.raises(RangeTaken, match=r"pod range 10\.42\.0\.0/16 overlaps.*on vpn0.*set another pod range"):
        check_ranges(SETTINGS, [{"dst": "10.0.0.0/8", "dev": "vpn0"}], known=False)


def test_a_route_into_the_service_range_is_refused_also_after_a_restart() -> None:
    with pytest.raises(RangeTaken, match="set another service range"):
        check_ranges(SETTINGS, [{"dst": "10.43.7.1", "dev": "vpn0"}], known=True)


def test_routes_of_an_earlier_run_are_no_obstacle() -> None:
    routes = [
        {"dst": "10.43.0.0/16", "dev": "lk-t"},
        {"dst": "10.42.0.5", "dev": "lk0123456789"},
        {"type": "unreachable", "dst": "10.42.0.0/16"},
    ]
    check_ranges(SETTINGS, routes, known=True)


def test_the_bridge_of_another_instance_is_an_obstacle() -> None:
    with pytest.raises(RangeTaken):
        check_ranges(SETTINGS, [{"dst": "10.43.0.0/16", "dev": "lk-other"}], known=False)


def test_the_two_ranges_must_not_meet() -> None:
    with pytest.raises(RangeTaken, match="overlap"):
        check_ranges(replace(SETTINGS, service_range="10.42.128.0/20"), [], known=False)
