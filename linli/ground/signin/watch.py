"""Middleware: ends sessions that are over, and leads to what has to be done first.

A form that is sent after the end is kept, sealed, and offered again after signing in.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from linli.ground.org.models import User
from linli.ground.people.ciphers import seal
from linli.ground.signin import standing
from linli.ground.signin.actions import mark_seen
from linli.ground.signin.sessions import SessionStore

UNSENT = "signin.unsent"
MOST_KEPT = 64 * 1024
"""Bytes of a form that are kept over the end of a session."""

SECRETS = {"csrfmiddlewaretoken", "code", "credential"}
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
FREE = ("/security/", "/signin/", "/signout/", "/i18n/", "/large-type/", "/static/")
"""Where one may go before doing what comes first."""

PLACES = {standing.PASSWORD: "password", standing.FACTOR: "security"}


class Watch:
    """Stands behind the sign-in of Django and before every page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """As Django builds it."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; settle a session that began in it, and tell HTMX where to go."""
        response = self.get_response(request)
        session = request.session
        if session.modified and SESSION_KEY in session and standing.IDLE not in session:
            agent = request.META.get("HTTP_USER_AGENT", "")
            standing.settle(session, cast("User", request.user), agent, timezone.now())
        return _whole_page(request, response)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """After the check of the form's origin, before the page."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        session, at = cast("SessionStore", request.session), timezone.now()
        if SESSION_KEY not in session or session.row is None:
            return None
        if standing.is_over(session, session.row, at):
            return _end(request, at)
        if at - session.row.seen_at >= standing.SIGNS and not _by_itself(request):
            mark_seen(session.row, at=at)
            session.row.seen_at = at
        must = session.get(standing.MUST)
        if must and not request.path.startswith(FREE):
            return redirect_to(PLACES[must])
        return None


def redirect_to(name: str) -> HttpResponse:
    """To a page by its name."""
    return HttpResponseRedirect(reverse(name))


def _by_itself(request: HttpRequest) -> bool:
    """Whether an open page asks for news: no sign of anybody, and no reason to lead them away."""
    return "Linli-By-Itself" in request.headers


def _end(request: HttpRequest, at: datetime) -> HttpResponse | None:
    """Sign out; a page goes on as for a stranger, a form is kept and the sign-in comes first."""
    user, minutes = request.user, standing.idle_minutes(request.session)
    kept = _form_of(request) if request.method == "POST" else None
    logout(request)
    words = ngettext(
        "You were signed out after %(minutes)d minute without a sign of you.",
        "You were signed out after %(minutes)d minutes without a sign of you.",
        minutes,
    )
    if request.content_type not in FORMS and request.method == "POST":
        return None  # a machine's door: it answers by itself
    messages.warning(request, words % {"minutes": minutes})
    if request.method != "POST":
        return None
    if kept and len(kept) <= MOST_KEPT:
        request.session[UNSENT] = [user.pk, seal(kept, UNSENT).hex()]
    door = reverse("signin") if user.is_staff else reverse("notices:signin")
    return HttpResponseRedirect(f"{door}?{urlencode({'next': reverse('unsent')})}")


def _form_of(request: HttpRequest) -> str | None:
    """The form that was sent, without secrets and files; None where it cannot be kept."""
    if request.content_type not in FORMS:
        return None
    fields = [
        [name, value]
        for name, values in request.POST.lists()
        if name not in SECRETS and "password" not in name
        for value in values
    ]
    return json.dumps({"path": request.get_full_path(), "fields": fields})


def _whole_page(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Where a part of a page was asked for and a sign-in is the answer, the whole page goes."""
    if not request.headers.get("HX-Request") or response.status_code != 302:
        return response
    target = response.headers["Location"]
    if _by_itself(request):
        return HttpResponse(status=204)
    if not target.startswith((reverse("signin"), reverse("notices:signin"))):
        return response
    if request.method == "GET" and (shown := request.headers.get("HX-Current-URL")):
        target = f"{target.partition('?')[0]}?{urlencode({'next': _path(shown)})}"
    whole = HttpResponse(status=204)
    whole["HX-Redirect"] = target
    whole.cookies = response.cookies
    return whole


def _path(url: str) -> str:
    """The part of an address after the host."""
    return "/" + url.split("://", 1)[-1].partition("/")[2]
