"""The pages of the organisation, with everybody at the door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.ground.org import actions
from linli.ground.org.models import Duty, ServiceToken, StaffSession, Unit, User
from tests.cast import MONDAY

STREET, COMMUNITY, GRID = "990101001", "990101001001", "990101001001001"
UNIT = f"/org/units/{STREET}/"
PAGES = ["/org/", UNIT, "/org/users/", "/org/users/zhao/", "/org/roles/"]
STAFF = ["li", "wang", "chen", "zhao", "liu", "sun", "lin", "he", "zheng", "qian"]
ADMINISTRATORS = ["sysadmin", "secadmin", "auditor"]
RESIDENTS = ["zhou", "wu"]

POSTS = {
    f"{UNIT}phone/": {"phone": "12345"},
    f"{UNIT}grant/": {"user": "li", "role": "dispatcher", "valid_from": "2999-01-01"},
    "/org/users/": {"username": "tao", "name": "陶远", "kind": "staff"},
    "/org/users/zhao/password/": {},
    "/org/users/zhao/block/": {},
    "/org/users/zhao/admit/": {},
    "/org/users/hotline/tokens/": {
        "label": "x",
        "scopes": ["cases.read"],
        "expires_on": "2999-01-01",
    },
}


def text(response) -> str:
    return response.content.decode()


def today() -> str:
    return timezone.localdate().isoformat()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("name", STAFF + ADMINISTRATORS)
def test_all_staff_see_the_organisation(signed_in, name, path):
    assert signed_in(name).get(path).status_code == 200


@pytest.mark.parametrize("path", [*PAGES, "/org/session/"])
@pytest.mark.parametrize("name", RESIDENTS)
def test_residents_find_no_such_page(signed_in, name, path):
    assert signed_in(name).get(path).status_code == 404


@pytest.mark.parametrize("path", [*PAGES, "/org/session/"])
def test_who_is_not_signed_in_is_sent_to_the_door(client, db, path):
    assert client.get(path).url == f"/signin/?next={path}"


@pytest.mark.parametrize(
    "path", ["/org/units/1/", "/org/users/nobody/", "/org/users/system/", "/org/users/zhou/"]
)
def test_what_is_not_there_has_no_page(signed_in, path):
    assert signed_in("secadmin").get(path).status_code == 404


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("name", STAFF + ADMINISTRATORS)
def test_what_one_may_not_do_is_forbidden(signed_in, hotline, name, path):
    allowed = {"lin", "sun", "sysadmin"} if "phone" in path else {"secadmin"}
    answer = signed_in(name).post(path, POSTS[path])
    assert (answer.status_code == 403) == (name not in allowed)


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("name", RESIDENTS)
def test_residents_change_nothing(signed_in, hotline, name, path):
    assert signed_in(name).post(path, POSTS[path]).status_code == 404
    assert not User.objects.filter(username="tao").exists()


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("name", ["zhao", "qian", "auditor"])
def test_nobody_is_offered_what_is_forbidden(signed_in, hotline, name, path):
    browser = signed_in(name)
    for page in [*PAGES, "/org/users/hotline/"]:
        assert f'action="{path}"' not in text(browser.get(page))


def test_the_tree_shows_units_in_their_order_with_people(signed_in):
    lines = signed_in("zhao").get("/org/").context["lines"]
    names = [line.unit.name for line in lines]
    assert names[:2] == ["临江新区社区治理中心", "临江新区城市管理局"]
    assert names.index("青梧街道") < names.index("桂花里社区") < names.index("望溪街道")
    street = next(line for line in lines if line.unit.code == STREET)
    assert (street.staffing.here, street.staffing.below, street.depth) == (2, 7, 1)


def test_people_who_are_blocked_or_whose_duty_is_over_are_not_counted(cast, signed_in):
    actions.block_user(cast.sun, by=cast.secadmin, at=MONDAY)
    Duty.objects.filter(user=cast.zhao).update(valid_to=timezone.localdate())
    lines = signed_in("li").get("/org/").context["lines"]
    street = next(line for line in lines if line.unit.code == STREET)
    assert (street.staffing.here, street.staffing.below) == (0, 5)


def test_grids_stand_on_the_page_of_their_community(signed_in):
    browser = signed_in("zhao")
    assert "桂花里第一网格" not in text(browser.get("/org/"))
    assert "桂花里第一网格" in text(browser.get(f"/org/units/{COMMUNITY}/"))


@pytest.mark.parametrize(
    ("words", "found"), [("桂花里第", 2), (GRID, 1), ("990101-C", 1), ("无此单位", 0), ("溪口", 2)]
)
def test_a_unit_is_found_by_name_or_code(signed_in, words, found):
    page = signed_in("zhao").get("/org/", {"q": words})
    assert len(page.context["lines"]) == found


def test_a_unit_shows_who_works_there_what_is_above_and_below_and_its_phone(signed_in):
    Unit.objects.filter(code=STREET).update(phone="0999-12345")
    page = text(signed_in("li").get(UNIT))
    for words in ["赵敏", "孙海涛", "调度员", "临江新区社区治理中心", "梧桐苑社区", "0999-12345"]:
        assert words in page


def test_the_phone_of_a_unit_is_changed(signed_in):
    answer = signed_in("sun").post(f"{UNIT}phone/", {"phone": "0999-12345"})
    assert answer.url == UNIT
    assert Unit.objects.get(code=STREET).phone == "0999-12345"


def test_what_is_no_phone_is_refused_on_the_page(signed_in):
    answer = signed_in("sun").post(f"{UNIT}phone/", {"phone": "找老王"})
    assert answer.status_code == 422
    assert "“找老王”不是电话号码" in text(answer)


def test_the_director_of_a_street_does_not_keep_the_phone_of_another(signed_in):
    answer = signed_in("sun").post("/org/units/990101002/phone/", {"phone": "12345"})
    assert answer.status_code == 403


@pytest.mark.parametrize("who", ["tao", "TAO", "陶远"])
def test_a_duty_is_granted_by_name(signed_in, newcomer, who):
    given = {"user": who, "role": "dispatcher", "valid_from": today()}
    assert signed_in("secadmin").post(f"{UNIT}grant/", given).url == UNIT
    [duty] = newcomer.duties.all()
    assert (duty.unit.code, duty.role) == (STREET, "dispatcher")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"user": "nobody"}, "查无此人"),
        ({"user": "secadmin"}, "不得给自己授予职责"),
        ({"user": "auditor"}, "不能担任职责"),
        ({"user": "resident:1"}, "查无此人"),
        ({"user": "zhao"}, "赵敏已有这项职责"),
        ({"role": "emperor"}, "emperor"),
        ({"role": "grid_worker"}, "不设角色“网格员”"),
        ({"valid_from": "2020-01-01"}, "请选择今天或以后的日期"),
        ({"valid_from": ""}, "这个字段是必填项"),
    ],
)
def test_a_grant_that_cannot_be_is_explained_in_its_form(signed_in, newcomer, changed, words):
    given = {"user": "tao", "role": "dispatcher", "valid_from": today()} | changed
    answer = signed_in("secadmin").post(f"{UNIT}grant/", given)
    assert answer.status_code == 422
    assert words in text(answer)
    assert 'id="move-grant" open' in text(answer)


def test_of_two_people_with_a_name_the_user_name_is_asked(cast, signed_in, newcomer):
    actions.add_user(username="tao2", name="陶远", kind="staff", by=cast.secadmin, at=MONDAY)
    given = {"user": "陶远", "role": "dispatcher", "valid_from": today()}
    answer = signed_in("secadmin").post(f"{UNIT}grant/", given)
    assert (answer.status_code, "请改填用户名" in text(answer)) == (422, True)


def test_a_duty_is_ended_by_its_button(cast, signed_in):
    [duty] = cast.zhao.duties.all()
    browser = signed_in("secadmin")
    assert f'action="/org/duties/{duty.pk}/end/"' in text(browser.get(UNIT))
    assert browser.post(f"/org/duties/{duty.pk}/end/", {"on": today()}).url == UNIT
    assert f"/org/duties/{duty.pk}/end/" not in text(browser.get(UNIT))


@pytest.mark.parametrize("on", ["", "2020-01-01", "soon"])
def test_a_senseless_end_is_refused_on_the_page_of_the_unit(cast, signed_in, on):
    [duty] = cast.zhao.duties.all()
    answer = signed_in("secadmin").post(f"/org/duties/{duty.pk}/end/", {"on": on})
    assert answer.status_code == 422
    assert f'id="move-end-{duty.pk}" open' in text(answer)


@pytest.mark.parametrize("name", ["zhao", "lin", "sysadmin", "auditor", "qian"])
def test_a_duty_is_ended_by_nobody_else(cast, signed_in, name):
    [duty] = cast.zhao.duties.all()
    answer = signed_in(name).post(f"/org/duties/{duty.pk}/end/", {"on": today()})
    assert (answer.status_code, Duty.objects.get(pk=duty.pk).valid_to) == (403, None)


def test_a_new_user_signs_in_with_the_password_shown_once(signed_in, client):
    browser = signed_in("secadmin")
    answer = browser.post("/org/users/", POSTS["/org/users/"])
    secret = answer.context["secret"]
    assert secret in text(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    assert secret not in text(browser.get("/org/users/"))
    browser.logout()
    assert client.post("/signin/", {"username": "tao", "password": secret}).status_code == 302


def test_a_new_service_account_has_no_password(signed_in):
    given = POSTS["/org/users/"] | {"kind": "service"}
    answer = signed_in("secadmin").post("/org/users/", given)
    assert (answer.status_code, answer.context["secret"]) == (200, None)
    assert not User.objects.get(username="tao").has_usable_password()


@pytest.mark.parametrize(
    "changed",
    [{"username": "ZHAO"}, {"username": "a b"}, {"kind": "resident"}, {"name": ""}],
)
def test_a_user_who_cannot_be_is_refused(signed_in, changed):
    before = User.objects.count()
    answer = signed_in("secadmin").post("/org/users/", POSTS["/org/users/"] | changed)
    assert (answer.status_code, User.objects.count()) == (422, before)


def test_no_page_makes_an_administrator(signed_in):
    given = POSTS["/org/users/"] | {"administrator": "system"}
    signed_in("secadmin").post("/org/users/", given)
    assert User.objects.get(username="tao").administrator == ""


@pytest.mark.parametrize(("words", "found"), [("赵", 1), ("ZHAO", 1), ("周秀兰", 0), ("", 15)])
def test_users_are_found_by_name_and_residents_are_not_among_them(signed_in, words, found):
    page = signed_in("qian").get("/org/users/", {"q": words})
    assert len(page.context["page"].object_list) == found


def test_a_user_shows_duties_of_today_and_of_before(cast, signed_in):
    [duty] = cast.zhao.duties.all()
    Duty.objects.filter(pk=duty.pk).update(valid_to=timezone.localdate())
    page = signed_in("qian").get("/org/users/zhao/")
    assert [line.state for line in page.context["duties"]] == ["over"]
    assert "青梧街道" in text(page)


def test_a_new_password_is_shown_once(cast, signed_in):
    answer = signed_in("secadmin").post("/org/users/zhao/password/")
    assert User.objects.get(username="zhao").check_password(answer.context["secret"])
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_password_of_another_administrator_stays(cast, signed_in):
    answer = signed_in("secadmin").post("/org/users/auditor/password/", follow=True)
    assert "linli users" in text(answer)
    assert User.objects.get(username="auditor").password == cast.auditor.password


def test_an_account_is_blocked_and_admitted_again(signed_in):
    browser = signed_in("secadmin")
    browser.post("/org/users/zhao/block/")
    assert not User.objects.get(username="zhao").is_active
    assert "/org/users/zhao/admit/" in text(browser.get("/org/users/zhao/"))
    browser.post("/org/users/zhao/admit/")
    assert User.objects.get(username="zhao").is_active


def test_a_token_is_issued_shown_once_and_revoked(cast, signed_in, hotline):
    browser = signed_in("secadmin")
    answer = browser.post("/org/users/hotline/tokens/", POSTS["/org/users/hotline/tokens/"])
    assert answer.context["token"].startswith("linli_")
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.context["token"] not in text(browser.get("/org/users/hotline/"))
    token = ServiceToken.objects.get()
    assert browser.post(f"/org/tokens/{token.pk}/revoke/").url == "/org/users/hotline/"
    token.refresh_from_db()
    assert token.revoked_at


@pytest.mark.parametrize(
    "changed", [{"scopes": []}, {"scopes": ["all"]}, {"expires_on": "2020-01-01"}, {"label": ""}]
)
def test_a_token_that_cannot_be_is_refused(signed_in, hotline, changed):
    given = POSTS["/org/users/hotline/tokens/"] | changed
    answer = signed_in("secadmin").post("/org/users/hotline/tokens/", given)
    assert (answer.status_code, ServiceToken.objects.count()) == (422, 0)


def test_people_get_no_token(signed_in):
    given = POSTS["/org/users/hotline/tokens/"]
    assert signed_in("secadmin").post("/org/users/zhao/tokens/", given).status_code == 422


@pytest.mark.parametrize("name", ["zhao", "lin", "sysadmin", "auditor"])
def test_tokens_are_seen_and_revoked_by_nobody_else(signed_in, token, name):
    browser, kept = signed_in(name), ServiceToken.objects.get()
    assert "热线对接" not in text(browser.get("/org/users/hotline/"))
    assert browser.post(f"/org/tokens/{kept.pk}/revoke/").status_code == 403


@pytest.mark.parametrize("name", ADMINISTRATORS)
def test_an_administrator_opens_and_closes_a_session(cast, signed_in, name):
    browser = signed_in(name)
    browser.post("/org/session/", {"reason": "核对投诉数据", "minutes": "30"})
    session = StaffSession.objects.get()
    assert session.ends_at - session.opened_at == timedelta(minutes=30)
    assert "临时查看中" in text(browser.get("/org/"))
    assert browser.post("/org/session/close/").url == "/org/session/"
    assert "临时查看中" not in text(browser.get("/org/"))


@pytest.mark.parametrize(
    "given", [{"reason": "看"}, {"reason": ""}, {"minutes": "600"}, {"minutes": ""}]
)
def test_a_session_without_reason_or_time_is_refused(signed_in, given):
    sent = {"reason": "核对投诉数据", "minutes": "30"} | given
    answer = signed_in("auditor").post("/org/session/", sent)
    assert (answer.status_code, StaffSession.objects.count()) == (422, 0)


@pytest.mark.parametrize("name", STAFF)
def test_staff_have_no_staff_sessions(signed_in, name):
    browser = signed_in(name)
    assert browser.get("/org/session/").status_code == 404
    assert browser.post("/org/session/", {"reason": "想看看", "minutes": "30"}).status_code == 404
    assert browser.post("/org/session/close/").status_code == 404


def test_the_auditor_sees_the_sessions_of_all_the_others_their_own(cast, signed_in):
    for name in ADMINISTRATORS:
        given = {"reason": f"{name}核对", "length": timedelta(minutes=15)}
        actions.open_staff_session(**given, by=getattr(cast, name), at=MONDAY)
    assert len(signed_in("auditor").get("/org/session/").context["sessions"]) == 3
    assert len(signed_in("sysadmin").get("/org/session/").context["sessions"]) == 1


def test_the_table_of_roles_has_everybody(signed_in):
    page = signed_in("he").get("/org/roles/")
    assert len(page.context["columns"]) == 19
    assert "派单" in text(page)


def test_the_pages_speak_english(signed_in):
    page = text(signed_in("he").get("/org/", headers={"accept-language": "en"}))
    assert "With those below" in page
    assert "含下级" not in page
