"""The addresses of linli, and that of an errand, for tests that tell people of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from linli.urls import urlpatterns as addresses


def page(request: HttpRequest, number: str) -> HttpResponse:
    """Nobody looks at it."""
    return HttpResponse(number)


urlpatterns = [
    *addresses,
    path("errands/", include(([path("<str:number>/", page, name="page")], "errands"))),
]
