"""Everything that changes around signing in: attempts, passwords, second factors, sessions."""

from linli.ground.signin.actions.attempts import (
    LockedOut,
    NotLocked,
    Refused,
    WrongCode,
    WrongPassword,
    check_code,
    check_password,
    confirm_password,
    forget_attempts,
    lift,
)
from linli.ground.signin.actions.factors import (
    factor_changed,
    link_changed,
    reset_factors,
)
from linli.ground.signin.actions.passwords import UsedBefore, WeakPassword, change_password
from linli.ground.signin.actions.sessions import (
    clear_sessions,
    end_sessions,
    mark_seen,
    note_sign_in,
)

__all__ = [
    "LockedOut",
    "NotLocked",
    "Refused",
    "UsedBefore",
    "WeakPassword",
    "WrongCode",
    "WrongPassword",
    "change_password",
    "check_code",
    "check_password",
    "clear_sessions",
    "confirm_password",
    "end_sessions",
    "factor_changed",
    "forget_attempts",
    "lift",
    "link_changed",
    "mark_seen",
    "note_sign_in",
    "reset_factors",
]
