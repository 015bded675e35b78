"""What each kind of provider has to be told: of an account, and of an order. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from slipway.errors import Invalid
from slipway.hosts.cloud.schemas import AccountCreate, CloudCredentials, MachineCreate

EC2, AZURE = "ec2", "azure"


@dataclass(frozen=True, slots=True)
class Kind:
    """The fields of an account's credentials and place that a kind needs, and those that it may have."""

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    place: tuple[str, ...] = ()


KINDS = {
    EC2: Kind(("access_key_id", "secret_access_key"), ("session_token",)),
    AZURE: Kind(("tenant_id", "client_id", "client_secret"), place=("subscription_id", "resource_group")),
}
_IMAGE_PARTS = 4


def credentials_of(provider: str, told: CloudCredentials) -> dict[str, str]:
    """Return credentials as they are sealed and used. Raises Invalid where they are not those of this kind."""
    kind = KINDS[provider]
    plain = told.plain()
    _require_fields(plain, kind.needed, {*kind.needed, *kind.optional}, "credentials.")
    return plain


def require_place(wanted: AccountCreate) -> None:
    """Raise Invalid unless the account tells where at the provider its machines are to be."""
    told = {name: getattr(wanted, name) for name in ("subscription_id", "resource_group") if getattr(wanted, name)}
    place = KINDS[wanted.provider].place
    _require_fields(told, place, set(place), "")


def require_orderable(provider: str, wanted: MachineCreate) -> None:
    """Raise Invalid where the provider could not but refuse the order."""
    if wanted.security_groups and not wanted.subnet:
        raise Invalid("cloud.groups_without_subnet", field="security_groups")
    if provider != AZURE:
        return
    if not wanted.subnet:
        raise Invalid("cloud.subnet_needed", field="subnet")
    if not wanted.subnet.startswith("/") and wanted.subnet.count("/") != 1:
        raise Invalid("cloud.subnet_form", {"subnet": wanted.subnet}, field="subnet")
    if len(wanted.security_groups) > 1:
        raise Invalid("cloud.one_group", field="security_groups")
    if not wanted.image.startswith("/") and len([part for part in wanted.image.split(":") if part]) != _IMAGE_PARTS:
        raise Invalid("cloud.image_form", {"image": wanted.image}, field="image")


def _require_fields(told: Mapping[str, str], needed: tuple[str, ...], known: set[str], prefix: str) -> None:
    for name in needed:
        if not told.get(name):
            raise Invalid("cloud.field_needed", {"field": name}, field=prefix + name)
    for name in told:
        if name not in known:
            raise Invalid("cloud.field_foreign", {"field": name}, field=prefix + name)
