"""What the forms of a case have in common."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext_lazy as _

from linli.affairs.cases.models import Case
from linli.ground.texts.models import Use
from linli.matters.forms import MoveForm, text_field


class CaseForm(MoveForm):
    """A form that knows its case."""

    @property
    def case(self) -> Case:
        """The matter as the case that it is."""
        return cast(Case, self.matter.specific())


class ReasonForm(CaseForm):
    """A reason that the next reader needs."""

    note = text_field(_("Reason"), texts=Use.REASON)


class NoteForm(CaseForm):
    """A note that may be left out."""

    note = text_field(_("Note"), required=False)
