"""What the forms of all moves have in common."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import User
from linli.ground.reference.queries import recall
from linli.ground.rulepacks.queries import pack_of
from linli.ground.texts.models import Use
from linli.matters import attachments
from linli.matters.attachments.media import are_taken
from linli.matters.mentions import MentionRefused, with_mentions
from linli.matters.models import Attachment, Comment, Matter
from linli.matters.pack import AttachmentsPack

ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"
FILMS = ",audio/*,video/mp4,video/quicktime,video/webm"
"""What a browser offers to choose; iPhones turn their HEIC photos into JPEG for it. HEIC that comes
all the same, from a computer, is taken too."""


class MoveForm(forms.Form):
    """The input of a move; it knows the matter, the user and the moment."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        matter: Matter,
        by: User,
        at: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.matter, self.by, self.at = matter, by, at
        self.mentioned: list[User] = []
        for field in self.fields.values():
            if isinstance(field, FilesField):
                field.limits = limits_for(matter)
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and initial values that depend on the matter."""

    def full_clean(self) -> None:
        """Clean everything, and find whom the words mention; residents mention nobody."""
        super().full_clean()
        self.mentioned = []
        if not self.is_bound or self.by.kind == User.Kind.RESIDENT:
            return
        for name, field in self.fields.items():
            if isinstance(field, WordsField) and isinstance(self.cleaned_data.get(name), str):
                self._mention(name, field)

    def _mention(self, name: str, field: WordsField) -> None:
        words = self.cleaned_data[name]
        try:
            said = with_mentions(words, self.matter, by=self.by, at=self.at)
            self.cleaned_data[name] = field.clean(said.text)
        except MentionRefused as error:
            self.add_error(name, forms.ValidationError(str(error), code=error.code))
        except forms.ValidationError as error:
            self.add_error(name, error)
        else:
            self.mentioned += said.people


class ManyFilesInput(forms.ClearableFileInput):
    """A file field in which several files can be chosen."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Photos, documents, recordings and films: each is checked and written anew, or refused.

    `limits` are those of the place, where it is known.
    """

    widget = ManyFilesInput
    limits: AttachmentsPack | None = None

    def clean(self, data: Any, initial: Any = None) -> list[attachments.Content]:
        """The contents, ready to be attached. Raises ValidationError with one message a file."""
        uploads = data if isinstance(data, (list, tuple)) else [data] if data else []
        if self.required and not uploads:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        contents, faults = [], []
        for upload in uploads:
            try:
                contents.append(attachments.read(upload, self.limits))
            except attachments.Refused as error:
                faults.append(forms.ValidationError(str(error), code=error.code))
        if faults:
            raise forms.ValidationError(faults)
        return contents


def limits_for(matter: Matter) -> AttachmentsPack:
    """How large and long files may be at the place of a matter, by the rules it runs under."""
    return pack_of(matter.rule_pack_id).section(AttachmentsPack)


class RecalledChoiceField(forms.ModelChoiceField):
    """A choice among reference data: what was chosen before is found without a query.

    Those to choose from are named `among`; what is found is shared, so nobody may change it.
    """

    def __init__(self, *args: Any, among: Hashable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.among = among

    def to_python(self, value: Any) -> Any:
        """The record that was chosen. Raises ValidationError."""
        read = super().to_python
        if not isinstance(value, str) or value in self.empty_values:
            return read(value)
        return recall(("choice", self.among, value), lambda: read(value))


class YesNoField(forms.TypedChoiceField):
    """A question to be answered with yes or no; the API may send true or false."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("choices", [("yes", _("Yes")), ("no", _("No"))])
        kwargs.setdefault("widget", forms.RadioSelect)
        super().__init__(coerce=lambda answer: answer == "yes", empty_value=None, **kwargs)

    def to_python(self, value: Any) -> str:
        """The answer as the page sends it."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        return str(super().to_python(value))


def whole_characters(text: str) -> None:
    """Refuse half a surrogate pair, which JSON can carry and no database keeps."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise forms.ValidationError(
            _("The text has a broken character at position %(place)d."),
            params={"place": error.start + 1},
            code="broken-character",
        ) from error


class WordsField(forms.CharField):
    """A few lines of free text; `texts` is the use of the standard texts offered beside it."""

    texts: Use | None = None


def text_field(
    label: Any,
    *,
    required: bool = True,
    help_text: Any = "",
    longest: int = 2_000,
    texts: Use | None = None,
) -> WordsField:
    """A few lines of free text, at most `longest` characters; may be with standard texts."""
    field = WordsField(
        label=label,
        required=required,
        max_length=longest,
        validators=[whole_characters],
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field.texts = texts
    return field


def photos_field(*, required: bool = False) -> FilesField:
    """Photos, documents, recordings and films as evidence."""
    if not are_taken():
        return FilesField(
            label=_("Photos or documents"),
            required=required,
            help_text=_("Photos, PDF. Where and with what they were made is removed."),
            widget=ManyFilesInput(attrs={"accept": ACCEPTED}),
        )
    return FilesField(
        label=_("Photos, documents or films"),
        required=required,
        help_text=_(
            "Photos, PDF, recordings, short films. Where and with what they were made is removed."
        ),
        widget=ManyFilesInput(attrs={"accept": ACCEPTED + FILMS}),
    )


class CommentForm(forms.Form):
    """Something said about a matter, among the staff or to whoever reported it."""

    text = text_field(
        _("Comment"),
        help_text=_("With @ and a name you tell a colleague; only those who may see it are found."),
        texts=Use.COMMENT,
    )
    audience = forms.ChoiceField(
        label=_("Who reads it"),
        choices=Comment.Audience.choices,
        initial=Comment.Audience.INTERNAL,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, matter: Matter, **given: Any) -> None:
        super().__init__(*args, **given)
        if not matter.flow.has_reporter:
            del self.fields["audience"]

    def clean(self) -> dict[str, Any]:
        """Where nobody reported it, the staff alone read it."""
        given = super().clean() or self.cleaned_data
        return {"audience": Comment.Audience.INTERNAL} | given


class ThreadForm(forms.Form):
    """A word between the unit that leads and one that it asked."""

    text = text_field(_("Comment"), texts=Use.COMMENT)


class AttachForm(forms.Form):
    """Files to be kept with a matter."""

    contents = photos_field(required=True)
    stage = forms.ChoiceField(
        label=_("Taken"), choices=Attachment._meta.get_field("stage").choices or ()
    )


class LookForm(forms.Form):
    """The word of somebody who has looked at the whole copy of a photo before it becomes public."""

    looked = forms.BooleanField(
        label=_(
            "I have looked at the whole copy: no face, no number plate and no name can be read."
        ),
        error_messages={"required": _("Look at the whole copy first, then tick this.")},
    )
