"""Accounts, browser sessions, API tokens."""

from fastapi import APIRouter

from slipway.users.activity import Activity
from slipway.users.application_names import ApplicationNames
from slipway.users.authenticate import UserAuthenticator
from slipway.users.belonging import remove_users_of, tokens_of, users_of
from slipway.users.first import PASSWORD_FILE, ensure_administrator
from slipway.users.lockout import Lockout
from slipway.users.login import LoginDesk
from slipway.users.login_routes import router as login_router
from slipway.users.models import User
from slipway.users.policy import PasswordPolicy
from slipway.users.revocations import Revocations
from slipway.users.role_routes import router as roles_router
from slipway.users.routes import router as users_router
from slipway.users.seek import UserSeeker
from slipway.users.sessions_routes import router as sessions_router
from slipway.users.sso import SsoDesk, sso_desk
from slipway.users.sso import router as sso_router
from slipway.users.tenancy import Tenancy
from slipway.users.token_routes import router as tokens_router

router = APIRouter()
for each in (login_router, sso_router, sessions_router, tokens_router, roles_router, users_router):
    router.include_router(each)

__all__ = [
    "PASSWORD_FILE",
    "Activity",
    "ApplicationNames",
    "Lockout",
    "LoginDesk",
    "PasswordPolicy",
    "Revocations",
    "SsoDesk",
    "Tenancy",
    "User",
    "UserAuthenticator",
    "UserSeeker",
    "ensure_administrator",
    "remove_users_of",
    "router",
    "sso_desk",
    "tokens_of",
    "users_of",
]
