"""Which adapter speaks to which kind of provider.

Adapters are imported at their first use, and in a thread: their library costs time and memory that a platform without
cloud accounts does not pay.
"""

from __future__ import annotations

from functools import partial

from slipway.hosts.cloud.kinds import AZURE, EC2
from slipway.hosts.cloud.models import CloudAccount
from slipway.hosts.cloud.provider import Provider, ask


async def provider_of(account: CloudAccount) -> Provider:
    """Return the adapter of an account that was loaded with its credentials."""
    return await ask(partial(_ADAPTERS[account.provider], account))


async def known_regions(provider: str) -> list[str]:
    """Return the regions in which accounts can be; none where the provider itself is asked when an account is tried."""
    return await ask(_regions) if provider == EC2 else []


def _ec2(account: CloudAccount) -> Provider:
    from slipway.hosts.cloud.ec2 import Ec2  # noqa: PLC0415 - see above

    return Ec2(account.region, account.endpoint, account.credentials)


def _azure(account: CloudAccount) -> Provider:
    from slipway.hosts.cloud.azure import Azure  # noqa: PLC0415 - see above
    from slipway.hosts.cloud.azure_parts import Place  # noqa: PLC0415

    place = Place(account.region, account.subscription_id, account.resource_group)
    return Azure(place, account.endpoint, account.credentials)


def _regions() -> list[str]:
    from slipway.hosts.cloud.ec2 import regions  # noqa: PLC0415 - see above

    return regions()


_ADAPTERS = {EC2: _ec2, AZURE: _azure}
