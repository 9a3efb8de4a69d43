"""What others may listen to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import Event

PUBLISHED = Event("rulepacks.published", _("Rule pack published"))
"""A place has a new version of its pack; data: place_code, version, valid_from."""
