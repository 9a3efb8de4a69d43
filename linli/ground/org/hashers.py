"""How passwords are kept that linli has drawn itself, and how by the ciphers of the state."""

from __future__ import annotations

from base64 import b64encode

from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password


class Sm3PasswordHasher(PBKDF2PasswordHasher):
    """PBKDF2 (RFC 8018) with SM3 (GB/T 32905-2016), where those ciphers are required (商密).

    LINLI_PASSWORD_HASH=sm3 chooses it; who signs in with a password kept by Argon2 has it kept so.
    """

    algorithm = "pbkdf2_sm3"
    iterations = 600_000
    """About as much work as a million of SHA-256, which is what Django takes."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """The password as it is kept. Raises ValueError for a salt that could not be read again."""
        if not salt or "$" in salt:
            raise ValueError("a salt has at least one character, and no $")
        rounds = iterations or self.iterations
        key = PBKDF2HMAC(SM3(), 32, salt.encode(), rounds).derive(password.encode())
        return f"{self.algorithm}${rounds}${salt}${b64encode(key).decode()}"


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
