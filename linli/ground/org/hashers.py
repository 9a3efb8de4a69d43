"""How passwords are kept that linli has drawn itself."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password


class DrawnPasswordHasher(PBKDF2PasswordHasher):
    """For passwords drawn at random (`users.new_password`, 79 bits), good for one sign-in.

    Nobody finds one by guessing, however fast guesses are, so nothing has to be slow: a roster of
    many people is taken in within a request. What somebody chooses is kept by Argon2, as ever.
    """

    algorithm = "drawn_pbkdf2_sha256"
    iterations = 1

    def verify(self, password: str, encoded: str) -> bool:
        """Whether it is the password; no sooner said than of one that is kept by Argon2.

        Else the time of an answer would tell who has not signed in yet.
        """
        right: bool = super().verify(password, encoded)
        if not right:
            make_password(password)
        return right
