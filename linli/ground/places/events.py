"""What happens to places."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import Event

AREA_SET_UP = Event("places.area_set_up", _("Area set up"))
ADDED = Event("places.added", _("Place added"))
RENAMED = Event("places.renamed", _("Place renamed"), public=frozenset({"before", "after"}))
DRAWN = Event("places.drawn", _("Extent drawn"))
IMPORTED = Event("places.imported", _("Places imported"))
GENERATED = Event("places.generated", _("Grids generated"))
REPLACED = Event("places.replaced", _("Place replaced"))
REDRAWN = Event("places.redrawn", _("Grids put in force"))
