"""A look at the kernel that lacks something costs no route."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from noderouter.agent import MOST_LOOKS, seen_twice
from noderouter.decide import Change, Decision
from noderouter.model import Route

ROUTE = Route(ip_network("10.1.2.0/24"), ip_address("192.168.5.2"), 2, 83)
ADD, DELETE, REPLACE = (Decision(changes=(Change(action, ROUTE),)) for action in ("add", "delete", "replace"))
NOTHING = Decision()


class Looks:
    """What is seen, look by look."""

    def __init__(self, *seen: Decision) -> None:
        self.seen = list(seen)

    async def __call__(self) -> Decision:
        return self.seen.pop(0)


async def test_a_route_is_added_after_one_look() -> None:
    looks = Looks(ADD, NOTHING)
    assert await seen_twice(looks) is ADD
    assert looks.seen == [NOTHING]


async def test_a_route_is_taken_away_only_when_two_looks_agree() -> None:
    assert await seen_twice(Looks(DELETE, DELETE)) == DELETE
    assert await seen_twice(Looks(REPLACE, REPLACE)) == REPLACE
    assert await seen_twice(Looks(DELETE, NOTHING)) == NOTHING
    assert await seen_twice(Looks(DELETE, REPLACE, REPLACE)) == REPLACE


async def test_looks_that_never_agree_take_nothing_away() -> None:
    looks = Looks(*([DELETE, REPLACE] * MOST_LOOKS))
    assert await seen_twice(looks) == NOTHING
