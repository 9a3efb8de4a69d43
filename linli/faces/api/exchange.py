"""What holds for every answer of the API: its entity tag (RFC 9110) and the caller's allowance."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

PROBLEM = {
    "type": "object",
    "required": ["type", "status", "title", "detail"],
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "title": {"type": "string", "description": "a code for programs"},
        "detail": {"type": "string", "description": "a sentence for people"},
    },
}
"""An error, after RFC 9457."""

REFUSED = {
    "description": "A problem",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}

OWN_HEADERS = ("content-type", "content-length")


class Api(NinjaAPI):
    """A NinjaAPI whose reads carry an ETag and answer 304 to whoever has the same already."""

    def get_openapi_schema(self, **given: Any) -> Any:
        """The description, with what every operation may answer besides its result."""
        schema = super().get_openapi_schema(**given)
        schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                operation["responses"] |= {"4XX": REFUSED, "503": REFUSED}
                if method == "get":
                    operation["responses"]["304"] = {"description": "You have it already"}
        return schema

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
