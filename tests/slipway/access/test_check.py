"""Who may do what."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import select

from slipway.access import OF_APPLICATIONS, PERMISSIONS, SYSTEM, Action, Actor, Role, actions_of, may, require, scope
from slipway.access.table import table
from slipway.applications import Application, Service
from slipway.errors import Forbidden, NotFound
from slipway.tenants import Tenant
from slipway.users import User

ROOT = Path(__file__).parents[3]
TENANT_ROLES = [role for role in Role if not role.of_platform]


def _actor(role: Role) -> Actor:
    return Actor("u", "ann", role, None if role.of_platform else "own")


@pytest.mark.parametrize(("role", "action"), list(product(TENANT_ROLES, Action)))
def test_another_tenants_object_is_as_if_absent(role: Role, action: Action) -> None:
    """Whatever the role: 404, so that nobody learns what exists."""
    with pytest.raises(NotFound):
        require(_actor(role), action, "other")


@pytest.mark.parametrize(("role", "action"), list(product(Role, Action)))
def test_in_ones_own_reach_the_table_decides(role: Role, action: Action) -> None:
    """Allowed, or 403."""
    actor = _actor(role)
    if role in PERMISSIONS[action]:
        require(actor, action, "own")
        return
    with pytest.raises(Forbidden) as refused:
        require(actor, action, "own")
    assert refused.value.params == {"role": role.value, "action": action.value}


@pytest.mark.parametrize(("role", "action"), list(product(TENANT_ROLES, Action)))
def test_tenant_roles_have_no_say_in_objects_of_the_platform(role: Role, action: Action) -> None:
    """Not even where the table allows the action in their tenant."""
    assert not may(_actor(role), action, None)


def test_auditors_change_nothing() -> None:
    """Everything that they may do is reading, but for their own account."""
    may_do = set(actions_of(_actor(Role.PLATFORM_AUDITOR))) - {"account.manage"}
    assert {name.rpartition(".")[2] for name in may_do} == {"read", "verify"}


def test_administrators_may_do_everything() -> None:
    """And so may the platform itself."""
    assert actions_of(_actor(Role.PLATFORM_ADMIN)) == actions_of(SYSTEM) == sorted(Action)


@pytest.mark.parametrize("model", [User, Tenant])
def test_queries_are_narrowed_to_the_actors_tenant(model: type[User] | type[Tenant]) -> None:
    """By the owner's column; tenants by their own id."""
    narrowed = scope(select(model), model, _actor(Role.VIEWER))
    text = str(narrowed.compile(compile_kwargs={"literal_binds": True}))

    column = "users.tenant_id" if model is User else "tenants.id"
    assert text.endswith(f"WHERE {column} = 'own'")


def test_platform_roles_see_all_rows() -> None:
    """Their queries stay as they are."""
    query = select(User)

    assert scope(query, User, _actor(Role.PLATFORM_AUDITOR)) is query


def test_a_token_for_certain_applications_is_narrowed_everywhere() -> None:
    """In queries, by the application's id or by that of what it belongs to; and in what is allowed at all."""
    narrow = replace(_actor(Role.PLATFORM_ADMIN), via="token", applications=frozenset({"shop"}))
    texts = [
        str(scope(select(model.id), model, narrow).compile(compile_kwargs={"literal_binds": True}))
        for model in (Application, Service)
    ]

    assert texts[0].endswith("WHERE applications.id IN ('shop')")
    assert texts[1].endswith("WHERE services.application_id IN ('shop')")
    assert {*actions_of(narrow)} == {*OF_APPLICATIONS}
    require(narrow, Action.APPLICATION_WRITE, "own", "shop")
    with pytest.raises(NotFound):
        require(narrow, Action.APPLICATION_WRITE, "own", "blog")
    assert not may(narrow, Action.APPLICATION_READ, "own", "blog")
    for action in set(Action) - OF_APPLICATIONS:
        with pytest.raises(Forbidden) as refused:
            require(narrow, action, "own")
        assert refused.value.code == "access.applications_only"


def test_the_page_is_current() -> None:
    """Made again by the command that it names."""
    assert (ROOT / "docs/permissions.md").read_text() == table()
