"""PDF: written anew from its pages, without scripts, embedded files, forms and its author."""

from __future__ import annotations

import re
from contextlib import closing
from io import BytesIO
from threading import Lock

import pypdfium2
import pypdfium2.raw as pdfium
from django.utils.translation import gettext as _

from linli.matters.attachments.contents import HasActiveContent, NoPhoto, Refused, not_taken
from linli.matters.attachments.photos import THUMBNAIL_SIDE, small

MOST_PAGES = 200

ACTIVE = re.compile(
    rb"/(JS|JavaScript|Launch|EmbeddedFiles?|RichMedia|AA|SubmitForm|ImportData|XFA|Movie|Sound"
    rb"|3D|GoToE|GoToR|Rendition)(?![A-Za-z0-9])"
)
"""The names by which a PDF does something, as pdfium writes them: plain, outside of streams."""

_stream = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)

_lock = Lock()
"""Pdfium is made for one thread at a time."""


def write_anew(name: str, data: bytes) -> tuple[bytes, bytes]:
    """The document made of the pages alone, and a small picture of the first.

    Notes and form fields become part of the page; links, scripts, attached files and the names of
    its author and program are gone. A signature within the file does not survive this.
    Raises NoPhoto, HasActiveContent.
    """
    try:
        with _lock, closing(pypdfium2.PdfDocument(data)) as source:
            if not 0 < len(source) <= MOST_PAGES:
                raise NoPhoto(not_taken(name))
            written, picture = _pages_of(source)
    except Refused:
        raise
    except Exception as error:  # damaged, encrypted, or no PDF at all
        raise NoPhoto(not_taken(name)) from error
    if ACTIVE.search(_stream.sub(b"", written)):
        raise HasActiveContent(
            _("“%(name)s” runs programs or carries files. Print it to a new PDF and send that.")
            % {"name": name}
        )
    return written, picture


def _pages_of(source: pypdfium2.PdfDocument) -> tuple[bytes, bytes]:
    for page in source:
        with closing(page):
            pdfium.FPDFPage_Flatten(page, pdfium.FLAT_PRINT)
    with closing(pypdfium2.PdfDocument.new()) as target:
        target.import_pages(source)
        encoded = BytesIO()
        target.save(encoded)
        first = target[0]
        with closing(first):
            scale = min(2.0, 2 * THUMBNAIL_SIDE / max(1.0, *first.get_size()))
            picture = small(first.render(scale=scale).to_pil())
    return encoded.getvalue(), picture
