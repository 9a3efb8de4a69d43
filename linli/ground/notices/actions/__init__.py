"""Telling people, sending what is due, and signing in by a message."""

from linli.ground.notices.actions.choosing import NotRefusable, mark_read, set_preference
from linli.ground.notices.actions.codes import (
    AccountClosed,
    CodeExpired,
    CodeRefused,
    NotAMobile,
    TooManyAttempts,
    TooManyCodes,
    WrongCode,
    check_code,
    erase_codes,
    erase_messages,
    erase_notifications,
    mobile_number,
    send_code,
)
from linli.ground.notices.actions.sending import resend, send_due
from linli.ground.notices.actions.telling import SEND, Telling, notify, notify_all

__all__ = [
    "SEND",
    "AccountClosed",
    "CodeExpired",
    "CodeRefused",
    "NotAMobile",
    "NotRefusable",
    "Telling",
    "TooManyAttempts",
    "TooManyCodes",
    "WrongCode",
    "check_code",
    "erase_codes",
    "erase_messages",
    "erase_notifications",
    "mark_read",
    "mobile_number",
    "notify",
    "notify_all",
    "resend",
    "send_code",
    "send_due",
    "set_preference",
]
