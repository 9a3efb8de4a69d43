"""Every page for everybody: in both languages, all colours and sizes, and without scripts."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser

from linli.affairs.cases.models import Case
from linli.affairs.cases.queries import visible_cases
from linli.affairs.cases.rules import may_publish_words, publishable
from linli.faces.commands.demo import build
from linli.ground.org.models import User
from linli.ground.people.models import Resident
from linli.insight.surveys.models import Survey
from tests.doors.pages import addresses, filled
from tests.journeys.browser import serious
from tests.journeys.everywhere import WIDER, WITHOUT_SCRIPTS, Tour, abroad
from tests.journeys.rare import one_of_each
from tests.journeys.wording import Data, written

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(1800),  # seconds: it lives through a month and opens every page there is
]

GRID = "/grids/990101001001001/"
STARTS: dict[str, tuple[str, ...]] = {
    "": ("/", "/display/", "/signin/", "/offline/", GRID, f"{GRID}poster/"),
    "周秀兰": ("/", "/mine/"),
    "zhao": ("/desk/",),
    "lin": (
        "/desk/",
        "/rulepacks/990101/edit/",
        "/supervision/bulletins/new/",
        "/surveys/new/",
    ),
    "li": ("/desk/",),
    "chen": ("/desk/", "/admission/refusals/new/"),
    "liu": ("/desk/", "/admission/items/new/", "/admission/tasks/new/"),
    "sun": ("/desk/",),
    "fang": ("/desk/",),
    "he": ("/desk/",),
    "zheng": ("/desk/",),
    "sysadmin": ("/desk/",),
    "secadmin": ("/desk/", "/org/duties/import/", "/security/users/li/"),
    "auditor": ("/desk/",),
}
"""Who walks, and where they begin: at the door, and at what no link of the demonstration is to."""

PAPER = ("papers", "enter")

NOT_OPENED = {
    "for machines, or sent back at once": (
        "/healthz/", "/i18n/setlang/", "/s/<str:token>/", "/service-worker.js", "/signin/code/",
        "/signin/elsewhere/oidc/^(?P<provider_id>[^/]+)/login/",
        "/signin/elsewhere/oidc/^(?P<provider_id>[^/]+)/login/callback/",
        "/signin/elsewhere/weixin/login/", "/signin/elsewhere/weixin/login/callback/",
        "/signin/cancelled/", "/signin/error/",
    ),
    "an answer to a script, no page": (
        "/places/search", "/notices/unread/", "/matters/<str:number>/colleagues/",
        "/matters/<str:number>/news/", "/whistles/<str:number>/now/", "/desk/news/",
        "/report/places/", "/report/places.json", "/report/map.json",
        "/grids/<str:code>/shape.json", "/around/points.json", "/drafts/token/", "/map/counts/",
        "/map/points/", "/map/shapes/", "/hotspots/shapes/", "/hotspots/points/",
        "/boards/shapes/", "/boards/points/", "/boards/wall/now/",
    ),
    "a picture or a file that nobody of the demonstration has": (
        "/attachments/<int:pk>/", "/attachments/<int:pk>/thumbnail/",
        "/attachments/<int:pk>/public/", "/attachments/<int:pk>/public/look/",
        "/attachments/<int:pk>/public/draft/", "/attachments/<int:pk>/public/copy/",
        "/my-case/<str:number>/photo/<int:pk>/", "/photos/<int:pk>/",
        "/appraisal-results/<int:pk>/file/",
    ),
    "within a sign-in that is under way, or once only": (
        "/signin/phone/code/", "/signin/unsent/", "/security/again/", "/security/again/code/",
        "/security/again/key/", "/security/app/", "/security/app/remove/", "/security/keys/",
        "/security/keys/add/", "/security/keys/<int:pk>/remove/", "/security/recovery/",
        "/security/recovery/new/", "/security/password/", "/security/accounts/", "/report/sent/",
    ),
    "there only where linli demo runs": ("/demo/inbox/", "/demo/sms/"),
    "samples for those who build pages, whose links lead nowhere": ("/styleguide/",),
}  # fmt: skip
"""Routes that no walk needs to come to, by the reason; the script of a page may."""


def somebody(name: str) -> User | None:
    """A member of the staff by user name, a resident by name; nobody."""
    residents = {str(each.name.open()): each.user for each in Resident.objects.all()}
    return residents.get(name) or User.objects.filter(username=name).first()


def test_every_page_is_fit_for_everybody(browser: Browser, live_server) -> None:
    build(months=1, seed=7)
    survey = Survey.objects.all()[0].pk
    more = {
        "zhao": (f"/cases/{Case.objects.all()[0].number}/receipt/", public_words_of("zhao")),
        "lin": tuple(f"/surveys/{survey}/{each}/" for each in PAPER),
    }
    rare = one_of_each(timezone.now())
    tour = Tour(browser, live_server.url, written().foreign)
    for name, starts in STARTS.items():
        tour.by(name, somebody(name), *starts, *more.get(name, ()), *rare.get(name, ()))
    assert "\n".join(tour.wrong) == ""
    assert never_asked_for(tour.routes) <= {each for some in NOT_OPENED.values() for each in some}


def public_words_of(name: str) -> str:
    """Where a member of the staff decides what the public reads of a case."""
    user, at = User.objects.get(username=name), timezone.now()
    cases = visible_cases(user, at).filter(closed_at=None)
    case = next(each for each in cases if publishable(each) and may_publish_words(user, each, at))
    return f"/cases/{case.number}/public/"


def never_asked_for(routes: set[str]) -> set[str]:
    """The routes that can be opened, and were not; a way in for programs is none of a browser."""
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username="lin"))
    left = {route for route, _names in addresses()} - routes
    return {
        route
        for route in left
        if not route.startswith(("/api/", "/static/"))
        and client.get(filled(route, {})).status_code != HTTPStatus.METHOD_NOT_ALLOWED
    }


BAD = """<main><form action="/x/"><input aria-label="在哪里"></form><img src="/a.png">
<button type="button">在这里</button><p><span style="padding-left: 4000px">宽</span></p></main>"""


def test_what_is_wrong_with_a_page_is_noticed(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(BAD)
    idle = [each.partition(":")[0] for each in page.evaluate(WITHOUT_SCRIPTS)]
    assert idle == ["does nothing", "cannot be sent"]
    assert len(page.evaluate(WIDER)) == 1
    assert "image-alt img" in serious(page)
    assert abroad("https://elsewhere.example/a.js", "http://localhost:1")
    page.close()


def test_words_of_another_language_are_noticed_and_what_people_wrote_is_not() -> None:
    data = Data(frozenset({"临江新区", "青梧街道"}), "临江新区\n青梧街道", frozenset({"APEC"}))
    assert data.foreign("en", "临江新区青梧街道: 未译") == ["未译"]
    assert data.foreign("zh-hans", "Report 反映 APEC 卡") == ["Report"]
