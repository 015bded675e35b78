"""The table of certificates: one of an own domain at most, its key sealed as secrets are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from slipway.applications.domains.models import BY_LENGTH, OwnDomain
from slipway.applications.domains.pem import Bundle
from slipway.db import ID_LENGTH, Base, Obj, SealedJson, Session, new_id, utcnow

FINGERPRINT_LENGTH = 64
ISSUER_LENGTH = 500
PROBLEM_LENGTH = 500
_KEY = "pem"


class DomainCertificate(Base):
    """What HTTPS of an own domain is served with."""

    __tablename__ = "domain_certificates"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    domain_id: Mapped[str] = mapped_column(ForeignKey("own_domains.id", ondelete="CASCADE"), unique=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"), index=True)
    chain: Mapped[str] = mapped_column(Text)
    """PEM, the domain's own certificate first."""
    private_key: Mapped[Obj] = mapped_column(SealedJson)
    issuer: Mapped[str] = mapped_column(String(ISSUER_LENGTH))
    fingerprint: Mapped[str] = mapped_column(String(FINGERPRINT_LENGTH))
    """SHA-256 of the domain's own certificate, in hexadecimal digits."""
    not_before: Mapped[datetime]
    not_after: Mapped[datetime]
    problem: Mapped[str | None] = mapped_column(String(PROBLEM_LENGTH))
    """Why the cluster does not serve it, in the cluster's own words."""
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    created_by: Mapped[str] = mapped_column(String(BY_LENGTH))

    def take(self, bundle: Bundle) -> None:
        """Become what was checked."""
        self.chain, self.private_key = bundle.chain, {_KEY: bundle.private_key}
        self.issuer, self.fingerprint = bundle.issuer[:ISSUER_LENGTH], bundle.fingerprint
        self.not_before, self.not_after = bundle.not_before, bundle.not_after
        self.problem = None

    @property
    def key_pem(self) -> str:
        """The key, for the cluster alone."""
        return str(self.private_key[_KEY])


async def certificates_of(session: Session, domain_ids: Collection[str]) -> dict[str, DomainCertificate]:
    """Return the certificates that there are, by the domain's id; whoever asks was allowed to see the domains."""
    if not domain_ids:
        return {}
    query = select(DomainCertificate).where(DomainCertificate.domain_id.in_(domain_ids))
    return {each.domain_id: each for each in await session.scalars(query)}


async def by_host(session: Session, hosts: Collection[str]) -> dict[str, DomainCertificate]:
    """Return the certificates of verified hosts, by host; what serves them asks."""
    query = select(OwnDomain.host, DomainCertificate)
    query = query.join(DomainCertificate, DomainCertificate.domain_id == OwnDomain.id)
    rows = await session.execute(query.where(OwnDomain.host.in_(hosts), OwnDomain.verified_at.is_not(None)))
    return dict(rows.all())
