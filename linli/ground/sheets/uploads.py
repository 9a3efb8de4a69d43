"""The input of every page that takes a table, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from linli.ground.sheets.checking import Imported, RowsRefused
from linli.ground.sheets.reading import Column, Row, Unreadable, read


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


def bring_in(
    form: TableForm,
    columns: Sequence[Column],
    take: Callable[[Iterator[Row], bool], Imported],
    refusal: type[Exception] = Unreadable,
) -> dict[str, object]:
    """What came of the table in a form, for its page: `done`, or the faults of those `refused`.

    `take` uses the rows, and is told whether to leave bad ones out. Its `refusal` of all of them is
    an error of the form, as is a file that cannot be read.
    """
    if not form.is_valid():
        return {}
    file, skip_bad = form.cleaned_data["file"], form.cleaned_data["skip_bad"]
    try:
        return {"done": take(read(file.file, columns, name=file.name), skip_bad)}
    except RowsRefused as error:
        return {"refused": error.faults}
    except (Unreadable, refusal) as error:
        form.add_error("file", str(error))
        return {}
