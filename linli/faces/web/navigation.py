"""The menus: which pages stand in them, in which order, and who is shown them.

An entry is shown when its address exists and the user may use it; hiding an entry protects
nothing, the page behind it checks for itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

ANYBODY = ""
SIGNED_IN = "signed in"
SIGNED_OUT = "signed out"
A_RESIDENT = "a resident"
STAFF = "staff"
NO_STAFF = "no staff"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a menu: words, the name of an address, the capability needed, an icon."""

    label: str | Promise
    url_name: str
    needs: str
    icon: str


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that belong together; those of the group without words are always in sight."""

    label: str | Promise
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as one user sees it on one page."""

    label: str | Promise
    url: str
    icon: str
    current: bool


RESIDENT = [
    Entry(_("Home"), "home", NO_STAFF, "home"),
    Entry(_("Desk"), "desk", STAFF, "inbox"),
    Entry(_("Report"), "report", ANYBODY, "message-plus"),
    Entry(_("My matters"), "mine", SIGNED_IN, "list-check"),
    Entry(_("Follow"), "follow", ANYBODY, "search"),
    Entry(_("Around me"), "around", ANYBODY, "map"),
    Entry(_("Sign in"), "notices:signin", SIGNED_OUT, "login"),
    Entry(_("My data"), "people:mine", A_RESIDENT, "user"),
    Entry(_("My grid"), "grids", ANYBODY, "users"),
]

OPEN = [
    Entry(_("Open board"), "boards:open", ANYBODY, "layout-dashboard"),
    Entry(_("What communities do"), "admission:public", ANYBODY, "list-check"),
    Entry(_("Supervision made public"), "supervision:public-bulletins", ANYBODY, "alert-circle"),
    Entry(_("Results of surveys"), "surveys:published", ANYBODY, "star"),
    Entry(_("Results of appraisals"), "appraisal:published", ANYBODY, "star"),
]
"""What is published, for everybody; it stands at the foot of the residents' pages."""

DESK_GROUPS = (
    Group(
        "",
        (
            Entry(_("Inbox"), "desk", SIGNED_IN, "inbox"),
            Entry(_("Map"), "atlas", SIGNED_IN, "map"),
            Entry(_("Search"), "search", SIGNED_IN, "search"),
            Entry(
                _("Record for a resident"), "cases:report-for", "cases.report_for", "message-plus"
            ),
            Entry(_("Grid list"), "cases:grid", "cases.settle", "map-pin"),
            Entry(_("My day"), "boards:day", "cases.settle", "clock"),
        ),
    ),
    Group(
        _("Cases"),
        (
            Entry(_("Late by far"), "cases:late", "cases.remind", "alert-triangle"),
            Entry(_("Follow-up calls"), "cases:calls", "cases.follow_up", "phone"),
            Entry(_("Looking back"), "cases:look-backs", "cases.verify", "eye"),
            Entry(_("Hot topics"), "hotspots:list", "hotspots.see", "message-circle"),
        ),
    ),
    Group(
        _("With other units"),
        (
            Entry(_("Supervision"), "supervision:list", "supervision.answer", "alert-circle"),
            Entry(_("Whistles"), "whistle:list", "whistle.answer", "send"),
            Entry(_("Asked of communities"), "admission:items", "admission.see", "file-text"),
        ),
    ),
    Group(
        _("Results"),
        (
            Entry(_("Boards"), "boards:board", "measures.see_own", "layout-dashboard"),
            Entry(_("Measures"), "measures:list", "measures.see_own", "list-check"),
            Entry(
                _("Left out of the assessment"), "measures:exclusions", "measures.judge", "filter"
            ),
            Entry(_("How we were rated"), "cases:ratings", "cases.handle", "star"),
            Entry(_("Ratings to check"), "solicited:list", "solicited.see", "help-circle"),
            Entry(_("Surveys"), "surveys:list", "surveys.enter", "pencil"),
            Entry(_("Appraisal"), "appraisal:list", "appraisal.judge", "circle-check"),
            Entry(_("How we were appraised"), "appraisal:mine", "cases.handle", "flag"),
        ),
    ),
    Group(
        _("The district"),
        (
            Entry(_("Residents"), "people:index", "people.reveal", "users"),
            Entry(_("Places"), "places:index", "places.view", "building-community"),
            Entry(_("Organisation"), "org:index", "org.view", "sitemap"),
            Entry(_("Rule packs"), "rulepacks:index", "rulepacks.view", "adjustments"),
            Entry(_("Dispatch catalogue"), "cases:catalogue", "cases.catalogue", "route"),
            Entry(_("Standard texts"), "texts:index", "cases.handle", "books"),
            Entry(_("Suggestions"), "cases:accuracy", "suggestions.see", "bulb"),
        ),
    ),
    Group(
        _("Data and system"),
        (
            Entry(_("First steps"), "first-steps", "org.session", "list-check"),
            Entry(_("Requests about data"), "datarights:list", "datarights.handle", "user"),
            Entry(_("Data request in person"), "datarights:receive", "people.register", "user"),
            Entry(_("Personal data"), "privacy:index", "privacy.view", "shield-lock"),
            Entry(_("Audit journal"), "audit", "journal.read", "history"),
            Entry(_("Webhooks"), "hooks:index", "hooks.edit", "external-link"),
            Entry(_("Parked handlers"), "journal:parked", "journal.parked", "clock-pause"),
            Entry(_("Messages not sent"), "notices:stuck", "journal.parked", "cloud-off"),
            Entry(_("Locks"), "locks", "org.grant", "lock"),
            Entry(_("Staff session"), "org:session", "org.session", "key"),
        ),
    ),
)
DESK = [entry for group in DESK_GROUPS for entry in group.entries]


