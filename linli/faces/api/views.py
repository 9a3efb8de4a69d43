"""The API under /api/v1/: one NinjaAPI, to which every app adds its router."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import NinjaAPI
from ninja.security import HttpBearer

from linli.affairs.cases.api import categories
from linli.affairs.cases.api import router as cases
from linli.faces.api import problems
from linli.ground.org.models import ServiceToken
from linli.ground.org.tokens import bearer
from linli.ground.places.api import router as places


class Token(HttpBearer):
    """The token of a service account."""

    def authenticate(self, request: HttpRequest, token: str) -> ServiceToken | None:
        """The token that was sent, if it is good."""
        return bearer(token, timezone.now())


api: Any = NinjaAPI(
    title="linli",
    version="1",
    description="Cases of a community: report, follow, handle.",
    auth=Token(),
    urls_namespace="api",
    docs_url=None,
    openapi_url="openapi.json",
)
problems.install(api)
api.add_router("/cases", cases)
api.add_router("", categories)
api.add_router("", places)
