"""What those who lead a place are told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.notices.kinds import Audience, Notice

RISE = Notice(
    "hotspots.rise",
    Audience.STAFF,
    label=_("More is reported than usual"),
    line=_("%(place)s: %(count)s cases in %(days)s days, usually %(usual)s (%(about)s)"),
    refusable=True,
)
