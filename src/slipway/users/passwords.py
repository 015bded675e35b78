"""Hash and verify passwords with argon2id, in threads of their own, because one hash takes tens of milliseconds."""

from __future__ import annotations

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# 46 MiB for one pass is OWASP's first choice, and large enough that the memory goes back to the system at once.
_HASHER = PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1)
_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")


async def hash_password(password: str) -> str:
    """Return what is stored in place of the password."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _HASHER.hash, password)


async def verify_password(stored: str | None, password: str) -> bool:
    """Tell whether the password is right. Takes the same time when there is no such account (``stored`` is None)."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _verify, stored, password)


def needs_rehash(stored: str) -> bool:
    """Tell whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


@cache
def _nobody() -> str:
    return _HASHER.hash(secrets.token_urlsafe(32))


def _verify(stored: str | None, password: str) -> bool:
    try:
        _HASHER.verify(stored or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None
