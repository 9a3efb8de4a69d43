"""A model that learns from what was decided here, takes over, is rolled back and may be damaged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import cache

import pytest

from linli.affairs.cases import actions
from linli.affairs.cases.models import Category, ModelUse, TextModel
from linli.affairs.cases.pack import LearningRules
from linli.affairs.cases.suggesting import models_in_use, reading
from linli.affairs.cases.suggesting.actions import learning
from linli.affairs.cases.suggesting.learned import Worth, decided_rows
from linli.affairs.cases.suggesting.models_in_use import model_in_use
from linli.affairs.cases.tests.stages import GRID, reported
from linli.affairs.cases.tests.test_pages import address, sign_in
from linli.ground.journal.models import Entry
from linli.ground.reference.queries import glance
from linli.text.classify import fitting

WEEK = timedelta(weeks=1)
COMPLAINTS = {
    "0303": ("垃圾没有人清运", "建筑垃圾堆在门口", "保洁员从来不扫地"),
    "0305": ("路灯全都不亮", "井盖丢了很危险", "下水道堵了积水"),
}
PLACES = ("桂花里", "青梧路", "临河苑", "社区广场", "菜场后巷")


@pytest.fixture(scope="module", autouse=True)
def fitted_once() -> Iterator[None]:
    """The same rows give the same model: each is solved once for all tests here."""
    solved = cache(fitting.fit)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fitting, "fit", lambda rows: solved(tuple(rows)))
        yield


@pytest.fixture(autouse=True)
def few_are_enough(monkeypatch):
    """A rule pack for which the cases of a test are enough."""
    rules = LearningRules(fewest=20, most=1000, held_out_weeks=4, fewest_held_out=5, right=0.97)
    whole = learning.rules_at

    def fewer(place, at):
        return whole(place, at).model_copy(update={"learning": rules})

    monkeypatch.setattr(learning, "rules_at", fewer)


def decided(cast, at, places=PLACES) -> None:
    """Each complaint at each place, accepted as what it is."""
    for code, texts in COMPLAINTS.items():
        for text in texts:
            for place in places:
                case = reported(cast, at, text=f"{place}{text}", category=None, reporter=None)
                given = {"type": "help", "urgency": "ordinary", "place": case.place}
                category = Category.objects.get(code=code)
                actions.accept(case, category=category, **given, by=cast.zhao, at=at)


@pytest.fixture
def model(cast, monday) -> TextModel:
    """Fitted on thirty cases of eight weeks ago, measured on twelve of last week."""
    decided(cast, monday - 8 * WEEK)
    decided(cast, monday - WEEK, PLACES[:2])
    return learning.fit(by=cast.system, at=monday)


def test_a_model_is_measured_on_what_came_after_it(cast, monday, model):
    assert (model.rows, model.held_out, model.categories) == (30, 12, 2)
    assert model.learned_until == monday - 4 * WEEK
    assert model.rival.startswith("lexicon-")
    assert 0.9 < model.macro_f1 <= 1.0


def test_one_that_is_no_worse_takes_over_and_the_journal_has_it(cast, monday, model):
    assert ModelUse.objects.get().model == model
    assert model_in_use().version.startswith(model.version)
    events = ["cases.model_fitted", "cases.model_chosen"]
    assert list(Entry.objects.filter(event__in=events).values_list("event", flat=True)) == events


def test_a_model_that_another_thread_drops_is_ready_all_the_same(cast, model, monkeypatch):
    class Dropped(dict):
        """Empty again as soon as something was put into it."""

        def __setitem__(self, key, value):
            self.clear()

    monkeypatch.setattr(models_in_use, "_ready", Dropped())
    assert models_in_use.ready(model).checksum == model.checksum


def test_what_it_suggests_is_kept_with_its_checksum(cast, monday, model, deliver_all):
    case = reported(cast, monday, text="桂花里的路灯不亮", category=None)
    deliver_all()
    row = case.suggested.get(what="category")
    assert (row.offered[0], row.checksum) == ("0305", model.checksum)
    assert row.version == model_in_use().version


@pytest.mark.parametrize(
    ("one", "other", "takes_over"),
    [
        (Worth(0.8, 0.98, 0.3), Worth(0.8, 0.99, 0.5), True),
        (Worth(0.8, 0.96, 0.1), Worth(0.7, 1.0, 0.9), False),
        (Worth(0.8, 0.96, 0.1), Worth(0.7, 0.9, 0.2), True),
        (Worth(0.7, 1.0, 0.1), Worth(0.8, 1.0, 0.2), False),
        (Worth(0.9, 1.0, 1.0), Worth(0.8, 0.9, 0.9), False),
        (Worth(0.9, 1.0, 1.0), Worth(0.8, 1.0, 1.0), True),
    ],
)
def test_a_model_takes_over_where_it_is_no_worse(one, other, takes_over):
    assert learning.is_no_worse(one, other, right=0.97) is takes_over


def test_one_that_is_worse_is_kept_and_not_used(cast, monday, monkeypatch):
    monkeypatch.setattr(learning, "is_no_worse", lambda *_figures: False)
    decided(cast, monday - 8 * WEEK)
    decided(cast, monday - WEEK, PLACES[:2])
    learning.fit(by=cast.system, at=monday)
    assert (TextModel.objects.count(), ModelUse.objects.count()) == (1, 0)
    assert model_in_use().version.startswith("lexicon-")


def test_too_few_decided_cases_fit_nothing(cast, monday):
    decided(cast, monday - 8 * WEEK, PLACES[:2])
    with pytest.raises(learning.TooFewDecided):
        learning.fit(by=cast.system, at=monday)


def test_the_same_cases_fit_nothing_new(cast, monday, model):
    with pytest.raises(learning.NothingNew):
        learning.fit(by=cast.system, at=monday)


def test_what_nobody_decided_or_is_sealed_is_not_learned_from(cast, monday):
    reported(cast, monday - WEEK)
    case = reported(cast, monday - WEEK)
    given = {"type": "help", "urgency": "ordinary", "place": case.place, "by": cast.zhao}
    actions.accept(case, category=Category.objects.get(code="0305"), **given, at=monday - WEEK)
    assert len(decided_rows(monday, monday, 10)[0]) == 1
    case.seals.create(by=cast.sun, at=monday)
    assert decided_rows(monday, monday, 10) == ([], [])


def test_a_named_person_rolls_back_with_a_reason(cast, monday, model):
    learning.use_model(None, reason="太多错了", by=cast.lin, at=monday)
    assert model_in_use().version.startswith("lexicon-")
    learning.use_model(model, reason="再试", by=cast.lin, at=monday)
    assert model_in_use().version.startswith(model.version)
    chosen = ModelUse.objects.filter(why="chosen").order_by("pk")
    assert [(use.by, use.reason) for use in chosen] == [(cast.lin, "太多错了"), (cast.lin, "再试")]


def test_nobody_rolls_back_without_a_reason_or_the_duty(cast, monday, model):
    with pytest.raises(learning.NotChosen):
        learning.use_model(None, reason=" ", by=cast.lin, at=monday)
    for name in ("zhao", "sun", "auditor", "sysadmin", "qian", "zhou"):
        with pytest.raises(learning.MayNotChoose):
            learning.use_model(None, reason="试试", by=getattr(cast, name), at=monday)
    assert ModelUse.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"linli-classify 1 sha256=00\n", b"junk"])
def test_where_the_model_is_damaged_the_words_stand_in_and_the_pages_say_so(
    client, cast, monday, model, content
):
    TextModel.objects.update(content=content)
    used = model_in_use()
    assert used.version.startswith("lexicon-")
    assert used.trouble
    case = reported(cast, monday, category=None)
    for name, page in (("zhao", address(case)), ("zhao", "/suggestions/")):
        sign_in(client, cast, name)
        client.cookies["django_language"] = "en"
        answer = client.get(page)
        assert answer.status_code == 200
        assert "cannot be read" in answer.text
    with pytest.raises(learning.NotChosen):
        learning.use_model(TextModel.objects.get(), reason="再试", by=cast.lin, at=monday)


def test_every_model_stands_on_the_page_and_is_put_to_use_from_it(client, cast, monday, model):
    sign_in(client, cast, "lin")
    assert model.version in client.get("/suggestions/models/").text
    answer = client.post("/suggestions/models/use/", {"model": "", "reason": "太多错了"})
    assert answer.headers["Location"] == "/suggestions/models/"
    assert ModelUse.objects.first().model is None
    answer = client.post("/suggestions/models/use/", {"model": model.pk, "reason": ""})
    assert answer.status_code == 422


@pytest.mark.parametrize(("asked", "told"), [(1.0, 2), (0.5, 3)])
def test_who_was_sure_of_nothing_is_not_said_to_have_been_right(client, cast, model, asked, told):
    TextModel.objects.update(rival_asked=asked)
    sign_in(client, cast, "lin")
    client.cookies["django_language"] = "en"
    assert client.get("/suggestions/models/").text.count("before: ") == told


@pytest.mark.parametrize("name", ["zhao", "sun", "auditor"])
def test_who_only_looks_puts_none_to_use(client, cast, monday, model, name):
    sign_in(client, cast, name)
    answer = client.get("/suggestions/models/")
    assert answer.status_code == 200
    assert "/suggestions/models/use/" not in answer.text
    refused = client.post("/suggestions/models/use/", {"model": "", "reason": "试试"})
    assert refused.status_code == 403


def test_no_query_is_needed_while_the_model_stays(cast, monday, model, django_assert_num_queries):
    reading.read("桂花里的路灯不亮", GRID, monday)
    with glance(), django_assert_num_queries(0):
        reading.read("桂花里的路灯不亮", GRID, monday)


def test_a_number_of_a_model_that_is_none_is_refused(client, cast):
    sign_in(client, cast, "lin")
    answer = client.post("/suggestions/models/use/", {"model": "99", "reason": "试试"})
    assert (answer.status_code, ModelUse.objects.count()) == (422, 0)
