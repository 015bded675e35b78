"""What domains look like over HTTP."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field, SecretStr

from slipway.applications.words import Strict

Id = Annotated[str, Field(max_length=64)]


class DomainState(StrEnum):
    """How far a domain has come."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    """The tenant's, and not served: no service is named, or it does not run."""
    SERVING = "serving"
    FAILING = "failing"
    """Still served, but the last look did not find its record."""


class DomainClaim(Strict):
    """Bring a host name."""

    host: Annotated[str, Field(min_length=1, max_length=300)] = Field(
        description="without scheme, port and path; other scripts than Latin as they are written"
    )
    service_id: Id | None = Field(None, description="which service it leads to; may be said later")
    tenant_id: Id | None = Field(None, description="platform administrators: whose it is")


class DomainPatch(Strict):
    """Change what is named; the rest stays."""

    service_id: Id | None = Field(None, description="lead the host to this service; null: to none")
    redirect: bool = Field(False, description="lead visitors from http to https while its certificate is served")


class CertificateUpload(Strict):
    """Serve the host by TLS."""

    certificate: Annotated[str, Field(min_length=1, max_length=65536)] = Field(
        description="PEM: the host's certificate, then those of its issuers in their order"
    )
    private_key: Annotated[SecretStr, Field(min_length=1, max_length=32768)] = Field(
        description="PEM, without a passphrase; it is never told again"
    )


class CertificateState(StrEnum):
    """Whether a certificate is good."""

    VALID = "valid"
    ENDING = "ending"
    """It expires within 30 days."""
    URGENT = "urgent"
    """Within 7 days."""
    EXPIRED = "expired"
    REFUSED = "refused"
    """The cluster does not serve it."""


class RecordOut(BaseModel):
    """A record to set in DNS."""

    type: str
    name: str
    value: str


class DomainReason(BaseModel):
    """Why a domain is not verified, or failing, and what to do."""

    code: str
    message: str
    message_zh: str
    hint: str
    hint_zh: str


class CertificateOut(BaseModel):
    """The certificate of a domain; its key is never told."""

    state: CertificateState
    reason: DomainReason | None = Field(description="what is wrong, and what to do")
    issuer: str
    fingerprint: str = Field(description="SHA-256, hexadecimal")
    not_before: datetime
    not_after: datetime
    created_at: datetime
    created_by: str


class CertificateTrouble(BaseModel):
    """A certificate that somebody has to look at, of a domain that leads to a service."""

    domain_id: str
    host: str = Field(description="as DNS has it")
    name: str = Field(description="as people write it")
    tenant_id: str
    tenant: str
    state: CertificateState
    reason: DomainReason
    not_after: datetime


class AutomaticState(StrEnum):
    """How getting a certificate goes."""

    WAITING = "waiting"
    """It is got as soon as the domain is verified, or just now."""
    ISSUED = "issued"
    FAILING = "failing"
    """The last try failed; it is tried again."""


class AutomaticOut(BaseModel):
    """That the platform gets the certificate and renews it."""

    state: AutomaticState
    reason: DomainReason | None = Field(description="why the last try failed, and what to do")
    failures: int = Field(description="how often in a row")
    next_try_at: datetime = Field(description="when it is tried again, or renewed")


class DomainOut(BaseModel):
    """One own domain."""

    id: str
    tenant_id: str
    tenant: str
    host: str = Field(description="as DNS has it")
    name: str = Field(description="as people write it")
    state: DomainState
    reason: DomainReason | None
    record: RecordOut = Field(description="the record that proves that the host is the tenant's")
    pointer: RecordOut = Field(description="a record by which the host leads to the platform")
    points_here: bool | None = Field(description="whether it does; null when that is not known")
    service_id: str | None
    service: str | None
    application_id: str | None
    application: str | None
    url: str | None = Field(description="where it is served, when it is")
    certificate: CertificateOut | None = Field(description="null: the host is served by http only")
    automatic: AutomaticOut | None = Field(description="null: the platform gets none by itself")
    can_automate: bool = Field(description="the platform has an authority to get certificates from")
    redirect: bool = Field(description="visitors are to be led from http to https")
    redirected: bool = Field(description="they are; that waits for a certificate that the cluster serves")
    verified_at: datetime | None
    checked_at: datetime | None
    next_check_at: datetime
    created_at: datetime
    created_by: str


class AvailabilityOut(BaseModel):
    """Whether a service may have a name below the platform's domain."""

    name: str
    host: str
    available: bool
    reason: DomainReason | None = Field(description="why not")
