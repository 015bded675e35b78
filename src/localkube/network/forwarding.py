"""Lets pods' packets through a firewall that forwards nothing by default, such as the one that Docker sets up.

An accept in a table of ours could not overrule it, so the rules go where the policy is: iptables' own FORWARD chain.
"""

from __future__ import annotations

import logging
import shlex

from localkube.network.errors import ProgramFailed
from localkube.network.programs import program, run
from localkube.network.settings import Settings, table_name

log = logging.getLogger(__name__)

_CHAIN = "FORWARD"


async def allow(settings: Settings) -> None:
    """Add our rules if iptables is there, drops by default and lacks them."""
    for rule in missing_rules(await _listing(), settings):
        await run("iptables", "-w", "-I", _CHAIN, *rule)


async def forget(instance: str) -> None:
    """Remove our rules."""
    for rule in our_rules(await _listing(), instance):
        await run("iptables", "-w", "-D", _CHAIN, *rule)


async def _listing() -> list[str]:
    if program("iptables") is None:
        return []
    try:
        return (await run("iptables", "-w", "-S", _CHAIN)).splitlines()
    except ProgramFailed as failure:
        log.warning("iptables cannot be asked, so it is taken to forward everything: %s", failure)
        return []


def missing_rules(listing: list[str], settings: Settings) -> list[list[str]]:
    """What has to be inserted, given what ``iptables -S`` shows."""
    if f"-P {_CHAIN} DROP" not in listing:
        return []
    present = our_rules(listing, settings.instance)
    wanted = [_rule(settings, side) for side in ("-s", "-d")]
    return [rule for rule in wanted if rule not in present]


def our_rules(listing: list[str], instance: str) -> list[list[str]]:
    """The rules of this instance, without ``-A FORWARD``."""
    words = [shlex.split(line) for line in listing]
    return [rule[2:] for rule in words if rule[:2] == ["-A", _CHAIN] and table_name(instance) in rule]


def _rule(settings: Settings, side: str) -> list[str]:
    return [side, settings.pods.with_prefixlen, "-m", "comment", "--comment", settings.table, "-j", "ACCEPT"]
