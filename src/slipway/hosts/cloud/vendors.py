"""Which adapter speaks to which kind of provider.

Adapters are imported at their first use, and in a thread: their library costs time and memory that a platform without
cloud accounts does not pay.
"""

from __future__ import annotations

from functools import partial

from slipway.hosts.cloud.models import CloudAccount
from slipway.hosts.cloud.provider import Provider, ask


async def provider_of(account: CloudAccount) -> Provider:
    """Return the adapter of an account that was loaded with its credentials."""
    return await ask(partial(_ec2, account))


async def known_regions() -> list[str]:
    """Return the regions in which accounts can be."""
    return await ask(_regions)


def _ec2(account: CloudAccount) -> Provider:
    from slipway.hosts.cloud.ec2 import Ec2  # noqa: PLC0415 - see above

    return Ec2(account.region, account.endpoint, account.credentials)


def _regions() -> list[str]:
    from slipway.hosts.cloud.ec2 import regions  # noqa: PLC0415 - see above

    return regions()
