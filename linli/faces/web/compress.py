"""Words are sent compressed; photos, films and what is compressed already as they are."""

from __future__ import annotations

import re

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

WORDS = re.compile(r"text/(?!event-stream)|image/svg|application/(json|manifest|javascript)")


class Compress(GZipMiddleware):
    """Django's, which guards tokens in pages against being guessed by size, for words alone."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress the answer, if there are words in it and all of it is sent."""
        if response.status_code == 206 or not WORDS.match(response.get("Content-Type", "")):
            return response
        return super().process_response(request, response)
