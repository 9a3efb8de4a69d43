"""What every page of the shell needs: its menus and the reader's choices."""

from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from linli.faces.web.navigation import DESK, RESIDENT, Link, links
from linli.ground.org.models import StaffSession

LARGE_TYPE_COOKIE = "linli_large_type"


class Shell:
    """The frame around a page; menus are worked out only when a template draws them."""

    def __init__(self, request: HttpRequest) -> None:
        """Remember the request; nothing is read yet."""
        self.request = request
        self.now = timezone.now()
        self.demo: bool = settings.DEMO

    @property
    def large_type(self) -> bool:
        """Whether the reader asked for large type."""
        return self.request.COOKIES.get(LARGE_TYPE_COOKIE) == "1"

    @cached_property
    def resident_entries(self) -> list[Link]:
        """The residents' menu."""
        return links(RESIDENT, self.request, self.now)

    @cached_property
    def desk_entries(self) -> list[Link]:
        """The staff's menu."""
        return links(DESK, self.request, self.now)

    @cached_property
    def staff_session(self) -> StaffSession | None:
        """The open staff session of an administrator, of which every page reminds them."""
        user = self.request.user
        if not user.is_authenticated or not user.administrator:
            return None
        return StaffSession.objects.open_at(self.now).filter(user=user).first()


def shell(request: HttpRequest) -> dict[str, object]:
    """The template variable `shell`."""
    return {"shell": Shell(request)}
