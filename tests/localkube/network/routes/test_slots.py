"""Pods in slots, and which pods there are. Pure."""

from __future__ import annotations

import pytest

from localkube.network.routes.endpoints import addresses
from localkube.network.routes.model import ServiceBackend
from localkube.network.routes.slots import assign, commands, read_state, size_for
from tests.localkube.network.routes import factory

A, B, C, D = (("10.0.0.1", 80), ("10.0.0.2", 80), ("10.0.0.3", 80), ("10.0.0.4", 80))
WEB = ServiceBackend("shop", "web", 80)


@pytest.mark.parametrize(
    ("pods", "present", "size"), [(0, 0, 4), (3, 0, 4), (4, 0, 8), (4, 4, 4), (5, 4, 8), (1, 64, 64)]
)
def test_slots_grow_ahead_of_pods_and_stay(pods: int, present: int, size: int) -> None:
    assert size_for(pods, present) == size


def test_pods_keep_their_slots() -> None:
    assert assign((A, B, C, None), (C, A, D), 4) == (A, None, C, D)


def test_newcomers_take_empty_slots_before_those_that_others_leave() -> None:
    assert assign((A, None, None), (B,), 3) == (None, B, None)
    assert assign((A,), (B,), 1) == (B,)


def test_more_pods_than_slots_fill_the_slots() -> None:
    assert assign((None,), (A, B), 1) == (A,)


def test_who_comes_is_told_before_who_goes() -> None:
    told = list(commands("x", (A, None, C), (None, B, D)))

    assert told == [
        "set server x/s1 addr 10.0.0.2 port 80",
        "set server x/s1 state ready",
        "set server x/s2 addr 10.0.0.4 port 80",
        "set server x/s0 state drain",
    ]


def test_nothing_is_told_when_nothing_changed() -> None:
    assert list(commands("x", (A, None), (A, None))) == []


def test_the_state_of_a_running_haproxy_is_read_back() -> None:
    text = (
        "1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_port\n"
        "3 web 1 s0 10.0.0.1 2 0 80\n3 web 2 s1 127.0.0.1 0 5 1\n3 web 3 s2 10.0.0.3 2 8 80\n"
        "4 api 1 s0 10.0.0.2 2 0 80\n\n"
    )

    assert read_state(text) == {"web": (A, None, None), "api": (B,)}


def test_ready_pods_of_all_slices_are_addresses() -> None:
    slices = [
        factory.endpoint_slice(factory.endpoint("10.0.0.2"), factory.endpoint("10.0.0.9", ready=False)),
        factory.endpoint_slice(factory.endpoint("10.0.0.1"), name="web-2", port=81),
    ]

    assert addresses(WEB, slices) == (("10.0.0.1", 81), ("10.0.0.2", 8080))


def test_ending_pods_serve_only_while_no_other_does() -> None:
    ending = factory.endpoint("10.0.0.1", ready=False, terminating=True)
    silent = factory.endpoint("10.0.0.2", ready=False, serving=False, terminating=True)

    assert addresses(WEB, [factory.endpoint_slice(ending, silent)]) == (("10.0.0.1", 8080),)
    both = factory.endpoint_slice(ending, factory.endpoint("10.0.0.3"))
    assert addresses(WEB, [both]) == (("10.0.0.3", 8080),)


def test_only_the_named_port_counts() -> None:
    backend = ServiceBackend("shop", "web", 80, "http")
    one = factory.endpoint("10.0.0.1")
    slices = [factory.endpoint_slice(one, port_name="http"), factory.endpoint_slice(one, port_name="admin", port=9)]

    assert addresses(backend, slices) == (("10.0.0.1", 8080),)
