"""The API under /api/v1/: one NinjaAPI, to which every app adds its router."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from linli.affairs.admission.api import router as admission
from linli.affairs.cases.api import categories, drawn
from linli.affairs.cases.api import router as cases
from linli.affairs.cases.suggesting.api import router as suggestions
from linli.affairs.supervision.api import router as supervision
from linli.affairs.whistle.api import router as whistles
from linli.faces.api import limits, problems
from linli.faces.api.exchange import Api
from linli.faces.hooks.api import router as hooks
from linli.ground.org.actions import digest_of, note_use
from linli.ground.org.addresses import client_address
from linli.ground.org.models import ServiceToken
from linli.ground.org.tokens import bearer
from linli.ground.places.api import router as places
from linli.ground.privacy.actions import note_exchange
from linli.ground.privacy.models import Exchange
from linli.insight.appraisal.api import router as appraisal
from linli.insight.hotspots.api import router as hotspots
from linli.insight.measures.api import router as measures
from linli.insight.solicited.api import router as solicited
from linli.insight.surveys.api import router as surveys
from linli.matters.api import router as search

READ = "cases.read"
"""The scope of a token that reads cases: its day stands in the log of exchanges."""

FAILURES = 60
"""Bad tokens a minute that are looked at from one address."""


class Token(HttpBearer):
    """The token of a service account, and how often it may ask."""

    def __init__(self, a_minute: int) -> None:
        super().__init__()
        self.good, self.bad = limits.shared_out(a_minute), limits.shared_out(FAILURES)

    def authenticate(self, request: HttpRequest, token: str) -> ServiceToken | None:
        """The token that was sent, if it is good. Raises TooManyRequests.

        An address that sent many bad tokens is not looked at for a while, except with a token
        that was good here before: others behind the same proxy go on working.
        """
        key, moment = digest_of(token), time.monotonic()
        address = str(request.META.get("REMOTE_ADDR", ""))
        if not self.good.knows(key):
            self.bad.look(address, moment)
        found = bearer(token, at := timezone.now())
        if found is None:
            self.bad.take(address, moment)
        else:
            noted = note_use(found, address=client_address(request), at=at)
            if noted and found.allows(READ):
                who, what = found.user.username, Exchange.What.CASES
                note_exchange(Exchange.Way.API, recipient=who, what=what, count=0, at=at)
            request.allowance = self.good.take(key, moment)  # type: ignore[attr-defined]
        return found


api: Any = Api(
    title="linli",
    version="1",
    description="Cases of a community: report, follow, handle.",
    auth=Token(settings.API_RATE),
    urls_namespace="api",
    docs_url=None,
    openapi_url="openapi.json",
)
problems.install(api)
api.add_router("/cases", cases)
api.add_router("/supervision", supervision)
api.add_router("/whistles", whistles)
api.add_router("/webhooks", hooks)
api.add_router("", categories)
api.add_router("", drawn)
api.add_router("", suggestions)
api.add_router("/admission", admission)
api.add_router("", places)
api.add_router("", search)
api.add_router("", hotspots)
api.add_router("", solicited)
api.add_router("", surveys)
api.add_router("", measures)
api.add_router("", appraisal)
