"""What those who check ratings are told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.notices.kinds import Audience, Notice

TO_CHECK = Notice(
    "solicited.to_check",
    Audience.STAFF,
    label=_("Ratings that came together are to be checked"),
    line=_("%(people)s best ratings up to %(day)s came together: please check"),
    digest=True,
    refusable=True,
)
