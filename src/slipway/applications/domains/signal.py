"""Have the publisher look at the application of a domain that has changed."""

from __future__ import annotations

from functools import partial

from sqlalchemy import select

from slipway.applications.domains.models import OwnDomain
from slipway.applications.models import Service
from slipway.applications.signals import Signals
from slipway.db import Session, after_commit


async def tell_publisher(session: Session, signals: Signals, domain: OwnDomain) -> None:
    """Wake whoever follows the application of the service that the domain leads to, once this is committed."""
    if domain.service_id is not None:
        query = select(Service.application_id).where(Service.id == domain.service_id)
        application_id = await session.scalar(query)
        if application_id is not None:
            after_commit(session, partial(signals.changed, application_id))
