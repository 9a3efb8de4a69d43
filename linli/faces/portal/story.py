"""What happened to a case, as far as it concerns its reporter, in plain words.

Units are named, persons are not; what the staff say among themselves is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.affairs.cases.models import Case, FollowUp, Result
from linli.affairs.cases.parties import lead_of
from linli.affairs.cases.wording import EVERYBODY
from linli.ground.journal.models import Entry
from linli.ground.org.models import User
from linli.ground.org.queries import units_with
from linli.matters.events import ATTACHED, COMMENTED, MISSED
from linli.matters.mentions import without_names
from linli.matters.models import Attachment, Comment

TOLD: dict[str, str | Promise] = {
    "cases.report": gettext_lazy("We received your report"),
    "cases.settle": gettext_lazy("Settled on the spot"),
    "cases.accept": gettext_lazy("Accepted"),
    "cases.decline": gettext_lazy("Not accepted"),
    "cases.dispatch": gettext_lazy("Given to those in charge"),
    "cases.sign": gettext_lazy("Those in charge have it in hand"),
    "cases.raise": gettext_lazy("Passed up to the level above"),
    "cases.hand_down": gettext_lazy("Passed on to those nearer to you"),
    "cases.transfer": gettext_lazy("An emergency service was called"),
    "cases.transfer_and_end": gettext_lazy("An emergency service was called"),
    "cases.ask_reporter": gettext_lazy("A question to you"),
    "cases.answer": gettext_lazy("You answered"),
    "cases.record_answer": gettext_lazy("Your answer was taken down"),
    "cases.go_on": gettext_lazy("The time for your answer is over; they go on"),
    "cases.grant_extension": gettext_lazy("It takes longer, for this reason"),
    "cases.grant_deferral": gettext_lazy("Deferred, for this reason"),
    "cases.take_up": gettext_lazy("They go on with it"),
    "cases.come_back": gettext_lazy("Taken up again on the review date"),
    "cases.grant_termination": gettext_lazy("Ended without a result, for this reason"),
    "cases.withdraw": gettext_lazy("You withdrew it"),
    "cases.record_withdrawal": gettext_lazy("Withdrawn at your wish"),
    "cases.contest_withdrawal": gettext_lazy("You did not wish it withdrawn"),
    "cases.finish": gettext_lazy("Handled"),
    "cases.verify": gettext_lazy("The result was checked"),
    "cases.rework": gettext_lazy("The result did not hold: it is done again"),
    "cases.lapse": gettext_lazy("Closed, because there was no answer"),
    "cases.rate": gettext_lazy("You rated it"),
    "cases.rate_too": gettext_lazy("You rated it"),
    "cases.check_on_site": gettext_lazy("Somebody else looked at it on site"),
    "cases.fail_on_site": gettext_lazy("The result did not hold: it is done again"),
    "cases.redo": gettext_lazy("It is done again, because it was not solved"),
    "cases.merge": gettext_lazy("Handled together with another report of the same matter"),
    "cases.join": gettext_lazy("You put it together with an earlier report"),
    "cases.split": gettext_lazy("Handled by itself again"),
    "cases.reopen": gettext_lazy("You had it opened again"),
    "whistle.behind": gettext_lazy("Departments are to work on it together"),
}
"""The events that a reporter is told, besides those that need a look at their data."""

WITH_UNIT = {
    "cases.settle", "cases.dispatch", "cases.sign", "cases.raise", "cases.hand_down", "cases.finish"
}  # fmt: skip
"""Where the name of the unit belongs to the news."""

ANSWERS = {
    "cases.rate",
    "cases.rate_too",
    "cases.follow_up",
    "cases.follow_up_one",
    "cases.not_reached",
}
"""The news of one reporter alone, though several may have reported the matter."""

CALLS = {"cases.contact", "cases.follow_up", "cases.follow_up_one", "cases.not_reached"}


@dataclass(slots=True)
class Item:
    """One line of the story."""

    at: datetime
    label: str
    who: str = ""
    text: str = ""
    photos: list[Attachment] = field(default_factory=list)


class Teller:
    """Reads everything once, whatever the length of the story."""

    def __init__(self, case: Case, by: User) -> None:
        """`by` is the reporter who reads."""
        self.case, self.by = case, by
        lead = lead_of(case)
        self.entries = list(Entry.objects.about(case))
        if lead.pk != case.pk:
            self.entries += _after_merger(case, lead)
        self.several = bool(lead.gathered)
        both = {case.pk, lead.pk}
        said = Comment.objects.filter(matter__in=both, audience=Comment.Audience.REPORTER)
        told = said.exclude(~Q(by=by), by__kind=User.Kind.RESIDENT)
        self.comments = {comment.pk: comment for comment in told}
        self.results = {result.at: result for result in Result.objects.filter(case__in=both)}
        mine = FollowUp.objects.filter(Q(reporter=case.reporter_id) | Q(reporter=None))
        self.follow_ups = {row.at: row for row in mine.filter(case__in=both).ordinary()}
        self.attachments = shown_attachments(case, by)
        holders = {entry.data.get("holder") for entry in self.entries} - {None}
        self.units = units_with(holders | {row.unit_id for row in self.results.values()})
        self.told_apart = {
            entry.data.get("comment") for entry in self.entries if entry.event == COMMENTED.code
        }

    def tell(self) -> list[Item]:
        """The story, the newest first."""
        items = [self._told(entry) for entry in self.entries]
        return [item for item in reversed(items) if item is not None]

    def _told(self, entry: Entry) -> Item | None:
        """One line, without the names of the staff.

        What others wrote of a matter of several is about somebody else as well.
        """
        item = self._item(entry)
        if item is not None and entry.by_id != self.by.pk:
            item.text = without_names(item.text)
            if self.several:
                item.text = EVERYBODY.text(item.text)
        return item

    def _item(self, entry: Entry) -> Item | None:
        if entry.event in ANSWERS and entry.at not in self.follow_ups:
            return None  # another reporter's
        if entry.event == "cases.reopen" and entry.by_id != self.by.pk:
            return Item(entry.at, _("It was opened again"))
        if entry.event == COMMENTED.code:
            return self._comment(entry)
        if entry.event == ATTACHED.code:
            return self._attached(entry)
        if entry.event in CALLS:
            return self._call(entry)
        if entry.event == MISSED.code and entry.data.get("clock") == "handle":
            return Item(entry.at, _("The time limit has passed; this is on record"))
        if entry.event not in TOLD:
            return None
        item = Item(entry.at, str(TOLD[entry.event]), text=self._said_with(entry))
        if entry.event in WITH_UNIT:
            item.who = self._unit_of(entry)
        self._add_result(item, entry)
        return item

    def _comment(self, entry: Entry) -> Item | None:
        comment = self.comments.get(entry.data.get("comment", 0))
        if comment is None:
            return None
        if comment.by_id == self.by.pk:
            return Item(entry.at, _("You wrote"), text=comment.text)
        return Item(entry.at, _("Message to you"), text=comment.text)

    def _attached(self, entry: Entry) -> Item | None:
        keys = set(entry.data.get("attachments", []))
        photos = [photo for photo in self.attachments if photo.pk in keys]
        return Item(entry.at, _("You added photos"), photos=photos) if photos else None

    def _call(self, entry: Entry) -> Item:
        reached = entry.data.get("reached")
        if entry.event == "cases.follow_up_one" or (entry.event == "cases.follow_up" and reached):
            return Item(entry.at, _("You were called and rated it"), text=self._rating(entry))
        words = _("They got in touch with you") if reached else _("They tried to reach you")
        return Item(entry.at, words)

    def _add_result(self, item: Item, entry: Entry) -> None:
        if entry.event in ("cases.finish", "cases.settle"):
            result = self.results.get(entry.at)
            after = [a for a in self.attachments if a.stage == "after"]
            item.photos = [photo for photo in after if photo.uploaded_at == entry.at]
            if result is not None:
                item.text = f"{result.get_outcome_display()}\n{result.text}"
        elif entry.event == "cases.report":
            item.photos = [a for a in self.attachments if a.uploaded_at == entry.at]
        elif entry.event in ("cases.rate", "cases.rate_too"):
            item.text = self._rating(entry)
        elif entry.event == "cases.decline":
            item.text = f"{self.case.get_decline_reason_display()}\n{item.text}"

    def _said_with(self, entry: Entry) -> str:
        """What a move said to the reporter: kept without an entry of its own, at its moment."""
        with_it = (
            comment.text
            for comment in self.comments.values()
            if comment.at == entry.at and comment.pk not in self.told_apart
        )
        return "\n".join(with_it)

    def _rating(self, entry: Entry) -> str:
        rated = self.follow_ups.get(entry.at)
        if rated is None:
            return ""
        return "\n".join(part for part in (rated.get_satisfaction_display(), rated.note) if part)

    def _unit_of(self, entry: Entry) -> str:
        result = self.results.get(entry.at)
        key = result.unit_id if result else entry.data.get("holder")
        unit = self.units.get(key)
        return unit.name if unit else ""


def shown_attachments(case: Case, by: User) -> list[Attachment]:
    """The files a reporter sees: what they sent themselves, and the evidence of the handling."""
    own, lead = {by.pk, case.created_by_id}, lead_of(case)
    shown = [
        photo
        for photo in case.attachments.select_related("blob").order_by("pk")
        if photo.stage == "after" or photo.uploaded_by_id in own
    ]
    if lead.pk != case.pk:
        shown += lead.attachments.filter(stage="after").order_by("pk")
    return shown


def _after_merger(case: Case, lead: Case) -> list[Entry]:
    """What happened in the lead since the case became a part of it."""
    merged_at = case.mergers.get(split_at=None).at
    return [entry for entry in Entry.objects.about(lead) if entry.at >= merged_at]
