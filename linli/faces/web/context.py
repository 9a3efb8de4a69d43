"""What every page of the shell needs: its menus and the reader's choices."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString

from linli.faces.web.navigation import DESK, OPEN, RESIDENT, Link, links, side_menu
from linli.faces.web.pack import limits_of
from linli.ground.org.models import StaffSession

LARGE_TYPE_COOKIE = "linli_large_type"
COLOURS_COOKIE = "linli_colours"


@dataclass(frozen=True, slots=True)
class Colours:
    """Light, dark, or as the device has it."""

    scheme: str
    """What the browser is told, so that its own fields and bars go with it."""
    dark_media: str
    """Where the dark colours hold; empty for never. Paper is always light."""


LARGE_ENTRIES = 3
"""How many entries the menu has in large type: what fits beside each other and is understood."""

COLOURS = {
    "device": Colours("light dark", "screen and (prefers-color-scheme: dark)"),
    "light": Colours("light", ""),
    "dark": Colours("dark", "screen"),
}


def reader_of(request: HttpRequest) -> str:
    """A name for whoever is signed in, the same for a person and telling nothing; else empty.

    Phones keep pages and drafts under it.
    """
    user = request.user
    return salted_hmac("linli.reader", str(user.pk)).hexdigest()[:20] if user.pk else ""


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

    @property
    def reader(self) -> str:
        """Under which name this reader's phone keeps what it keeps."""
        return reader_of(self.request)

    @property
    def colours(self) -> Colours:
        """The colours the reader chose; without a choice those of the device."""
        chosen = self.request.COOKIES.get(COLOURS_COOKIE, "")
        return COLOURS.get(chosen, COLOURS["device"])

    @property
    def refresh(self) -> int:
        """Seconds between two questions of an open page of the desk for what is new."""
        user = self.request.user
        return limits_of(user, self.now).refresh if user.is_authenticated else 0

    @cached_property
    def resident_entries(self) -> list[Link]:
        """The residents' menu; in large type only what most people come for."""
        entries = links(RESIDENT, self.request, self.now)
        return entries[:LARGE_ENTRIES] if self.large_type else entries

    @cached_property
    def open_entries(self) -> list[Link]:
        """What is published; in large type it is left to the ordinary pages."""
        return [] if self.large_type else links(OPEN, self.request, self.now)

    @cached_property
    def desk_entries(self) -> list[Link]:
        """The staff's menu."""
        return links(DESK, self.request, self.now)

    @property
    def side_menu(self) -> SafeString:
        """The staff's menu by what belongs together, as it stands on the page."""
        return side_menu(self.desk_entries)

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
