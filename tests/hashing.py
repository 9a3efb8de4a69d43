"""Passwords in tests: the hashing of linli, with as little work as it allows."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class LittleWork(Argon2PasswordHasher):
    """Argon2 whose cost protects nobody: a test that fails to sign in thirty times waits for it."""

    time_cost = 1
    memory_cost = 64
    parallelism = 1