def links(entries: Iterable[Entry], request: HttpRequest, at: datetime) -> list[Link]:
    """The entries this user may use, with the one for this page marked."""
    found = [
        (entry, url)
        for entry in entries
        if (url := address(entry.url_name)) and _may_use(request, entry.needs, at)
    ]
    here = _longest([url for _entry, url in found], request.path)
    return [Link(entry.label, url, entry.icon, url == here) for entry, url in found]


def side_menu(shown: Iterable[Link]) -> SafeString:
    """The menu of the desk with these links."""
    places = tuple((link.url, link.current) for link in shown)
    return _side_menu(places, get_language())


@lru_cache(maxsize=1_000)
def _side_menu(places: tuple[tuple[str, bool], ...], language: str | None) -> SafeString:
    """It is drawn once for all who are shown the same entries on the same page."""
    return render_to_string("web/shell/side_menu.html", {"groups": _grouped(dict(places))})


def _grouped(shown: dict[str, bool]) -> list[tuple[str, list[Link]]]:
    """The links with these addresses in the groups of their entries; no group is empty.

    The value of an address says whether it is that of the page one is on.
    """
    found = [
        (
            str(group.label),
            [
                Link(each.label, url, each.icon, shown[url])
                for each in group.entries
                if (url := address(each.url_name)) in shown
            ],
        )
        for group in DESK_GROUPS
    ]
    return [(label, entries) for label, entries in found if entries]


def address(url_name: str) -> str:
    """The address with this name, or an empty string when no app offers it."""
    return _address(url_name, settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=1_000)
def _address(url_name: str, urlconf: str, prefix: str) -> str:
    """Some eighty of them stand on every page of the desk."""
    try:
        return reverse(url_name, urlconf)
    except NoReverseMatch:
        return ""


def _may_use(request: HttpRequest, needs: str, at: datetime) -> bool:
    user = request.user
    if needs == ANYBODY:
        return True
    if needs == SIGNED_OUT:
        return not user.is_authenticated
    if needs == NO_STAFF:
        return not user.is_staff
    if not user.is_authenticated:
        return False
    if needs in {A_RESIDENT, STAFF}:
        return user.is_staff == (needs == STAFF)
    return needs == SIGNED_IN or user.has_any_capability(needs, at)


def _longest(urls: list[str], path: str) -> str:
    """The menu address this page stands under; the home page stands only for itself."""
    under = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(under, key=len, default="")
