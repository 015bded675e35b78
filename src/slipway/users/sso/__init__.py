"""Single sign-on: OpenID Connect, and passwords that an LDAP directory keeps."""

from slipway.users.sso.compose import sso_desk
from slipway.users.sso.desk import SsoDesk
from slipway.users.sso.routes import router

__all__ = ["SsoDesk", "router", "sso_desk"]
