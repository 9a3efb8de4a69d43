"""The input of every page that takes a table."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _


class TableForm(forms.Form):
    """A table, and whether its bad rows are left out."""

    file = forms.FileField(
        label=_("File"), help_text=_("Excel (.xlsx) or CSV. The first row holds the titles.")
    )
    skip_bad = forms.BooleanField(label=_("Leave bad rows out, take the others"), required=False)

    def clean_file(self) -> UploadedFile:
        """It must not be larger than any upload may be."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_LIMIT_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(limit)d MB. Divide it."),
                params={"limit": settings.UPLOAD_LIMIT_BYTES // 1024 // 1024},
            )
        return file
