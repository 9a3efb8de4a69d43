"""What residents are told of their own words, and of their neighbours' cases, before they send."""

from __future__ import annotations

import pytest
from django.utils import timezone

from linli.affairs.cases.actions.publicity import publish_words
from linli.affairs.cases.models import Case, Category
from linli.faces.portal.models import Tally
from linli.faces.portal.tests.conftest import PLACE, TEXT, neighbour
from linli.ground.org.models import User

REPORT, TYPED = "/report/", "/report/understood/"


def test_a_resident_is_told_in_words_what_it_sounds_like(client, cast):
    shown = client.post(TYPED, {"text": TEXT}).text
    assert 'name="guess" value="0305"' in shown
    assert ">likely<" in shown
    assert " of 100" not in shown


def test_a_place_that_is_named_is_offered_with_the_words(client, cast):
    shown = client.post(TYPED, {"text": "青梧街道桂花里社区的路灯不亮了"}).text
    assert f'name="place" value="{PLACE}" checked' in shown
    assert "“桂花里社区”" in shown


@pytest.mark.parametrize("text", ["", "路灯", " " * 50])
def test_words_that_say_nothing_yet_get_no_answer(client, cast, text):
    assert client.post(TYPED, {"text": text}).text.strip() == ""


def test_without_scripts_a_button_shows_it_and_nothing_typed_is_lost(client, cast, answers):
    answer = client.post(REPORT, {**answers, "look": "1"})
    assert 'name="guess" value="0305"' in answer.text
    assert TEXT in answer.text
    assert not Case.objects.exists()


def test_in_large_type_it_stands_on_the_last_screen(client, cast, answers):
    client.cookies["linli_large_type"] = "1"
    answer = client.post(REPORT, {**answers, "step": 2, "go": 3})
    assert 'name="guess" value="0305"' in answer.text


def test_what_is_chosen_among_the_guesses_comes_with_the_report(client, cast, answers):
    client.post(REPORT, {**answers, "guess": "0305"})
    assert Case.objects.get().category_id == "0305"


def test_a_category_chosen_by_hand_counts_before_the_guess(client, cast, answers):
    client.post(REPORT, {**answers, "guess": "0305", "category": "09"})
    assert Case.objects.get().category_id == "09"


def test_a_neighbours_case_is_offered_without_its_words_number_of_people_or_name(
    client, cast, company
):
    shown = client.post(TYPED, {"text": TEXT, "place": PLACE}).text
    assert f'name="same" value="{company[0].number}"' in shown
    assert "市容市貌" in shown
    assert "老人" not in shown
    assert "邻居" not in shown


def test_where_the_words_name_the_place_neighbours_cases_are_offered_at_once(client, cast, company):
    shown = client.post(TYPED, {"text": f"桂花里社区，{TEXT}"}).text
    assert f'name="place" value="{PLACE[:12]}" checked' in shown
    assert f'name="same" value="{company[0].number}"' in shown


GRID, NEXT_GRID = f"{PLACE[:12]}001", f"{PLACE[:12]}002"


@pytest.mark.parametrize(
    ("place", "others", "near"),
    [
        (GRID, GRID, True),
        (NEXT_GRID, GRID, False),
        (PLACE[:12], GRID, False),
        (GRID, NEXT_GRID, False),
    ],
)
def test_a_case_is_said_to_be_in_the_same_grid_where_enough_others_are(
    client, cast, company, deliver_all, place, others, near
):
    Case.objects.filter(pk=company[0].pk).update(place=GRID)
    Case.objects.filter(pk__in=[each.pk for each in company[1:]]).update(place=others)
    shown = client.post(TYPED, {"text": TEXT, "place": place}).text
    assert f'name="same" value="{company[0].number}"' in shown
    assert ("in the same grid" in shown) is near


def test_a_case_that_could_be_told_apart_is_not_offered(client, cast, deliver_all):
    neighbour(cast)
    deliver_all()
    assert 'name="same"' not in client.post(TYPED, {"text": TEXT, "place": PLACE}).text


def test_one_with_words_for_everybody_is_offered_with_these(client, cast, deliver_all):
    case = neighbour(cast)
    deliver_all()
    publish_words(case, text="三号楼前路灯不亮", by=cast.chen, at=timezone.now())
    shown = client.post(TYPED, {"text": TEXT, "place": PLACE}).text
    assert f'value="{case.number}"' in shown
    assert "三号楼前路灯不亮" in shown


