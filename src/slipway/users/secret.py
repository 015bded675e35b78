"""Random secrets of sessions and tokens. Only their hashes are stored, so a copy of the database opens no door."""

from __future__ import annotations

import hashlib
import secrets

TOKEN_PREFIX = "slp_"  # noqa: S105 - the prefix by which people and scanners recognise our tokens


def new_session_secret() -> str:
    """Return 256 random bits for a cookie."""
    return secrets.token_urlsafe(32)


def new_token() -> str:
    """Return 256 random bits for a program."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def prefix_of(token: str) -> str:
    """Return what is shown of a token, so that its owner recognises it; the rest cannot be guessed from it."""
    return token[: len(TOKEN_PREFIX) + 6]


def digest(secret: str) -> str:
    """Return what is stored: a plain hash is enough for a secret that cannot be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()
