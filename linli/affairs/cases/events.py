"""What others may listen to, besides the moves of the flow (`flow.events`)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.ground.journal.events import Event

REPORTED = Event("cases.report", _("Reported"))
SETTLED_ON_THE_SPOT = Event("cases.settle", _("Settled on the spot"))
CATALOGUE_CHANGED = Event("cases.catalogue", _("Dispatch catalogue changed"))
CATALOGUE_LIVE = Event("cases.catalogue_live", _("A draft of the dispatch catalogue went live"))
CATEGORIES_LOADED = Event("cases.categories", _("Categories loaded"))
EXPORTED = Event("cases.export", _("Cases or a list taken out as a file"))
GATHERED = Event("cases.gather", _("Another report of the same matter was added"))
WORDS_PUBLISHED = Event("cases.words_published", _("Words for the public approved"))
WORDS_WITHDRAWN = Event("cases.words_withdrawn", _("Words for the public withdrawn"))
DRAWN = Event("cases.draw", _("Cases drawn by chance"))
LOOK_AGAIN = Event("cases.look_again", _("Drawn to be looked at again"))
LOOK_BACK_LATE = Event("cases.look_back_late", _("The time for looking at it again runs out"))
ANSWERED = Event("cases.answer_kept", _("Answers of a reporter kept"))
SAMPLED = Event("cases.sample", _("Drawn for a sample: the reporter is asked again"))
PARTED = Event("cases.part", _("A report was split off again"))
LINKED = Event("cases.link", _("Linked with another case"))
LINK_ENDED = Event("cases.end_link", _("Link with another case ended"))
MODEL_FITTED = Event("cases.model_fitted", _("Model of categories fitted"))
MODEL_CHOSEN = Event("cases.model_chosen", _("Model of categories put to use"))
CALLER_LOOKED_UP = Event("cases.look_up_caller", _("A caller was looked up by phone"))
