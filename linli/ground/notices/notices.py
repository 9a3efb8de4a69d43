"""What the sign-in by phone tells people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.notices.kinds import Audience, Notice

CODE = Notice(
    "notices.code",
    Audience.RESIDENT,
    label=_("One-time code"),
    line=_("One-time code"),
    text=_("Your code for Linli is %(code)s, valid for %(minutes)s minutes. Tell it to nobody."),
    urgent=True,
)
