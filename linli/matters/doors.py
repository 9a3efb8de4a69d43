"""Who comes in by the doors of the desk, and how a page knows who it is talking to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from linli.ground.digits import whole
from linli.ground.org.models import User

Page = Callable[..., HttpResponseBase]


def staff_page(page: Page) -> Page:
    """Lets staff in; sends a stranger to the sign-in and refuses a resident (403)."""

    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not user_of(request).is_staff:
            raise PermissionDenied
        return page(request, *args, **kwargs)

    return login_required(guarded)


def guards(request: HttpRequest) -> dict[str, Any]:
    """The version that was looked at (no number fits none), and the key of a sending."""
    sent = request.POST.get("version")
    version = None if sent is None else whole(sent) or 0
    return {"version": version, "key": request.POST.get("key", "").replace("\0", "")[:80]}


def reader(request: HttpRequest, at: datetime, *capabilities: str) -> tuple[User, datetime]:
    """Who reads, and when. Raises PermissionDenied where none of these is among their duties."""
    user = user_of(request)
    if not any(user.has_any_capability(each, at) for each in capabilities):
        raise PermissionDenied
    return user, at


def done(request: HttpRequest, act: Callable[[], object], refused: type[ValueError]) -> None:
    """Do it, and let the next page say so, or why it was refused."""
    try:
        act()
    except refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done."))


def user_of(request: HttpRequest) -> User:
    """The user of a page behind the sign-in."""
    return cast(User, request.user)
