"""What the law wants written down: incidents, assessments, exchanges; and who may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.ground.journal.models import Entry
from linli.ground.org.actions import add_user, grant_duty
from linli.ground.privacy import actions
from linli.ground.privacy.models import Assessment, Exchange, Incident, Step
from tests.cast import MONDAY, SINCE, Cast

HOUR = timedelta(hours=1)
PAGES = ("/privacy/incidents/", "/privacy/assessments/", "/privacy/exchanges/")
HAPPENED = {"what": "表格误发到业主群", "kinds": "姓名、电话", "people": 12, "harm": "骚扰电话"}
ASKED = {
    "title": "独居老人探访登记",
    "occasion": "sensitive",
    "purpose": "只登记探访所需",
    "impact": "被外人得知独居",
    "measures": "加密，探访人员可见",
}


def recorded(cast: Cast, by=None, **changed) -> Incident:
    given = HAPPENED | {"found_at": MONDAY - HOUR} | changed
    return actions.record_incident(**given, by=by or cast.sun, at=MONDAY)


def step(incident, cast, kind: str, at=MONDAY) -> Step:
    return actions.add_step(incident, kind=kind, words="已办", by=cast.sun, at=at)


@pytest.fixture
def neighbour(cast: Cast):
    """The director of the next street."""
    user = add_user(username="next_door", name="方", kind="staff", by=cast.secadmin, at=MONDAY)
    unit = cast.units["990101002"]
    given = {"user": user, "unit": unit, "role": "street_director", "valid_from": SINCE}
    grant_duty(**given, by=cast.system, at=MONDAY)
    return user


def test_the_clock_of_an_incident_runs_from_when_it_was_found(cast):
    incident = recorded(cast)
    assert incident.report_by == MONDAY + 3 * HOUR
    assert Entry.objects.about(incident).get().event == "privacy.incident"


def test_an_incident_is_not_found_in_the_future(cast):
    with pytest.raises(actions.RecordRefused):
        recorded(cast, found_at=MONDAY + HOUR)


def test_an_incident_is_closed_when_authority_and_people_know(cast):
    incident = recorded(cast)
    for kind in ("measure", "authority"):
        with pytest.raises(actions.RecordRefused):
            actions.close_incident(incident, by=cast.sun, at=MONDAY)
        step(incident, cast, kind)
    with pytest.raises(actions.RecordRefused, match="告知"):
        actions.close_incident(incident, by=cast.sun, at=MONDAY)
    step(incident, cast, "not_people")
    assert actions.close_incident(incident, by=cast.sun, at=MONDAY).closed_at == MONDAY
    with pytest.raises(actions.RecordRefused):
        step(incident, cast, "measure")


def test_nobody_records_but_those_who_answer_for_an_area(cast, neighbour):
    incident = recorded(cast)
    for name, user in cast.everybody().items():
        if name not in {"sun", "lin"}:
            with pytest.raises(actions.NotAllowed):
                recorded(cast, by=user)
            with pytest.raises(actions.NotAllowed):
                actions.record_assessment(**ASKED, by=user, at=MONDAY)
    with pytest.raises(actions.NotAllowed):
        actions.add_step(incident, kind="measure", words="x", by=neighbour, at=MONDAY)
    with pytest.raises(actions.NotAllowed):
        actions.close_incident(incident, by=neighbour, at=MONDAY)


def test_the_pages_are_for_the_directors_and_the_audit(client, cast):
    for address in PAGES:
        statuses = {}
        for name, user in cast.everybody().items():
            client.force_login(user)
            statuses[name] = client.get(address).status_code
        assert {name for name, status in statuses.items() if status == 200} == {
            "sun",
            "lin",
            "auditor",
        }
        assert set(statuses.values()) == {200, 404}


def test_a_neighbouring_street_sees_nothing_of_it(client, cast, neighbour):
    incident = recorded(cast)
    actions.record_assessment(**ASKED, by=cast.sun, at=MONDAY)
    page = f"/privacy/incidents/{incident.pk}/"
    client.force_login(neighbour)
    assert [*client.get("/privacy/incidents/").context["page"]] == []
    assert [*client.get("/privacy/assessments/").context["page"]] == []
    answers = [client.get(page), client.post(page, {}), client.post(f"{page}close/")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_the_district_and_the_audit_see_it_and_the_audit_only_reads(client, cast):
    page = f"/privacy/incidents/{recorded(cast).pk}/"
    for user in (cast.lin, cast.auditor):
        client.force_login(user)
        assert client.get(page).context["told"] is False
    assert client.post(page, {"kind": "measure", "words": "x"}).status_code == 404
    assert client.post("/privacy/incidents/", HAPPENED).status_code == 404
    assert client.post(f"{page}close/").status_code == 404


def test_an_incident_is_recorded_and_closed_on_its_pages(client, cast):
    client.force_login(cast.sun)
    found = timezone.localtime(timezone.now() - HOUR).strftime("%Y-%m-%dT%H:%M")
    assert client.post("/privacy/incidents/", HAPPENED | {"found_at": found}).status_code == 302
    page = f"/privacy/incidents/{Incident.objects.get().pk}/"
    refused = client.post(f"{page}close/")
    assert (refused.status_code, "尚未记录" in refused.content.decode()) == (422, True)
    for kind in ("measure", "authority", "people"):
        assert client.post(page, {"kind": kind, "words": "已办"}).url == page
    client.post(f"{page}close/")
    assert Incident.objects.get().closed_at


def test_an_assessment_is_recorded_with_its_three_answers(client, cast):
    client.force_login(cast.sun)
    assert client.post("/privacy/assessments/", {**ASKED, "impact": ""}).status_code == 422
    assert client.post("/privacy/assessments/", ASKED).status_code == 302
    assert (Assessment.objects.get().made_by, Assessment.objects.get().area) == (
        cast.sun,
        "990101001",
    )
    assert "独居老人探访登记" in client.get("/privacy/assessments/").content.decode()


def test_exchanges_of_a_day_are_one_line_and_add_up(cast):
    for count, hours in ((3, 0), (4, 1), (5, 24)):
        actions.note_exchange(
            Exchange.Way.EXPORT,
            recipient="zhao",
            what=Exchange.What.CASES,
            count=count,
            at=MONDAY + hours * HOUR,
        )
    assert [row.count for row in Exchange.objects.all()] == [5, 7]


def test_what_was_kept_three_years_ends_at_night_and_not_before(cast):
    actions.record_assessment(**ASKED, by=cast.sun, at=MONDAY)
    given = {"recipient": "zhao", "what": Exchange.What.CASES, "count": 1}
    actions.note_exchange(Exchange.Way.EXPORT, **given, at=MONDAY)
    actions.end_all(by=cast.system, at=MONDAY + timedelta(days=3 * 365))
    assert (Assessment.objects.count(), Exchange.objects.count()) == (1, 1)
    actions.end_all(by=cast.system, at=MONDAY + timedelta(days=3 * 365 + 3))
    assert (Assessment.objects.count(), Exchange.objects.count()) == (0, 0)


def test_a_closed_incident_ends_with_its_steps_and_an_open_one_stays(cast):
    closed, still_open = recorded(cast), recorded(cast)
    for kind in ("measure", "authority", "people"):
        step(closed, cast, kind)
    step(still_open, cast, "measure")
    actions.close_incident(closed, by=cast.sun, at=MONDAY)
    actions.end_all(by=cast.system, at=MONDAY + timedelta(days=3 * 365))
    assert Incident.objects.count() == 2
    actions.end_all(by=cast.system, at=MONDAY + timedelta(days=3 * 366 + 1))
    assert list(Incident.objects.all()) == [still_open]
    assert [each.incident for each in Step.objects.all()] == [still_open]
