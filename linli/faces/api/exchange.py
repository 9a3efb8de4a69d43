"""What holds for every answer of the API: its entity tag (RFC 9110) and the caller's allowance."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

OWN_HEADERS = ("content-type", "content-length")


class Api(NinjaAPI):
    """A NinjaAPI whose reads carry an ETag and answer 304 to whoever has the same already."""

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        """The answer to come, with what the caller may still ask."""
        response = super().create_temporal_response(request)
        if allowance := getattr(request, "allowance", None):
            allowance.tell(response)
        return response

    def create_response(
        self,
        request: HttpRequest,
        data: Any,
        *,
        status: int | None = None,
        temporal_response: HttpResponse | None = None,
    ) -> HttpResponse:
        """The answer. What a view set as its ETag (a version) goes before the content's digest."""
        response = super().create_response(
            request, data, status=status, temporal_response=temporal_response
        )
        if response.status_code == 200 and (request.method == "GET" or "ETag" in response):
            version = response.get("ETag", "").strip('"')
            digest = hashlib.blake2b(response.content, digest_size=8).hexdigest()
            response["ETag"] = f'"{version}.{digest}"' if version else f'"{digest}"'
            if request.method == "GET":
                response["Cache-Control"] = "private, no-cache"
                response["Vary"] = "Authorization, Accept-Language"
                if _has(request, response["ETag"]):
                    return _not_modified(response)
        return response


def _has(request: HttpRequest, etag: str) -> bool:
    """Whether `If-None-Match` names this tag; compared weakly, as RFC 9110 13.1.2 wants it."""
    sent = request.headers.get("If-None-Match", "")
    tags = {each.strip().removeprefix("W/") for each in sent.split(",")}
    return etag in tags or "*" in tags


def _not_modified(response: HttpResponse) -> HttpResponse:
    short = HttpResponse(status=304)
    for name, value in response.items():
        if name.lower() not in OWN_HEADERS:
            short[name] = value
    del short["Content-Type"]
    return short
