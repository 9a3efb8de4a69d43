"""What the reporter is told by message when something happens to their case.

The words carry a number and a unit, never who somebody is or what was reported: a message is
read by whoever holds the phone. The journal brings each entry once, so each message goes once.
"""

from __future__ import annotations

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.events import REPORTED
from linli.affairs.cases.flow import flow
from linli.affairs.cases.models import Case
from linli.ground.journal.handlers import on
from linli.ground.journal.models import Entry
from linli.ground.notices.actions import NotAMobile, send_sms
from linli.ground.org.models import Unit
from linli.matters.models import Channel

LANGUAGE = "zh-hans"
"""The language of messages: whose phone it is has chosen none."""

TOLD: dict[str, str | Promise] = {
    REPORTED.code: _(
        "Linli: we received your report. Its number is %(number)s. With it and this phone you see"
        " at any time how far it is."
    ),
    flow.events["decline"].code: _(
        "Linli: your report %(number)s could not be accepted. The reason, and where you can turn"
        " instead, stand under “Follow a case”."
    ),
    flow.events["dispatch"].code: _("Linli: your report %(number)s is now with %(unit)s."),
    flow.events["verify"].code: _(
        "Linli: your report %(number)s has been handled. Please say under “Follow a case” whether"
        " it is solved."
    ),
    flow.events["reopen"].code: _(
        "Linli: your report %(number)s is open again, and those in charge were told."
    ),
}


@on(REPORTED, *(flow.events[name] for name in ("decline", "dispatch", "verify", "reopen")))
def tell_the_reporter(entry: Entry) -> None:
    """Send the reporter, where there is one with a mobile phone, a line about what happened."""
    case = Case.objects.select_related("reporter").get(pk=entry.about_id)
    if case.reporter is None or not case.reporter.phone or case.channel == Channel.IMPORT:
        return
    unit = Unit.objects.filter(pk=entry.data.get("holder")).first()
    with translation.override(LANGUAGE):
        words = str(TOLD[entry.event])
    text = words % {"number": case.number, "unit": unit.name if unit else ""}
    try:
        send_sms(phone=case.reporter.phone.open(), text=text, about=case, at=entry.at)
    except NotAMobile:
        return  # a landline gets no messages; its holder is called
