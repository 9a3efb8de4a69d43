"""How passwords are kept that linli has drawn itself."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class DrawnPasswordHasher(PBKDF2PasswordHasher):
    """For passwords drawn at random (`users.new_password`, 79 bits), good for one sign-in.

    Nobody finds one by guessing, however fast guesses are, so nothing has to be slow: a roster of
    many people is taken in within a request. What somebody chooses is kept by Argon2, as ever.
    """

    algorithm = "drawn_pbkdf2_sha256"
    iterations = 1
