"""The pages about personal data, with everybody of the cast at each door."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from linli.ground.journal.models import Entry
from linli.ground.org.models import Duty
from linli.ground.people.actions import (
    declare_purposes,
    give_consent,
    move_in,
    register_household,
    reveal,
    withdraw_consent,
)
from linli.ground.people.models import PurposeText, Resident
from linli.ground.people.purposes import shipped
from linli.ground.privacy.actions import NotAllowed, destroy_keys, end_all, lift_hold, place_hold
from linli.ground.privacy.models import Hold
from tests.cast import MONDAY, SINCE, Cast

GRID = "990101001001001"
PROTECT = {"sun", "lin", "auditor"}
OWN = ("looks", "consents", "copy")


def text(response) -> str:
    return response.content.decode()


def who_opens(client, cast: Cast, address: str) -> set[str]:
    """The names of those to whom the page is there; to the others it is not."""
    seen = set()
    for name, user in cast.everybody().items():
        client.force_login(user)
        status = client.get(address).status_code
        assert status in (200, 404), (name, status)
        if status == 200:
            seen.add(name)
    return seen


@pytest.fixture
def declared(cast: Cast) -> Cast:
    """With the purposes of the program in the registry."""
    declare_purposes(shipped(), by=cast.system, at=MONDAY)
    return cast


def held(cast: Cast, by: str = "sun") -> Hold:
    at, user = timezone.now(), getattr(cast, by)
    until = at + timedelta(days=30)
    return place_hold(cast.residents["zhou"], reason="行政复议需要", until=until, by=user, at=at)


@pytest.mark.parametrize("name", ["index", "purposes", "holds", "minors"])
def test_only_those_who_protect_data_open_the_page(client, declared, name):
    assert who_opens(client, declared, reverse(f"privacy:{name}")) == PROTECT


@pytest.mark.parametrize("name", OWN)
def test_only_residents_have_a_page_of_their_own_data(client, declared, name):
    assert who_opens(client, declared, reverse(f"privacy:{name}")) == {"zhou", "wu"}


@pytest.mark.parametrize("name", ["index", "purposes", "holds", "minors", *OWN])
def test_who_is_not_signed_in_is_sent_to_the_door(client, db, name):
    assert client.get(reverse(f"privacy:{name}")).status_code == 302


def test_the_page_counts_what_is_due_and_tells_of_the_last_night(client, declared):
    end_all(by=declared.system, at=timezone.now())
    client.force_login(declared.auditor)
    page = client.get(reverse("privacy:index"))
    assert all(each.last for each in page.context["standings"])
    assert "not yet" not in text(page)


def test_every_purpose_shows_its_words_and_a_time_in_words(client, declared):
    client.force_login(declared.lin)
    page = client.get(reverse("privacy:purposes"))
    assert len(page.context["purposes"]) == len(shipped())
    assert "calendar_day" not in text(page)
    for purpose in shipped():
        assert purpose.label in text(page)


def test_a_hold_on_a_record_that_is_not_there_is_refused_in_the_form(client, cast):
    client.force_login(cast.sun)
    until = (timezone.localdate() + timedelta(days=9)).isoformat()
    sent = {"kind": "cases.case", "number": "nothing", "reason": "行政复议需要", "until": until}
    page = client.post(reverse("privacy:holds"), sent)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["number"])
    assert Hold.objects.count() == 0


@pytest.mark.parametrize("until", ["9999-12-31", "soon", ""])
def test_a_hold_for_ever_is_refused_in_the_form(client, cast, until):
    client.force_login(cast.sun)
    sent = {"kind": "cases.case", "number": "1", "reason": "行政复议需要", "until": until}
    page = client.post(reverse("privacy:holds"), sent)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["until"])


def test_a_hold_is_lifted_once_by_a_button(client, cast):
    hold = held(cast)
    client.force_login(cast.lin)
    assert "行政复议需要" in text(client.get(reverse("privacy:holds")))
    lifted = client.post(reverse("privacy:lift", args=[hold.pk]), follow=True)
    again = client.post(reverse("privacy:lift", args=[hold.pk]), follow=True)
    hold.refresh_from_db()
    assert (hold.lifted_by, "行政复议需要" in text(lifted)) == (cast.lin, False)
    assert [str(each) for each in again.context["messages"]] != []
    assert Entry.objects.filter(event="privacy.hold_lifted").count() == 1


def test_nobody_without_the_duty_places_or_lifts_a_hold(client, cast):
    hold = held(cast)
    for name, user in cast.everybody().items():
        if name in ("sun", "lin"):
            continue
        client.force_login(user)
        assert client.post(reverse("privacy:holds"), {}).status_code == 404, name
        assert client.post(reverse("privacy:lift", args=[hold.pk])).status_code == 404, name
    hold.refresh_from_db()
    assert (hold.lifted_at, Hold.objects.count()) == (None, 1)


def test_the_audit_reads_holds_and_has_no_form(client, cast):
    held(cast)
    client.force_login(cast.auditor)
    page = client.get(reverse("privacy:holds"))
    assert (page.context["form"], len(page.context["holds"])) == (None, 1)


def test_the_director_of_another_street_neither_sees_nor_lifts_a_hold(client, cast):
    hold, other = held(cast), cast.zheng
    Duty.objects.create(
        user=other, unit=cast.units["990101002"], role="street_director", valid_from=SINCE
    )
    client.force_login(other)
    assert client.get(reverse("privacy:holds")).context["holds"] == []
    assert client.post(reverse("privacy:lift", args=[hold.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        lift_hold(hold, by=other, at=timezone.now())


def seen(cast: Cast) -> Resident:
    """Li has had the phone of Zhou shown."""
    zhou = cast.residents["zhou"]
    given = {"field": "phone", "reason": "回访核实情况", "where": GRID}
    reveal(zhou, **given, about=zhou, by=cast.li, at=timezone.now())
    return zhou


def test_a_resident_reads_who_looked_in_which_role_and_why(client, cast):
    seen(cast)
    client.force_login(cast.zhou)
    page = text(client.get(reverse("privacy:looks")))
    assert "回访核实情况" in page
    assert "桂花里第一网格" in page
    assert "李晓梅" not in page


def test_her_neighbour_does_not_read_who_looked_at_her_data(client, cast):
    seen(cast)
    client.force_login(cast.wu)
    page = client.get(reverse("privacy:looks"))
    assert (page.context["looks"], "回访核实情况" in text(page)) == ([], False)


def test_after_the_key_is_gone_the_look_stays_without_its_reason(client, cast):
    zhou = seen(cast)
    assert destroy_keys("people.resident", [zhou.pk], at=timezone.now()) == 1
    client.force_login(cast.zhou)
    page = client.get(reverse("privacy:looks"))
    assert [look.reason for look in page.context["looks"]] == [None]
    assert "回访核实情况" not in text(page)


def test_consents_show_the_very_words_they_were_given_to(client, declared):
    words = PurposeText.objects.get(purpose__code="other_contacts")
    zhou = declared.residents["zhou"]
    consent = give_consent(zhou, text=words, by=declared.zhou, at=MONDAY)
    withdraw_consent(consent, by=declared.zhou, at=MONDAY + timedelta(days=1))
    give_consent(zhou, text=words, by=declared.zhou, at=MONDAY + timedelta(days=2))
    client.force_login(declared.zhou)
    page = client.get(reverse("privacy:consents"))
    assert [bool(each.withdrawn_at) for each in page.context["consents"]] == [False, True]
    assert text(page).count(words.words) == 2
    client.force_login(declared.wu)
    assert words.words not in text(client.get(reverse("privacy:consents")))


def at_home(cast: Cast) -> None:
    home = register_household(
        place=cast.places[GRID], address="3栋2单元501室", by=cast.chen, at=MONDAY
    )
    zhou = cast.residents["zhou"]
    move_in(zhou, household=home, on=date(2025, 1, 1), by=cast.chen, at=MONDAY)


def test_the_copy_holds_everything_in_full_and_nothing_of_the_neighbour(client, cast):
    at_home(cast)
    client.force_login(cast.zhou)
    page = text(client.get(reverse("privacy:copy")))
    for own in ("周秀兰", "13900000001", "3栋2单元501室", "2025-01-01"):
        assert own in page
    assert "13900000002" not in page


def test_the_file_has_the_same_and_the_journal_notes_it(client, cast):
    at_home(cast)
    client.force_login(cast.zhou)
    answer = client.post(reverse("privacy:download"))
    data = json.loads(answer.content)["data"]
    assert data["register"][0]["phone"] == "13900000001"
    assert data["households"][0]["from"] == "2025-01-01"
    assert "no-store" in answer.headers["Cache-Control"]
    assert Entry.objects.filter(event="privacy.copied", by=cast.zhou).count() == 1


def test_the_file_is_for_its_resident_alone_and_never_behind_a_link(client, cast):
    address = reverse("privacy:download")
    for name, user in cast.everybody().items():
        client.force_login(user)
        assert client.get(address).status_code == 405, name
        assert (client.post(address).status_code == 200) == (name in ("zhou", "wu")), name
