"""Figures in an appraisal, against numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from linli.ground.org.roles import ROLES
from linli.insight.appraisal import actions
from linli.insight.appraisal.models import Indicator
from linli.insight.appraisal.tests.facts import (
    AT,
    BESIDE,
    COMMUNITY,
    RATE,
    closed,
    of_communities,
    reckoned,
)
from linli.insight.appraisal.tests.stories import DISTRICT, appraiser, drafted
from linli.insight.measures.models import Definition, Fact
from tests.cast import MONDAY

D = Decimal


def line(edition, code=COMMUNITY):
    return edition.scores.get(subject__unit__code=code).working["lines"][0]


def test_the_figure_of_the_place_is_taken_with_n_interval_and_definition(cast):
    closed(COMMUNITY, 32, 8)
    told = line(reckoned(cast, of_communities(cast)))
    # 32 of 40: Wilson, 95 in 100. (80 - 50) / (90 - 50) of 100 points.
    assert (told["value"], told["low"], told["high"]) == ("80.0000", "65.2427", "89.5000")
    assert (told["share"], told["points"], told["enough"]) == ("0.7500", "75.0000", True)
    kept = told["figure"]
    assert (kept["numerator"], kept["of"], kept["period"]) == (32, 40, "2026-05")
    assert (kept["place"], kept["unit"]) == (COMMUNITY, None)
    assert kept["definition"] == Definition.objects.get().digest


def test_only_units_with_enough_cases_are_ranked_and_the_others_stand_below(cast):
    closed(COMMUNITY, 21, 9)
    closed(BESIDE, 29, 0)
    edition = reckoned(cast, of_communities(cast))
    told = edition.scores.values_list("subject__unit__code", "total", "rank")
    # 21 of 30 is 70 per cent; 29 of 29 would be ahead, and the cap is 1.1, but 29 are too few.
    assert list(told)[:2] == [(COMMUNITY, D(50), 1), (BESIDE, D(110), None)]


def test_below_the_smallest_cell_nothing_is_told(cast):
    closed(COMMUNITY, 4, 0)
    score = reckoned(cast, of_communities(cast)).scores.get(subject__unit__code=COMMUNITY)
    assert (score.total, score.rank) == (None, None)
    assert (score.working["lines"][0]["value"], score.working["lines"][0]["figure"]) == (None, None)


@pytest.mark.parametrize(("with_excluded", "value"), [(False, "75.0000"), (True, "60.0000")])
def test_the_scheme_says_whether_what_was_left_out_counts(cast, with_excluded, value):
    closed(COMMUNITY, 30, 10)
    closed(COMMUNITY, 0, 10, excluded=True)
    told = line(reckoned(cast, of_communities(cast, with_excluded=with_excluded)))
    assert (told["value"], told["figure"]["with_excluded"]) == (value, with_excluded)


def test_a_department_is_appraised_by_the_figures_of_its_unit(cast):
    scheme = of_communities(cast, kind="department")
    subject = scheme.subjects.first()
    closed(COMMUNITY, 30, 10, unit=subject.unit_id)
    closed(COMMUNITY, 0, 40)
    kept = reckoned(cast, scheme).scores.get(subject=subject).working["lines"][0]
    assert (kept["value"], kept["figure"]["place"]) == ("75.0000", DISTRICT)
    assert kept["figure"]["unit"] == subject.unit_id


def test_times_are_reckoned_in_hours(cast):
    scheme = drafted(cast, "community", {"residents": 60})
    hours = {"measure": "settle_time_median", "worst": D(120), "target": D(72)}
    given = {"label": "用时", "source": "measure", "weight": D(40)}
    actions.add_indicator(scheme, **given, **hours, by=cast.lin, at=MONDAY)
    actions.settle(scheme, by=cast.lin, at=MONDAY)
    closed(COMMUNITY, 30, 0)
    # Opened on the 4th, settled on the 8th.
    score = reckoned(cast, scheme).scores.get(subject__unit__code=COMMUNITY)
    assert score.working["lines"][1]["value"] == "96.0000"


def test_a_snapshot_stays_when_the_figures_move(cast):
    closed(COMMUNITY, 30, 10)
    scheme = of_communities(cast)
    first = reckoned(cast, scheme)
    Fact.objects.update(said_solved=True)
    second = reckoned(cast, scheme)
    assert (line(first)["value"], line(second)["value"]) == ("75.0000", "100.0000")


@pytest.mark.parametrize(
    "wrong",
    [{"measure": "received"}, {"measure": "luck"}, {"measure": ""}, {"worst": D(95)}],
)
def test_counts_unknown_figures_and_targets_on_the_wrong_side_are_refused(cast, wrong):
    scheme = drafted(cast, "community", {"residents": 60})
    given = {"label": "?", "source": "measure", "weight": D(40), **RATE, **wrong}
    with pytest.raises(actions.NotNow):
        actions.add_indicator(scheme, **given, by=cast.lin, at=MONDAY)
    assert scheme.indicators.count() == 1


@pytest.mark.parametrize("kind", ["staff", "resident_unit"])
def test_workers_and_units_located_in_the_area_have_no_figures(cast, kind):
    scheme = drafted(cast, kind, {"residents": 60})
    given = {"label": "?", "source": "measure", "voice": "street", "weight": D(40), **RATE}
    with pytest.raises(actions.NotNow):
        actions.add_indicator(scheme, **given, by=cast.lin, at=MONDAY)


@pytest.mark.parametrize("name", ["li", "chen", "zhao", "sun", "liu", "qian", "zhou", "auditor"])
def test_nobody_else_adds_a_figure(cast, name):
    scheme = drafted(cast, "community", {"residents": 60})
    given = {"label": "?", "source": "measure", "weight": D(40), **RATE}
    with pytest.raises(actions.MayNotRun):
        actions.add_indicator(scheme, **given, by=getattr(cast, name), at=MONDAY)


def test_a_source_and_what_it_needs_go_together(cast):
    indicators = drafted(cast, "community").indicators
    for wrong in ({"source": "measure"}, {"measure": "resolution_rate"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            indicators.update(**wrong)
    assert indicators.filter(source=Indicator.Source.ENTRY).count() == 2


def test_the_form_takes_a_figure_and_refuses_a_count(client, cast, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY)
    scheme = drafted(cast, "community", {"residents": 60})
    client.force_login(cast.lin)
    address = reverse("appraisal:add-indicator", args=[scheme.pk])
    given = {"label": "解决率", "source": "measure", "weight": "40", "worst": "50", "target": "90"}
    for wrong in ({"measure": "received"}, {"measure": ""}, {"worst": "95"}):
        sent = given | {"measure": "resolution_rate"} | wrong
        assert client.post(address, sent).status_code == 422
    client.post(address, given | {"measure": "resolution_rate"})
    assert scheme.indicators.last().measure == "resolution_rate"


def test_the_working_leads_whoever_may_see_the_figure_to_its_page(client, cast, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    closed(COMMUNITY, 32, 8)
    su, edition = appraiser(cast), reckoned(cast, of_communities(cast))
    score = edition.scores.get(subject__unit__code=COMMUNITY)
    page, there = (
        reverse("appraisal:score", args=[score.pk]),
        reverse("measures:page", args=["resolution_rate"]),
    )
    client.force_login(cast.lin)
    told = client.get(page).content.decode()
    assert f'href="{there}?place={COMMUNITY}&amp;period=2026-05&amp;unit="' in told
    assert "n = 40" in told
    assert client.get(f"{there}?place={COMMUNITY}&period=2026-05").status_code == 200
    role = ROLES["appraiser"]
    without = replace(role, capabilities=role.capabilities - {"measures.see"})
    monkeypatch.setitem(ROLES, "appraiser", without)
    client.force_login(su)
    told = client.get(page).content.decode()
    assert "n = 40" in told
    assert there not in told


def test_the_table_says_who_is_too_few_to_rank(client, cast, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    closed(COMMUNITY, 21, 9)
    edition = reckoned(cast, of_communities(cast))
    client.force_login(cast.lin)
    told = client.get(reverse("appraisal:page", args=[edition.scheme_id])).content.decode()
    assert told.count("数量不足，不排名") == 1
    assert told.index("50.00") < told.index("数量不足，不排名")
