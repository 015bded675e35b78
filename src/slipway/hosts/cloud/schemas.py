"""What cloud accounts and machines look like over HTTP. Credentials go in and never come out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from slipway.hosts.cloud.decide import MachineState
from slipway.hosts.cloud.provider import VmState

AccountName = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$")]
MachineName = Annotated[str, StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$")]
Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9/][A-Za-z0-9._:/@+() -]{0,253}$")]
"""A name or an id at the provider: of a size, an image, a subnet …"""
OptionalWord = Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9/][A-Za-z0-9._:/@+() -]{0,253})?$")]
Place = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
Secret = Annotated[SecretStr, Field(min_length=1, max_length=4096)]


class Strict(BaseModel):
    """Requests refuse fields that they do not know."""

    model_config = ConfigDict(extra="forbid")


class CloudCredentials(Strict):
    """With which the provider lets the platform in.

    EC2: the access key of an IAM user or role. Azure: an application (service principal) with its directory and secret.
    """

    access_key_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{1,128}$")] | None = None
    secret_access_key: Secret | None = None
    session_token: Secret | None = None
    tenant_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$")] | None = None
    client_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")] | None = None
    client_secret: Secret | None = None

    def plain(self) -> dict[str, str]:
        """Return those that were told."""
        told = {name: getattr(self, name) for name in type(self).model_fields if getattr(self, name) is not None}
        return {
            name: value.get_secret_value() if isinstance(value, SecretStr) else value for name, value in told.items()
        }


class AccountCreate(Strict):
    """An account at a provider; it is tried before it is kept."""

    name: AccountName
    provider: Literal["ec2", "azure"]
    region: Place
    endpoint: Annotated[str, StringConstraints(pattern=r"^(https?://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?)?$")] = Field(
        "", description="address of a service that speaks the provider's API; empty: the provider's own"
    )
    subscription_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{0,64}$")] = Field(
        "", description="of Azure only, and needed there"
    )
    resource_group: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._()-]{0,90}$")] = Field(
        "", description="of Azure only, and needed there: it has to exist"
    )
    credentials: CloudCredentials


class AccountPatch(Strict):
    """Other credentials for the same account; they are tried before they are kept."""

    credentials: CloudCredentials


class AccountOut(BaseModel):
    """An account; ``machines`` are the names of those that were ordered with it."""

    id: str
    name: str
    provider: str
    region: str
    endpoint: str
    subscription_id: str
    resource_group: str
    machines: list[str]
    created_at: datetime


class VmOut(BaseModel):
    """A virtual machine that exists at the provider now, with our mark; ``machine`` is empty where we know of none."""

    vm_id: str
    machine: str
    name: str
    state: VmState
    size: str
    addresses: list[str]


class VmsOut(BaseModel):
    """Everything of ours that exists at the provider, and may cost."""

    items: list[VmOut]


class MachineCreate(Strict):
    """Machines to be ordered, in the provider's own words for sizes, images and networks.

    Of more than one the names are numbered: ``name-1`` …. ``prepare`` is shell that root runs before a machine joins.
    """

    account_id: str
    name: MachineName
    count: Annotated[int, Field(ge=1, le=20)] = 1
    size: Word
    image: Word
    subnet: OptionalWord = ""
    zone: OptionalWord = ""
    key_pair: OptionalWord = ""
    security_groups: Annotated[list[Word], Field(max_length=16)] = []
    public_ip: bool = False
    partition_id: str | None = None
    labels: Annotated[dict[str, str], Field(max_length=50)] = {}
    prepare: Annotated[str, Field(max_length=8000)] = ""
    join_minutes: Annotated[int, Field(ge=20, le=1440)] = 60


class MachineReason(BaseModel):
    """Why a machine is not what it should be, and what to do."""

    code: str
    message: str
    message_zh: str
    hint: str
    hint_zh: str


class MachineOut(BaseModel):
    """A machine. ``host`` is the node that it became; ``vm_state`` is what the provider told at ``seen_at``."""

    id: str
    name: str
    account_id: str
    account: str
    state: MachineState
    problem: MachineReason | None
    size: str
    image: str
    subnet: str
    zone: str
    key_pair: str
    security_groups: list[str]
    public_ip: bool
    partition_id: str | None
    labels: dict[str, str]
    vm_id: str | None
    vm_state: str
    addresses: list[str]
    host: str | None
    join_until: datetime | None
    seen_at: datetime | None
    created_by: str
    created_at: datetime


class MachinesOut(BaseModel):
    """What was ordered."""

    items: list[MachineOut]


class ForgetIn(Strict):
    """What is to be forgotten, by its name once more; another name is answered with what may go on."""

    confirm: Annotated[str, Field(max_length=64)]


class ForgottenMachine(BaseModel):
    """A machine that nobody here knows of any more; ``vm_id`` is empty where the provider never told it."""

    name: str
    vm_id: str
    addresses: list[str]


class ForgottenOut(BaseModel):
    """Machines that may go on at their provider, and cost: they have to be ended there."""

    may_go_on: list[ForgottenMachine]
