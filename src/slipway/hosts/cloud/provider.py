"""What the platform asks of a cloud provider. One adapter for each kind of provider; nobody else knows its library.

Adapters wait for the network and are called in threads of their own, never longer than ``PATIENCE_SECONDS``. They
raise Conflict where asking again will not help, and Unavailable where it may.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol, TypeVar

from slipway.errors import Unavailable

T = TypeVar("T")

CALL_SECONDS = 20.0
"""How long one request to a provider may take."""
PATIENCE_SECONDS = 45.0
"""How long all requests of one call may take together."""
_THREADS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="cloud")


class VmState(StrEnum):
    """How a virtual machine is, in the provider's view."""

    STARTING = "starting"
    RUNNING = "running"
    STOPPED = "stopped"
    ENDING = "ending"
    ENDED = "ended"
    """Gone for good; providers tell of it for a while."""
    FAILED = "failed"
    """The provider could not make or start it, and tells why; what there is of it may cost."""
    LEFTOVER = "leftover"
    """It does not exist, and parts of it do: a disk, an address … They may cost, and end with its deletion."""


@dataclass(frozen=True, slots=True)
class Vm:
    """A virtual machine as the provider tells of it. ``machine_id`` is ours, empty where it bears no mark of ours.

    ``reason``: why it has failed, in the provider's words.
    """

    id: str
    machine_id: str
    name: str
    state: VmState
    size: str
    private_addresses: Sequence[str]
    public_addresses: Sequence[str]
    host_name: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """A virtual machine to be made, in the provider's own words; empty: as the provider chooses."""

    machine_id: str
    name: str
    size: str
    image: str
    subnet: str
    zone: str
    key_pair: str
    security_groups: Sequence[str]
    public_ip: bool
    user_data: str


class Provider(Protocol):
    """One account at a provider. ``certain``: what was made and is not told of any more does not exist."""

    certain: ClassVar[bool]

    def check(self) -> None:
        """Return when the account can be used."""
        ...

    def machines(self) -> list[Vm]:
        """Return all that exist and bear a mark of this platform, also those that it does not know any more."""
        ...

    def find(self, machine_id: str) -> Vm | None:
        """Return the one that was ordered under our id, also one that has ended."""
        ...

    def create(self, order: Order) -> Vm:
        """Make it; when the same order was placed before, return what came of that."""
        ...

    def delete(self, vm_id: str) -> None:
        """End it, or what is left of it, for good; nothing happens when it has ended already."""
        ...


async def ask(call: Callable[[], T]) -> T:
    """Call an adapter in a thread. A call that takes too long is left to itself: it ends by its own time-outs."""
    future = asyncio.get_running_loop().run_in_executor(_THREADS, call)
    done, _ = await asyncio.wait({future}, timeout=PATIENCE_SECONDS)
    if not done:
        raise Unavailable("cloud.unreachable", {"reason": f"no answer within {PATIENCE_SECONDS:.0f} s"})
    return future.result()
