"""HTTP route of the permission table: what each role and each scope may do, as the code decides it."""

from __future__ import annotations

from fastapi import APIRouter

from slipway.access import PERMISSIONS, SCOPES, Action, Role, Scope
from slipway.users.schemas import RoleOut, Roles, ScopeOut
from slipway.web import CurrentActor

router = APIRouter(tags=["roles"])


@router.get("/roles")
async def list_roles(_actor: CurrentActor) -> Roles:
    """Tell what each role and each scope of API tokens may do; everybody who is logged in may know."""
    actions = sorted(Action)
    return Roles(
        actions=actions,
        roles=[
            RoleOut(
                name=role,
                of_platform=role.of_platform,
                actions=[action for action in actions if role in PERMISSIONS[action]],
            )
            for role in Role
        ],
        scopes=[ScopeOut(name=scope, actions=[one for one in actions if one in SCOPES[scope]]) for scope in Scope],
    )
