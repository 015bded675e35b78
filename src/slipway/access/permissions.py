"""The one permission table: which role may do what. ``docs/permissions.md`` is generated from it."""

from __future__ import annotations

from enum import StrEnum

from slipway.access.actor import Role, Scope


class Action(StrEnum):
    """Everything that somebody can be allowed to do. Values are stable: the portal and the operation log show them."""

    ACCOUNT_READ = "account.read"
    ACCOUNT_MANAGE = "account.manage"
    TENANT_READ = "tenant.read"
    TENANT_MANAGE = "tenant.manage"
    PRESET_READ = "preset.read"
    PRESET_MANAGE = "preset.manage"
    PARTITION_READ = "partition.read"
    PARTITION_MANAGE = "partition.manage"
    USER_READ = "user.read"
    USER_MANAGE = "user.manage"
    OPERATION_READ = "operation.read"
    OPERATION_VERIFY = "operation.verify"
    APPLICATION_READ = "application.read"
    APPLICATION_CREATE = "application.create"
    APPLICATION_WRITE = "application.write"
    APPLICATION_PUBLISH = "application.publish"
    APPLICATION_UPGRADE = "application.upgrade"
    APPLICATION_SECRETS = "application.secrets"
    RUNTIME_LOG_READ = "runtime_log.read"
    PLATFORM_READ = "platform.read"
    METERING_READ = "metering.read"
    METERING_PRICE = "metering.price"
    CONTAINER_READ = "container.read"
    CONTAINER_EXEC = "container.exec"
    ROUTE_READ = "route.read"
    HOST_READ = "host.read"
    HOST_MANAGE = "host.manage"
    CLOUD_READ = "cloud.read"
    CLOUD_MANAGE = "cloud.manage"
    CONTAINER_RESTART = "container.restart"
    CONTAINER_DELETE = "container.delete"
    CONTAINER_DOWNLOAD = "container.download"
    CONTAINER_UPLOAD = "container.upload"
    OPENING_READ = "opening.read"
    OPENING_MANAGE = "opening.manage"
    VOLUME_READ = "volume.read"
    VOLUME_MANAGE = "volume.manage"
    REGISTRY_READ = "registry.read"
    REGISTRY_MANAGE = "registry.manage"
    REGISTRY_METER = "registry.meter"
    DOMAIN_READ = "domain.read"
    DOMAIN_MANAGE = "domain.manage"
    OFFERING_READ = "offering.read"
    OFFERING_MANAGE = "offering.manage"
    MANAGED_READ = "managed.read"
    MANAGED_MANAGE = "managed.manage"


_EVERYBODY = frozenset(Role)
_PLATFORM = frozenset({Role.PLATFORM_ADMIN, Role.PLATFORM_AUDITOR})
_TENANT_STAFF = frozenset({Role.PLATFORM_ADMIN, Role.TENANT_ADMIN})
_BUILDERS = _TENANT_STAFF | {Role.DEVELOPER}

PERMISSIONS: dict[Action, frozenset[Role]] = {
    Action.ACCOUNT_READ: _EVERYBODY,
    Action.ACCOUNT_MANAGE: _EVERYBODY,
    Action.TENANT_READ: _EVERYBODY,
    Action.TENANT_MANAGE: frozenset({Role.PLATFORM_ADMIN}),
    Action.PRESET_READ: _EVERYBODY,
    Action.PRESET_MANAGE: frozenset({Role.PLATFORM_ADMIN}),
    Action.PARTITION_READ: _EVERYBODY,
    Action.PARTITION_MANAGE: frozenset({Role.PLATFORM_ADMIN}),
    Action.USER_READ: _TENANT_STAFF | {Role.PLATFORM_AUDITOR},
    Action.USER_MANAGE: _TENANT_STAFF,
    Action.OPERATION_READ: _EVERYBODY,
    Action.OPERATION_VERIFY: _PLATFORM,
    Action.APPLICATION_READ: _EVERYBODY,
    Action.APPLICATION_CREATE: _BUILDERS,
    Action.APPLICATION_WRITE: _BUILDERS,
    Action.APPLICATION_PUBLISH: _BUILDERS,
    Action.APPLICATION_UPGRADE: _BUILDERS,
    Action.APPLICATION_SECRETS: _BUILDERS,
    Action.RUNTIME_LOG_READ: _PLATFORM,
    Action.PLATFORM_READ: _PLATFORM,
    Action.METERING_READ: _EVERYBODY,
    Action.METERING_PRICE: frozenset({Role.PLATFORM_ADMIN}),
    Action.CONTAINER_READ: _EVERYBODY,
    Action.CONTAINER_EXEC: _BUILDERS,
    Action.ROUTE_READ: _PLATFORM,
    Action.HOST_READ: _PLATFORM,
    Action.HOST_MANAGE: frozenset({Role.PLATFORM_ADMIN}),
    Action.CLOUD_READ: _PLATFORM,
    Action.CLOUD_MANAGE: frozenset({Role.PLATFORM_ADMIN}),
    Action.CONTAINER_RESTART: _BUILDERS,
    Action.CONTAINER_DELETE: _BUILDERS,
    Action.CONTAINER_DOWNLOAD: _BUILDERS,
    Action.CONTAINER_UPLOAD: _BUILDERS,
    Action.OPENING_READ: _EVERYBODY,
    Action.OPENING_MANAGE: _TENANT_STAFF,
    Action.VOLUME_READ: _EVERYBODY,
    Action.VOLUME_MANAGE: _BUILDERS,
    Action.REGISTRY_READ: _EVERYBODY,
    Action.REGISTRY_MANAGE: _TENANT_STAFF,
    Action.REGISTRY_METER: frozenset({Role.PLATFORM_ADMIN}),
    Action.DOMAIN_READ: _EVERYBODY,
    Action.DOMAIN_MANAGE: _BUILDERS,
    Action.OFFERING_READ: _EVERYBODY,
    Action.OFFERING_MANAGE: frozenset({Role.PLATFORM_ADMIN}),
    Action.MANAGED_READ: _EVERYBODY,
    Action.MANAGED_MANAGE: _BUILDERS,
}

_READING = frozenset(action for action in Action if action.rpartition(".")[2] in ("read", "verify"))

SCOPES: dict[Scope, frozenset[Action]] = {
    Scope.READ: _READING,
    Scope.DEPLOY: _READING | {Action.APPLICATION_PUBLISH, Action.APPLICATION_UPGRADE},
    Scope.ALL: frozenset(Action),
}
"""What a token of each scope may do at most; its owner's role has to allow it as well."""

OF_APPLICATIONS: frozenset[Action] = frozenset(
    {
        Action.APPLICATION_READ,
        Action.APPLICATION_WRITE,
        Action.APPLICATION_PUBLISH,
        Action.APPLICATION_UPGRADE,
        Action.APPLICATION_SECRETS,
        Action.CONTAINER_READ,
        Action.CONTAINER_EXEC,
        Action.CONTAINER_RESTART,
        Action.CONTAINER_DELETE,
        Action.CONTAINER_DOWNLOAD,
        Action.CONTAINER_UPLOAD,
        Action.METERING_READ,
        Action.VOLUME_READ,
        Action.VOLUME_MANAGE,
    }
)
"""What a token for certain applications may do at most, to those. Everything else concerns a tenant or the platform."""

if _undecided := set(Action) - set(PERMISSIONS):
    raise RuntimeError(f"no permissions are set for {sorted(_undecided)}")
