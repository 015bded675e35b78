"""The permission table over HTTP."""

from __future__ import annotations

import pytest

from slipway.access import PERMISSIONS, SCOPES, Action, Role
from slipway.tenants import Tenant
from tests.slipway.factory import Factory


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PLATFORM_ADMIN])
async def test_everybody_reads_what_every_role_may_do(factory: Factory, tenant: Tenant, role: Role) -> None:
    """As the table decides it."""
    user = await factory.user(role, None if role.of_platform else tenant)
    client = await factory.client_of(user)

    told = (await client.get("/api/v1/roles")).json()

    assert told["actions"] == sorted(Action)
    assert {one["name"]: set(one["actions"]) for one in told["roles"]} == {
        one: {action for action in Action if one in PERMISSIONS[action]} for one in Role
    }
    assert {one["name"]: set(one["actions"]) for one in told["scopes"]} == SCOPES
    assert [one["name"] for one in told["roles"] if one["of_platform"]] == ["platform_admin", "platform_auditor"]
