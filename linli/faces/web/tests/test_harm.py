"""A community was right to refuse: the district is asked whether to order the department."""

from __future__ import annotations

from django.urls import reverse

from linli.affairs.admission.tests import stages
from linli.affairs.supervision.actions import take_up
from linli.affairs.supervision.models import Suggestion
from tests.cast import MONDAY


def test_a_department_that_pushed_is_before_the_district_and_nobody_else(client, cast, deliver_all):
    refusal = stages.upheld(cast, MONDAY)
    deliver_all()
    suggestion = Suggestion.objects.get()
    assert (suggestion.unit.code, suggestion.step) == (stages.DEPARTMENT, "order")
    address = reverse("supervision:suggestion", args=[suggestion.pk])
    opened = set()
    for name, user in cast.everybody().items():
        client.force_login(user)
        if client.get(address).status_code == 200:
            opened.add(name)
    assert opened == {"zhao", "sun", "lin"}
    client.force_login(cast.lin)
    assert refusal.number in client.get(address).text


def test_the_order_stands_on_the_page_of_the_refusal(client, cast, deliver_all):
    refusal = stages.upheld(cast, MONDAY)
    deliver_all()
    order = {"step": "order", "text": "请停止，并报整改情况。", "by": cast.lin}
    made = take_up(Suggestion.objects.get(), **order, at=MONDAY + stages.MINUTE * 60)
    page = reverse("admission:page", args=[refusal.number])
    for name, told in (("lin", True), ("liu", True), ("chen", False)):
        client.force_login(getattr(cast, name))
        shown = client.get(page)
        assert (shown.status_code, made.number in shown.text) == (200, told), name


def test_a_refusal_that_was_wrong_or_taken_back_is_nobodys_fault(cast, deliver_all):
    stages.dismissed(cast, MONDAY)
    stages.taken_back(cast, MONDAY)
    deliver_all()
    assert not Suggestion.objects.exists()
