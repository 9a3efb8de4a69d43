"""What a phone needs to do without the net, and the way back in for what was written there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import ERROR, get_messages
from django.contrib.messages.storage.base import BaseStorage
from django.contrib.staticfiles import finders
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.faces.offline import shelf
from linli.faces.web.context import reader_of

SENDS = {
    "report", "my-case-add", "my-case-move", "cases:patrol", "cases:settle", "cases:move"
}  # fmt: skip
"""The pages whose forms may come as a draft."""

SIGN_IN = {"signin", "notices:signin"}


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the list of what it keeps; another list makes it another one."""
    code = f"{_drafts()}\n{_static('offline/service-worker.js')}"
    kept = json.dumps({"version": shelf.version(code), **shelf.contents()})
    response = HttpResponse(f"const SHELF = {kept};\n{code}", content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


def _drafts() -> str:
    """The modules of the pages that send a draft, as one value for the service worker.

    Not every browser lets a service worker import modules.
    """
    code = "\n".join(_static(name) for name in ("offline/store.js", "offline/post.js"))
    within = code.replace("export ", "")
    return f"const DRAFTS = (() => {{\n{within}\nreturn {{ LOCK, all, post, remove }};\n}})();"


def _static(name: str) -> str:
    return Path(str(finders.find(name))).read_text(encoding="utf-8")


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone shows of the app that it installs."""
    icons = [
        {"src": static(f"offline/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    content = {
        "name": _("linli"),
        "short_name": _("linli"),
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f4f6f5",
        "theme_color": "#0f5c5c",
        "icons": [*icons, {**icons[1], "purpose": "maskable"}],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """What was written on this phone and is not sent yet; the list is made by the phone."""
    return render(request, "offline/drafts.html")


@require_safe
def nothing(request: HttpRequest) -> HttpResponse:
    """Shown by the service worker instead of a page that is not kept."""
    return render(request, "offline/nothing.html")


@never_cache
@require_safe
def token(request: HttpRequest) -> HttpResponse:
    """A fresh token for a form that was filled in long ago, and who is signed in now."""
    return JsonResponse({"token": get_token(request), "reader": reader_of(request)})


@never_cache
@require_POST
def send(request: HttpRequest) -> HttpResponseBase:
    """Pass a draft to its page. 200: done, `to` says where to look; 401: its writer must sign in.

    409 with `words`, or the page: refused, because the case changed meanwhile; 410: a case that was
    opened by its number is not open any more; 422: the page with what is wrong. What a stranger
    wrote is sent as a stranger's, whoever is signed in by now, so that sending it again stays the
    same sending.
    """
    writer = request.GET.get("reader", "")
    if writer and writer != reader_of(request):
        return JsonResponse({"words": [_("Sign in again to send this.")]}, status=401)
    if not writer:
        request.user = AnonymousUser()
    match = _page_of(request.GET.get("to", ""))
    try:
        return _outcome(request, match.func(request, *match.args, **match.kwargs))
    except Http404:
        if writer or not str(match.view_name).startswith("my-case"):
            raise
        return JsonResponse({"words": []}, status=410)


def _page_of(address: str) -> ResolverMatch:
    """The page at an address, if its form may come as a draft."""
    try:
        match = resolve(address)
    except Resolver404 as error:
        raise BadRequest(_("There is no such form.")) from error
    if match.view_name not in SENDS:
        raise BadRequest(_("There is no such form."))
    return match


def _outcome(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """What the page says: where it leads on becomes an answer, its own words stay."""
    if response.status_code not in (301, 302):
        return response
    to = response["Location"]
    if resolve(urlsplit(to).path).view_name in SIGN_IN:
        return JsonResponse({"words": [_("Sign in again to send this.")]}, status=401)
    said = cast(BaseStorage, get_messages(request))
    refusals = [str(message) for message in said if message.level >= ERROR]
    said.used = bool(refusals)  # what is good news is shown on the page that it leads to
    if refusals:
        return JsonResponse({"words": refusals}, status=409)
    return JsonResponse({"to": to})
