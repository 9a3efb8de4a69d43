"""The pages that belong to no affair: home, sign-in, the reader's choices, errors."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from linli.faces.web.context import LARGE_TYPE_COOKIE
from linli.faces.web.navigation import address

ONE_YEAR = 365 * 24 * 60 * 60

signin = LoginView.as_view(template_name="web/signin.html", redirect_authenticated_user=True)
signout = LogoutView.as_view(next_page="home")


@require_http_methods(["GET"])
def home(request: HttpRequest) -> HttpResponseBase:
    """Staff go to their desk; everybody else is asked what they want to do."""
    desk = address("desk")
    if desk and request.user.is_authenticated and request.user.is_staff:
        return redirect(desk)
    return render(request, "web/home.html")


@require_http_methods(["POST"])
def large_type(request: HttpRequest) -> HttpResponse:
    """Remember whether this reader wants large type, and go back to the page."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = redirect(back)
    large = "1" if request.POST.get("large") == "1" else "0"
    response.set_cookie(
        LARGE_TYPE_COOKIE, large, ONE_YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
    )
    return response
