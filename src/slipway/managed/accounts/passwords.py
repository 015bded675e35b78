"""Passwords of accounts: what may be one, and ones that nobody chose."""

from __future__ import annotations

import secrets
import string

from slipway.errors import Invalid
from slipway.managed.engines.accounts import PASSWORDS, fits
from slipway.masking import holds_mask

NEW = "new"
"""Asked for instead of a password: make one."""
LENGTH = 32
_SIGNS = string.ascii_letters + string.digits


def made_password() -> str:
    """Return a password that needs no quoting anywhere."""
    return "".join(secrets.choice(_SIGNS) for _ in range(LENGTH))


def checked_password(text: str) -> str:
    """Return a password that was chosen. Raises Invalid."""
    if holds_mask(text) or not fits(PASSWORDS, text):
        raise Invalid("managed.password_invalid", field="password")
    return text
