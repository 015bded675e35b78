"""Accounts, browser sessions, API tokens."""

from slipway.tenants import register_content
from slipway.users.models import User

register_content("user", User.tenant_id, User.username)

__all__ = ["User"]
