"""What the forms of all moves have in common."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.ground.org.models import User
from linli.matters import attachments
from linli.matters.models import Attachment, Comment, Matter


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
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and initial values that depend on the matter."""


class ManyFilesInput(forms.ClearableFileInput):
    """A file field in which several files can be chosen."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Photos and documents: each is checked and re-encoded, or refused with its name and reason."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[attachments.Content]:
        """The contents, ready to be attached. Raises ValidationError with one message a file."""
        uploads = data if isinstance(data, (list, tuple)) else [data] if data else []
        if self.required and not uploads:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        contents, faults = [], []
        for upload in uploads:
            try:
                contents.append(attachments.read(upload))
            except attachments.Refused as error:
                faults.append(forms.ValidationError(str(error), code=error.code))
        if faults:
            raise forms.ValidationError(faults)
        return contents


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


def text_field(
    label: Any, *, required: bool = True, help_text: Any = "", longest: int = 2_000
) -> forms.CharField:
    """A few lines of free text, at most `longest` characters."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        validators=[whole_characters],
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def photos_field(*, required: bool = False) -> FilesField:
    """Photos or documents as evidence."""
    return FilesField(
        label=_("Photos or documents"),
        required=required,
        help_text=_("JPEG, PNG, WebP or PDF. Where a photo was taken is removed from it."),
    )


class CommentForm(forms.Form):
    """Something said about a matter, among the staff or to the resident."""

    text = text_field(_("Comment"))
    audience = forms.ChoiceField(
        label=_("Who reads it"), choices=Comment.Audience.choices, widget=forms.RadioSelect
    )


class AttachForm(forms.Form):
    """Files to be kept with a matter."""

    contents = photos_field(required=True)
    stage = forms.ChoiceField(
        label=_("Taken"), choices=Attachment._meta.get_field("stage").choices or ()
    )