@pytest.mark.parametrize(
    "given", [{"type": "complaint"}, {"type": "tip_off"}, {"type": "inquiry"}, {"category": None}]
)
def test_what_accuses_or_is_nobody_elses_matter_is_not_offered(
    client, cast, company, deliver_all, given
):
    Case.objects.filter(pk=company[0].pk).update(closed_at=timezone.now())
    neighbour(cast, 9, **given)
    deliver_all()
    assert 'name="same"' not in client.post(TYPED, {"text": TEXT, "place": PLACE}).text


def test_a_category_that_the_rule_pack_keeps_back_is_not_offered(client, cast, company):
    mind = Category.objects.create(code="0206", name="心理卫生")
    Case.objects.filter(pk__in=[each.pk for each in company]).update(category=mind)
    assert 'name="same"' not in client.post(TYPED, {"text": TEXT, "place": PLACE}).text


@pytest.mark.parametrize("place", ["", "990101001", "990102001001", "x", "\x00"])
def test_elsewhere_and_nowhere_nothing_is_offered(client, cast, company, place):
    answer = client.post(TYPED, {"text": TEXT, "place": place})
    assert answer.status_code == 200
    assert 'name="same"' not in answer.text


def test_one_tap_joins_and_counts_as_a_reporter(client, cast, answers, company):
    client.force_login(cast.zhou)
    answer = client.post(REPORT, {**answers, "same": company[0].number})
    case = Case.objects.latest("pk")
    assert answer.status_code == 302
    assert (case.state, case.merged_into) == ("merged", company[0])
    assert Case.objects.get(pk=company[0].pk).gathered == 1
    shown = client.get("/report/sent/").text
    assert case.number in shown
    assert "goes on together" in shown


@pytest.mark.parametrize("phone", ["13900000001", "13700137000"])
def test_with_a_phone_that_was_only_typed_nothing_is_joined_and_triage_is_told(
    client, cast, answers, company, phone
):
    users = User.objects.count()
    answer = client.post(REPORT, {**answers, "phone": phone, "same": company[0].number})
    case = Case.objects.latest("pk")
    assert (answer.status_code, case.state) == (302, "reported")
    assert (case.duplicate_of, case.reporter.phone.open()) == (company[0], phone)
    assert User.objects.count() == users
    assert "goes on together" not in client.get("/report/sent/").text


def test_without_a_name_nothing_is_joined_but_triage_is_told(client, cast, answers, company):
    client.post(REPORT, {**answers, "identity": "anonymous", "same": company[0].number})
    case = Case.objects.latest("pk")
    assert (case.state, case.duplicate_of, case.reporter) == ("reported", company[0], None)


def test_a_case_that_was_not_offered_is_not_joined(client, cast, answers, company):
    client.post(REPORT, {**answers, "same": company[1].number})
    case = Case.objects.latest("pk")
    assert (case.state, case.duplicate_of) == ("reported", None)


def test_a_case_that_has_ended_meanwhile_takes_the_report_by_itself(client, cast, answers, company):
    Case.objects.filter(pk=company[0].pk).update(closed_at=timezone.now())
    client.post(REPORT, {**answers, "same": company[0].number})
    assert Case.objects.latest("pk").state == "reported"


def test_whoever_asks_from_several_points_does_not_learn_where_a_case_lies(
    client, cast, company, deliver_all
):
    lamp = neighbour(cast, 9, point=(112.98, 28.2))
    deliver_all()
    told = {
        client.post(TYPED, {"text": TEXT, "place": PLACE, "longitude": x, "latitude": 28.2}).text
        for x in (112.98, 112.99, 113.5)
    }
    assert len(told) == 1
    assert f'name="same" value="{lamp.number}"' in told.pop()


@pytest.mark.parametrize("address", [TYPED, REPORT])
def test_words_are_read_so_often_within_an_hour_for_one_address(client, cast, address):
    def asks() -> bool:
        return 'name="guess"' in client.post(address, {"text": TEXT, "look": "1"}).text

    assert asks()
    Tally.objects.update(tries=600)
    assert not asks()
    assert client.post(address, {"text": TEXT, "look": "1"}).status_code == 200
    Tally.objects.update(ends_at=timezone.now())
    assert asks()


def test_what_says_nothing_yet_is_not_counted(client, cast):
    client.post(TYPED, {"text": "路灯"})
    client.get(REPORT)
    assert not Tally.objects.exists()
