"""Accounts, browser sessions, API tokens."""

from slipway.users.activity import Activity
from slipway.users.authenticate import UserAuthenticator
from slipway.users.first import PASSWORD_FILE, ensure_administrator
from slipway.users.lockout import Lockout
from slipway.users.login import LoginDesk
from slipway.users.models import User
from slipway.users.routes import router as users_router
from slipway.users.session_routes import router as session_router
from slipway.users.tenancy import Tenancy

__all__ = [
    "PASSWORD_FILE",
    "Activity",
    "Lockout",
    "LoginDesk",
    "Tenancy",
    "User",
    "UserAuthenticator",
    "ensure_administrator",
    "session_router",
    "users_router",
]
