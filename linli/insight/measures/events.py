"""What happens to figures, and to what they count."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import Event

EXCLUDED = Event("measures.exclude", _("Left out of the assessment"))
INCLUDED = Event("measures.include", _("Counted in the assessment again"))
ASKED = Event("measures.ask", _("Leaving it out of the assessment was asked for"))
REFUSED = Event("measures.refuse", _("Leaving it out of the assessment was refused"))
PUBLISHED = Event("measures.publish", _("Figures of a month published"))
