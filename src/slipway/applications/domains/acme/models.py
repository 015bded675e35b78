"""The tables of domains whose certificates the platform gets by itself, and of its accounts at authorities."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from slipway.applications.domains.models import BY_LENGTH
from slipway.db import ID_LENGTH, Base, Obj, SealedJson, Session, new_id, utcnow

URL_LENGTH = 500
KIND_LENGTH = 40
DETAIL_LENGTH = 500
TOKEN_LENGTH = 200
ANSWER_LENGTH = 300
KEY = "pem"


class AcmeAccount(Base):
    """By which key an authority knows the platform."""

    __tablename__ = "acme_accounts"

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True, default=new_id)
    directory: Mapped[str] = mapped_column(String(URL_LENGTH), unique=True)
    private_key: Mapped[Obj] = mapped_column(SealedJson)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class AutomaticCertificate(Base):
    """That a domain's certificate is got and renewed by the platform, and how that goes."""

    __tablename__ = "automatic_certificates"

    domain_id: Mapped[str] = mapped_column(ForeignKey("own_domains.id", ondelete="CASCADE"), primary_key=True)
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"), index=True)
    next_try_at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    tried_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    """How often it failed in a row: the more, the later the next time."""
    problem: Mapped[str | None] = mapped_column(String(KIND_LENGTH))
    """Why it failed last: ACME's kind of error, or one of ours."""
    detail: Mapped[str | None] = mapped_column(String(DETAIL_LENGTH))
    token: Mapped[str | None] = mapped_column(String(TOKEN_LENGTH), index=True)
    """Of the challenge that is to be met now."""
    answer: Mapped[str | None] = mapped_column(String(ANSWER_LENGTH))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    created_by: Mapped[str] = mapped_column(String(BY_LENGTH))


async def automatic_of(session: Session, domain_ids: Collection[str]) -> dict[str, AutomaticCertificate]:
    """Return those that there are, by the domain's id; whoever asks was allowed to see the domains."""
    if not domain_ids:
        return {}
    query = select(AutomaticCertificate).where(AutomaticCertificate.domain_id.in_(domain_ids))
    return {each.domain_id: each for each in await session.scalars(query)}


async def answer_to(session: Session, token: str) -> str | None:
    """Return the answer to a challenge, which is public while the challenge is open."""
    query = select(AutomaticCertificate.answer).where(AutomaticCertificate.token == token)
    return await session.scalar(query)
